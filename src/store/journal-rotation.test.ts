// Spec: docs/spec/store.md S26 to S31.
import { describe, expect, it } from 'vitest';
import { type DiskFault, SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { concat, toHex, utf8ToString } from '../base/bytes.ts';
import { rootOf } from '../record/merkle.ts';
import { bundlePath, tilePath, tilesOf } from '../record/tile.ts';
import { readWhole } from './files.ts';
import { type FilesLogStore, openFilesLog } from './files-log.ts';
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

const { sha256 } = nodeCrypto;
const dir = '/data/log';
const rotateEntries = 256;
const openOn = (disk: SimulatedDisk) =>
  openFilesLog({ dir, origin: contractOrigin, sha256, files: disk, rotateEntries });

describeLogStore('files log that is rotated at every bundle', () => openOn(new SimulatedDisk()));

/** What a caller was told. */
interface Told {
  size: number;
  published: number;
}

/** A log of 300 entries, rotated at 256; one payload that was erased and one that is held. */
async function rotatedDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const log = await openOn(disk);
  await log.append([{ ...plainEntry(0), payloads: [payloadOf('public', 'held')] }]);
  await log.append([{ ...plainEntry(1), payloads: [payloadOf('public', 'gone')] }]);
  await log.erasePayload(1, 'public');
  await growTo(log, 300);
  await log.putCheckpoint('checkpoint', await noteOver(log, 200), 200);
  await log.close();
  return disk;
}

/** One more rotation, while entries arrive. */
async function goOn(disk: SimulatedDisk, told: Told): Promise<void> {
  const log = await openOn(disk);
  const from = log.head().size;
  try {
    await append(log, told, from + 240);
    await publish(log, told, from + 240);
    // This arrives while the journal is rotated.
    await append(log, told, from + 250);
    await publish(log, told, from + 250);
  } finally {
    await log.close().catch(() => undefined);
  }
}

async function append(log: FilesLogStore, told: Told, to: number): Promise<void> {
  await log.append(plainEntries(log.head().size, to));
  told.size = to;
}

async function publish(log: FilesLogStore, told: Told, size: number): Promise<void> {
  await log.putCheckpoint('checkpoint.pending', await noteOver(log, size), size);
  told.published = size;
}

/** Opens what is left and checks every promise; then goes on writing. */
async function requirePromises(disk: SimulatedDisk, told: Told): Promise<void> {
  const log = await openOn(disk);
  const { size, root } = log.head();
  expect(size).toBeGreaterThanOrEqual(told.size);
  const found = await log.entries(0, size);
  expect(toHex(concat(...found))).toBe(
    toHex(concat(...plainEntries(0, size).map((entry) => entry.bytes))),
  );
  expect(toHex(rootOf(sha256, [...(await log.leaves(0, size))]))).toBe(toHex(root));
  expect((await log.payload(0, 'public')).status).toBe('held');
  expect((await log.payload(1, 'public')).status).toBe('erased');
  const note = (await log.checkpoint('checkpoint.pending')) ?? '';
  const published = Number(note.split('\n')[1]);
  expect(published).toBeGreaterThanOrEqual(told.published);
  expect(utf8ToString((await readWhole(disk, `${dir}/checkpoint.pending`))!)).toBe(note);
  expect(await log.checkpoint('checkpoint')).toBe(await noteOver(log, 200));
  for (const tile of [...tilesOf(published), ...tilesOf(200)]) {
    const path = tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile);
    const [file, shown] = [await readWhole(disk, `${dir}/${path}`), await log.resource(path)];
    expect(file && toHex(file), path).toBe(toHex(shown!));
  }
  const next = size + 1;
  await log.append([plainEntry(size)]);
  await log.putCheckpoint('checkpoint.pending', await noteOver(log, next), next);
  await log.close();
  const again = await openOn(disk);
  expect(again.head().size).toBe(next);
  await again.close();
}

async function goOnWithFault(n: number, kind: DiskFault) {
  const disk = await rotatedDisk();
  const told: Told = { size: 300, published: 300 };
  disk.failAt(n, kind);
  await goOn(disk, told).catch(() => undefined);
  return disk.faultMet ? { disk, told } : undefined;
}

