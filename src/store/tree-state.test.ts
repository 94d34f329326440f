// Spec: docs/spec/store.md S13.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SimulatedDisk, withSync } from '../../test/support/simulated-disk.ts';
import { utf8 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { openLastSigned } from './last-signed.ts';
import { nodeCrypto } from './node-crypto.ts';
import { openWitnessState } from './witness-state.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-state-'));
afterAll(() => rm(base, { recursive: true, force: true }));
let made = 0;
const newDir = () => join(base, `state-${made++}`);
const origin = 'a.example/comity' as Origin;
const other = 'b.example/comity' as Origin;
const tree = (size: number, text = `tree ${size}`) => ({
  size,
  root: nodeCrypto.sha256(utf8(text)),
});
const cosigned = (size: number, text?: string) => ({
  ...tree(size, text),
  note: `note of ${size}\n\n— x y\n`,
});

async function damage(dir: string): Promise<void> {
  const [name] = (await readdir(dir)).filter((file) => file.endsWith('.tree'));
  await writeFile(join(dir, name), 'comity-tree/v1\n');
}

describe('openLastSigned', () => {
  it('remembers the last signed tree of each log', async () => {
    const dir = newDir();
    const state = openLastSigned(dir);
    expect(await state.get(origin)).toBeUndefined();
    await state.set(origin, tree(5));
    await state.set(other, tree(2));
    await state.set(origin, tree(9));
    await state.set(origin, tree(9));
    const again = openLastSigned(dir);
    expect(await again.get(origin)).toEqual(tree(9));
    expect(await again.get(other)).toEqual(tree(2));
  });

  it('remembers the first tree of a new folder through a power cut', async () => {
    const disk = new SimulatedDisk();
    await openLastSigned('/state', disk).set(origin, tree(5));
    disk.cutPower(() => 0);
    expect(await openLastSigned('/state', disk).get(origin)).toEqual(tree(5));
  });

  it('counts on no tree that a killed process left without a sync: it is on the medium before it is returned', async () => {
    const disk = new SimulatedDisk();
    await openLastSigned('/state', disk).set(origin, tree(2));
    const renamed = Promise.withResolvers<void>();
    let syncs = 0;
    const killed = withSync(disk, (dir) => {
      // The first is before the tree is read, the second after the new file has its name.
      if (dir !== '/state/last-signed' || ++syncs < 2) return disk.syncFolder(dir);
      renamed.resolve();
      return new Promise<never>(() => undefined);
    });
    const dying = openLastSigned('/state', killed);
    void dying.set(origin, tree(5)).catch(() => undefined);
    await renamed.promise;
    const next = openLastSigned('/state', disk);
    expect(await next.get(origin)).toEqual(tree(5));
    // The same tree again: nothing is written, and it is signed.
    await next.set(origin, tree(5));
    disk.cutPower(() => 0);
    expect(await openLastSigned('/state', disk).get(origin)).toEqual(tree(5));
  });

  it('writes anew what could not be synced before it counts on it, and shows it meanwhile', async () => {
    const disk = new SimulatedDisk();
    await openLastSigned('/state', disk).set(origin, tree(5));
    let isFailing = true;
    const failing = withSync(disk, (dir) =>
      isFailing ? Promise.reject(new Error('EIO')) : disk.syncFolder(dir),
    );
    const state = openLastSigned('/state', failing);
    expect(await state.get(origin)).toEqual(tree(5));
    expect(await state.set(origin, tree(5)).catch(codeOf)).toBe('store.folder.unwritable');
    isFailing = false;
    await state.set(origin, tree(5));
    disk.cutPower(() => 0);
    expect(await openLastSigned('/state', disk).get(origin)).toEqual(tree(5));
  });

  it('refuses a smaller tree, and another one of the same size, also when two come at once', async () => {
    const state = openLastSigned(newDir());
    await state.set(origin, tree(9));
    const code = { code: 'store.state.backwards' };
    await expect(state.set(origin, tree(8))).rejects.toMatchObject(code);
    await expect(state.set(origin, tree(9, 'other'))).rejects.toMatchObject(code);
    const both = [state.set(origin, tree(10)), state.set(origin, tree(10, 'other'))];
    const results = await Promise.allSettled(both);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(await state.get(origin)).toEqual(tree(10));
  });

  it('does not take a damaged file for none', async () => {
    const dir = newDir();
    await openLastSigned(dir).set(origin, tree(5));
    await damage(join(dir, 'last-signed'));
    const state = openLastSigned(dir);
    await expect(state.get(origin)).rejects.toMatchObject({ code: 'store.state.corrupt' });
    await expect(state.set(origin, tree(6))).rejects.toMatchObject({ code: 'store.state.corrupt' });
  });
});

describe('openWitnessState', () => {
  it('stores a tree only over the size that was expected', async () => {
    const dir = newDir();
    const state = openWitnessState(dir);
    expect(await state.get(origin)).toBeUndefined();
    expect(await state.compareAndSet(origin, 3, cosigned(5))).toBe(false);
    expect(await state.compareAndSet(origin, 0, cosigned(5))).toBe(true);
    expect(await state.compareAndSet(origin, 0, cosigned(6))).toBe(false);
    expect(await state.compareAndSet(origin, 5, cosigned(5))).toBe(true);
    expect(await openWitnessState(dir).get(origin)).toEqual(cosigned(5));
    expect(await state.get(other)).toBeUndefined();
  });

  it('reads what an older release kept in the data folder, until there is more', async () => {
    const [dir, before] = [newDir(), newDir()];
    const old = openWitnessState(before);
    await old.compareAndSet(origin, 0, cosigned(5));
    const state = openWitnessState(dir, { before: join(before, 'last-cosigned') });
    expect(await state.compareAndSet(origin, 0, cosigned(6))).toBe(false);
    expect(await state.compareAndSet(origin, 5, cosigned(7))).toBe(true);
    expect(await state.get(origin)).toEqual(cosigned(7));
    expect(await old.get(origin)).toEqual(cosigned(5));
  });

  it('lets one of many requests with the same expectation pass', async () => {
    const state = openWitnessState(newDir());
    await state.compareAndSet(origin, 0, cosigned(1));
    const tries = Array.from({ length: 20 }, (_, i) =>
      state.compareAndSet(origin, 1, cosigned(2 + i)),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await state.get(origin)).toEqual(cosigned(2));
  });

  it('does not take a damaged file for none', async () => {
    const dir = newDir();
    await openWitnessState(dir).compareAndSet(origin, 0, cosigned(1));
    await damage(join(dir, 'last-cosigned'));
    const state = openWitnessState(dir);
    const code = { code: 'store.state.corrupt' };
    await expect(state.get(origin)).rejects.toMatchObject(code);
    await expect(state.compareAndSet(origin, 0, cosigned(1))).rejects.toMatchObject(code);
  });
});
