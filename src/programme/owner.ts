// Whose record a subject is, and which statements on it count (docs/spec/model.md 2).
import { type PartyId, parseRecordId } from '../base/ids.ts';
import type { FoldContext, Writer } from './kind.ts';
import type { Placed, StatementHead } from './statement.ts';

/** What the rules of writing need to know of a kind. */
interface Rules {
  readonly writer: Writer;
  readonly opens: readonly string[];
  readonly answers: readonly string[];
  readonly either?: readonly string[];
}

/**
 * Returns the party whose mark the id carries, where marks are known; else the party whose log opens the
 * subject first by (origin, index). Undefined when neither is known.
 */
export function ownerOf(
  rules: Rules,
  given: { readonly id: string; readonly context: FoldContext },
  statements: readonly Placed<StatementHead>[],
): PartyId | undefined {
  const { id, context } = given;
  const opening = statements.find(({ statement }) => rules.opens.includes(statement.act));
  if (rules.writer === 'log') return statements.find((one) => one.place.origin === id)?.place.party;
  if (context.markOf === undefined) {
    // Which of two logs opens first may change as logs arrive; a joint verdict must not.
    const joint = rules.writer === 'joint' || isJointAct(rules, opening?.statement.act);
    return joint ? undefined : opening?.place.party;
  }
  const parsed = parseRecordId(id);
  if (!parsed.ok) return undefined;
  for (const [party, mark] of context.markOf) if (mark === parsed.value.mark) return party;
  return undefined;
}

/** Whose words a record holds: one party's own, or texts of several. */
type Basis = 'own' | 'joint';

/**
 * Returns the basis of a subject. Own-or-joint kinds have the one that the owner's first opening statement
 * fixed, for ever; undefined while that is not known.
 */
export function basisOf(
  rules: Rules,
  owner: PartyId | undefined,
  statements: readonly Placed<StatementHead>[],
): Basis | undefined {
  if (rules.writer !== 'own-or-joint') return rules.writer === 'joint' ? 'joint' : 'own';
  const opening = statements.find(
    ({ statement, place }) => place.party === owner && rules.opens.includes(statement.act),
  );
  if (opening === undefined) return undefined;
  return isJointAct(rules, opening.statement.act) ? 'joint' : 'own';
}

function isJointAct(rules: Rules, act: string | undefined): boolean {
  return rules.writer === 'own-or-joint' && act !== undefined && rules.answers.includes(act);
}

/** Returns whether the party in whose log a statement stands may make it on this subject. */
export function mayWrite(
  rules: Rules,
  subject: {
    readonly id: string;
    readonly owner: PartyId | undefined;
    readonly basis: Basis | undefined;
  },
  { statement, place }: Placed<StatementHead>,
): boolean {
  switch (rules.writer) {
    case 'joint':
      // The joint rules look at each signatory (joint-fold.ts).
      return true;
    case 'log':
      return place.origin === subject.id;
    case 'own':
    case 'private':
      return place.party === subject.owner;
    case 'own-or-joint':
      // While the basis is not known, texts wait: their proposer's log may not have arrived yet.
      if (!rules.answers.includes(statement.act)) {
        return subject.basis !== 'joint' && place.party === subject.owner;
      }
      return subject.basis !== 'own';
    case 'answered':
      // Commitments have no owner: an agreement's text opens them and their fold knows the parties.
      if (rules.opens.length === 0) return true;
      if (rules.either?.includes(statement.act) === true) return true;
      return (place.party === subject.owner) !== rules.answers.includes(statement.act);
  }
}
