// docs/spec/model.md M186: earned value on the page of a project, as figures, sentences and a chart, and only where all it takes is there.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { createPages } from '../../routes.ts';

// One site for all: its plans are computed once.
const site = createSite();

interface Reported {
  readonly month: string;
  readonly percent?: number;
  readonly spent?: { readonly amount: string; readonly currency: string };
}

/** The section of a page whose part SZ-P001 has these returns. */
async function sectionOf(path: string, reported: readonly Reported[]) {
  const returns = reported.map(({ month, ...row }) => {
    const place = {
      party: 'shenzhen',
      origin: 'log.example/x',
      index: 1,
      leaf: '0'.repeat(64),
      day: `${month}-28`,
      at: `${month}-28T00:00:00Z`,
    };
    const rows = [
      { project: 'SZ-P001', status: 'implementation', ...row, place, reported: `${month}-28` },
    ];
    const id = `SZ-RT${month.replace('-', '')}`;
    return {
      id,
      state: {
        id,
        party: 'shenzhen',
        sample: true,
        month,
        rows,
        missing: [],
        withdrawn: [],
        place,
      },
    };
  }) as unknown as readonly { id: string; state: StateOf['return'] }[];
  const queries = {
    ...site.queries,
    records: (kind: string, ...more: readonly unknown[]) =>
      kind === 'return'
        ? Promise.resolve(returns)
        : (site.queries.records as (...given: readonly unknown[]) => Promise<unknown>)(
            kind,
            ...more,
          ),
  } as typeof site.queries;
  const response = await createPages({ ...site, queries }).request(`http://node.test${path}`);
  const html = await response.text();
  expect(response.status).toBe(200);
  const section = /<section[^>]*aria-labelledby="earned".*?<\/section>/s.exec(html)?.[0] ?? '';
  return { section, words: wordsOf(section) };
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const three: readonly Reported[] = [
  { month: '2026-09', percent: 10, spent: cny('120000000') },
  { month: '2026-10', percent: 25, spent: cny('180000000') },
  { month: '2026-11', spent: cny('5000000') },
];

describe('the earned value of a project', () => {
  it('stands with budget, chart, sentences and a table, the newest month first', async () => {
    const { section, words } = await sectionOf('/en/projects/HK-P001', three);
    for (const sentence of [
      'SZ-P001 Sample',
      'Budget at completion: 920 million yuan, as on record when baseline SZ-BL001 was approved.',
      'It has cost 70 million yuan more than it is worth.',
      'If the rest costs as the work so far, the whole comes to 1.2 billion yuan.',
      'October 2026',
      'ISO 21508:2018',
    ])
      expect(words).toContain(sentence);
    const rows = [...section.matchAll(/<th scope="row" class="period">(.*?)<\/th>/g)];
    expect(rows.map(([, cell = '']) => wordsOf(cell).trim())).toEqual([
      ...['October 2026', 'September 2026'],
    ]);
    expect(section).toContain('<data value="230000000"');
    expect(words).toMatch(/CN¥300m .* 0\.77/);
    expect(section.match(/class="curve curve-/g)).toHaveLength(6);
    expect(section).toContain('<title>October 2026, Earned value: 25%</title>');
    expect(section).toContain('href="#SZ-BL001"');
  });

  it('is said in the language of the page', async () => {
    expect((await sectionOf('/zh-hant/projects/HK-P001', three)).words).toContain(
      '其成本較價值多 7,000萬元人民幣',
    );
    expect((await sectionOf('/zh-hans/projects/HK-P001', three)).words).toContain('挣值');
  });

  it('compares no cost where something was spent in another currency, and says so', async () => {
    const mixed = [{ ...three[0]!, spent: { amount: '1', currency: 'HKD' } }, three[1]!];
    const { words } = await sectionOf('/en/projects/HK-P001', mixed);
    expect(words).toContain('Something was spent in another currency than that of the budget');
    expect(words).not.toContain('the whole comes to');
  });

  it('is left out where nothing was reported, and on the page of a part', async () => {
    expect((await sectionOf('/en/projects/HK-P001', [])).section).toBe('');
    expect((await sectionOf('/en/projects/HK-P001', [{ month: '2026-10' }])).section).toBe('');
    expect((await sectionOf('/en/projects/SZ-P001', three)).section).toBe('');
  });
});
