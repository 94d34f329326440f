// The slip chart in words: sentences of its points, letters of its causes, the table.
import { html } from 'hono/html';
import { formatDate } from '../../text/formats.ts';
import { nothing, outsideLink, type Part } from '../html.ts';
import { sampleMark } from '../parts/status.ts';
import type { View } from '../view.ts';
import { type ChartTable, sentences } from './figure.ts';
import type { Saying, SlipCause, SlipData } from './slip-data.ts';

const causeKeys: Readonly<Record<SlipCause, { readonly letter: string; readonly word: string }>> = {
  works: { letter: 'chart.cause.works.code', word: 'chart.cause.works' },
  approval: { letter: 'chart.cause.approval.code', word: 'chart.cause.approval' },
  funding: { letter: 'chart.cause.funding.code', word: 'chart.cause.funding' },
  'other-side': { letter: 'chart.cause.other-side.code', word: 'chart.cause.other-side' },
  'external-event': {
    letter: 'chart.cause.external-event.code',
    word: 'chart.cause.external-event',
  },
  scope: { letter: 'chart.cause.scope.code', word: 'chart.cause.scope' },
  'not-stated': { letter: 'chart.cause.not-stated.code', word: 'chart.cause.not-stated' },
};

/** Returns the letter or character of a cause, explained in the legend. */
export function causeCode(view: View, cause: SlipCause): string {
  return view.text(causeKeys[cause].letter);
}

/** Returns the word of a cause. */
export function causeWord(view: View, cause: SlipCause): string {
  return view.text(causeKeys[cause].word);
}

/** Returns one saying as sentences. */
export function sayingSentence(view: View, saying: Saying): string {
  const day = (date: string) => formatDate(view.language, date);
  return sentences(view, [
    view.text('chart.slip.say', {
      said: day(saying.said),
      speaker: view.plain(saying.speaker),
      promised: view.plain(saying.promised.words),
    }),
    ...(saying.cause === undefined
      ? []
      : [view.text('chart.slip.say.cause', { cause: causeWord(view, saying.cause) })]),
    view.text(saying.backEntered ? 'chart.slip.say.later' : 'chart.slip.say.then', {
      day: day(saying.recorded),
    }),
    ...(saying.sample ? [view.text('chart.say.sample')] : []),
  ]);
}

/** Returns the table of everything said, with what came of it. */
export function slipTable(view: View, data: SlipData): ChartTable {
  const sorted = [...data.sayings].sort((a, b) => (a.said < b.said ? -1 : 1));
  return {
    caption: view.text('chart.slip.table', { caption: data.caption }),
    columns: [
      { name: view.text('chart.slip.column.said') },
      { name: view.text('chart.slip.column.speaker') },
      { name: view.text('chart.slip.column.promised') },
      { name: view.text('chart.slip.column.cause') },
      { name: view.text('chart.slip.column.source') },
      { name: view.text('chart.slip.column.recorded') },
    ],
    rows: [
      ...sorted.map((saying) => ({ cells: sayingCells(view, saying) })),
      ...outcomes(view, data).map(([day, what, date]) => ({
        cells: [day, what, date, nothing, nothing, nothing],
      })),
    ],
  };
}

function sayingCells(view: View, saying: Saying): readonly Part[] {
  const { source, href, cause } = saying;
  return [
    href === undefined
      ? view.date(saying.said)
      : html`<a href="${href}">${view.date(saying.said)}</a>`,
    html`${view.words(saying.speaker)} ${sampleMark(view, saying)}`,
    view.words(saying.promised.words),
    cause === undefined ? nothing : causeWord(view, cause),
    source === undefined ? nothing : outsideLink(source.url, view.words(source.title)),
    html`${view.date(saying.recorded)} ${view.text(saying.backEntered ? 'chart.slip.recorded.later' : 'chart.slip.recorded.then')}`,
  ];
}

function outcomes(
  view: View,
  { forecast, actual, isAnnounced }: SlipData,
): readonly (readonly [Part, Part, Part])[] {
  return [
    ...(forecast === undefined
      ? []
      : ([
          [view.date(forecast.made), view.text('chart.p50'), view.date(forecast.p50)],
          [view.date(forecast.made), view.text('chart.p80'), view.date(forecast.p80)],
        ] as const)),
    ...(actual === undefined
      ? []
      : ([
          [
            view.date(actual),
            view.text(isAnnounced === true ? 'chart.slip.opened.announced' : 'chart.slip.opened'),
            view.date(actual),
          ],
        ] as const)),
  ];
}
