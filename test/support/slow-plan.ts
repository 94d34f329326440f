// The rules of the critical path written down a second time, for comparison only: calendars as tables of half hours,
// dates by recursion over links, nothing compiled and nothing fast. Follows docs/spec/plan.md sections 1 to 8.
import type { Calendar } from '../../src/plan/calendar.ts';
import type { ScheduleOptions } from '../../src/plan/profile.ts';
import type { Activity, ConstraintType, Link, Project } from '../../src/plan/schedule.ts';
import { alwaysTable, tableFor } from './half-hours.ts';

const none = Number.NEGATIVE_INFINITY;
const never = Number.POSITIVE_INFINITY;

interface Dates {
  start: number;
  finish: number;
}

/** Computed dates and floats, as the engine gives them. */
export interface SlowAnswer extends Dates {
  readonly lateStart: number;
  readonly lateFinish: number;
  readonly totalFloat: number | undefined;
  readonly freeFloat: number | undefined;
  readonly isOnLongestPath: boolean;
}

/** Schedules a project by its definitions. */
// tidy-allow function-length: closures over one project read like the definitions that they follow
export function slowSchedule(
  project: Project,
  calendars: readonly Calendar[],
  options: ScheduleOptions,
): ReadonlyMap<string, SlowAnswer> {
  const { activities, links, dataDate } = project;
  const byId = new Map(activities.map((one) => [one.id, one]));
  const named = (id: string | undefined) => {
    const calendar = calendars.find((one) => one.id === id);
    return calendar === undefined ? alwaysTable() : tableFor(calendar);
  };
  const own = (one: Activity) => named(one.calendar);
  const lagTable = (link: Link) => {
    const on = link.lagCalendar ?? options.lagCalendar;
    if (typeof on === 'object') return named(on.calendar);
    if (on === '24h') return alwaysTable();
    return own(byId.get(on === 'predecessor' ? link.from : link.to)!);
  };
  const isSpan = (one: Activity) => one.type === 'level-of-effort' || one.type === 'summary';
  const isDone = (one: Activity) => one.actualFinish !== undefined;
  const isStarted = (one: Activity) => one.actualStart !== undefined;
  const isOverride = options.progress === 'progress-override';
  const ends = (link: Link) => [byId.get(link.from)!, byId.get(link.to)!] as const;
  const driving = links.filter((link) => !ends(link).some(isSpan));
  /** Links that are looked at alone, by the activity that they lead to. */
  const alone = new Map<string, Link>();
  const into = (one: Activity) => {
    const only = alone.get(one.id);
    return only === undefined ? driving.filter((link) => link.to === one.id) : [only];
  };
  const outOf = (one: Activity) => driving.filter((link) => link.from === one.id);
  const dated = (one: Activity, ...types: ConstraintType[]) =>
    (one.constraints ?? []).filter((c) => types.includes(c.type)).map((c) => c.at ?? 0);
  const isAlap = (one: Activity) =>
    !isStarted(one) && (one.constraints ?? []).some((c) => c.type === 'as-late-as-possible');
  const mandatory = (one: Activity) => ({
    start: isStarted(one) ? undefined : dated(one, 'mandatory-start').at(-1),
    finish: dated(one, 'mandatory-finish').at(-1),
  });
  const after = (link: Link, time: number, lag: number) => {
    const table = lagTable(link);
    return lag === 0 ? time : table.fin(table.cum(time) + lag);
  };
  const countedDown = (link: Link, since: number) =>
    Math.max(0, link.lagMinutes - Math.max(0, lagTable(link).work(since, dataDate)));
  const leavesStart = (link: Link) => link.type === 'SS' || link.type === 'SF';
  const meetsFinish = (link: Link) => link.type === 'FF' || link.type === 'SF';

  const remainingOf = new Map<string, number>();
  const earlyMemo = new Map<string, Dates>();

  function forwardBound(link: Link): number {
    const [from, to] = ends(link);
    const place = early(from);
    if (isDone(from)) {
      if (isDone(to)) return isOverride ? none : place.finish;
      const actual = leavesStart(link) ? from.actualStart! : from.actualFinish!;
      const bound = after(link, actual, link.lagMinutes);
      if (place.finish > dataDate) return Math.max(bound, place.finish);
      return bound > dataDate ? bound : none;
    }
    if (isOverride && isStarted(to)) return none;
    const anchor = leavesStart(link) ? place.start : place.finish;
    const isCounted = link.type === 'SS' || (link.type === 'SF' && isDone(to));
    if (isStarted(from) && isCounted) {
      const begin = options.startLag === 'data-date' ? dataDate : anchor;
      return after(link, begin, countedDown(link, from.actualStart!));
    }
    return after(link, anchor, link.lagMinutes);
  }

  function early(one: Activity): Dates {
    const known = earlyMemo.get(one.id);
    if (known !== undefined) return known;
    const found = one.joins === 'any' ? earliest(one) : byAll(one);
    earlyMemo.set(one.id, found);
    return found;
  }

  function byAll(one: Activity): Dates {
    return isDone(one) ? earlyOfDone(one) : earlyOfOpen(one);
  }

  const isEarlier = (one: Dates, than: Dates) =>
    one.finish < than.finish || (one.finish === than.finish && one.start < than.start);

  /** Of what follows any predecessor: where each link alone would place it. */
  function placesAlone(one: Activity) {
    return driving
      .filter((link) => link.to === one.id)
      .map((link) => {
        alone.set(one.id, link);
        const place = byAll(one);
        alone.delete(one.id);
        return { ...place, link, remaining: remainingOf.get(one.id)! };
      });
  }

  function earliest(one: Activity): Dates {
    const [first, ...others] = placesAlone(one);
    if (first === undefined) return byAll(one);
    const best = others.reduce((least, place) => (isEarlier(place, least) ? place : least), first);
    remainingOf.set(one.id, best.remaining);
    return { start: best.start, finish: best.finish };
  }

  /** Whether a link into what follows any predecessor holds it to be no later than some dates. */
  function isNeeded(link: Link, dates: Dates): boolean {
    const [, to] = ends(link);
    if (to.joins !== 'any') return true;
    const kept = remainingOf.get(to.id)!;
    const places = placesAlone(to);
    remainingOf.set(to.id, kept);
    const reaching = places.filter((one) => one.start <= dates.start && one.finish <= dates.finish);
    const best = places.filter((one) => places.every((than) => !isEarlier(than, one)));
    const holding = (reaching.length > 0 ? reaching : best).map((one) => one.link);
    return holding.every((one) => one.from === link.from) && holding.includes(link);
  }

  function earlyOfDone(one: Activity): Dates {
    const bounds = isOverride ? [] : into(one).map(forwardBound);
    const point = Math.max(dataDate, ...bounds);
    remainingOf.set(one.id, 0);
    return { start: point, finish: point };
  }

  function earlyOfOpen(one: Activity): Dates {
    const { cum, fin, sta, nxt, prv, work } = own(one);
    const started = isStarted(one);
    const starts = [
      ...into(one)
        .filter((link) => !meetsFinish(link))
        .map(forwardBound),
      ...(one.externalEarlyStart === undefined ? [] : [one.externalEarlyStart]),
      ...(started && one.resume !== undefined ? [one.resume] : []),
      ...(started ? [] : dated(one, 'start-no-earlier-than', 'start-on')),
    ];
    const linkFinish = Math.max(none, ...into(one).filter(meetsFinish).map(forwardBound));
    const finish = Math.max(linkFinish, ...dated(one, 'finish-no-earlier-than', 'finish-on'));
    const fixed = mandatory(one);
    let remaining = one.type === 'task' ? (one.remainingMinutes ?? one.durationMinutes) : 0;
    if (one.type === 'finish-milestone') {
      remainingOf.set(one.id, 0);
      const others = [...starts, finish].filter((bound) => bound !== none);
      const kept = others.map((bound) =>
        prv(bound) === bound || nxt(bound) === bound ? bound : nxt(bound),
      );
      const point = fixed.finish ?? fixed.start ?? Math.max(nxt(dataDate), ...kept);
      return { start: point, finish: point };
    }
    let start = nxt(Math.max(dataDate, ...starts));
    const { expectedFinish } = one;
    const isUsed = options.expectedFinish === 'used' && one.type === 'task';
    if (isUsed && expectedFinish !== undefined && expectedFinish > start) {
      remaining = work(start, expectedFinish);
    }
    remainingOf.set(one.id, remaining);
    if (remaining === 0) {
      const point = fixed.finish ?? fixed.start ?? Math.max(start, finish);
      return { start: point, finish: point };
    }
    if (finish !== none && sta(cum(finish) - remaining) > start) {
      start = sta(cum(finish) - remaining);
    }
    if (fixed.start !== undefined) start = fixed.start;
    if (fixed.finish !== undefined) start = sta(cum(fixed.finish) - remaining);
    let end = fin(cum(start) + remaining);
    if (linkFinish > end && work(end, linkFinish) === 0) end = nxt(linkFinish);
    return { start, finish: end };
  }

  const open = activities.filter((one) => !isDone(one) && !isSpan(one));
  for (const one of activities) if (!isSpan(one)) early(one);
  const finishes = open.map((one) => early(one).finish);
  const projectFinish = finishes.length === 0 ? dataDate : Math.max(...finishes);
  const horizon = project.mustFinishBy ?? projectFinish;
  const lateMemo = new Map<string, Dates>();

  function backwardBound(link: Link): number {
    const [from, to] = ends(link);
    const anchor = meetsFinish(link) ? late(to).finish : late(to).start;
    let lag = link.lagMinutes;
    if (isDone(from)) {
      const since = leavesStart(link) ? from.actualStart! : from.actualFinish!;
      lag = isDone(to) ? 0 : countedDown(link, since);
    } else if (isStarted(from) && link.type === 'SS') lag = countedDown(link, from.actualStart!);
    const { cum, fin, sta } = lagTable(link);
    if (lag === 0) return anchor;
    return leavesStart(link) ? sta(cum(anchor) - lag) : fin(cum(anchor) - lag);
  }

  function late(one: Activity): Dates {
    const known = lateMemo.get(one.id);
    if (known !== undefined) return known;
    const found = lateOf(one);
    lateMemo.set(one.id, found);
    return found;
  }

  function lateOf(one: Activity): Dates {
    const { cum, fin, sta, nxt, prv } = own(one);
    const counted = outOf(one).filter((link) => {
      const to = ends(link)[1];
      return !(isOverride && isStarted(to)) && isNeeded(link, late(to));
    });
    const finishLinks = counted.filter((link) => !leavesStart(link)).map(backwardBound);
    const startLinks = counted.filter(leavesStart).map(backwardBound);
    const noLater = [
      ...dated(one, 'finish-no-later-than', 'finish-on'),
      ...(one.externalLateFinish === undefined ? [] : [one.externalLateFinish]),
    ];
    if (isDone(one)) {
      const least = Math.min(never, ...finishLinks, ...startLinks, ...noLater);
      const point = least === never ? horizon : least;
      return { start: point, finish: point };
    }
    const isOpenEnd = counted.length === 0 && options.openEnds === 'own-finish';
    const openEnd = isOpenEnd ? early(one).finish : horizon;
    const finish = Math.min(...(finishLinks.length === 0 ? [openEnd] : finishLinks), ...noLater);
    const started = isStarted(one);
    const start = Math.min(
      never,
      ...startLinks,
      ...(started ? [] : dated(one, 'start-no-later-than', 'start-on')),
    );
    const remaining = remainingOf.get(one.id)!;
    const fixed = mandatory(one);
    if (remaining === 0) {
      const bound = Math.min(start, finish);
      const keeps = one.type === 'start-milestone' && nxt(bound) === bound;
      const point = fixed.finish ?? fixed.start ?? (keeps ? bound : prv(bound));
      return { start: point, finish: point };
    }
    if (fixed.finish !== undefined) {
      return { start: sta(cum(fixed.finish) - remaining), finish: fixed.finish };
    }
    if (fixed.start !== undefined) {
      return { start: fixed.start, finish: fin(cum(fixed.start) + remaining) };
    }
    const end = prv(finish);
    const begin = sta(cum(end) - remaining);
    const latest = start === never || nxt(start) === start ? start : prv(start);
    if (latest >= begin) return { start: begin, finish: end };
    return { start: latest, finish: fin(cum(latest) + remaining) };
  }

  for (const one of activities) if (!isSpan(one)) late(one);
  const placed = new Map(
    activities.filter((one) => !isSpan(one)).map((one) => [one.id, early(one)]),
  );
  const isOnPath = longest();
  const moved = new Set<string>();
  const move = (one: Activity) => {
    if (moved.has(one.id)) return;
    moved.add(one.id);
    for (const link of outOf(one)) move(ends(link)[1]);
    if (isAlap(one) && !isSpan(one)) placeAlap(one);
  };
  for (const one of activities) if (!isSpan(one)) move(one);

  function placeAlap(one: Activity): void {
    const { cum, fin, sta, nxt, prv } = own(one);
    const counted = outOf(one).filter((link) => {
      const to = ends(link)[1];
      return !isDone(to) && !(isOverride && isStarted(to)) && isNeeded(link, early(to));
    });
    const bound = (link: Link) => {
      const place = placed.get(link.to)!;
      const anchor = meetsFinish(link) ? place.finish : place.start;
      const table = lagTable(link);
      if (link.lagMinutes === 0) return anchor;
      const amount = table.cum(anchor) - link.lagMinutes;
      return leavesStart(link) ? table.sta(amount) : table.fin(amount);
    };
    const starts = counted.filter(leavesStart).map(bound);
    const ends1 = counted.filter((link) => !leavesStart(link)).map(bound);
    if (counted.length === 0) ends1.push(late(one).finish);
    const remaining = remainingOf.get(one.id)!;
    let place: Dates;
    if (remaining === 0) {
      const least = Math.min(...starts, ...ends1);
      const point = one.type === 'finish-milestone' ? prv(least) : nxt(least);
      place = { start: point, finish: point };
    } else {
      const latest = Math.min(never, ...starts);
      const begin = latest === never || nxt(latest) === latest ? latest : prv(latest);
      const byEnd = ends1.length === 0 ? never : sta(cum(Math.min(...ends1)) - remaining);
      place =
        byEnd <= begin
          ? { start: byEnd, finish: prv(Math.min(...ends1)) }
          : { start: begin, finish: fin(cum(begin) + remaining) };
    }
    if (place.start > placed.get(one.id)!.start) placed.set(one.id, place);
  }

  function longest(): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (one: Activity) => {
      if (found.has(one.id)) return;
      found.add(one.id);
      for (const link of into(one)) {
        const [from] = ends(link);
        const bound = forwardBound(link);
        if (isDone(from) || bound < dataDate) continue;
        const date = meetsFinish(link) ? early(one).finish : early(one).start;
        if (own(one).work(bound, date) === 0) visit(from);
      }
    };
    for (const one of open) if (early(one).finish === projectFinish) visit(one);
    return found;
  }

  function freeFloat(one: Activity): number {
    const table = own(one);
    const isExpected = one.expectedFinish !== undefined && options.expectedFinish === 'used';
    if (isExpected && one.type === 'task') return 0;
    const counted = outOf(one).filter((link) => {
      const to = ends(link)[1];
      if (isDone(to) || (isOverride && isStarted(to)) || !isNeeded(link, early(to))) return false;
      return !(link.type === 'SS' && isStarted(one) && isStarted(to));
    });
    const rests = counted.map((link) => {
      const place = placed.get(one.id)!;
      const anchor = leavesStart(link) ? place.start : place.finish;
      const target = placed.get(link.to)!;
      const needed = meetsFinish(link) ? target.finish : target.start;
      return table.work(after(link, anchor, link.lagMinutes), needed);
    });
    if (rests.length === 0) rests.push(table.work(placed.get(one.id)!.finish, projectFinish));
    return Math.max(0, Math.min(...rests));
  }

  function totalFloat(one: Activity): number {
    const { work } = own(one);
    const byFinish = work(placed.get(one.id)!.finish, late(one).finish);
    const byStart = work(placed.get(one.id)!.start, late(one).start);
    if (options.totalFloat === 'finish') return byFinish;
    return options.totalFloat === 'start' ? byStart : Math.min(byStart, byFinish);
  }

  /** Levels of effort and summaries span the open work beside them. */
  function spanOf(one: Activity): Dates & { lateStart: number; lateFinish: number } {
    const { nxt, prv } = own(one);
    if (isDone(one)) {
      return {
        start: dataDate,
        finish: dataDate,
        lateStart: projectFinish,
        lateFinish: projectFinish,
      };
    }
    const counts = (other: Activity) => !isSpan(other) && !isDone(other);
    // What it spans starts with it, and ends with it.
    const spanned = (one.spans ?? []).flatMap((id): Link[] => [
      { from: id, to: one.id, type: 'SS', lagMinutes: 0 },
      { from: one.id, to: id, type: 'FF', lagMinutes: 0 },
    ]);
    const all = [...links, ...spanned];
    const before = all.filter((each) => each.to === one.id && counts(byId.get(each.from)!));
    const after = all.filter((each) => each.from === one.id && counts(byId.get(each.to)!));
    const placeOf = (id: string) => placed.get(id)!;
    const lateOfId = (id: string) => late(byId.get(id)!);
    const begins = before.map((each) =>
      leavesStart(each) ? placeOf(each.from).start : placeOf(each.from).finish,
    );
    if (isStarted(one)) begins.push(dataDate);
    const floors = [
      dataDate,
      ...(one.externalEarlyStart === undefined ? [] : [one.externalEarlyStart]),
      ...(isStarted(one) ? [] : dated(one, 'start-no-earlier-than', 'start-on')),
    ];
    const start = nxt(begins.length > 0 ? Math.min(...begins) : Math.max(...floors));
    const ends2 = [
      ...before.filter((each) => each.type === 'FF').map((each) => placeOf(each.from).finish),
      ...after.map((each) =>
        each.type === 'FF' ? placeOf(each.to).finish : placeOf(each.to).start,
      ),
    ];
    const lateBegins = before.map((each) =>
      leavesStart(each) ? lateOfId(each.from).start : lateOfId(each.from).finish,
    );
    const lateEnds = after.map((each) =>
      each.type === 'FF' ? lateOfId(each.to).finish : lateOfId(each.to).start,
    );
    return {
      start,
      finish: ends2.length > 0 ? prv(Math.max(...ends2)) : start,
      lateStart: lateBegins.length > 0 ? nxt(Math.min(...lateBegins)) : start,
      lateFinish: lateEnds.length > 0 ? prv(Math.max(...lateEnds)) : projectFinish,
    };
  }

  const spans = activities.filter(isSpan).map((one): readonly [string, SlowAnswer] => {
    const dates = spanOf(one);
    const { work } = own(one);
    const byFinish = work(dates.finish, dates.lateFinish);
    const byStart = work(dates.start, dates.lateStart);
    const floats = { finish: byFinish, start: byStart, smaller: Math.min(byStart, byFinish) };
    const rest = Math.max(0, work(dates.finish, projectFinish));
    const open = isDone(one)
      ? { totalFloat: undefined, freeFloat: undefined }
      : { totalFloat: floats[options.totalFloat], freeFloat: rest };
    return [one.id, { ...dates, ...open, isOnLongestPath: false }];
  });

  return new Map([
    ...spans,
    ...activities
      .filter((one) => !isSpan(one))
      .map((one): readonly [string, SlowAnswer] => [
        one.id,
        {
          ...placed.get(one.id)!,
          lateStart: late(one).start,
          lateFinish: late(one).finish,
          totalFloat: isDone(one) ? undefined : totalFloat(one),
          freeFloat: isDone(one) ? undefined : freeFloat(one),
          isOnLongestPath: isOnPath.has(one.id),
        },
      ]),
  ]);
}
