// Every cosigned note is kept, and the first that holds an entry is found.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair, signClaim } from '../../test/support/peer.ts';
import { SimulatedDisk, withSync } from '../../test/support/simulated-disk.ts';
import { printNote } from '../record/note.ts';
import { openCosignedFile } from './cosigned-file.ts';

let dir = '';
let path = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-cosigned-'));
  path = join(dir, 'made', 'x.notes');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const log = keyPair(1, 'log.north.invalid/two-towns');
const other = keyPair(2, 'log.south.invalid/two-towns');
const noteOf = async (size: number, pair = log) => {
  const root = new Uint8Array(32).fill(size % 256);
  return printNote((await signClaim(pair, { size, root })).note);
};
const openHere = () =>
  openCosignedFile(path, { crypto: testCrypto, keys: () => [{ key: log.key }] });
const sizeHolding = async (index: number, file = openHere()) =>
  (await file.firstHolding(index))?.size;

describe('openCosignedFile', () => {
  it('finds the first note whose tree holds an entry, also after a restart', async () => {
    const file = openHere();
    expect(await sizeHolding(0, file)).toBeUndefined();
    for (const size of [2, 5, 9]) await file.append(await noteOf(size));
    for (const opened of [file, openHere()]) {
      const found = await Promise.all([0, 1, 2, 4, 5, 8, 9].map((i) => sizeHolding(i, opened)));
      expect(found).toEqual([2, 2, 5, 5, 9, 9, undefined]);
    }
  });

  it('keeps what was appended through a power cut, the first note of a new folder too', async () => {
    const disk = new SimulatedDisk();
    await disk.makeFolder('/data');
    await disk.syncFolder('/');
    const setting = { crypto: testCrypto, keys: () => [{ key: log.key }], files: disk };
    await openCosignedFile('/data/cosigned/x.notes', setting).append(await noteOf(2));
    disk.cutPower(() => 0);
    const again = openCosignedFile('/data/cosigned/x.notes', setting);
    expect(await sizeHolding(0, again)).toBe(2);
  });

  it('counts on no file that a killed process made: its name is synced with the next note', async () => {
    const disk = new SimulatedDisk();
    await disk.makeFolder('/data');
    await disk.syncFolder('/');
    const setting = { crypto: testCrypto, keys: () => [{ key: log.key }] };
    const made = Promise.withResolvers<void>();
    const killed = withSync(disk, () => {
      made.resolve();
      return new Promise<never>(() => undefined);
    });
    const dying = openCosignedFile('/data/cosigned/x.notes', { ...setting, files: killed });
    void dying.append(await noteOf(2)).catch(() => undefined);
    await made.promise;
    const next = openCosignedFile('/data/cosigned/x.notes', { ...setting, files: disk });
    await next.append(await noteOf(5));
    disk.cutPower(() => 0);
    const again = openCosignedFile('/data/cosigned/x.notes', { ...setting, files: disk });
    expect(await sizeHolding(4, again)).toBe(5);
  });

  it('keeps the order of appends that come at once', async () => {
    const file = openHere();
    const notes = await Promise.all(Array.from({ length: 40 }, (_, i) => noteOf(i + 1)));
    await Promise.all(notes.map((note) => file.append(note)));
    const again = openHere();
    for (const index of [0, 17, 39]) expect(await sizeHolding(index, again)).toBe(index + 1);
  });

  it('passes over what is not of this log, and over what was altered', async () => {
    const file = openHere();
    await file.append(await noteOf(3, other));
    await file.append('rubbish');
    await file.append(await noteOf(4));
    await file.append(await noteOf(6));
    expect(await sizeHolding(0, file)).toBe(4);
    const four = await noteOf(4);
    writeFileSync(
      path,
      `${four.replace('\n4\n', '\n5\n')}=====\n${await noteOf(6)}=====\nhalf a no`,
    );
    expect(await sizeHolding(0)).toBe(6);
  });

  it('goes on after a note that was cut off when the power went', async () => {
    const file = openHere();
    await file.append(await noteOf(2));
    writeFileSync(path, `${await noteOf(2)}=====\n${(await noteOf(3)).slice(0, 40)}`);
    const again = openHere();
    await again.append(await noteOf(4));
    await again.append(await noteOf(5));
    for (const opened of [again, openHere()]) {
      expect(await sizeHolding(2, opened)).toBe(4);
      expect(await sizeHolding(4, opened)).toBe(5);
    }
  });

  it('reads a file of many megabytes of damage without holding it', async () => {
    const file = openHere();
    await file.append(await noteOf(2));
    writeFileSync(path, `${'x'.repeat(5_000_000)}\n=====\n${await noteOf(7)}=====\n`);
    expect(statSync(path).size).toBeGreaterThan(5_000_000);
    expect(await sizeHolding(0)).toBe(7);
  });
});
