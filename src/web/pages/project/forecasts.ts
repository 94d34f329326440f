// The forecasts on record as a table, newest first: each with its published inputs, the command that computes it again
// and the proof of its entry. Forecasts that say what the one before said share a row.
import { html } from 'hono/html';
import type { ForecastMake } from '../../../programme/kinds/forecast.ts';
import { formatNumber } from '../../../text/formats.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** How many rows, and how many forecasts behind one row, are shown: the newest. */
const shownMax = 12;

/** A forecast with whether its record is sample. */
interface Made {
  readonly make: ForecastMake;
  readonly state: { readonly sample: boolean };
}

/** A forecast and those after it that name the same days. */
interface Run {
  readonly first: Made;
  readonly same: readonly Made[];
}

/** Returns the address of the published inputs of a recorded forecast, and the name under which they are saved. */
export function inputsOf(
  project: string,
  { inputs }: ForecastMake,
): { readonly file: string; readonly address: string } {
  return {
    file: `${project}-inputs-${inputs.hash.slice(0, 12)}.json`,
    address: `/plan/${project}/inputs/${inputs.hash}.json`,
  };
}

/** Returns the command that computes a forecast again, from a copy of Comity that is there already. */
export function recomputeCommand(
  file: string,
  made: { readonly runs: number; readonly seed: number | string },
): string {
  return `npx --no-install comity plan forecast PATH/${file} --runs ${made.runs} --seed ${made.seed} --json`;
}

/** Returns a table of forecasts of one project that were recorded in the order given. */
export function forecastTable(
  view: View,
  given: {
    readonly project: string;
    readonly title: string;
    readonly lead?: string;
    readonly made: readonly Made[];
  },
): Html {
  const { project, title, lead, made } = given;
  const marks = sampleMarks(
    view,
    made.map(({ state }) => state),
  );
  const runs = runsOf(made).slice(-shownMax).reverse();
  return html`<h3>${title} ${marks.all}</h3>
  ${lead === undefined ? nothing : html`<p class="quiet">${lead}</p>`}
  <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="listed">
    <caption class="hidden">${title}</caption>
    <thead><tr>
      <th scope="col">${view.text('check.column.day')}</th>
      <th scope="col">${view.text('check.column.recorded')}</th>
      <th scope="col">${view.text('check.column.p50')}</th>
      <th scope="col">${view.text('check.column.p80')}</th>
      <th scope="col" class="number">${view.text('check.column.runs')}</th>
      <th scope="col">${view.text('check.column.inputs')}</th>
      <th scope="col">${view.text('check.column.proof')}</th>
    </tr></thead>
    <tbody>${runs.map((run) => runRow(view, { project, run, marks }))}</tbody>
  </table></div>`;
}

/** Consecutive forecasts of the same days by P50 and P80 are one run. */
function runsOf(made: readonly Made[]): readonly Run[] {
  const runs: { readonly first: Made; readonly same: Made[] }[] = [];
  for (const one of made) {
    const last = runs.at(-1);
    if (last !== undefined && daysOf(last.first) === daysOf(one)) last.same.push(one);
    else runs.push({ first: one, same: [] });
  }
  return runs;
}

function daysOf({ make }: Made): string {
  return `${make.p50.slice(0, 10)} ${make.p80.slice(0, 10)}`;
}

function runRow(
  view: View,
  given: { readonly project: string; readonly run: Run; readonly marks: SampleMarks },
): Html {
  const { project, run, marks } = given;
  const { make, state } = run.first;
  return html`<tr>
      <th scope="row">${view.date(make.dataDate)} ${marks.of(state)}${sameOf(view, project, run)}</th>
      <td>${view.instant(make.place.at)}</td>
      <td>${view.date(make.p50.slice(0, 10))}</td>
      <td>${view.date(make.p80.slice(0, 10))}</td>
      <td class="number">${formatNumber(view.language, make.runs)}</td>
      <td>${inputsLink(project, make)}
        <details><summary>${view.text('check.command')}</summary><pre class="command" tabindex="0"><code>${recomputeCommand(inputsOf(project, make).file, make)}</code></pre></details></td>
      <td>${verifyLink(view, make)}</td>
    </tr>`;
}

/** The later forecasts of a run, newest first. */
function sameOf(view: View, project: string, { same }: Run): Html {
  const last = same.at(-1);
  if (last === undefined) return nothing;
  const count = same.length + 1;
  const words = view.html('check.unchanged', { day: view.date(last.make.dataDate), count });
  return html`<details><summary>${words}</summary><ul class="plain">${same
    .slice(-shownMax)
    .reverse()
    .map(
      ({ make }) =>
        html`<li>${view.date(make.dataDate)} · ${view.instant(make.place.at)} · ${inputsLink(project, make)} ${verifyLink(view, make)}</li>`,
    )}</ul></details>`;
}

function inputsLink(project: string, make: ForecastMake): Html {
  const { file, address } = inputsOf(project, make);
  return html`<a href="${address}" download="${file}"><code>${make.inputsHash.slice(0, 12)}</code></a>`;
}
