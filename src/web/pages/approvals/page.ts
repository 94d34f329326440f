// Every approval case of every side: who has to act, until when, whose the days were.
import { html } from 'hono/html';
import { compareRecordIds } from '../../../base/ids.ts';
import { ok } from '../../../base/result.ts';
import { versionFor } from '../../../programme/kinds/procedure.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { dayForm, plainAddress } from '../../days.ts';
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

/** Rows of a group that are shown before all are asked for. */
const shownMax = 50;

interface ApprovalsModel {
  /** Of the authority that was asked for, or of every one. */
  readonly cases: readonly NetworkCase[];
  /** Those with a case, by id. */
  readonly authorities: readonly string[];
  readonly authority: string | undefined;
  readonly isWhole: boolean;
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
    const [every, organizations, procedures, then] = await Promise.all([
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
    const authorities = [...new Set(every.flatMap(({ version }) => version?.authority ?? []))];
    // One that has no case is none that could have been chosen.
    const authority = authorities.find((id) => id === visit.query.authority);
    const cases = every.filter(
      ({ version }) => authority === undefined || version?.authority === authority,
    );
    return ok({
      ...{ cases, names, authority, authorities: authorities.sort(compareRecordIds) },
      isWhole: visit.query.all !== undefined,
      times: {
        ...{ cases, authority, since: since.value, replies: new Map(replies) },
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
      ${authorityForm(view, model)}
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
    .sort(group.id === 'over' ? byEnd : byDue);
  if (cases.length === 0) return nothing;
  const shown = model.isWhole ? cases : cases.slice(0, shownMax);
  const marks = sampleMarks(
    view,
    cases.map(({ state }) => state),
  );
  return html`<section aria-labelledby="${group.id}">
    <h2 id="${group.id}">${view.text(group.key, { count: cases.length })} ${marks.all}</h2>
    <ul class="rows">${shown.map((one) => caseRow(view, model, { one, marks }))}</ul>
    ${shown.length === cases.length ? nothing : moreLine(view, model, { group, shown: shown.length, count: cases.length })}
  </section>`;
}

function moreLine(
  view: View,
  model: ApprovalsModel,
  given: { readonly group: Group; readonly shown: number; readonly count: number },
): Html {
  const { shown, count, group } = given;
  const query = new URLSearchParams(askedOf(view, model));
  query.set('all', '1');
  const link = html`<a href="${plainAddress(view)}?${query}#${group.id}">${view.text('approvals.more.all')}</a>`;
  return html`<p class="quiet">${view.text('approvals.more', { shown, count })} ${link}</p>`;
}

/** What the page was asked, as in its address: days, authority, the day that divides the times. */
function askedOf(
  view: View,
  { authority, times }: ApprovalsModel,
): [name: string, value: string][] {
  const { asof, known } = view.when;
  const all = { asof, known, authority, since: times.since };
  return Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

/** Nothing to choose where one authority decides all. */
function authorityForm(view: View, model: ApprovalsModel): Html {
  const { authorities, authority, names } = model;
  if (authorities.length < 2) return nothing;
  const kept = askedOf(view, model)
    .filter(([name]) => name !== 'authority')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const choice = (id: string) => {
    const name = names.get(id);
    const words = name === undefined ? '' : ` ${view.plain(name)}`;
    return html`<option value="${id}"${id === authority ? html` selected` : nothing}>${id}${words}</option>`;
  };
  return html`<form class="ask" method="get" action="${plainAddress(view)}">
    ${kept}<div class="field"><label for="authority">${view.text('approvals.authority')}</label>
      <select id="authority" name="authority"><option value="">${view.text('approvals.authority.all')}</option>${authorities.map(choice)}</select></div>
    <button type="submit">${view.text('approvals.authority.show')}</button>
  </form>`;
}

function byDue(a: NetworkCase, b: NetworkCase): number {
  return dueOf(a) === dueOf(b) ? byId(a, b) : dueOf(a) < dueOf(b) ? -1 : 1;
}

/** What ended last first. */
function byEnd(a: NetworkCase, b: NetworkCase): number {
  const [ended, other] = [a, b].map(({ state }) => state.events.at(-1)?.happened ?? '');
  return ended === other ? byId(a, b) : ended > other ? -1 : 1;
}

/** The nearest due date first; while it waits the one that an answer today would give. */
function dueOf({ answer }: NetworkCase): string {
  const clock = activeClock(answer);
  if (clock === undefined || clock.ended !== undefined) return '9999';
  return clock.due ?? clock.dueIfResumed ?? '9999';
}

function byId(a: NetworkCase, b: NetworkCase): number {
  return compareRecordIds(a.id, b.id);
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
