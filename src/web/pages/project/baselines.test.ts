// docs/spec/model.md M179: baselines on the page of a project, what differs from them, and the thin bars of the joint schedule.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import type { PlanVariance } from '../../../projection/plan.ts';
import { createPages } from '../../routes.ts';

// One site for all: its plans are computed once.
const site = createSite();

async function sectionOf(path: string, change?: (one: PlanVariance) => PlanVariance) {
  const plans = {
    ...site.plans,
    variances: async (...asked: Parameters<typeof site.plans.variances>) => {
      const found = await site.plans.variances(...asked);
      return change === undefined ? found : found.map(change);
    },
  };
  const response = await createPages({ ...site, plans }).request(`http://node.test${path}`);
  const html = await response.text();
  const section = /<section[^>]*aria-labelledby="baseline".*?<\/section>/s.exec(html)?.[0] ?? '';
  return { html, section, words: wordsOf(section) };
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the baselines of a project', () => {
  it('say who approved which version and why, and by how many days each activity is off', async () => {
    const { section, words } = await sectionOf('/en/projects/HK-P001');
    expect([...section.matchAll(/<h3 id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'HK-BL002',
      'SZ-BL001',
    ]);
    for (const sentence of [
      'HK-BL002 Approved by Works committee on 6 November 2026.',
      'Contracts were let on these dates. The schedule as of 2 October 2026.',
      'It follows the change request HK-CR001 .',
      'H30 Hong Kong side ready 3 December 2026 8 January 2027 36 days later',
      'H10 Clearance hall of Hong Kong 1 June 2026 0 22 October 2026 now 4 December 2026 +43 +31',
      'B30 Layout of the area 2 October 2026 now 3 August 2026 −60',
      'HK-BL001 Dates of HK as approved: approved by Works committee on 5 October 2026, replaced on 6 November 2026.',
      'Budget on record when it was approved: 920 million yuan. Now: 920 million yuan.',
      'OPEN Plaza open 14 January 2027 8 March 2027 53 days later',
      '1 activity more is as in the baseline.',
    ])
      expect(words).toContain(sentence);
    expect(section).toContain('<a href="#HK-CR001">HK-CR001</a>');
  });

  it('are those of the day shown, without a forecast that nobody had made', async () => {
    const { words } = await sectionOf('/en/projects/HK-P001?asof=2026-11-05');
    expect(words).toContain('HK-BL001 Approved by Works committee on 5 October 2026.');
    expect(words).not.toContain('Replaced');
    expect(words).not.toContain('P80');
    expect((await sectionOf('/en/projects/HK-P001?asof=2026-10-04')).section).toBe('');
  });

  it('are drawn as thin bars beneath those of the joint schedule', async () => {
    const { html } = await sectionOf('/en/projects/HK-P001');
    expect(html.match(/class="baseline"/g)).toHaveLength(20 + 1);
    expect(html).toContain('In the baseline it ends on 14 January 2027.');
    expect(html).toContain('Baseline, a thin bar beneath');
    const none = await sectionOf('/en/projects/SZ-P002');
    expect(none.html).not.toContain('class="baseline"');
  });

  it('stand on the page of a part, which leads to what differs', async () => {
    const { section, words } = await sectionOf('/en/projects/SZ-P001');
    expect(words).toContain('SZ-BL001 Approved by Works committee on 9 November 2026.');
    expect(section).toContain('href="/en/projects/HK-P001#baseline"');
    expect(section).not.toContain('<table');
  });

  it('say why nothing can be compared, and what only one of the two has', async () => {
    const lacking = (lacks: NonNullable<PlanVariance['lacks']>) =>
      sectionOf('/en/projects/HK-P001', ({ part, baselines }) => {
        return { part, baselines, lacks, sample: true };
      });
    expect((await lacking('version')).words).toContain(
      'The version that it names is not on record',
    );
    expect((await lacking('file')).words).toContain('The file of that version is not here');
    expect((await lacking('plan')).words).toContain('Nothing is scheduled any more');
    const removed = ['X10', 'X20'];
    const { words } = await sectionOf('/zh-hans/projects/HK-P001', (one) => {
      return {
        ...one,
        variances: {
          activities: [],
          added: ['H10'],
          removed: removed.map((code) => ({ code, durationMinutes: 0 }) as never),
        },
      };
    });
    expect(words).toContain('基准中没有： H10');
    expect(words).toContain('仅在基准中有： X10 、 X20');
  });

  it('count among what followed from a change request', async () => {
    const { html } = await sectionOf('/en/projects/HK-P001');
    expect(wordsOf(html)).toContain('It is in the baseline Dates of HK as approved.');
  });
});
