// Spec: docs/spec/store.md S1, S2, S3, S5, S6, S8, S9.
import { describe, expect, it } from 'vitest';
import { type DiskFault, SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tilePath, tilesOf } from '../record/tile.ts';
import { readWhole } from './files.ts';
import { openFilesLog } from './files-log.ts';
import { openJournal } from './journal.ts';
import {
  contractOrigin,
  noteOver,
  payloadOf,
  plainEntries,
  plainEntry,
} from './log-store.contract.ts';
import type { LogStore, NewEntry } from './log-store.ts';
import { nodeCrypto } from './node-crypto.ts';

const { sha256 } = nodeCrypto;
const dir = '/data/log';
const openOn = (disk: SimulatedDisk) =>
  openFilesLog({ dir, origin: contractOrigin, sha256, files: disk });

/** What a caller was told. Everything here must hold for ever. */
interface Told {
  size: number;
  published: number;
  late: boolean;
  erased: boolean;
}

/** Entry n carries a public payload when n is even, and a longer one when it ends in 8. */
function entryWith(n: number): NewEntry {
  const text = n % 10 === 8 ? `payload ${n} `.repeat(90) : `payload ${n}`;
  return n % 2 === 0 ? { ...plainEntry(n), payloads: [payloadOf('public', text)] } : plainEntry(n);
}

function entriesWith(from: number, to: number): NewEntry[] {
  return Array.from({ length: to - from }, (_, i) => entryWith(from + i));
}

/** Everything a log does, in two runs; writes down what was acknowledged. */
async function live(disk: SimulatedDisk, told: Told): Promise<void> {
  for (const end of [40, 300]) {
    const log = await openOn(disk);
    try {
      await grow(log, told, end);
      if (end === 300) await keepPayloads(log, told);
    } finally {
      await log.close().catch(() => undefined);
    }
  }
}

async function grow(log: LogStore, told: Told, end: number): Promise<void> {
  const sizes = [2, 38, 3, 219, 38];
  let step = end === 40 ? 0 : 2;
  while (told.size < end) {
    const from = log.head().size;
    const to = Math.min(end, from + sizes[step++ % sizes.length]);
    const middle = Math.floor((from + to) / 2);
    // Two calls at once become one record or two, in this order.
    const calls = [log.append(entriesWith(from, middle)), log.append(entriesWith(middle, to))];
    const settled = await Promise.allSettled(calls);
    for (const [i, call] of settled.entries()) {
      if (call.status === 'rejected') throw call.reason;
      told.size = Math.max(told.size, i === 0 ? middle : to);
    }
    await log.putCheckpoint('checkpoint.pending', await noteOver(log, to), to);
    told.published = to;
  }
}

async function keepPayloads(log: LogStore, told: Told): Promise<void> {
  await log.putPayload(3, payloadOf('programme', 'late'));
  told.late = true;
  await log.erasePayload(2, 'public');
  told.erased = true;
  await log.putCheckpoint('checkpoint', await noteOver(log, 290), 290);
}

/** Opens what is left and checks every promise; then goes on writing. */
async function requirePromises(disk: SimulatedDisk, told: Told): Promise<void> {
  const log = await openOn(disk);
  const { size, root } = log.head();
  expect(size).toBeGreaterThanOrEqual(told.size);
  const found = await log.entries(0, size);
  expect(found.map((entry) => toHex(entry))).toEqual(
    plainEntries(0, size).map((entry) => toHex(entry.bytes)),
  );
  expect(toHex(rootOf(sha256, [...(await log.leaves(0, size))]))).toBe(toHex(root));
  for (let n = 0; n < size; n++) {
    const { payloads } = entryWith(n);
    const slot = await log.payload(n, 'public');
    if (n === 2 && slot.status === 'erased') continue;
    if (payloads.length === 0) expect(slot).toEqual({ status: 'not-held' });
    else expect(slot).toEqual({ status: 'held', salt: payloads[0].salt, bytes: payloads[0].bytes });
  }
  if (told.erased) expect((await log.payload(2, 'public')).status).toBe('erased');
  if (told.late) expect((await log.payload(3, 'programme')).status).toBe('held');
  await requirePublished(disk, log, told);
  // An index that a crash left behind gets another entry, and must not get its payload.
  await log.append([plainEntry(size)]);
  expect(await log.payload(size, 'public')).toEqual({ status: 'not-held' });
  await log.putCheckpoint('checkpoint.pending', await noteOver(log, size + 1), size + 1);
  await log.close();
}

