// Spec: docs/spec/store.md S2, S3.
import { describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { concat, utf8, utf8ToString } from '../base/bytes.ts';
import { decodeFrames, encodeFrame, openFrameFile } from './frame-file.ts';

const magic = utf8('TEST');
const path = '/file';
const lastText = 'the last one, longer than two headers and what follows them';
const frames = ['first', 'second one', 'x'.repeat(700), lastText].map((text, i) =>
  encodeFrame(magic, i + 1, utf8(text)),
);
const whole = concat(...frames);
const lastAt = whole.length - frames[3].length;

async function diskWith(bytes: Uint8Array): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const file = await disk.open(path, 'write');
  await file.write(0, bytes);
  await file.datasync();
  await disk.syncFolder('/');
  return disk;
}

async function readAll(disk: SimulatedDisk) {
  const found: string[] = [];
  const corruptCode = 'test.corrupt';
  const visit = ({ body }: { body: Uint8Array }) => void found.push(utf8ToString(body)!);
  const file = await openFrameFile({ files: disk, path, magic, corruptCode, visit });
  return { file, found };
}

describe('openFrameFile', () => {
  it('reads what was appended, and appends after it', async () => {
    const disk = new SimulatedDisk();
    const first = await readAll(disk);
    expect(await first.file.append(frames[0])).toBe(0);
    expect(await first.file.append(frames[1])).toBe(frames[0].length);
    const second = await readAll(disk);
    expect(second.found).toEqual(['first', 'second one']);
    await second.file.append(frames[3]);
    expect((await readAll(disk)).found).toEqual(['first', 'second one', lastText]);
  });

  it('drops the last record cut off at any byte, durably, and goes on', async () => {
    for (let size = lastAt; size < whole.length; size++) {
      const disk = await diskWith(whole.subarray(0, size));
      expect((await readAll(disk)).found.length).toBe(3);
      disk.cutPower(seededChance(size));
      const again = await readAll(disk);
      // Shorter than what was cut off: nothing of it may be left behind.
      const shortest = encodeFrame(magic, 9, new Uint8Array(0));
      expect(await again.file.append(shortest)).toBe(lastAt);
      expect((await readAll(disk)).found.at(-1)).toBe('');
    }
  });

  it('drops a last record of which a sector was never written', async () => {
    const body = Uint8Array.from({ length: 3_000 }, (_, i) => (i % 250) + 1);
    const torn = concat(whole, encodeFrame(magic, 5, body));
    for (let sector = Math.ceil(whole.length / 512); sector * 512 < torn.length; sector++) {
      const bytes = torn.slice();
      bytes.fill(0, sector * 512, Math.min((sector + 1) * 512, bytes.length));
      expect((await readAll(await diskWith(bytes))).found.length).toBe(4);
    }
    const headerLost = torn.slice();
    headerLost.fill(0, whole.length, Math.ceil(whole.length / 512) * 512);
    expect((await readAll(await diskWith(headerLost))).found.length).toBe(4);
    expect((await readAll(await diskWith(concat(whole, new Uint8Array(4_096))))).found.length).toBe(
      4,
    );
  });

  it('refuses one flipped bit anywhere, in the last record too, and leaves the file as it is', async () => {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice();
      bytes[Math.floor(bit / 8)] ^= 1 << (bit % 8);
      const disk = await diskWith(bytes);
      const writes = disk.calls.length;
      await expect(readAll(disk), `bit ${bit}`).rejects.toMatchObject({ code: 'test.corrupt' });
      expect(disk.calls.length).toBe(writes);
    }
  });

  it('refuses a missing sector that a good record follows', async () => {
    const body = Uint8Array.from({ length: 3_000 }, (_, i) => (i % 250) + 1);
    const bytes = concat(encodeFrame(magic, 1, body), frames[0]);
    for (const sector of [0, 1, 3]) {
      const lost = bytes.slice();
      lost.fill(0, sector * 512, (sector + 1) * 512);
      await expect(readAll(await diskWith(lost))).rejects.toMatchObject({ code: 'test.corrupt' });
    }
  });

  it('reads a frame again by place, and refuses one that changed since', async () => {
    const disk = await diskWith(whole);
    const { file } = await readAll(disk);
    expect((await file.readFrame(lastAt, magic)).type).toBe(4);
    const other = await disk.open(path, 'write');
    await other.write(lastAt + 14, utf8('X'));
    await expect(file.readFrame(lastAt, magic)).rejects.toMatchObject({ code: 'test.corrupt' });
  });

  it('is not written after a failed write', async () => {
    const disk = new SimulatedDisk();
    const { file } = await readAll(disk);
    disk.failAt(1, 'ENOSPC');
    await expect(file.append(frames[0])).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.recover();
    await expect(file.append(frames[0])).rejects.toThrow('not written after a failed write');
  });
});

describe('decodeFrames', () => {
  it('returns frames that fill the bytes, and nothing for any cut or changed one', () => {
    expect(decodeFrames(magic, whole, 10)?.map((frame) => frame.at)).toEqual([
      10,
      10 + frames[0].length,
      10 + frames[0].length + frames[1].length,
      10 + lastAt,
    ]);
    expect(decodeFrames(magic, whole.subarray(0, -1), 0)).toBeUndefined();
    expect(decodeFrames(utf8('ELSE'), whole, 0)).toBeUndefined();
    const changed = whole.slice();
    changed[20] ^= 1;
    expect(decodeFrames(magic, changed, 0)).toBeUndefined();
  });
});
