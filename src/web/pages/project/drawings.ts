// The pictures of a project's page, each with its table: both sides' schedule, every date that was said, what would help
// most, how the finish is spread, and the measured flow from each mode's opening.

import { html } from 'hono/html';
import { dateToDay, dayToDate, minuteToText } from '../../../plan/civil-time.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import type { RankedChoice } from '../../../projection/plan.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { ganttChart } from '../../charts/gantt.ts';
import { histogramChart } from '../../charts/histogram.ts';
import { rankingChart } from '../../charts/ranking.ts';
import { slipChart } from '../../charts/slip.ts';
import { isOfAnotherDay } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import { type Closure, flowFigure, uniqueClosures } from '../../parts/flows.ts';
import { modeWord } from '../../parts/modes.ts';
import type { View } from '../../view.ts';
import { choiceQuery, choiceWords } from './choices.ts';
import { disputesOf } from './disputes.ts';
import { ganttActivities, ganttLinks } from './gantt.ts';
import type { ProjectModel } from './model.ts';
import { pairsTable } from './pairs.ts';
import { type Opening, openingsOf } from './standing.ts';

/** How many changes the ranking shows. */
const rankingMax = 12;
const minutesPerDay = 1_440;

/** Returns the joint schedule, or nothing where nothing is scheduled. */
export function scheduleSection(view: View, { plan, variances }: ProjectModel): Html {
  if (plan?.computed === undefined) return nothing;
  return html`<section class="wide" aria-labelledby="schedule">
    <h2 id="schedule">${view.text('project.schedule')}</h2>
    ${ganttChart(view, {
      id: 'gantt',
      caption: view.text('project.schedule.caption'),
      activities: ganttActivities(view, plan, variances),
      links: ganttLinks(plan),
      dataDate: plan.network.dataDate,
      today: view.day,
    })}
  </section>`;
}

/** Returns what would move the date most, or nothing where nothing is open. */
export function rankingSection(view: View, model: ProjectModel): Html {
  const { plan, ranking, project } = model;
  if (plan?.computed === undefined || ranking.alone.length === 0) return nothing;
  const whatIf = `/projects/${project.id}/what-if`;
  const { sample } = plan.computed;
  const useful = ranking.alone.filter(({ effect }) => effect.meanMinutes > 0).slice(0, rankingMax);
  return html`<section aria-labelledby="ranking">
    <h2 id="ranking">${view.text('project.ranking')}</h2>
    <p class="quiet">${view.text('project.ranking.lead', { count: plan.computed.runs })}</p>
    ${
      useful.length === 0
        ? html`<p>${view.text('project.ranking.none')}</p>`
        : rankingChart(view, {
            id: 'policies',
            caption: view.text('project.ranking.caption'),
            policies: useful.map((one) => ({
              name: { [view.language.tag]: choiceWords(view, one.choice, model.names) },
              ...effectDays(one),
              href: view.href(`${whatIf}${choiceQuery(one.choice)}`),
              sample,
            })),
          })
    }
    ${pairsTable(view, model)}
    <p><a class="action" href="${view.href(whatIf)}">${view.text('project.what-if')}</a></p>
  </section>`;
}

function effectDays({ effect }: RankedChoice) {
  return {
    meanDays: effect.meanMinutes / minutesPerDay,
    errorDays: effect.standardErrorMinutes / minutesPerDay,
    p80Days: effect.p80ShiftMinutes / minutesPerDay,
  };
}

/** Returns how the runs' finishes are spread. */
export function histogramSection(view: View, { plan, promises }: ProjectModel): Html {
  if (plan?.computed === undefined || isOfAnotherDay(view)) return nothing;
  const { forecast, sample } = plan.computed;
  const promised = newestPromise(promises)?.state.promised.to;
  return html`<section aria-labelledby="finish">
    <h2 id="finish">${view.text('project.finish')}</h2>
    ${histogramChart(view, {
      id: 'histogram',
      caption: view.text('project.finish.caption', { count: plan.computed.runs }),
      finishes: forecast.histogram.map(({ day, runs }) => ({ day: dayToDate(day), runs })),
      p50: minuteToText(forecast.p50).slice(0, 10),
      p80: minuteToText(forecast.p80).slice(0, 10),
      ...(promised === undefined ? {} : { promised }),
      isCumulative: true,
      sample,
    })}
  </section>`;
}

type Promises = readonly RecordView<StateOf['promise']>[];

function newestPromise(promises: Promises): RecordView<StateOf['promise']> | undefined {
  return bySaying(promises.filter(({ state }) => state.milestone === 'opened')).at(-1);
}

function bySaying(promises: Promises): Promises {
  return [...promises].sort((a, b) => (a.state.said.on < b.state.said.on ? -1 : 1));
}

