// Changing the keys of this node: the new key is made, the root key signs that it takes the place of the old one, the
// log says so, and then it signs. The log decides: what it says and the ring does not is made up for at every start.
import { instantOf } from '../base/dates.ts';
import { ComityError, codeOf, present } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import type { Clock } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { ChangedKey, KeyChange } from '../programme/kinds/log-life.ts';
import type { LanguageMap } from '../programme/statement.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import {
  cosignatureKeyType,
  isKeyName,
  noteKeyType,
  parseVerifierKey,
  printVerifierKey,
  type VerifierKey,
  verifierKey,
} from '../record/key.ts';
import { nextFile, type RingKey, withNewKey, writeRing } from '../store/key-ring.ts';
import { openKeys } from '../store/key-store.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { createSerial } from '../store/serial.ts';
import type { Alarms } from './alarms.ts';
import type { Commands } from './commands.ts';
import { type Config, stateDirOf } from './config.ts';
import { printKeyFile, type RecordedChange, signChange, verifyChange } from './key-changes.ts';
import type { NodeKeys } from './keys.ts';
import { keyOverlapDays } from './limits.ts';
import type { Logs } from './logs.ts';
import type { Projector } from './projector.ts';

/** A node, as far as its keys need it. */
export interface OwnNode {
  readonly config: Config;
  readonly dataDir: string;
  readonly keys: NodeKeys;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly party?: {
    readonly commands: Commands;
    readonly projector: Projector;
    readonly projection: ProjectionSetting;
    readonly publisher: { kick(): void };
  };
}

const dayMilliseconds = 86_400_000;

/** What is to be changed, and how the old key ends. */
export interface ChangeAsked {
  readonly key: ChangedKey;
  /** The new verifier key, made elsewhere; without it one is made here. */
  readonly after?: string;
  /** Days for which both sign, of a rotation; 30 unless given. */
  readonly overlapDays?: number;
  /** Makes it a replacement: why the old key counts no longer. */
  readonly why?: LanguageMap;
}

/** What came of a change. */
export interface Changed {
  readonly key: ChangedKey;
  readonly before: string;
  readonly after: string;
  readonly until?: string;
  readonly size?: number;
  readonly leaf: string;
}

/**
 * Changes a key. Refusals: server.keys.elsewhere (a log key is made by its signer), server.keys.not-elsewhere,
 * server.keys.vkey, server.keys.witness (it keeps no log to say so in), and those of log/1.
 */
export async function changeKey(
  node: OwnNode,
  asked: ChangeAsked,
): Promise<Result<Changed, Refusal>> {
  const { config, party, keys } = node;
  if (party === undefined || config.own === undefined) return refuse('server.keys.witness');
  const { origin } = config.own;
  await syncRing(node);
  const before = newestOf(node, asked.key);
  const after = await newKey(node, asked, before);
  if (!after.ok) return after;
  const common = { key: asked.key, before: printVerifierKey(before.key) };
  const change = { ...common, after: printVerifierKey(after.value), ...endOf(node, asked) };
  const signature = await signChange(keys.root.signer, origin, change);
  const command = { ...change, signature } as unknown as Json;
  const recorded = await party.commands.execute({ kind: 'log', about: origin, command });
  if (!recorded.ok) return recorded;
  await syncRing(node);
  party.publisher.kick();
  const { act: _, why: __, ...said } = change;
  return ok({ ...said, leaf: recorded.value.leaves[0] });
}

function newestOf(node: OwnNode, use: ChangedKey): RingKey {
  return present(
    node.keys.ring().findLast((one) => one.use === use),
    `a party has a ${use} key`,
  );
}

/** A rotation ends by time, a replacement by the last confirmed size. */
function endOf(node: OwnNode, asked: ChangeAsked) {
  if (asked.why !== undefined) {
    const size = node.logs.own?.confirmed?.size ?? 0;
    return { act: 'key-replace' as const, size, why: asked.why };
  }
  const days = asked.overlapDays ?? keyOverlapDays;
  const until = instantOf(node.clock() + days * dayMilliseconds);
  return { act: 'key-rotate' as const, until };
}

/** The key given, or one made in the state folder. One made by an attempt that was cut off is used. */
async function newKey(
  node: OwnNode,
  asked: ChangeAsked,
  before: RingKey,
): Promise<Result<VerifierKey, Refusal>> {
  const { config, dataDir, keys } = node;
  const isElsewhere = asked.key === 'log' && config.signer !== undefined;
  if (asked.after !== undefined) {
    if (!isElsewhere) return refuse('server.keys.not-elsewhere', { key: asked.key });
    const parsed = parseVerifierKey(nodeCrypto.sha256, asked.after);
    if (parsed.ok && parsed.value.type === before.key.type) return ok(parsed.value);
    return refuse('server.keys.vkey', { given: asked.after });
  }
  if (isElsewhere) return refuse('server.keys.elsewhere', { key: asked.key });
  const store = openKeys(stateDirOf(dataDir, config));
  const file = nextFile(keys.ring(), asked.key);
  const signer = await store.create(file).catch((error: unknown) => {
    if (codeOf(error) !== 'store.key.exists') throw error;
    return store.signer(file);
  });
  const { name } = before.key;
  return ok(keyOf({ name, use: asked.key, publicKey: signer.publicKey }));
}

