// How statements on joint texts become a state (docs/spec/model.md 3). Every answer here is a function of each
// signatory's own log, and none is ever taken back as logs grow: an act is judged by what its own log held
// before it; "dead" and "signed by all" only ever become true, and never both.
import { type CivilDate, civilDateIn, type Instant } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import {
  type DeclineLine,
  type JointState,
  type JointText,
  type Signatory,
  type SignatureLine,
  textHash,
} from './joint.ts';
import { readTerminations } from './joint-end.ts';
import type { FoldContext, FoldInput, Folding } from './kind.ts';
import type { LanguageMap, Placed, StatementHead } from './statement.ts';

/** A text as proposed. */
export interface ProposedText<Content> {
  readonly of: string;
  readonly base: string | null;
  readonly signatories: readonly Signatory[];
  readonly openUntil?: CivilDate | undefined;
  readonly content: Content;
}

/**
 * Returns the parties that must be among the signatories of a text, given the text it amends; undefined while
 * that is not known yet: then the text waits.
 */
export type RequiredSignatories<Content> = (
  text: ProposedText<Content>,
  base: ProposedText<Content> | undefined,
) => readonly PartyId[] | undefined;

interface Proposal<Content> {
  readonly hash: string;
  readonly text: ProposedText<Content>;
  readonly answers?: string;
  readonly first: Placed<StatementHead>;
  readonly proposers: Set<PartyId>;
}

/** The first of sign and decline of one party on one text. */
interface FirstAct {
  readonly party: PartyId;
  readonly text: string;
  readonly placed: Placed<StatementHead>;
  /** The latest `at` of that log up to and including the act. */
  readonly latest: Instant;
}

/** Everything read from the statements before any verdict. */
interface Reading<Content> {
  readonly context: FoldContext;
  readonly proposals: ReadonlyMap<string, Proposal<Content>>;
  /** By party, in the order of its logs. */
  readonly acts: ReadonlyMap<PartyId, readonly FirstAct[]>;
  readonly required: RequiredSignatories<Content>;
  /** The party whose mark the record carries; undefined while no known party has that mark. */
  readonly owner: PartyId | undefined;
}

/**
 * Returns the state of a joint record. Reads the acts propose, sign, decline, terminate, agree and dispute; a
 * kind's other acts are its own to count.
 */
export function foldJoint<Content>(
  input: FoldInput<StatementHead>,
  required: RequiredSignatories<Content>,
): Folding<JointState<Content>> {
  const tally = { invalid: 0, pending: 0 };
  const proposals = readProposals<Content>(input, tally);
  const acts = readActs(input, proposals, tally);
  const { context, owner } = input;
  const reading: Reading<Content> = { context, proposals, acts, required, owner };
  const shown: Proposal<Content>[] = [];
  for (const proposal of proposals.values()) {
    const standing = standingOf(reading, proposal);
    if (standing === 'waiting') tally.pending++;
    if (standing === 'unusable' || standing === 'strange') tally.invalid++;
    else shown.push(proposal);
  }
  const texts = shown.map((proposal) => toText(reading, proposal, input.sample)).sort(byProposal);
  const { ended, ...odd } = readTerminations(input, texts);
  tally.invalid += odd.invalid;
  tally.pending += odd.pending;
  if (texts.length === 0) return { state: undefined, ...tally };
  const { inForce, split } = chain(texts);
  const state: JointState<Content> = {
    id: input.id,
    sample: input.sample,
    texts,
    ...(inForce === undefined ? {} : { inForce }),
    ...(split.length === 0 ? {} : { split }),
    ...(ended.length === 0 ? {} : { ended }),
    pending: tally.pending,
    invalid: tally.invalid,
  };
  return { state, ...tally };
}

interface Tally {
  invalid: number;
  pending: number;
}

function readProposals<Content>(
  input: FoldInput<StatementHead>,
  tally: Tally,
): Map<string, Proposal<Content>> {
  const proposals = new Map<string, Proposal<Content>>();
  for (const placed of input.statements) {
    const { statement, place } = placed;
    if (statement.act !== 'propose') continue;
    const text = statement.text as ProposedText<Content>;
    if (text.of !== input.id || statement.about !== input.id) {
      tally.invalid++;
      continue;
    }
    const hash = textHash(input.context.sha256, text as unknown as Json);
    const known = proposals.get(hash);
    if (known !== undefined) {
      known.proposers.add(place.party);
      continue;
    }
    const answers = statement.answers as string | undefined;
    const proposal = { hash, text, first: placed, proposers: new Set([place.party]) };
    proposals.set(hash, answers === undefined ? proposal : { ...proposal, answers });
  }
  return proposals;
}

