// Approval cases for people at a terminal: a table of several, and one with its events and clocks.
import type { ClockAnswer, Holder } from '../../plan/clock-case.ts';
import type { ClockCode } from '../../plan/clock-rule.ts';
import { pastCasesMin } from '../../programme/case-work.ts';
import type { DecisionTimes, TimesOfMatters } from '../../programme/decision-times.ts';
import type { CaseEvent } from '../../programme/kinds/approval-case.ts';
import type { CaseDetail, CaseRow } from '../../server/case-list.ts';
import { pickText } from '../../text/language-map.ts';
import { tableOf } from '../table.ts';
import type { OrderedWords } from '../text-order.ts';

/** What printing needs of the command's context. */
type Words = OrderedWords;

const standings: Readonly<Record<CaseRow['standing'], string>> = {
  planned: 'cli.case.standing.planned',
  open: 'cli.case.standing.open',
  stopped: 'cli.case.standing.stopped',
  referred: 'cli.case.standing.referred',
  decided: 'cli.case.standing.decided',
  issued: 'cli.case.standing.issued',
  withdrawn: 'cli.case.standing.withdrawn',
  deemed: 'cli.case.standing.deemed',
};

type Outcome = NonNullable<CaseRow['outcome']>;

const outcomes: Readonly<Record<'decided' | 'deemed', Readonly<Record<Outcome, string>>>> = {
  decided: {
    approved: 'cli.case.decided.approved',
    refused: 'cli.case.decided.refused',
    renewed: 'cli.case.decided.renewed',
  },
  deemed: {
    approved: 'cli.case.deemed.approved',
    refused: 'cli.case.deemed.refused',
    renewed: 'cli.case.deemed.renewed',
  },
};

const holders: Readonly<Record<Holder, string>> = {
  authority: 'cli.case.holder.authority',
  applicant: 'cli.case.holder.applicant',
  excluded: 'cli.case.holder.excluded',
  nobody: 'cli.case.holder.nobody',
};

const events: Readonly<Record<ClockCode, string>> = {
  received: 'cli.case.event.received',
  accepted: 'cli.case.event.accepted',
  'information-requested': 'cli.case.event.information-requested',
  'information-received': 'cli.case.event.information-received',
  referred: 'cli.case.event.referred',
  'referral-ended': 'cli.case.event.referral-ended',
  extended: 'cli.case.event.extended',
  decided: 'cli.case.event.decided',
  issued: 'cli.case.event.issued',
  deemed: 'cli.case.event.deemed',
  withdrawn: 'cli.case.event.withdrawn',
  appealed: 'cli.case.event.appealed',
};

const states: Readonly<Record<ClockAnswer['state'], string>> = {
  pending: 'cli.case.state.pending',
  running: 'cli.case.state.running',
  stopped: 'cli.case.state.stopped',
  excluded: 'cli.case.state.excluded',
  returned: 'cli.case.state.returned',
  ended: 'cli.case.state.ended',
  deemed: 'cli.case.state.deemed',
  withdrawn: 'cli.case.state.withdrawn',
  overdue: 'cli.case.state.overdue',
};

const columns = [
  'cli.case.column.id',
  'cli.case.column.title',
  'cli.case.column.standing',
  'cli.case.column.holder',
  'cli.case.column.due',
] as const;

/** Returns cases as a table: id, title, standing, who has to act, until when. */
export function caseTable(words: Words, rows: readonly CaseRow[]): readonly string[] {
  if (rows.length === 0) return [words.text('cli.record.none')];
  const lines = rows.map((row) => [
    row.id,
    titleOf(words, row),
    words.text(standingOf(row)),
    row.holder === undefined ? '–' : words.text(holders[row.holder]),
    dueOf(words, row),
  ]);
  return tableOf([columns.map((key) => words.text(key)), ...lines]);
}

/** Returns one case: what it is, its events by day, its clocks as of the day asked, and what is odd about it. */
export function caseLines(words: Words, detail: CaseDetail): readonly string[] {
  const { id, procedure, project, state, answer } = detail;
  const said = { id, title: titleOf(words, detail), standing: words.text(standingOf(detail)) };
  const head = [
    words.text('cli.case.head', said),
    words.text('cli.case.under', { procedure, project }),
  ];
  const happened = [
    [words.text('cli.case.column.day'), words.text('cli.case.column.event'), ''],
    ...state.events.map((event) => [
      event.happened,
      words.text(events[event.code]),
      remarkOf(words, event, detail.enteredLate),
    ]),
  ];
  const lines = state.events.length === 0 ? head : [...head, '', ...tableOf(happened)];
  if (answer === undefined) return lines;
  const clocks = [
    ['clock', 'state', 'due'].map((name) => words.text(`cli.case.column.${name}`)),
    ...answer.clocks.map((clock) => [
      clock.clock,
      words.text(states[clock.state]),
      dueOf(words, clock),
    ]),
  ];
  const { authority, applicant, excluded } = answer.days;
  return [
    ...lines,
    '',
    ...tableOf(clocks),
    ...answer.clocks.flatMap((clock) => statedOf(words, clock)),
    words.text('cli.case.days', { authority, applicant, excluded }),
    ...answer.issues.map(({ code }) => words.text('cli.case.odd', { code })),
  ];
}

