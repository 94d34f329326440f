// From drafts to entries: fills in `prev`, salts and commits each payload, writes the envelope, and appends
// all statements of a command as one journal record. Resolves when they are durable ("recorded").
import { concat, toHex } from '../base/bytes.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { canonicalBytes, findJsonIssues, type Json } from '../base/json.ts';
import { commandEntriesMax, payloadBytesMax } from '../base/limits.ts';
import type { Clock, Crypto, RandomBytes } from '../base/ports.ts';
import { issuesToText } from '../base/result.ts';
import type { Draft } from '../programme/kind.ts';
import type { Scope } from '../programme/statement.ts';
import { commit, saltBytes } from '../record/commitment.ts';
import { type Envelope, printEnvelope } from '../record/envelope.ts';
import { leafHash } from '../record/merkle.ts';
import type { NewEntry, NewPayload } from '../store/log-store.ts';
import { readTail } from './log-tail.ts';
import type { HeldLog, Logs } from './logs.ts';

/** A recorded command: where its entries lie. The index is final once published. */
export interface Recorded {
  readonly firstIndex: number;
  /** Leaf hashes, hex, in order. */
  readonly leaves: readonly string[];
  readonly at: Instant;
}

/** Appends statements to an own log. */
export interface Recorder {
  /**
   * Failures: server.record.frozen, server.record.too-many, server.record.too-long and those of the store.
   * @param prevOf Returns the leaf hash of the newest entry about a subject in that log, if any.
   */
  record(
    log: HeldLog,
    drafts: readonly Draft[],
    prevOf: (subject: string) => Promise<string | undefined>,
  ): Promise<Recorded>;
  /** Whether the log is closed: nothing more is recorded in it. */
  isFrozen(log: HeldLog): Promise<boolean>;
}

/** Returns a recorder over the node's logs. */
export function createRecorder(world: {
  readonly logs: Logs;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly crypto: Crypto;
}): Recorder {
  let lastAt = 0;
  const ends = new Map<HeldLog, { size: number; isFrozen: boolean }>();
  /** Read after a start, and again when somebody else has recorded: another process of this node, or a recovery. */
  const endOf = async (log: HeldLog) => {
    const end = ends.get(log) ?? { size: -1, isFrozen: false };
    ends.set(log, end);
    const { size } = log.store.head();
    if (end.size === size) return end;
    const { at, isFrozen } = await readTail(log);
    lastAt = Math.max(lastAt, at);
    end.size = size;
    end.isFrozen ||= isFrozen;
    return end;
  };
  return {
    isFrozen: async (log) => (await endOf(log)).isFrozen,
    record: async (log, drafts, prevOf) => {
      if (drafts.length > commandEntriesMax) {
        throw new ComityError(
          'server.record.too-many',
          `${drafts.length} entries; at most ${commandEntriesMax}`,
        );
      }
      const end = await endOf(log);
      // A clock that jumps back counts on from the last entry, also that of an earlier run.
      lastAt = Math.max(world.clock(), lastAt);
      const at = instantOf(lastAt);
      const seen = log.identity.visibility === 'shared' ? seenBy(world.logs) : [];
      const entries: NewEntry[] = [];
      const newest = new Map<string, string>();
      for (const draft of drafts) {
        const about = subjectOf(draft);
        const prev = newest.get(about) ?? (await prevOf(about));
        const entry = toEntry(world, draft, { at, seen, prev });
        entries.push(entry);
        newest.set(about, toHex(leafHash(world.crypto.sha256, entry.bytes)));
      }
      // From here to the append nothing comes between: what follows a freeze is not recorded.
      if (end.isFrozen) {
        throw new ComityError('server.record.frozen', `${log.identity.origin} is closed`);
      }
      if (drafts.some(isFreeze)) end.isFrozen = true;
      const { firstIndex, leaves } = await log.store.append(entries);
      end.size = Math.max(end.size, firstIndex + leaves.length);
      return { firstIndex, leaves: leaves.map(toHex), at };
    },
  };
}

function isFreeze({ payloads }: Draft): boolean {
  return payloads.public?.schema === 'log/1' && payloads.public.act === 'freeze';
}

function subjectOf(draft: Draft): string {
  const first = Object.values(draft.payloads).find((payload) => payload !== undefined);
  return first?.about ?? '';
}

function toEntry(
  world: { readonly random: RandomBytes; readonly crypto: Crypto },
  draft: Draft,
  given: {
    readonly at: Instant;
    readonly seen: Envelope['seen'];
    readonly prev: string | undefined;
  },
): NewEntry {
  const payloads: NewPayload[] = [];
  const commitments: Partial<Record<Scope, Uint8Array>> = {};
  for (const scope of ['public', 'programme', 'internal'] as const) {
    const payload = draft.payloads[scope];
    if (payload === undefined) continue;
    const whole = { ...payload, ...(given.prev === undefined ? {} : { prev: given.prev }) } as Json;
    const bytes = toPayloadBytes(whole);
    const salt = world.random(saltBytes);
    commitments[scope] = commit(world.crypto.sha256, salt, bytes);
    payloads.push({ scope, salt, bytes });
  }
  const bytes = printEnvelope({ v: 1, at: given.at, seen: given.seen, commitments });
  return { bytes, payloads };
}

function toPayloadBytes(payload: Json): Uint8Array {
  const issues = findJsonIssues(payload);
  if (issues.length > 0) throw new ComityError('server.record.not-json', issuesToText(issues));
  const bytes = canonicalBytes(payload);
  if (bytes.length <= payloadBytesMax) return bytes;
  throw new ComityError(
    'server.record.too-long',
    `a payload of ${bytes.length} bytes; at most ${payloadBytesMax}`,
  );
}

/** The newest verified checkpoint of each peer: this entry was made after it. */
function seenBy(logs: Logs): Envelope['seen'] {
  return logs
    .shared()
    .filter((log) => log !== logs.own && log.pending !== undefined && log.pending.size > 0)
    .map((log) => {
      const { size, root } = log.pending ?? log.store.head();
      return { origin: log.identity.origin, size, root };
    });
}

/** Returns a payload as it travels and is served: salt, then bytes. */
export function saltedBytes(payload: {
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}): Uint8Array {
  return concat(payload.salt, payload.bytes);
}
