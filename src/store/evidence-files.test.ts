// Spec: docs/spec/store.md S15.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { evidenceBytesMax } from '../record/limits.ts';
import { openEvidenceFiles } from './evidence-files.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-evidence-'));
afterAll(() => rm(base, { recursive: true, force: true }));
const hash = 'ab'.repeat(32);

describe('openEvidenceFiles', () => {
  it('numbers files from 1 and never writes one twice', async () => {
    const files = openEvidenceFiles(base);
    expect(await files.list(hash)).toEqual([]);
    expect(await files.read(hash, 1)).toBeUndefined();
    const numbers = await Promise.all(['a', 'b', 'a', 'c'].map((text) => files.write(hash, text)));
    expect(numbers).toEqual([1, 2, 1, 3]);
    expect(await files.list(hash)).toEqual([1, 2, 3]);
    expect(await files.read(hash, 2)).toBe('b');
    expect(await readFile(join(base, hash, '2.evidence'), 'utf8')).toBe('b');
    expect(await files.read(hash, 0)).toBeUndefined();
    expect(await files.read(hash, 1.5)).toBeUndefined();
  });

  it('keeps at most a hundred files of an origin, and none too large', async () => {
    const files = openEvidenceFiles('/evidence', new SimulatedDisk());
    for (let n = 1; n <= 100; n++) expect(await files.write(hash, `text ${n}`)).toBe(n);
    await expect(files.write(hash, 'more')).rejects.toMatchObject({ code: 'store.evidence.full' });
    expect(await files.write(hash, 'text 7')).toBe(7);
    expect(await files.write('cd'.repeat(32), 'of another log')).toBe(1);
    const large = files.write('cd'.repeat(32), 'x'.repeat(evidenceBytesMax + 1));
    await expect(large).rejects.toMatchObject({ code: 'store.evidence.too-large' });
  });

  it('says that the folder cannot be written, and takes no name that is not a hash', async () => {
    const disk = new SimulatedDisk();
    disk.failAt(1, 'ENOSPC');
    const files = openEvidenceFiles('/evidence', disk);
    await expect(files.write(hash, 'a')).rejects.toMatchObject({ code: 'store.folder.unwritable' });
    await expect(files.write('../x', 'a')).rejects.toThrow('origin hash');
  });
});
