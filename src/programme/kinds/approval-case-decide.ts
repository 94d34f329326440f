// Commands on approval cases. An event is refused where the clocks would make nothing of it; what another system sends
// twice is recorded once.
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, Kind } from '../kind.ts';
import { findProjectFault, isKnownAs, isOwnId, type ProjectFault } from '../known.ts';
import { type RefusalCode, refusal } from '../refusals.ts';
import {
  type ApprovalCaseState,
  approvalCaseShape,
  type CaseCommand,
  type CaseEvent,
  type CaseStatement,
  codeOf,
  type EventAct,
  isEventAct,
} from './approval-case.ts';
import { type CaseCourse, type CourseEvent, courseOf } from './approval-case-course.ts';
import { type ProcedureState, versionFor } from './procedure.ts';

type EventCommand = Extract<CaseCommand, { readonly act: EventAct }>;
type OpenCommand = Extract<CaseCommand, { readonly act: 'open' }>;
type Naming = Pick<Partial<OpenCommand>, 'procedure' | 'project' | 'activity'>;
type DueCommand = Extract<CaseCommand, { readonly act: 'state-due' }>;

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
    if (act === 'plan') return checkNamed(who, command);
    if (act !== 'open') return refusal('programme.record.missing', { kind: 'approval-case' });
    return incomplete(command) ?? inFuture(who, command) ?? checkNamed(who, command);
  }
  if (act === 'plan' || (act === 'open' && !state.planned)) {
    return refusal('programme.record.exists', { id: state.id });
  }
  if (command.act === 'state-due') return checkDue(who, state, command);
  if (command.act === 'amend') return checkNamed(who, command);
  if (!isEvent(command)) return undefined;
  const found = checkEvent(who, state, command);
  return found ?? (command.act === 'open' ? checkNamed(who, command) : undefined);
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

const projectFaults = {
  'unknown-project': 'programme.approval-case.unknown-project',
  'foreign-project': 'programme.approval-case.foreign-project',
  'joint-project': 'programme.approval-case.joint-project',
} as const satisfies Record<ProjectFault, string>;

/** A case runs under one's own procedure, for an own project or part, and stands for an activity of one. */
function checkNamed(who: Actor, command: Naming) {
  const { known, mark } = who;
  if (known === undefined) return undefined;
  const { procedure, project, activity } = command;
  if (procedure !== undefined && !isOwnId(who, procedure)) {
    return refusal('programme.approval-case.foreign-procedure', { procedure, mark });
  }
  if (procedure !== undefined && !isKnownAs(who, procedure, ['procedure'])) {
    return refusal('programme.approval-case.unknown-procedure', { procedure });
  }
  const inProject = project === undefined ? undefined : findProjectFault(who, project);
  if (project !== undefined && inProject !== undefined) {
    return refusal(projectFaults[inProject], { project, mark });
  }
  const inActivity = activity === undefined ? undefined : findProjectFault(who, activity.project);
  if (activity === undefined || inActivity === undefined) return undefined;
  const params = { project: activity.project, code: activity.code, mark };
  if (inActivity === 'foreign-project') {
    return refusal('programme.approval-case.foreign-activity', params);
  }
  return refusal(projectFaults[inActivity], params);
}

/** The authority states a date for a clock that its case has, not before it had the application. */
function checkDue(who: Actor, state: ApprovalCaseState, { clock, due }: DueCommand) {
  const { received } = courseOf(state.events);
  if (received !== undefined && due < received) {
    return refusal('programme.approval-case.due-before-receipt', { due, received });
  }
  const record = who.known?.get(state.procedure);
  if (record?.kind !== 'procedure') return undefined;
  const version = versionFor(record.state as ProcedureState, received ?? todayOf(who));
  if (version === undefined || version.clocks.some((rule) => rule.clock === clock)) {
    return undefined;
  }
  const clocks = version.clocks.map((rule) => rule.clock).join(', ');
  const params = { clock, procedure: state.procedure, clocks };
  return refusal('programme.approval-case.unknown-clock', params);
}

function todayOf(who: Actor): CivilDate {
  return civilDateIn(who.zone ?? 'UTC', who.now);
}