async function requirePublished(disk: SimulatedDisk, log: LogStore, told: Told): Promise<void> {
  const note = await log.checkpoint('checkpoint.pending');
  const published = Number(note?.split('\n')[1] ?? 0);
  expect(published).toBeGreaterThanOrEqual(told.published);
  const file = await readWhole(disk, `${dir}/checkpoint.pending`);
  expect(file).toEqual(note === undefined ? undefined : utf8(note));
  for (const tile of tilesOf(published)) {
    const path = tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile);
    const bytes = await readWhole(disk, `${dir}/${path}`);
    expect(bytes, path).toEqual(await log.resource(path));
    if (tile.kind === 'entries') expect(decodeBundle(bytes!, tile.width).ok).toBe(true);
  }
}

/** Lives with a fault at the n-th call; returns what was told, or undefined when the fault was never met. */
async function liveWithFault(n: number, kind: DiskFault) {
  const disk = new SimulatedDisk();
  const told: Told = { size: 0, published: 0, late: false, erased: false };
  disk.failAt(n, kind);
  let code = '';
  try {
    await live(disk, told);
  } catch (error) {
    code = codeOf(error);
  }
  return disk.faultMet ? { disk, told, code } : undefined;
}

describe('a log on a disk that fails at the n-th call', () => {
  it.each(['EIO', 'ENOSPC'] as const)(
    'keeps every promise after %s at every call',
    async (kind) => {
      let n = 1;
      for (; ; n++) {
        const run = await liveWithFault(n, kind);
        if (run === undefined) break;
        expect([
          '',
          'store.log.closed',
          'store.log.unpublished',
          'store.folder.unwritable',
        ]).toContain(run.code);
        run.disk.recover();
        await requirePromises(run.disk, run.told);
      }
      expect(n).toBeGreaterThan(100);
    },
  );

  it('keeps every promise after a failed call and then a power cut', async () => {
    for (let n = 1; ; n++) {
      const run = await liveWithFault(n, 'EIO');
      if (run === undefined) break;
      run.disk.recover();
      // Opened once more on the same machine, where what never reached the medium can still be seen.
      await (await openOn(run.disk)).append([]);
      run.disk.cutPower(seededChance(n));
      await requirePromises(run.disk, run.told);
    }
  });
});

describe('a log whose machine stops at the n-th call', () => {
  it('keeps every promise when only the process ended', async () => {
    for (let n = 1; ; n++) {
      const run = await liveWithFault(n, 'halt');
      if (run === undefined) break;
      run.disk.recover();
      await requirePromises(run.disk, run.told);
    }
  });

  it.each([1, 2])('keeps every promise after a power cut, seed %i', async (seed) => {
    for (let n = 1; ; n++) {
      const run = await liveWithFault(n, 'halt');
      if (run === undefined) break;
      run.disk.cutPower(seededChance(seed * 100_003 + n));
      await requirePromises(run.disk, run.told);
    }
  });

  it('loses acknowledged entries on a disk that lies about fdatasync: the rig can tell', async () => {
    let lost = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const disk = new SimulatedDisk();
      const told: Told = { size: 0, published: 0, late: false, erased: false };
      const log = await openOn(disk);
      await log.append(entriesWith(0, 9));
      disk.ignoreSyncs();
      await log.append(entriesWith(9, 30));
      told.size = 30;
      disk.cutPower(seededChance(seed));
      await requirePromises(disk, told).catch(() => lost++);
    }
    expect(lost).toBeGreaterThan(5);
  });
});

