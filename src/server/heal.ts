// Healing a node whose log contradicts what its witnesses cosigned: the genuine log comes back from a peer's
// mirror, verified entry by entry against a note under this log's own signature; what was recorded and never
// signed follows it; the folder that was there is kept aside (record.md 4.12).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import { openCheckpoint, type SignedCheckpoint } from '../record/checkpoint.ts';
import { leafHash } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import type { Files } from '../store/files.ts';
import { openFilesLog } from '../store/files-log.ts';
import { lockFolder } from '../store/folder.ts';
import { type LastSigned, openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { type ReplacementNote, replaceLog } from '../store/replace-log.ts';
import { readConfig, stateDirOf } from './config.ts';
import { createHttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { ownLogs } from './init.ts';
import { readKeys } from './keys.ts';
import { checkpointBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import { fetchMirrored } from './mirror-client.ts';
import type { PayloadWorld } from './payload-client.ts';
import { readEntries } from './projector.ts';
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
  readonly lastSigned: LastSigned;
  /** The disk; the machine's own unless something else is handed in. */
  readonly files?: Files;
}

/**
 * Heals the log of a node that does not run. Failures: server.heal.no-log, those of {@link healLog}, and those
 * of folder and store.
 */
export async function healNode(dataDir: string, clock: Clock): Promise<Healed> {
  const config = readConfig(dataDir);
  await using _lock = await lockFolder(dataDir);
  const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
  const { own } = ownLogs(config, keys);
  if (own === undefined)
    throw new ComityError('server.heal.no-log', 'a witness keeps no log of its own');
  const client = createHttpClient({ privateAddresses: config.privateAddresses });
  try {
    const healed = await healLog({
      ...{ client, crypto: nodeCrypto, clock, random: randomBytes, requestKey: keys.request },
      dir: join(dataDir, 'log'),
      own,
      trusted: (await openTrust(dataDir, nodeCrypto)).all(),
      lastSigned: openLastSigned(stateDirOf(dataDir, config)),
    });
    if (healed.restored > 0) rmSync(join(dataDir, 'projection'), { recursive: true, force: true });
    return healed;
  } finally {
    client.close();
  }
}

/**
 * Puts the log that witnesses cosigned in the place of the one in the folder. Failures: server.heal.no-note (no
 * witness has a note of this log), server.heal.no-mirror, and those of the store.
 */
export async function healLog(world: HealWorld): Promise<Healed> {
  const { dir, own, lastSigned, crypto } = world;
  const { origin } = own.identity;
  const disk = world.files === undefined ? {} : { files: world.files };
  const store = await openFilesLog({ dir, origin, sha256: crypto.sha256, ...disk });
  const found = await lookInto(world, { ...own, store }).finally(() => store.close());
  if (found === 'whole') return { origin, restored: 0, followed: 0 };
  const { note, mirrored, from, tail, notes } = found;
  const entries = inPieces([...mirrored.entries, ...tail]);
  const replaced = await replaceLog({
    ...{ dir, origin, sha256: crypto.sha256, entries, notes },
    ...disk,
  });
  await lastSigned.heal(origin, { size: note.size, root: note.root });
  return {
    origin,
    restored: mirrored.entries.length,
    followed: tail.length,
    ...(replaced.kept === undefined ? {} : { kept: replaced.kept }),
    from: from.identity.url,
  };
}

/** Reads what is there and what mirrors have; changes nothing. */
async function lookInto(world: HealWorld, log: HeldLog) {
  const { crypto, trusted, lastSigned } = world;
  const note = await newestNote(world, trusted, log);
  const state = await lastSigned.get(log.identity.origin);
  const isWhole =
    (await contains(crypto, log.store, note)) &&
    (state === undefined || (await contains(crypto, log.store, state)));
  if (isWhole) return 'whole';
  const { mirrored, from } = await anyMirror(world, trusted, { log, note });
  const there = new Set(mirrored.leaves.map(toHex));
  const tail = (await unsignedTail(crypto, log, state?.size ?? 0)).filter(
    (entry) => !there.has(toHex(leafHash(crypto.sha256, entry.bytes))),
  );
  return { note, mirrored, from, tail, notes: await notesFor(world, from, { log, note }) };
}

async function newestNote(
  world: PayloadWorld,
  trusted: readonly TrustedNode[],
  log: HeldLog,
): Promise<SignedCheckpoint> {
  const hash = originHash(world.crypto, log.identity.origin);
  let newest: SignedCheckpoint | undefined;
  for (const witness of trusted) {
    const note = await lastCosigned(world, witness, { originHash: hash, logKey: log.logKey }).catch(
      () => undefined,
    );
    if (note !== undefined && note.size > (newest?.size ?? 0)) newest = note;
  }
  if (newest !== undefined) return newest;
  throw new ComityError('server.heal.no-note', 'no witness that answers has cosigned this log');
}

async function anyMirror(
  world: PayloadWorld,
  trusted: readonly TrustedNode[],
  asked: { readonly log: HeldLog; readonly note: SignedCheckpoint },
) {
  let cause: unknown;
  // Parties first: their mirrors hold payloads, a witness's only entries.
  const order = [...trusted].sort(
    (a, b) => Number(a.identity.own === undefined) - Number(b.identity.own === undefined),
  );
  for (const from of order) {
    try {
      return { mirrored: await fetchMirrored(world, from, asked), from };
    } catch (error) {
      cause = error;
    }
  }
  throw new ComityError(
    'server.heal.no-mirror',
    `no mirror holds this log up to size ${asked.note.size}`,
    cause,
  );
}

async function unsignedTail(
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
  const hash = originHash(world.crypto, log.identity.origin);
  const url = `${from.identity.url}/mirror/${hash}/checkpoint`;
  const answer = await world.client
    .ask({ url, bytesMax: checkpointBytesMax })
    .catch(() => undefined);
  const text = answer?.status === 200 ? utf8ToString(answer.bytes) : undefined;
  const opened =
    text === undefined ? undefined : await openCheckpoint(world.crypto, log.logKey, text);
  const pending: ReplacementNote = {
    name: 'checkpoint.pending',
    note: ownLineOnly(note),
    size: note.size,
  };
  if (opened === undefined || !opened.ok || opened.value.size > note.size) return [pending];
  const confirmed = {
    name: 'checkpoint',
    note: printNote(opened.value.note),
    size: opened.value.size,
  } as const;
  return [confirmed, pending];
}

function ownLineOnly(note: SignedCheckpoint): string {
  const signatures = note.note.signatures.filter((line) => line.name === note.origin);
  return printNote({ text: note.note.text, signatures });
}

async function* inPieces(entries: readonly NewEntry[]): AsyncGenerator<readonly NewEntry[]> {
  for (let at = 0; at < entries.length; at += 1_024) yield entries.slice(at, at + 1_024);
}
