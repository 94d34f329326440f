// The dishonest operator of the demonstration: rewrites its own past with its own genuine key, and tries to get
// it cosigned. Nothing of the honest node is bent for it: folder and key are the operator's, so it forges the
// folder while the node is stopped, and starts a node that does not ask its witnesses first.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { instantOf } from '../base/dates.ts';
import { assert, ComityError, codeOf } from '../base/errors.ts';
import { canonicalBytes, type JsonObject, parseCanonicalJson } from '../base/json.ts';
import {
  openCheckpoint,
  printCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from '../record/checkpoint.ts';
import { commit, saltBytes } from '../record/commitment.ts';
import { parseEnvelope, printEnvelope } from '../record/envelope.ts';
import { consistencyProof, emptyRoot, leafHash, rootOf } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import { openFilesLog } from '../store/files-log.ts';
import { openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { replaceLog } from '../store/replace-log.ts';
import { readConfig, stateDirOf } from './config.ts';
import type { Demo, DemoNode } from './demo.ts';
import { healNode } from './heal.ts';
import { createHttpClient } from './http-client.ts';
import { type KeyPair, readKeys } from './keys.ts';
import { checkpointBytesMax } from './limits.ts';

/** The three ways to cheat. */
export type Cheat = 'backdate' | 'delete' | 'split';

/** What came of a cheat. */
export interface CheatReport {
  readonly cheat: Cheat;
  readonly cheater: string;
  /** What was altered, in which entry. */
  readonly altered: string;
  /** Who refused: node, and path of its evidence file when it has one. */
  readonly refusedBy: readonly {
    readonly node: string;
    readonly evidence?: string;
    readonly code: string;
  }[];
  readonly milliseconds: number;
}

/** Cheats as the first party, and waits until every other node has refused. Failure: server.demo.not-caught. */
export async function cheat(
  demo: Demo,
  kind: Cheat,
  waitMilliseconds: number = 15_000,
): Promise<CheatReport> {
  const [cheater] = demo.nodes;
  const { own } = cheater.node.logs;
  assert(own !== undefined, 'the cheater keeps a log');
  const { origin } = own.identity;
  const started = Date.now();
  const altered =
    kind === 'split' ? await splitView(demo, cheater) : await rewritePast(demo, cheater, kind);
  const others = demo.nodes.filter((one) => one !== cheater);
  const until = Date.now() + waitMilliseconds;
  for (;;) {
    const standing = others.map((one) => ({ one, alarm: one.node.alarms.standing(origin) }));
    if (standing.every(({ alarm }) => alarm !== undefined)) {
      return {
        cheat: kind,
        cheater: cheater.id,
        altered,
        refusedBy: standing.map(({ one, alarm }) => ({
          node: one.id,
          code: alarm?.code ?? '',
          ...(alarm?.evidence === undefined
            ? {}
            : { evidence: `${one.serving.url}${alarm.evidence}` }),
        })),
        milliseconds: Date.now() - started,
      };
    }
    if (Date.now() > until) {
      const silent = standing.filter(({ alarm }) => alarm === undefined).map(({ one }) => one.id);
      throw new ComityError(
        'server.demo.not-caught',
        `${silent.join(', ')} did not refuse in ${waitMilliseconds} ms`,
      );
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Brings the genuine log back from a peer's mirror where it was forged, and closes the alarms. */
export async function healDemo(
  demo: Demo,
): Promise<{ readonly restored: number; readonly closed: number }> {
  const [cheater] = demo.nodes;
  const origin = cheater.node.logs.own?.identity.origin ?? '';
  let restored = 0;
  await demo.restart(
    cheater.id,
    async (dataDir) => {
      restored = (await healNode(dataDir, Date.now)).restored;
    },
    'ask-witnesses',
  );
  let closed = 0;
  for (const one of demo.nodes) closed += one.node.alarms.close(origin, 'comity demo heal');
  await settleAgain(demo, origin);
  return { restored, closed };
}

const settleRoundsMax = 15;

/** Asks all to go on, again and again: of three parties one may ask before the other two have cosigned. */
async function settleAgain(demo: Demo, origin: string): Promise<void> {
  for (let round = 1; ; round++) {
    for (const one of demo.nodes) {
      one.node.pulls.kick(origin);
      one.node.party?.publisher.kick();
    }
    try {
      return await demo.settle(2_000);
    } catch (error) {
      if (codeOf(error) !== 'server.demo.not-settled' || round === settleRoundsMax) throw error;
    }
  }
}

interface Held {
  readonly entry: NewEntry;
  readonly payload?: JsonObject;
}

async function rewritePast(
  demo: Demo,
  cheater: DemoNode,
  kind: 'backdate' | 'delete',
): Promise<string> {
  let altered = '';
  const forge = async (dataDir: string) => {
    const config = readConfig(dataDir);
    const origin = config.own?.origin;
    assert(origin !== undefined, 'the cheater keeps a log');
    const held = await readHeld(join(dataDir, 'log'), origin);
    const index = held.findLastIndex((one) => one.payload?.happened !== undefined);
    const target = held[index];
    assert(target?.payload !== undefined, 'the story holds a dated statement');
    altered = `entry ${index}: ${String(target.payload.about)} ${String(target.payload.act)}`;
    const entries = held.map((one) => one.entry);
    if (kind === 'delete') entries.splice(index, 1);
    else entries[index] = backdated(target.entry, target.payload);
    const setting = { dir: join(dataDir, 'log'), origin, sha256: nodeCrypto.sha256 };
    const replaced = await replaceLog({ ...setting, entries: inOne(entries), notes: [] });
    // No copy is left to heal from at home, and the projection must not remember.
    if (replaced.kept !== undefined) rmSync(replaced.kept, { recursive: true });
    rmSync(join(dataDir, 'projection'), { recursive: true, force: true });
    // The honest signer would refuse: its memory of what it signed goes too.
    rmSync(join(stateDirOf(dataDir, config), 'last-signed'), { recursive: true, force: true });
  };
  await demo.restart(cheater.id, forge, 'skip');
  return altered;
}

async function readHeld(
  dir: string,
  origin: NonNullable<NonNullable<ReturnType<typeof readConfig>['own']>['origin']>,
): Promise<readonly Held[]> {
  const store = await openFilesLog({ dir, origin, sha256: nodeCrypto.sha256 });
  const held: Held[] = [];
  for (const [index, bytes] of (await store.entries(0, store.head().size)).entries()) {
    const payloads = [];
    let payload: JsonObject | undefined;
    for (const scope of ['public', 'programme'] as const) {
      const slot = await store.payload(index, scope);
      if (slot.status !== 'held') continue;
      payloads.push({ scope, salt: slot.salt, bytes: slot.bytes });
      const parsed = scope === 'public' ? parseCanonicalJson(slot.bytes) : undefined;
      if (parsed?.ok === true) payload = parsed.value as JsonObject;
    }
    held.push({ entry: { bytes, payloads }, ...(payload === undefined ? {} : { payload }) });
  }
  await store.close();
  return held;
}

/** The same statement, said to have happened a year earlier, in an entry that claims an earlier time. */
function backdated(entry: NewEntry, payload: JsonObject): NewEntry {
  const happened = String(payload.happened);
  const earlier = `${Number(happened.slice(0, 4)) - 1}${happened.slice(4)}`;
  const bytes = canonicalBytes({ ...payload, happened: earlier });
  const salt = randomBytes(saltBytes);
  const envelope = parseEnvelope(entry.bytes, 'shared');
  assert(envelope.ok, 'our own entries can be read');
  const at = instantOf(Date.parse(envelope.value.at) - 365 * 86_400_000);
  const commitments = { public: commit(nodeCrypto.sha256, salt, bytes) };
  return {
    bytes: printEnvelope({ ...envelope.value, at, commitments }),
    payloads: [{ scope: 'public', salt, bytes }],
  };
}

/** Shows one new entry to a peer and another of the same place to the witness. */
async function splitView(demo: Demo, cheater: DemoNode): Promise<string> {
  const peer = demo.nodes.find((one) => one !== cheater && one.node.party !== undefined);
  const witness = demo.nodes.find((one) => one.node.party === undefined);
  assert(peer !== undefined && witness !== undefined, 'there is a second party and a witness');
  await demo.restart(
    cheater.id,
    async (dataDir) => {
      const config = readConfig(dataDir);
      const origin = config.own?.origin;
      const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
      const [pair] = keys.signing('log', Date.now());
      assert(origin !== undefined && pair !== undefined, 'the cheater keeps a log');
      const store = await openFilesLog({
        dir: join(dataDir, 'log'),
        origin,
        sha256: nodeCrypto.sha256,
      });
      const before = store.head().size;
      const leaves = await store.leaves(0, before);
      const [shown, hidden] = [
        noteEntry(config.operator ?? '', origin, 'x'),
        noteEntry(config.operator ?? '', origin, 'y'),
      ];
      const toPeer = await signTree(pair, origin, [
        ...leaves,
        leafHash(nodeCrypto.sha256, shown.bytes),
      ]);
      const toWitness = await signTree(pair, origin, [
        ...leaves,
        leafHash(nodeCrypto.sha256, hidden.bytes),
      ]);
      await store.append([shown]);
      await store.putCheckpoint('checkpoint.pending', printNote(toPeer.note), toPeer.size);
      const lastSigned = await openLastSigned(stateDirOf(dataDir, config));
      await lastSigned.set(origin, { size: toPeer.size, root: toPeer.root });
      await store.close();
      await submit(peer, toPeer, { leaves, entry: shown });
      await submit(witness, toWitness, { leaves, entry: hidden });
    },
    'ask-witnesses',
  );
  return 'one new entry shown to a peer, another in its place to the witness';
}

/** A public log-keeping statement with nothing in it but a mark. */
function noteEntry(by: string, about: string, mark: string): NewEntry {
  const payload = {
    schema: 'log/1',
    act: 'private-root',
    by,
    about,
    size: 0,
    root: toHex(emptyRoot(nodeCrypto.sha256)),
    mark,
  };
  const bytes = canonicalBytes(payload);
  const salt = randomBytes(saltBytes);
  const commitments = { public: commit(nodeCrypto.sha256, salt, bytes) };
  const envelope = printEnvelope({ v: 1, at: instantOf(Date.now()), seen: [], commitments });
  return { bytes: envelope, payloads: [{ scope: 'public', salt, bytes }] };
}

async function signTree(
  pair: KeyPair,
  origin: SignedCheckpoint['origin'],
  leaves: readonly Uint8Array[],
): Promise<SignedCheckpoint> {
  const root = rootOf(nodeCrypto.sha256, leaves);
  const checkpoint = { origin, size: leaves.length, root, extensions: [] };
  const signature = await signCheckpoint(pair.key, pair.signer, checkpoint);
  const text = printNote({ text: printCheckpoint(checkpoint), signatures: [signature] });
  const opened = await openCheckpoint(nodeCrypto, pair.key, text);
  assert(opened.ok, 'a note just signed opens');
  return opened.value;
}

/** Posts a tree with a genuine proof that it grows from what was there. */
async function submit(
  to: DemoNode,
  tree: SignedCheckpoint,
  given: { readonly leaves: readonly Uint8Array[]; readonly entry: NewEntry },
): Promise<void> {
  const all = [...given.leaves, leafHash(nodeCrypto.sha256, given.entry.bytes)];
  const reader = async (level: number, index: number) =>
    rootOf(nodeCrypto.sha256, all.slice(index * 2 ** level, (index + 1) * 2 ** level));
  const oldSize = given.leaves.length;
  const proof = await consistencyProof(nodeCrypto.sha256, { from: oldSize, to: tree.size }, reader);
  const body = printAddCheckpoint({ oldSize, proof, note: printNote(tree.note) });
  const client = createHttpClient({ privateAddresses: true });
  try {
    const url = `${to.serving.url}/witness/add-checkpoint`;
    await client.ask({ url, method: 'POST', body, bytesMax: checkpointBytesMax });
  } finally {
    client.close();
  }
}

async function* inOne(entries: readonly NewEntry[]): AsyncGenerator<readonly NewEntry[]> {
  yield entries;
}
