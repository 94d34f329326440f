// Monthly returns: what the office of each project of a party reports for a month, handed in together. When it is due and who is
// late is computed from the day on which a row was recorded (returns.ts), never typed.
import { type CivilDate, civilDateIn, lastDay } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type AmountFault, findAmountFault, type StatedAmount } from '../amount.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { findProjectFault } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { type LanguageMap, month as monthShape, type Place, type Placed } from '../statement.ts';
import { type ReturnRowContent, returnActs, returnCommands, returnIdOf } from './return-content.ts';

type Statement = StatementOf<typeof returnActs>;
type Command = CommandOf<typeof returnCommands>;
type Submit = Extract<Command, { act: 'submit' }>;
type Said = Extract<Statement, { act: 'row' | 'correct' }>;

/** What was reported of one project. */
export interface ReturnRow extends ReturnRowContent {
  /** The day on which it was first recorded, where its party is: a correction does not make it late. */
  readonly reported: CivilDate;
  readonly corrected?: { readonly why: LanguageMap };
  readonly place: Place;
}

/** The return of one party for one month. */
export interface ReturnState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  /** `2026-10`. */
  readonly month: string;
  /** By project. */
  readonly rows: readonly ReturnRow[];
  /** Projects of which the party says why nothing is reported. */
  readonly missing: readonly ReturnGap[];
  readonly withdrawn: readonly (Omit<ReturnGap, 'project'> & { readonly project?: string })[];
  /** Where it was first handed in. */
  readonly place: Place;
}

/** A project without a row, and why. */
export interface ReturnGap {
  readonly project: string;
  readonly why: LanguageMap;
  readonly place: Place;
}

function decide(
  who: Actor,
  state: ReturnState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.happened !== undefined || command.said !== undefined) {
    return refusal('programme.return.dated');
  }
  if (command.act === 'submit') return decideSubmit(who, state, command);
  if (state === undefined) return refusal('programme.record.missing', { kind: 'return' });
  const { project } = command;
  const { month, sample } = state;
  if (project !== undefined && !state.rows.some((row) => row.project === project)) {
    return refusal('programme.return.not-reported', { project, month });
  }
  if (command.act === 'correct') {
    const fault = findRowFault(who, month, command);
    if (fault !== undefined) return { ok: false, error: fault };
  }
  const own = ownFields(command);
  const fields = command.act === 'correct' ? { month, ...own } : own;
  const parts = { kind: 'return', about: state.id, act: command.act, fields, sample };
  return ok([draft(who, command, { ...parts, notes: ['note'] })]);
}

/** One statement for what is handed in, one for each row: each can be proven, corrected and erased alone. */
function decideSubmit(
  who: Actor,
  state: ReturnState | undefined,
  command: Submit,
): Result<readonly Draft[], Refusal> {
  const { month, rows, missing = [] } = command;
  const fault = findSubmitFault(who, state, command);
  if (fault !== undefined) return { ok: false, error: fault };
  const about = state?.id ?? returnIdOf(who.mark, month);
  const common = { kind: 'return', about, sample: state?.sample ?? false, notes: ['note'] };
  const said = missing.length === 0 ? {} : { missing };
  const handed = { month, projects: rows.map(({ project }) => project), ...said };
  return ok([
    draft(who, command, { ...common, act: 'submit', fields: handed }),
    ...rows.map((row) => draft(who, command, { ...common, act: 'row', fields: { month, ...row } })),
  ]);
}

