// Spec: docs/spec/store.md S26 to S31.
import { describe, expect, it } from 'vitest';
import { type DiskFault, SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { concat, toHex, utf8, utf8ToString } from '../base/bytes.ts';
import { rootOf } from '../record/merkle.ts';
import { bundlePath, tilePath, tilesOf } from '../record/tile.ts';
import { type OpenFile, type OpenMode, readWhole } from './files.ts';
import { type FilesLogStore, openFilesLog } from './files-log.ts';
import { decodeFrames, encodeFrame } from './frame-file.ts';
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
const journalPath = `${dir}/private/journal`;
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
        if (run === undefined) return expect(n).toBeGreaterThan(50);
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

describe('a rotated log', () => {
  it('keeps no entry in the journal that a durable bundle has, and reads both as one', async () => {
    const disk = await rotatedDisk();
    const journal = (await readWhole(disk, journalPath))!;
    expect(includes(journal, 'entry 255')).toBe(false);
    expect(includes(journal, 'entry 256')).toBe(true);
    const log = await openOn(disk);
    expect(await log.entries(250, 260)).toEqual(plainEntries(250, 260).map((e) => e.bytes));
    expect(await log.leaves(250, 260)).toEqual((await log.leaves(0, 300)).slice(250, 260));
    await log.close();
  });

  it('answers who reads while the journal is replaced', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await growTo(log, 255);
    await log.append(plainEntries(255, 600));
    const published = growTo(log, 600);
    const reading: Promise<readonly Uint8Array[]>[] = [];
    for (let turn = 0; turn < 2_000; turn++) {
      if (turn % 10 === 0) reading.push(log.entries(200, 560));
      await Promise.resolve();
    }
    await published;
    const expected = toHex(concat(...plainEntries(200, 560).map((entry) => entry.bytes)));
    for (const found of await Promise.all(reading)) {
      expect(toHex(concat(...found))).toBe(expected);
    }
    await log.close();
    expect(includes((await readWhole(disk, journalPath))!, 'entry 300')).toBe(false);
  });

  it('makes damaged and missing tiles again, byte for byte', async () => {
    const disk = new SimulatedDisk();
    const first = await openOn(disk);
    await growTo(first, 700);
    await first.close();
    const names = ['tile/0/000', 'tile/1/000.p/2'];
    const before = await Promise.all(names.map((name) => readWhole(disk, `${dir}/${name}`)));
    for (const name of names) await damage(disk, `${dir}/${name}`);
    const log = await openOn(disk);
    expect(await log.resource('tile/0/000')).toEqual(before[0]);
    await log.close();
    const after = await Promise.all(names.map((name) => readWhole(disk, `${dir}/${name}`)));
    expect(after).toEqual(before);
  });

  it('never shows a bundle that has changed, says what to do, and takes it back from a copy', async () => {
    const disk = await rotatedDisk();
    const path = `${dir}/tile/entries/000`;
    const whole = (await readWhole(disk, path))!;
    await damage(disk, path);
    const log = await openOn(disk);
    const code = { code: 'store.bundle.damaged' };
    await expect(log.entries(3, 5)).rejects.toMatchObject(code);
    await expect(log.entries(3, 5)).rejects.toThrow('comity heal');
    await expect(log.resource('tile/entries/000')).rejects.toMatchObject(code);
    await expect(log.resource('tile/entries/000.p/9')).rejects.toMatchObject(code);
    // What is recorded after it, its hashes and the tree are whole.
    expect(await log.entries(256, 300)).toHaveLength(44);
    expect(await log.leaves(0, 256)).toHaveLength(256);
    await growTo(log, 301);
    const other = whole.slice();
    other[9] ^= 1;
    expect(await log.mendBundle(0, other)).toBe(false);
    expect(await log.mendBundle(1, whole)).toBe(false);
    expect(await log.mendBundle(0, whole)).toBe(true);
    expect(await log.resource('tile/entries/000')).toEqual(whole);
    await log.close();
  });

  it('opens without a bundle, and says which entries cannot be read', async () => {
    const disk = await rotatedDisk();
    await disk.remove(`${dir}/tile/entries/000`);
    const log = await openOn(disk);
    await expect(log.entries(0, 1)).rejects.toThrow('is missing: entries 0 to 255');
    await log.close();
  });

  it('opens a folder of before there was rotation, and rotates it when something is published', async () => {
    const disk = new SimulatedDisk();
    const old = await openFilesLog({ dir, origin: contractOrigin, sha256, files: disk });
    await growTo(old, 600);
    await old.close();
    expect(includes((await readWhole(disk, journalPath))!, 'entry 3')).toBe(true);
    const log = await openOn(disk);
    expect(log.head().size).toBe(600);
    await growTo(log, 601);
    await log.close();
    expect(includes((await readWhole(disk, journalPath))!, 'entry 300')).toBe(false);
    const again = await openOn(disk);
    expect(again.head().size).toBe(601);
    await again.close();
  });

  it('takes a journal whose base does not fold to its root for changed bytes', async () => {
    const disk = await rotatedDisk();
    const journal = (await readWhole(disk, journalPath))!;
    const frames = decodeFrames(utf8('CMJ1'), journal, 0)!;
    const base = frames[1].body.slice();
    base[base.length - 1] ^= 1;
    const bytes = concat(
      ...frames.map((f, i) => encodeFrame(utf8('CMJ1'), f.type, i === 1 ? base : f.body)),
    );
    await (await disk.open(journalPath, 'write')).write(0, bytes);
    await expect(openOn(disk)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
  });

  it('refuses a rotation when what was written is not what is read, and keeps the old journal', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await growTo(log, 255);
    await log.append(plainEntries(255, 300));
    // Entry 280 changes on the disk after it was recorded: it would be copied into the new journal.
    const published = noteOver(log, 256).then((note) => log.putCheckpoint('checkpoint', note, 256));
    await published;
    const journal = (await readWhole(disk, journalPath))!;
    const at = indexOf(journal, 'entry 280');
    await (await disk.open(journalPath, 'write')).write(at, utf8('ENTRY'));
    const note = await noteOver(log, 256);
    // Waits for the rotation.
    const again = log.putCheckpoint('checkpoint', note, 256);
    const cause = { code: 'store.journal.rotation' };
    await expect(again).rejects.toMatchObject({ code: 'store.log.closed', cause });
    await log.close();
    await expect(openOn(disk)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
  });

  it('keeps the journal when a bundle cannot be read back as it was written', async () => {
    const disk = new ForgetfulDisk();
    const log = await openOn(disk);
    await growTo(log, 300);
    const cause = { code: 'store.bundle.unsettled' };
    await expect(growTo(log, 301)).rejects.toMatchObject({ code: 'store.log.closed', cause });
    await log.close();
    disk.forgets = false;
    expect(includes((await readWhole(disk, journalPath))!, 'entry 3')).toBe(true);
    const again = await openOn(disk);
    expect(again.head().size).toBe(301);
    await again.close();
  });
});

/** A disk that gives back another bundle than it took. */
class ForgetfulDisk extends SimulatedDisk {
  forgets = true;

  override async open(path: string, mode: OpenMode): Promise<OpenFile> {
    const file = await super.open(path, mode);
    if (!this.forgets || mode !== 'read' || !path.endsWith('entries/000')) return file;
    return { ...file, read: async () => new Uint8Array(3) };
  }
}

/** Changes one byte in the middle of a file. */
async function damage(disk: SimulatedDisk, path: string): Promise<void> {
  const file = await disk.open(path, 'write');
  const at = Math.floor((await file.size()) / 2);
  const [byte] = await file.read(at, 1);
  await file.write(at, Uint8Array.of(byte ^ 1));
}

function includes(bytes: Uint8Array, text: string): boolean {
  return indexOf(bytes, text) >= 0;
}

function indexOf(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes).indexOf(text);
}

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
