// Spec: docs/spec/store.md S12.
import { describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { openFilesLog } from './files-log.ts';
import {
  contractOrigin,
  growTo,
  noteOver,
  payloadOf,
  plainEntries,
  plainEntry,
} from './log-store.contract.ts';
import type { NewEntry } from './log-store.ts';
import { createMemoryLog } from './memory-log.ts';
import { nodeCrypto } from './node-crypto.ts';
import { replaceLog } from './replace-log.ts';

const { sha256 } = nodeCrypto;
const dir = '/data/log';
const open = (files: SimulatedDisk) => openFilesLog({ dir, origin: contractOrigin, sha256, files });

/** An old log of 5 entries; the new one has 300, the last with a payload. */
async function oldLog(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const log = await open(disk);
  await growTo(log, 5);
  await log.close();
  return disk;
}

async function* copy(): AsyncGenerator<readonly NewEntry[]> {
  yield plainEntries(0, 256);
  yield [
    ...plainEntries(256, 299),
    { ...plainEntry(299), payloads: [payloadOf('public', 'text')] },
  ];
}

async function noteOf300(): Promise<string> {
  const memory = createMemoryLog({ origin: contractOrigin, sha256 });
  await memory.append(plainEntries(0, 300));
  return noteOver(memory, 300);
}

async function replace(files: SimulatedDisk, note?: string) {
  const notes = [{ name: 'checkpoint' as const, note: note ?? (await noteOf300()), size: 300 }];
  return replaceLog({ dir, origin: contractOrigin, sha256, entries: copy(), notes, files });
}

describe('replaceLog', () => {
  it('puts the new log in the place of the old one, and keeps the old', async () => {
    const disk = await oldLog();
    const { head, kept } = await replace(disk);
    expect(head.size).toBe(300);
    expect(kept).toBe(`${dir}.replaced-1`);
    const log = await open(disk);
    expect(log.head()).toEqual(head);
    expect((await log.payload(299, 'public')).status).toBe('held');
    expect(await log.checkpoint('checkpoint')).toBe(await noteOf300());
    await log.close();
    expect((await replace(disk)).kept).toBe(`${dir}.replaced-2`);
    expect(await disk.list('/data')).toEqual(['log', 'log.replaced-1', 'log.replaced-2']);
  });

  it('makes a log where there was none', async () => {
    const disk = new SimulatedDisk();
    expect((await replace(disk)).kept).toBeUndefined();
    expect((await open(disk)).head().size).toBe(300);
  });

  it('leaves the old log untouched when the entries do not give the note', async () => {
    const disk = await oldLog();
    const wrong = (await noteOf300()).replace(/\n[A-Za-z0-9+/]{43}=/, `\n${'A'.repeat(43)}=`);
    await expect(replace(disk, wrong)).rejects.toMatchObject({ code: 'store.log.root-mismatch' });
    expect((await open(disk)).head().size).toBe(5);
  });

  it.each(['EIO', 'halt'] as const)(
    'leaves the old or the new log, whole, after %s at any call',
    async (kind) => {
      for (let n = 1; ; n++) {
        const disk = await oldLog();
        disk.failAt(n, kind);
        const done = await replace(disk).catch(() => undefined);
        const met = disk.faultMet;
        if (kind === 'halt') disk.cutPower(seededChance(n));
        else disk.recover();
        const log = await open(disk);
        expect(done === undefined ? [5, 300] : [300]).toContain(log.head().size);
        const { size } = log.head();
        expect(await log.entries(0, size)).toEqual(plainEntries(0, size).map((e) => e.bytes));
        if (size === 300) expect((await log.payload(299, 'public')).status).toBe('held');
        await log.close();
        if (!met) break;
      }
    },
  );
});
