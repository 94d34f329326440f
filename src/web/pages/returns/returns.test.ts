// The pages of monthly returns: a grid per party, who is late on the day asked, and the newest row on the page of a project.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

async function pageOf(path: string): Promise<string> {
  const response = await pages.request(`http://node.test${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

const wordsOf = (text: string) =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The rows of the grid of a party: the words of each cell. */
function rowsOf(text: string, party: string): readonly (readonly string[])[] {
  const section = new RegExp(`<section aria-labelledby="returns-${party}">.*?</section>`, 's');
  const body = /<tbody>(.*?)<\/tbody>/s.exec(section.exec(text)?.[0] ?? '')?.[1] ?? '';
  return [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([line]) =>
    [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => wordsOf(cell)),
  );
}

describe('the page of returns', () => {
  it('has a grid for each party, with what was reported, to date, and from which entry', async () => {
    const text = await pageOf('/en/returns/2026-10');
    expect(text).toContain('<caption>Shenzhen: returns of October 2026</caption>');
    const [row] = rowsOf(text, 'shenzhen');
    expect(row?.slice(1)).toEqual([
      expect.stringMatching(/^Reported on time 6 November 2026 .*Corrected: Counted again\.$/),
      ...['Under construction', '44%', 'CN¥31.5m', 'CN¥63m'],
      ...['Roof closed', 'March 2027', 'Two weeks of rain. Cause: an event from outside'],
    ]);
    // Nine columns: amounts are short and exact below the pointer, and names of columns may take two lines.
    expect(text).toContain('<table class="listed wide">');
    expect(text).toContain('title="CN¥31,500,000"');
    expect(text).toMatch(/<td>.*?href="\/en\/verify\?entry=[0-9a-f]{64}"/s);
    expect(text).toContain('href="/en/projects/SZ-P001"');
  });

  it('counts those that nobody asks for apart from those that are still to come', async () => {
    const counts = async (path: string) => {
      const [text = ''] = /<ul class="counts">.*?<\/ul>/s.exec(await pageOf(path)) ?? [];
      return wordsOf(text);
    };
    expect(await counts('/en/returns/2026-10')).toBe('1 reported 1 late 1 open or explained');
    expect(await counts('/en/returns/2026-08')).toMatch(/0 open or explained 3 not asked for$/);
  });

  it('says who is late and by how many days, on the day asked', async () => {
    const standings = async (path: string) =>
      rowsOf(await pageOf(path), 'hong-kong').map(([, standing = '']) => standing);
    expect(await standings('/en/returns/2026-10')).toEqual([
      expect.stringMatching(/^Reported 3 days late 13 November 2026/),
      'Late by 14 days',
      expect.stringMatching(/^Not reported, with a reason Only a study\./),
    ]);
    expect(await standings('/en/returns/2026-10?asof=2026-11-12')).toEqual([
      ...['Not asked for', 'Not asked for', 'Not asked for'],
    ]);
    expect(wordsOf(await pageOf('/en/returns/2026-10'))).toContain('1 reported 1 late 1 open');
  });

  it('shows the last month that is over first, and leads to the others', async () => {
    const text = await pageOf('/en/returns');
    expect(text).toMatch(/<h1>Monthly returns, October 2026/);
    expect(text).toContain('href="/en/returns/2026-09"');
    expect(text).not.toContain('href="/en/returns/2026-12"');
    expect(await pageOf('/zh-hant/returns/2026-09')).toContain('每月報表，2026年9月');
    expect(await pageOf('/zh-hans/returns/2026-09')).toContain('月报，2026年9月');
  });

  it('refuses what is no month: web.returns.month', async () => {
    for (const month of ['2026-13', '2026', 'soon']) {
      const response = await pages.request(`http://node.test/en/returns/${month}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('<code>web.returns.month</code>');
    }
  });

  it('stands on the page of the project, and of the joint one for its parts, with month and source', async () => {
    for (const id of ['SZ-P001', 'HK-P001']) {
      const text = await pageOf(`/en/projects/${id}`);
      const section = /<section aria-labelledby="returns">.*?<\/section>/s.exec(text)?.[0] ?? '';
      expect(wordsOf(section)).toContain('44%');
      expect(section).toContain('href="/en/returns/2026-10"');
      expect(section).toContain('SZ-RT202610');
      expect(section).toMatch(/href="\/en\/verify\?entry=[0-9a-f]{64}"/);
    }
    expect(await pageOf('/en/projects/SZ-P002')).not.toContain('aria-labelledby="returns"');
  });
});
