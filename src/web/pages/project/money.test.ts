// The money of a project in other currencies: never without rate, date and source, and what two amounts imply apart.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

/** The section on money of a project, with its markup. */
async function moneyOf(path: string): Promise<string> {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  return /<section[^>]*aria-labelledby="money".*?<\/section>/s.exec(text)?.[0] ?? '';
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data|cite|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the money of a project', () => {
  it('stands beside its conversions, each with rate, date, source and entry', async () => {
    const section = await moneyOf('/en/projects/SZ-P001');
    const words = wordsOf(section);
    expect(words).toContain(
      '1 billion Hong Kong dollars at 1.0912 HKD for 1 CNY of 30 October 2026: Table of rates, read on',
    );
    expect(words).toContain('at 0.1403 USD for 1 CNY of 31 October 2026: Table of rates, read on');
    expect(section).toContain('<data value="1003904000" title="HK$1,003,904,000">');
    const cells = [...section.matchAll(/<p>(<data .*?)<\/p>/gs)].map(([, cell = '']) => cell);
    expect(cells).toHaveLength(6);
    for (const cell of cells) expect(cell).toMatch(/<cite>.*href="\/en\/verify\?entry=/s);
  });

  it('is converted by no rate of a later day, and into no currency that its source has', async () => {
    expect(wordsOf(await moneyOf('/en/projects/SZ-P001?asof=2026-11-10'))).toContain('at 1.0912');
    const before = await moneyOf('/en/projects/HK-P002');
    expect(wordsOf(before)).toContain('also stated as about 203 million');
    expect(wordsOf(before)).not.toContain('at 0.1287');
    expect(before).not.toContain('In other currencies');
  });

  it('shows the rate that one sentence implies with its range, and converts nothing by it', async () => {
    const words = wordsOf(await moneyOf('/en/projects/HK-P002'));
    expect(words).toContain(
      'Rate implied by two amounts of one sentence: 0.1282 to 0.1288 USD for 1 HKD, as they are rounded. Nothing is converted by it.',
    );
    expect(wordsOf(await moneyOf('/zh-hans/projects/HK-P002'))).toContain(
      '1 HKD兑0.1282至0.1288 USD',
    );
    expect(wordsOf(await moneyOf('/en/projects/SZ-P001'))).not.toContain('implied');
  });
});
