// docs/spec/exchange.md X7: files of what is public, beside the pages.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import { languages } from '../text/languages.ts';
import { downloads } from './downloads.ts';
import { createPages } from './routes.ts';

const site = createSite();
const pages = createPages(site);
const get = (path: string, headers: Record<string, string> = {}, app = pages) =>
  app.request(`http://node.test${path}`, { headers });

describe('downloads', () => {
  it('answer in each language, and without one lead to the reader’s', async () => {
    for (const { path, type, languages: all } of downloads) {
      const asked = await get(path, { 'Accept-Language': 'zh-HK' });
      expect([asked.status, asked.headers.get('Location')]).toEqual([302, `/zh-hant${path}`]);
      for (const { address, lang } of languages) {
        const response = await get(`/${address}${path}`);
        expect(response.status).toBe(200);
        expect(response.headers.get('Content-Type')).toBe(type);
        expect(response.headers.get('Content-Language')).toBe(all?.join(', ') ?? lang);
        expect((await response.text()).length).toBeGreaterThan(100);
      }
    }
  });

  it('are no address where there is nothing that the format can say, and none of a witness', async () => {
    const none = async function* () {};
    const empty = createPages({ ...site, queries: { ...site.queries, projectFiles: none } });
    expect((await get('/en/data/oc4ids.json', {}, empty)).status).toBe(404);
    const witness = createPages({ ...site, witness: true });
    for (const { path } of downloads)
      expect((await get(`/en${path}`, {}, witness)).status).toBe(404);
  });

  it('wait as pages do while it is not known what must be erased', async () => {
    const held = createPages({ ...site, isHeld: () => true });
    for (const { path } of downloads) expect((await get(`/en${path}`, {}, held)).status).toBe(503);
  });

  it('break as a page does before the first piece, and cut the connection after it', async () => {
    const early = (): AsyncIterable<never> => {
      throw new TypeError('no rows');
    };
    const first = createPages({ ...site, queries: { ...site.queries, projectFiles: early } });
    expect((await get('/en/data/oc4ids.json', {}, first)).status).toBe(500);
    const late = async function* () {
      for (let i = 0; i < 200; i++) yield* site.queries.projectFiles();
      throw new TypeError('no more rows');
    };
    const second = createPages({ ...site, queries: { ...site.queries, projectFiles: late } });
    const response = await get('/en/data/oc4ids.json', {}, second);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('no more rows');
  });
});
