// Every approval case of every side: who has to act, until when, whose the days were.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { versionFor } from '../../../programme/kinds/procedure.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import {
  activeClock,
  authorityName,
  caseStatus,
  caseTitle,
  daysWords,
  dueWords,
  reportedMark,
  waitingWords,
} from '../../parts/approvals.ts';
import { partyMark } from '../../parts/mark.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { sinceOf, type TimesData, timesSection } from './times.ts';

interface ApprovalsModel {
  readonly cases: readonly NetworkCase[];
  readonly names: ReadonlyMap<string, LanguageMap>;
  readonly times: TimesData;
}

/** The page `/approvals`. */
export const approvalsPage: Page<ApprovalsModel> = {
  path: '/approvals',
  dated: true,
  model: async (site, visit) => {
    const since = sinceOf(visit.query);
    if (!since.ok) return since;
    const [cases, organizations, procedures, then] = await Promise.all([
      site.plans.cases({ ...visit.when, day: visit.day }),
      site.queries.records('organization'),
      site.queries.records('procedure'),
      site.queries.records('procedure', visit.when),
    ]);
    const names = new Map(organizations.map((one) => [one.id, one.state.name]));
    const named = procedures.flatMap(({ id, state }) => {
      const version = versionFor(state, visit.day);
      return version === undefined ? [] : [[id, version.name] as const];
    });
    const replies = then.flatMap(({ id, state }) =>
      state.reply === undefined ? [] : [[id, state.reply] as const],
    );
    return ok({
      ...{ cases, names },
      times: {
        ...{ cases, since: since.value, replies: new Map(replies) },
        names: new Map([...names, ...named]),
      },
    });
  },
  render: (model, view) => ({
    title: view.text('approvals.title'),
    sample: model.cases.length > 0 && model.cases.every(({ state }) => state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('approvals.title')}</h1>
        <p class="lead">${view.text('approvals.lead')}</p>
      </header>
      ${dayForm(view)}
      ${model.cases.length === 0 ? html`<p class="quiet">${view.text('approvals.none')}</p>` : nothing}
      ${groups.map((group) => groupSection(view, model, group))}
      ${timesSection(view, model.times)}`,
  }),
};

interface Group {
  readonly id: string;
  readonly key: string;
  readonly standings: readonly NetworkCase['state']['standing'][];
}

/** What waits for somebody first. */
const groups: readonly Group[] = [
  { id: 'open', key: 'approvals.group.open', standings: ['stopped', 'referred', 'open'] },
  { id: 'planned', key: 'approvals.group.planned', standings: ['planned'] },
  {
    id: 'over',
    key: 'approvals.group.over',
    standings: ['decided', 'issued', 'deemed', 'withdrawn'],
  },
];

function groupSection(view: View, model: ApprovalsModel, group: Group): Html {
  const cases = model.cases
    .filter(({ state }) => group.standings.includes(state.standing))
    .sort((a, b) => (dueOf(a) === dueOf(b) ? byId(a, b) : dueOf(a) < dueOf(b) ? -1 : 1));
  if (cases.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    cases.map(({ state }) => state),
  );
  return html`<section aria-labelledby="${group.id}">
    <h2 id="${group.id}">${view.text(group.key, { count: cases.length })} ${marks.all}</h2>
    <ul class="rows">${cases.map((one) => caseRow(view, model, { one, marks }))}</ul>
  </section>`;
}

/** The nearest due date first; while it waits the one that an answer today would give. */
function dueOf({ answer }: NetworkCase): string {
  const clock = activeClock(answer);
  if (clock === undefined || clock.ended !== undefined) return '9999';
  return clock.due ?? clock.dueIfResumed ?? '9999';
}

function byId(a: NetworkCase, b: NetworkCase): number {
  return a.id < b.id ? -1 : 1;
}

function caseRow(
  view: View,
  model: ApprovalsModel,
  { one, marks }: { readonly one: NetworkCase; readonly marks: SampleMarks },
): Html {
  const { project } = one.state;
  return html`<li class="row">
    <p class="row-id">${one.id}</p>
    <div class="row-main">
      <h3>${caseTitle(view, one)} ${marks.of(one.state)}</h3>
      <p class="row-facts"><span>${partyMark(view, one.owner)} ${authorityName(view, one, model.names)}</span>
        <span><a href="${view.href(`/projects/${project}`)}">${project}</a></span></p>
      ${[
        reportedMark(view, one),
        waitingWords(view, one),
        dueWords(view, one),
        daysWords(view, one),
      ].map((line) => (line === undefined || line === nothing ? nothing : html`<p>${line}</p>\n`))}
    </div>
    <p class="row-status">${caseStatus(view, one)}</p>
  </li>`;
}
