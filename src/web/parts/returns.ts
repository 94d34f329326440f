// Monthly returns as pages show them: what a row says, how a project stands for a month, and where that can be checked.
import { html } from 'hono/html';
import { type Money, printMoney } from '../../base/money.ts';
import { causeKeys, statusKeys } from '../../exchange/returns-columns.ts';
import type { ReturnRow } from '../../programme/kinds/return.ts';
import type { ReturnLine, ReturnStanding } from '../../programme/returns.ts';
import { type Html, nothing, type Part } from '../html.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { amountWords, shortMoneyWords } from './money.ts';
import { type Look, statusTag } from './status.ts';

const standings: Readonly<Record<ReturnStanding, { readonly look: Look; readonly key: string }>> = {
  reported: { look: 'done', key: 'returns.standing.reported' },
  'reported-late': { look: 'risk', key: 'returns.standing.reported-late' },
  explained: { look: 'waiting', key: 'returns.standing.explained' },
  awaited: { look: 'planned', key: 'returns.standing.awaited' },
  late: { look: 'late', key: 'returns.standing.late' },
  'not-asked': { look: 'planned', key: 'returns.standing.not-asked' },
};

/** Returns how a project stands for the month, with the day of the report and its entry. */
export function returnStanding(view: View, { standing, lateDays, row, gap }: ReturnLine): Html {
  const { look, key } = standings[standing];
  const tag = statusTag(look, view.text(key, { count: lateDays }));
  if (row !== undefined) {
    const corrected =
      row.corrected === undefined
        ? nothing
        : html`<p class="quiet">${view.html('returns.corrected', { why: view.words(row.corrected.why) })}</p>`;
    return html`${tag} <p class="quiet">${view.date(row.reported)} ${verifyLink(view, row)}</p>${corrected}`;
  }
  if (gap === undefined) return tag;
  return html`${tag} <p>${view.words(gap.why)}</p><p class="quiet">${verifyLink(view, gap)}</p>`;
}

/** Titles of the columns that {@link rowCells} fills. */
export const rowTitles = [
  { key: 'returns.column.status', number: false },
  { key: 'returns.column.percent', number: true },
  { key: 'returns.column.spent', number: true },
  { key: 'returns.column.spent-to-date', number: true },
  { key: 'returns.column.next', number: false },
  { key: 'returns.column.expected', number: false },
  { key: 'returns.column.changed', number: false },
] as const;

/** Returns the cells of what was reported; a dash where nothing was. */
export function rowCells(
  view: View,
  row: ReturnRow | undefined,
  spentToDate: readonly Money[],
): Html {
  const percent = row?.percent;
  const spent = row?.spent;
  const next = row?.next;
  return html`<td>${row === undefined ? '–' : view.text(statusKeys[row.status])}</td>
    <td class="number">${percent === undefined ? '–' : html`<data value="${percent}">${percent}%</data>`}</td>
    <td class="number">${spent === undefined ? '–' : amountWords(view, spent, 'short')}</td>
    <td class="number">${spentToDate.length === 0 ? '–' : spentToDate.map((one) => html`<p>${shortMoneyWords(view, one, printMoney(one).amount)}</p>`)}</td>
    <td>${next === undefined ? '–' : view.words(next.milestone)}</td>
    <td class="period">${next === undefined ? '–' : view.date(next.expected)}</td>
    <td>${changedWords(view, row)}</td>`;
}

function changedWords(view: View, row: ReturnRow | undefined): Part {
  if (row === undefined) return '–';
  const { changed, cause, note, unchanged } = row;
  if (unchanged === true) return view.text('returns.unchanged');
  const why =
    cause === undefined
      ? nothing
      : html`<p class="quiet">${view.text('returns.cause', { cause: view.text(causeKeys[cause]) })}</p>`;
  const said = changed === undefined ? nothing : html`<p>${view.words(changed)}</p>${why}`;
  const noted = note === undefined ? nothing : html`<p class="quiet">${view.words(note)}</p>`;
  return changed === undefined && note === undefined ? '–' : html`${said}${noted}`;
}
