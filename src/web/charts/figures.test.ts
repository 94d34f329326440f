// Histogram, ranking and flow: bins, shares, order, whiskers, means per day, levels, openings and closures.
import { describe, expect, it } from 'vitest';
import { tableRows } from '../../../test/support/chart-text.ts';
import { chartView } from '../../../test/support/chart-view.ts';
import { flow, histogram, ranking } from '../../../test/support/charts.data.ts';
import { languages } from '../../text/languages.ts';
import { flowChart } from './flow.ts';
import type { FlowData } from './flow-data.ts';
import { type HistogramData, histogramChart } from './histogram.ts';
import { type RankedPolicy, rankingChart } from './ranking.ts';

const view = await chartView(languages[0]!);

describe('a histogram', () => {
  const finishes = [
    { day: '2027-01-31', runs: 30 },
    { day: '2027-02-01', runs: 50 },
    { day: '2027-02-28', runs: 10 },
    { day: '2027-03-01', runs: 10 },
  ];
  const data: HistogramData = {
    id: 'h',
    caption: 'Finish',
    finishes,
    p50: '2027-02-01',
    p80: '2027-02-01',
    isCumulative: false,
    sample: false,
  };

  it('counts the first and the last day of a month in that month', async () => {
    expect(await tableRows(histogramChart(view, data))).toEqual([
      ['January 2027', '30', '30%', '30%'],
      ['February 2027', '60', '60%', '90%'],
      ['March 2027', '10', '10%', '100%'],
    ]);
  });

  it('counts quarters where months would be too many', async () => {
    const rows = await tableRows(
      histogramChart(view, { ...data, finishes: [...finishes, { day: '2031-12-31', runs: 100 }] }),
    );
    expect(rows[0]).toEqual(['Q1 2027', '100', '50%', '50%']);
    expect(rows.at(-1)).toEqual(['Q4 2031', '100', '50%', '100%']);
    expect(rows).toHaveLength(20);
  });

  it('says how many runs keep the promise, the promised day included', async () => {
    const text = String(await histogramChart(view, { ...data, promised: '2027-02-01' }));
    expect(text).toContain('80% finish by the promised day, 1 February 2027.');
  });

  it('draws the cumulative line only where asked for', async () => {
    expect(String(await histogramChart(view, data))).not.toContain('class="cumulative"');
    expect(String(await histogramChart(view, { ...data, isCumulative: true }))).toContain(
      'class="cumulative"',
    );
  });

  it('of no runs is drawn empty', async () => {
    const text = String(await histogramChart(view, { ...data, finishes: [] }));
    expect(text).not.toMatch(/NaN|Infinity/);
    expect(text).not.toContain('class="column"');
  });

  it('marks P50, P80 and the promise with their days', async () => {
    const text = String(await histogramChart(view, { ...histogram, caption: 'x' }));
    for (const word of ['P50: 1 September 2027', 'P80: 28 November 2027', 'Promised: 1 July 2027'])
      expect(text).toContain(word);
  });
});

describe('a ranking', () => {
  const policy = (name: string, meanDays: number, errorDays = 1): RankedPolicy => ({
    name: { en: name },
    meanDays,
    errorDays,
    p80Days: meanDays,
    href: `/whatif/${name}`,
    sample: false,
  });
  const draw = (policies: readonly RankedPolicy[]) =>
    rankingChart(view, { id: 'r', caption: 'Ranking', policies });

  it('begins with the greatest gain and leads from each row to its what-if', async () => {
    const text = String(await draw([policy('small', 4), policy('worse', -9), policy('great', 40)]));
    const links = [...text.matchAll(/<a class="policy-link" href="([^"]*)"/g)].map(
      (match) => match[1],
    );
    expect(links).toEqual(['/whatif/great', '/whatif/small', '/whatif/worse']);
  });

  it('says of a gain within two standard errors that it cannot be told from none', async () => {
    const rows = await tableRows(draw([policy('unclear', 4, 2), policy('clear', 4.1, 2)]));
    expect(rows).toEqual([
      ['clear', '4.1', '2', '4.1', ''],
      ['unclear', '4', '2', '4', 'cannot be told from none'],
    ]);
  });

  it('draws losses to the left of nought', async () => {
    const text = String(await draw([policy('worse', -9)]));
    const [, x, width] = /class="gain" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(text)!;
    const zero = /class="tick rule" d="M([\d.]+),/.exec(text)![1];
    expect(Number(x) + Number(width)).toBeCloseTo(Number(zero), 0);
  });

  it('of nothing says so', async () => {
    expect(String(await draw([]))).toContain('No change has been compared yet.');
  });

  it('names rows in whole sentences', async () => {
    const text = String(await rankingChart(view, { ...ranking, caption: 'x' }));
    expect(text).toContain(
      'Rank 3: Hong Kong recognises the Shenzhen fire test, 13 days earlier in the mean, standard error 1.2; the P80 9 days earlier. Sample data.',
    );
  });
});

