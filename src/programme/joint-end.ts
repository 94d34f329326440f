// How what was agreed ends (docs/spec/model.md 3): an agreement by one party's termination, shown with the others'
// answers; a link, a mechanism or a body at once, when one signatory says so.
import type { PartyId } from '../base/ids.ts';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { byDay } from './days.ts';
import { draft, ownFields } from './draft.ts';
import type { JointState, JointText, Termination } from './joint.ts';
import type { Actor, Draft, FoldInput } from './kind.ts';
import { refusal, textRefusal } from './refusals.ts';
import type { CommandHead } from './shapes.ts';
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

/** One signatory's statement that ends a record at once, whether it was agreed by then or not. */
export interface Ended {
  readonly party: PartyId;
  readonly why: LanguageMap;
  readonly place: Place;
}

/**
 * Returns the first `end`, by day, of a signatory of any text. A signature that follows does not revive the
 * record. Those by others are invalid; before any text is known they wait.
 */
export function readEnds(
  input: FoldInput<StatementHead>,
  joint: JointState<unknown> | undefined,
): { readonly ended?: Ended; readonly invalid: number; readonly pending: number } {
  const ends = input.statements.filter(({ statement }) => statement.act === 'end').sort(byDay);
  if (joint === undefined) return { invalid: 0, pending: ends.length };
  const counting = ends.filter(({ place }) => signsAny(joint, place.party));
  const [first] = counting;
  const invalid = ends.length - counting.length;
  if (first === undefined) return { invalid, pending: 0 };
  const { statement, place } = first;
  const ended = { party: place.party, why: statement.why as LanguageMap, place };
  return { ended, invalid, pending: 0 };
}

/** Agreed: signed by all. Declined: its texts are declined, withdrawn or expired. Ended: one signatory said so. */
export type JointStanding = 'proposed' | 'agreed' | 'declined' | 'ended';

/** Returns how a joint record stands that one signatory can end. */
export function standingOf(joint: JointState<unknown>, ended: Ended | undefined): JointStanding {
  if (ended !== undefined) return 'ended';
  if (joint.inForce !== undefined) return 'agreed';
  return joint.texts.some((text) => text.state === 'open') ? 'proposed' : 'declined';
}

/** A joint record that one signatory can end. */
interface Endable {
  readonly id: string;
  readonly sample: boolean;
  readonly joint: JointState<unknown>;
  readonly ended?: Ended;
}

/** Returns the draft of `end`. Refusals: programme.record.missing, programme.text.* (already-ended, not-a-signatory). */
export function decideEnd(
  kind: string,
  who: Actor,
  given: { readonly state: Endable | undefined; readonly command: CommandHead },
): Result<readonly Draft[], Refusal> {
  const { state, command } = given;
  if (state === undefined) return refusal('programme.record.missing', { kind });
  const found = refuseEnded(kind, state);
  if (found !== undefined) return found;
  if (!signsAny(state.joint, who.party)) {
    return textRefusal(kind, 'not-a-signatory', { party: who.party });
  }
  const { id: about, sample } = state;
  const fields = ownFields(command);
  return ok([draft(who, command, { kind, about, act: 'end', fields, sample })]);
}

/** Returns the refusal of any act on what has ended; undefined while it has not. */
export function refuseEnded(kind: string, state: Pick<Endable, 'id' | 'ended'> | undefined) {
  if (state?.ended === undefined) return undefined;
  const { party, place } = state.ended;
  return textRefusal(kind, 'already-ended', { id: state.id, party, date: place.day });
}

function signsAny(joint: JointState<unknown>, party: PartyId): boolean {
  return joint.texts.some((text) => text.signatories.some((line) => line.party === party));
}
