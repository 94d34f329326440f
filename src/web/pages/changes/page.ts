// What was recorded lately, by the day on which it was, newest first: of every kind, or of the one asked for.
import { html } from 'hono/html';
import { type CivilDate, civilDateIn } from '../../../base/dates.ts';
import { ok } from '../../../base/result.ts';
import { kindNamed } from '../../../programme/kinds.ts';
import type { HistoryLine } from '../../../projection/queries.ts';
import { plainAddress } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { newsOf } from '../../parts/history.ts';
import type { View } from '../../view.ts';

/** What the page of changes shows. */
export interface ChangesModel {
  /** Newest recorded first. */
  readonly lines: readonly HistoryLine[];
  /** Kinds of the newest statements, by name: what can be asked for. */
  readonly kinds: readonly string[];
  readonly kind: string | undefined;
}

/** So many statements are shown at most: as many as the projection hands out. */
const shownMax = 200;

/** The page `/changes`. `?kind=` asks for one kind; what is no kind shows all. */
export const changesPage: Page<ChangesModel> = {
  path: '/changes',
  dated: false,
  model: async (site, visit) => {
    const all = await site.queries.latest(shownMax);
    const kinds = [...new Set(all.map(kindOf))].filter(isKind).sort();
    const asked = visit.query.kind ?? '';
    if (!isKind(asked)) return ok({ lines: all, kinds, kind: undefined });
    const lines = await site.queries.latest(shownMax, asked);
    return ok({ lines, kinds: [...new Set([...kinds, asked])].sort(), kind: asked });
  },
  render: (model, view) => {
    const { lines } = model;
    return {
      title: view.text('changes.title'),
      sample: lines.length > 0 && lines.every(({ statement }) => statement.sample === true),
      body: html`<header class="page-head">
        <h1>${view.text('changes.title')}</h1>
        <p class="lead">${view.text('changes.lead')}</p>
      </header>
      ${kindFilter(view, model)}
      ${lines.length === 0 ? html`<p class="quiet">${view.text('changes.none')}</p>` : nothing}
      ${lines.length < shownMax ? nothing : html`<p class="quiet">${view.text('changes.newest', { count: lines.length })}</p>`}
      ${[...byDay(view, lines)].map(([day, own]) => daySection(view, day, own))}`,
    };
  },
};

function kindOf({ statement }: HistoryLine): string {
  return statement.schema.split('/')[0] ?? '';
}

/** Kinds of the shared logs: what stands in the private one is on no page, and keeping of logs is on that of the status. */
function isKind(name: string): boolean {
  const writer = kindNamed(name)?.writer;
  return writer !== undefined && writer !== 'private' && writer !== 'log';
}

/** By the day of the clock of the party whose node it is. */
function byDay(
  view: View,
  lines: readonly HistoryLine[],
): ReadonlyMap<CivilDate, readonly HistoryLine[]> {
  return Map.groupBy(lines, ({ place }) => civilDateIn(view.zone, place.at));
}

function daySection(view: View, day: CivilDate, lines: readonly HistoryLine[]): Html {
  return html`<section aria-labelledby="day-${day}">
    <h2 id="day-${day}">${view.date(day)}</h2>
    ${newsOf(view, lines)}
  </section>`;
}

function kindFilter(view: View, { kinds, kind }: ChangesModel): Html {
  if (kinds.length === 0) return nothing;
  const address = plainAddress(view);
  const link = (one: string | undefined, words: string) => {
    const to = one === undefined ? address : `${address}?kind=${one}`;
    return html`<li><a href="${to}"${one === kind ? html` aria-current="true"` : ''}>${words}</a></li>`;
  };
  return html`<nav class="filters" aria-label="${view.text('changes.filter')}"><ul>
    ${link(undefined, view.text('changes.all'))}
    ${kinds.map((one) => link(one, view.text(`changes.kind.${one}`)))}
  </ul></nav>`;
}
