// Every page in every language, from the fixture: it answers, says its language, links only where there is a page,
// holds nothing inline, and escapes whatever a record may hold.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import { leafOf } from '../../test/support/web-places.ts';
import { languages } from '../text/languages.ts';
import { createPages, routes } from './routes.ts';

/** Every case of the fixture and every report on one: planned, open, stopped, referred, late, over. */
const caseIds = [
  ...['SZ-K001', 'SZ-K002', 'SZ-K003', 'SZ-K004', 'SZ-K005', 'SZ-K006', 'SZ-K007', 'SZ-K008'],
  ...['HK-K001', 'HK-K002', 'HK-K003', 'HK-K004', 'HK-K005', 'HK-K006', 'HK-R003', 'HK-R004'],
];

/** One address per route and state worth seeing. */
const addresses = [
  '/',
  '/projects',
  '/projects?asof=2026-11-12',
  '/projects/HK-P001',
  '/projects/HK-P001?asof=2026-11-20',
  '/projects/HK-P001?asof=2026-03',
  '/projects/SZ-P001',
  '/projects/SZ-P002',
  '/projects/HK-P004',
  '/projects/HK-P001/what-if',
  '/projects/HK-P001/what-if?faster.SZ-K001=33&limit.SZ-K002=5&recognised.SZ-K004=on&answer.SZ-K003=on',
  '/projects/HK-P004/what-if',
  '/approvals',
  '/approvals?asof=2026-09-30',
  ...caseIds.map((id) => `/approvals/${id}`),
  '/agreements',
  '/agreements/HK-A001',
  '/agreements/SZ-A001',
  '/agreements/HK-A001?asof=2019-04-02&known=2026-11-24',
  '/commitments',
  '/commitments?asof=2026-05',
  '/meetings',
  '/meetings/SZ-G001',
  '/meetings/HK-G001',
  '/reports',
  '/crossings',
  '/crossings?mode=passengers&at=2026-11-28T22:00',
  '/obstacles',
  '/organizations',
  '/services',
  '/services?event=moving',
  '/services/HK-SV001',
  '/services/HK-SV001?HK-SV001.lorry=yes&HK-SV001.resident=no',
  '/services/HK-SV001?HK-SV001.lorry=perhaps',
  '/services/HK-SV002',
  '/services/SZ-SV002?asof=2026-11-15',
  '/indicators',
  '/indicators?asof=2026-11-12',
  '/offers',
  '/offers?asof=2026-11-10',
  '/stories',
  '/stories/HK-ST001',
  '/stories/HK-ST002',
  '/stories/SZ-ST001',
  '/feedback',
  '/feedback/new?record=HK-P001',
  '/feedback/sent',
  '/documents',
  '/documents?type=minutes',
  '/documents?asof=2026-11-10',
  '/documents/HK-DO001',
  '/documents/HK-DO001?asof=2026-11-10',
  '/documents/SZ-DO002',
  '/documents/SZ-DO003',
  '/proposals',
  '/proposals?asof=2026-11-10',
  '/fields',
  '/fields?asof=2026-11-10',
  '/fields/transport',
  '/fields/research',
  '/fields/sport',
  '/fields/fisheries',
  '/places',
  '/money',
  '/money?asof=2024-12-31',
  '/returns',
  '/returns/2026-10?asof=2026-11-12',
  '/returns/2026-09',
  '/terms',
  '/changes',
  '/changes?kind=proposal',
  '/changes?kind=dragon',
  '/terms?asof=2026-11-10',
  '/bodies',
  '/bodies?asof=2026-11-10',
  '/data',
  '/verify',
  '/verify?record=HK-A001',
  `/verify?entry=${leafOf(8)}`,
  `/verify?entry=${leafOf(1)}`,
  '/status',
  '/about',
  '/about/report',
  '/about/report?state=sample',
];

const pages = createPages(createSite({ alarm: 'alarm' }));

const answers = new Map<string, ReturnType<typeof fetchFrom>>();

