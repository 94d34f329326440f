// What all charts have in common: stored output, nothing inline, unique ids, names and descriptions, a table with every
// row, three languages, and texts of records that stay text.
import { describe, expect, it } from 'vitest';
import { idsOf, normalised, tableRows } from '../../../test/support/chart-text.ts';
import { chartView } from '../../../test/support/chart-view.ts';
import { flow, histogram, ranking, schedule, slip } from '../../../test/support/charts.data.ts';
import { type Language, languages } from '../../text/languages.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { flowChart } from './flow.ts';
import { ganttChart } from './gantt.ts';
import { histogramChart } from './histogram.ts';
import { rankingChart } from './ranking.ts';
import { slipChart } from './slip.ts';

const caption = 'Caption';
const views = new Map<Language, View>(
  await Promise.all(
    languages.map(async (language) => [language, await chartView(language)] as const),
  ),
);
const viewOf = (language: Language) => views.get(language)!;
const english = viewOf(languages[0]!);
const unit = 'passengers';

/** Each chart with the whole of its sample data, and how many rows its tables must have. */
const charts: readonly (readonly [name: string, draw: (view: View) => Html, rows: number])[] = [
  [
    'gantt',
    (view) => ganttChart(view, { ...schedule, caption }),
    schedule.activities.length + schedule.links.length,
  ],
  ['slip', (view) => slipChart(view, { ...slip, caption }), slip.sayings.length + 2],
  ['histogram', (view) => histogramChart(view, { ...histogram, caption }), 15],
  ['ranking', (view) => rankingChart(view, { ...ranking, caption }), ranking.policies.length],
  ['flow', (view) => flowChart(view, { ...flow, caption, unit }), flow.rows.length + 6],
];

/** Few rows each, so that a change of stored output can be read. */
const small: readonly (readonly [name: string, draw: (view: View) => Html])[] = [
  [
    'gantt',
    (view) =>
      ganttChart(view, {
        ...schedule,
        caption,
        activities: schedule.activities.filter(({ id }) =>
          /HK-P001\/M90|HK-K00[34]|SZ-P001\/[A7]*[78]0|SZ-K004/.test(id),
        ),
      }),
  ],
  [
    'slip',
    (view) =>
      slipChart(view, {
        ...slip,
        caption,
        sayings: slip.sayings.slice(1, 4),
        actual: '2026-01-15',
      }),
  ],
  [
    'histogram',
    (view) =>
      histogramChart(view, { ...histogram, caption, finishes: histogram.finishes.slice(0, 60) }),
  ],
  [
    'ranking',
    (view) => rankingChart(view, { ...ranking, caption, policies: ranking.policies.slice(0, 2) }),
  ],
  [
    'flow',
    (view) => flowChart(view, { ...flow, caption, unit, rows: flow.rows.slice(-4), closures: [] }),
  ],
];

describe('the output of a chart', () => {
  for (const [name, draw] of small) {
    it(`is as stored: ${name}`, async () => {
      const stored = `../../../test/stored/chart-${name}.txt`;
      await expect(await normalised(draw(english))).toMatchFileSnapshot(stored);
    });
  }
});

describe('every chart', () => {
  for (const language of languages) {
    for (const [name, draw, rows] of charts) {
      it(`${name} in ${language.tag} holds nothing inline and names its parts once`, async () => {
        const text = String(await draw(viewOf(language)));
        expect(text).not.toMatch(/\sstyle=|<style|<script|\son[a-z]+=/i);
        expect(text).not.toMatch(/undefined|NaN|\[object |Infinity|\{[a-zA-Z]+\}/);
        const ids = await idsOf(draw(viewOf(language)));
        expect(new Set(ids).size).toBe(ids.length);
        const referred = [
          ...text.matchAll(/(?:aria-labelledby|aria-describedby)="([^"]*)"|url\(#([^)]*)\)/g),
        ];
        for (const [, label, pattern] of referred) expect(ids).toContain(label ?? pattern);
      });

      it(`${name} in ${language.tag} has every row in its tables`, async () => {
        const found = await tableRows(draw(viewOf(language)));
        expect(found).toHaveLength(rows);
        expect(found.filter((cells) => cells[0] === '')).toEqual([]);
      });
    }
  }

  for (const [name, draw] of charts) {
    it(`${name} has a caption, a title, a description and a box that the keyboard reaches`, async () => {
      const text = String(await draw(english));
      expect(text).toMatch(/<figure class="chart [^>]*>\s*<figcaption>/);
      expect(text).toMatch(
        /<svg [^>]*role="(img|group)"[^>]*>\s*<title id="[^"]+">Caption<\/title><desc id="[^"]+">[^<]+<\/desc>/,
      );
      expect(text).toMatch(
        /<div class="chart-scroll" tabindex="0" role="region" aria-label="[^"]+"/,
      );
      expect(text).toMatch(/<table>\s*<caption>[^<]+<\/caption>\s*<thead><tr><th scope="col"/);
      expect(text).toMatch(/<th scope="row"/);
    });

    it(`${name} says that its data is a sample`, async () => {
      expect(String(await draw(english))).toMatch(
        /<figcaption>[\s\S]*class="sample"[\s\S]*<\/figcaption>/,
      );
    });
  }
});

describe('a text of a record', () => {
  const [hant] = [viewOf(languages[1]!)];
  const activity = { ...schedule.activities[0]!, name: { en: '<b>Study & "plan"</b>' } };

  it('stays text wherever it stands', async () => {
    const text = String(
      await ganttChart(english, { ...schedule, caption, activities: [activity], links: [] }),
    );
    expect(text).not.toContain('<b>');
    expect(text).toContain('&lt;b&gt;Study &amp;');
  });

  it('in another language than the reader’s is marked with its own', async () => {
    const text = String(
      await ganttChart(hant!, { ...schedule, caption, activities: [activity], links: [] }),
    );
    expect(text).toMatch(/<text class="name[^"]*" [^>]*lang="en-GB">/);
    expect(text).toMatch(/<span lang="en-GB">&lt;b&gt;Study/);
  });

  it('that is cut stands in full in a title and in the table', async () => {
    const name = {
      en: 'Completion acceptance filing with the housing and construction authority of the city',
    };
    const long = { ...activity, name };
    const text = String(
      await ganttChart(english, { ...schedule, caption, activities: [long], links: [] }),
    );
    expect(text).toContain(`<title>${name.en}</title>`);
    expect(
      (
        await tableRows(
          ganttChart(english, { ...schedule, caption, activities: [long], links: [] }),
        )
      )[0]?.[0],
    ).toContain(name.en);
  });
});
