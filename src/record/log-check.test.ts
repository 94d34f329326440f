// Whole logs: good ones at the sizes where tiles begin and end, and every fault that a byte can make.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { type FileLog, fileLog, type LogFiles, withFlip } from '../../test/support/log-folder.ts';
import { ComityError } from '../base/errors.ts';
import { checkLog, type LogCheckInput } from './log-check.ts';

const { sha256 } = testCrypto;

function check(log: FileLog, files: LogFiles = log.files, more: Partial<LogCheckInput> = {}) {
  return checkLog(sha256, {
    served: [{ size: log.entries.length, root: log.root }],
    earlier: [],
    read: async (path) => files.get(path),
    ...more,
  });
}

const codes = async (checked: ReturnType<typeof check>) => [
  ...new Set((await checked).issues.map((issue) => issue.code)),
];

describe('a whole log', () => {
  it.each([0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 1_000])(
    'of %i entries passes',
    async (size) => {
      const log = await fileLog(size);
      const seen: number[] = [];
      const checked = await check(log, log.files, {
        onEntries: (first, entries) => void seen.push(first, entries.length),
      });
      expect(checked.issues).toEqual([]);
      expect(checked.entries).toBe(size);
      expect(checked.tiles).toBe(
        [...log.files.keys()].filter((path) => /^tile\/\d/.test(path)).length,
      );
      expect(seen.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count, 0)).toBe(size);
    },
  );

  it('fails for one flipped hash of any tile, at the sizes of CVE-2026-56865 and around them', async () => {
    for (const size of [257, 300, 512, 768, 1_000]) {
      const log = await fileLog(size);
      for (const [path, bytes] of log.files) {
        if (!/^tile\/\d/.test(path)) continue;
        for (let hash = 0; hash < bytes.length / 32; hash += 9) {
          const flipped = withFlip(log.files, path, hash * 32 + (hash % 32));
          expect(await codes(check(log, flipped)), `${size} ${path} ${hash}`).toEqual([
            'record.log.tile',
          ]);
        }
      }
    }
  });

  it('fails for one flipped bit of an entry, by its tile and by the root', async () => {
    const log = await fileLog(600);
    expect(await codes(check(log, withFlip(log.files, 'tile/entries/001', 105)))).toEqual([
      'record.log.tile',
      'record.log.root',
    ]);
  });

  it('fails for a file that is missing, cut, too long, or cannot be read', async () => {
    const log = await fileLog(600);
    const without = (path: string) => new Map([...log.files].filter(([at]) => at !== path));
    expect(await codes(check(log, without('tile/entries/001')))).toEqual(['record.log.bundle']);
    expect(await codes(check(log, without('tile/1/000.p/2')))).toEqual(['record.log.tile']);
    const cut = new Map([
      ...log.files,
      ['tile/entries/001', log.files.get('tile/entries/001')!.slice(1)] as const,
    ]);
    expect(await codes(check(log, cut))).toEqual(['record.log.bundle']);
    const long = new Map([...log.files, ['tile/0/001', new Uint8Array(9_000)] as const]);
    expect(await codes(check(log, long))).toEqual(['record.log.tile']);
    const broken = async (path: string) => {
      if (path === 'tile/0/000' || path === 'tile/entries/002.p/88')
        throw new ComityError('x.y', path);
      return log.files.get(path);
    };
    expect(await codes(check(log, log.files, { read: broken }))).toEqual(['record.log.unreadable']);
  });

  it('that has grown may serve full tiles and bundles in place of partial ones', async () => {
    const grown = await fileLog(768, { partialSizes: [600] });
    for (const path of ['tile/0/002.p/88', 'tile/entries/002.p/88']) grown.files.delete(path);
    const small = { ...grown, entries: grown.entries.slice(0, 600), root: grown.rootAt(600) };
    expect((await check(small, grown.files)).issues).toEqual([]);
  });

  it('serves every tree of which it shows a note', async () => {
    const log = await fileLog(600, { partialSizes: [300] });
    const served = [
      { size: 300, root: log.rootAt(300) },
      { size: 600, root: log.root },
    ];
    expect((await check(log, log.files, { served })).issues).toEqual([]);
    const tile = withFlip(log.files, 'tile/0/001.p/44', 5);
    expect(await codes(check(log, tile, { served }))).toEqual(['record.log.tile']);
    const bundle = withFlip(log.files, 'tile/entries/001.p/44', 5);
    expect(await codes(check(log, bundle, { served }))).toEqual(['record.log.bundle']);
    const other = [{ size: 300, root: log.root }, ...served.slice(1)];
    expect(await codes(check(log, log.files, { served: other }))).toEqual(['record.log.root']);
  });

  it('begins with what it showed earlier: another root, and a larger tree, are told apart', async () => {
    const log = await fileLog(600);
    for (const size of [0, 1, 256, 599, 600]) {
      const root = log.rootAt(size);
      expect(
        (await check(log, log.files, { earlier: [{ size, root }] })).issues,
        String(size),
      ).toEqual([]);
      const forked = [{ size, root: new Uint8Array(32) }];
      expect(await codes(check(log, log.files, { earlier: forked }))).toEqual([
        'record.log.earlier-root',
      ]);
    }
    const larger = [{ size: 601, root: log.root }];
    expect(await codes(check(log, log.files, { earlier: larger }))).toEqual(['record.log.shrunk']);
  });

  it('stops after a hundred faults', async () => {
    const log = await fileLog(200);
    const read = async (path: string) =>
      path.startsWith('tile/entries') ? log.files.get(path) : undefined;
    const served = Array.from({ length: 150 }, (_, i) => ({ size: i + 1, root: log.root }));
    const checked = await check(log, log.files, {
      served: [...served, { size: 200, root: log.root }],
      read,
    });
    expect(checked.issues.length).toBeGreaterThanOrEqual(100);
    expect(checked.entries).toBe(200);
  });
});
