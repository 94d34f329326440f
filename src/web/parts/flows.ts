// Measured flows through a crossing as pictures with their tables, and the closures that explain them.

import { html } from 'hono/html';
import type { StateOf } from '../../programme/kinds.ts';
import type { LanguageMap } from '../../programme/statement.ts';
import type { RecordView } from '../../projection/queries.ts';
import { flowChart } from '../charts/flow.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { modeWord } from './modes.ts';

/** A closure as one side recorded it. */
export type Closure = StateOf['crossing']['sides'][number]['closures'][number];

/** What is drawn beside the figures. */
export interface FlowFrame {
  readonly name: LanguageMap;
  readonly openings: readonly {
    readonly mode: string;
    readonly on: string;
    readonly isAnnounced: boolean;
  }[];
  readonly closures: readonly Pick<Closure, 'from' | 'until' | 'why'>[];
}

/** Returns the picture of one series, with what its source says of it. */
export function flowFigure(
  view: View,
  { id, state }: RecordView<StateOf['flow-observation']>,
  { name, openings, closures }: FlowFrame,
): Html {
  return html`${flowChart(view, {
    id: `flow-${id.toLowerCase()}`,
    caption: view.text(isWait(state) ? waitKeys[state.direction] : flowKeys[state.direction], {
      subject: modeWord(view, state.subject),
      crossing: view.plain(name),
      party: view.partyName(state.party),
    }),
    unit: unitOf(view, state),
    isFigure: isWait(state),
    rows: state.rows,
    levels: [],
    openings: openings.map(({ mode, on, isAnnounced }) => ({
      mode: { [view.language.tag]: modeWord(view, mode) },
      ...{ on, isAnnounced },
    })),
    closures: closures.map(({ from, until, why }) => ({
      from,
      ...(until === undefined ? {} : { until }),
      why,
    })),
    today: view.day,
    sample: state.sample,
  })}${state.note === undefined ? nothing : html`<p class="quiet">${view.words(state.note)}</p>`}`;
}

/** In and out are as the party sees it that measured. */
const flowKeys: Readonly<Record<StateOf['flow-observation']['direction'], string>> = {
  both: 'project.flow.caption',
  in: 'project.flow.caption.in',
  out: 'project.flow.caption.out',
};

const waitKeys: typeof flowKeys = {
  both: 'project.flow.wait',
  in: 'project.flow.wait.in',
  out: 'project.flow.wait.out',
};

type Flow = StateOf['flow-observation'];

/** Minutes of a month are no total that could be divided among its days. */
function isWait({ measure }: Flow): boolean {
  return measure === 'minutes-waited';
}

/** Returns what the numbers are of: passengers, tonnes of goods, minutes. */
function unitOf(view: View, { measure, subject }: Flow): string {
  const word = modeWord(view, subject);
  const words: Readonly<Record<Flow['measure'], string>> = {
    count: word,
    tonnes: view.text('project.flow.unit.tonnes', { subject: word }),
    teu: view.text('project.flow.unit.teu', { subject: word }),
    'minutes-waited': view.text('project.flow.unit.minutes'),
  };
  return words[measure];
}

/** Both sides may have recorded one closure: shown once. */
export function uniqueClosures(closures: readonly Closure[]): readonly Closure[] {
  const seen = new Map(closures.map((one) => [`${one.from} ${one.until ?? ''}`, one]));
  return [...seen.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}
