// `/calendar.ics`: meetings, due days of commitments and approval cases, and what was promised, as whole days. Due days
// are those of today: a case that waits for papers has none.
import { type CalendarEvent, writeCalendar } from '../../exchange/icalendar.ts';
import { commitmentOn } from '../../programme/kinds/commitment.ts';
import type { LanguageMap } from '../../programme/statement.ts';
import type { Download } from '../download.ts';
import { activeClock } from '../parts/approvals.ts';
import { recordPath } from '../records.ts';
import type { Site, Visit } from '../site.ts';
import { usualTag, type View } from '../view.ts';

/** The calendar of what is public. */
export const calendarDownload: Download = {
  path: '/calendar.ics',
  type: 'text/calendar; charset=utf-8',
  saved: true,
  async *write(site, visit, view) {
    const events = [
      ...(await meetingsOf(site, view)),
      ...(await commitmentsOf(site, visit, view)),
      ...(await casesOf(site, visit, view)),
      ...(await promisesOf(site, view)),
    ];
    const name = view.plain(view.programme.title);
    // Where no text of the programme is in the reader's language, words of pages and of records stand in one line.
    const lang = usualTag(visit) === undefined ? view.language.lang : undefined;
    yield* writeCalendar({ name, lang }, events);
  },
};

interface Day {
  readonly id: string;
  readonly path: string;
  readonly day: string;
  /** `meeting`, `commitment`, `approval`, `promise`: part of the uid, and its category. */
  readonly kind: keyof typeof categories;
  readonly title: string;
  readonly sample: boolean;
  readonly stamp: string;
  readonly description?: string | undefined;
  readonly place?: string | undefined;
}

const categories = {
  meeting: 'data.event.meeting',
  commitment: 'data.event.commitment',
  approval: 'data.event.approval',
  promise: 'data.event.promise',
} as const;

function toEvent(view: View, given: Day): CalendarEvent {
  const { id, path, day, kind, title, sample, stamp, description, place } = given;
  return {
    uid: `${id}-${kind}@${view.programme.id}`,
    ...{ day, stamp },
    title: sample ? view.text('data.sample-title', { title }) : title,
    ...(description === undefined ? {} : { description }),
    ...(place === undefined ? {} : { place }),
    url: `${view.base}/${view.language.address}${path}`,
    categories: [view.text(categories[kind]), ...(sample ? [view.text('data.sample')] : [])],
  };
}

async function meetingsOf({ queries }: Site, view: View): Promise<readonly CalendarEvent[]> {
  return (await queries.meetings()).map(({ id, state }) =>
    toEvent(view, {
      ...{ id, path: `/meetings/${id}`, day: state.date, kind: 'meeting', sample: state.sample },
      ...{ title: view.plain(state.title), stamp: state.opened.at },
      place: state.place && view.plain(state.place),
    }),
  );
}

/** Those that are still to be kept. */
async function commitmentsOf({ queries }: Site, visit: Visit, view: View) {
  const found = await queries.commitments();
  return found.flatMap(({ id, state, history }): readonly CalendarEvent[] => {
    const { due, measure, sample } = state;
    const { standing } = commitmentOn(state, visit.day);
    if (due === undefined || !['open', 'late'].includes(standing)) return [];
    const words: LanguageMap = measure ?? { [view.language.tag]: id };
    const title = view.text('data.event.due', { title: view.plain(words) });
    const stamp = history.at(-1)?.place.at ?? `${due}T00:00:00Z`;
    const path = recordPath(id) ?? '/commitments';
    return [toEvent(view, { id, path, day: due, kind: 'commitment', title, sample, stamp })];
  });
}

async function casesOf({ plans }: Site, { day, now }: Visit, view: View) {
  return (await plans.cases({ day })).flatMap(({ id, state, answer }): readonly CalendarEvent[] => {
    const clock = activeClock(answer);
    if (clock?.due === undefined || clock.ended !== undefined) return [];
    const { sample, number } = state;
    const title = view.text('data.event.due', { title: view.plain(state.title) });
    const stamp = state.events.at(-1)?.place.at ?? now;
    const description =
      number === undefined ? undefined : view.text('data.case-number', { number });
    const given = { path: `/approvals/${id}`, day: clock.due, kind: 'approval' } as const;
    return [toEvent(view, { id, ...given, title, sample, stamp, description })];
  });
}

async function promisesOf({ queries }: Site, view: View): Promise<readonly CalendarEvent[]> {
  const [promises, projects, crossings] = await Promise.all([
    queries.records('promise'),
    queries.records('project'),
    queries.records('crossing'),
  ]);
  const titles = new Map([
    ...projects.map(({ id, state }) => [id, state.title] as const),
    ...crossings.map(({ id, state }) => [id, state.name] as const),
  ]);
  return promises.map(({ id, state }) => {
    const { subject, promised, said, sample } = state;
    const named = titles.get(subject);
    const title = named === undefined ? subject : view.plain(named);
    return toEvent(view, {
      ...{
        id,
        path: recordPath(subject) ?? '/projects',
        day: promised.to,
        kind: 'promise',
        sample,
      },
      title: view.text('data.event.promised', { title }),
      description: view.text('data.promise.said', {
        ...{ by: view.plain(said.by), on: said.on, words: view.plain(promised.words) },
      }),
      stamp: state.place.at,
    });
  });
}