function inFuture(who: Actor, { happened }: Pick<EventCommand, 'happened'>) {
  const today = todayOf(who);
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
  if (act === 'open') {
    return course.withdrawn ? refusal('programme.approval-case.withdrawn', { id }) : undefined;
  }
  if (course.received === undefined) return refusal('programme.approval-case.not-received', { id });
  if (happened < course.received) {
    const params = { day: happened, received: course.received };
    return refusal('programme.approval-case.before-receipt', params);
  }
  return checkPlace(state, command);
}

function isSame(a: CaseEvent['external'], b: NonNullable<CaseEvent['external']>): boolean {
  return a?.system === b.system && a.case === b.case && a.event === b.event;
}

/**
 * Days make the course, not the order of entry: what is learned late takes its place among the events by day, after
 * those of the same day. It must fit what went before, and nothing that followed may stop fitting for it.
 */
function checkPlace({ id, events }: ApprovalCaseState, command: EventCommand) {
  const { happened } = command;
  const event = toCourseEvent(command);
  const at = events.findLastIndex((one) => one.happened <= happened) + 1;
  const [earlier, later] = [events.slice(0, at), events.slice(at)];
  const cause = misfit(courseOf(earlier), event);
  if (cause !== undefined) return refusal(cause, { id });
  for (const [i, next] of later.entries()) {
    const between = later.slice(0, i);
    if (misfit(courseOf([...earlier, ...between]), next) !== undefined) continue;
    if (misfit(courseOf([...earlier, event, ...between]), next) === undefined) continue;
    const params = { day: happened, last: next.happened };
    return refusal('programme.approval-case.wrong-order', params);
  }
  return undefined;
}

function toCourseEvent(command: EventCommand): CourseEvent {
  const { kind, outcome } = command as Partial<CaseEvent>;
  return {
    ...{ code: codeOf[command.act], happened: command.happened },
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Returns why an event does not fit what happened before it. A decision may be taken anew after an appeal. */
function misfit(course: CaseCourse, { code, kind = '' }: CourseEvent): RefusalCode | undefined {
  const { outcome, issued } = course;
  if (course.withdrawn) return 'programme.approval-case.withdrawn';
  if (code === 'issued' || code === 'appealed') {
    if (outcome === undefined) return 'programme.approval-case.not-decided';
    if (code === 'appealed') return undefined;
    if (outcome === 'refused') return 'programme.approval-case.refused';
    return issued ? 'programme.approval-case.already-issued' : undefined;
  }
  if (outcome !== undefined && !(code === 'decided' && course.appealed)) {
    return 'programme.approval-case.already-decided';
  }
  const isOut = course.referrals.includes(kind);
  switch (code) {
    case 'accepted':
      return course.accepted ? 'programme.approval-case.already-accepted' : undefined;
    case 'information-requested':
      return course.stopped ? 'programme.approval-case.already-stopped' : undefined;
    case 'information-received':
      return course.stopped ? undefined : 'programme.approval-case.not-stopped';
    case 'referred':
      return isOut ? 'programme.approval-case.already-referred' : undefined;
    case 'referral-ended':
      return isOut ? undefined : 'programme.approval-case.not-referred';
    case 'received':
    case 'extended':
    case 'decided':
    case 'deemed':
    case 'withdrawn':
      return undefined;
  }
}

/** What a statement says of its own day and of other records; whether it fits the course depends on the others. */
function checkContent(who: Actor, statement: CaseStatement): Refusal | undefined {
  const { act, happened } = statement;
  const future =
    isEventAct(act) && happened !== undefined ? inFuture(who, { happened }) : undefined;
  const isNaming = ['plan', 'open', 'amend'].includes(act);
  const found = future ?? (isNaming ? checkNamed(who, statement as Naming) : undefined);
  return found?.error;
}

/**
 * Approval-case, letters K, own. Commands: plan, open, accept, stop, resume, refer, end-referral, extend, decide, issue,
 * deem, withdraw, appeal, state-due, amend.
 */
export const approvalCase: Kind<CaseStatement, ApprovalCaseState, CaseCommand> = {
  ...approvalCaseShape,
  decide,
  checkContent,
};
