// Proofs from the stores of this node: the entry of a leaf hash, its `.tlog-proof`, and the verification that
// the verify page shows step by step.
import { equalBytes, fromHex } from '../base/bytes.ts';
import { instantOf } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Crypto } from '../base/ports.ts';
import type { KeptEntry, Verification, VerifyStep } from '../projection/queries.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { commit } from '../record/commitment.ts';
import { verifyCosignature } from '../record/cosignature.ts';
import { type Envelope, parseEnvelope } from '../record/envelope.ts';
import { printVerifierKey, type VerifierKey } from '../record/key.ts';
import { inclusionProof, leafHash, verifyInclusion } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { printTlogProof } from '../record/proof.ts';
import { tileHashReader } from '../record/tile.ts';
import type { CosignedFile } from './cosigned-file.ts';
import type { Cosigner } from './federation.ts';
import { type HeldLog, type Logs, newestKey, originHash } from './logs.ts';
import { saltedBytes } from './recorder.ts';

/** Makes and checks proofs. */
export interface Prover {
  /** Returns the entry with that leaf hash (hex) in a log. */
  entry(
    log: HeldLog | undefined,
    leaf: string,
  ): Promise<{ index: number; bytes: Uint8Array } | undefined>;
  /** Returns a `.tlog-proof` (c2sp.org/tlog-proof) under the newest confirmed, else newest signed note. */
  tlogProof(log: HeldLog | undefined, leaf: string): Promise<string | undefined>;
  verify(leaf: string): Promise<Verification | undefined>;
  /** Returns entry, proof and public content of a shared log's leaf, together. */
  kept(leaf: string): Promise<KeptEntry | undefined>;
}

/** What the prover needs. */
export interface ProverWorld {
  readonly logs: Logs;
  readonly crypto: Crypto;
  readonly programme: string;
  /** Where in which log the projection has seen that leaf, and what it is about. */
  readonly find: (
    leaf: string,
  ) => Promise<{ origin: string; index: number; about: string } | undefined>;
  /** Everyone who may have cosigned a log, with the party or witness behind the key. */
  readonly cosigners: (log: HeldLog) => readonly Cosigner[];
  readonly cosignedFileOf: (log: HeldLog) => CosignedFile;
}

/** Returns a prover. */
export function createProver(world: ProverWorld): Prover {
  const entry: Prover['entry'] = async (log, leaf) => {
    if (log === undefined || log.identity.visibility !== 'shared' || fromHex(leaf) === undefined)
      return undefined;
    const found = await world.find(leaf);
    if (found === undefined || found.origin !== log.identity.origin) return undefined;
    const [bytes] = await log.store.entries(found.index, found.index + 1);
    return { index: found.index, bytes };
  };
  const tlogProof: Prover['tlogProof'] = async (log, leaf) => {
    const found = await entry(log, leaf);
    const note = log === undefined || found === undefined ? undefined : noteFor(log, found.index);
    if (log === undefined || found === undefined || note === undefined) return undefined;
    const hashes = await proofIn(world.crypto, log, { index: found.index, note });
    return printTlogProof({ index: found.index, hashes, checkpoint: printNote(note.note) });
  };
  return {
    entry,
    tlogProof,
    kept: async (leaf) => {
      const place = fromHex(leaf) === undefined ? undefined : await world.find(leaf);
      const log = place === undefined ? undefined : world.logs.byOrigin(place.origin);
      const found = await entry(log, leaf);
      if (log === undefined || found === undefined) return undefined;
      const proof = await tlogProof(log, leaf);
      const payload = await publicPayload(log, found);
      return {
        entry: found.bytes,
        ...(proof === undefined ? {} : { proof }),
        ...(payload === undefined ? {} : { payload }),
      };
    },
    verify: async (leaf) => {
      const found = fromHex(leaf) === undefined ? undefined : await world.find(leaf);
      const log = found === undefined ? undefined : world.logs.byOrigin(found.origin);
      if (found === undefined || log === undefined || log.identity.visibility !== 'shared')
        return undefined;
      return verifyAt(world, log, { ...found, leaf });
    },
  };
}

