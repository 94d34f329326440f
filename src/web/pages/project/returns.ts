// What was last reported of a project or its parts for a month, and where that comes from.
import { html } from 'hono/html';
import { newestRow, spentBy } from '../../../programme/returns.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { rowCells, rowTitles } from '../../parts/returns.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the table of the newest rows, or nothing where none is on record. */
export function returnsSection(view: View, { project, parts, returns }: ProjectModel): Html {
  const rows = [project.id, ...parts.map(({ id }) => id)].flatMap((id) => {
    const newest = newestRow(returns, id);
    return newest === undefined ? [] : [newest];
  });
  if (rows.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    rows.map(({ of }) => of),
  );
  const caption = view.text('returns.project.caption');
  return html`<section aria-labelledby="returns">
    <h2 id="returns">${view.text('returns.project.title')} ${marks.all}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed wide">
      <caption>${caption}</caption>
      <thead><tr>
        <th scope="col">${view.text('returns.column.month')}</th>
        ${rowTitles.map(({ key, number }) => html`<th scope="col"${number ? html` class="number"` : nothing}>${view.text(key)}</th>`)}
        <th scope="col">${view.text('money.column.source')}</th>
      </tr></thead>
      <tbody>${rows.map(
        ({ of, row }) => html`<tr>
        <th scope="row" class="period">${partyMark(view, of.party)} <a href="${view.href(`/returns/${of.month}`)}">${view.date(of.month)}</a> ${marks.of(of)}</th>
        ${rowCells(view, row, spentBy(returns, row.project, of.month))}
        <td><p><span class="record-id">${of.id}</span> ${row.project === project.id ? nothing : html`<span class="record-id">${row.project}</span>`}</p> ${verifyLink(view, row)}</td>
      </tr>`,
      )}</tbody>
    </table></div>
  </section>`;
}
