// Cases, links and parts of joint networks for tests: recorded as statements and folded, not made by hand. Monday
// 2 March 2026 begins a week whose Thursday is a holiday; the authority works 09:00 to 17:00.
import type { CivilDate } from '../../src/base/dates.ts';
import type { PartyId } from '../../src/base/ids.ts';
import { minutesPerDay, textToMinute } from '../../src/plan/civil-time.ts';
import type { Activity, Link, Schedule } from '../../src/plan/schedule.ts';
import { caseClocks } from '../../src/programme/case-clocks.ts';
import type { ApprovalCaseState } from '../../src/programme/kinds/approval-case.ts';
import { type CalendarState, resolveCalendar } from '../../src/programme/kinds/calendar.ts';
import type { LinkState } from '../../src/programme/kinds/link.ts';
import { type ProcedureState, versionFor } from '../../src/programme/kinds/procedure.ts';
import type { NetworkCase, NetworkPart } from '../../src/programme/network-input.ts';
import { entry, given, sha256, sz } from './given.ts';
import { week } from './schedules.ts';

/** Minutes of a day of the authority. */
export const dayMinutes = 480;

const name = { en: 'Sample' };
const file = {
  ...{ format: 'comity-calendar/1', id: 'weekdays', rest: ['saturday', 'sunday'], years: [] },
};

/** The authority's calendar as recorded. */
export const calendarEntries = [
  entry(sz, {
    ...{ kind: 'calendar', about: 'SZ-CA001', act: 'state', name, file },
    hours: [{ from: '09:00', to: '17:00' }],
  }),
  entry(sz, {
    ...{ kind: 'calendar', about: 'SZ-CA001', act: 'except', name: 'holiday' },
    ...{ day: '2026-03-05', counts: false },
  }),
];

/** The clock of a decision within ten working days; requests suspend it, hearings do not count. */
export const decisionRule = {
  ...{ clock: 'decision', unit: 'working', dayCalendar: 'SZ-CA001', dayZero: 'excluded' },
  ...{ startsAt: ['received'], endsAt: ['decided'], limit: 10, roll: 'none', stops: 'suspend' },
  ...{ excludedKinds: ['hearing'], onExpiry: 'nothing', legalBasis: [] },
  effective: { from: '2020-01-01' },
};

/** The clock of a certificate after the decision. */
export const issueRule = {
  ...decisionRule,
  clock: 'issue',
  startsAt: ['decided'],
  endsAt: ['issued'],
};

/** The procedure as recorded: five to twenty of the authority's days, most likely ten. */
export function procedureEntry(more: object = {}) {
  return entry(sz, {
    ...{ kind: 'procedure', about: 'SZ-PR001', act: 'state', name, authority: 'SZ-OR001' },
    ...{ calendar: 'SZ-CA001', clocks: [decisionRule], stages: [], validFrom: '2020-01-01' },
    durationDays: { low: 5, mode: 10, high: 20 },
    applicantDays: { low: 5, mode: 10, high: 30 },
    ...more,
  });
}

/** Events of a case: the day, the act and its fields. */
export type Events = readonly (readonly [happened: CivilDate, act: string, more?: object])[];

/** The statements of a case, which was expected first. */
export function caseEntries(events: Events, more: CaseAsked['fields'] = {}) {
  const { about = 'SZ-K001', ...fields } = more;
  const planned = { procedure: 'SZ-PR001', project: 'SZ-P001', title: name };
  return [
    entry(sz, { kind: 'approval-case', about, act: 'plan', ...planned, ...fields }),
    ...events.map(([happened, act, rest]) => {
      const told = entry(sz, { kind: 'approval-case', about, act, happened });
      return { ...told, statement: { ...told.statement, ...rest } };
    }),
  ];
}

/** How a case is measured: the day, its procedure, and fields of the case itself. */
export interface CaseAsked {
  readonly on?: CivilDate;
  readonly procedure?: object;
  readonly fields?: { readonly about?: string; readonly [field: string]: unknown };
  /** Instead of the days of the authority. */
  readonly calendar?: object;
}

/** A case measured on a day, with version, calendar and clocks. */
export type Measured = NetworkCase & Required<Pick<NetworkCase, 'version' | 'calendar' | 'answer'>>;

/** Returns a case as it stands on a day. */
export function caseOn(events: Events, asked: CaseAsked = {}): Measured {
  const { on: asOf = '2026-03-12', procedure, fields } = asked;
  const told = [...calendarEntries, procedureEntry(procedure), ...caseEntries(events, fields)];
  const held = given(told);
  const id = fields?.about ?? 'SZ-K001';
  const state = held.state<ApprovalCaseState>('approval-case', id);
  const calendars = new Map([['SZ-CA001', held.state<CalendarState>('calendar', 'SZ-CA001')]]);
  const received = state.events.find(({ code }) => code === 'received')?.happened ?? asOf;
  const version = versionFor(held.state<ProcedureState>('procedure', 'SZ-PR001'), received);
  const resolved = resolveCalendar(calendars, 'SZ-CA001', sha256);
  if (version === undefined || !resolved.ok) throw new Error('a version and a calendar');
  const answer = caseClocks({ state, version, calendars, asOf, sha256 });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const calendar = { ...resolved.value.working, ...asked.calendar };
  return { id, owner: sz, disputed: false, state, version, calendar, answer: answer.value };
}

/** Returns a link between activities, or from a case: `SZ-P001/A FS HK-P001/B`, `SZ-K001 FS HK-P001/B`. */
export function crossLink(id: string, text: string, more: Partial<LinkState> = {}): LinkState {
  const [from = '', type, to = ''] = text.split(' ');
  const endOf = (end: string): LinkState['from'] => {
    const [record = '', code] = end.split('/');
    return code === undefined ? { case: record, stage: 'all' } : { project: record, code };
  };
  return {
    ...{ id, sample: false, from: endOf(from), to: endOf(to), type: type as LinkState['type'] },
    ...{ lagMinutes: 0, standing: 'accepted', proposedBy: sz, joint: { texts: [] } },
    ...more,
  } as LinkState;
}

/** Returns a schedule of one side, on the working week of schedules.ts. */
export function partSchedule(
  activities: readonly Activity[],
  links: readonly Link[] = [],
): Schedule {
  const dataDate = textToMinute('2026-03-02T00:00') ?? minutesPerDay;
  return { calendars: [week], projects: [{ id: '1', code: 'P', dataDate, activities, links }] };
}

/** Returns a part with versions, newest first; undefined for one that is not held. */
export function partOf(
  part: string,
  party: PartyId,
  schedules: readonly (Schedule | undefined)[],
): NetworkPart {
  const versions = schedules.map((schedule, i) => {
    const head = { hash: `${part}-${i}`, dataDate: '2026-03-02', sample: false };
    return schedule === undefined ? head : { ...head, schedule };
  });
  return { part, party, title: { en: part }, sample: false, versions };
}
