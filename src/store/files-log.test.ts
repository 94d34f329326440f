// Spec: docs/spec/store.md S4 to S9.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import { rootOf } from '../record/merkle.ts';
import { openFilesLog } from './files-log.ts';
import {
  contractOrigin,
  describeLogStore,
  growTo,
  noteOver,
  payloadOf,
  plainEntries,
  plainEntry,
} from './log-store.contract.ts';
import { nodeCrypto } from './node-crypto.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-files-log-'));
afterAll(() => rm(base, { recursive: true, force: true }));
let made = 0;
const newDir = () => join(base, `log-${made++}`);
const { sha256 } = nodeCrypto;
const open = (dir: string, rotateEntries?: number) =>
  openFilesLog({ dir, origin: contractOrigin, sha256, rotateEntries });

describeLogStore('files log', () => open(newDir()));

/** Returns every file under a folder with its bytes in hex, but for the private ones. */
async function publicFiles(dir: string): Promise<Record<string, string>> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const name of names.filter((n) => n.isFile())) {
    const path = join(name.parentPath, name.name);
    const inside = path.slice(dir.length + 1);
    if (!inside.startsWith('private/')) files[inside] = toHex(await readFile(path));
  }
  return files;
}

describe('openFilesLog', () => {
  it('finds again what was recorded, published and erased', async () => {
    const dir = newDir();
    const first = await open(dir);
    await first.append(plainEntries(0, 700));
    await first.append([{ ...plainEntry(700), payloads: [payloadOf('internal', 'secret')] }]);
    await first.append([{ ...plainEntry(701), payloads: [payloadOf('public', 'gone')] }]);
    await first.erasePayload(701, 'public');
    const note = await noteOver(first, 650);
    await first.putCheckpoint('checkpoint', note, 650);
    await growTo(first, 702);
    const head = first.head();
    const files = await publicFiles(dir);
    await first.close();
    const second = await open(dir);
    expect(second.head()).toEqual(head);
    expect(await second.checkpoint('checkpoint')).toBe(note);
    expect((await second.payload(700, 'internal')).status).toBe('held');
    expect((await second.payload(701, 'public')).status).toBe('erased');
    expect(await second.entries(300, 702)).toEqual(plainEntries(300, 702).map((e) => e.bytes));
    expect(await publicFiles(dir)).toEqual(files);
    await second.close();
  });

  it('makes damaged and missing tiles and notes again, byte for byte', async () => {
    const dir = newDir();
    const log = await open(dir);
    await growTo(log, 600);
    await growTo(log, 613);
    await log.putCheckpoint('checkpoint', await noteOver(log, 600), 600);
    await log.close();
    const files = await publicFiles(dir);
    await rm(join(dir, 'checkpoint'));
    await writeFile(join(dir, 'checkpoint.pending'), 'a.example/comity\n1\n');
    await rm(join(dir, 'tile/entries/000'));
    await writeFile(join(dir, 'tile/entries/001'), 'short');
    await writeFile(join(dir, 'tile/0/001'), new Uint8Array(8_192));
    await rm(join(dir, 'tile/1/000.p/2'));
    await rm(join(dir, 'tile/0/002.p'), { recursive: true });
    await (await open(dir)).close();
    const again = await publicFiles(dir);
    // Size 600 is served and 613 pending: both partial tiles are needed.
    expect(Object.keys(again)).toContain('tile/0/002.p/88');
    expect(Object.keys(again)).toContain('tile/0/002.p/101');
    expect(again).toEqual(files);
  });

  it('removes partial tiles only when a full tile stands and no kept size needs them', async () => {
    const dir = newDir();
    const log = await open(dir);
    for (const size of [100, 200, 250]) await growTo(log, size);
    expect((await readdir(join(dir, 'tile/0/000.p'))).sort()).toEqual(['100', '200', '250']);
    await growTo(log, 300);
    await growTo(log, 301);
    expect(await readdir(join(dir, 'tile/0'))).toContain('000.p');
    for (const size of [302, 303, 304]) await growTo(log, size);
    expect(await readdir(join(dir, 'tile/0'))).toEqual(['000', '001.p']);
    expect(await readdir(join(dir, 'tile/entries'))).toEqual(['000', '001.p']);
    await log.close();
  });

  it('keeps private files from other users', async () => {
    const dir = newDir();
    const log = await open(dir);
    await log.append([{ ...plainEntry(0), payloads: [payloadOf('internal', 'secret')] }]);
    await log.close();
    const modeOf = async (path: string) => (await stat(join(dir, path))).mode & 0o777;
    expect(await modeOf('private')).toBe(0o700);
    expect(await modeOf('private/journal')).toBe(0o600);
    expect(await modeOf('private/payloads/000000.internal')).toBe(0o600);
  });

  it('leaves no byte of an erased payload or its salt in any file', async () => {
    const dir = newDir();
    const log = await open(dir);
    const payload = payloadOf('programme', 'a name that must go');
    await log.append([{ ...plainEntry(0), payloads: [payload] }]);
    await log.append([{ ...plainEntry(1), payloads: [payloadOf('programme', 'another')] }]);
    await log.erasePayload(0, 'programme');
    await log.close();
    const all: string[] = [];
    for (const name of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (name.isFile()) all.push(toHex(await readFile(join(name.parentPath, name.name))));
    }
    expect(all.join(' ')).not.toContain(toHex(payload.bytes));
    expect(all.join(' ')).not.toContain(toHex(payload.salt));
    const again = await open(dir);
    expect((await again.payload(1, 'programme')).status).toBe('held');
    await again.close();
  });

  it('refuses a journal with a changed bit wherever it is, and never opens with fewer entries', async () => {
    const dir = newDir();
    const log = await open(dir);
    for (let n = 0; n < 12; n++) await log.append([plainEntry(n)]);
    await log.close();
    const path = join(dir, 'private/journal');
    const good = await readFile(path);
    for (let at = 3; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad[at] ^= 1 << (at % 8);
      await writeFile(path, bad);
      await expect(open(dir)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
      expect((await readFile(path)).equals(bad)).toBe(true);
    }
  });

  it('notices an entry that changed on the disk while it was open', async () => {
    const dir = newDir();
    const log = await open(dir);
    await log.append(plainEntries(0, 3));
    const path = join(dir, 'private/journal');
    const bytes = await readFile(path);
    bytes[bytes.indexOf('entry 1') + 6] ^= 1;
    await writeFile(path, bytes);
    await expect(log.entries(0, 3)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
    const note = await noteOver(log, 3);
    await expect(log.putCheckpoint('checkpoint', note, 3)).rejects.toMatchObject({
      code: 'store.log.root-mismatch',
    });
    expect(await readdir(dir)).toEqual(['private']);
    await log.close();
  });

  it('refuses a journal that ends before what was published', async () => {
    const dir = newDir();
    const log = await open(dir);
    await growTo(log, 5);
    const old = await readFile(join(dir, 'private/journal'));
    await growTo(log, 9);
    await log.close();
    await writeFile(join(dir, 'private/journal'), old);
    await expect(open(dir)).rejects.toMatchObject({ code: 'store.journal.short' });
    await rm(join(dir, 'private/journal'));
    await expect(open(dir)).rejects.toMatchObject({ code: 'store.journal.short' });
  });

  it('refuses the journal of another log, a changed payload and a folder it cannot write', async () => {
    const dir = newDir();
    const log = await open(dir);
    await log.append([{ ...plainEntry(0), payloads: [payloadOf('public', 'text')] }]);
    await log.close();
    const other = openFilesLog({ dir, origin: 'b.example/comity' as Origin, sha256 });
    await expect(other).rejects.toMatchObject({ code: 'store.journal.origin' });
    const path = join(dir, 'private/payloads/000000.public');
    const bytes = await readFile(path);
    bytes[70] ^= 1;
    await writeFile(path, bytes);
    await expect(open(dir)).rejects.toMatchObject({ code: 'store.payload.corrupt' });
    const file = newDir();
    await writeFile(file, 'a file, not a folder');
    await expect(open(file)).rejects.toMatchObject({ code: 'store.folder.unwritable' });
  });

  it('reads entries that lie far apart in the journal', async () => {
    const dir = newDir();
    const log = await open(dir);
    for (let n = 0; n < 3; n++) {
      await log.append([plainEntry(n)]);
      const filler = 'x'.repeat(60_000);
      for (let i = 0; i < 2; i++) {
        await log.putCheckpoint('checkpoint', `${await noteOver(log, n + 1)}${filler}\n`, n + 1);
      }
    }
    expect(await log.entries(0, 3)).toEqual(plainEntries(0, 3).map((entry) => entry.bytes));
    await log.close();
  });

  it('agrees with the root of the specification at a size that three levels of tiles need', async () => {
    const dir = newDir();
    const log = await open(dir);
    await growTo(log, 65_800);
    const leaves = [...(await log.leaves(0, 65_800))];
    expect(log.head().root).toEqual(rootOf(sha256, leaves));
    const level2 = await log.resource('tile/2/000.p/1');
    expect(level2).toEqual(rootOf(sha256, leaves.slice(0, 65_536)));
    await log.close();
    const rotated = await open(dir, 256);
    await rotated.append([plainEntry(65_800)]);
    await growTo(rotated, 65_801);
    await rotated.close();
    const tile = join(dir, 'tile/1/000');
    const before = await readFile(tile);
    // A tile of level 1 is made again from 256 bundles, or from the tiles below it.
    for (const damaged of ['tile/1/000', 'tile/0/077'])
      await writeFile(join(dir, damaged), 'short');
    const again = await open(dir);
    expect(await readFile(tile)).toEqual(before);
    expect(await again.resource('tile/2/000.p/1')).toEqual(level2);
    expect(await again.leaves(19_000, 20_000)).toEqual(leaves.slice(19_000, 20_000));
    await again.close();
    await writeFile(tile, 'short');
    await rm(join(dir, 'tile/entries/009'));
    await expect(open(dir)).rejects.toMatchObject({ code: 'store.bundle.damaged' });
  });
});
