// Spec: docs/spec/store.md S16.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DiskFault, SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { blobBytesMax } from '../base/limits.ts';
import { openBlobFiles } from './blob-files.ts';
import { nodeCrypto } from './node-crypto.ts';

const { sha256 } = nodeCrypto;
const base = await mkdtemp(join(tmpdir(), 'comity-blobs-'));
afterAll(() => rm(base, { recursive: true, force: true }));
const dir = '/data/blobs';
const openOn = (disk: SimulatedDisk) => openBlobFiles(dir, { sha256, files: disk });
/** Longer than a sector of the disk, so that a power cut could tear it. */
const blobs = Array.from({ length: 4 }, (_, n) => utf8(`schedule ${n} `.repeat(120 + n)));
const hashOf = (bytes: Uint8Array) => toHex(sha256(bytes));

describe('openBlobFiles', () => {
  it('keeps bytes under their hash and returns them; the same ones again are the same file', async () => {
    const files = openBlobFiles(join(base, 'kept'), { sha256 });
    expect(await files.list()).toEqual([]);
    expect(await files.has(hashOf(blobs[0]!))).toBe(false);
    expect(await files.get(hashOf(blobs[0]!))).toBeUndefined();
    const puts = [...blobs, ...blobs].map((bytes) => files.put(bytes));
    expect(await Promise.all(puts)).toEqual([...blobs, ...blobs].map(hashOf));
    expect(await files.list()).toEqual(blobs.map(hashOf).sort());
    for (const bytes of blobs) {
      expect(await files.has(hashOf(bytes))).toBe(true);
      expect(await files.get(hashOf(bytes))).toEqual(bytes);
    }
    const [first] = blobs;
    expect(await readFile(join(base, 'kept', hashOf(first!)))).toEqual(Buffer.from(first!));
  });

  it('never returns a file whose bytes have changed, counts it as missing and takes it anew', async () => {
    const folder = join(base, 'changed');
    const [bytes] = blobs;
    const hash = await openBlobFiles(folder, { sha256 }).put(bytes!);
    const changes = [
      new Uint8Array(0),
      bytes!.subarray(1),
      bytes!.with(7, 0),
      Buffer.concat([bytes!, Buffer.from(' ')]),
      new Uint8Array(blobBytesMax + 9),
    ];
    for (const changed of changes) {
      await writeFile(join(folder, hash), changed);
      const files = openBlobFiles(folder, { sha256 });
      await expect(files.get(hash)).rejects.toMatchObject({ code: 'store.blob.changed' });
      expect(await files.has(hash)).toBe(false);
      expect(await files.put(bytes!)).toBe(hash);
      expect(await files.get(hash)).toEqual(bytes);
    }
  });

  it('removes a file for good, a missing one too, and takes it again when it is put again', async () => {
    const disk = new SimulatedDisk();
    const files = openOn(disk);
    await files.remove(hashOf(blobs[0]!));
    const [first, second] = await Promise.all([files.put(blobs[0]!), files.put(blobs[1]!)]);
    await files.remove(first);
    expect([await files.has(first), await files.get(first)]).toEqual([false, undefined]);
    disk.cutPower(seededChance(1));
    expect(await openOn(disk).list()).toEqual([second]);
    await openOn(disk).remove(second);
    disk.cutPower(seededChance(2));
    expect(await openOn(disk).list()).toEqual([]);
    const later = openOn(disk);
    expect(await later.put(blobs[0]!)).toBe(first);
    expect(await later.get(first)).toEqual(blobs[0]);
    disk.failAt(1, 'EIO');
    await expect(later.remove(first)).rejects.toMatchObject({ code: 'store.folder.unwritable' });
  });

  it('notices a change on every read, also after it has seen the file whole', async () => {
    const folder = join(base, 'later');
    const files = openBlobFiles(folder, { sha256 });
    const hash = await files.put(blobs[1]!);
    expect(await files.get(hash)).toEqual(blobs[1]);
    await writeFile(join(folder, hash), 'other');
    await expect(files.get(hash)).rejects.toMatchObject({ code: 'store.blob.changed' });
    expect(await files.has(hash)).toBe(false);
  });

  it('takes no empty bytes, none above the limit, and no name that is not a hash', async () => {
    const files = openOn(new SimulatedDisk());
    for (const bytes of [new Uint8Array(0), new Uint8Array(blobBytesMax + 1)]) {
      await expect(files.put(bytes)).rejects.toMatchObject({ code: 'store.blob.size' });
    }
    const largest = new Uint8Array(blobBytesMax);
    expect(await files.put(largest)).toBe(hashOf(largest));
    for (const name of ['../key', 'AB'.repeat(32), `${'ab'.repeat(32)}.tmp`, '']) {
      await expect(files.get(name)).rejects.toThrow('a hex SHA-256');
      await expect(files.has(name)).rejects.toThrow('a hex SHA-256');
    }
  });

  it('leaves nothing behind on a full disk, and goes on when there is room again', async () => {
    for (let call = 1; call < 40; call++) {
      const disk = new SimulatedDisk();
      const files = openOn(disk);
      const first = await files.put(blobs[0]!);
      disk.failAt(call, 'ENOSPC');
      const kept = await files.put(blobs[1]!).catch((error: unknown) => error);
      if (!disk.faultMet) return;
      expect(kept).toMatchObject({ code: 'store.folder.unwritable' });
      disk.recover();
      expect(await disk.list(dir)).toEqual([first]);
      expect(await files.has(hashOf(blobs[1]!))).toBe(false);
      expect(await files.put(blobs[1]!)).toBe(hashOf(blobs[1]!));
      expect(await files.get(first)).toEqual(blobs[0]);
    }
    expect.unreachable('a put has fewer calls');
  });
});

