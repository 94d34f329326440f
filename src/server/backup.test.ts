// A backup and what is read of it: what it holds, what it refuses, and every fault that a check finds.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  keyPair,
  peerIdentity,
  peerKeys,
  signEntries,
  someEntries,
  trustedPeer,
} from '../../test/support/peer.ts';
import { codeOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { cosign } from '../record/cosignature.ts';
import { printVerifierKey } from '../record/key.ts';
import { printNote } from '../record/note.ts';
import { openBackupFolder } from '../store/backup-folder.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { backupNode } from './backup.ts';
import { type BackupManifest, manifestJson, readManifest } from './backup-manifest.ts';
import { type Config, stateDirOf } from './config.ts';
import type { TrustedNode } from './identity.ts';
import { initNode, ownLogs } from './init.ts';
import { type NodeKeys, readKeys } from './keys.ts';
import { openLogPlace } from './log-place.ts';
import { type Logs, openLogs } from './logs.ts';
import { restoreNode, verifyBackup } from './restore.ts';
import { openTrust } from './trust.ts';

const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
const peer = peerKeys('south', 40);
let dir = '';
let config: Config;
let keys: NodeKeys;
let logs: Logs;
const at = (...parts: readonly string[]) => join(dir, ...parts);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-backup-'));
  const own = {
    party: 'north' as PartyId,
    mark: 'NO' as Mark,
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns' as Origin,
  };
  const input = {
    programme: 'two-towns' as ProgrammeId,
    ...{ own, name: { en: 'North' }, witnessName: 'witness.north.invalid', port: 0 },
    stateDir: '../state',
  };
  config = await initNode(at('node'), input, world);
  keys = await readKeys(stateDirOf(at('node'), config), config, nodeCrypto.sha256);
  const said = { party: 'south', mark: 'SO', url: 'http://south.invalid' };
  const { note, node } = await trustedPeer(peer, peerIdentity(peer, said));
  const trust = await openTrust(at('node'), nodeCrypto);
  await trust.add(note, node);
  const peers = trust.all();
  const given = {
    place: await openLogPlace(at('node'), config),
    crypto: nodeCrypto,
    ...ownLogs(config, keys),
    peers,
    keysOf: (node: TrustedNode) => node.keys.log,
  };
  logs = await openLogs(given);
  await logs.own?.store.append(someEntries(300));
  await publish();
});
afterEach(async () => {
  await logs.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Publishes the own log under a note that the other party has cosigned. */
async function publish(): Promise<void> {
  const { store } = logs.own ?? {};
  if (store === undefined || keys.log === undefined) throw new Error('a party keeps a log');
  const [pair] = keys.signing('log', Date.now());
  const bytes = await store.entries(0, store.head().size);
  const signed = await signEntries(
    pair,
    bytes.map((one) => ({ bytes: one, payloads: [] })),
  );
  const line = await cosign({ ...peer.witness, timeSeconds: 7, checkpointText: signed.note.text });
  const note = { text: signed.note.text, signatures: [...signed.note.signatures, line] };
  await store.putCheckpoint('checkpoint', printNote(note), signed.size);
}

const wish = { keys: false, mirrors: false };
const backup = (more: Partial<Parameters<typeof backupNode>[1]> = {}) =>
  backupNode(
    { config, dataDir: at('node'), logs, clock: Date.now },
    { dir: at('backup'), ...wish, ...more },
  );
const refusal = async (...args: Parameters<typeof backup>) => {
  const done = await backup(...args);
  return done.ok ? 'done' : done.error.code;
};
const codes = async () => (await verifyBackup(at('backup'))).issues.map((issue) => issue.code);
const folder = () => openBackupFolder(at('backup'), { sha256: nodeCrypto.sha256 });

/** Writes the manifest anew, with a good sum: what somebody can do who wants to deceive. */
async function forge(change: (manifest: BackupManifest) => unknown): Promise<void> {
  const manifest = await readManifest(folder());
  if (manifest === undefined) throw new Error('no manifest');
  const changed = { ...manifest, ...(change(manifest) as object) };
  const named = new Set(readdirSync(at('backup/files')));
  await folder().commit(manifestJson(changed), named);
}

/** Puts other bytes in the place of a file of the backup, under their own hash. */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const { sha256 } = await folder().put(bytes);
  await forge(({ files }) => ({
    files: files.map((one) => (one.path === path ? { path, bytes: bytes.length, sha256 } : one)),
  }));
}

const pathLike = async (like: RegExp) =>
  (await readManifest(folder()))?.files.find(({ path }) => like.test(path))?.path ?? '';
const bytesOf = async (path: string) => {
  const file = (await readManifest(folder()))?.files.find((one) => one.path === path);
  return Uint8Array.from(await folder().get(file?.sha256 ?? ''));
};

describe('a backup', () => {
  it('holds every entry, content and note, and is restored as the same tree', async () => {
    expect(await refusal()).toBe('done');
    const check = await verifyBackup(at('backup'));
    expect(check.issues).toEqual([]);
    const own = check.logs.find((log) => log.kind === 'own');
    expect(own).toMatchObject({ entries: 301, payloads: 301, confirmed: 301, cosignatures: 1 });
    await restoreNode(at('backup'), { dataDir: at('again') });
    const again = await openLogs({
      ...{
        place: await openLogPlace(at('again'), config),
        crypto: nodeCrypto,
        keysOf: () => [],
        ...ownLogs(config, keys),
        peers: [],
      },
    });
    expect(again.own?.store.head()).toEqual(logs.own?.store.head());
    expect(again.private?.store.head()).toEqual(logs.private?.store.head());
    expect(again.own?.confirmed?.size).toBe(301);
    await again.close();
    expect(readFileSync(at('again/comity.json'))).toEqual(readFileSync(at('node/comity.json')));
  });

  it('holds private keys only when asked, never what was signed last, and replaces no key', async () => {
    await backup();
    expect(await pathLike(/\.key$/)).toBe('');
    const before = readdirSync(at('backup/files')).length;
    await backup({ keys: true });
    expect(readdirSync(at('backup/files')).length).toBeGreaterThan(before);
    expect(await pathLike(/last-signed/)).toBe('');
    const done = await restoreNode(at('backup'), { dataDir: at('new'), stateDir: at('new.state') });
    expect(done.restored?.keysMissing).toEqual([]);
    expect(existsSync(at('new.state/last-signed'))).toBe(false);
    writeFileSync(at('new.state/root.key'), 'mine');
    rmSync(at('new'), { recursive: true });
    await restoreNode(at('backup'), { dataDir: at('new'), stateDir: at('new.state') });
    expect(readFileSync(at('new.state/root.key'), 'utf8')).toBe('mine');
  });

  it('holds what was erased no longer, once it is made again', async () => {
    await backup();
    const { store } = logs.own ?? {};
    const slot = await store?.payload(5, 'public');
    const held = () =>
      readdirSync(at('backup/files')).some((name) =>
        readFileSync(at('backup/files', name)).includes(
          slot?.status === 'held' ? Buffer.from(slot.bytes) : '',
        ),
      );
    expect(held()).toBe(true);
    await store?.erasePayload(5, 'public');
    await backup();
    expect(held()).toBe(false);
    await restoreNode(at('backup'), { dataDir: at('again') });
    const again = await openLogs({
      ...{
        place: await openLogPlace(at('again'), config),
        crypto: nodeCrypto,
        keysOf: () => [],
        ...ownLogs(config, keys),
        peers: [],
      },
    });
    expect((await again.own?.store.payload(5, 'public'))?.status).toBe('erased');
    await again.close();
  });

  it('is written neither into the node nor over other things nor over another node', async () => {
    const files = config;
    config = { ...config, logStore: 'postgres' };
    expect(await refusal()).toBe('server.backup.database');
    config = files;
    expect(await refusal({ dir: at('node/backup') })).toBe('server.backup.inside');
    expect(await refusal({ dir })).toBe('server.backup.inside');
    mkdirSync(at('full'));
    writeFileSync(at('full/letter'), 'x');
    expect(await refusal({ dir: at('full') })).toBe('server.backup.not-empty');
    await backup();
    await forge(() => ({ node: 'log.east.invalid/x' }));
    expect(await refusal()).toBe('server.backup.other-node');
  });

  it('is not restored when it is none, or not where something is', async () => {
    expect(await verifyBackup(at('nothing')).catch(codeOf)).toBe('server.restore.absent');
    await backup();
    const into = restoreNode(at('backup'), { dataDir: at('node') });
    expect(await into.catch(codeOf)).toBe('server.restore.not-empty');
    await folder().commit({ format: 'other' } as Record<string, Json>, new Set());
    expect(await verifyBackup(at('backup')).catch(codeOf)).toBe('server.backup.manifest');
  });

  it.each(['node/../../etc/passwd', 'node/./x', '/etc/passwd', 'log/x'])(
    'names no path that leads elsewhere: %s',
    async (path) => {
      await backup();
      await forge(({ files }) => ({ files: [...files, { ...files[0], path }] }));
      expect(await verifyBackup(at('backup')).catch(codeOf)).toBe('server.backup.manifest');
    },
  );
});

describe('a check of a backup that somebody made look whole', () => {
  beforeEach(() => backup());

  it('finds another entry: server.restore.root and server.restore.note', async () => {
    const path = await pathLike(/entries\/1$/);
    const bytes = await bytesOf(path);
    bytes[bytes.length - 4] ^= 1;
    await replace(path, bytes);
    expect(await codes()).toEqual(
      expect.arrayContaining(['server.restore.root', 'server.restore.note']),
    );
  });

  it('finds a bundle that is none: server.restore.bundle', async () => {
    await replace(await pathLike(/entries\/1$/), Uint8Array.of(9));
    expect(await codes()).toContain('server.restore.bundle');
    await replace(await pathLike(/payloads\/public\/0$/), Uint8Array.of(9));
    expect(await codes()).toContain('server.restore.bundle');
  });

  it('finds a content that its entry does not commit to: server.restore.payload', async () => {
    const path = await pathLike(/payloads\/public\/1$/);
    const bytes = await bytesOf(path);
    bytes[bytes.length - 4] ^= 1;
    await replace(path, bytes);
    expect(await codes()).toEqual(['server.restore.payload']);
  });

  it('finds a note that its key did not sign, and a cosignature that is none: server.restore.note', async () => {
    const note = (change: (text: string) => string) =>
      forge(({ logs: all }) => ({
        logs: all.map((log) => ({
          ...log,
          notes: { checkpoint: change(log.notes.checkpoint ?? '') },
        })),
      }));
    const other = printVerifierKey(keyPair(9, 'log.north.invalid/two-towns').key);
    const before = await readManifest(folder());
    await forge(({ logs: all }) => ({ logs: all.map((log) => ({ ...log, vkey: other })) }));
    expect(await codes()).toContain('server.restore.note');
    await forge(() => ({ logs: before?.logs.filter((log) => log.kind === 'own') }));
    expect(await codes()).toEqual([]);
    await note((text) => text.replace(/.{4}\n$/, 'AAA=\n'));
    expect(await codes()).toEqual(['server.restore.note']);
  });

  it('finds a mirror under a key that nobody trusted: server.restore.key', async () => {
    await forge(({ logs: all }) => ({ logs: all.map((log) => ({ ...log, kind: 'mirror' })) }));
    expect(await codes()).toContain('server.restore.key');
  });

  it('finds an export that is none, a blob of another name, and a path twice', async () => {
    await replace(await pathLike(/trust\/.*\.note$/), Uint8Array.of(9));
    expect(await codes()).toContain('server.restore.trust');
    await forge(({ files }) => ({
      files: [...files, { ...files[0], path: `node/blobs/${'0'.repeat(64)}` }],
    }));
    expect(await codes()).toContain('server.restore.file');
    await forge(({ files }) => ({ files: [...files, files[0]] }));
    expect(await codes()).toContain('server.restore.files');
    await forge(({ files }) => ({ files: files.filter((one) => one.path !== 'node/comity.json') }));
    expect(await codes()).toContain('server.restore.files');
  });
});
