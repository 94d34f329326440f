// The folder of a signer that is a process of its own: the private keys of the log, the ring that names them, and
// what was signed last. It belongs to another user than the node's; the node keeps the public halves.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { instantOf } from '../base/dates.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Clock } from '../base/ports.ts';
import { noteKeyType, printVerifierKey, verifierKey } from '../record/key.ts';
import { lockFolder, writeDurably } from '../store/folder.ts';
import {
  nextFile,
  type RingKey,
  readRing,
  signingAt,
  withNewKey,
  writeRing,
} from '../store/key-ring.ts';
import { openKeys } from '../store/key-store.ts';
import { openLastSigned } from '../store/last-signed.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { treeFileOf } from '../store/tree-state.ts';
import { readConfig, signerSocketOf, stateDirOf, writeConfig } from './config.ts';
import { readKeys, readPairs } from './keys.ts';
import { createSignerDesk, type SignerDesk } from './tree-signer.ts';

/**
 * Opens the desk of a signer's folder. Keys are read for every signature, so that a new one counts at once.
 * Failures: server.signer.no-key, those of ring and key store.
 */
export async function openSignerDesk(signerDir: string, clock: Clock): Promise<SignerDesk> {
  const signing = async () => {
    const ring = await readRing(signerDir, nodeCrypto.sha256);
    const keys = signingAt(ring ?? [], 'log', clock());
    return [...(await readPairs(signerDir, keys)).values()];
  };
  const [first] = await signing();
  if (first === undefined) {
    const message = `${signerDir}: no log key here; bring it with "comity signer setup"`;
    throw new ComityError('server.signer.no-key', message);
  }
  return createSignerDesk({
    origin: first.key.name as Origin,
    sha256: nodeCrypto.sha256,
    lastSigned: openLastSigned(signerDir),
    keys: signing,
  });
}

/**
 * Takes the log's keys and what was signed last out of a node's state folder into a signer's, and tells the node
 * where its signer listens. The node must not run. Interrupted anywhere, it leaves a node that starts; run it again
 * to finish. Failures: server.signer.no-log, server.signer.exists (another socket is configured).
 */
export async function setUpSigner(given: {
  readonly dataDir: string;
  readonly signerDir: string;
  readonly socket: string;
}): Promise<{ readonly origin: string; readonly socket: string }> {
  const { dataDir, signerDir, socket } = given;
  await using _node = await lockFolder(dataDir);
  await using _signer = await lockFolder(signerDir);
  const config = readConfig(dataDir);
  const stateDir = stateDirOf(dataDir, config);
  if (config.own === undefined)
    throw new ComityError('server.signer.no-log', 'a witness keeps no log of its own');
  const before = signerSocketOf(dataDir, config);
  if (before !== undefined && before !== socket)
    throw new ComityError('server.signer.exists', `the signer of this node listens at ${before}`);
  const keys = await readKeys(stateDir, config, nodeCrypto.sha256);
  const ring = keys.ring().filter(({ use }) => use === 'log');
  const files = [
    ...ring.map(({ file }) => `${file}.key`),
    join('last-signed', treeFileOf(config.own.origin)),
  ];
  if (before === undefined) {
    // Copies first, then the configuration, then the originals: one of the two can always sign, never both.
    await writeRing(stateDir, keys.ring());
    await copyAll({ from: stateDir, to: signerDir, files, ring });
    await writeConfig(dataDir, { ...config, signer: socket });
  }
  for (const file of files) await rm(join(stateDir, file), { force: true });
  return { origin: config.own.origin, socket };
}

/**
 * Makes a new log key in a signer's folder, whether or not the signer runs: it signs with both from now on. Returns
 * the new verifier key, which the node then records. Failures: server.signer.no-key, server.signer.rotating (the last
 * rotation is not over).
 */
export async function rotateInSigner(
  signerDir: string,
  given: { readonly overlapDays: number; readonly now: number },
): Promise<string> {
  const ring = (await readRing(signerDir, nodeCrypto.sha256)) ?? [];
  const before = ring.findLast(({ use }) => use === 'log');
  if (before === undefined)
    throw new ComityError('server.signer.no-key', `${signerDir}: no log key here`);
  const signing = signingAt(ring, 'log', given.now);
  if (signing.length > 1) {
    const message = `${printVerifierKey(before.key)} was made already; the old one signs until ${signing[0].until}`;
    throw new ComityError('server.signer.rotating', message);
  }
  const file = nextFile(ring, 'log');
  const { name } = before.key;
  const keys = openKeys(signerDir);
  const signer = await keys.create(file).catch((error: unknown) => {
    if (codeOf(error) !== 'store.key.exists') throw error;
    return keys.signer(file);
  });
  const { publicKey } = signer;
  const key = verifierKey(nodeCrypto.sha256, { name, type: noteKeyType, publicKey });
  const since = instantOf(given.now);
  const until = instantOf(given.now + given.overlapDays * 86_400_000);
  await writeRing(signerDir, withNewKey(ring, { use: 'log', file, key, since }, { until }));
  return printVerifierKey(key);
}

async function copyAll(given: {
  readonly from: string;
  readonly to: string;
  readonly files: readonly string[];
  readonly ring: readonly RingKey[];
}): Promise<void> {
  const { from, to, files, ring } = given;
  await mkdir(join(to, 'last-signed'), { recursive: true, mode: 0o700 });
  for (const file of files) {
    if (!existsSync(join(from, file))) continue;
    await writeDurably(join(to, file), await readFile(join(from, file)), { permissions: 0o600 });
  }
  await writeRing(to, ring);
}
