// Approval cases: one application under one procedure, as a row of clock events (docs/spec/clocks.md 5). The log holds
// acts; codes follow from them. Due dates and silence are never stored: case-clocks.ts computes them for a day.
// Commands: approval-case-decide.ts.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { ClockCode, LegalBasis } from '../../plan/clock-rule.ts';
import { byDay } from '../days.ts';
import type { FoldInput, Folding, Kind } from '../kind.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  partId,
  recordId,
} from '../statement.ts';
import { type CaseStanding, courseOf, standingOf } from './approval-case-course.ts';
import { legalBasis } from './procedure-content.ts';

/** Names an event in the system it was imported from: the same triple is one event. */
const external = z.looseObject({
  system: z.string().min(1).max(100),
  case: z.string().min(1).max(200),
  event: z.string().min(1).max(200),
});
const activity = z.looseObject({ project: recordId, code: z.string().min(1).max(100) });
const referralKind = z.enum([
  'hearing',
  'inspection',
  'expert-review',
  'tender',
  'quarantine',
  'other',
]);
const number = z.string().min(1).max(100).optional();

/** Days of one extension: ten years. */
export const extensionDaysMax = 3_650;

const details = {
  activity: activity.optional(),
  number,
  /** Dates that rules name by limitDate: `{expiry: '2027-06-30'}`. */
  dates: z.record(partId, civilDate).optional(),
} as const;
/** Of every act that is a clock event: a full date in the authority's zone. */
const event = { happened: civilDate, external: external.optional() } as const;

const acts = {
  plan: { procedure: recordId, project: recordId, title: languageMap, ...details },
  /** After a plan of the same id the fields may be left out. */
  open: {
    ...event,
    procedure: recordId.optional(),
    project: recordId.optional(),
    title: languageMap.optional(),
    ...details,
    applicant: recordId.optional(),
  },
  accept: event,
  stop: { ...event, why: languageMap, waitingFor: languageMap.optional() },
  resume: { ...event, note: languageMap.optional() },
  refer: { ...event, to: languageMap, kind: referralKind },
  'end-referral': { ...event, kind: referralKind },
  extend: { ...event, days: z.int().min(1).max(extensionDaysMax), why: languageMap },
  decide: {
    ...event,
    outcome: z.enum(['approved', 'refused', 'renewed']),
    conditions: languageMap.optional(),
  },
  issue: { ...event, number },
  deem: { ...event, outcome: z.enum(['accepted', 'approved', 'refused', 'renewed']) },
  withdraw: { ...event, why: languageMap },
  appeal: { ...event, why: languageMap.optional() },
  /** The authority's own date for a clock. */
  'state-due': { clock: partId, due: civilDate, legalBasis },
  amend: { title: languageMap.optional(), ...details },
} as const;

/** A statement on a case. */
export type CaseStatement = StatementOf<typeof acts>;
/** A command on a case. */
export type CaseCommand = CommandOf<typeof acts>;

/** The clock event that each act is. */
export const codeOf = {
  open: 'received',
  accept: 'accepted',
  stop: 'information-requested',
  resume: 'information-received',
  refer: 'referred',
  'end-referral': 'referral-ended',
  extend: 'extended',
  decide: 'decided',
  issue: 'issued',
  deem: 'deemed',
  withdraw: 'withdrawn',
  appeal: 'appealed',
} as const satisfies Partial<Record<CaseStatement['act'], ClockCode>>;

/** An act that is a clock event. */
export type EventAct = keyof typeof codeOf;

/** Something that happened to an application, with what was said of it: plan's `ClockEvent` and its place. */
export interface CaseEvent {
  readonly code: ClockCode;
  readonly happened: CivilDate;
  /** Of referred and referral-ended. */
  readonly kind?: string;
  /** Of extended. */
  readonly days?: number;
  /** Of decided and deemed. */
  readonly outcome?: 'accepted' | 'approved' | 'refused' | 'renewed';
  readonly reason?: LanguageMap;
  /** Of information-requested. */
  readonly waitingFor?: LanguageMap;
  /** Of referred: to whom. */
  readonly to?: LanguageMap;
  readonly note?: LanguageMap;
  readonly conditions?: LanguageMap;
  /** Of issued: the certificate's. */
  readonly number?: string;
  readonly external?: { readonly system: string; readonly case: string; readonly event: string };
  readonly place: Place;
  readonly sample: boolean;
}

/** One application under one procedure. */
export interface ApprovalCaseState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly procedure: string;
  /** Id of an own project or of a part of a joint one. */
  readonly project: string;
  /** What it stands for in a schedule; without it the case is listed, not scheduled. */
  readonly activity?: { readonly project: string; readonly code: string };
  readonly title: LanguageMap;
  /** The authority's file number. */
  readonly number?: string;
  readonly applicant?: string;
  readonly dates?: Readonly<Record<string, CivilDate>>;
  /** Expected: no receipt is recorded. */
  readonly planned: boolean;
  /** By day, then log order. */
  readonly events: readonly CaseEvent[];
  /** Due dates as the authority states them, by day of the statement. */
  readonly stated: readonly {
    readonly clock: string;
    readonly due: CivilDate;
    readonly legalBasis: LegalBasis;
    readonly place: Place;
  }[];
  readonly standing: CaseStanding;
  readonly outcome?: 'approved' | 'refused' | 'renewed';
}

