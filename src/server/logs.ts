// The logs this node holds: its own shared and private one, and a mirror of each peer's. Knows how far each
// is published and confirmed, and which keys must have cosigned for that (docs/decisions/0011).
import { join } from 'node:path';
import { toHex, utf8 } from '../base/bytes.ts';
import { present } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { Place } from '../programme/statement.ts';
import type { Standing } from '../projection/queries.ts';
import type { LogIdentity } from '../projection/setting.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { verifyCosignature } from '../record/cosignature.ts';
import type { VerifierKey } from '../record/key.ts';
import { type DatedKey, openLogNote } from '../record/log-keys.ts';
import type { LogStore } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import type { LogPlace } from './log-place.ts';
import type { PayloadDues } from './payload-dues.ts';

/** One log, own or mirrored. */
export interface HeldLog {
  readonly identity: LogIdentity;
  readonly store: LogStore;
  /** Its keys, oldest first: more than one since a key was changed. */
  readonly keys: () => readonly DatedKey[];
  /** Undefined for an own log. */
  readonly peer?: TrustedNode;
  /** The newest signed note, verified; undefined before the first. */
  // tidy-allow readonly-fields: moves with every note, by publisher and pull alone
  pending?: SignedCheckpoint;
  /** Of a mirror: which bundles may lack payloads; made by the first pull. */
  // tidy-allow readonly-fields: set once, by the pull alone
  payloadDues?: PayloadDues;
  /** The newest note with every required cosignature. */
  // tidy-allow readonly-fields: for the same reason as the field above
  confirmed?: SignedCheckpoint;
  /** Of a mirror: a note under which entries were taken, of whose tree the rest has yet to come. */
  // tidy-allow readonly-fields: moves with every round of a pull, by that alone
  promised?: SignedCheckpoint;
  /** Of a mirror: the address of a folder that it is being read from in the place of its party's own. */
  // tidy-allow readonly-fields: set for the time of one pull, by that alone
  readFrom?: string;
}

/** Returns the address of the node that a mirror is pulled from, or of the folder in its place. */
export function addressOfPeer(log: HeldLog): string {
  return `${log.readFrom ?? log.peer?.identity.url}`;
}

/** All logs of a node. */
export interface Logs {
  readonly own?: HeldLog;
  readonly private?: HeldLog;
  all(): readonly HeldLog[];
  shared(): readonly HeldLog[];
  byOrigin(origin: string): HeldLog | undefined;
  /** By hex SHA-256 of the origin. */
  byOriginHash(hash: string): HeldLog | undefined;
  addMirror(peer: TrustedNode): Promise<HeldLog | undefined>;
  standingOf(place: Place): Standing;
  close(): Promise<void>;
}

/** What opening the logs needs. */
export interface LogsSetting {
  readonly place: Pick<LogPlace, 'open'>;
  readonly crypto: Crypto;
  readonly own?: Pick<HeldLog, 'identity' | 'keys'>;
  readonly privateLog?: Pick<HeldLog, 'identity' | 'keys'>;
  readonly peers: readonly TrustedNode[];
  /** What is believed of a peer's log by now. */
  readonly keysOf: (peer: TrustedNode) => readonly DatedKey[];
}

/** Returns the key that a log signs with now. */
export function newestKey(log: Pick<HeldLog, 'keys' | 'identity'>): VerifierKey {
  return present(log.keys().at(-1), `${log.identity.origin} has a key`).key;
}

/** Returns a note of the log that others show, opened. Issues: those of openLogNote. @param text Untrusted. */
export function openShown(
  world: { readonly crypto: Crypto; readonly clock: Clock },
  log: HeldLog,
  text: string,
) {
  const source = { knownSize: log.pending?.size ?? 0, now: world.clock() };
  return openLogNote(world.crypto, log.keys(), { text, source });
}

/** Returns a log's lines of a note. */
export function isOwnLine(
  log: HeldLog,
  line: { readonly name: string; readonly keyId: string },
): boolean {
  return log.keys().some(({ key }) => key.name === line.name && key.keyId === line.keyId);
}

/** Returns hex SHA-256 of an origin, which names it in addresses (c2sp.org/tlog-witness). */
export function originHash(crypto: Crypto, origin: string): string {
  return toHex(crypto.sha256(utf8(origin)));
}

/** Opens every log of the node. */
export async function openLogs(setting: LogsSetting): Promise<Logs> {
  const { crypto, place } = setting;
  const held = new Map<string, HeldLog>();
  const open = async (folder: string, log: Omit<HeldLog, 'store'>) => {
    const store = await place.open({ origin: log.identity.origin, folder });
    const opened: HeldLog = { ...log, store };
    await loadNotes(crypto, opened);
    held.set(log.identity.origin, opened);
    return opened;
  };
  const own = setting.own && (await open('log', setting.own));
  const privateLog = setting.privateLog && (await open('private', setting.privateLog));
  const addMirror = async (peer: TrustedNode) => {
    const { own: party } = peer.identity;
    if (party === undefined || peer.logKey === undefined) return undefined;
    const there = held.get(party.origin);
    if (there !== undefined) return there;
    const identity: LogIdentity = {
      origin: party.origin,
      party: party.party,
      zone: party.zone,
      visibility: 'shared',
    };
    const folder = join('mirrors', originHash(crypto, party.origin));
    return open(folder, { identity, keys: () => setting.keysOf(peer), peer });
  };
  for (const peer of setting.peers) await addMirror(peer);
  const all = () => [...held.values()];
  const byOrigin = (origin: string) => held.get(origin);
  return {
    ...(own === undefined ? {} : { own }),
    ...(privateLog === undefined ? {} : { private: privateLog }),
    all,
    shared: () => all().filter((log) => log.identity.visibility === 'shared'),
    byOrigin,
    byOriginHash: (hash) => all().find((log) => originHash(crypto, log.identity.origin) === hash),
    addMirror,
    standingOf: (place) => standingIn(byOrigin(place.origin), place.index),
    close: async () => {
      for (const log of all()) await log.store.close();
    },
  };
}

/** Reads what is published and confirmed of a log from its notes; those that do not verify are passed over. */
export async function loadNotes(crypto: Crypto, log: HeldLog): Promise<void> {
  for (const name of ['checkpoint', 'checkpoint.pending'] as const) {
    const note = await log.store.checkpoint(name);
    if (note === undefined) continue;
    const opened = await openLogNote(crypto, log.keys(), { text: note, source: 'kept' });
    if (!opened.ok) continue;
    if (name === 'checkpoint') log.confirmed = opened.value;
    else log.pending = opened.value;
  }
}

function standingIn(log: HeldLog | undefined, index: number): Standing {
  if (log === undefined) return 'recorded';
  if (index < (log.confirmed?.size ?? 0)) return 'confirmed';
  return index < (log.pending?.size ?? 0) ? 'published' : 'recorded';
}

/** Returns the keys whose valid cosignature the note carries, with the time of each. */
export async function cosignersOf(
  crypto: Crypto,
  checkpoint: SignedCheckpoint,
  keys: readonly VerifierKey[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const key of keys) {
    const result = await verifyCosignature(crypto, key, checkpoint.note);
    if (result.status === 'valid') found.set(key.keyId, result.timeSeconds);
  }
  return found;
}
