// Addresses, headers and answers that are not a page about a record.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import { canonicalJson } from '../base/json.ts';
import { styleSheets } from './assets.ts';
import { createPages } from './routes.ts';

const pages = createPages(createSite());
const get = (path: string, headers: Record<string, string> = {}) =>
  pages.request(`http://node.test${path}`, { headers });

describe('createPages', () => {
  it('chooses the language at the root only, and says what the choice depends on', async () => {
    const response = await get('/', { 'Accept-Language': 'zh-HK,zh;q=0.9' });
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toBe('/zh-hant/');
    expect(response.headers.get('Vary')).toBe('Accept-Language');
    expect((await get('/en/', { 'Accept-Language': 'zh-HK' })).status).toBe(200);
  });

  it('leads a language without its slash to its home', async () => {
    const response = await get('/zh-hans');
    expect([response.status, response.headers.get('Location')]).toEqual([301, '/zh-hans/']);
  });

  it('forbids everything that does not come from this node', async () => {
    const response = await get('/en/');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Set-Cookie')).toBeNull();
  });

  it('answers an unknown address in the language of the address', async () => {
    const response = await get('/zh-hant/nowhere');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<html lang="zh-Hant-HK">');
  });

  it('answers an address without language in the reader’s', async () => {
    const response = await get('/nowhere', { 'Accept-Language': 'zh-CN' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<html lang="zh-Hans-CN">');
  });

  it('answers a path that is no text at all', async () => {
    expect((await get('/en/agreements/%FF%FE')).status).toBe(404);
  });

  it('refuses an unknown record with its code: web.agreement.unknown, web.field.unknown, web.meeting.unknown, web.project.unknown, web.approval.unknown, web.service.unknown, web.story.unknown, web.document.unknown', async () => {
    for (const [path, code] of [
      ['/en/projects/HK-P999', 'web.project.unknown'],
      ['/en/projects/HK-P999/what-if', 'web.project.unknown'],
      ['/en/projects/SZ-P001/what-if', 'web.project.unknown'],
      ['/en/projects/HK-P999?asof=2020-01-01', 'web.project.unknown'],
      ['/en/approvals/SZ-K999', 'web.approval.unknown'],
      ['/en/approvals/HK-R001', 'web.approval.unknown'],
      ['/en/approvals/SZ-K001?asof=2026-06-30', 'web.approval.then.unknown'],
      ['/en/approvals/SZ-K999?asof=2026-06-30', 'web.approval.unknown'],
      ['/en/agreements/HK-A999', 'web.agreement.unknown'],
      ['/en/fields/dragons', 'web.field.unknown'],
      ['/en/meetings/HK-G999', 'web.meeting.unknown'],
      ['/en/services/HK-SV999', 'web.service.unknown'],
      ['/en/services/HK-SV001?asof=2020-01-01', 'web.service.unknown'],
      ['/en/stories/HK-ST999', 'web.story.unknown'],
      ['/en/documents/HK-DO999', 'web.document.unknown'],
    ] as const) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain(`<code>${code}</code>`);
    }
  });

  it('says of a record that was erased by whom, why and how far, with 410', async () => {
    const response = await get('/en/meetings/SZ-G009');
    const text = await response.text();
    expect(response.status).toBe(410);
    expect(text).toContain('SZ-G009');
    expect(text).toContain('Being erased, 1 of 2 parties confirmed');
    expect((await get('/en/meetings/SZ-G008')).status).toBe(404);
  });

  it('shows no record while it is held after a start, and says so in every language', async () => {
    const site = createSite();
    let isHeld = true;
    const held = createPages({ ...site, isHeld: () => isHeld });
    const ask = (path: string) => held.request(`http://node.test${path}`);
    for (const [path, lang] of [
      ['/en/meetings', 'en'],
      ['/zh-hant/agreements/HK-A001', 'zh-Hant-HK'],
      ['/zh-hans/verify', 'zh-Hans-CN'],
      ['/plan/HK-P001/inputs.json', 'en'],
    ] as const) {
      const response = await ask(path);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await response.text()).toContain(`lang="${lang}"`);
    }
    expect((await ask('/en/status')).status).toBe(200);
    isHeld = false;
    expect((await ask('/en/meetings')).status).toBe(200);
  });

  it('refuses a day that is none, and says what one looks like: web.day.not-a-day', async () => {
    for (const query of ['asof=2019-02-30', 'known=yesterday', 'asof=2019-4-2']) {
      const response = await get(`/en/commitments?${query}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('<code>web.day.not-a-day</code>');
    }
    expect((await get('/en/commitments?asof=&known=')).status).toBe(200);
  });

  it('says on the form itself what is wrong with an entry or a record', async () => {
    for (const [query, status, code] of [
      ['entry=abc', 400, 'web.verify.not-a-leaf'],
      [`entry=${'f'.repeat(64)}`, 404, 'web.verify.entry.unknown'],
      ['record=abc', 400, 'web.verify.not-an-id'],
      ['record=HK-A777', 404, 'web.verify.record.unknown'],
    ] as const) {
      const response = await get(`/zh-hant/verify?${query}`);
      expect(response.status).toBe(status);
      const text = await response.text();
      expect(text).toContain(`<code>${code}</code>`);
      expect(text).toContain('name="entry"');
    }
  });

  it('says what broke to the server and not to the reader', async () => {
    const errors: unknown[] = [];
    const site = createSite();
    const broken = createPages({
      ...site,
      queries: { ...site.queries, agreements: () => Promise.reject(new TypeError('secret')) },
      onError: (error) => errors.push(error),
    });
    const response = await broken.request('http://node.test/zh-hans/agreements');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('<html lang="zh-Hans-CN">');
    expect(text).not.toContain('secret');
    expect(errors).toHaveLength(1);
  });

  it('answers even when nothing can be read', async () => {
    const site = createSite();
    const broken = createPages({
      ...site,
      queries: { ...site.queries, programme: () => Promise.reject(new TypeError('gone')) },
    });
    const response = await broken.request('http://node.test/en/');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('The records are safe');
  });

  it('shows a node that knows nothing yet: no charter, no party, no record', async () => {
    const site = createSite();
    const none = async () => [];
    const queries = {
      ...site.queries,
      agreements: none,
      meetings: none,
      commitments: none,
      reports: none,
      organizations: none,
      parties: none,
      latest: none,
      records: none,
    };
    const plans = { ...site.plans, cases: none, obstacles: none };
    const programme = {
      id: 'new',
      title: { en: 'new' },
      languages: ['en'],
      parties: [],
      sample: false,
    };
    const empty = createPages({
      ...site,
      report: [],
      plans,
      queries: { ...queries, programme: async () => programme },
    });
    for (const path of [
      '/',
      '/projects',
      '/approvals',
      '/agreements',
      '/commitments',
      '/meetings',
      '/reports',
      '/organizations',
      '/verify',
      '/status',
      '/about',
    ]) {
      const response = await empty.request(`http://node.test/zh-hant${path}`);
      expect(response.status, path).toBe(200);
    }
  });
});

describe('the inputs of a forecast', () => {
  it('are canonical, and hash to what the page of the project says', async () => {
    const response = await get('/plan/HK-P001/inputs.json');
    expect(response.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    const document = await response.text();
    expect(canonicalJson(JSON.parse(document))).toBe(document);
    const hash = createHash('sha256').update(document).digest('hex');
    expect(await (await get('/zh-hans/projects/HK-P001')).text()).toContain(`<code>${hash}</code>`);
    expect(JSON.parse(document)).toMatchObject({
      schema: 'comity-forecast-inputs/1',
      project: 'HK-P001',
      target: 'SZ-P001/OPEN',
      scope: 'public',
      sample: true,
    });
  });

  it('of a forecast on record are handed out by their hash, and only where that project names it', async () => {
    const [record] = await createSite().queries.records('forecast');
    const { makes, backcasts } = record!.state;
    for (const { inputs, dataDate } of [...makes, ...backcasts]) {
      const response = await get(`/plan/HK-P001/inputs/${inputs.hash}.json`);
      expect(response.status).toBe(200);
      const document = await response.text();
      expect(createHash('sha256').update(document).digest('hex')).toBe(inputs.hash);
      expect(response.headers.get('Cache-Control')).toContain('immutable');
      expect(document).toContain(dataDate);
    }
    const [{ inputs }] = makes as [(typeof makes)[0]];
    for (const path of [
      `/plan/HK-P004/inputs/${inputs.hash}.json`,
      `/plan/HK-P001/inputs/${'0'.repeat(64)}.json`,
      `/plan/HK-P001/inputs/${inputs.hash.slice(1)}.json`,
      `/plan/HK-P001/inputs/${inputs.hash}`,
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  it('are not there for a part, nor where nothing is computed', async () => {
    for (const id of ['SZ-P001', 'SZ-P002', 'HK-P999']) {
      expect((await get(`/plan/${id}/inputs.json`)).status, id).toBe(404);
    }
  });
});

describe('assets', () => {
  it('are served for ever at the address of their content', async () => {
    for (const path of styleSheets) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('Cache-Control')).toContain('immutable');
      expect(response.headers.get('Content-Type')).toContain('text/css');
      const again = await get(path, { 'If-None-Match': response.headers.get('ETag') ?? '' });
      expect(again.status).toBe(304);
    }
  });

  it('answer 404 at any other address', async () => {
    expect((await get('/assets/0000000000000000/page.css')).status).toBe(404);
    expect((await get(styleSheets[0]!.replace('tokens', 'nothing'))).status).toBe(404);
  });
});

describe('the pages of a witness', () => {
  const witness = createPages({ ...createSite(), witness: true });
  const ask = (path: string) => witness.request(`http://node.test${path}`);

  it('lead to its status, and name no page of records', async () => {
    const home = await ask('/en/');
    expect([home.status, home.headers.get('Location')]).toEqual([302, '/en/status']);
    for (const path of ['/en/status', '/zh-hant/about']) {
      const page = await ask(path);
      expect(page.status).toBe(200);
      expect(await page.text()).not.toMatch(/href="\/[^"]*\/(agreements|meetings|about\/report)/);
    }
  });

  it('say that it keeps no records where a record is asked for', async () => {
    for (const path of ['/en/agreements/HK-A001', '/en/commitments', '/en/about/report']) {
      const page = await ask(path);
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('keeps no records');
    }
  });
});
