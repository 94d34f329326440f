// How to compute the forecast again without trusting this node: the published inputs and the command. On a page as of
// another day those of the newest forecast on record by then, never the inputs of today.
import { html } from 'hono/html';
import type { ForecastMake } from '../../../programme/kinds/forecast.ts';
import { type Html, nothing } from '../../html.ts';
import type { View } from '../../view.ts';
import { forecastTable, inputsOf, recomputeCommand } from './forecasts.ts';
import { isToday, type ProjectModel } from './model.ts';
import { newestForecast } from './standing.ts';

/** Returns the section, or nothing where there is no forecast at all. */
export function checkSection(view: View, model: ProjectModel): Html {
  const made = madeOf(model, 'makes');
  const backcasts = madeOf(model, 'backcasts');
  const steps = isToday(view) ? presentSteps(view, model) : recordedSteps(view, model);
  if (steps === nothing && made.length + backcasts.length === 0) return nothing;
  const project = model.project.id;
  return html`<section aria-labelledby="check">
    <h2 id="check">${view.text('check.title')}</h2>
    <p>${view.text('check.lead')}</p>
    ${steps}
    ${made.length === 0 ? nothing : forecastTable(view, { project, title: view.text('check.recorded'), made })}
    ${backcasts.length === 0 ? nothing : forecastTable(view, { project, title: view.text('check.backcasts'), lead: view.text('check.backcasts.lead'), made: backcasts })}
  </section>`;
}

function madeOf({ forecasts }: ProjectModel, list: 'makes' | 'backcasts') {
  return forecasts.flatMap(({ state }) => state[list].map((make) => ({ make, state })));
}

/** The forecast that was computed just now. */
function presentSteps(view: View, { project, plan }: ProjectModel): Html {
  const computed = plan?.computed;
  if (computed === undefined) return nothing;
  const file = `${project.id}-inputs.json`;
  return stepsOf(view, {
    ...{ file, address: `/plan/${project.id}/inputs.json`, hash: computed.inputsHash },
    command: recomputeCommand(file, computed),
  });
}

/** The newest forecast on record by the day shown. */
function recordedSteps(view: View, { project, forecasts }: ProjectModel): Html {
  const make: ForecastMake | undefined = newestForecast(forecasts, project.id);
  if (make === undefined) return nothing;
  const { file, address } = inputsOf(project.id, make);
  const steps = { file, address, hash: make.inputsHash, command: recomputeCommand(file, make) };
  return html`<p>${view.html('check.then', { day: view.date(make.dataDate) })}</p>
    ${stepsOf(view, steps)}`;
}

interface Steps {
  readonly file: string;
  readonly address: string;
  readonly hash: string;
  readonly command: string;
}

function stepsOf(view: View, { file, address, hash, command }: Steps): Html {
  return html`<ol class="steps">
      <li><a href="${address}" download="${file}">${view.text('check.download', { file })}</a></li>
      <li>${view.text('check.run')}
        <pre class="command" tabindex="0"><code>${command}</code></pre></li>
    </ol>
    <p class="quiet">${view.html('check.hash', { hash: html`<code>${hash}</code>` })}</p>`;
}
