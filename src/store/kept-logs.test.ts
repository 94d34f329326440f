// Spec: docs/spec/store.md S17.
import { describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { equalBytes, utf8ToString } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { openFilesLog } from './files-log.ts';
import { eraseFromKept } from './kept-logs.ts';
import { contractOrigin, payloadOf, plainEntry } from './log-store.contract.ts';
import { nodeCrypto } from './node-crypto.ts';

const { sha256 } = nodeCrypto;
const dir = '/data/log';
const kept = `${dir}.replaced-2`;
const secret = payloadOf('public', 'a secret');
const other = payloadOf('programme', 'something else');
const isSecret = ({ salt, bytes }: { salt: Uint8Array; bytes: Uint8Array }) =>
  equalBytes(bytes, secret.bytes) && equalBytes(salt, secret.salt);

async function writeLog(files: SimulatedDisk, at: string) {
  const log = await openFilesLog({ dir: at, origin: contractOrigin, sha256, files });
  await log.append([{ ...plainEntry(0), payloads: [secret, other] }]);
  await log.close();
}

async function slotsOf(files: SimulatedDisk, at: string) {
  const log = await openFilesLog({ dir: at, origin: contractOrigin, sha256, files });
  const slots = [await log.payload(0, 'public'), await log.payload(0, 'programme')];
  await log.close();
  return slots.map(({ status }) => status);
}

describe('eraseFromKept', () => {
  it('erases what is sought from logs that healing kept, and nothing else', async () => {
    const disk = new SimulatedDisk();
    for (const at of [dir, kept, `${dir}.replaced-1`, `${dir}.new`]) await writeLog(disk, at);
    expect(await eraseFromKept(dir, isSecret, disk)).toBe(2);
    expect(await slotsOf(disk, kept)).toEqual(['erased', 'held']);
    expect(await slotsOf(disk, `${dir}.replaced-1`)).toEqual(['erased', 'held']);
    expect(await slotsOf(disk, dir)).toEqual(['held', 'held']);
    expect(await disk.list(`${dir}.new`)).toEqual([]);
    expect(await eraseFromKept(dir, isSecret, disk)).toBe(0);
  });

  it('leaves the journal of a kept log as it is', async () => {
    const disk = new SimulatedDisk();
    await writeLog(disk, kept);
    const read = async () => {
      const file = await disk.open(`${kept}/private/journal`, 'read');
      return utf8ToString(await file.read(0, await file.size()));
    };
    const before = await read();
    await eraseFromKept(dir, isSecret, disk);
    expect(await read()).toBe(before);
  });

  it('says store.folder.unwritable wherever the disk fails, and finishes the next time', async () => {
    for (let at = 1; ; at++) {
      const disk = new SimulatedDisk();
      await writeLog(disk, kept);
      disk.failAt(at, 'EIO');
      const done = await eraseFromKept(dir, isSecret, disk).catch(codeOf);
      if (!disk.faultMet) break;
      disk.recover();
      expect(done).toBe('store.folder.unwritable');
      await eraseFromKept(dir, isSecret, disk);
      disk.cutPower(seededChance(at));
      expect(await slotsOf(disk, kept)).toEqual(['erased', 'held']);
    }
  });
});