/** Answers of the usual site are kept: links lead to the same pages again and again. */
function get(path: string, app = pages) {
  if (app !== pages) return fetchFrom(path, app);
  const known = answers.get(path) ?? fetchFrom(path, app);
  answers.set(path, known);
  return known;
}

async function fetchFrom(path: string, app: typeof pages) {
  const response = await app.request(`http://node.test${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('every page', () => {
  it('shows the keys of each log with how the older ones end, and which log is closed', async () => {
    const { text } = await get('/en/status');
    expect(text).toContain('log.hong-kong.invalid/joint+00000002+AQ==</code> signs');
    expect(text).toMatch(/joint\+00000001\+AQ==<\/code> signs until .*20 December 2026/);
    expect(text).toContain('lost or stolen: counts up to size 38 only');
    expect(text.match(/Closed: nothing more is recorded/g)).toHaveLength(1);
  });

  it('has an address here', () => {
    const shapes = routes.map(({ path }) => new RegExp(`^${path.replace(/:[a-z]+/g, '[^/]+')}$`));
    const paths = addresses.map((address) => address.split('?')[0]!);
    for (const shape of shapes) expect(paths.some((path) => shape.test(path))).toBe(true);
  });

  for (const language of languages) {
    for (const address of addresses) {
      it(`answers /${language.address}${address} in its language`, async () => {
        const { status, text } = await get(`/${language.address}${address}`);
        expect(status).toBe(200);
        expect(text).toContain(`<html lang="${language.lang}">`);
        expect(text).toMatch(/<title>[^<]+<\/title>/);
        expect(text.match(/<h1/g)).toHaveLength(1);
        expect(text).not.toMatch(/undefined|\[object |NaN/);
        expect(leftovers(text)).toEqual([]);
        expect(withoutOwnScript(text)).not.toMatch(
          /<style|<script| style=| on[a-z]+=|javascript:/i,
        );
        expect(doubleIds(text)).toEqual([]);
      });
    }
  }

  it('says that it is a demonstration and marks sample records, in the title too', async () => {
    const words = [
      'Demonstration. Not operated or endorsed by any government.',
      '示範系統',
      '演示系统',
    ];
    const marks = ['(sample data)', '（示例數據）', '（示例数据）'];
    for (const [i, language] of languages.entries()) {
      const { text } = await get(`/${language.address}/agreements/HK-A001`);
      expect(text).toContain(words[i]);
      expect(text.match(/<title>.*<\/title>/s)?.[0]).toContain(marks[i]);
    }
    const quiet = createPages({ ...createSite(), demonstration: false });
    expect((await get('/en/', quiet)).text).not.toContain('Demonstration.');
  });

  it('shows an alarm that nobody has closed, and no closed one', async () => {
    expect((await get('/en/agreements')).text).toContain('id="alarm-title"');
    expect((await get('/en/agreements', createPages(createSite()))).text).not.toContain(
      'alarm-title',
    );
  });
});

describe('links', () => {
  it('lead to pages, or out of the pages to files of the node', async () => {
    const seen = new Set<string>();
    for (const language of languages) {
      for (const address of addresses) {
        const { text } = await get(`/${language.address}${address}`);
        for (const link of linksOf(text)) seen.add(link.split('#')[0]!);
      }
    }
    const inside = [...seen].filter(
      (link) => link.startsWith('/') && !/^\/(log|evidence)\//.test(link),
    );
    expect(inside.length).toBeGreaterThan(300);
    for (const link of inside) expect((await get(link)).status, link).toBeLessThan(400);
  }, 90_000);

  it('to a part of a page lead to one that is there', async () => {
    for (const address of addresses) {
      const { text } = await get(`/en${address}`);
      for (const link of linksOf(text).filter((one) => /^(\/en\/[^?]*)?#/.test(one))) {
        const [path = '', anchor = ''] = link.split('#');
        const target = path === '' ? text : (await get(path)).text;
        expect(target, `${link} on ${address}`).toContain(`id="${anchor}"`);
      }
    }
  });

  it('name the page in every language, itself and the default included', async () => {
    const { text } = await get('/zh-hant/agreements/HK-A001?asof=2019-04-02');
    const found = [...text.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)];
    const path = '/agreements/HK-A001?asof=2019-04-02';
    expect(found.map((match) => [match[1], match[2]])).toEqual([
      ['en', `http://node.test/en${path}`],
      ['zh-Hant', `http://node.test/zh-hant${path}`],
      ['zh-Hans', `http://node.test/zh-hans${path}`],
      ['x-default', `http://node.test/en${path}`],
    ]);
    expect(text).toContain(`<a href="/zh-hans${path}"`);
  });

  it('keeps the day asked for in links to every page that shows one', async () => {
    const lists = routes.filter(({ path, dated }) => dated && !path.includes(':') && path !== '/');
    expect(lists.length).toBeGreaterThan(5);
    const { text } = await get('/en/agreements?asof=2019-04-02');
    for (const { path } of lists) {
      if (text.includes(`href="/en${path}`)) {
        expect(text, path).toContain(`href="/en${path}?asof=2019-04-02"`);
      }
    }
  });

  it('keep the day asked for from page to page', async () => {
    const { text } = await get('/en/agreements?asof=2019-04-02');
    expect(text).toContain('href="/en/agreements/HK-A001?asof=2019-04-02"');
    expect(text).toContain('href="/en/verify"');
  });

  it('never leave for an address that is not http', async () => {
    const site = createSite();
    const queries = {
      ...site.queries,
      organizations: async () => {
        const [one] = await site.queries.organizations();
        return [{ ...one!, state: { ...one!.state, url: 'javascript:alert(1)' } }];
      },
    };
    const { text } = await get('/en/organizations', createPages({ ...site, queries }));
    expect(text).not.toContain('href="javascript');
  });
});