async function verifyAt(
  world: ProverWorld,
  log: HeldLog,
  at: { readonly leaf: string; readonly index: number; readonly about: string },
): Promise<Verification> {
  const { crypto } = world;
  const [bytes] = await log.store.entries(at.index, at.index + 1);
  const envelope = parseEnvelope(bytes, 'shared');
  const note = noteFor(log, at.index);
  const steps: VerifyStep[] = [];
  if (envelope.ok)
    steps.push(...(await payloadSteps(crypto, log, { index: at.index, envelope: envelope.value })));
  if (note === undefined) {
    steps.push({ check: 'inclusion', outcome: 'absent', params: { index: at.index } });
  } else {
    const proof = await proofIn(crypto, log, { index: at.index, note });
    const given = {
      index: at.index,
      size: note.size,
      leaf: leafHash(crypto.sha256, bytes),
      root: note.root,
      proof,
    };
    const included = verifyInclusion(crypto.sha256, given);
    const params = { index: at.index, size: note.size };
    steps.push({ check: 'inclusion', outcome: included ? 'passed' : 'failed', params });
    // The note was opened under the log's key when it was read.
    steps.push({
      check: 'checkpoint',
      outcome: 'passed',
      params: { key: newestKey(log).name, size: note.size },
    });
    steps.push(...(await cosignatureSteps(world, log, note)));
  }
  const base = addressOf(world, log);
  const isPublic = envelope.ok && envelope.value.commitments.public !== undefined;
  return {
    leaf: at.leaf,
    origin: log.identity.origin,
    party: log.identity.party as PartyId,
    index: at.index,
    about: at.about,
    at: envelope.ok ? envelope.value.at : '',
    interval: await intervalOf(world, log, {
      index: at.index,
      envelope: envelope.ok ? envelope.value : undefined,
    }),
    standing: world.logs.standingOf({ origin: log.identity.origin, index: at.index } as never),
    steps,
    changedKeys: changedKeys(world, log, note),
    files: {
      ...(note === undefined ? {} : { proof: `${base}/proof/${at.leaf}.tlog-proof` }),
      entry: `${base}/entry/${at.leaf}`,
      ...(isPublic ? { payload: `${base}/payload/${at.leaf}` } : {}),
      log: base,
    },
  };
}

/** The public content with its salt, if the entry has one and it is held. */
async function publicPayload(
  log: HeldLog,
  entry: { readonly index: number; readonly bytes: Uint8Array },
): Promise<Uint8Array | undefined> {
  const envelope = parseEnvelope(entry.bytes, 'shared');
  if (!envelope.ok || envelope.value.commitments.public === undefined) return undefined;
  const slot = await log.store.payload(entry.index, 'public');
  return slot.status === 'held' ? saltedBytes(slot) : undefined;
}

async function payloadSteps(
  crypto: Crypto,
  log: HeldLog,
  entry: { readonly index: number; readonly envelope: Envelope },
): Promise<VerifyStep[]> {
  const steps: VerifyStep[] = [];
  for (const scope of ['public', 'programme'] as const) {
    const commitment = entry.envelope.commitments[scope];
    if (commitment === undefined) continue;
    const slot = await log.store.payload(entry.index, scope);
    const fits =
      slot.status === 'held' &&
      equalBytes(commit(crypto.sha256, slot.salt, slot.bytes), commitment);
    const outcome = slot.status !== 'held' ? slot.status : fits ? 'passed' : 'failed';
    // Which entry it was is all that is left to say.
    const params: VerifyStep['params'] =
      outcome === 'erased' ? { scope, index: entry.index } : { scope };
    steps.push({ check: 'payload', outcome, params });
  }
  return steps;
}

