// What a record kind is: a shape, the commands it answers, and how its statements fold into a state.
import type { Instant } from '../base/dates.ts';
import type { Mark, PartyId, ProgrammeId, RecordId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Issue, Refusal, Result } from '../base/result.ts';
import type { PublicationDefaults, PublicationRule } from './publication-rule.ts';
import type { Place, Placed, Scope, StatementHead } from './statement.ts';

/** Who may write a kind (docs/spec/model.md 2). */
export type Writer = 'joint' | 'own' | 'own-or-joint' | 'answered' | 'private' | 'log';

/** Whose daily work a kind is: it decides which roles may act on its records (access.ts). */
export type Area =
  | 'administration'
  | 'agreements'
  | 'approvals'
  | 'projects'
  | 'money'
  | 'services'
  | 'texts';

/** What is looked at to tell to which organizations a record belongs. */
export interface OutsideRecord {
  readonly id: string;
  /** Absent for a record that is to be. */
  readonly state?: unknown;
  /** What would be recorded of it. Absent: the record as it stands. */
  readonly statement?: StatementHead | undefined;
  /** Mark of the party whose node it is. */
  readonly mark: Mark;
  /** Records that the command or the record names. */
  readonly known: ReadonlyMap<string, KnownRecord>;
  /** Everybody whom the party has appointed, and whoever holds the machine. */
  readonly persons: readonly AppointedPerson[];
}

/** What of an appointment tells whose a pseudonym is. */
export interface AppointedPerson {
  readonly pseudonym: string;
  readonly organization?: string | undefined;
  readonly granted?: { readonly roles: readonly string[] } | undefined;
}

/** What people from outside a party, of an organization on its record, may do with a kind's records (access.ts). */
export interface OutsideRule {
  /** Acts that every member of the organization may give, its administrators too. */
  readonly member: readonly string[];
  /** Acts that its administrators alone may give. */
  readonly administrator: readonly string[];
  /**
   * Returns the organizations that the record belongs to before and after the statement; one of them absent: that nobody from outside
   * may make the statement.
   */
  organizationsOf(record: OutsideRecord): readonly (string | undefined)[];
  /** Whether the statement lets somebody else make public what is recorded. Default: no. */
  widens?(statement: StatementHead): boolean;
}

/** Everything outside its own statements that a fold may look at: a function of the set of entries. */
export interface FoldContext {
  readonly sha256: Sha256;
  /** The latest `at` of each party's log: a text dies when a signatory's log passes its `openUntil`. */
  readonly clockOf: ReadonlyMap<PartyId, Instant>;
  /** The IANA zone of each party. */
  readonly zoneOf: ReadonlyMap<PartyId, string>;
  /** The mark of each party. Without it a subject's owner is the party whose log opens it. */
  readonly markOf?: ReadonlyMap<PartyId, Mark>;
  /** Where an entry stands whose payload is not held: by leaf hash, in any log. */
  readonly placeOf?: (leaf: string) => Place | undefined;
  /** What another subject contributes to this one (an agreement's text creates its commitments). */
  readonly seed?: unknown;
}

/** Who asks for a command, and in which setting. */
export interface Actor {
  readonly programme: ProgrammeId;
  readonly party: PartyId;
  readonly mark: Mark;
  /** IANA zone of the party; UTC when absent. */
  readonly zone?: string;
  /** The person's pseudonym. */
  readonly actor: string;
  readonly now: Instant;
  /** The id that a creation would get: of the kind that `kindCreated` (decide.ts) names. */
  readonly nextId: RecordId;
  readonly sha256: Sha256;
  /** Parties of the programme: id and mark. Before the charter, those trusted so far and oneself. */
  readonly parties: readonly { readonly party: PartyId; readonly mark: Mark }[];
  /** Languages of the charter. */
  readonly languages: readonly string[];
  /** What the charter says of publication. Absent: everything is public. */
  readonly publication?: PublicationDefaults;
  /** Whether a record of that id exists already. Absent: none does. */
  readonly isTaken?: (id: RecordId) => boolean;
  /** Records that the command or its subject names (known.ts) and that are there. Absent: none is looked at. */
  readonly known?: ReadonlyMap<string, KnownRecord>;
  /** Entries that the command names by leaf hash and that are here. Absent: none is. */
  readonly entries?: ReadonlyMap<string, KnownEntry>;
}

