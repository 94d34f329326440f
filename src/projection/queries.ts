// What pages and commands ask of the projection. Plain data; computed values (late, concluded) are for the day asked.
import type { CivilDate, Instant } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { AgreementState } from '../programme/kinds/agreement.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import type { CommitmentState } from '../programme/kinds/commitment.ts';
import type { MeetingState } from '../programme/kinds/meeting.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { PartyState } from '../programme/kinds/party.ts';
import type { ReportState } from '../programme/kinds/report.ts';
import type { KindName, StateOf } from '../programme/kinds.ts';
import type { LanguageMap, Placed, StatementHead } from '../programme/statement.ts';
import type { ProjectFile } from './project-file.ts';

/** How far an entry has come: durable on its own node, under a signed checkpoint, cosigned by every other party. */
export type Standing = 'recorded' | 'published' | 'confirmed';

/** As of which day, from what the logs held on which day (docs/spec/model.md 4). */
export interface AsOf {
  readonly asof?: CivilDate;
  readonly known?: CivilDate;
}

/** One statement about a subject as the history shows it. */
export interface HistoryLine extends Placed<StatementHead> {
  readonly standing: Standing;
}

/** A record with its history. */
export interface RecordView<State> {
  readonly id: string;
  readonly kind: string;
  readonly state: State;
  /** Every statement that could be read, rectified and retracted ones struck; by day, then log, then index. */
  readonly history: readonly HistoryLine[];
}

/** An agreement, and whether and when it was concluded: signed by all, each signature confirmed. */
export interface AgreementView extends RecordView<AgreementState> {
  readonly concluded?: { readonly text: string; readonly on: CivilDate };
  readonly commitments: readonly RecordView<CommitmentState>[];
}

/** A party as pages name it: from its own description, else from the charter, else its id. */
export interface PartyName {
  readonly party: PartyId;
  readonly mark: string;
  readonly name: LanguageMap;
  readonly zone: string;
}

/** The programme as the charter has it. */
export interface ProgrammeView {
  readonly id: string;
  readonly title: LanguageMap;
  readonly languages: readonly string[];
  readonly parties: readonly PartyName[];
  readonly charter?: RecordView<CharterState> & {
    readonly concluded?: { readonly text: string; readonly on: CivilDate };
  };
  readonly sample: boolean;
}

/** What pages ask. Every list is sorted by id; `undefined` means that there is no such record. */
export interface Queries {
  programme(): Promise<ProgrammeView>;
  agreements(when?: AsOf): Promise<readonly AgreementView[]>;
  agreement(id: string, when?: AsOf): Promise<AgreementView | undefined>;
  meetings(when?: AsOf): Promise<readonly RecordView<MeetingState>[]>;
  meeting(id: string, when?: AsOf): Promise<RecordView<MeetingState> | undefined>;
  commitments(when?: AsOf): Promise<readonly RecordView<CommitmentState>[]>;
  organizations(when?: AsOf): Promise<readonly RecordView<OrganizationState>[]>;
  parties(): Promise<readonly RecordView<PartyState>[]>;
  reports(when?: AsOf): Promise<readonly RecordView<ReportState>[]>;
  records<Name extends KindName>(
    kind: Name,
    when?: AsOf,
  ): Promise<readonly RecordView<StateOf[Name]>[]>;
  record<Name extends KindName>(
    kind: Name,
    id: string,
    when?: AsOf,
  ): Promise<RecordView<StateOf[Name]> | undefined>;
  /** Every project with what hangs on it, by id, read as it is asked for: for exports. */
  projectFiles(): AsyncIterable<ProjectFile>;
  /** The newest statements of all kinds, or of the one named, newest recorded first. */
  latest(count: number, kind?: string): Promise<readonly HistoryLine[]>;
}

/** One log as this node knows it. */
export interface LogStatus {
  readonly party: PartyId;
  readonly origin: string;
  readonly own: boolean;
  readonly recordedSize: number;
  readonly publishedSize: number;
  readonly confirmedSize: number;
  /** Entries of which this node holds a payload, does not hold one, or holds an erased one. */
  readonly payloads: { readonly held: number; readonly notHeld: number; readonly erased: number };
  readonly invalid: number;
  /** Verifier keys that this node believes, oldest first: until when an older one signed, or up to which size. */
  readonly keys: readonly {
    readonly vkey: string;
    readonly until?: Instant;
    readonly sizeMax?: number;
  }[];
  /** Whether its party has closed it. */
  readonly frozen?: boolean;
}

