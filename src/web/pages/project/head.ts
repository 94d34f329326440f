// The head of a project's page: what it is, the sentence on when it opens and what moved that last, and each side's part
// along the boundary line.
import { html } from 'hono/html';
import { minuteToText } from '../../../plan/civil-time.ts';
import type { OwnProjectState } from '../../../programme/kinds/project.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { forecastLine, type Movement, type ProjectPlan } from '../../../projection/plan.ts';
import type { HistoryLine, RecordView } from '../../../projection/queries.ts';
import { type Html, inRow, nothing } from '../../html.ts';
import { outcomeWord } from '../../parts/approvals.ts';
import { actSentence, verifyLink } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { type SampleMarks, sampleMark, sampleMarks } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';
import { isToday, type ProjectModel } from './model.ts';
import { newestForecast, openedWords, projectStatus } from './standing.ts';

/** Returns the head with the headline. */
export function headOf(view: View, model: ProjectModel): Html {
  const { id, state } = model.project;
  const kind = state.basis === 'joint' ? 'project.kind.joint' : 'project.kind.own';
  const owner = state.basis === 'own' ? view.partyName(state.party) : '';
  const parts = model.parts.map((part) => part.state);
  const summary = state.basis === 'own' ? state.summary : state.content?.summary;
  return html`<header class="page-head">
    <p class="kicker"><span class="record-id">${id}</span> ${view.text(kind, { party: owner })}
      ${sampleMark(view, state)} ${projectStatus(view, state, parts)}</p>
    <h1>${view.words(state.title)}</h1>
    ${wholeLine(view, model)}
    ${state.basis === 'joint' ? awaitedLine(view, state.joint) : nothing}
    ${headline(view, model)}
    ${summary === undefined ? nothing : html`<p>${view.words(summary)}</p>`}
  </header>`;
}

/** A part says whose it is a part of: the plan stands there. */
function wholeLine(view: View, { project }: ProjectModel): Html {
  if (project.state.basis !== 'own' || project.state.partOf === undefined) return nothing;
  const whole = project.state.partOf.project;
  const link = html`<a href="${view.href(`/projects/${whole}`)}">${whole}</a>`;
  const address = view.href(`/projects/${whole}#schedule`);
  const schedule = html`<a href="${address}">${view.text('project.part-of.schedule')}</a>`;
  return html`<p class="lead">${view.html('project.part-of', { project: link, schedule })}</p>`;
}

/** What is open since when, then when what is still ahead is expected. */
function headline(view: View, model: ProjectModel): Html {
  const opened = openedWords(
    view,
    [model.project, ...model.parts].map((one) => one.state),
  );
  const before = opened === undefined ? nothing : html`<p class="lead headline">${opened}</p>`;
  const { plan } = model;
  if (plan === undefined) return before;
  if (!isToday(view)) return html`${before}${recordedHeadline(view, model)}`;
  if (plan.computed === undefined) {
    return opened === undefined
      ? html`<p class="lead headline">${view.text('project.no-forecast')}</p>`
      : before;
  }
  const { forecast, sample } = plan.computed;
  return html`${before}<p class="lead headline">${view.html('project.headline', {
    milestone: milestoneWords(view, plan),
    p50: html`<b>${view.date(minuteToText(forecast.p50).slice(0, 10))}</b>`,
    p80: html`<b>${view.date(minuteToText(forecast.p80).slice(0, 10))}</b>`,
  })} ${model.project.state.sample ? nothing : sampleMark(view, { sample })}</p>
    ${model.moved === undefined ? html`<p class="quiet">${unmovedWords(view, plan)}</p>` : movedWords(view, plan, model.moved)}`;
}

/** The milestone that the forecast is of; the end of all activities where none is named. */
function milestoneWords(view: View, { network }: ProjectPlan): Html {
  const target = network.activities.find((one) => one.id === network.target);
  return target === undefined
    ? html`${view.text('project.milestone.end')}`
    : html`<q>${view.words(target.name)}</q>`;
}

/** As of another day: the newest forecast on record by then; none is computed afterwards. */
function recordedHeadline(view: View, model: ProjectModel): Html {
  const found = newestForecast(model.forecasts, model.project.id);
  if (found === undefined) {
    return html`<p class="lead headline">${view.text('project.headline.none-then')}</p>`;
  }
  return html`<p class="lead headline">${view.html('project.headline.then', {
    p50: html`<b>${view.date(found.p50.slice(0, 10))}</b>`,
    p80: html`<b>${view.date(found.p80.slice(0, 10))}</b>`,
    day: view.date(found.dataDate),
  })} ${verifyLink(view, found)}</p>`;
}

/** Which of the two days moved last and how far, and the statements that were new. */
function movedWords(view: View, plan: ProjectPlan, moved: Movement): Html {
  const shown = moved.because.slice(0, 3);
  return html`<div class="moved"><p>${inRow(view.language, [
    view.html('project.moved.on', { day: view.date(moved.to.dataDate) }),
    shiftWords(view, 'P50', moved.p50Days),
    shiftWords(view, 'P80', moved.p80Days),
    view.text(whyKey(moved)),
  ])}</p>
    ${shown.length === 0 ? nothing : html`<ul class="reasons">${shown.map((line) => reason(view, plan, line))}</ul>`}</div>`;
}

