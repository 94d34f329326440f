// What pages say of documents: by day and type, on the records that they name, with each version and a file that its digest checks.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { changedFile, minutesFile, scriptFile } from '../../../../test/support/web-register.ts';
import { createPages } from '../../routes.ts';

const site = createSite();
const pages = createPages(site);
const get = async (path: string) => pages.request(`http://node.test${path}`);
const wordsOf = async (path: string) =>
  (await (await get(path)).text())
    .replace(/<\/?time[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the list of documents', () => {
  it('has type, languages, format and size of each, and is of one type where asked', async () => {
    const all = await wordsOf('/en/documents');
    expect(all).toContain('Minutes of the conference');
    expect(all).toMatch(/Minutes Traditional Chinese and English text\/plain 2 pages 28 bytes/);
    expect(all).toContain('traffic model');
    expect(all).toContain('Withdrawn');
    const some = await wordsOf('/en/documents?type=minutes');
    expect(some).toContain('HK-DO001');
    expect(some).not.toContain('SZ-DO001');
  });

  it('is that of the day asked for', async () => {
    expect(await wordsOf('/zh-hant/documents?asof=2026-11-08')).toContain('截至當日並無文件記錄。');
    expect(await wordsOf('/zh-hans/documents?asof=2026-11-10')).not.toContain('已撤回');
  });
});

describe('the page of a document', () => {
  it('has every version with its days and digest, the newest as what holds', async () => {
    const now = await wordsOf('/en/documents/HK-DO001');
    expect(now).toContain(changedFile.hash);
    expect(now).toMatch(
      new RegExp(`B 12 November 2026 .*A 9 November 2026 .*${minutesFile.hash.slice(0, 12)}`),
    );
    expect(now).toContain('One name corrected.');
    const then = await wordsOf('/en/documents/HK-DO001?asof=2026-11-10');
    expect(then).toContain(minutesFile.hash);
    expect(then).not.toContain(changedFile.hash.slice(0, 12));
  });

  it('says where nothing shows that a copy is the same', async () => {
    expect(await wordsOf('/en/documents/SZ-DO001')).toContain('No digest is on record');
    expect(await wordsOf('/zh-hant/documents/SZ-DO003')).toContain('已由另一份取代。');
    const missing = await get('/en/documents/SZ-DO099');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('web.document.unknown');
  });

  it('gives out each version’s file, whose digest is its name, to be saved and never run', async () => {
    for (const { hash } of [minutesFile, changedFile]) {
      const answer = await get(`/documents/HK-DO001/${hash}`);
      expect(answer.status).toBe(200);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
    }
    const { headers } = await get(`/documents/SZ-DO002/${scriptFile.hash}`);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="SZ-DO002-/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('gives out no file that this document does not name, whoever knows its hash', async () => {
    expect((await get(`/documents/SZ-DO001/${minutesFile.hash}`)).status).toBe(404);
    expect((await get(`/documents/HK-DO001/${'0'.repeat(64)}`)).status).toBe(404);
    const bare = createPages({ ...site, blob: async () => undefined });
    const gone = await bare.request(`http://node.test/documents/HK-DO001/${minutesFile.hash}`);
    expect(gone.status).toBe(404);
  });
});

describe('the page of a record', () => {
  it('lists the documents that name it, whichever page it is', async () => {
    const ids = async (path: string) =>
      [...(await wordsOf(path)).matchAll(/\b(?:HK|SZ)-DO\d{3}\b/g)].map(([id]) => id);
    expect(new Set(await ids('/en/projects/HK-P001'))).toEqual(new Set(['HK-DO001', 'SZ-DO001']));
    expect(await ids('/en/meetings/SZ-G001')).toEqual(['HK-DO001']);
    expect(await ids('/en/agreements/HK-A001')).toEqual(['SZ-DO001']);
    expect(await ids('/en/approvals/SZ-K001')).toEqual(['SZ-DO001']);
    expect(await ids('/en/projects/HK-P001?asof=2026-11-08')).toEqual([]);
  });
});
