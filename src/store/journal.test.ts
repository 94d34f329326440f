// Spec: docs/spec/store.md S4.
import { describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { concat, uintToBytes, utf8 } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import { encodeFrame } from './frame-file.ts';
import { type JournalRecord, openJournal } from './journal.ts';
import { nodeCrypto } from './node-crypto.ts';

const origin = 'a.example/comity' as Origin;
const path = '/journal';
const { sha256 } = nodeCrypto;
const root = sha256(utf8('any'));
const magic = utf8('CMJ1');

async function openOn(disk: SimulatedDisk, of: Origin = origin) {
  const records: JournalRecord[] = [];
  const beforeCut = async () => undefined;
  const visit = (record: JournalRecord) => void records.push(record);
  const journal = await openJournal({ files: disk, path, origin: of, sha256, beforeCut, visit });
  return { journal, records };
}

async function append(disk: SimulatedDisk, frame: Uint8Array) {
  const file = await disk.open(path, 'write');
  await file.write(await file.size(), frame);
}

describe('openJournal', () => {
  it('returns entries and notes in order, with where each entry stands', async () => {
    const disk = new SimulatedDisk();
    const { journal } = await openOn(disk);
    const entries = [utf8('one'), new Uint8Array(0), utf8('three')];
    const positions = await journal.appendEntries({
      oldSize: 7,
      entries,
      after: { size: 10, root },
    });
    await journal.appendNote({ name: 'checkpoint.pending', size: 10, note: 'signed — note\n' });
    await journal.close();
    const { journal: again, records } = await openOn(disk);
    expect(records).toEqual([
      { kind: 'entries', oldSize: 7, entries, positions, newSize: 10, root },
      { kind: 'note', name: 'checkpoint.pending', size: 10, note: 'signed — note\n' },
    ]);
    expect(await again.read(positions[2], 7)).toEqual(concat(Uint8Array.of(0, 5), utf8('three')));
  });

  it('knows whether the machine has stopped since the boot was marked', async () => {
    const disk = new SimulatedDisk();
    const first = await openOn(disk);
    expect(first.journal.sameBoot).toBe(false);
    expect((await openOn(disk)).journal.sameBoot).toBe(false);
    await first.journal.markBoot();
    expect((await openOn(disk)).journal.sameBoot).toBe(true);
    await disk.syncFolder('/');
    disk.cutPower(seededChance(1));
    expect((await openOn(disk)).journal.sameBoot).toBe(false);
  });

  it('refuses the journal of another log', async () => {
    const disk = new SimulatedDisk();
    await openOn(disk);
    const refused = openOn(disk, 'b.example/comity' as Origin);
    await expect(refused).rejects.toMatchObject({ code: 'store.journal.origin' });
  });

  it('refuses whole records whose content cannot be', async () => {
    const short = new Uint8Array(10);
    const wrongCount = concat(uintToBytes(0, 8), uintToBytes(2, 4), uintToBytes(1, 8), root);
    const wrongLength = concat(
      uintToBytes(0, 8),
      uintToBytes(1, 4),
      uintToBytes(9, 2),
      utf8('a'),
      uintToBytes(1, 8),
      root,
    );
    const bad: readonly (readonly [number, Uint8Array])[] = [
      [1, utf8(origin)],
      [2, short],
      [2, wrongCount],
      [2, wrongLength],
      [3, concat(Uint8Array.of(3), uintToBytes(1, 8), utf8('note'))],
      [3, concat(Uint8Array.of(1), uintToBytes(1, 8), Uint8Array.of(255))],
      [4, Uint8Array.of(255)],
      [9, new Uint8Array(0)],
    ];
    for (const [type, body] of bad) {
      const disk = new SimulatedDisk();
      await openOn(disk);
      await append(disk, encodeFrame(magic, type, body));
      await expect(openOn(disk)).rejects.toMatchObject({ code: 'store.journal.corrupt' });
    }
  });
});
