// docs/spec/exchange.md X12, X13, X14, X15, X97: tables, calendar, feed and terms of what is public, and the page that lists them.
import { describe, expect, it } from 'vitest';
import { tbxFaults } from '../../../test/support/tbx-basic.ts';
import { createSite } from '../../../test/support/web-fixture.ts';
import { languages } from '../../text/languages.ts';
import { downloads } from '../downloads.ts';
import { createPages } from '../routes.ts';

const site = createSite();
const pages = createPages(site);
const read = async (path: string, app = pages) =>
  (await app.request(`http://node.test${path}`)).text();

/** Rows of a table, its cells without quotes. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n');
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare]) => quoted ?? bare,
    ),
  );
}

describe('the tables', () => {
  it('have the same columns and ids in every language, with sample data marked', async () => {
    for (const path of ['/data/projects.csv', '/data/approvals.csv']) {
      const [en, ...others] = await Promise.all(
        languages.map(async ({ address }) => rowsOf(await read(`/${address}${path}`))),
      );
      expect(en.length).toBeGreaterThan(3);
      expect(en[0].slice(0, 3)).toEqual(['id', 'title', 'sample']);
      for (const row of en.slice(1))
        expect([row[1].slice(0, 9), row[2]]).toEqual(['[Sample] ', 'yes']);
      for (const other of others) {
        expect(other[0]).toEqual(en[0]);
        expect(other.map(([id]) => id)).toEqual(en.map(([id]) => id));
        expect(other[1][1]).toContain('【示例】');
      }
    }
  });

  it('have each column in the codebook, with its meaning in the language of the file', async () => {
    for (const { address } of languages) {
      const book = rowsOf(await read(`/${address}/data/codebook.csv`));
      for (const file of ['projects.csv', 'approvals.csv']) {
        const [names] = rowsOf(await read(`/${address}/data/${file}`));
        const described = book.filter(([of]) => of === file).map(([, name]) => name);
        expect(described).toEqual(names);
      }
    }
    expect(await read('/zh-hant/data/codebook.csv')).toContain('紀錄編號');
  });

  it('say until when a case may be decided and who has to act', async () => {
    const [names, ...rows] = rowsOf(await read('/en/data/approvals.csv'));
    const at = names.indexOf('due');
    expect(rows.some((row) => /^\d{4}-\d\d-\d\d$/.test(row[at]))).toBe(true);
  });
});

describe('the calendar', () => {
  it('has meetings, what is due and what was promised, with uids that are equal in every language', async () => {
    const uidsOf = async (address: string) => {
      const text = (await read(`/${address}/calendar.ics`)).replaceAll('\r\n ', '');
      return [...text.matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid);
    };
    const [en, hant, hans] = await Promise.all(languages.map(({ address }) => uidsOf(address)));
    const kinds = new Set(en.map((uid) => /-([a-z]+)@/.exec(uid)?.[1]));
    expect([...kinds].sort()).toEqual(['approval', 'commitment', 'meeting', 'promise']);
    expect(new Set(en).size).toBe(en.length);
    expect([hant, hans]).toEqual([en, en]);
    const text = (await read('/en/calendar.ics')).replaceAll('\r\n ', '');
    expect(text).toContain('SUMMARY;LANGUAGE=en-GB:[Sample] Due: ');
    expect(text).toMatch(/CATEGORIES:approval,sample\r\n/);
  });
});

describe('the feed', () => {
  it('has the newest statements with ids that are equal in every language', async () => {
    const idsOf = async (address: string) =>
      [...(await read(`/${address}/feed.atom`)).matchAll(/<entry>\s*<id>(.*)<\/id>/g)].map(
        ([, id]) => id,
      );
    const [en, hant] = await Promise.all([idsOf('en'), idsOf('zh-hant')]);
    expect(en.length).toBe((await site.queries.latest(100)).length);
    expect(en[0]).toMatch(/^tag:log\.[a-z-]+\.invalid,\d{4}-\d\d-\d\d:[0-9a-f]{64}$/);
    expect(hant).toEqual(en);
  });
});

describe('the term base', () => {
  it('is TBX-Basic in each language, of what is public alone, and the page of terms leads to it', async () => {
    const known = (await site.queries.records('term')).map(({ id }) => id);
    for (const { address } of languages) {
      const text = await read(`/${address}/data/terms.tbx`);
      expect(tbxFaults(text)).toEqual([]);
      const ids = [...text.matchAll(/<conceptEntry id="([^"_]+)_/g)].map(([, id]) => id);
      expect(ids).toEqual(known);
      const page = await read(`/${address}/terms`);
      expect(page).toContain(`href="/${address}/data/terms.tbx"`);
    }
  });

  it('is no file where there is no term, and no page leads there', async () => {
    const records = async (...asked: Parameters<typeof site.queries.records>) =>
      asked[0] === 'term' ? [] : site.queries.records(...asked);
    const queries = { ...site.queries, records } as typeof site.queries;
    const app = createPages({ ...site, queries });
    expect((await app.request('http://node.test/en/data/terms.tbx')).status).toBe(404);
    for (const path of ['/en/data', '/en/terms'])
      expect(await read(path, app)).not.toContain('/data/terms.tbx"');
    expect(await read('/en/data', app)).toContain('There is no public term yet');
  });
});

describe('the page about data', () => {
  it('lists every download in each language, and no package where there is no project', async () => {
    for (const { address } of languages) {
      const text = await read(`/${address}/data`);
      for (const { path } of downloads) expect(text).toContain(`href="/${address}${path}"`);
    }
    const none = async function* () {};
    const app = createPages({ ...site, queries: { ...site.queries, projectFiles: none } });
    expect(await read('/en/data', app)).not.toContain('href="/en/data/oc4ids.json"');
  });
});
