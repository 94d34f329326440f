// Monthly returns: of each party's projects in one grid what was reported for a month, who is late and by how many days, and what
// was spent. The month shown first is the last that is over.

import { html } from 'hono/html';
import type { CivilDate } from '../../../base/dates.ts';
import type { PartyId } from '../../../base/ids.ts';
import { ok, refuse } from '../../../base/result.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import {
  lastMonthBy,
  monthAfter,
  type ReturnLine,
  type ReturnStanding,
  returnDue,
  returnLines,
  returnsRule,
} from '../../../programme/returns.ts';
import { month as monthShape } from '../../../programme/statement.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import { returnStanding, rowCells, rowTitles } from '../../parts/returns.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { Site, Visit } from '../../site.ts';
import type { View } from '../../view.ts';

/** What the page of a month shows. */
export interface ReturnsModel {
  readonly month: string;
  readonly due: CivilDate;
  readonly lines: readonly ReturnLine[];
  readonly returns: readonly StateOf['return'][];
  /** Of which anything is on record, newest first. */
  readonly months: readonly string[];
}

async function readModel(site: Site, visit: Visit) {
  const asked = visit.params.month;
  if (asked !== undefined && !monthShape.safeParse(asked).success) {
    return refuse('web.returns.month', { month: asked.slice(0, 40) });
  }
  const month = asked ?? lastMonthBy(visit.day);
  const [projects, records] = await Promise.all([
    site.queries.records('project', visit.when),
    site.queries.records('return', visit.when),
  ]);
  const returns = records.map(({ state }) => state);
  const rule = returnsRule(visit.programme.charter?.state);
  const known = { projects: projects.map(({ state }) => state), returns };
  const months = new Set(returns.map((one) => one.month));
  return ok({
    ...{ month, due: returnDue(month, rule) },
    lines: returnLines(known, { month, day: visit.day, rule }),
    returns: returns.filter((one) => one.month === month),
    months: [...months].sort().reverse(),
  });
}

const page: Omit<Page<ReturnsModel>, 'path'> = {
  dated: true,
  model: readModel,
  render: (model, view) => {
    const { lines, month, due, returns } = model;
    const parties = [...new Set(lines.map(({ project }) => project.party))];
    const marks = sampleMarks(view, lines);
    const title = view.text('returns.title', { month: view.plainDate(month) });
    return {
      title,
      sample: returns.length > 0 && returns.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${title} ${marks.all}</h1>
        <p class="lead">${view.html('returns.lead', { due: view.date(due) })}</p>
      </header>
      ${dayForm(view)}
      ${monthLinks(view, model)}
      ${parties.length === 0 ? html`<p class="quiet">${view.text('returns.none')}</p>` : nothing}
      ${parties.map((party) => partySection(view, model, { party, marks }))}`,
    };
  },
};

/** The page `/returns`: of the last month that is over. */
export const returnsPage: Page<ReturnsModel> = { ...page, path: '/returns' };

/** The page `/returns/:month`. Refusal: web.returns.month. */
export const returnsOfMonthPage: Page<ReturnsModel> = { ...page, path: '/returns/:month' };

/** The months before and after, from the first of which anything is on record to that of the day shown. */
function monthLinks(view: View, { month, months }: ReturnsModel): Html {
  const link = (to: string) =>
    html`<a href="${view.href(`/returns/${to}`)}">${view.plainDate(to)}</a>`;
  // Not beyond what there is: months without end lead nowhere.
  const first = months.at(-1) ?? month;
  const others = [...new Set([monthAfter(month, 1), monthAfter(month, -1), ...months])]
    .filter((one) => one !== month && one >= first && one <= view.day.slice(0, 7))
    .sort()
    .reverse();
  if (others.length === 0) return nothing;
  return html`<nav aria-label="${view.text('returns.months')}"><ul class="row-facts">${others.map((one) => html`<li>${link(one)}</li>`)}</ul></nav>`;
}

function partySection(
  view: View,
  model: ReturnsModel,
  { party, marks }: { readonly party: PartyId; readonly marks: SampleMarks },
): Html {
  const { month, returns } = model;
  const lines = model.lines.filter(({ project }) => project.party === party);
  const count = (...wanted: ReturnStanding[]) =>
    lines.filter(({ standing }) => wanted.includes(standing)).length;
  const id = `returns-${party}`;
  const caption = view.text('returns.caption', {
    party: view.partyName(party),
    month: view.plainDate(month),
  });
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${partyMark(view, party)} ${view.partyName(party)}</h2>
    <ul class="counts">
      <li><b>${count('reported', 'reported-late')}</b> ${view.text('returns.count.reported')}</li>
      <li><b>${count('late')}</b> ${view.text('returns.count.late')}</li>
      <li><b>${count('awaited', 'explained')}</b> ${view.text('returns.count.other')}</li>
      ${count('not-asked') === 0 ? nothing : html`<li><b>${count('not-asked')}</b> ${view.text('returns.count.not-asked')}</li>`}
    </ul>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed wide">
      <caption>${caption}</caption>
      <thead><tr>
        <th scope="col">${view.text('returns.column.id')}</th>
        <th scope="col">${view.text('returns.column.standing')}</th>
        ${rowTitles.map(({ key, number }) => html`<th scope="col"${number ? html` class="number"` : nothing}>${view.text(key)}</th>`)}
      </tr></thead>
      <tbody>${lines.map((line) => lineRow(view, line, marks))}</tbody>
    </table></div>
    ${withdrawnLines(
      view,
      returns.filter((one) => one.party === party),
    )}
  </section>`;
}

function lineRow(view: View, line: ReturnLine, marks: SampleMarks): Html {
  const { project, row, spentToDate } = line;
  return html`<tr>
    <th scope="row"><a href="${view.href(`/projects/${project.id}`)}">${view.words(project.title)}</a> ${marks.of(line)}
      <p class="quiet"><span class="record-id">${project.id}</span></p></th>
    <td>${returnStanding(view, line)}</td>
    ${rowCells(view, row, spentToDate)}
  </tr>`;
}

function withdrawnLines(view: View, returns: readonly StateOf['return'][]): Html {
  const all = returns.flatMap(({ withdrawn }) => withdrawn);
  if (all.length === 0) return nothing;
  return html`<ul class="plain">${all.map(({ project, why, place }) => {
    const params = { day: view.date(place.day), why: view.words(why) };
    return html`<li>${
      project === undefined
        ? view.html('returns.withdrawn', params)
        : view.html('returns.withdrawn.project', { ...params, project })
    }</li>`;
  })}</ul>`;
}