/** A record beside the subject of a command. */
export interface KnownRecord {
  readonly kind: string;
  /** What `foldSubject` made of it. */
  readonly state: unknown;
  /** Whether everybody may read it, in part at least. Absent: not looked at. */
  readonly isPublic?: boolean;
}

/** An entry that a command names by its leaf hash. */
export interface KnownEntry {
  /** Whose log it stands in. */
  readonly party: PartyId;
  readonly log: 'shared' | 'private';
  /** The rules of its statement's kind; absent where it has none that can be read. */
  readonly rules?: Pick<Kind<StatementHead, unknown, unknown>, 'writer' | 'keeps'>;
  /** What that log says of the same subject, in order, as far as it can be read: the entry's own statement among it. */
  readonly statements: readonly Placed<StatementHead>[];
}

/** A statement to be appended: `prev` is filled in by the log. One payload per scope. */
export interface Draft {
  readonly payloads: Partial<Readonly<Record<Scope, StatementHead>>>;
}

/** What a kind folds: statements that its writers may make, rectified and without retracted ones. */
export interface FoldInput<Statement> {
  readonly id: string;
  /** Whose matter it is. Absent for joint kinds and commitments. */
  readonly owner?: PartyId;
  /** Whether the creating statement is marked as sample; then every statement is. */
  readonly sample: boolean;
  /** Sorted by (origin, index). */
  readonly statements: readonly Placed<Statement>[];
  readonly context: FoldContext;
}

/** What a fold makes of them. A statement that does not fit is invalid; one that waits is pending. */
export interface Folding<State> {
  readonly state: State | undefined;
  readonly invalid: number;
  readonly pending: number;
}

/** What one subject contributes to another. */
export interface Seed {
  readonly kind: string;
  readonly id: RecordId;
  readonly data: unknown;
}

/** A record kind. `State` is plain JSON-like data; absent and erased payloads never reach a kind. */
export interface Kind<Statement extends StatementHead, State, Command> {
  /** As in the log; never renamed, only superseded. */
  readonly name: string;
  /** Letters of its record ids; '' for log-keeping. */
  readonly letters: string;
  readonly writer: Writer;
  readonly area: Area;
  readonly scopes: readonly Scope[];
  /** Its own acts. Others are a newer release's: they pass, and wait. */
  readonly acts: readonly string[];
  /** Acts by which a subject comes to be: by its owner only. */
  readonly opens: readonly string[];
  /** Acts of other parties than the owner, in an answered kind; of all signatories, in an own-or-joint kind. */
  readonly answers: readonly string[];
  /** Acts of an answered kind that the owner and the others may both make. Default: none. */
  readonly either?: readonly string[];
  /** Acts on whose days clocks run: not erased before a rectification stands in their place. Default: none. */
  readonly keeps?: readonly string[];
  /** The id of the record that a command opens, where what it says fixes that. Default: the next number of its letters. */
  idOf?(mark: Mark, command: unknown): RecordId | undefined;
  /** The act, and the field of it, that names a blob (blob-reference.ts). Default: none does. */
  readonly blob?: { readonly act: string; readonly field: string };
  /** Whether its commands look at the investments and contracts of the projects that they name. Default: no. */
  readonly looksAtMoney?: boolean;
  /** Parses one payload of this kind. Acts not known here pass with their head. Issues carry paths. */
  parse(payload: unknown): Result<Statement, readonly Issue[]>;
  /** Parses a command. Issues carry paths. */
  parseCommand(command: unknown): Result<Command, readonly Issue[]>;
  /** Returns statements to append, or a refusal. Pure. */
  decide(who: Actor, state: State | undefined, command: Command): Result<readonly Draft[], Refusal>;
  /** Returns why a statement is refused whatever its subject is: asked of what a rectification says was meant. */
  checkContent?(who: Actor, statement: Statement): Refusal | undefined;
  /** Returns the state of one subject. Total: ignores what does not fit and counts it. */
  fold(input: FoldInput<Statement>): Folding<State>;
  /** What this subject contributes to others: kind, id and plain data. Default: nothing. */
  seeds?(state: State): readonly Seed[];
  /** What people from outside may do with its records. Default: nothing. */
  readonly outside?: OutsideRule;
  /** How its records come to be public by the charter. Default: they are public unless a command says otherwise. */
  readonly publication?: PublicationRule<State>;
  /** Whether another kind's records contribute to its own. Default: no. */
  readonly isSeeded?: true;
  /** One valid statement, used by docs and tests. */
  readonly example: Statement;
}
