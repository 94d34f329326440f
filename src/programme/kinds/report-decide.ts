// Commands on reports: the reporter states and matches; the owner of the matter confirms, corrects or disputes.
import { parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import type { StatementHead } from '../statement.ts';
import {
  carries,
  kindName,
  type ReportCommand,
  type ReportState,
  type ReportStatement,
  reportShape,
  wholeStatement,
} from './report.ts';
import { reportableKind } from './reportable.ts';

type Decided = Result<readonly Draft[], Refusal>;
type CommandNamed<Act extends string> = Extract<ReportCommand, { readonly act: Act }>;
type Answer = CommandNamed<'confirm'> | CommandNamed<'correct'> | CommandNamed<'dispute'>;

function decide(who: Actor, state: ReportState | undefined, command: ReportCommand): Decided {
  if (command.act === 'state') return decideState(who, state, command);
  if (state === undefined) return refusal('programme.record.missing', { kind: 'report' });
  const { act } = command;
  if (act === 'match') {
    const { record } = command;
    const found = checkRecord(state, record);
    if (found !== undefined) return found;
    return ok([answer(who, state, { command, fields: { record } })]);
  }
  if (who.mark !== state.owner) {
    return refusal('programme.report.not-matter-owner', { owner: state.owner });
  }
  const leaves = new Set(state.statements.map((one) => one.leaf));
  const unknown = command.of.find((leaf) => !leaves.has(leaf));
  if (unknown !== undefined) return refusal('programme.report.unknown-statement', { of: unknown });
  if (act === 'dispute') return ok([answer(who, state, { command, fields: ownFields(command) })]);
  return decideOwnRecord(who, state, command);
}

function decideState(
  who: Actor,
  state: ReportState | undefined,
  command: CommandNamed<'state'>,
): Decided {
  const { owner, statement } = command;
  if (owner === who.mark) return refusal('programme.report.own-matter', { owner });
  if (state !== undefined && state.owner !== owner) {
    return refusal('programme.report.owner-changed', { owner: state.owner });
  }
  const kind = kindName(statement.schema);
  if (reportableKind(kind) === undefined || (state !== undefined && state.nestedKind !== kind)) {
    return refusal('programme.report.unsupported-kind', { kind });
  }
  const about = state?.id ?? who.nextId;
  const found = checkNested(kind, wholeStatement(statement, { by: who.actor, about }));
  if (found !== undefined) return found;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'report', about, act: 'state', fields, sample })]);
}

/** The owner's own statements first, then the answer that names its record. */
function decideOwnRecord(
  who: Actor,
  state: ReportState,
  command: CommandNamed<'confirm'> | CommandNamed<'correct'>,
): Decided {
  const known = state.record ?? state.of;
  const own = known !== undefined && carries(known, who.mark) ? known : who.nextId;
  const record = command.record ?? own;
  const found = checkRecord(state, record);
  if (found !== undefined) return found;
  const schema = `${state.nestedKind}/1`;
  const meant =
    command.act === 'confirm'
      ? state.statements.filter((one) => command.of.includes(one.leaf)).map((one) => one.statement)
      : command.statements;
  const drafts: Draft[] = [];
  for (const statement of meant) {
    const whole = wholeStatement({ ...statement, schema }, { by: who.actor, about: record });
    const wrong = checkNested(state.nestedKind, whole);
    if (wrong !== undefined) return wrong;
    const { act, happened, said } = whole;
    const head = { scope: command.scope, sample: command.sample, happened, said };
    const { schema: _, by: __, about: ___, prev: ____, ...fields } = ownFields(whole);
    const parts = { kind: state.nestedKind, about: record, act, fields, sample: state.sample };
    drafts.push(draft(who, head, parts));
  }
  const fields = { of: command.of, record };
  return ok([...drafts, answer(who, state, { command, fields })]);
}

function answer(
  who: Actor,
  state: ReportState,
  given: {
    readonly command: Answer | CommandNamed<'match'>;
    readonly fields: Readonly<Record<string, unknown>>;
  },
): Draft {
  const { command, fields } = given;
  const { id: about, sample } = state;
  return draft(who, command, { kind: 'report', about, act: command.act, fields, sample });
}

function checkRecord(state: ReportState, record: string) {
  if (!carries(record, state.owner)) {
    return refusal('programme.report.record-not-own', { record, owner: state.owner });
  }
  const kind = reportableKind(state.nestedKind);
  const parsed = parseRecordId(record);
  if (!parsed.ok || kind?.letters !== parsed.value.letters) {
    return refusal('programme.report.record-of-other-kind', { record, kind: state.nestedKind });
  }
  return undefined;
}

function checkNested(kindNamed: string, statement: StatementHead) {
  const kind = reportableKind(kindNamed);
  if (kind === undefined) return refusal('programme.report.unsupported-kind', { kind: kindNamed });
  const parsed = kind.parse(statement);
  if (!parsed.ok) {
    const { path, message } = parsed.error[0];
    return refusal('programme.report.invalid-statement', { path, expected: message });
  }
  if (!kind.acts.includes(statement.act) || kind.answers.includes(statement.act)) {
    return refusal('programme.report.invalid-statement', {
      path: 'act',
      expected: kind.acts.join(),
    });
  }
  return undefined;
}

/** Report, letters R, answered. Commands: state, match by the reporter; confirm, correct, dispute by the owner. */
export const report: Kind<ReportStatement, ReportState, ReportCommand> = { ...reportShape, decide };