function fold(input: FoldInput<CaseStatement>): Folding<ApprovalCaseState> {
  const { id, owner, sample, statements } = input;
  const said = fieldsOf(statements);
  const { procedure, project, title } = said;
  const isKnown = procedure !== undefined && project !== undefined && title !== undefined;
  if (!isKnown || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const dated = [...statements].sort(byDay);
  const events = dated.flatMap((placed) => toEvent(placed, sample));
  const course = courseOf(events);
  const stated = dated.flatMap(({ statement, place }) => {
    if (statement.act !== 'state-due') return [];
    const { clock, due, legalBasis } = statement;
    return [{ clock, due, legalBasis, place }];
  });
  const { outcome, pending } = course;
  const state: ApprovalCaseState = {
    ...{ id, party: owner, sample, ...said, procedure, project, title },
    planned: course.received === undefined,
    ...{ events, stated, standing: standingOf(course) },
    ...(outcome === undefined ? {} : { outcome }),
  };
  return { state, invalid: 0, pending };
}

type Fields = Partial<
  Pick<
    ApprovalCaseState,
    'procedure' | 'project' | 'title' | 'activity' | 'number' | 'applicant' | 'dates'
  >
>;
const fieldNames = [
  'procedure',
  'project',
  'title',
  'activity',
  'number',
  'applicant',
] as const satisfies readonly (keyof Fields)[];

/** In log order: a field said again replaces the one before, whenever its event happened. Dates add up by name. */
function fieldsOf(statements: readonly Placed<CaseStatement>[]): Fields {
  const telling = statements
    .map(({ statement }) => statement)
    .filter(({ act }) => act === 'plan' || act === 'open' || act === 'amend') as Fields[];
  const found = fieldNames.flatMap((name) => {
    const value = telling.findLast((one) => one[name] !== undefined)?.[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const dates = telling.flatMap((one) => Object.entries(one.dates ?? {}));
  return {
    ...(Object.fromEntries(found) as Fields),
    ...(dates.length === 0 ? {} : { dates: Object.fromEntries(dates) }),
  };
}

/** Returns whether an act is a clock event. */
export function isEventAct(act: string): act is EventAct {
  return Object.hasOwn(codeOf, act);
}

function toEvent(placed: Placed<CaseStatement>, sample: boolean): readonly CaseEvent[] {
  const { statement, place } = placed;
  if (!isEventAct(statement.act)) return [];
  // Which of these fields an act has its shape says; what a newer release adds passes unread.
  const said = statement as Partial<CaseEvent> & { readonly why?: LanguageMap };
  const { kind, days, outcome, waitingFor, to, note, conditions, external } = said;
  const isIssue = statement.act === 'issue';
  const event: CaseEvent = {
    ...{ code: codeOf[statement.act], happened: place.day },
    ...(kind === undefined ? {} : { kind }),
    ...(days === undefined ? {} : { days }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(said.why === undefined ? {} : { reason: said.why }),
    ...(waitingFor === undefined ? {} : { waitingFor }),
    ...(to === undefined ? {} : { to }),
    ...(note === undefined ? {} : { note }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(isIssue && said.number !== undefined ? { number: said.number } : {}),
    ...(external === undefined ? {} : { external }),
    ...{ place, sample: sample || statement.sample === true },
  };
  return [event];
}

/** Everything of the kind but its commands, which approval-case-decide.ts adds. */
export const approvalCaseShape: Omit<
  Kind<CaseStatement, ApprovalCaseState, CaseCommand>,
  'decide'
> = {
  name: 'approval-case',
  letters: 'K',
  writer: 'own',
  area: 'approvals',
  scopes: ['public', 'programme'],
  publication: {
    first: () => 'cases',
    later: 'decidedCases',
    isLater: ({ standing }) => ['decided', 'issued', 'withdrawn', 'deemed'].includes(standing),
  },
  acts: Object.keys(acts),
  opens: ['plan', 'open'],
  answers: [],
  keeps: [...Object.keys(codeOf), 'state-due'],
  parse: statementParser('approval-case', acts),
  parseCommand: commandParser(acts),
  fold,
  example: {
    schema: 'approval-case/1',
    act: 'open',
    by: 'hk3f9a2c7d',
    about: 'HK-K001',
    happened: '2026-03-02',
    procedure: 'HK-PR001',
    project: 'HK-P001',
    activity: { project: 'HK-P001', code: 'A1020' },
    title: { en: 'Works permit for the footbridge' },
    number: 'W/2026/17',
    sample: true,
  } as unknown as CaseStatement,
};
