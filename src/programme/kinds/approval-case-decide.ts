// Commands on approval cases. An event is refused where the clocks would make nothing of it; what another system sends
// twice is recorded once.
import { civilDateIn } from '../../base/dates.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, Kind } from '../kind.ts';
import { type RefusalCode, refusal } from '../refusals.ts';
import {
  type ApprovalCaseState,
  approvalCaseShape,
  type CaseCommand,
  type CaseEvent,
  type CaseStatement,
  type EventAct,
  isEventAct,
} from './approval-case.ts';
import { type CaseCourse, courseOf } from './approval-case-course.ts';

type EventCommand = Extract<CaseCommand, { readonly act: EventAct }>;
type OpenCommand = Extract<CaseCommand, { readonly act: 'open' }>;

function decide(
  who: Actor,
  state: ApprovalCaseState | undefined,
  command: CaseCommand,
): Result<readonly Draft[], Refusal> {
  const found = check(who, state, command);
  if (found !== undefined) return found;
  const { act } = command;
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'approval-case', about, act, fields, sample, notes: ['note'] };
  return ok([draft(who, command, parts)]);
}

function check(who: Actor, state: ApprovalCaseState | undefined, command: CaseCommand) {
  const { act } = command;
  if (state === undefined) {
    if (act === 'plan') return undefined;
    if (act !== 'open') return refusal('programme.record.missing', { kind: 'approval-case' });
    return incomplete(command) ?? inFuture(who, command);
  }
  if (act === 'plan' || (act === 'open' && !state.planned)) {
    return refusal('programme.record.exists', { id: state.id });
  }
  return isEvent(command) ? checkEvent(who, state, command) : undefined;
}

function isEvent(command: CaseCommand): command is EventCommand {
  return isEventAct(command.act);
}

/** Without a plan before it an opening says under which procedure and for what. */
function incomplete(command: OpenCommand) {
  const missing = (['procedure', 'project', 'title'] as const).find(
    (field) => command[field] === undefined,
  );
  if (missing === undefined) return undefined;
  return refusal('programme.approval-case.incomplete', { field: missing });
}

function inFuture(who: Actor, { happened }: EventCommand) {
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (happened <= today) return undefined;
  return refusal('programme.approval-case.future', { day: happened, today });
}

function checkEvent(who: Actor, state: ApprovalCaseState, command: EventCommand) {
  const { id, events } = state;
  const { act, happened, external } = command;
  const before = external && events.find((event) => isSame(event.external, external));
  if (external !== undefined && before !== undefined) {
    const params = { id, event: external.event, day: before.happened };
    return refusal('programme.approval-case.event-twice', params);
  }
  const future = inFuture(who, command);
  if (future !== undefined) return future;
  const course = courseOf(events);
  if (course.withdrawn) return refusal('programme.approval-case.withdrawn', { id });
  if (act === 'open') return undefined;
  if (course.received === undefined) return refusal('programme.approval-case.not-received', { id });
  if (happened < course.received) {
    const params = { day: happened, received: course.received };
    return refusal('programme.approval-case.before-receipt', params);
  }
  const last = events.at(-1);
  if (last !== undefined && happened < last.happened) {
    const params = { day: happened, last: last.happened };
    return refusal('programme.approval-case.wrong-order', params);
  }
  const cause = misfit(course, command);
  return cause === undefined ? undefined : refusal(cause, { id });
}

function isSame(a: CaseEvent['external'], b: NonNullable<CaseEvent['external']>): boolean {
  return a?.system === b.system && a.case === b.case && a.event === b.event;
}

/** Returns why an event does not fit what happened before it. A decision may be taken anew after an appeal. */
function misfit(course: CaseCourse, command: EventCommand): RefusalCode | undefined {
  const { act } = command;
  const isDecided = course.outcome !== undefined;
  if (act === 'issue' || act === 'appeal') {
    if (!isDecided) return 'programme.approval-case.not-decided';
    return act === 'issue' && course.issued ? 'programme.approval-case.already-issued' : undefined;
  }
  if (isDecided && !(act === 'decide' && course.appealed)) {
    return 'programme.approval-case.already-decided';
  }
  switch (act) {
    case 'accept':
      return course.accepted ? 'programme.approval-case.already-accepted' : undefined;
    case 'stop':
      return course.stopped ? 'programme.approval-case.already-stopped' : undefined;
    case 'resume':
      return course.stopped ? undefined : 'programme.approval-case.not-stopped';
    case 'refer':
      return course.referrals.includes(command.kind)
        ? 'programme.approval-case.already-referred'
        : undefined;
    case 'end-referral':
      return course.referrals.includes(command.kind)
        ? undefined
        : 'programme.approval-case.not-referred';
    case 'open':
    case 'extend':
    case 'decide':
    case 'deem':
    case 'withdraw':
      return undefined;
  }
}

/**
 * Approval-case, letters K, own. Commands: plan, open, accept, stop, resume, refer, end-referral, extend, decide, issue,
 * deem, withdraw, appeal, state-due, amend.
 */
export const approvalCase: Kind<CaseStatement, ApprovalCaseState, CaseCommand> = {
  ...approvalCaseShape,
  decide,
};