/** Per party and text the first of sign and decline counts; later ones, and acts of strangers, are invalid. */
function readActs<Content>(
  input: FoldInput<StatementHead>,
  proposals: ReadonlyMap<string, Proposal<Content>>,
  tally: Tally,
): Map<PartyId, FirstAct[]> {
  const acts = new Map<PartyId, FirstAct[]>();
  const latestOf = new Map<string, Instant>();
  for (const placed of input.statements) {
    const { statement, place } = placed;
    const latest = [latestOf.get(place.origin) ?? '', place.latest ?? '', place.at].sort()[2];
    latestOf.set(place.origin, latest);
    if (statement.act !== 'sign' && statement.act !== 'decline') continue;
    const text = String(statement.text);
    const proposal = proposals.get(text);
    if (proposal !== undefined && !isSignatory(proposal.text, place.party)) {
      tally.invalid++;
      continue;
    }
    const own = acts.get(place.party) ?? [];
    if (own.some((act) => act.text === text)) {
      tally.invalid++;
      continue;
    }
    // A signature on a text not known yet waits, and holds back those after it: it may be under the same base.
    if (proposal === undefined) tally.pending++;
    acts.set(place.party, [...own, { party: place.party, text, placed, latest }]);
  }
  return acts;
}

function isSignatory(text: ProposedText<unknown>, party: PartyId): boolean {
  return text.signatories.some((line) => line.party === party);
}

/**
 * Unusable: against the rules for ever. Waiting: the text it amends, or the party whose record it is, is not
 * known yet. Strange: proposed by nobody who may, so far; a signatory may still propose the same text.
 */
type Usability = 'usable' | 'unusable' | 'waiting' | 'strange';

function standingOf<Content>(reading: Reading<Content>, proposal: Proposal<Content>): Usability {
  const { text } = proposal;
  const base = text.base === null ? undefined : reading.proposals.get(text.base)?.text;
  if (text.base !== null && base === undefined) return 'waiting';
  if (text.base === null && reading.context.markOf !== undefined) {
    // One signatory in common keeps two siblings from both being signed by all.
    if (reading.owner === undefined) return 'waiting';
    if (!isSignatory(text, reading.owner)) return 'unusable';
  }
  const required = reading.required(text, base);
  if (required === undefined) return 'waiting';
  if (!required.every((party) => isSignatory(text, party))) return 'unusable';
  const proposed = [...proposal.proposers].some(
    (party) => isSignatory(text, party) || (base !== undefined && isSignatory(base, party)),
  );
  return proposed ? 'usable' : 'strange';
}

type Death = NonNullable<JointText<unknown>['deadBecause']>;

function deathOf<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
): Death | undefined {
  let expired = false;
  for (const { party } of proposal.text.signatories) {
    const act = reading.acts.get(party)?.find((one) => one.text === proposal.hash);
    if (act?.placed.statement.act === 'decline') {
      return proposal.proposers.has(party) ? 'withdrawn' : 'declined';
    }
    const inTime = act !== undefined && !isPast(reading, proposal, { party, at: act.latest });
    const at = reading.context.clockOf.get(party);
    if (!inTime && at !== undefined && isPast(reading, proposal, { party, at })) expired = true;
    if (act !== undefined && !inTime) expired = true;
  }
  return expired ? 'expired' : undefined;
}

/** Returns whether a party's log at that instant has passed the text's last day, in that party's zone. */
function isPast<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
  moment: { readonly party: PartyId; readonly at: Instant },
): boolean {
  const { openUntil } = proposal.text;
  if (openUntil === undefined) return false;
  return civilDateIn(reading.context.zoneOf.get(moment.party) ?? 'UTC', moment.at) > openUntil;
}

/**
 * Returns whether a party's signature on a text counts: made in time, and every text that the party signed
 * earlier in its log under the same base is dead. A text not known yet may be under that base, so it holds back.
 */