/** One other node: a peer or a witness. */
export interface PeerStatus {
  /** Id of the party, or name of the witness key. */
  readonly name: string;
  /** As its operator named it. */
  readonly label: LanguageMap;
  readonly url: string;
  readonly witnessOnly: boolean;
  readonly lastContact?: Instant;
  readonly lastError?: { readonly code: string; readonly at: Instant; readonly detail: string };
  /** When it last cosigned this node's log, and at which size. */
  readonly lastCosigned?: { readonly at: Instant; readonly size: number };
  /** Entries of its log that this node has not got yet. */
  readonly lagEntries: number;
}

/** Something refused, by us or about us. */
export interface RefusedItem {
  readonly at: Instant;
  readonly from: string;
  readonly code: string;
  readonly detail: string;
}

/** A log that contradicts itself, with proof or still without. */
export interface ForkAlarm {
  readonly origin: string;
  readonly party?: PartyId;
  readonly since: Instant;
  /** proven: an evidence file exists; unproven: the log has not shown that its tree grows from ours; reported: another node refused our own log. */
  readonly state: 'proven' | 'unproven' | 'reported';
  readonly code: string;
  readonly detail: string;
  /** Of a reported one: the node that refused our log, by its name in {@link PeerStatus}. */
  readonly by?: string;
  /** Path of the evidence file on this node's address. */
  readonly evidence?: string;
  readonly closed?: { readonly at: Instant; readonly why: string };
}

/** An entry that its owner asked everybody to erase, and how far that has come. */
export interface ErasureStatus {
  /** Leaf hash of the entry, and its number in the log of that party. */
  readonly leaf: string;
  readonly party: PartyId;
  readonly index: number;
  /** The record that it was about. */
  readonly record?: string;
  readonly ground: LanguageMap;
  readonly asked: Instant;
  /** Parties that say in their own logs that they have erased it, of those that must. */
  readonly done: readonly PartyId[];
  readonly parties: readonly PartyId[];
}

/** What the status page shows. */
export interface NodeStatus {
  readonly party?: PartyId;
  readonly name: string;
  readonly version: string;
  readonly now: Instant;
  readonly signing: { readonly allowed: boolean; readonly reason?: string };
  readonly logs: readonly LogStatus[];
  readonly peers: readonly PeerStatus[];
  readonly refused: readonly RefusedItem[];
  readonly alarms: readonly ForkAlarm[];
  /** Of the shared logs, newest request first. */
  readonly erasures: readonly ErasureStatus[];
  /** Whether pages wait until what was erased is erased here again, after a start. */
  readonly isHeld: boolean;
  readonly projection: { readonly ready: boolean; readonly error?: string };
}

/** One check of the verify page, in the order made. */
export interface VerifyStep {
  readonly check: 'payload' | 'inclusion' | 'checkpoint' | 'cosignature';
  readonly outcome: 'passed' | 'failed' | 'not-held' | 'erased' | 'absent';
  /** Key name, size, index and the like, for the message. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** An entry with its proof and public content, as files for somebody who trusts nobody. */
export interface KeptEntry {
  /** Text of a `.tlog-proof`; undefined before a signed checkpoint. */
  readonly proof?: string;
  readonly entry: Uint8Array;
  /** Salt (32), then the public content; undefined where there is none here. */
  readonly payload?: Uint8Array;
}

/** The verification of one entry, made by this node. */
export interface Verification {
  readonly leaf: string;
  readonly origin: string;
  readonly party: PartyId;
  readonly index: number;
  readonly about: string;
  readonly at: Instant;
  /** Recorded not before and not after, with who says so, as far as known. */
  readonly interval: {
    readonly notBefore?: { at: Instant; by: string };
    readonly notAfter?: { at: Instant; by: string };
  };
  readonly standing: Standing;
  readonly steps: readonly VerifyStep[];
  /**
   * Of the log's keys and its cosigners' that were changed: by each verifier key of a chain the one under which the note
   * is to be checked. A charter names the keys of its day.
   */
  readonly changedKeys: Readonly<Record<string, string>>;
  /** Paths on this node's address. */
  readonly files: {
    readonly proof?: string;
    readonly entry: string;
    readonly payload?: string;
    readonly log: string;
  };
}

/** What only the running node knows: its neighbours, and proofs from its stores. */
export interface NodeQueries {
  status(): Promise<NodeStatus>;
  /** Verifies the entry with that leaf hash (hex), in any log held here. */
  verify(leaf: string): Promise<Verification | undefined>;
  /** Returns what it takes to verify the entry elsewhere, with nothing else at hand. */
  kept(leaf: string): Promise<KeptEntry | undefined>;
  /** Entries (leaf hashes) that make up a record, for `verify?record=`. */
  leavesOf(id: string): Promise<readonly HistoryLine[]>;
}
