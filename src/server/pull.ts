// Pulling one peer's log into the mirror: newest signed note, new bundles, payloads of the scopes we may have.
// Everything is verified before it is written: signature, every leaf, consistency with what we hold, the root.
import { equalBytes, utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import { issuesToText } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import type { VerifierKey } from '../record/key.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  leafHash,
  rangeRoot,
  treeRoot,
  verifyConsistency,
} from '../record/merkle.ts';
import { type NoteSignature, printNote } from '../record/note.ts';
import { bundlePath, decodeBundle, tileHashReader, tileWidth } from '../record/tile.ts';
import type { NewEntry, NewPayload } from '../store/log-store.ts';
import type { Alarms } from './alarms.ts';
import { type BundlesAhead, bundlesAhead, bytesOf } from './bundles-ahead.ts';
import type { CosignedFile } from './cosigned-file.ts';
import type { Investigator } from './investigate.ts';
import type { KeyWatch } from './key-watch.ts';
import {
  bundleBytesMax,
  checkpointBytesMax,
  pullBundlesMax,
  pullBytesMax,
  tileBytesMax,
} from './limits.ts';
import { addressOfPeer, cosignersOf, type HeldLog, isOwnLine, openShown } from './logs.ts';
import type { MirrorRoom } from './mirror-room.ts';
import {
  type Commitments,
  commitmentsOf,
  fetchPayloads,
  fitting,
  type PayloadWorld,
  scopesOf,
} from './payload-client.ts';
import { createPayloadDues } from './payload-dues.ts';
import { rangeOfLog } from './tree-range.ts';

/** What pulling needs. */
export interface PullWorld extends PayloadWorld {
  readonly alarms: Alarms;
  readonly investigator: Investigator;
  readonly programme: string;
  readonly room: MirrorRoom;
  readonly keyWatch: KeyWatch;
  /** Who must have cosigned before `checkpoint` moves: of each one of these keys. */
  readonly required: (log: HeldLog) => readonly (readonly VerifierKey[])[];
  /** Everyone whose cosignature is kept with a note; lines by others are dropped. */
  readonly cosigners: (log: HeldLog) => readonly { readonly key: VerifierKey }[];
  readonly cosignedFileOf: (log: HeldLog) => CosignedFile;
  /** Called with entries whose payloads arrived late. */
  readonly onLatePayloads: (log: HeldLog, indices: readonly number[]) => Promise<void>;
}

/** What one pull brought. */
export interface Pulled {
  readonly entries: number;
  /** Entries of the peer's newest tree that are still to come. */
  readonly lag: number;
  readonly confirmedMoved: boolean;
}

/**
 * Pulls once. Failures: those of the client; server.pull.note, server.pull.rollback, server.pull.bundle,
 * server.pull.fork, server.pull.quota, server.pull.disk.
 */
export async function pullLog(world: PullWorld, log: HeldLog): Promise<Pulled> {
  const note = await fetchNote(world, log, 'checkpoint.pending');
  if (note === undefined) return { entries: 0, lag: 0, confirmedMoved: false };
  const before = log.store.head().size;
  if (note.size < before || !agrees(log, note)) {
    const finding = await world.investigator.lookAtShown(log, note);
    if (finding === 'consistent') return { entries: 0, lag: 0, confirmedMoved: false };
    throw new ComityError(
      'server.pull.fork',
      `${log.identity.origin}: its note of size ${note.size} does not agree with the mirror`,
    );
  }
  if (note.size > before) {
    await fetchEntries(world, log, note).catch(async (error: unknown) => {
      // A tree that was signed and is not shown: after a while that is a finding of its own.
      if (codeOf(error) === 'server.pull.bundle') await world.investigator.lookAtShown(log, note);
      throw error;
    });
  }
  const verified = await withNewKeys(world, log, note);
  if (log.pending === undefined || note.size > log.pending.size) {
    const kept = withLines(verified, (line) => isOwnLine(log, line));
    await log.store.putCheckpoint('checkpoint.pending', printNote(kept.note), kept.size);
    log.pending = kept;
    log.promised = undefined;
  }
  world.investigator.shown(log, note.size);
  await fetchMissingPayloads(world, log);
  const confirmedMoved = await moveConfirmed(world, log);
  const { size } = log.store.head();
  return { entries: size - before, lag: note.size - size, confirmedMoved };
}

