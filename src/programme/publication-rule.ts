// When a record is public without anybody saying so: from its first statement on, once it has come so far, or at an instant.
// The charter says which of them holds (docs/spec/model.md 5); a command that names a scope goes before it.
import type { JsonObject } from '../base/json.ts';
import type { Refusal } from '../base/result.ts';
import type { CharterContent } from './kinds/charter-content.ts';
import { refusal } from './refusals.ts';
import type { Placed, StatementHead } from './statement.ts';

/** What a charter says of publication. What it does not name is public, as in charters from before there was a choice. */
export type PublicationDefaults = CharterContent['publication'];

/** A matter of which the charter says whether it is public. */
export type PublicationMatter =
  | 'meetings'
  | 'agreements'
  | 'drafts'
  | 'cases'
  | 'decidedCases'
  | 'forecasts';

/** How records of a kind come to be public by the charter. */
export interface PublicationRule<State> {
  /** What decides on the scope of an act that names none and is bound by none; undefined: it is public. */
  first(act: string): PublicationMatter | undefined;
  /** What decides once the record has come so far. */
  readonly later?: PublicationMatter;
  /** Whether it has. */
  isLater?(state: State): boolean;
}

/** Of texts that parties sign: a draft until all have signed, an agreement from then on. */
export const textPublication: PublicationRule<unknown> = {
  first: (act) => (['propose', 'counter-propose', 'amend'].includes(act) ? 'drafts' : undefined),
  later: 'agreements',
  isLater: (state) => {
    const { inForce, joint } = state as { inForce?: string; joint?: { inForce?: string } };
    return (inForce ?? joint?.inForce) !== undefined;
  },
};

/** Returns the scope of an act that names none and is bound by none. */
export function defaultScope(
  rule: PublicationRule<never> | undefined,
  defaults: PublicationDefaults | undefined,
  act: string,
): 'public' | 'programme' {
  const matter = rule?.first(act);
  return matter === undefined ? 'public' : (defaults?.[matter] ?? 'public');
}

/** Why a record is due to be public, though it is not. */
export type DuePublication = 'instant' | 'state';

/**
 * Returns why the record is due to be public by the clock or by the charter; undefined where it is not yet, or where nothing
 * says so.
 * @param shown The record's statements as its fold shows them, first one first.
 * @param now UTC instant.
 */
export function duePublication<State>(
  rule: PublicationRule<State> | undefined,
  defaults: PublicationDefaults | undefined,
  record: {
    readonly state: State;
    readonly shown: readonly Placed<StatementHead>[];
    readonly now: string;
  },
): DuePublication | undefined {
  const publishAt = embargoOf(record.shown);
  if (publishAt !== undefined) return publishAt <= record.now ? 'instant' : undefined;
  const { later, isLater } = rule ?? {};
  if (later === undefined || isLater === undefined || defaults === undefined) return undefined;
  return defaults[later] === 'public' && isLater(record.state) ? 'state' : undefined;
}

/** Returns the instant until which the record is the parties' alone, as its first statement says or was corrected to say. */
export function embargoOf(shown: readonly Placed<StatementHead>[]): string | undefined {
  return shown.find(({ struck }) => struck === undefined)?.statement.publishAt;
}

/**
 * Returns why an embargo cannot be: programme.publish-at.first (the record is there already), programme.publish-at.joint (what
 * all sign is public by the charter), programme.publish-at.scope, programme.publish-at.past.
 */
export function findEmbargoFault(
  command: JsonObject,
  of: { readonly isNew: boolean; readonly isJoint: boolean; readonly now: string },
): Refusal | undefined {
  const { publishAt, scope } = command;
  if (typeof publishAt !== 'string') return undefined;
  const fault = (code: Parameters<typeof refusal>[0]) => refusal(code, { at: publishAt }).error;
  if (!of.isNew) return fault('programme.publish-at.first');
  if (of.isJoint) return fault('programme.publish-at.joint');
  if (scope !== undefined && scope !== 'programme') return fault('programme.publish-at.scope');
  return publishAt <= of.now ? fault('programme.publish-at.past') : undefined;
}
