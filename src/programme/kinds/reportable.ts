// Kinds that a report may speak of: what one party owns and another may observe.
import type { Kind } from '../kind.ts';
import type { StatementHead } from '../statement.ts';
import { approvalCase } from './approval-case-decide.ts';
import { meeting } from './meeting.ts';
import { organization } from './organization.ts';
import { party } from './party.ts';
import { project } from './project.ts';

/** A kind whose statement, state and command are not known here. */
type AnyKind = Kind<StatementHead, unknown, unknown>;

const reportable = {
  'approval-case': approvalCase,
  meeting,
  organization,
  party,
  project,
} as const;

/** Returns the kind of that name when reports may speak of it. */
export function reportableKind(name: string): AnyKind | undefined {
  if (!Object.hasOwn(reportable, name)) return undefined;
  return reportable[name as keyof typeof reportable] as unknown as AnyKind;
}