async function fetchNote(
  world: PullWorld,
  log: HeldLog,
  name: 'checkpoint' | 'checkpoint.pending',
): Promise<SignedCheckpoint | undefined> {
  const answer = await world.client.ask({
    url: addressOf(world, log, name),
    bytesMax: checkpointBytesMax,
  });
  if (answer.status === 404) return undefined;
  const text = answer.status === 200 ? utf8ToString(answer.bytes) : undefined;
  let opened = await openShown(world, log, text ?? '');
  // Signed by none of the keys known here: the party may have changed its key while we were away.
  if (!opened.ok && (await world.keyWatch.learn(log, text ?? '')))
    opened = await openShown(world, log, text ?? '');
  if (opened.ok) return opened.value;
  const why = answer.status === 200 ? issuesToText(opened.error) : `answered ${answer.status}`;
  throw new ComityError('server.pull.note', `${log.identity.origin}: ${name}: ${why}`);
}

/** Now that the log is held so far, a key that its entries name counts: its line is verified before it is kept. */
async function withNewKeys(
  world: PullWorld,
  log: HeldLog,
  note: SignedCheckpoint,
): Promise<SignedCheckpoint> {
  await world.keyWatch.look(log, note);
  const opened = await openShown(world, log, printNote(note.note));
  if (opened.ok) return opened.value;
  const why = issuesToText(opened.error);
  throw new ComityError('server.pull.note', `${log.identity.origin}: ${why}`);
}

/** Whether the note of a size we hold has our root; a larger one is checked entry by entry. */
function agrees(log: HeldLog, note: SignedCheckpoint): boolean {
  const head = log.store.head();
  return note.size !== head.size || equalBytes(head.root, note.root);
}

/** Fetches [head, note.size) in rounds; each round is proven to be a prefix of the note's tree before it is kept. */
async function fetchEntries(world: PullWorld, log: HeldLog, note: SignedCheckpoint): Promise<void> {
  const range = await rangeOfLog(world.crypto.sha256, log);
  const ahead = bundlesAhead({ from: range.size, size: note.size }, (from) =>
    fetchBundle(world, log, { from, size: note.size }),
  );
  try {
    await takeRounds(world, log, { note, range, next: ahead.next });
  } finally {
    await ahead.settle();
  }
}

async function takeRounds(
  world: PullWorld,
  log: HeldLog,
  given: {
    readonly note: SignedCheckpoint;
    readonly range: CompactRange;
    readonly next: BundlesAhead['next'];
  },
): Promise<void> {
  const { sha256 } = world.crypto;
  const { note, next } = given;
  let { range } = given;
  while (range.size < note.size) {
    await world.room.require(log);
    const batch: NewEntry[] = [];
    let bytes = 0;
    let grown: CompactRange = range;
    for (
      let bundles = 0;
      bundles < pullBundlesMax && grown.size < note.size && bytes < pullBytesMax;
      bundles++
    ) {
      for (const entry of await next()) {
        batch.push(entry);
        bytes += bytesOf(entry);
        grown = appendLeaf(sha256, grown, leafHash(sha256, entry.bytes));
      }
    }
    const root = rangeRoot(sha256, grown);
    if (!(await isPrefix(world, log, { size: grown.size, root, note }))) {
      await world.investigator.lookAtShown(log, note);
      throw new ComityError(
        'server.pull.fork',
        `${log.identity.origin}: entries up to ${grown.size} do not give the signed root of ${note.size}`,
      );
    }
    // Should the rest never come, or another tree in its place, this note says what was promised.
    log.promised = note;
    await appendAll(world, log, batch);
    range = grown;
  }
}

