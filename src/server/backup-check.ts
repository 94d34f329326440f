// Checks a backup whole, with nothing but its own folder: every file against its hash, every leaf against the root,
// both notes against the log's key, every cosignature by a trusted key, every payload against its commitment.
import { equalBytes, fromHex, utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { type Issue, issuesToText } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import { verifyCosignature } from '../record/cosignature.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { parseVerifierKey } from '../record/key.ts';
import { type DatedKey, openLogNote } from '../record/log-keys.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { decodeBundle, tileWidth } from '../record/tile.ts';
import type { BackupFolder } from '../store/backup-folder.ts';
import type { CheckpointName, NewEntry, NewPayload } from '../store/log-store.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { BackedUpLog, BackupManifest } from './backup-manifest.ts';
import { parseIdentity, type TrustedNode } from './identity.ts';
import { originHash } from './logs.ts';
import { decodePayloadBundle } from './payload-bundle.ts';
import { fitting } from './payload-client.ts';
import { keyFileOf, withChanges } from './trust.ts';

/** What was read of a backup and what was wrong. */
export interface BackupCheck {
  readonly made: string;
  readonly node: string;
  readonly programme: string;
  readonly logs: readonly {
    readonly origin: string;
    readonly kind: string;
    readonly entries: number;
    readonly payloads: number;
    /** Size of the note that the others cosigned; 0 without one. */
    readonly confirmed: number;
    /** Valid cosignatures on it by nodes that this one trusts. */
    readonly cosignatures: number;
    readonly root: string;
  }[];
  readonly files: number;
  readonly keys: boolean;
  readonly issues: readonly Issue[];
}

/** The entries of one bundle as they are put into a log, and the payloads that are erased. */
export interface BackedUpBundle {
  readonly entries: readonly NewEntry[];
  readonly erased: readonly { readonly index: number; readonly scope: Scope }[];
}

const scopes: readonly Scope[] = ['public', 'programme', 'internal'];

/** Reads and checks all of it; writes nothing. Cost: linear in its size. */
export async function checkBackup(
  folder: BackupFolder,
  manifest: BackupManifest,
): Promise<BackupCheck> {
  const issues: Issue[] = [];
  const trusted = await checkFiles(folder, manifest, issues);
  const logs = [];
  for (const log of manifest.logs) {
    logs.push(await checkLog({ folder, manifest, trusted }, log, issues));
  }
  const { made, node, programme, files } = manifest;
  const keys = files.some(({ path }) => path.startsWith('keys/'));
  return { made, node, programme, logs, files: files.length, keys, issues };
}

interface Checking {
  readonly folder: BackupFolder;
  readonly manifest: BackupManifest;
  readonly trusted: readonly TrustedNode[];
}

/** Every file against its hash and length. Returns the exports that the node trusts. */
async function checkFiles(
  folder: BackupFolder,
  manifest: BackupManifest,
  issues: Issue[],
): Promise<readonly TrustedNode[]> {
  const trusted: TrustedNode[] = [];
  const exported = new Map<string, TrustedNode>();
  const keyFiles = new Map<string, string>();
  const paths = new Set(manifest.files.map(({ path }) => path));
  if (!paths.has('node/comity.json') || paths.size < manifest.files.length) {
    const message = 'expected one node/comity.json, and every path once';
    issues.push({ code: 'server.restore.files', path: 'manifest.json', message });
  }
  for (const { path, bytes: length, sha256 } of manifest.files) {
    const bytes = await folder.get(sha256).catch((error: unknown) => {
      issues.push({ code: codeOf(error), path, message: messageOf(error) });
      return undefined;
    });
    if (bytes === undefined) continue;
    const blob = /^node\/blobs\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (bytes.length !== length || (blob !== undefined && blob !== sha256)) {
      const message = `expected ${length} bytes under the name of their hash, got ${bytes.length} of ${sha256}`;
      issues.push({ code: 'server.restore.file', path, message });
    }
    const name = /^node\/trust\/([^/]+)$/.exec(path)?.[1] ?? '';
    keyFiles.set(name, utf8ToString(bytes) ?? '');
    if (!name.endsWith('.note')) continue;
    const parsed = await parseIdentity(nodeCrypto, utf8ToString(bytes) ?? '');
    if (parsed.ok) exported.set(name, parsed.value);
    else issues.push({ code: 'server.restore.trust', path, message: issuesToText(parsed.error) });
  }
  for (const [name, node] of exported)
    trusted.push(await withChanges(nodeCrypto, node, keyFiles.get(keyFileOf(name)) ?? ''));
  return trusted;
}

async function checkLog(world: Checking, log: BackedUpLog, issues: Issue[]) {
  const { sha256 } = nodeCrypto;
  const { origin, kind, size } = log;
  const add = (code: string, message: string) => issues.push({ code, path: origin, message });
  // Another rule of what envelopes may hold; commitments are the same.
  const visibility = kind === 'private' ? 'private' : 'shared';
  const leaves: Uint8Array[] = [];
  let payloads = 0;
  try {
    for await (const { entries } of bundlesOf(world, log)) {
      for (const entry of entries) {
        leaves.push(leafHash(sha256, entry.bytes));
        payloads += entry.payloads.length;
        const envelope = parseEnvelope(entry.bytes, visibility);
        const commitments = envelope.ok ? envelope.value.commitments : {};
        const fit = fitting(nodeCrypto, commitments, entry.payloads);
        if (fit.length < entry.payloads.length) {
          const message = `a payload of entry ${leaves.length - 1} is not what it commits to`;
          add('server.restore.payload', message);
        }
      }
    }
  } catch (error) {
    add(codeOf(error), messageOf(error));
  }
  if (
    leaves.length !== size ||
    !equalBytes(rootOf(sha256, leaves), fromHex(log.root) ?? new Uint8Array())
  ) {
    add(
      'server.restore.root',
      `expected ${size} entries of root ${log.root}, got ${leaves.length}`,
    );
  }
  const keys = keysOf(world, log);
  if (keys === undefined) add('server.restore.key', 'its key is not the one that was trusted');
  const notes = { confirmed: 0, cosignatures: 0 };
  for (const name of keys === undefined ? [] : noteNames) {
    const note = log.notes[name];
    if (note === undefined) continue;
    const opened = await openLogNote(nodeCrypto, keys ?? [], { text: note, source: 'kept' });
    const fits =
      opened.ok &&
      opened.value.size <= leaves.length &&
      equalBytes(rootOf(sha256, leaves.slice(0, opened.value.size)), opened.value.root);
    if (!fits) {
      const why = opened.ok ? 'the entries do not give its root' : issuesToText(opened.error);
      add('server.restore.note', `${name}: ${why}`);
      continue;
    }
    if (name !== 'checkpoint') continue;
    notes.confirmed = opened.value.size;
    for (const { keys: of, witnessKey } of world.trusted) {
      const asked = of.witness.map(({ key }) =>
        verifyCosignature(nodeCrypto, key, opened.value.note),
      );
      const found = (await Promise.all(asked)).map(({ status }) => status);
      if (found.includes('invalid'))
        add('server.restore.note', `${name}: ${witnessKey.name} has not signed it`);
      else if (found.includes('valid')) notes.cosignatures += 1;
    }
  }
  return { origin, kind, entries: leaves.length, payloads, ...notes, root: log.root };
}

const noteNames: readonly CheckpointName[] = ['checkpoint', 'checkpoint.pending'];

/** A mirror's keys are the trusted party's; the node's own are known from nowhere else than its backup. */
function keysOf({ trusted }: Checking, log: BackedUpLog): readonly DatedKey[] | undefined {
  const said = [log.vkey, ...(log.laterVkeys ?? [])];
  const parsed = said.map((text) => parseVerifierKey(nodeCrypto.sha256, text));
  const keys = parsed.flatMap((one) => (one.ok ? [{ key: one.value }] : []));
  if (keys.length < said.length) return undefined;
  if (log.kind !== 'mirror') return keys;
  const peer = trusted.find(({ identity }) => identity.own?.origin === log.origin);
  const isPeers = ({ key }: DatedKey) =>
    peer?.keys.log.some((one) => equalBytes(one.key.publicKey, key.publicKey)) === true;
  return keys.every(isPeers) ? keys : undefined;
}

/**
 * Returns a log's entries with their payloads, bundle by bundle. Failures: store.backup.missing, .changed,
 * server.restore.bundle.
 */
export async function* bundlesOf(
  from: Pick<Checking, 'folder' | 'manifest'>,
  log: BackedUpLog,
): AsyncGenerator<BackedUpBundle> {
  const base = `logs/${originHash(nodeCrypto, log.origin)}`;
  const hashes = new Map(from.manifest.files.map(({ path, sha256 }) => [path, sha256]));
  for (let bundle = 0; bundle * tileWidth < log.size; bundle++) {
    const width = Math.min(tileWidth, log.size - bundle * tileWidth);
    const path = `${base}/entries/${bundle}`;
    const decoded = decodeBundle(await from.folder.get(hashes.get(path) ?? 'none'), width);
    if (!decoded.ok) throw notABundle(path, decoded.error);
    const payloads: NewPayload[][] = decoded.value.map(() => []);
    const erased: { index: number; scope: Scope }[] = [];
    for (const scope of scopes) {
      const place = `${base}/payloads/${scope}/${bundle}`;
      const hash = hashes.get(place);
      if (hash === undefined) continue;
      const slots = decodePayloadBundle(await from.folder.get(hash));
      if (!slots.ok) throw notABundle(place, slots.error);
      for (const [slot, state] of slots.value.entries()) {
        if (state.status === 'erased') erased.push({ index: bundle * tileWidth + slot, scope });
        if (state.status !== 'held') continue;
        payloads[slot]?.push({ scope, salt: state.salt, bytes: state.bytes });
      }
    }
    const entries = decoded.value.map((bytes, i) => ({ bytes, payloads: payloads[i] ?? [] }));
    yield { entries, erased };
  }
}

function notABundle(path: string, issues: readonly Issue[]): ComityError {
  return new ComityError('server.restore.bundle', `${path}: ${issuesToText(issues)}`);
}
