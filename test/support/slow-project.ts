// The rules of Microsoft Project written down a second time, for comparison only: dates by recursion over links, work
// by tables of half hours. Follows docs/spec/plan.md 3a and what it takes from sections 5 and 7.
import type { Calendar } from '../../src/plan/calendar.ts';
import type { Activity, ConstraintType, Link, Project } from '../../src/plan/schedule.ts';
import { alwaysTable, tableFor } from './half-hours.ts';
import type { SlowAnswer } from './slow-plan.ts';

interface Dates {
  readonly start: number;
  readonly finish: number;
}
type DatesOf = (one: Activity) => Dates;
type Words = ReturnType<typeof wordsOf>;

const isDone = (one: Activity) => one.actualFinish !== undefined;
const isBegun = (one: Activity) => one.actualStart !== undefined;
const lastOf = (...dates: number[]) => dates.at(-1)!;

function dateOf(one: Activity, type: ConstraintType, pick: (...dates: number[]) => number) {
  const dates = (one.constraints ?? []).filter((c) => c.type === type).map((c) => c.at!);
  return dates.length === 0 ? undefined : pick(...dates);
}

function workOf(one: Activity): number {
  if (isDone(one)) return 0;
  const work = isBegun(one) ? one.durationMinutes : (one.remainingMinutes ?? one.durationMinutes);
  return work + (one.pauseMinutes ?? 0);
}

/** What the rules speak of. */
function wordsOf(project: Project, calendars: readonly Calendar[]) {
  const find = (id: string) => project.activities.find((one) => one.id === id)!;
  const onCalendar = (id: string | undefined) =>
    id === undefined ? alwaysTable() : tableFor(calendars.find((one) => one.id === id)!);
  const lagTable = ({ from, to, lagCalendar = 'successor' }: Link) => {
    if (lagCalendar === '24h') return alwaysTable();
    if (typeof lagCalendar === 'object') return onCalendar(lagCalendar.calendar);
    return onCalendar(find(lagCalendar === 'predecessor' ? from : to).calendar);
  };
  return {
    ...project,
    find,
    own: (one: Activity) => onCalendar(one.calendar),
    /** A date and a lag after it. */
    later(link: Link, at: number) {
      const { fin, cum } = lagTable(link);
      return link.lagMinutes === 0 ? at : fin(cum(at) + link.lagMinutes);
    },
    /** A date less the lag. */
    sooner(one: Activity, link: Link, at: number) {
      const { fin, sta, cum } = lagTable(link);
      const reached = cum(at) - link.lagMinutes;
      if (link.lagMinutes === 0) return at;
      return link.type[0] === 'S' || one.placed !== undefined ? sta(reached) : fin(reached);
    },
    /** The start from which work ends at a date. */
    startFrom(one: Activity, finish: number) {
      const { sta, cum } = onCalendar(one.calendar);
      return workOf(one) === 0 ? finish : sta(cum(finish) - workOf(one));
    },
    finishFrom(one: Activity, start: number) {
      const { fin, cum } = onCalendar(one.calendar);
      return workOf(one) === 0 ? start : fin(cum(start) + workOf(one));
    },
  };
}

/** Answers by activity, each found once. */
function once(find: DatesOf): DatesOf {
  const found = new Map<string, Dates>();
  return (one) => {
    const dates = found.get(one.id) ?? find(one);
    found.set(one.id, dates);
    return dates;
  };
}

/** The starts that links ask for, given the dates of what they come from. */
function boundsByLinks(words: Words, early: DatesOf, one: Activity): readonly number[] {
  const into = words.links.filter((link) => link.to === one.id);
  return into.map((link) => {
    const before = early(words.find(link.from));
    const at = words.later(link, link.type[0] === 'F' ? before.finish : before.start);
    return link.type[1] === 'S' ? at : words.startFrom(one, at);
  });
}