/** In pieces of one journal record each, so that none is large in memory. */
async function appendAll(world: PullWorld, log: HeldLog, batch: readonly NewEntry[]) {
  let piece: NewEntry[] = [];
  let bytes = 0;
  for (const [i, entry] of batch.entries()) {
    piece.push(entry);
    bytes += bytesOf(entry);
    if (i < batch.length - 1 && piece.length < 1_024 && bytes < pullBytesMax) continue;
    await log.store.append(piece);
    world.room.took(log, piece);
    piece = [];
    bytes = 0;
  }
}

async function isPrefix(
  world: PullWorld,
  log: HeldLog,
  given: { readonly size: number; readonly root: Uint8Array; readonly note: SignedCheckpoint },
): Promise<boolean> {
  const { size, root, note } = given;
  if (size === note.size) return equalBytes(root, note.root);
  const reader = tileHashReader(note.size, async (path) => {
    const answer = await world.client.ask({
      url: addressOf(world, log, path),
      bytesMax: tileBytesMax,
    });
    return answer.status === 200 ? answer.bytes : undefined;
  });
  const proof = await consistencyProof(world.crypto.sha256, { from: size, to: note.size }, reader);
  return verifyConsistency(world.crypto.sha256, {
    from: size,
    fromRoot: root,
    to: note.size,
    toRoot: note.root,
    proof,
  });
}

/** Fetches the bundle that holds entry `from`, and returns its entries from there on, with their payloads. */
async function fetchBundle(
  world: PullWorld,
  log: HeldLog,
  given: { readonly from: number; readonly size: number },
): Promise<readonly NewEntry[]> {
  const index = Math.floor(given.from / tileWidth);
  const width = Math.min(tileWidth, given.size - index * tileWidth);
  const path = bundlePath({ index, width });
  const url = addressOf(world, log, path);
  const answer = await world.client.ask({ url, bytesMax: bundleBytesMax });
  const decoded = answer.status === 200 ? decodeBundle(answer.bytes, width) : undefined;
  if (decoded === undefined || !decoded.ok) {
    const why = decoded === undefined ? `answered ${answer.status}` : issuesToText(decoded.error);
    throw new ComityError('server.pull.bundle', `${log.identity.origin}: ${path}: ${why}`);
  }
  const first = given.from - index * tileWidth;
  const entries = decoded.value.slice(first);
  const commitments = entries.map(commitmentsOf);
  const payloads = await payloadsOf(world, log, { bundle: index, scopes: scopesOf(commitments) });
  return entries.map((bytes, i) => {
    const offered = { commitments: commitments[i], payloads: payloads.get(first + i) ?? [] };
    return { bytes, payloads: fittingOrTold(world, log, offered) };
  });
}

/** Payloads that their entry does not commit to are dropped, and that is shown. */
function fittingOrTold(
  world: PullWorld,
  log: HeldLog,
  offered: { readonly commitments: Commitments; readonly payloads: readonly NewPayload[] },
): readonly NewPayload[] {
  const fit = fitting(world.crypto, offered.commitments, offered.payloads);
  if (fit.length < offered.payloads.length) {
    const detail = 'payloads that their entries do not commit to';
    world.alarms.refuse({ from: log.identity.origin, code: 'server.pull.payload', detail });
  }
  return fit;
}

/** A witness keeps no payloads. */
async function payloadsOf(
  world: PullWorld,
  log: HeldLog,
  asked: Parameters<typeof fetchPayloads>[2],
) {
  if (world.requestKey === undefined) return new Map<number, readonly NewPayload[]>();
  const onRefused = (code: string, detail: string) =>
    world.alarms.refuse({ from: log.identity.origin, code, detail });
  return fetchPayloads({ ...world, onRefused }, addressOf(world, log, '').slice(0, -1), asked);
}

/** Asks again for payloads that entries commit to and the mirror does not hold, in the bundles that are due. */
async function fetchMissingPayloads(world: PullWorld, log: HeldLog): Promise<void> {
  const { size } = log.store.head();
  if (world.requestKey === undefined || size === 0) return;
  const dues = log.payloadDues ?? createPayloadDues(world.clock);
  log.payloadDues = dues;
  for (const bundle of dues.due(Math.floor((size - 1) / tileWidth))) {
    const from = bundle * tileWidth;
    const missing = await missingIn(log, { from, to: Math.min(from + tileWidth, size) });
    const lacking = missing.length > 0 ? await fetchLate(world, log, { bundle, missing }) : 0;
    dues.settle(bundle, lacking > 0 ? 'lacking' : 'whole');
  }
}