/**
 * Returns every date that was said: hollow where it was entered later, from a source. Once a mode is open, modes that
 * are still ahead have a picture of their own.
 */
export function slipSection(view: View, model: ProjectModel): Html {
  const { promises } = model;
  if (promises.length === 0) return nothing;
  const openings = openingsOf([model.project, ...model.parts].map((one) => one.state));
  const isAhead = ({ state }: Promises[number]) =>
    openings.length > 0 &&
    state.mode !== undefined &&
    !openings.some(({ mode }) => mode === state.mode);
  const ahead = Map.groupBy(promises.filter(isAhead), ({ state }) => state.mode ?? '');
  const others = promises.filter((one) => !isAhead(one));
  const last = openings.at(-1);
  return html`<section aria-labelledby="slip">
    <h2 id="slip">${view.text('project.slip')}</h2>
    <p class="quiet">${view.text('project.slip.lead')}</p>
    ${others.length === 0 ? nothing : slipOf(view, model, { mode: undefined, promises: others, opening: last })}
    ${[...ahead].map(([mode, some]) => slipOf(view, model, { mode, promises: some, opening: undefined }))}
    ${disputesOf(view, promises)}
  </section>`;
}

function slipOf(
  view: View,
  { plan }: ProjectModel,
  series: {
    readonly mode: string | undefined;
    readonly promises: Promises;
    readonly opening: Opening | undefined;
  },
): Html {
  const { mode, opening } = series;
  const forecast = opening === undefined ? plan?.computed?.forecast : undefined;
  return slipChart(view, {
    id: mode === undefined ? 'slip-chart' : `slip-${mode}`,
    caption:
      mode === undefined
        ? view.text('project.slip.caption')
        : view.text('project.slip.caption.mode', { mode: modeWord(view, mode) }),
    sayings: bySaying(series.promises).map(({ state }) => ({
      said: fullDay(state.said.on),
      speaker: state.said.by,
      promised: state.promised,
      ...(state.cause === undefined ? {} : { cause: state.cause }),
      source: {
        url: state.said.source.url,
        title: { [view.language.tag]: state.said.source.title },
      },
      href: view.href(`/verify?entry=${state.place.leaf}`),
      recorded: state.place.at.slice(0, 10),
      backEntered: state.said.on.slice(0, 10) < state.place.at.slice(0, 10),
      sample: state.sample,
    })),
    ...(opening === undefined ? {} : { actual: opening.on, isAnnounced: opening.isAnnounced }),
    ...(forecast === undefined
      ? {}
      : {
          forecast: {
            made: plan?.network.dataDate ?? view.day,
            p50: minuteToText(forecast.p50).slice(0, 10),
            p80: minuteToText(forecast.p80).slice(0, 10),
          },
        }),
    today: view.day,
  });
}

/** The first day of a month or year where the source says no more. */
function fullDay(day: string): string {
  if (day.length === 4) return `${day}-01-01`;
  return day.length === 7 ? `${day}-01` : day;
}

/** Returns the measured flow of the project's crossing, one chart a subject. */
export function flowSection(view: View, model: ProjectModel): Html {
  const { crossing, flows } = model;
  if (crossing === undefined || flows.length === 0) return nothing;
  const openings = openingsOf([model.project, ...model.parts].map((one) => one.state));
  const closures = uniqueClosures(crossing.state.sides.flatMap((side) => side.closures));
  const shown = (subject: string) => closuresOf(closures, subject, openings);
  return html`<section aria-labelledby="flow">
    <h2 id="flow">${view.text('project.flow')}</h2>
    ${flows.map((flow) =>
      flowFigure(view, flow, {
        name: crossing.state.name,
        openings,
        closures: shown(flow.state.subject),
      }),
    )}
    ${openings.some(({ mode }) => mode === 'goods') && !flows.some(({ state }) => state.subject === 'goods') ? html`<p class="quiet">${view.text('project.flow.no-goods')}</p>` : nothing}
  </section>`;
}

/** The closures of what is counted, each at most until that opens: what is in use is closed no longer. */
function closuresOf(
  closures: readonly Closure[],
  subject: string,
  openings: readonly Opening[],
): readonly Closure[] {
  const opened = openings.find(({ mode }) => mode === subject)?.on;
  return closures.flatMap((one) => {
    if (!one.modes.includes(subject)) return [];
    if (opened === undefined || one.from >= opened) return [one];
    const isBefore = one.until !== undefined && one.until < opened;
    return [isBefore ? one : { ...one, until: dayBefore(opened) }];
  });
}

function dayBefore(day: string): string {
  return dayToDate(dateToDay(day) - 1);
}
