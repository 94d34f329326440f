// The slip chart: filled and hollow points, brackets, letters of causes, forecast, the day it came true.
import { describe, expect, it } from 'vitest';
import { tableRows } from '../../../test/support/chart-text.ts';
import { chartView } from '../../../test/support/chart-view.ts';
import { slip } from '../../../test/support/charts.data.ts';
import { languages } from '../../text/languages.ts';
import { slipChart } from './slip.ts';
import type { SlipCause, SlipData } from './slip-data.ts';
import { causeCode } from './slip-words.ts';

const views = await Promise.all(languages.map((language) => chartView(language)));
const [english] = views;
const whole: SlipData = { ...slip, caption: 'Opening' };
const draw = async (data: Partial<SlipData> = {}) =>
  String(await slipChart(english!, { ...whole, ...data }));
const causes: readonly SlipCause[] = [
  'works',
  'approval',
  'funding',
  'other-side',
  'external-event',
  'scope',
  'not-stated',
];

describe('a point', () => {
  it('is filled where it was recorded at the time and hollow where it was entered later', async () => {
    const text = await draw();
    const legend = 1;
    expect(text.match(/class="saying saying-then"/g)).toHaveLength(1 + legend);
    expect(text.match(/class="saying saying-later"/g)).toHaveLength(6 + legend);
  });

  it('has a bracket where a range was promised, none for a day', async () => {
    const [first] = whole.sayings;
    const day = {
      ...first!,
      promised: { ...first!.promised, from: '2022-06-30', to: '2022-06-30' },
    };
    expect(await draw({ sayings: [first!] })).toMatch(/<path class="bracket"/);
    expect(await draw({ sayings: [day] })).not.toMatch(/<path class="bracket"/);
  });

  it('has the shape of its speaker, the same each time', async () => {
    const text = await draw({ sayings: whole.sayings.slice(1, 5), forecast: undefined as never });
    const shapes = [
      ...text.matchAll(
        /class="saying saying-later"><title>On [^<]*? (?:Bureau|Office) said[\s\S]*?transform="[^"]*" d="([^"]*)"/g,
      ),
    ];
    expect(shapes[0]?.[1]).toBe(shapes[3]?.[1]);
    expect(shapes[0]?.[1]).not.toBe(shapes[1]?.[1]);
  });
});

describe('speakers', () => {
  it('have a sign each however many they are: a shape, then a circle with a number', async () => {
    const [first] = whole.sayings;
    const sayings = Array.from({ length: 9 }, (_, i) => {
      return { ...first!, said: `2021-0${i + 1}-01`, speaker: { en: `Speaker ${i}` } };
    });
    const text = await draw({ sayings, forecast: undefined as never });
    const signs = [
      ...text.matchAll(
        /<path class="point" transform="translate\((?!14 8)[^"]*" d="([^"]*)"\/>(?:<text class="speaker-number"[^>]*>(\d)<)?/g,
      ),
    ].map(([, path, number]) => `${path} ${number}`);
    expect(signs).toHaveLength(9);
    expect(new Set(signs).size).toBe(9);
    expect(text.match(/class="speaker-number"/g)).toHaveLength(5 * 2);
  });
});

describe('causes', () => {
  it('have letters that differ, in every language', () => {
    for (const view of views) {
      expect(new Set(causes.map((cause) => causeCode(view, cause))).size).toBe(causes.length);
    }
  });

  it('stand in the legend when they occur, with their word', async () => {
    const text = await draw();
    expect(text).toMatch(/<span class="cause-code">W<\/span><span>Works</);
    expect(text).not.toMatch(/<span class="cause-code">F</);
  });
});

describe('what came of it', () => {
  it('is a band from P50 to P80 while it is open', async () => {
    const text = await draw();
    expect(text).toMatch(/class="forecast-band"/);
    expect(text).toContain('5 November 2027');
    expect(text).not.toContain('class="actual"');
  });

  it('is a line and a diamond once it is known, also in the table', async () => {
    const { forecast, ...rest } = whole;
    const rows = await tableRows(slipChart(english!, { ...rest, actual: '2027-08-01' }));
    expect(rows.at(-1)?.slice(0, 3)).toEqual(['1 August 2027', 'Opened', '1 August 2027']);
    expect(String(await slipChart(english!, { ...rest, actual: '2027-08-01' }))).toMatch(
      /class="actual"><path[^>]*\/><polygon/,
    );
    expect(forecast).toBeDefined();
  });

  it('is told as said where all that is on record was said before', async () => {
    const { forecast: _, ...rest } = whole;
    const data = { ...rest, actual: '2027-08-01', isAnnounced: true };
    const rows = await tableRows(slipChart(english!, data));
    expect(rows.at(-1)?.[1]).toBe('Opening as said before it');
    const text = String(await slipChart(english!, data));
    expect(text).toContain('Said to open 1 August 2027');
    expect(text).not.toContain('Opened');
  });
});

describe('the table', () => {
  it('has who said what, why, from where and when it was recorded, by day', async () => {
    const rows = await tableRows(
      slipChart(english!, { ...whole, sayings: [...whole.sayings].reverse() }),
    );
    expect(rows[1]).toEqual([
      '24 March 2021',
      'Hong Kong Security Bureau Sample data',
      'in 2023',
      'External event',
      'Port to open (sample)',
      '20 November 2026 (from a source)',
    ]);
  });

  it('leads to no address that is not http', async () => {
    const bad = {
      ...whole.sayings[0]!,
      source: { url: 'javascript:alert(1)', title: { en: 'Bad' } },
    };
    expect(await draw({ sayings: [bad] })).not.toContain('javascript:');
  });
});

describe('a date about which nothing was said', () => {
  it('says so', async () => {
    expect(await draw({ sayings: [] })).toContain('Nothing has been said about this date yet.');
  });
});
