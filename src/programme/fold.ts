// Statements become states: parsing one payload, folding one subject. Total: nothing here throws on what a log
// may hold; what does not fit is counted.
import type { PartyId } from '../base/ids.ts';
import { type Json, parseCanonicalJson } from '../base/json.ts';
import { payloadBytesMax } from '../base/limits.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import { applyActs, type Translation } from './acts.ts';
import { byPlace } from './days.ts';
import type { FoldContext, Kind, Seed } from './kind.ts';
import { kindNamed, kindOfSchema } from './kinds.ts';
import { basisOf, mayWrite, ownerOf } from './owner.ts';
import { head, type Placed, type Scope, type StatementHead } from './statement.ts';

/** A subject to be folded. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
  /** Sorted by (origin, index). */
  readonly statements: readonly Placed<StatementHead>[];
  readonly context: FoldContext;
}

/** What a fold makes of a subject. */
export interface FoldedSubject {
  /** Undefined where its statements make none: nobody opened it yet, or the kind is unknown. */
  readonly state: unknown;
  /** Statements that count for nothing: malformed, by a party that may not write them, against a rule. */
  readonly invalid: number;
  /** Statements that wait for another, or for a release that knows their kind or act. */
  readonly pending: number;
  readonly seeds: readonly Seed[];
  /** The owner's own translations of fields. */
  readonly translations: readonly Translation[];
  /** Every statement that could be read, rectified and retracted ones marked `struck`; by (origin, index). */
  readonly shown: readonly Placed<StatementHead>[];
}

/** Returns what the statements of one subject amount to. Cost: linear in them. */
export function foldSubject(subject: Subject): FoldedSubject {
  const kind = kindNamed(subject.kind);
  if (kind === undefined) return nothing(subject);
  const readable: Placed<StatementHead>[] = [];
  let [invalid, pending] = [0, 0];
  for (const placed of subject.statements) {
    if (placed.statement.schema !== `${kind.name}/1`) pending++;
    else if (kind.parse(placed.statement).ok) readable.push(placed);
    else invalid++;
  }
  const applied = applyActs((payload) => kind.parse(payload), readable, subject.context);
  const effective = applied.effective.filter((one) => kind.acts.includes(one.statement.act));
  pending += applied.effective.length - effective.length;
  const owner = ownerOf(kind, subject, effective);
  const basis = basisOf(kind, owner, effective);
  const allowed = effective.filter((one) => mayWrite(kind, { id: subject.id, owner, basis }, one));
  const refused = effective.length - allowed.length;
  // While nobody is known to own the subject its statements wait; afterwards the others' are invalid.
  if (owner === undefined && refused > 0) pending += refused;
  else invalid += refused;
  const sample = isSample(kind, allowed, owner);
  const statements = sample ? allowed.map(markSample) : allowed;
  const { id, context } = subject;
  const input = { id, sample, statements, context, ...(owner === undefined ? {} : { owner }) };
  const folding = kind.fold(input);
  const translations = applied.translations.filter(
    (one) => basis === 'own' && one.place.party === owner,
  );
  return {
    state: folding.state,
    invalid:
      invalid +
      applied.invalid +
      folding.invalid +
      (applied.translations.length - translations.length),
    pending: pending + applied.pending + folding.pending,
    seeds: folding.state === undefined ? [] : (kind.seeds?.(folding.state) ?? []),
    translations,
    shown: [...applied.effective, ...applied.retracted, ...applied.translating].sort(byPlace),
  };
}

function nothing(subject: Subject): FoldedSubject {
  const { statements } = subject;
  const pending = statements.length;
  return { state: undefined, invalid: 0, pending, seeds: [], translations: [], shown: statements };
}

/** A subject is sample if the statement that opens it is (docs/spec/model.md 5). */
function isSample(
  kind: Pick<Kind<StatementHead, unknown, unknown>, 'opens'>,
  statements: readonly Placed<StatementHead>[],
  owner: PartyId | undefined,
): boolean {
  const opening = statements.filter(({ statement }) => kind.opens.includes(statement.act));
  const own = opening.find(({ place }) => place.party === owner);
  return (own ?? opening[0])?.statement.sample === true;
}

function markSample(placed: Placed<StatementHead>): Placed<StatementHead> {
  return { ...placed, statement: { ...placed.statement, sample: true } };
}

/**
 * Parses one payload by its schema. Statements of unknown kinds, versions and acts pass with their head, to be
 * kept and counted. Issues: programme.payload.too-large, programme.payload.scope (the kind takes no payload of
 * that scope), programme.statement.shape, and those of `parseCanonicalJson`.
 * @param payload Untrusted: bytes as committed to, or their parsed value.
 */
export function parsePayload(
  payload: Uint8Array | Json,
  scope: Scope,
): Result<StatementHead, readonly Issue[]> {
  let value: unknown = payload;
  if (payload instanceof Uint8Array) {
    if (payload.length > payloadBytesMax) {
      const message = `expected at most ${payloadBytesMax} bytes, got ${payload.length}`;
      return issue('programme.payload.too-large', '', message);
    }
    const parsed = parseCanonicalJson(payload);
    if (!parsed.ok) return parsed;
    value = parsed.value;
  }
  const start = head.safeParse(value);
  if (!start.success) {
    const [first] = start.error.issues;
    const path = first?.path.map(String).join('.') ?? '';
    return issue('programme.statement.shape', path, first?.message ?? 'expected a statement');
  }
  const kind = kindOfSchema(start.data.schema);
  if (kind === undefined) return ok(value as StatementHead);
  if (!kind.scopes.includes(scope)) {
    const message = `expected ${kind.name} in ${kind.scopes.join(' or ')}, got ${scope}`;
    return issue('programme.payload.scope', '', message);
  }
  return kind.parse(value);
}