function counts<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
  party: PartyId,
): FirstAct | undefined {
  for (const act of reading.acts.get(party) ?? []) {
    if (act.placed.statement.act !== 'sign') continue;
    if (act.text === proposal.hash) {
      return isPast(reading, proposal, { party, at: act.latest }) ? undefined : act;
    }
    const earlier = reading.proposals.get(act.text);
    if (earlier === undefined) return undefined;
    if (earlier.text.base !== proposal.text.base) continue;
    if (standingOf(reading, earlier) === 'unusable') continue;
    if (deathOf(reading, earlier) === undefined) return undefined;
  }
  return undefined;
}

function isSigned<Content>(reading: Reading<Content>, proposal: Proposal<Content>): boolean {
  if (standingOf(reading, proposal) !== 'usable') return false;
  const { signatories, base } = proposal.text;
  // A refusal never follows a counting signature, so a text signed by all is never dead.
  if (!signatories.every(({ party }) => counts(reading, proposal, party) !== undefined))
    return false;
  if (base === null) return true;
  const amended = reading.proposals.get(base);
  return amended !== undefined && isSigned(reading, amended);
}

function toText<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
  sample: boolean,
): JointText<Content> {
  const { text, first } = proposal;
  const sampleText = sample || first.statement.sample === true;
  const signatures = text.signatories
    .map(({ party }) => counts(reading, proposal, party))
    .filter((act) => act !== undefined)
    .map((act) => toSignature(act, sampleText));
  const waiting = heldBack(reading, proposal).map((act) => toSignature(act, sampleText));
  const signed = isSigned(reading, proposal);
  const death = deathOf(reading, proposal);
  const days = signatures.map((line) => line.happened ?? line.place.day).sort();
  return {
    hash: proposal.hash,
    base: text.base,
    ...(proposal.answers === undefined ? {} : { answers: proposal.answers }),
    signatories: text.signatories,
    ...(text.openUntil === undefined ? {} : { openUntil: text.openUntil }),
    content: text.content,
    proposed: first.place,
    proposedBy: first.statement.by,
    signatures,
    ...(waiting.length === 0 ? {} : { waiting }),
    declines: declinesOf(reading, proposal),
    state: signed ? 'signed' : death === undefined ? 'open' : 'dead',
    ...(death === undefined ? {} : { deadBecause: death }),
    ...(signed ? { signedOn: days.at(-1) } : {}),
  };
}

function heldBack<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
): readonly FirstAct[] {
  return proposal.text.signatories.flatMap(({ party }) => {
    const act = reading.acts.get(party)?.find((one) => one.text === proposal.hash);
    if (act?.placed.statement.act !== 'sign') return [];
    if (isPast(reading, proposal, { party, at: act.latest })) return [];
    return counts(reading, proposal, party) === undefined ? [act] : [];
  });
}

function toSignature(act: FirstAct, sample: boolean): SignatureLine {
  const { statement, place } = act.placed;
  return {
    party: act.party,
    post: statement.post as LanguageMap,
    by: statement.by,
    ...(statement.happened === undefined ? {} : { happened: statement.happened }),
    place,
    sample: sample || statement.sample === true,
  };
}

function declinesOf<Content>(
  reading: Reading<Content>,
  proposal: Proposal<Content>,
): readonly DeclineLine[] {
  return proposal.text.signatories.flatMap(({ party }) => {
    const act = reading.acts.get(party)?.find((one) => one.text === proposal.hash);
    if (act?.placed.statement.act !== 'decline') return [];
    const why = act.placed.statement.why as LanguageMap | undefined;
    const withdrawn = proposal.proposers.has(party);
    const line = { party, withdrawn, place: act.placed.place };
    return [why === undefined ? line : { ...line, why }];
  });
}

/** Follows the signed texts from the first to the newest. Two under one base: the programme has split there. */
function chain<Content>(texts: readonly JointText<Content>[]): {
  readonly inForce: string | undefined;
  readonly split: readonly string[];
} {
  let inForce: string | undefined;
  for (;;) {
    const base: string | null = inForce ?? null;
    const next = texts.filter((text) => text.state === 'signed' && text.base === base);
    if (next.length > 1) return { inForce, split: next.map((text) => text.hash).sort() };
    if (next.length === 0) return { inForce, split: [] };
    inForce = next[0].hash;
  }
}

function byProposal(a: JointText<unknown>, b: JointText<unknown>): number {
  const [x, y] = [a.proposed, b.proposed];
  if (x.at !== y.at) return x.at < y.at ? -1 : 1;
  if (x.origin !== y.origin) return x.origin < y.origin ? -1 : 1;
  return x.index - y.index;
}