function shiftWords(view: View, quantile: 'P50' | 'P80', days: number): string {
  if (days === 0) return view.text('project.moved.not', { quantile });
  const key = days > 0 ? 'project.moved.later' : 'project.moved.earlier';
  return view.text(key, { quantile, count: Math.abs(days) });
}

/** Nothing has moved: either there is one forecast alone, or all later ones say the same. */
function unmovedWords(view: View, plan: ProjectPlan): string {
  const isFirst = forecastLine(plan).length < 2;
  return view.text(isFirst ? 'project.moved.first' : 'project.moved.never');
}

/** With nothing new on record time has passed, or, on the same day, the rules have changed by which it is computed. */
function whyKey({ because, from, to }: Movement): string {
  if (because.length > 0) return 'project.moved.because';
  return from.dataDate === to.dataDate ? 'project.moved.rules' : 'project.moved.time';
}

function reason(view: View, plan: ProjectPlan, line: HistoryLine): Html {
  const { statement, place } = line;
  const path = recordPath(statement.about);
  const about =
    path === undefined
      ? html`${statement.about}`
      : html`<a href="${view.href(path)}">${statement.about}</a>`;
  const title = caseTitleOf(plan, statement.about);
  const { outcome } = statement;
  const named = html`${title === undefined ? nothing : html` <q>${view.words(title)}</q>`}${
    typeof outcome === 'string' ? html` ${outcomeWord(view, outcome)}` : nothing
  }`;
  const why = statement.note ?? statement.why;
  const words =
    typeof why === 'object' && why !== null
      ? html` <q>${view.words(why as Readonly<Record<string, string>>)}</q>`
      : nothing;
  return html`<li>${partyMark(view, place.party)} ${actSentence(view, line)} <span class="record-id">${about}</span>${named}${words}
    ${sampleMark(view, statement)} ${verifyLink(view, line)}</li>`;
}

/** The title of the approval that a statement is about. */
function caseTitleOf({ network }: ProjectPlan, id: string): LanguageMap | undefined {
  const cases = [...network.activities.flatMap((one) => one.case ?? []), ...network.listed];
  return cases.find((one) => one.id === id)?.state.title;
}

/** Each side's part on its side of the line: status, schedule, approvals in hand. */
export function partSpine(view: View, model: ProjectModel): Html {
  if (model.parts.length === 0) return nothing;
  const marks = sampleMarks(view, [
    model.project.state,
    ...model.parts.map((part) => part.state),
    ...(model.plan?.records.schedules ?? []).map((one) => one.state),
  ]);
  return html`<section class="spine spine-parts" aria-label="${view.text('project.parts')}">
    ${bySide(view, model.parts).map((parts) => {
      const [first] = parts;
      return html`<div class="${sideOf(view, first.state.party)} party">${parts.map((part) => partOf(view, model, { part, marks }))}</div>`;
    })}
    <p class="joint">${view.text('project.parts.joint', { count: model.parts.length })}</p>
  </section>`;
}

type Part = RecordView<OwnProjectState>;

/** The parts of each party, in the order of the parties. */
function bySide(view: View, parts: readonly Part[]): readonly (readonly [Part, ...Part[]])[] {
  return view.programme.parties.flatMap(({ party }) => {
    const [first, ...rest] = parts.filter(({ state }) => state.party === party);
    return first === undefined ? [] : [[first, ...rest]];
  });
}

function partOf(
  view: View,
  model: ProjectModel,
  { part, marks }: { readonly part: Part; readonly marks: SampleMarks },
): Html {
  const { id, state } = part;
  const cases = (model.plan?.records.cases ?? []).filter((one) => one.state.project === id);
  const count = (standings: readonly string[]) =>
    cases.filter((one) => standings.includes(one.state.standing)).length;
  const figures = {
    decided: count(['decided', 'issued', 'deemed']),
    open: count(['open', 'stopped', 'referred']),
    planned: count(['planned']),
  };
  const status = projectStatus(view, state, []);
  const mark = marks.of(state);
  return html`<h2 class="part-title">${partyMark(view, state.party)} <a href="${view.href(`/projects/${id}`)}">${view.words(state.title)}</a></h2>
    ${status === nothing && mark === nothing ? nothing : html`<p>${status} ${mark}</p>`}
    ${cases.length === 0 ? nothing : html`<p>${view.text('project.part.cases', figures)}</p>`}
    ${scheduleLine(view, model, { part: id, marks })}`;
}

function scheduleLine(
  view: View,
  model: ProjectModel,
  { part, marks }: { readonly part: string; readonly marks: SampleMarks },
): Html {
  const schedule = model.plan?.records.schedules.find((one) => one.state.project === part);
  const version = schedule?.state.versions.at(-1);
  if (schedule === undefined || version === undefined) return nothing;
  return html`<p class="quiet">${view.html('project.part.schedule', {
    day: view.date(version.dataDate),
    count: schedule.state.versions.length,
  })} ${marks.of(schedule.state)} ${verifyLink(view, version)}</p>`;
}