/** With late dates given, what is to be as late as possible stands there, and what follows it after that. */
function earlyDates(words: Words, late?: DatesOf): DatesOf {
  const early = once((one) => {
    if (one.placed !== undefined) return one.placed;
    if (isDone(one)) return { start: one.actualStart!, finish: one.actualFinish! };
    const planned = plannedStart(one);
    const held = constrained(one, planned);
    const isLinked = words.links.some((link) => link.to === one.id);
    const floored = isLinked ? held : Math.max(held, words.own(one).nxt(words.dataDate));
    const open = words.options?.conflicts === 'links-first' ? Math.max(planned, held) : floored;
    const start = isBegun(one) ? one.actualStart! : open;
    const end = words.finishFrom(one, start);
    const isLate = (one.constraints ?? []).some((c) => c.type === 'as-late-as-possible');
    if (late !== undefined && isLate && !isBegun(one) && late(one).start > start) return late(one);
    const bounds = words.links
      .filter((link) => link.to === one.id && link.type[1] === 'F')
      .map((link) => {
        const before = early(words.find(link.from));
        return words.later(link, link.type[0] === 'F' ? before.finish : before.start);
      });
    const bound = Math.max(...bounds, end);
    const { cum } = words.own(one);
    const isOnBound = !isBegun(one) && bound > end && cum(bound) === cum(end);
    return { start, finish: isOnBound ? bound : end };
  });
  const plannedStart = (one: Activity) => {
    const bounds = boundsByLinks(words, early, one);
    const floor = bounds.length > 0 ? bounds : [words.dataDate];
    const start = Math.max(...floor) + (one.delayMinutes ?? 0);
    return workOf(one) > 0 || bounds.length === 0 ? words.own(one).nxt(start) : start;
  };
  const constrained = (one: Activity, from: number) => {
    const snapped = (at: number) => (workOf(one) > 0 ? words.own(one).nxt(at) : at);
    let start = from;
    const startNoEarlier = dateOf(one, 'start-no-earlier-than', Math.max);
    if (startNoEarlier !== undefined && startNoEarlier > start) start = snapped(startNoEarlier);
    const startNoLater = dateOf(one, 'start-no-later-than', Math.min);
    if (startNoLater !== undefined && startNoLater < start) start = snapped(startNoLater);
    const mustStart = dateOf(one, 'mandatory-start', lastOf);
    if (mustStart !== undefined) start = mustStart;
    const mustFinish = dateOf(one, 'mandatory-finish', lastOf);
    if (mustFinish !== undefined) start = words.startFrom(one, mustFinish);
    const finishNoEarlier = dateOf(one, 'finish-no-earlier-than', Math.max);
    if (finishNoEarlier !== undefined && words.finishFrom(one, start) < finishNoEarlier) {
      start = words.startFrom(one, finishNoEarlier);
    }
    const finishNoLater = dateOf(one, 'finish-no-later-than', Math.min);
    if (finishNoLater !== undefined && words.finishFrom(one, start) > finishNoLater) {
      start = words.startFrom(one, finishNoLater);
    }
    return start;
  };
  return early;
}