async function cosignatureSteps(
  world: ProverWorld,
  log: HeldLog,
  note: SignedCheckpoint,
): Promise<VerifyStep[]> {
  const steps: VerifyStep[] = [];
  for (const { name, key, isFormer } of world.cosigners(log)) {
    const result = await verifyCosignature(world.crypto, key, note.note);
    // A note of today lacks the line of a key that was changed: nobody expects it.
    if (isFormer && result.status === 'absent') continue;
    const outcome =
      result.status === 'valid' ? 'passed' : result.status === 'absent' ? 'absent' : 'failed';
    const params: Record<string, string> = { name, key: key.name };
    if (result.status === 'valid') params.at = instantOf(result.timeSeconds * 1000);
    steps.push({ check: 'cosignature', outcome, params });
  }
  return steps;
}

/** By each key of a chain the newest of it that the note has a line by, else the newest of all. */
function changedKeys(
  world: ProverWorld,
  log: HeldLog,
  note: SignedCheckpoint | undefined,
): Readonly<Record<string, string>> {
  const cosigners = world.cosigners(log).map(({ key }) => key);
  const chains = Map.groupBy(
    [...log.keys().map(({ key }) => key), ...cosigners],
    (key) => key.name,
  );
  const hasLine = (key: VerifierKey) =>
    note?.note.signatures.some((line) => line.name === key.name && line.keyId === key.keyId);
  const changed: Record<string, string> = {};
  for (const chain of chains.values()) {
    const stands = chain.findLast(hasLine) ?? chain.at(-1);
    if (chain.length === 1 || stands === undefined) continue;
    for (const key of chain) changed[printVerifierKey(key)] = printVerifierKey(stands);
  }
  return changed;
}

/** Not before: the newest peer tree the entry had seen. Not after: the first cosignature over it by another key. */
async function intervalOf(
  world: ProverWorld,
  log: HeldLog,
  entry: { readonly index: number; readonly envelope: Envelope | undefined },
): Promise<Verification['interval']> {
  const notBefore = await lowerBound(world, entry.envelope);
  const first = await world.cosignedFileOf(log).firstHolding(entry.index);
  let notAfter: { at: string; by: string } | undefined;
  if (first !== undefined) {
    for (const { name, key } of world.cosigners(log)) {
      const result = await verifyCosignature(world.crypto, key, first.note);
      if (result.status !== 'valid') continue;
      const at = instantOf(result.timeSeconds * 1000);
      if (notAfter === undefined || at < notAfter.at) notAfter = { at, by: name };
    }
  }
  return {
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter }),
  };
}

async function lowerBound(world: ProverWorld, envelope: Envelope | undefined) {
  let newest: { at: string; by: string } | undefined;
  for (const seen of envelope?.seen ?? []) {
    const peer = world.logs.byOrigin(seen.origin);
    if (peer === undefined || seen.size === 0 || seen.size > peer.store.head().size) continue;
    const [last] = await peer.store.entries(seen.size - 1, seen.size);
    const parsed = parseEnvelope(last, 'shared');
    if (parsed.ok && (newest === undefined || parsed.value.at > newest.at)) {
      newest = { at: parsed.value.at, by: peer.identity.party };
    }
  }
  return newest;
}

function noteFor(log: HeldLog, index: number): SignedCheckpoint | undefined {
  if (index < (log.confirmed?.size ?? 0)) return log.confirmed;
  return index < (log.pending?.size ?? 0) ? log.pending : undefined;
}

function proofIn(
  crypto: Crypto,
  log: HeldLog,
  at: { readonly index: number; readonly note: SignedCheckpoint },
) {
  const reader = tileHashReader(at.note.size, (path) => log.store.resource(path));
  return inclusionProof(crypto.sha256, { index: at.index, size: at.note.size }, reader);
}

function addressOf(world: ProverWorld, log: HeldLog): string {
  if (log === world.logs.own) return `/log/${world.programme}`;
  return `/mirror/${originHash(world.crypto, log.identity.origin)}`;
}
