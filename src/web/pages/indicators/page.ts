// Indicators: of each field, where it started, what was measured since and by whom, where it should get and how far it is.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { currentText } from '../../../programme/joint.ts';
import type { IndicatorState } from '../../../programme/kinds/indicator.ts';
import type { ObservationState } from '../../../programme/kinds/observation.ts';
import type { ProgressStanding } from '../../../programme/progress.ts';
import { progressOn } from '../../../programme/progress.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { formatDecimal } from '../../../text/formats.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { fieldName, inFieldOrder } from '../../parts/fields.ts';
import { verifyLink } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { partyMark } from '../../parts/mark.ts';
import { sourceLink } from '../../parts/sources.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';
import { progressTable } from './table.ts';

type Indicator = RecordView<IndicatorState>;

/** What the page of indicators shows. */
export interface IndicatorsModel {
  readonly indicators: readonly Indicator[];
  readonly observations: readonly ObservationState[];
}

const standings: Readonly<Record<ProgressStanding, { readonly look: Look; readonly key: string }>> =
  {
    none: { look: 'planned', key: 'indicators.standing.none' },
    differ: { look: 'risk', key: 'indicators.standing.differ' },
    'on-the-way': { look: 'progress', key: 'indicators.standing.on-the-way' },
    away: { look: 'risk', key: 'indicators.standing.away' },
    reached: { look: 'done', key: 'indicators.standing.reached' },
    missed: { look: 'late', key: 'indicators.standing.missed' },
    unmeasured: { look: 'waiting', key: 'indicators.standing.unmeasured' },
  };

/** The page `/indicators`. */
export const indicatorsPage: Page<IndicatorsModel> = {
  path: '/indicators',
  dated: true,
  model: async (site, visit) => {
    const [indicators, observations] = await Promise.all([
      site.queries.records('indicator', visit.when),
      site.queries.records('observation', visit.when),
    ]);
    return ok({ indicators, observations: observations.map(({ state }) => state) });
  },
  render: (model, view) => {
    const { indicators } = model;
    const states = indicators.map(({ state }) => state);
    const marks = sampleMarks(view, [...states, ...model.observations]);
    const fields = inFieldOrder(
      view,
      states.map(({ content }) => content.field),
    );
    return {
      title: view.text('indicators.title'),
      sample: states.length > 0 && states.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${view.text('indicators.title')} ${marks.all}</h1>
        <p class="lead">${view.text('indicators.lead')}</p>
      </header>
      ${dayForm(view)}
      ${states.length === 0 ? html`<p class="quiet">${view.text('indicators.none')}</p>` : nothing}
      ${fields.map((field) => fieldSection(view, model, { field, marks }))}`,
    };
  },
};

function fieldSection(
  view: View,
  model: IndicatorsModel,
  { field, marks }: { readonly field: string; readonly marks: SampleMarks },
): Html {
  const own = model.indicators.filter(({ state }) => state.content.field === field);
  const id = `field-${field}`;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${fieldName(view, field)}</h2>
    <ul class="rows">${own.map((one) => indicatorRow(view, one, { model, marks }))}</ul>
  </section>`;
}

function indicatorRow(
  view: View,
  indicator: Indicator,
  { model, marks }: { readonly model: IndicatorsModel; readonly marks: SampleMarks },
): Html {
  const { id, state } = indicator;
  const { content } = state;
  const progress = progressOn(state, model.observations, view.day);
  const adopted = state.basis === 'own' || state.joint.inForce !== undefined;
  const { look, key } = standings[progress.standing];
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${view.words(content.title)} ${marks.of(progress)}</h3>
      <p class="row-facts"><span class="marks">${partiesOf(state).map((party) => partyMark(view, party))}</span>
        <span>${view.text(content.good === 'more' ? 'indicators.good.more' : 'indicators.good.less')}</span>
        ${[content.project, content.agreement].map((of) => recordLink(view, of))}</p>
      <p>${view.words(content.what)}</p>
      ${state.basis === 'joint' ? awaitedLine(view, state.joint) : nothing}
      ${closedLine(view, state)}
      ${achievedLine(view, state, progress)}
      ${progressTable(view, { state, progress, stated: statedIn(indicator), marks })}
      ${content.source === undefined ? nothing : html`<p class="quiet">${sourceLink(view, content.source)}</p>`}
    </div>
    <p class="row-status">${adopted ? statusTag(look, view.text(key)) : statusTag('planned', view.text('indicators.not-adopted'))}</p>
  </li>`;
}

function partiesOf(state: IndicatorState) {
  if (state.basis === 'own') return [state.party];
  return (currentText(state.joint)?.signatories ?? []).map(({ party }) => party);
}

/** Where what is shown was stated: the text of a joint indicator, the newest statement of an own one. */
function statedIn({ state, history }: Indicator) {
  if (state.basis === 'joint') return currentText(state.joint)?.proposed;
  return history.findLast(({ statement }) => statement.act === 'state')?.place;
}

function recordLink(view: View, id: string | undefined): Html {
  const path = id === undefined ? undefined : recordPath(id);
  return path === undefined
    ? nothing
    : html`<span><a class="record-id" href="${view.href(path)}">${id}</a></span>`;
}

function closedLine(view: View, state: IndicatorState): Html {
  if (state.basis === 'joint' || state.closedOn === undefined) return nothing;
  return html`<p>${view.html('indicators.closed', { day: view.date(state.closedOn) })}</p>`;
}

/** The answer in one sentence: what was achieved by the day shown, of which way. */
function achievedLine(
  view: View,
  { content }: IndicatorState,
  { achieved, standing }: ReturnType<typeof progressOn>,
): Html {
  const [first] = achieved;
  if (first === undefined || standing === 'differ') return nothing;
  const { percent, observation } = first;
  if (percent === undefined) return nothing;
  const params = {
    percent: formatDecimal(view.language, String(percent)),
    period: view.date(observation.period),
    day: view.date(content.target.by),
  };
  const proof = html`${achieved.map(({ observation: one }) => verifyLink(view, one))}`;
  return html`<p><b>${view.html('indicators.achieved', params)}</b> ${proof}</p>`;
}
