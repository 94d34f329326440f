// Spec: docs/spec/store.md S10, S11.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { utf8 } from '../base/bytes.ts';
import { checkFormat, lockFolder, readText, writeDurably } from './folder.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-folder-'));
afterAll(() => rm(base, { recursive: true, force: true }));
let made = 0;
const newDir = () => join(base, `data-${made++}`);

describe('lockFolder', () => {
  it('refuses a second opener, names the process, and frees the folder on release', async () => {
    const dir = newDir();
    const lock = await lockFolder(dir);
    const refused = lockFolder(dir);
    await expect(refused).rejects.toMatchObject({ code: 'store.folder.locked' });
    await expect(lockFolder(dir)).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
    await lock.release();
    await using again = await lockFolder(dir);
    expect(again).toBeDefined();
    expect(await readdir(dir)).toEqual(['LOCK']);
  });

  it('takes over from a process that is gone', async () => {
    const dir = newDir();
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('close', resolve));
    const lock = await lockFolder(dir);
    const ours = await readFile(join(dir, 'LOCK'), 'utf8');
    await lock.release();
    await writeFile(join(dir, 'LOCK'), ours.replace(/^\d+/, String(child.pid)));
    await (await lockFolder(dir)).release();
  });

  it('takes over when the number belongs to another process by now, or to another boot', async () => {
    const dir = newDir();
    const lock = await lockFolder(dir);
    const ours = await readFile(join(dir, 'LOCK'), 'utf8');
    await lock.release();
    const [pid, started, boot] = ours.trim().split(' ');
    const stale = [`${pid} ${Number(started) - 1} ${boot}\n`, `${pid} ${started} 0-0\n`, 'rubbish'];
    for (const content of stale) {
      await writeFile(join(dir, 'LOCK'), content);
      await (await lockFolder(dir)).release();
    }
    await writeFile(join(dir, 'LOCK'), ours);
    await expect(lockFolder(dir)).rejects.toMatchObject({ code: 'store.folder.locked' });
  });

  it.each(['none', 'a dead claim'])(
    'lets one of many win a stale lock, with %s on it',
    async (claim) => {
      const dir = newDir();
      await (await lockFolder(dir)).release();
      await writeFile(join(dir, 'LOCK'), '999999999 1 0-0\n');
      if (claim !== 'none') await writeFile(join(dir, 'LOCK.claim'), '999999998 1 0-0\n');
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(dir)));
      const won = tries.filter((result) => result.status === 'fulfilled');
      expect(won.length).toBe(1);
      expect(await readdir(dir)).toEqual(['LOCK']);
      await won[0].value.release();
    },
  );

  it('says that a folder cannot be written', async () => {
    const file = newDir();
    await writeFile(file, '');
    const refused = lockFolder(join(file, 'data'));
    await expect(refused).rejects.toMatchObject({ code: 'store.folder.unwritable' });
  });

  it.skipIf(!existsSync('/proc/self'))(
    'says so where the system lets nobody make folders',
    async () => {
      const refused = lockFolder('/proc/comity/data');
      await expect(refused).rejects.toMatchObject({ code: 'store.folder.unwritable' });
    },
  );

  it('makes every folder on the way', async () => {
    const dir = join(newDir(), 'a', 'b');
    await (await lockFolder(dir)).release();
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('checkFormat', () => {
  it('marks a new folder and accepts it again', async () => {
    const dir = newDir();
    await checkFormat(dir);
    await checkFormat(dir);
    expect(await readFile(join(dir, 'FORMAT'), 'utf8')).toBe('comity-data 1\n');
  });

  it('refuses a newer format and anything that is no format', async () => {
    const dir = newDir();
    await checkFormat(dir);
    await writeFile(join(dir, 'FORMAT'), 'comity-data 2\n');
    await expect(checkFormat(dir)).rejects.toMatchObject({ code: 'store.format.newer' });
    for (const text of ['', 'comity-data 01\n', 'comity-data 1', 'other 1\n']) {
      await writeFile(join(dir, 'FORMAT'), text);
      await expect(checkFormat(dir)).rejects.toMatchObject({ code: 'store.format.unknown' });
    }
  });
});

describe('writeDurably', () => {
  it('leaves the old file or the new one, whole, wherever it fails or the power goes', async () => {
    for (let n = 1; ; n++) {
      const disk = new SimulatedDisk();
      await disk.makeFolder('/d');
      await disk.syncFolder('/');
      await writeDurably('/d/f', utf8('old'), { files: disk });
      disk.failAt(n, n % 2 ? 'EIO' : 'halt');
      const failed = await writeDurably('/d/f', utf8('new and longer'), { files: disk }).then(
        () => undefined,
        (error: unknown) => error,
      );
      const met = disk.faultMet;
      if (met) expect(failed).toMatchObject({ code: 'store.folder.unwritable' });
      disk.cutPower(seededChance(n));
      const left = await readText('/d/f', disk);
      expect(met ? ['old', 'new and longer'] : ['new and longer']).toContain(left);
      if (!met) break;
    }
  });
});

describe('readText', () => {
  it('returns undefined for a missing file and says when one cannot be read', async () => {
    expect(await readText(join(newDir(), 'none'))).toBeUndefined();
    const disk = new SimulatedDisk();
    disk.failAt(1, 'halt');
    await disk.makeFolder('/d').catch(() => undefined);
    const refused = readText('/d/f', disk);
    await expect(refused).rejects.toMatchObject({ code: 'store.folder.unreadable' });
  });
});