function findSubmitFault(
  who: Actor,
  state: ReturnState | undefined,
  { month, rows, missing = [] }: Submit,
): Refusal | undefined {
  const id = returnIdOf(who.mark, month);
  if (state !== undefined && state.month !== month) {
    return refusal('programme.return.other-month', { id: state.id, month: state.month }).error;
  }
  if (state === undefined && who.isTaken?.(id) === true) {
    return refusal('programme.return.exists', { id, month }).error;
  }
  if (`${month}-01` > civilDateIn(who.zone ?? 'UTC', who.now)) {
    return refusal('programme.return.future-month', { month }).error;
  }
  if (rows.length + missing.length === 0) return refusal('programme.return.empty', { month }).error;
  const projects = [...rows, ...missing].map(({ project }) => project);
  const twice = projects.find((project, i) => projects.indexOf(project) !== i);
  if (twice !== undefined) {
    return refusal('programme.return.project-twice', { project: twice }).error;
  }
  const before = state?.rows.find(({ project }) => projects.includes(project));
  if (before !== undefined) {
    return refusal('programme.return.already-reported', { project: before.project, month }).error;
  }
  for (const { project } of missing) {
    const wrong = findProjectRefusal(who, project);
    if (wrong !== undefined) return wrong;
  }
  for (const row of rows) {
    const wrong = findRowFault(who, month, row);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const projectFaults = {
  'unknown-project': 'programme.return.unknown-project',
  'foreign-project': 'programme.return.foreign-project',
  'joint-project': 'programme.return.joint-project',
} as const;

function findProjectRefusal(who: Actor, project: string): Refusal | undefined {
  const fault = findProjectFault(who, project);
  return fault && refusal(projectFaults[fault], { project }).error;
}

const amountFaults = {
  'unknown-currency': 'programme.return.unknown-currency',
  'too-many-digits': 'programme.return.too-many-digits',
} as const satisfies Record<AmountFault['fault'], string>;

function findRowFault(who: Actor, month: string, row: ReturnRowContent): Refusal | undefined {
  const { project, spent, next, changed, cause } = row;
  const wrong = findProjectRefusal(who, project);
  if (wrong !== undefined) return wrong;
  if (cause !== undefined && changed === undefined) {
    return refusal('programme.return.cause-alone', { project }).error;
  }
  if (next !== undefined && lastDay(next.expected) < `${month}-01`) {
    const { expected } = next;
    return refusal('programme.return.expected-before-month', { project, expected, month }).error;
  }
  return spent && findSpentFault(who, project, spent);
}

function findSpentFault(who: Actor, project: string, spent: StatedAmount): Refusal | undefined {
  const fault = findAmountFault(spent);
  if (fault !== undefined) {
    return refusal(amountFaults[fault.fault], { project, ...fault.params }).error;
  }
  const stated = currenciesOf(who, project);
  if (stated.length === 0 || stated.includes(spent.currency)) return undefined;
  const params = { project, currency: spent.currency, stated: stated.join(', ') };
  return refusal('programme.return.other-currency', params).error;
}

/** Currencies in which money of the project is on record: of its investments and contracts. */
function currenciesOf(who: Actor, project: string): readonly string[] {
  const money = [...(who.known?.values() ?? [])].flatMap(({ kind, state }) => {
    if (kind !== 'investment' && kind !== 'contract') return [];
    const of = state as { project: string; amount?: StatedAmount; value?: StatedAmount };
    return of.project === project ? [of.amount ?? of.value] : [];
  });
  return [...new Set(money.flatMap((one) => (one === undefined ? [] : [one.currency])))].sort();
}

/** In the order of its log: the first submit fixes the month, which the id names too. */
function fold(input: FoldInput<Statement>): Folding<ReturnState> {
  const { id, owner, sample, statements } = input;
  const opening = statements.find(({ statement }) => statement.act === 'submit');
  const month = opening?.statement.act === 'submit' ? opening.statement.month : '';
  if (
    owner === undefined ||
    opening === undefined ||
    !id.endsWith(`-RT${month.replace('-', '')}`)
  ) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const zone = input.context.zoneOf.get(owner) ?? 'UTC';
  let state: ReturnState = {
    ...{ id, party: owner, sample, month, rows: [], missing: [], withdrawn: [] },
    place: opening.place,
  };
  let invalid = 0;
  for (const placed of statements) {
    const next = apply(state, placed, zone);
    if (next === undefined) invalid++;
    else state = next;
  }
  return { state, invalid, pending: 0 };
}

/** Returns the return with one statement more, or undefined where that counts for nothing. */
function apply(
  state: ReturnState,
  { statement, place }: Placed<Statement>,
  zone: string,
): ReturnState | undefined {
  switch (statement.act) {
    case 'submit': {
      if (statement.month !== state.month) return undefined;
      const gaps = (statement.missing ?? []).map((gap) => ({ ...gap, place }));
      const kept = [...state.missing, ...gaps].filter(
        ({ project }, i, all) => all.findLastIndex((one) => one.project === project) === i,
      );
      const projects = new Set<string>(state.rows.map(({ project }) => project));
      return { ...state, missing: kept.filter(({ project }) => !projects.has(project)) };
    }
    case 'row':
    case 'correct':
      return withRow(state, { statement, place }, zone);
    case 'withdraw': {
      const { project, why } = statement;
      const stays = (one: { readonly project: string }) =>
        project !== undefined && one.project !== project;
      const gone = { ...(project === undefined ? {} : { project }), why, place };
      return {
        ...state,
        rows: state.rows.filter(stays),
        missing: state.missing.filter(stays),
        withdrawn: [...state.withdrawn, gone],
      };
    }
    default:
      return undefined;
  }
}

/** A project has one row: the first, as corrected since. */
function withRow(
  state: ReturnState,
  { statement, place }: { readonly statement: Said; readonly place: Place },
  zone: string,
): ReturnState | undefined {
  const { project, month } = statement;
  const before = state.rows.find((row) => row.project === project);
  const isCorrection = statement.act === 'correct';
  const isOwn = project.split('-', 1)[0] === state.id.split('-', 1)[0];
  if (month !== state.month || !isOwn || (before !== undefined) !== isCorrection) return undefined;
  const { status, percent, spent, next, changed, cause, note, unchanged } = statement;
  const row: ReturnRow = {
    ...{ project, status },
    ...(percent === undefined ? {} : { percent }),
    ...(spent === undefined ? {} : { spent }),
    ...(next === undefined ? {} : { next }),
    ...(changed === undefined ? {} : { changed }),
    ...(cause === undefined ? {} : { cause }),
    ...(note === undefined ? {} : { note }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(statement.act === 'correct' ? { corrected: { why: statement.why } } : {}),
    reported: before?.reported ?? civilDateIn(zone, place.at),
    place,
  };
  const rows = [...state.rows.filter((one) => one.project !== project), row];
  return {
    ...state,
    rows: rows.sort((a, b) => (a.project < b.project ? -1 : 1)),
    missing: state.missing.filter((gap) => gap.project !== project),
  };
}

/** Return, letters RT, own; bound to its first scope. Commands: submit, correct, withdraw. */
export const monthlyReturn: Kind<Statement, ReturnState, Command> = {
  name: 'return',
  letters: 'RT',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(returnActs),
  opens: ['submit'],
  answers: [],
  keeps: ['submit', 'row'],
  looksAtMoney: true,
  idOf: (mark, command) => {
    const { month } = (command ?? {}) as { readonly month?: unknown };
    const named = monthShape.safeParse(month);
    return named.success ? returnIdOf(mark, named.data) : undefined;
  },
  parse: statementParser('return', returnActs),
  parseCommand: commandParser(returnCommands),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'row' || statement.act === 'correct'
      ? findRowFault(who, statement.month, statement)
      : undefined,
  fold,
  example: {
    schema: 'return/1',
    act: 'submit',
    by: 'sz5e0d1b7a',
    about: 'SZ-RT202610',
    month: '2026-10',
    projects: ['SZ-P001'],
    missing: [
      { project: 'SZ-P002', why: { en: 'No site office yet', 'zh-Hant': '地盤辦事處尚未設立' } },
    ],
    sample: true,
  } as unknown as Statement,
};
