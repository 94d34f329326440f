// Spec: docs/spec/store.md S23, S24.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { utf8 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { openBackupFolder } from './backup-folder.ts';

const { sha256 } = testCrypto;
const open = (files: SimulatedDisk) => openBackupFolder('/backup', { sha256, files });

async function write(disk: SimulatedDisk, words: readonly string[]): Promise<void> {
  const folder = open(disk);
  const named = new Map<string, string>();
  for (const word of words) named.set(word, (await folder.put(utf8(word))).sha256);
  await folder.commit({ files: Object.fromEntries(named) }, new Set(named.values()));
}

/** The words of the newest manifest, each read back. */
async function read(disk: SimulatedDisk): Promise<string> {
  const folder = open(disk);
  const manifest = await folder.manifest();
  if (manifest === undefined) return 'none';
  const hashes = Object.entries(manifest.files as Record<string, string>);
  const words = hashes.map(async ([word, hash]) => {
    expect(new TextDecoder().decode(await folder.get(hash))).toBe(word);
    return word;
  });
  return (await Promise.all(words)).sort().join(' ');
}

const path = (disk: SimulatedDisk) =>
  disk.list('/backup/files').then(([name]) => `/backup/files/${name}`);

async function spoil(disk: SimulatedDisk, at: string): Promise<void> {
  const file = await disk.open(at, 'write');
  await file.write(0, utf8('X'));
  await file.close();
}

describe('a backup folder', () => {
  it.each(['EIO', 'ENOSPC', 'halt'] as const)(
    'holds the backup before or the new one, whole, after %s at any call and a power cut',
    async (fault) => {
      const seen = new Set<string>();
      for (let call = 1; ; call++) {
        const disk = new SimulatedDisk();
        await write(disk, ['one', 'two']);
        disk.failAt(call, fault);
        const done = await write(disk, ['two', 'three', 'four']).then(
          () => true,
          (error: unknown) => {
            if (fault !== 'halt') expect(codeOf(error)).toBe('store.folder.unwritable');
            return false;
          },
        );
        disk.cutPower(seededChance(call));
        const found = await read(disk);
        seen.add(found);
        expect(['one two', 'four three two']).toContain(found);
        if (done) {
          expect(found).toBe('four three two');
          break;
        }
      }
      expect(seen.size).toBe(2);
    },
  );

  it('counts on nothing that a killed backup left, even when the power goes after the next', async () => {
    for (let first = 1; first < 20; first++) {
      for (let second = 1; second < 20; second++) {
        const disk = new SimulatedDisk();
        await write(disk, ['one']);
        disk.failAt(first, 'halt');
        await write(disk, ['two', 'three']).catch(() => undefined);
        disk.recover();
        disk.failAt(second, 'halt');
        await write(disk, ['two', 'three']).catch(() => undefined);
        disk.cutPower(seededChance(20 * first + second));
        expect(['one', 'three two']).toContain(await read(disk));
      }
    }
  });

  it('writes what is new only, writes anew what has rotted, and drops what no manifest names', async () => {
    const disk = new SimulatedDisk();
    await write(disk, ['one']);
    const folder = open(disk);
    expect((await folder.put(utf8('one'))).written).toBe(false);
    await spoil(disk, await path(disk));
    expect((await folder.put(utf8('one'))).written).toBe(true);
    await write(disk, ['two']);
    expect(await disk.list('/backup/files')).toHaveLength(1);
    expect(await read(disk)).toBe('two');
  });

  it('says what is missing, what has changed, and that a manifest is not whole', async () => {
    const disk = new SimulatedDisk();
    await write(disk, ['one']);
    const folder = open(disk);
    await expect(folder.get('0'.repeat(64))).rejects.toMatchObject({
      code: 'store.backup.missing',
    });
    const name = (await path(disk)).slice(-64);
    await spoil(disk, await path(disk));
    await expect(folder.get(name)).rejects.toMatchObject({ code: 'store.backup.changed' });
    await spoil(disk, '/backup/manifest.json');
    await expect(folder.manifest()).rejects.toMatchObject({ code: 'store.backup.manifest' });
  });
});