interface Missing {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly scopes: readonly Scope[];
}

/** Returns how many payloads of the bundle are missing still. */
async function fetchLate(
  world: PullWorld,
  log: HeldLog,
  asked: { readonly bundle: number; readonly missing: readonly Missing[] },
): Promise<number> {
  await world.room.require(log);
  const scopes = new Set(asked.missing.flatMap((missing) => missing.scopes));
  const payloads = await payloadsOf(world, log, { bundle: asked.bundle, scopes });
  const late = new Set<number>();
  let lacking = 0;
  for (const { index, entry, scopes } of asked.missing) {
    const offered = {
      commitments: commitmentsOf(entry),
      payloads: payloads.get(index % tileWidth) ?? [],
    };
    const come = fittingOrTold(world, log, offered).filter((payload) =>
      scopes.includes(payload.scope),
    );
    lacking += scopes.length - come.length;
    for (const payload of come) {
      await log.store.putPayload(index, payload);
      world.room.took(log, [{ bytes: new Uint8Array(0), payloads: [payload] }]);
      late.add(index);
    }
  }
  if (late.size > 0) await world.onLatePayloads(log, [...late]);
  return lacking;
}

async function missingIn(
  log: HeldLog,
  range: { readonly from: number; readonly to: number },
): Promise<readonly Missing[]> {
  const entries = await log.store.entries(range.from, range.to);
  const looked = entries.map(async (entry, i) => {
    const index = range.from + i;
    const committed = [...scopesOf([commitmentsOf(entry)])];
    const slots = await Promise.all(committed.map((scope) => log.store.payload(index, scope)));
    const scopes = committed.filter((_, which) => slots[which]?.status === 'not-held');
    return { index, entry, scopes };
  });
  return (await Promise.all(looked)).filter(({ scopes }) => scopes.length > 0);
}

/** Takes over the peer's `checkpoint` when it carries every required cosignature and lies in our mirror. */
async function moveConfirmed(world: PullWorld, log: HeldLog): Promise<boolean> {
  const note = await fetchNote(world, log, 'checkpoint');
  const there = log.confirmed;
  if (note === undefined || note.size > log.store.head().size) return false;
  if (there !== undefined && note.size < there.size) return false;
  const reader = tileHashReader(note.size, (path) => log.store.resource(path));
  if (
    note.size > 0 &&
    !equalBytes(await treeRoot(world.crypto.sha256, note.size, reader), note.root)
  ) {
    await world.investigator.lookAtShown(log, note);
    return false;
  }
  const known = world.cosigners(log).map(({ key }) => key);
  const required = world.required(log);
  const cosigners = await cosignersOf(world.crypto, note, [...required.flat(), ...known]);
  if (required.some((keys) => !keys.some((key) => cosigners.has(key.keyId)))) return false;
  // Only lines that say something are kept: what a peer adds for nobody must not fill our disk.
  const kept = withLines(note, (line) => isOwnLine(log, line) || cosigners.has(line.keyId));
  if (there?.size === kept.size && kept.note.signatures.length <= there.note.signatures.length)
    return false;
  await log.store.putCheckpoint('checkpoint', printNote(kept.note), kept.size);
  log.confirmed = kept;
  await world.cosignedFileOf(log).append(printNote(kept.note));
  return true;
}

/** Of lines by one key the first is kept; there can be no second that says more. */
function withLines(
  note: SignedCheckpoint,
  isKept: (line: NoteSignature) => boolean,
): SignedCheckpoint {
  const ids = note.note.signatures.map((line) => `${line.name} ${line.keyId}`);
  const signatures = note.note.signatures.filter(
    (line, i) => isKept(line) && ids.indexOf(ids[i] ?? '') === i,
  );
  return { ...note, note: { text: note.note.text, signatures } };
}

function addressOf(world: PullWorld, log: HeldLog, path: string): string {
  return `${addressOfPeer(log)}/log/${world.programme}/${path}`;
}
