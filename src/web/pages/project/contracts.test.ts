// The contracts of a project on its page: suppliers, value and period as modified last, what was before, and how each ended.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

/** The row of each contract, as words without markup, and the section itself. */
async function contractsOf(path: string) {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  const section = /<section[^>]*aria-labelledby="contracts".*?<\/section>/s.exec(text)?.[0] ?? '';
  const rows = [...section.matchAll(/<tr id="([^"]+)">(.*?)<\/tr>/gs)];
  return { section, rows: new Map(rows.map(([, id = '', row = '']) => [id, wordsOf(row)])) };
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the contracts of a project', () => {
  it('stand with suppliers, value, period, every modification and the end', async () => {
    const { section, rows } = await contractsOf('/en/projects/SZ-P001');
    expect([...rows.keys()]).toEqual(['SZ-CO001', 'SZ-CO002', 'SZ-CO003']);
    for (const words of [
      'Piles of the plaza',
      'ocds-000000-plaza-1 Notice of award',
      'Shenzhen Programme Office (sample) Example Piling',
      '432 million yuan March 2026 to September 2027 Not ended',
      'Modified on 20 October 2026 from 410 million yuan to 432 million yuan: Harder rock. SZ-CR003',
      'Modified on 21 October 2026: Harder rock.',
    ]) {
      expect(rows.get('SZ-CO001')).toContain(words);
    }
    expect(rows.get('SZ-CO002')).toContain('Terminated on 1 September 2026 Final value: 1 million');
    expect(rows.get('SZ-CO003')).toContain('Completed on 1 October 2026');
    expect(section.match(/href="\/en\/verify\?entry=/g)).toHaveLength(7);
    const whole = await contractsOf('/zh-hans/projects/HK-P001');
    expect(whole.rows.get('SZ-CO003')).toContain('于2026年10月1日完成');
  });

  it('stood on an earlier day as they stood then', async () => {
    const { rows } = await contractsOf('/en/projects/SZ-P001?asof=2026-10-20');
    expect(rows.get('SZ-CO001')).toContain('432 million yuan March 2026 to June 2027');
    expect(rows.get('SZ-CO001')).not.toContain('21 October');
    expect(
      (await contractsOf('/en/projects/SZ-P001?asof=2026-08-31')).rows.get('SZ-CO001'),
    ).toContain('410 million yuan');
  });
});
