// The baselines of a project and its parts: who approved them and why, by how many days finish and activities are off the one in force,
// and the budget then and now.
import { html } from 'hono/html';
import { minuteToText } from '../../../plan/civil-time.ts';
import type { Activity } from '../../../plan/schedule.ts';
import type { Variance } from '../../../plan/variance.ts';
import type { BaselineState } from '../../../programme/kinds/baseline.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { PlanVariance, ProjectPlan } from '../../../projection/plan.ts';
import { formatNumber } from '../../../text/formats.ts';
import { dateOf } from '../../charts/time-scale.ts';
import { isOfAnotherDay } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { amountWords, type Investment } from '../../parts/money.ts';
import { type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the section, or nothing where no baseline is set. A part has its own, and a link to what differs from it. */
export function baselinesSection(view: View, model: ProjectModel): Html {
  const { variances, baselines, plan } = model;
  const shown = plan === undefined ? ofPart(baselines.map(({ state }) => state)) : variances;
  if (shown.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    shown.flatMap((one) => [...one.baselines, one]),
  );
  return html`<section class="wide" aria-labelledby="baseline">
    <h2 id="baseline">${view.text('baseline.title')} ${marks.all}</h2>
    <p class="quiet">${view.text('baseline.lead')}</p>
    ${shown.map((one) => oneBaseline(view, model, { one, marks }))}
  </section>`;
}

/** On the page of a part nothing is compared: its plan is the joint project's. */
function ofPart(baselines: readonly BaselineState[]): readonly PlanVariance[] {
  const [first] = baselines;
  if (first === undefined) return [];
  return [{ part: first.project, baselines, sample: false }];
}

interface Shown {
  readonly one: PlanVariance;
  readonly marks: SampleMarks;
}

function oneBaseline(view: View, model: ProjectModel, { one, marks }: Shown): Html {
  const inForce = one.baselines.at(-1);
  if (inForce === undefined) return nothing;
  const { id, party, title, approvedBy, day, reason, change } = inForce;
  const by = view.words(approvedBy);
  return html`<h3 id="${id}">${partyMark(view, party)} ${view.words(title)} ${marks.of(one.sample ? one : inForce)}</h3>
    <p><span class="record-id">${id}</span> ${view.html('baseline.approved', { by, day: view.date(day) })} ${verifyLink(view, inForce)}</p>
    <p>${view.words(reason)}</p>
    ${one.version === undefined ? nothing : html`<p class="quiet">${view.html('baseline.version', { day: view.date(one.version.dataDate) })} ${verifyLink(view, one.version)}</p>`}
    ${change === undefined ? nothing : html`<p>${view.html('baseline.follows', { request: html`<a href="#${change}">${change}</a>` })}</p>`}
    ${budgetLine(view, model, one.part)}
    ${differences(view, model, one)}
    ${replacedList(view, one.baselines)}`;
}

const lackKeys = {
  version: 'baseline.lacks.version',
  file: 'baseline.lacks.file',
  plan: 'baseline.lacks.plan',
} as const satisfies Record<NonNullable<PlanVariance['lacks']>, string>;

function differences(view: View, { project, plan }: ProjectModel, one: PlanVariance): Html {
  if (one.lacks !== undefined) return html`<p>${view.text(lackKeys[one.lacks])}</p>`;
  if (plan === undefined) {
    const whole = project.state.basis === 'own' ? project.state.partOf?.project : undefined;
    if (whole === undefined) return nothing;
    const link = html`<a href="${view.href(`/projects/${whole}#baseline`)}">${whole}</a>`;
    return html`<p>${view.html('baseline.on-whole', { project: link })}</p>`;
  }
  const { activities = [], added = [], removed = [] } = one.variances ?? {};
  const moved = activities.filter(isMoved);
  const still = activities.length - moved.length;
  const nameOf = namesOf(plan, one.part);
  return html`${finishTable(view, plan, one)}
    ${moved.length === 0 ? nothing : activityTable(view, { id: one.baselines.at(-1)?.id ?? one.part, moved, nameOf })}
    ${still === 0 ? nothing : html`<p>${view.text('baseline.still', { count: still })}</p>`}
    ${added.length === 0 ? nothing : html`<p>${view.html('baseline.added', { codes: codeList(view, added, nameOf) })}</p>`}
    ${removed.length === 0 ? nothing : html`<p>${view.html('baseline.removed', { codes: removedList(view, removed) })}</p>`}`;
}

function isMoved({ startDays, finishDays }: Variance): boolean {
  return startDays !== 0 || finishDays !== 0;
}

type NameOf = (code: string) => LanguageMap | undefined;

function namesOf({ network }: ProjectPlan, part: string): NameOf {
  const own = network.activities.filter((one) => one.part === part && one.kind !== 'waiting');
  const names = new Map(own.map(({ code, name }) => [code, name]));
  return (code) => names.get(code);
}

function codeList(view: View, codes: readonly string[], nameOf: NameOf): Html {
  return html`${codes.map((code, i) => html`${i === 0 ? nothing : view.text('baseline.comma')}${activityName(view, code, nameOf)}`)}`;
}

function removedList(view: View, removed: readonly Activity[]): Html {
  const names = new Map(
    removed.map(({ code, name, names: own }) => [code, own ?? (name && { en: name })]),
  );
  return codeList(view, [...names.keys()], (code) => names.get(code) || undefined);
}

function activityName(view: View, code: string, nameOf: NameOf): Html {
  const name = nameOf(code);
  return html`<span class="record-id">${code}</span>${name === undefined ? nothing : html` ${view.words(name)}`}`;
}

const dayText = (view: View, minute: number): Html => view.date(dateOf(minuteToText(minute)));

/**
 * The finish: the activity that the forecast is of, where it is one of this part; else the one that ends last now. Tables of a page have
 * no name in common: each begins with the id of its baseline.
 */
function finishTable(view: View, plan: ProjectPlan, one: PlanVariance): Html {
  const { part, variances } = one;
  const id = one.baselines.at(-1)?.id ?? part;
  const rows = variances?.activities ?? [];
  const { network, computed } = plan;
  const target = network.activities.find((one) => one.id === network.target && one.part === part);
  // Of several that end together the milestone stands last in a schedule.
  const last = rows.toSorted((a, b) => a.current.finish - b.current.finish).at(-1);
  const row = rows.find(({ code }) => code === target?.code) ?? last;
  if (row === undefined || computed === undefined) return nothing;
  const i = network.activities.findIndex((one) => one.part === part && one.code === row.code);
  const p80 = isOfAnotherDay(view) ? undefined : computed.forecast.activities[i]?.finishes?.p80;
  const title = view.text('baseline.finish');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${id} ${title}"><table class="listed">
      <caption>${title}</caption>
      <thead><tr>
        <th scope="col">${view.text('chart.gantt.column.activity')}</th>
        <th scope="col">${view.text('baseline.column.baseline')}</th>
        <th scope="col">${view.text('baseline.column.current')}</th>
        <th scope="col">${view.text('baseline.column.difference')}</th>
        ${p80 === undefined ? nothing : html`<th scope="col">${view.text('baseline.column.p80')}</th>`}
      </tr></thead>
      <tbody><tr>
        <th scope="row">${activityName(view, row.code, namesOf(plan, part))}</th>
        <td class="day">${dayText(view, row.baseline.finish)}</td>
        <td class="day">${dayText(view, row.current.finish)}</td>
        <td class="day">${differenceTag(view, row.finishDays)}</td>
        ${p80 === undefined ? nothing : html`<td class="day">${dayText(view, p80)}</td>`}
      </tr></tbody>
    </table></div>`;
}

function differenceTag(view: View, days: number): Html {
  if (days === 0) return statusTag('done', view.text('baseline.same'));
  const key = days > 0 ? 'baseline.later' : 'baseline.earlier';
  return statusTag(days > 0 ? 'risk' : 'done', view.text(key, { count: Math.abs(days) }));
}

function activityTable(
  view: View,
  given: { readonly id: string; readonly moved: readonly Variance[]; readonly nameOf: NameOf },
): Html {
  const { id, moved, nameOf } = given;
  const title = view.text('baseline.activities');
  const columns = ['start', 'start-days', 'finish', 'finish-days', 'working-days'] as const;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${id} ${title}"><table class="listed">
      <caption>${title}</caption>
      <thead><tr>
        <th scope="col">${view.text('chart.gantt.column.activity')}</th>
        ${columns.map((name) => html`<th scope="col"${name.endsWith('days') ? html` class="number"` : nothing}>${view.text(columnKeys[name])}</th>`)}
      </tr></thead>
      <tbody>${moved.map(
        (one) => html`<tr>
        <th scope="row">${activityName(view, one.code, nameOf)}</th>
        <td class="day">${thenAndNow(view, one.baseline.start, one.current.start)}</td>
        <td class="number">${signed(view, one.startDays)}</td>
        <td class="day">${thenAndNow(view, one.baseline.finish, one.current.finish)}</td>
        <td class="number">${signed(view, one.finishDays)}</td>
        <td class="number">${signed(view, Math.round(one.finishWorkingDays * 10) / 10)}</td>
      </tr>`,
      )}</tbody>
    </table></div>`;
}

const columnKeys = {
  start: 'baseline.column.start',
  'start-days': 'baseline.column.start-days',
  finish: 'baseline.column.finish',
  'finish-days': 'baseline.column.finish-days',
  'working-days': 'baseline.column.working-days',
} as const;

/** The day of the baseline, and where it is another the one now. */
function thenAndNow(view: View, before: number, now: number): Html {
  const [was, is] = [before, now].map((minute) => dateOf(minuteToText(minute)));
  if (was === is) return view.date(was);
  return html`${view.date(was)}<br>${view.html('baseline.now', { day: view.date(is) })}`;
}

/** Later with a plus, earlier with a minus. */
function signed(view: View, days: number): string {
  const sign = days > 0 ? '+' : days < 0 ? '−' : '';
  return `${sign}${formatNumber(view.language, Math.abs(days))}`;
}

/** What was budgeted by the day of approval and now, amount by amount: they may restate one another, and are not added up. */
function budgetLine(view: View, { investments, budgets }: ProjectModel, part: string): Html {
  const now = investments.filter(({ state }) => state.kind === 'budget' && state.project === part);
  const before = budgets.get(part) ?? [];
  if (now.length === 0 && before.length === 0) return nothing;
  const amounts = (some: readonly Investment[]) =>
    some.length === 0
      ? html`${view.text('baseline.budget.none')}`
      : html`${some.map(({ state }, i) => html`${i === 0 ? nothing : view.text('baseline.comma')}${amountWords(view, state.amount)}`)}`;
  return html`<p>${view.html('baseline.budget', { before: amounts(before), now: amounts(now) })}</p>`;
}

/** Those before the one in force, each until the day of the next. */
function replacedList(view: View, baselines: readonly BaselineState[]): Html {
  const replaced = baselines.slice(0, -1);
  if (replaced.length === 0) return nothing;
  return html`<h4>${view.text('baseline.replaced')}</h4><ul class="plain">${replaced.map(
    (one, i) => {
      const next = baselines[i + 1] ?? one;
      const params = {
        title: view.words(one.title),
        by: view.words(one.approvedBy),
        from: view.date(one.day),
        until: view.date(next.day),
      };
      return html`<li id="${one.id}"><span class="record-id">${one.id}</span> ${view.html('baseline.replaced.one', params)} ${verifyLink(view, one)}</li>`;
    },
  )}</ul>`;
}
