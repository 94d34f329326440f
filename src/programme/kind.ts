// What a record kind is: a shape, the commands it answers, and how its statements fold into a state.
import type { ProgrammeId, Mark, PartyId, RecordId } from '../base/ids.ts';
import type { Instant } from '../base/dates.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Issue, Refusal, Result } from '../base/result.ts';
import type { Placed, Scope, StatementHead } from './statement.ts';

/** Who may write a kind (docs/spec/model.md 2). */
export type Writer = 'joint' | 'own' | 'answered' | 'private' | 'log';

/** Everything outside its own statements that a fold may look at: a function of the same set of entries. */
export interface FoldContext {
  readonly sha256: Sha256;
  /** The latest `at` of each party's log so far: a text dies when a signatory's log passes its `openUntil`. */
  readonly clockOf: ReadonlyMap<PartyId, Instant>;
  /** The IANA zone of each party. */
  readonly zoneOf: ReadonlyMap<PartyId, string>;
  /** What another subject contributes to this one (an agreement's text creates its commitments), if anything. */
  readonly seed?: unknown;
}

/** Who asks for a command, and in which setting. */
export interface Actor {
  readonly programme: ProgrammeId;
  readonly party: PartyId;
  readonly mark: Mark;
  /** The person's pseudonym. */
  readonly actor: string;
  readonly now: Instant;
  /** The id that a creation would get. */
  readonly nextId: RecordId;
  readonly sha256: Sha256;
  /** Parties of the programme: id and mark. Before the charter, those trusted so far and oneself. */
  readonly parties: readonly { readonly party: PartyId; readonly mark: Mark }[];
  /** Languages of the charter. */
  readonly languages: readonly string[];
}

/** A statement to be appended: `prev` is filled in by the log. One payload per scope, equal where the kind demands it. */
export interface Draft {
  readonly payloads: Partial<Readonly<Record<Scope, StatementHead>>>;
}

/** A record kind. `State` is plain JSON-like data; absent and erased payloads never reach a kind. */
export interface Kind<Statement extends StatementHead, State, Command> {
  /** As in the log; never renamed, only superseded. */
  readonly name: string;
  /** Letters of its record ids; '' for log-keeping. */
  readonly letters: string;
  readonly writer: Writer;
  readonly scopes: readonly Scope[];
  /** Parses one payload of this kind. Issues carry JSON paths. */
  parse(payload: unknown): Result<Statement, readonly Issue[]>;
  /** Returns statements to append, or a refusal. Pure. */
  decide(who: Actor, state: State | undefined, command: Command): Result<readonly Draft[], Refusal>;
  /** Returns the state of one subject from all its statements, sorted by (origin, index). Total: ignores what does not fit and counts it. */
  fold(statements: readonly Placed<Statement>[], context: FoldContext): State | undefined;
  /** What this subject contributes to others: kind, id and plain data. Default: nothing. */
  seeds?(state: State): readonly Seed[];
  /** One valid statement, used by docs and tests. */
  readonly example: Statement;
}

/** What one subject contributes to another. */
export interface Seed {
  readonly kind: string;
  readonly id: RecordId;
  readonly data: unknown;
}
