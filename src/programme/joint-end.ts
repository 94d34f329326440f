// How what was agreed ends: one party's statement, shown with the others' answers (docs/spec/model.md 3).
import type { PartyId } from '../base/ids.ts';
import type { JointText, Termination } from './joint.ts';
import type { FoldInput } from './kind.ts';
import type { LanguageMap, Place, StatementHead } from './statement.ts';

/** Terminations found, and how many statements on them count for nothing or wait. */
interface Ending {
  readonly ended: readonly Termination[];
  readonly invalid: number;
  readonly pending: number;
}

/**
 * Returns the terminations with the newest answer of each other signatory. One before any text is signed by
 * all waits; one by a party that signed none is invalid.
 */
export function readTerminations<Content>(
  input: FoldInput<StatementHead>,
  texts: readonly JointText<Content>[],
): Ending {
  let [invalid, pending] = [0, 0];
  const signed = texts.filter((text) => text.state === 'signed');
  const isParty = (party: PartyId) =>
    signed.some((text) => text.signatories.some((line) => line.party === party));
  const found = new Map<string, Termination>();
  for (const { statement, place } of input.statements) {
    if (statement.act !== 'terminate') continue;
    if (signed.length === 0) pending++;
    else if (!isParty(place.party)) invalid++;
    else found.set(place.leaf, toTermination(statement, place));
  }
  for (const { statement, place } of input.statements) {
    if (statement.act !== 'agree' && statement.act !== 'dispute') continue;
    const of = String(statement.of);
    const termination = found.get(of);
    if (termination === undefined) pending++;
    else if (!isParty(place.party) || termination.party === place.party) invalid++;
    else found.set(of, withAnswer(termination, statement, place));
  }
  return { ended: [...found.values()], invalid, pending };
}

function toTermination(statement: StatementHead, place: Place): Termination {
  const why = statement.why as LanguageMap | undefined;
  const common = {
    party: place.party,
    effective: String(statement.effective),
    clause: String(statement.clause),
    place,
    answers: [],
  };
  return why === undefined ? common : { ...common, why };
}

/** The newest answer of a party replaces its earlier one. */
function withAnswer(found: Termination, statement: StatementHead, place: Place): Termination {
  const why = statement.why as LanguageMap | undefined;
  const answer = statement.act === 'agree' ? ('agreed' as const) : ('disputed' as const);
  const line = { party: place.party, answer, place, ...(why === undefined ? {} : { why }) };
  const others = found.answers.filter((one) => one.party !== place.party);
  return { ...found, answers: [...others, line] };
}