describe('a rotation on a disk that fails at the n-th call', () => {
  it.each(['EIO', 'ENOSPC'] as const)(
    'leaves the old journal or the new one, whole, after %s at every call, and after a power cut then',
    async (kind) => {
      for (let n = 1; ; n++) {
        const run = await goOnWithFault(n, kind);
        if (run === undefined) return expect(n).toBeGreaterThan(100);
        run.disk.recover();
        // Opened on the same machine first: what never reached the medium can still be seen, and must not be believed.
        if (n % 2 === 0) await goOn(run.disk, run.told);
        run.disk.cutPower(seededChance(n));
        await requirePromises(run.disk, run.told);
      }
    },
  );
});

describe('a rotation whose machine stops at the n-th call', () => {
  it('leaves the old journal or the new one, whole, when only the process ended', async () => {
    for (let n = 1; ; n++) {
      const run = await goOnWithFault(n, 'halt');
      if (run === undefined) return;
      run.disk.recover();
      await requirePromises(run.disk, run.told);
    }
  });

  it('leaves one of them whole after a power cut', async () => {
    for (let n = 1; ; n++) {
      const run = await goOnWithFault(n, 'halt');
      if (run === undefined) return;
      run.disk.cutPower(seededChance(100_003 + n));
      await requirePromises(run.disk, run.told);
    }
  });

  it('loses entries on a disk that lies about syncs: the rig can tell', async () => {
    let lost = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const disk = await rotatedDisk();
      const told: Told = { size: 300, published: 300 };
      disk.ignoreSyncs();
      await goOn(disk, told);
      disk.cutPower(seededChance(seed));
      await requirePromises(disk, told).catch(() => lost++);
    }
    expect(lost).toBeGreaterThan(5);
  });
});

describe('the order of calls of a rotation', () => {
  it('syncs bundles, tiles and their folders, then the new journal, then its name', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await growTo(log, 255);
    const from = disk.calls.length;
    await growTo(log, 300);
    await log.close();
    const calls = disk.calls
      .slice(from)
      .map((call) => `${call.kind} ${call.path.slice(dir.length + 1)}`);
    const rotation = calls.slice(calls.lastIndexOf('rename checkpoint.pending') + 1);
    expect(rotation.filter((call) => !call.startsWith('remove'))).toEqual([
      'write private/journal',
      'datasync private/journal',
      'datasync tile/entries/000',
      'datasync tile/0/000',
      'sync tile/entries',
      'sync tile',
      'sync tile/0',
      'sync ',
      'open private/journal.new',
      ...['origin', 'base', 'entries', 'note', 'note', 'boot'].map(
        () => 'write private/journal.new',
      ),
      'datasync private/journal.new',
      'write private/journal.new',
      'datasync private/journal.new',
      'rename private/journal',
      'sync private',
    ]);
  });

  it('writes files anew whose sync failed before, and never syncs them again', async () => {
    const disk = new SimulatedDisk();
    const first = await openOn(disk);
    await growTo(first, 255);
    await first.append(plainEntries(255, 300));
    const from = disk.calls.length;
    await growTo(first, 300);
    await first.close();
    const syncs = disk.calls
      .slice(from)
      .findIndex((call) => call.path.endsWith('entries/000') && call.kind === 'datasync');
    const other = new SimulatedDisk();
    const log = await openOn(other);
    await growTo(log, 255);
    await log.append(plainEntries(255, 300));
    other.failAt(syncs + 1, 'EIO');
    await growTo(log, 300);
    await log.close();
    await expect(log.append([plainEntry(300)])).rejects.toMatchObject({ code: 'store.log.closed' });
    other.recover();
    const again = await openOn(other);
    const since = other.calls.length;
    await growTo(again, 301);
    await again.close();
    const names = other.calls
      .slice(since)
      .map((call) => `${call.kind} ${call.path.slice(dir.length + 1)}`);
    expect(names).not.toContain('datasync tile/entries/000');
    expect(names).toContain('datasync tile/entries/000.tmp');
    expect(names).toContain('rename private/journal');
  });
});
