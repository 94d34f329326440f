// Healing a node whose log contradicts what its witnesses cosigned: the genuine log comes back from a peer's
// mirror, verified entry by entry against a note under this log's own signature; what was recorded and never
// signed follows it; the folder that was there is kept aside (record.md 4.12).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Clock } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { openLogNote } from '../record/log-keys.ts';
import { leafHash } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { openFilesLog } from '../store/files-log.ts';
import { lockFolder } from '../store/folder.ts';
import { openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { type ReplacementNote, replaceLog } from '../store/replace-log.ts';
import { readConfig, signerSocketOf, stateDirOf } from './config.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { ownLogs } from './init.ts';
import { readKeys } from './keys.ts';
import { checkpointBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import { fetchMirrored } from './mirror-client.ts';
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
  /** Where the old log is kept. */
  readonly kept?: string;
  /** Address of the node whose mirror it was. */
  readonly from?: string;
}

/**
 * Heals the log of a node that does not run. Failures: server.heal.no-log, server.heal.no-note (no witness has
 * a note of this log), server.heal.no-mirror, and those of folder and store.
 */
export async function healNode(dataDir: string, clock: Clock): Promise<Healed> {
  const config = readConfig(dataDir);
  await using _lock = await lockFolder(dataDir);
  const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
  const { own } = ownLogs(config, keys);
  if (own === undefined)
    throw new ComityError('server.heal.no-log', 'a witness keeps no log of its own');
  const trusted = (await openTrust(dataDir, nodeCrypto)).all();
  const client = createHttpClient({ privateAddresses: config.privateAddresses });
  const world = {
    client,
    crypto: nodeCrypto,
    clock,
    random: randomBytes,
    requestKey: keys.request,
  };
  try {
    const dir = join(dataDir, 'log');
    const store = await openFilesLog({
      dir,
      origin: own.identity.origin,
      sha256: nodeCrypto.sha256,
    });
    const log: HeldLog = { ...own, store };
    const note = await newestNote(world, trusted, log);
    const lastSigned = openLastSigned(stateDirOf(dataDir, config));
    // A signer of its own keeps its own state, and no request can set it back.
    const socket = signerSocketOf(dataDir, config);
    const { origin } = own.identity;
    const signer = socket === undefined ? undefined : signerBehind(socket, nodeCrypto);
    const state = await (signer?.last(origin) ?? lastSigned.get(origin));
    const whole =
      (await contains(nodeCrypto, store, note)) &&
      (state === undefined || (await contains(nodeCrypto, store, state)));
    if (whole) {
      await store.close();
      return { origin: own.identity.origin, restored: 0, followed: 0 };
    }
    const { mirrored, from } = await anyMirror(world, trusted, { log, note });
    const signed = state?.size ?? 0;
    const there = new Set(mirrored.leaves.map(toHex));
    const tail = (await unsignedTail(log, signed)).filter(
      (entry) => !there.has(toHex(leafHash(nodeCrypto.sha256, entry.bytes))),
    );
    await store.close();
    const notes = await notesFor(world, from, { log, note });
    const replaced = await replaceLog({
      dir,
      origin: own.identity.origin,
      sha256: nodeCrypto.sha256,
      entries: inPieces([...mirrored.entries, ...tail]),
      notes,
    });
    if (signer === undefined) await lastSigned.heal(origin, { size: note.size, root: note.root });
    rmSync(join(dataDir, 'projection'), { recursive: true, force: true });
    return {
      origin: own.identity.origin,
      restored: mirrored.entries.length,
      followed: tail.length,
      ...(replaced.kept === undefined ? {} : { kept: replaced.kept }),
      from: from.identity.url,
    };
  } finally {
    client.close();
  }
}

type World = Parameters<typeof fetchMirrored>[0];

async function newestNote(
  world: World,
  trusted: readonly TrustedNode[],
  log: HeldLog,
): Promise<SignedCheckpoint> {
  const hash = originHash(nodeCrypto, log.identity.origin);
  let newest: SignedCheckpoint | undefined;
  for (const witness of trusted) {
    const note = await lastCosigned(world, witness, { originHash: hash, keys: log.keys() }).catch(
      () => undefined,
    );
    if (note !== undefined && note.size > (newest?.size ?? 0)) newest = note;
  }
  if (newest !== undefined) return newest;
  throw new ComityError('server.heal.no-note', 'no witness that answers has cosigned this log');
}

async function anyMirror(
  world: World,
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

async function unsignedTail(log: HeldLog, signed: number): Promise<readonly NewEntry[]> {
  const { size } = log.store.head();
  if (signed >= size) return [];
  const bytes = await log.store.entries(signed, size);
  const read = await readEntries(nodeCrypto, log, { from: signed, to: size });
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
  world: { readonly client: HttpClient },
  from: TrustedNode,
  given: { readonly log: HeldLog; readonly note: SignedCheckpoint },
): Promise<readonly ReplacementNote[]> {
  const { log, note } = given;
  const hash = originHash(nodeCrypto, log.identity.origin);
  const url = `${from.identity.url}/mirror/${hash}/checkpoint`;
  const answer = await world.client
    .ask({ url, bytesMax: checkpointBytesMax })
    .catch(() => undefined);
  const text = answer?.status === 200 ? utf8ToString(answer.bytes) : undefined;
  const opened =
    text === undefined
      ? undefined
      : await openLogNote(nodeCrypto, log.keys(), { text, source: 'kept' });
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