/** Puts blobs on a disk until it fails; returns what was acknowledged. */
async function live(disk: SimulatedDisk): Promise<readonly Uint8Array[]> {
  const kept: Uint8Array[] = [];
  for (const part of [blobs.slice(0, 2), blobs.slice(1)]) {
    const files = openOn(disk);
    for (const bytes of part) {
      const hash = hashOf(bytes);
      if ((await files.put(bytes).catch(() => '')) === hash) kept.push(bytes);
      // What counts as here may be named by a statement: it has to stay as well.
      else if (await files.has(hash).catch(() => false)) kept.push(bytes);
    }
  }
  return kept;
}

/** Returns how many of the acknowledged are lost; what is there has to be whole. */
async function lostOn(disk: SimulatedDisk, kept: readonly Uint8Array[]): Promise<number> {
  const files = openOn(disk);
  for (const bytes of blobs) {
    const found = await files.get(hashOf(bytes)).catch(() => undefined);
    if (found !== undefined) expect(found).toEqual(bytes);
  }
  const found = await Promise.all(kept.map((bytes) => files.has(hashOf(bytes))));
  return found.filter((isThere) => !isThere).length;
}

describe('blobs on a disk that fails', () => {
  for (const fault of ['halt', 'EIO', 'ENOSPC'] as const satisfies readonly DiskFault[]) {
    it(`keep what was acknowledged when call after call meets ${fault} and the power goes`, async () => {
      for (let call = 1; call < 200; call++) {
        for (const seed of [1, 2, 3]) {
          const disk = new SimulatedDisk();
          disk.failAt(call, fault);
          const kept = await live(disk);
          const wasMet = disk.faultMet;
          disk.cutPower(seededChance(seed * 1_000 + call));
          expect(await lostOn(disk, kept), `call ${call} seed ${seed}`).toBe(0);
          const files = openOn(disk);
          for (const bytes of blobs) expect(await files.put(bytes)).toBe(hashOf(bytes));
          expect(await lostOn(disk, blobs)).toBe(0);
          if (!wasMet) return;
        }
      }
      expect.unreachable('four blobs have fewer calls');
    });
  }

  it('would be caught if they were not synced', async () => {
    let lost = 0;
    for (let seed = 0; seed < 20; seed++) {
      const disk = new SimulatedDisk();
      disk.ignoreSyncs();
      const kept = await live(disk);
      disk.cutPower(seededChance(seed));
      const files = openOn(disk);
      const found = await Promise.all(kept.map((bytes) => files.has(hashOf(bytes))));
      lost += found.filter((isThere) => !isThere).length;
    }
    expect(lost).toBeGreaterThan(0);
  });
});
