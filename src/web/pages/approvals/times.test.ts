// docs/spec/clocks.md K42, K43: decision times on the page of approvals.
import { describe, expect, it } from 'vitest';
import { caseOn, type Events } from '../../../../test/support/network.ts';
import { createSite } from '../../../../test/support/web-fixture.ts';
import type { ProcedureState } from '../../../programme/kinds/procedure.ts';
import type { Queries, RecordView } from '../../../projection/queries.ts';
import { createPages } from '../../routes.ts';

const on = '2026-06-30';

/** Received on a Monday in March, decided as many weeks later. */
function matter(week: number, weeks: number) {
  const date = (days: number) =>
    new Date(Date.UTC(2026, 2, 9 + 7 * week + days)).toISOString().slice(0, 10);
  const events: Events = [
    [date(0), 'open'],
    [date(7 * weeks), 'decide', { outcome: 'approved' }],
  ];
  return caseOn(events, { on });
}

const slow = [8, 8, 8, 9, 10].map((weeks) => matter(0, weeks));
const quick = [2, 2, 2, 3, 4].map((weeks) => matter(4, weeks));

function pagesOf(cases: readonly ReturnType<typeof matter>[]) {
  const site = createSite();
  const records = (async (kind, when) => {
    const found = await site.queries.records(kind, when);
    if (kind !== 'procedure') return found;
    const text = { en: 'Two posts are filled again.', 'zh-Hant': '兩個職位已補缺。' };
    return (found as readonly RecordView<ProcedureState>[]).map((one) => {
      const { place } = one.state.versions[0]!;
      const reply = { text, place: { ...place, day: '2026-06-01' }, sample: false };
      return one.id === 'SZ-PR001' ? { ...one, state: { ...one.state, reply } } : one;
    });
  }) as Queries['records'];
  return createPages({
    ...site,
    plans: { ...site.plans, cases: async () => cases },
    queries: { ...site.queries, records },
  });
}

async function read(path: string, cases = [...slow, ...quick]) {
  const response = await pagesOf(cases).request(`http://node.test${path}`);
  const html = await response.text();
  const section = html.slice(html.indexOf('<h2 id="times">'), html.indexOf('</main>'));
  const rows = [...section.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td class="number">(.*?)<\/td>/g)].map(([, cell]) => cell),
  );
  return { status: response.status, section, rows: rows.filter((row) => row.length > 0) };
}

describe('decision times on the page', () => {
  it('stand before and since the day that is asked for, each with its number of matters', async () => {
    const { section, rows } = await read(`/en/approvals?asof=${on}&since=2026-04-01`);
    expect(rows).toEqual([
      ['10', '0', '20', '45', '0', '0'],
      ['5', '0', '40', '50', '0', '0'],
      ['5', '0', '10', '20', '0', '0'],
    ]);
    expect(section).toContain('received before 1 April 2026');
    expect(section).toContain('name="asof" value="2026-06-30"');
    expect((await read(`/en/approvals?asof=${on}`)).rows).toHaveLength(1);
    const odd = await read('/en/approvals?since=April');
    expect([odd.status, odd.section.includes('<table')]).toEqual([400, false]);
  });

  it('are drawn on one scale, a bar to the median and a line to the P90, and not of fewer than five', async () => {
    const { section } = await read(`/en/approvals?asof=${on}&since=2026-04-01`);
    const bars = [...section.matchAll(/<rect class="median" x="2" y="4" width="([\d.]+)"/g)];
    // 156 points are the 50 days of the longest.
    expect(bars.map(([, width]) => Number(width))).toEqual([62.4, 124.8, 31.2]);
    const few = await read(`/en/approvals?asof=${on}`, slow.slice(1));
    expect(few.section).not.toContain('times-bar');
    expect(few.section).toContain('fewer than 5 decided');
    expect(few.rows).toEqual([['4', '0', '–', '–', '–', '–']]);
  });

  it('have the authority’s reply beside them, in the reader’s language', async () => {
    expect((await read(`/en/approvals?asof=${on}`)).section).toMatch(
      /Shenzhen Programme Office.* replies, on .*1 June 2026.*Two posts are filled again\./s,
    );
    expect((await read(`/zh-hant/approvals?asof=${on}`)).section).toContain('兩個職位已補缺。');
  });
});

describe('a long list of approvals', () => {
  const many = Array.from({ length: 60 }, (_, i) => {
    const one = matter(i % 12, 2);
    const version = { ...one.version!, authority: i % 2 === 0 ? 'SZ-OR001' : 'SZ-OR002' };
    return { ...one, id: `SZ-K${String(101 + i)}`, version };
  }) as unknown as (typeof slow)[number][];
  const listed = async (path: string) => {
    const html = await (await pagesOf(many).request(`http://node.test${path}`)).text();
    const ids = [...html.matchAll(/<p class="row-id">(.*?)<\/p>/g)].map(([, id = '']) => id);
    return { html, ids };
  };

  it('shows what ended last first, and the rest where all is asked for', async () => {
    const { html, ids } = await listed(`/en/approvals?asof=${on}`);
    expect(ids).toHaveLength(50);
    expect(ids[0]).toBe('SZ-K112');
    expect(html).toContain('50 of 60 are shown.');
    const [, more = ''] = /href="([^"]+#over)"/.exec(html) ?? [];
    expect(more).toBe(`/en/approvals?asof=${on}&amp;all=1#over`);
    const whole = await listed(more.replaceAll('&amp;', '&'));
    expect(whole.ids).toHaveLength(60);
    expect(whole.html).not.toContain('60 are shown.');
  });

  it('is that of one authority where one is chosen, its times as well', async () => {
    const { html, ids } = await listed(`/en/approvals?asof=${on}&authority=SZ-OR002`);
    expect(ids).toHaveLength(30);
    expect(ids.every((id) => Number(id.slice(-3)) % 2 === 0)).toBe(true);
    expect(html).toContain('<option value="SZ-OR002" selected>');
    expect(html).toContain('name="authority" value="SZ-OR002"');
    const nobody = await listed(`/en/approvals?asof=${on}&authority=SZ-OR999`);
    expect(nobody.ids).toHaveLength(50);
  });
});