describe('a chart of flow', () => {
  const whole: FlowData = { ...flow, caption: 'Flow', unit: 'passengers' };
  const draw = async (fields: Partial<FlowData>) =>
    String(await flowChart(view, { ...whole, ...fields }));

  it('divides the total of a month, a year or a day by its days', async () => {
    const rows = [
      { period: '2024', value: 36_600 },
      { period: '2025-02', value: 2_800 },
      { period: '2025-03-01', value: 70 },
    ];
    const table = await tableRows(
      flowChart(view, { ...whole, rows, openings: [], closures: [], levels: [] }),
    );
    expect(table.map((cells) => cells[2])).toEqual(['100', '100', '70']);
  });

  it('is bars for few periods, and an area with gaps for many', async () => {
    expect(await draw({})).toContain('class="column"');
    const days = Array.from({ length: 400 }, (_, i) => ({
      period: new Date(Date.UTC(2025, 0, 1 + i + (i > 200 ? 9 : 0))).toISOString().slice(0, 10),
      value: 100 + i,
    }));
    expect(
      (await draw({ rows: days }))
        .match(/<svg class="flow"[\s\S]*?<\/desc>[\s\S]*?<\/svg>/)?.[0]
        .match(/class="area"/g),
    ).toHaveLength(2);
  });

  it('marks levels, openings and closures, in the table too', async () => {
    const rows = (await tableRows(flowChart(view, whole))).slice(-6);
    expect(rows).toEqual([
      ['Opened: Goods', '8 January 2023', ''],
      ['Opened: Passengers', '6 February 2023', ''],
      ['Closed: Closed to passengers during the epidemic', '4 February 2020 to 7 January 2023', ''],
      ['Promised', '', '150,000'],
      ['Forecast', '', '142,000'],
      ['Design capacity', '', '200,000'],
    ]);
  });

  it('shades a closure that lasts up to the end', async () => {
    const why = { en: 'Works' };
    const text = await draw({ closures: [{ from: '2026-06-01', why }] });
    expect(text).toContain('since');
    const [, x, width] = /class="closed-ground" x="([\d.]+)" y="\d+" width="([\d.]+)"/.exec(text)!;
    expect(Number(x) + Number(width)).toBeCloseTo(690, 0);
  });

  it('numbers closures in the drawing and tells their reasons whole in the legend', async () => {
    const long = 'Closed for works on the hall, the bridge and the road that leads to both of them';
    const closures = ['One', long].map((en, i) => ({
      ...{ from: `2026-0${i + 5}-01`, until: `2026-0${i + 5}-02`, why: { en } },
    }));
    const text = await draw({ closures });
    expect([...text.matchAll(/class="closed-number"[^>]*>(\d)</g)].map(([, n]) => n)).toEqual([
      ...['1', '2', '1', '2'],
    ]);
    expect(text).toContain(`<span>Closed: ${long}</span>`);
    expect(text).not.toContain('…');
  });

  it('tells an opening that was only announced as said', async () => {
    const openings = [{ mode: { en: 'Goods' }, on: '2026-05-01', isAnnounced: true }];
    const text = await draw({ openings });
    expect(text).toContain('Goods: said to open 1 May 2026');
    const rows = await tableRows(flowChart(view, { ...whole, openings }));
    expect(rows).toContainEqual(['Said to open: Goods', '1 May 2026', '']);
  });

  it('of which nothing was measured says so', async () => {
    const text = await draw({ rows: [] });
    expect(text).toContain('Nothing has been measured yet.');
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