/** Makes a private key in a file of mode 0600, and returns its verifier key. Failures: those of the key store. */
export async function makeKeyFile(given: {
  readonly dir: string;
  /** Less `.key`. */
  readonly file: string;
  /** What the key signs as. */
  readonly name: string;
  readonly use: ChangedKey;
}): Promise<string> {
  if (!isKeyName(given.name))
    throw new ComityError('server.keys.name', `expected a name without space and plus sign`);
  const { publicKey } = await openKeys(given.dir).create(given.file);
  return printVerifierKey(keyOf({ ...given, publicKey }));
}

function keyOf(given: {
  readonly name: string;
  readonly use: ChangedKey;
  readonly publicKey: Uint8Array;
}): VerifierKey {
  const { name, publicKey } = given;
  const type = given.use === 'witness' ? cosignatureKeyType : noteKeyType;
  return verifierKey(nodeCrypto.sha256, { name, type, publicKey });
}

/** Brings the ring up to what the own log says of its keys, under the root key's signature. */
export async function syncRing(node: OwnNode): Promise<void> {
  const { config, keys } = node;
  if (config.own === undefined) return;
  const { origin } = config.own;
  let ring = keys.ring();
  for (const recorded of await ownChanges(node)) {
    const party = { rootKey: keys.root.key, origin };
    const change = await verifyChange(nodeCrypto, party, recorded.payload);
    if (change !== undefined) ring = withChange(ring, change, recorded.at);
  }
  if (ring === keys.ring()) return;
  await writeRing(stateDirOf(node.dataDir, config), ring);
  await keys.reload();
}

/**
 * Returns what brings the ring up to the log, one call after the other, and tells of private keys that are not here:
 * server.keys.not-here. Of two processes of one node only the one that was asked has made the new key.
 */
export function createRingKeeper(
  node: OwnNode & { readonly alarms: Pick<Alarms, 'refuse'> },
): () => Promise<void> {
  const { config, keys, alarms } = node;
  const serial = createSerial();
  return () =>
    serial(async () => {
      await syncRing(node);
      for (const use of ['log', 'witness', 'request'] as const) {
        const newest = keys.ring().findLast((one) => one.use === use);
        const isElsewhere = use === 'log' && config.signer !== undefined;
        if (newest === undefined || isElsewhere || keys.isHere(newest.file)) continue;
        const detail = `${newest.file}.key of ${printVerifierKey(newest.key)} is not in the state folder`;
        const from = config.own?.origin ?? config.witnessName;
        alarms.refuse({ from, code: 'server.keys.not-here', detail });
      }
    });
}

/** Returns the same ring when it has the new key already, or another key stands before it. */
function withChange(
  ring: readonly RingKey[],
  change: KeyChange,
  since: string,
): readonly RingKey[] {
  const { key: use, after, before, until, size } = change;
  const newest = ring.findLast((one) => one.use === use);
  const key = parseVerifierKey(nodeCrypto.sha256, after);
  if (!key.ok || newest === undefined || printVerifierKey(newest.key) !== before) return ring;
  const added = { use, file: nextFile(ring, use), key: key.value, since };
  const end = until === undefined ? { until: since } : { until };
  return withNewKey(ring, added, size === undefined ? end : { ...end, sizeMax: size });
}

/** Every change of keys in the own log, oldest first. */
async function ownChanges(
  node: OwnNode,
): Promise<readonly (RecordedChange & { readonly at: string })[]> {
  const { own } = node.logs;
  const { party } = node;
  if (own === undefined || party === undefined) return [];
  await party.projector.caughtUp('own');
  const { projection } = party;
  const rows = await projection.db.query(
    `select index, at, body from statement where programme = $1 and fold = 'public' and kind = 'log'
     and subject = $2 and origin = $2 order by index`,
    [projection.programme, own.identity.origin as Origin],
  );
  const changes: (RecordedChange & { readonly at: string })[] = [];
  for (const row of rows) {
    const { act } = JSON.parse(String(row.body)) as { readonly act: string };
    if (act !== 'key-rotate' && act !== 'key-replace') continue;
    const index = Number(row.index);
    const slot = await own.store.payload(index, 'public');
    if (slot.status !== 'held') continue;
    changes.push({ index, at: String(row.at), salt: slot.salt, payload: slot.bytes });
  }
  return changes;
}

/** Returns the file by which others learn of this party's changes of keys. */
export async function ownKeyFile(node: OwnNode): Promise<string> {
  return printKeyFile(await ownChanges(node));
}
