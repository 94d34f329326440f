// The page of indicators: what was achieved by the day asked, in which table, and what it says where there is no one answer.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

async function pageOf(path: string): Promise<string> {
  return (await pages.request(`http://node.test${path}`)).text();
}

/** The row of one indicator with its markup. */
function rowOf(text: string, id: string): string {
  return new RegExp(`<li class="row" id="${id}">.*?</li>`, 's').exec(text)?.[0] ?? '';
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?time[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** The cells of the table of an indicator, row by row. */
function cellsOf(row: string): readonly (readonly string[])[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(row)?.[1] ?? '';
  return [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([line]) =>
    [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => wordsOf(cell).trim()),
  );
}

describe('the page of indicators', () => {
  it('shows of each the baseline, what was measured, the target and the share of the way on the day asked', async () => {
    const row = rowOf(await pageOf('/en/indicators'), 'HK-IN001');
    const cells = cellsOf(row);
    expect(cells.map(([period, , value, share]) => [period, value, share])).toEqual([
      ['2023', '32.5', '0%'],
      ['2024', '30', '20%'],
      ['2025', '27.5', '40%'],
      ['2025', '26', '52%'],
      ['2025', '27.1', '43%'],
      ['2027', '20', '100%'],
    ]);
    expect(wordsOf(row)).toContain('43% of the way to the target of 2027, measured for 2025.');
    const then = wordsOf(rowOf(await pageOf('/en/indicators?asof=2026-11-12'), 'HK-IN001'));
    expect(then).toContain('40% of the way');
    expect(wordsOf(rowOf(await pageOf('/en/indicators?asof=2026-11-10'), 'HK-IN001'))).toContain(
      'Nothing measured yet',
    );
  });

  it('says why a value does not count', async () => {
    const cells = cellsOf(rowOf(await pageOf('/en/indicators'), 'HK-IN001'));
    expect(cells.map(([, figure = '']) => /Shown beside: (.*)$/.exec(figure)?.[1])).toEqual([
      ...[undefined, undefined],
      'stated again since.',
      'the indicator is another party’s.',
      ...[undefined, undefined],
    ]);
  });

  it('says how each stands, and chooses no value where parties differ', async () => {
    const text = await pageOf('/en/indicators');
    const standing = (id: string) => /<p class="row-status">(.*?)<\/p>/s.exec(rowOf(text, id))?.[1];
    for (const [id, words] of [
      ['HK-IN001', 'On the way'],
      ['HK-IN002', 'Target reached'],
      ['HK-IN003', 'Target missed'],
      ['HK-IN004', 'Target date past, not measured'],
      ['SZ-IN001', 'Not signed by all'],
      ['SZ-IN002', 'Parties measured different values'],
    ] as const) {
      expect(wordsOf(standing(id) ?? ''), id).toContain(words);
    }
    expect(wordsOf(rowOf(text, 'SZ-IN002'))).not.toContain('of the way to the target');
    expect(wordsOf(rowOf(text, 'HK-IN005'))).toContain('Closed on 10 November 2026');
  });

  it('shows a joint one of whom it is and where its baseline stands, also as read from a database', async () => {
    const site = createSite();
    const records = async (...asked: Parameters<typeof site.queries.records>) =>
      structuredClone(await site.queries.records(...asked));
    const queries = { ...site.queries, records: records as typeof site.queries.records };
    const read = createPages({ ...site, queries });
    const text = await (await read.request('http://node.test/en/indicators')).text();
    const row = rowOf(text, 'SZ-IN002');
    const [marks = ''] = /<span class="marks">.*?<\/span>/s.exec(row) ?? [];
    expect(marks.match(/<svg/g)).toHaveLength(2);
    expect(cellsOf(row).at(0)?.at(-1)).toContain('Verify');
  });

  it('lists the fields as the charter does, and last those that it does not have', async () => {
    const headings = [...(await pageOf('/en/indicators')).matchAll(/<h2 id="field-([^"]+)"/g)];
    expect(headings.map(([, field]) => field)).toEqual(['crossings', 'research', 'unlisted']);
  });

  it('leads from every figure to its entry, in a table that a keyboard scrolls', async () => {
    const row = rowOf(await pageOf('/en/indicators'), 'HK-IN001');
    const lines = [...row.matchAll(/<tr.*?<\/tr>/gs)].slice(1);
    expect(lines).toHaveLength(6);
    for (const [line] of lines) expect(line).toMatch(/href="\/en\/verify\?entry=[0-9a-f]{64}"/);
    expect(row).toMatch(/<div class="scroll" tabindex="0" role="region" aria-label="[^"]+"><table/);
    expect(row.match(/<th scope="col"/g)).toHaveLength(5);
    expect(row.match(/<th scope="row"/g)).toHaveLength(6);
  });

  it('names each table apart, also where titles are equal', async () => {
    const text = await pageOf('/en/indicators');
    const names = [...text.matchAll(/role="region" aria-label="([^"]+)"/g)].map(([, name]) => name);
    expect(names).toHaveLength(7);
    expect(new Set(names).size).toBe(7);
  });

  it('writes figures and units as each language does', async () => {
    const hant = wordsOf(rowOf(await pageOf('/zh-hant/indicators'), 'SZ-IN002'));
    expect(hant).toContain('聯合實驗室：各期間數值（單位：所）');
    expect(hant).toContain('1,200');
    const hans = wordsOf(rowOf(await pageOf('/zh-hans/indicators'), 'HK-IN001'));
    expect(hans).toContain('按2025年的监测数值，距2027年目标的进度为43%。');
  });
});
