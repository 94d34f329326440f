// Healing a node whose log contradicts what its witnesses cosigned: the genuine log comes back from a peer's
// mirror, verified entry by entry against a note under this log's own signature; what was recorded and never
// signed follows it; the folder that was there is kept aside (record.md 4.12). Bundles that only changed on the disk are
// mended in place (mend.ts).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { openLogNote } from '../record/log-keys.ts';
import { leafHash } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import type { Files } from '../store/files.ts';
import { type FilesLogStore, openFilesLog } from '../store/files-log.ts';
import { lockFolder } from '../store/folder.ts';
import { type LastSigned, openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { type ReplacementNote, replaceLog } from '../store/replace-log.ts';
import { type Config, readConfig, signerSocketOf, stateDirOf } from './config.ts';
import type { TrustedNode } from './identity.ts';
import { ownLogs } from './init.ts';
import { readKeys, requestPair } from './keys.ts';
import { checkpointBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import { mendBundles, mendMirrors, mirrorsOf } from './mend.ts';
import { recoverLog } from './mirror-client.ts';
import type { PayloadWorld } from './payload-client.ts';
import { createPeerClient } from './peer-client.ts';
import { readEntries } from './projector.ts';
import { signerBehind } from './signer-socket.ts';
import { contains } from './startup.ts';
import { openTrust } from './trust.ts';
import { lastCosigned } from './witness-client.ts';

/** What healing did. */
export interface Healed {
  readonly origin: string;
  /** Entries brought back from the mirror; 0 when the log contradicts nothing and was left alone. */
  readonly restored: number;
  /** Entries of ours, recorded and never signed, put after them. */
  readonly followed: number;
  /** Damaged bundles of this log and of the mirrors kept here that came back from a copy. */
  readonly mended: number;
  /** Where the old log is kept. */
  readonly kept?: string;
  /** Address of the node whose mirror it was. */
  readonly from?: string;
}

/** What healing a log needs. */
export interface HealWorld extends PayloadWorld {
  /** The log's folder; nobody has it open. */
  readonly dir: string;
  readonly own: Omit<HeldLog, 'store'>;
  readonly trusted: readonly TrustedNode[];
  readonly lastSigned: Pick<LastSigned, 'get' | 'heal'>;
  /** The disk; the machine's own unless something else is handed in. */
  readonly files?: Files;
}

/**
/**
 * Heals the log of a node that does not run, and the mirrors that it keeps. Failures: server.heal.no-log,
 * server.heal.database (its logs are on PostgreSQL), those of
 * {@link healLog}, and those of folder and store.
 */
export async function healNode(dataDir: string, clock: Clock): Promise<Healed> {
  const config = readConfig(dataDir);
  if (config.logStore !== 'files') {
    const message = 'logs on PostgreSQL are not healed by this command: see the manual';
    throw new ComityError('server.heal.database', message);
  }
  await using _lock = await lockFolder(dataDir);
  const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
  const { own } = ownLogs(config, keys);
  if (own === undefined)
    throw new ComityError('server.heal.no-log', 'a witness keeps no log of its own');
  const client = createPeerClient({ privateAddresses: config.privateAddresses });
  try {
    const world = {
      client,
      crypto: nodeCrypto,
      clock,
      random: randomBytes,
      requestKey: requestPair(keys, clock),
    };
    const trusted = (await openTrust(dataDir, nodeCrypto)).all();
    const lastSigned = signedStateOf(dataDir, config);
    const healed = await healLog({ ...world, dir: join(dataDir, 'log'), own, trusted, lastSigned });
    if (healed.restored > 0) rmSync(join(dataDir, 'projection'), { recursive: true, force: true });
    const { programme } = config;
    const mended = await mendMirrors(world, { dataDir, programme, trusted });
    return { ...healed, mended: healed.mended + mended };
  } finally {
    client.close();
  }
}

/** A signer of its own keeps its own state, and no request can set it back. */
function signedStateOf(dataDir: string, config: Config): HealWorld['lastSigned'] {
  const socket = signerSocketOf(dataDir, config);
  if (socket === undefined) return openLastSigned(stateDirOf(dataDir, config));
  const signer = signerBehind(socket, nodeCrypto);
  return { get: (origin) => signer.last(origin), heal: async () => undefined };
}

/**
 * Puts the log that witnesses cosigned in the place of the one in the folder. Failures: server.heal.no-note (no
 * witness has a note of this log), server.heal.no-bundle, server.heal.no-mirror, server.heal.lost (what was signed last is nowhere: signing
 * on would be a second past), server.heal.payloads (a party that may hold lacking ones is away), the store's.
 */
export async function healLog(world: HealWorld): Promise<Healed> {
  const { dir, own, lastSigned, crypto } = world;
  const { origin } = own.identity;
  const disk = world.files === undefined ? {} : { files: world.files };
  const store = await openFilesLog({ dir, origin, sha256: crypto.sha256, ...disk });
  const [mended, found] = await mendThenLook(world, { ...own, store }).finally(() => store.close());
  if (found === 'whole') return { origin, restored: 0, followed: 0, mended };
  const { note, entries: mirrored, from, tail, notes } = found;
  const entries = inPieces([...mirrored, ...tail]);
  const replaced = await replaceLog({
    ...{ dir, origin, sha256: crypto.sha256, entries, notes },
    ...disk,
  });
  await lastSigned.heal(origin, { size: note.size, root: note.root });
  return {
    origin,
    restored: mirrored.length,
    followed: tail.length,
    mended,
    ...(replaced.kept === undefined ? {} : { kept: replaced.kept }),
    from: from.identity.url,
  };
}

/** What only changed on the disk comes back in place first: what is read then is the tree's. */
async function mendThenLook(world: HealWorld, log: HeldLog & { readonly store: FilesLogStore }) {
  const mended = await mendBundles(world, log.store, mirrorsOf(log.store.origin, world.trusted));
  return [mended, await lookInto(world, log)] as const;
}

/** Reads what is there and what mirrors have; changes nothing. */
async function lookInto(world: HealWorld, log: HeldLog) {
  const { crypto, lastSigned, trusted } = world;
  const { origin } = log.identity;
  const note = await newestNote(world, log);
  const state = await lastSigned.get(origin);
  const holdsState = state !== undefined && (await contains(crypto, log.store, state));
  const holdsNote = await contains(crypto, log.store, note);
  if (holdsNote && (state === undefined || holdsState)) return 'whole';
  if (state !== undefined && !holdsState && state.size > note.size) {
    const message = `${origin}: a tree of ${state.size} was signed; nobody who answers has more than ${note.size}`;
    throw new ComityError('server.heal.lost', message);
  }
  const found = await recoverLog(world, trusted, { log, note });
  if (found.from === undefined) {
    const message = `no mirror holds this log up to size ${note.size}`;
    throw new ComityError('server.heal.no-mirror', message, found.cause);
  }
  if (found.unheard.length > 0) {
    const names = found.unheard.map(({ identity }) => identity.url).join(', ');
    const message = `payloads are lacking that these may hold, and they do not answer: ${names}`;
    throw new ComityError('server.heal.payloads', message);
  }
  // Of a log that is not what was signed last, no entry beyond the mirrored ones was ever signed.
  const there = new Set(found.leaves.map(toHex));
  const tail = (await tailFrom(crypto, log, holdsState ? state.size : 0)).filter(
    (entry) => !there.has(toHex(leafHash(crypto.sha256, entry.bytes))),
  );
  return { note, ...found, tail, notes: await notesFor(world, found.from, { log, note }) };
}

/** The largest tree of this log that anybody can show: cosigned, or signed and already in a mirror. */
async function newestNote(world: HealWorld, log: HeldLog): Promise<SignedCheckpoint> {
  const hash = originHash(world.crypto, log.identity.origin);
  const asks = world.trusted.flatMap((node) => [
    lastCosigned(world, node, { originHash: hash, keys: log.keys() }),
    mirroredNote(world, node, { log, name: 'checkpoint.pending' }),
  ]);
  const notes = (await Promise.all(asks.map((ask) => ask.catch(() => undefined)))).filter(
    (note) => note !== undefined,
  );
  const [newest] = notes.sort((a, b) => b.size - a.size);
  if (newest !== undefined && newest.size > 0) return newest;
  throw new ComityError('server.heal.no-note', 'no witness that answers has cosigned this log');
}

/** Returns a note of our log from a mirror, when the mirror has one and this log signed it. */
async function mirroredNote(
  world: PayloadWorld,
  from: TrustedNode,
  asked: { readonly log: HeldLog; readonly name: 'checkpoint' | 'checkpoint.pending' },
): Promise<SignedCheckpoint | undefined> {
  const { log, name } = asked;
  const url = `${from.identity.url}/mirror/${originHash(world.crypto, log.identity.origin)}/${name}`;
  const answer = await world.client.ask({ url, bytesMax: checkpointBytesMax });
  const text = answer.status === 200 ? utf8ToString(answer.bytes) : undefined;
  const keys = log.keys();
  const opened = await openLogNote(world.crypto, keys, { text: text ?? '', source: 'kept' });
  return opened.ok ? opened.value : undefined;
}

async function tailFrom(
  crypto: Crypto,
  log: HeldLog,
  signed: number,
): Promise<readonly NewEntry[]> {
  const { size } = log.store.head();
  if (signed >= size) return [];
  const bytes = await log.store.entries(signed, size);
  const read = await readEntries(crypto, log, { from: signed, to: size });
  return Promise.all(
    bytes.map(async (entry, i) => {
      const payloads = [];
      for (const scope of ['public', 'programme'] as const) {
        const slot =
          read[i].slots[scope] === undefined
            ? undefined
            : await log.store.payload(signed + i, scope);
        if (slot?.status === 'held') payloads.push({ scope, salt: slot.salt, bytes: slot.bytes });
      }
      return { bytes: entry, payloads };
    }),
  );
}

/** The confirmed note comes from the mirror too, when it is one of this log. */
async function notesFor(
  world: PayloadWorld,
  from: TrustedNode,
  given: { readonly log: HeldLog; readonly note: SignedCheckpoint },
): Promise<readonly ReplacementNote[]> {
  const { log, note } = given;
  const confirmed = await mirroredNote(world, from, { log, name: 'checkpoint' }).catch(
    () => undefined,
  );
  const pending = { name: 'checkpoint.pending', note: ownLineOnly(note), size: note.size } as const;
  if (confirmed === undefined || confirmed.size > note.size) return [pending];
  const { size } = confirmed;
  return [{ name: 'checkpoint', note: printNote(confirmed.note), size }, pending];
}

function ownLineOnly(note: SignedCheckpoint): string {
  const signatures = note.note.signatures.filter((line) => line.name === note.origin);
  return printNote({ text: note.note.text, signatures });
}

async function* inPieces(entries: readonly NewEntry[]): AsyncGenerator<readonly NewEntry[]> {
  for (let at = 0; at < entries.length; at += 1_024) yield entries.slice(at, at + 1_024);
}