describe('the order of calls', () => {
  it('syncs payloads before the journal is written, and the journal before the answer', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(entriesWith(0, 3));
    const from = disk.calls.length;
    await log.append(entriesWith(3, 6));
    const calls = disk.calls
      .slice(from)
      .map((call) => `${call.kind} ${call.path.split('/').at(-1)}`);
    expect(calls).toEqual([
      'write 000000.public',
      'datasync 000000.public',
      'write journal',
      'datasync journal',
    ]);
  });

  it('syncs the note in the journal, then writes tiles, then the checkpoint file last', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(plainEntries(0, 3));
    const from = disk.calls.length;
    await log.putCheckpoint('checkpoint', await noteOver(log, 3), 3);
    const calls = disk.calls.slice(from).filter((call) => call.kind !== 'folder');
    const names = calls.map((call) => `${call.kind} ${call.path.slice(dir.length + 1)}`);
    expect(names[0]).toBe('write private/journal');
    expect(names[1]).toBe('datasync private/journal');
    expect(names.at(-1)).toBe('rename checkpoint');
    expect(names).toContain('rename tile/0/000.p/3');
    expect(names).toContain('rename tile/entries/000.p/3');
  });

  it('writes what arrives during an fdatasync as one record', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    const from = disk.calls.length;
    const first = log.append([plainEntry(0)]);
    await Promise.resolve();
    const rest = Array.from({ length: 50 }, (_, i) => log.append([plainEntry(i + 1)]));
    await Promise.all([first, ...rest]);
    const syncs = disk.calls.slice(from).filter((call) => call.kind === 'datasync');
    expect(syncs.length).toBeLessThanOrEqual(2);
  });

  it('never syncs again after a failed sync', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    disk.failAt(2, 'EIO');
    await expect(log.append([plainEntry(0)])).rejects.toMatchObject({ code: 'store.log.closed' });
    const from = disk.calls.length;
    disk.recover();
    await expect(log.append([plainEntry(1)])).rejects.toMatchObject({ code: 'store.log.closed' });
    await expect(log.putPayload(0, payloadOf('public', 'a'))).rejects.toThrow();
    await log.close();
    expect(disk.calls.length).toBe(from);
  });

  it('writes nothing more after a payload could not be written', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(entriesWith(0, 3));
    disk.failAt(1, 'ENOSPC');
    await expect(log.append(entriesWith(4, 5))).rejects.toMatchObject({ code: 'store.log.closed' });
    const from = disk.calls.length;
    disk.recover();
    await expect(log.append([plainEntry(3)])).rejects.toMatchObject({ code: 'store.log.closed' });
    const note = await noteOver(log, 3);
    const put = log.putCheckpoint('checkpoint', note, 3);
    await expect(put).rejects.toMatchObject({ code: 'store.log.closed' });
    expect(disk.calls.length).toBe(from);
  });

  it('goes on answering readers after a failed write', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(entriesWith(0, 5));
    disk.failAt(1, 'ENOSPC');
    await expect(log.append([plainEntry(5)])).rejects.toMatchObject({ code: 'store.log.closed' });
    expect(await log.entries(0, 5)).toHaveLength(5);
    expect((await log.payload(4, 'public')).status).toBe('held');
  });

  it('says that it cannot be read when the disk gives no answer', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(entriesWith(0, 5));
    disk.failAt(1, 'halt');
    await log.append([plainEntry(5)]).catch(() => undefined);
    const code = { code: 'store.log.unreadable' };
    await expect(log.entries(0, 5)).rejects.toMatchObject(code);
    await expect(log.payload(4, 'public')).rejects.toMatchObject(code);
  });

  it('publishes after all when tiles could not be written the first time', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(entriesWith(0, 5));
    disk.failAt(4, 'ENOSPC');
    const note = await noteOver(log, 5);
    const put = () => log.putCheckpoint('checkpoint', note, 5);
    await expect(put()).rejects.toMatchObject({ code: 'store.log.unpublished' });
    expect(await log.checkpoint('checkpoint')).toBeUndefined();
    disk.recover();
    await put();
    expect(await log.checkpoint('checkpoint')).toBe(note);
    await log.append([plainEntry(5)]);
  });

  it('refuses to open over a whole record that states another root than its entries give', async () => {
    const disk = new SimulatedDisk();
    await (await openOn(disk)).close();
    const path = `${dir}/private/journal`;
    const beforeCut = async () => undefined;
    const visit = () => undefined;
    const journal = await openJournal({
      files: disk,
      path,
      origin: contractOrigin,
      sha256,
      beforeCut,
      visit,
    });
    const after = { size: 1, root: sha256(utf8('another')) };
    await journal.appendEntries({ oldSize: 0, entries: [utf8('entry 0')], after });
    await expect(openOn(disk)).rejects.toMatchObject({ code: 'store.journal.root' });
    await expect(openOn(disk)).rejects.toThrow('size 1');
  });

  it('refuses to open over records that do not follow one another', async () => {
    const disk = new SimulatedDisk();
    await (await openOn(disk)).close();
    const path = `${dir}/private/journal`;
    const beforeCut = async () => undefined;
    const visit = () => undefined;
    const journal = await openJournal({
      files: disk,
      path,
      origin: contractOrigin,
      sha256,
      beforeCut,
      visit,
    });
    await journal.appendNote({ name: 'checkpoint', size: 3, note: 'of a tree that is not there' });
    await expect(openOn(disk)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
  });
});