function lateDates(words: Words, early: DatesOf, horizon: number): DatesOf {
  const late = once((one) => {
    if (isDone(one)) return early(one);
    const mustFinish = dateOf(one, 'mandatory-finish', lastOf);
    const mustStart = isBegun(one) ? undefined : dateOf(one, 'mandatory-start', lastOf);
    let dates = byBounds(one);
    if (mustStart !== undefined) {
      dates = { start: mustStart, finish: words.finishFrom(one, mustStart) };
    }
    if (mustFinish !== undefined) {
      dates = { start: words.startFrom(one, mustFinish), finish: mustFinish };
    }
    return isBegun(one) ? { ...dates, start: one.actualStart! } : dates;
  });
  const byBounds = (one: Activity) => {
    const out = words.links.filter((each) => each.from === one.id);
    const isOwnEnd = words.options?.openEnds === 'own-finish' && words.fromFinish === undefined;
    const finishes = [isOwnEnd && out.length === 0 ? early(one).finish : horizon];
    for (const link of out) {
      const after = late(words.find(link.to));
      const at = words.sooner(one, link, link.type[1] === 'S' ? after.start : after.finish);
      finishes.push(link.type[0] === 'S' ? words.finishFrom(one, at) : at);
    }
    const startNoLater = isBegun(one) ? undefined : dateOf(one, 'start-no-later-than', Math.min);
    if (startNoLater !== undefined) finishes.push(words.finishFrom(one, startNoLater));
    const finishNoLater = dateOf(one, 'finish-no-later-than', Math.min);
    if (finishNoLater !== undefined) finishes.push(finishNoLater);
    if (one.externalLateFinish !== undefined) finishes.push(one.externalLateFinish);
    const finish = Math.min(...finishes);
    const isKept = workOf(one) === 0 || one.placed !== undefined;
    const end = isKept ? finish : words.own(one).prv(finish);
    return { start: words.startFrom(one, finish), finish: end };
  };
  return late;
}

/** Scheduled back from a finish, a project starts as late as the work allows that has not begun. */
function startedBack(project: Project, calendars: readonly Calendar[]): Project {
  if (project.fromFinish === undefined) return project;
  const words = wordsOf(project, calendars);
  const late = lateDates(words, earlyDates(words), project.fromFinish);
  const open = project.activities.filter((one) => !isBegun(one) && one.placed === undefined);
  const starts = open.map((one) => late(one).start);
  return starts.length === 0 ? project : { ...project, dataDate: Math.min(...starts) };
}

/** Schedules a project by its definitions. */
export function slowProject(
  project: Project,
  calendars: readonly Calendar[],
): ReadonlyMap<string, Omit<SlowAnswer, 'isOnLongestPath'>> {
  const { fromFinish } = project;
  const words = wordsOf(startedBack(project, calendars), calendars);
  const early = earlyDates(words);
  const endOf = (dates: DatesOf) => Math.max(...project.activities.map((one) => dates(one).finish));
  const late = lateDates(words, early, fromFinish ?? project.mustFinishBy ?? endOf(early));
  /** As late as possible means the late dates, and moves what follows. */
  const shown = earlyDates(words, late);
  const projectFinish = endOf(fromFinish === undefined ? early : shown);
  const freeFloat = (one: Activity) => {
    const { cum } = words.own(one);
    const counted = project.links.filter(({ from, to, type }) => {
      const after = words.find(to);
      if (from !== one.id || isDone(after)) return false;
      return !(type === 'SS' && isBegun(one) && isBegun(after));
    });
    const rests = counted.map((link) => {
      const after = shown(words.find(link.to));
      const at = words.later(link, link.type[0] === 'F' ? shown(one).finish : shown(one).start);
      return cum(link.type[1] === 'S' ? after.start : after.finish) - cum(at);
    });
    if (rests.length === 0) rests.push(cum(projectFinish) - cum(shown(one).finish));
    return Math.max(0, Math.min(...rests));
  };
  const totalFloat = (one: Activity) => {
    const { cum } = words.own(one);
    const last = late(one);
    let at = shown(one);
    if (!isBegun(one) && one.placed === undefined) {
      const byLinks = Math.max(...boundsByLinks(words, shown, one));
      if (byLinks > at.start) at = { start: byLinks, finish: words.finishFrom(one, byLinks) };
    }
    return Math.min(cum(last.start) - cum(at.start), cum(last.finish) - cum(at.finish));
  };
  return new Map(
    project.activities.map((one) => {
      const floats = isDone(one)
        ? { totalFloat: undefined, freeFloat: undefined }
        : { totalFloat: totalFloat(one), freeFloat: freeFloat(one) };
      const { start: lateStart, finish: lateFinish } = late(one);
      return [one.id, { ...shown(one), lateStart, lateFinish, ...floats }];
    }),
  );
}