/** How it was decided says more than that it was. */
function standingOf({ standing, outcome }: Pick<CaseRow, 'standing' | 'outcome'>): string {
  const isDecided = standing === 'decided' || standing === 'deemed';
  return isDecided && outcome !== undefined ? outcomes[standing][outcome] : standings[standing];
}

/** Whose word it is; and that it is made up, unless the title says so itself. */
function titleOf(
  words: Words,
  { title, sample, reportedBy }: Pick<CaseRow, 'title' | 'sample' | 'reportedBy'>,
): string {
  const own = pickText(title, words.language, words.textLanguages).text;
  const mark = words.text('cli.case.sample', { title: '' }).trim();
  const isMarked = !sample || own.endsWith(mark);
  const marked = isMarked ? own : words.text('cli.case.sample', { title: own });
  if (reportedBy === undefined) return marked;
  return words.text('cli.case.reported', { title: marked, mark: reportedBy });
}

/** The day and how late; without a day what is left of the period while it does not run. */
function dueOf(
  words: Words,
  at: { readonly due?: string; readonly left?: number; readonly daysLate: number },
): string {
  const { due, left, daysLate } = at;
  if (due !== undefined && daysLate > 0) {
    return words.text('cli.case.due.late', { due, count: daysLate });
  }
  if (due !== undefined) return due;
  return left === undefined ? '–' : words.text('cli.case.due.left', { count: left });
}

/** What was said of an event, in its own words, and whether it was entered late. */
function remarkOf(words: Words, event: CaseEvent, enteredLate: readonly string[]): string {
  const { kind, outcome, days, reason, waitingFor, to, note, conditions, number } = event;
  const texts = [reason, waitingFor, to, note, conditions].map((map) =>
    map === undefined ? undefined : pickText(map, words.language, words.textLanguages).text,
  );
  const isLate = enteredLate.includes(event.place.leaf);
  const late = isLate ? words.text('cli.case.entered', { at: event.place.at }) : undefined;
  const more = days === undefined ? undefined : `+${days}`;
  const parts = [kind, outcome, more, number, ...texts, late];
  return parts.filter((part) => part !== undefined).join('; ');
}

function statedOf(words: Words, { stated }: ClockAnswer): readonly string[] {
  if (stated === undefined) return [];
  const { clock, due, legalBasis } = stated;
  const { law, article } = legalBasis;
  return [words.text('cli.case.stated', { clock, due, law, article })];
}

/** Returns the decision times of procedures as a table; nothing of fewer than `pastCasesMin` decided matters. */
export function timesTable({ text }: Words, all: readonly DecisionTimes[]): readonly string[] {
  if (all.length === 0) return [text('cli.case.times.none')];
  const titles = ['procedure', 'period', 'counts', 'authority', 'others'] as const;
  const keys = {
    procedure: 'cli.case.times.procedure',
    period: 'cli.case.times.period',
    counts: 'cli.case.times.counts',
    authority: 'cli.case.times.authority',
    others: 'cli.case.times.others',
  } as const;
  const few = text('cli.case.times.few', { min: String(pastCasesMin) });
  const or = (value: number | undefined) => (value === undefined ? '–' : String(value));
  const row = (procedure: string, key: string, of: TimesOfMatters) => [
    ...[procedure, text(key), `${of.decided}/${of.open}`],
    of.authority === undefined ? few : `${or(of.authority.median)} / ${or(of.authority.p90)}`,
    of.authority === undefined ? '' : `${or(of.applicant)} / ${or(of.excluded)}`,
  ];
  const rows = all.flatMap(({ procedure, all: whole, before, after }) => [
    row(procedure, 'cli.case.times.all', whole),
    ...(before === undefined ? [] : [row('', 'cli.case.times.before', before)]),
    ...(after === undefined ? [] : [row('', 'cli.case.times.after', after)]),
  ]);
  return tableOf([titles.map((title) => text(keys[title])), ...rows]);
}