describe('text of records', () => {
  const hostile = `<script>alert('x')</script>"><img src=x onerror=1>&amp;`;

  it('is escaped wherever it stands', async () => {
    const say = () => ({ en: hostile, 'zh-Hant': hostile, 'zh-Hans': hostile });
    const app = createPages(createSite({ say, text: () => hostile, alarm: 'alarm' }));
    for (const language of languages) {
      for (const address of addresses) {
        const { text } = await get(`/${language.address}${address}`, app);
        expect(withoutOwnScript(text), address).not.toMatch(/<script|<img/);
        expect(text).toContain('&lt;script&gt;');
      }
    }
  });

  it('from the address is escaped too', async () => {
    const query = encodeURIComponent(hostile);
    for (const path of [
      `/en/verify?entry=${query}`,
      `/en/verify?record=${query}`,
      `/en/agreements?asof=${query}`,
      `/en/agreements/${query}`,
    ]) {
      const { status, text } = await get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/<script|<img/);
    }
  });

  it('without a version in the reader’s language shows its source, marked, with a note', async () => {
    const { text } = await get('/zh-hans/meetings/SZ-G001');
    expect(text).toContain(
      '<span lang="en-GB">Thirty-one projects for the Greater Bay Area start this year.</span>',
    );
    expect(text).toContain('（尚无简体中文版本，现以英文显示）');
  });
});

/** The only scripts of the pages: files of this node. */
function withoutOwnScript(text: string): string {
  return text.replace(
    /<script type="module" src="\/assets\/[0-9a-f]+\/(what-if|verify)\.js"><\/script>/,
    '',
  );
}

/** Parameters that nobody filled, and keys that stand where a text should. */
function leftovers(text: string): readonly string[] {
  const words = text.replace(/<[^>]*>/g, ' ').replace(/\b[\w.-]+\.invalid\S*/g, ' ');
  return [
    ...words.matchAll(
      /\{[a-z]+\}|\b(nav|layout|agreement|verify|status|history|projects?|approvals?|clock|network|whatif|money|check|choice|chart|services?|offers|stories|story|rendition|feedback|indicators?|contracts|proposals|bodies|documents?|fields?|places|terms|changes)\.[a-z-]+/gi,
    ),
  ].map((match) => match[0]);
}

function doubleIds(text: string): readonly string[] {
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/ (?:href|action)="([^"]+)"/g)].map((match) =>
    match[1]!.replaceAll('&amp;', '&'),
  );
}
