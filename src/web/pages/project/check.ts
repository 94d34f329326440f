// How to compute the forecast again without trusting this node: the published inputs, the command, and the forecasts
// that the leading party has put on record.
import { html } from 'hono/html';
import type { ForecastMake } from '../../../programme/kinds/forecast.ts';
import { formatNumber } from '../../../text/formats.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

const shownMax = 12;

/** Returns the section, or nothing where there is no forecast at all. */
export function checkSection(view: View, model: ProjectModel): Html {
  const computed = model.plan?.computed;
  const made = model.forecasts.flatMap(({ state }) => state.makes.map((make) => ({ make, state })));
  const backcasts = model.forecasts.flatMap(({ state }) =>
    state.backcasts.map((make) => ({ make, state })),
  );
  if (computed === undefined && made.length + backcasts.length === 0) return nothing;
  return html`<section aria-labelledby="check">
    <h2 id="check">${view.text('check.title')}</h2>
    <p>${view.text('check.lead')}</p>
    ${computed === undefined ? nothing : commandOf(view, model)}
    ${made.length === 0 ? nothing : forecastTable(view, { title: view.text('check.recorded'), made: made.slice(-shownMax).reverse() })}
    ${backcasts.length === 0 ? nothing : forecastTable(view, { title: view.text('check.backcasts'), lead: view.text('check.backcasts.lead'), made: backcasts })}
  </section>`;
}

function commandOf(view: View, { project, plan }: ProjectModel): Html {
  const computed = plan?.computed;
  if (computed === undefined) return nothing;
  const file = `${project.id}-inputs.json`;
  const address = `/plan/${project.id}/inputs.json`;
  const { runs, seed, inputsHash } = computed;
  return html`<ol class="steps">
      <li><a href="${address}" download="${file}">${view.text('check.download', { file })}</a></li>
      <li>${view.text('check.run')}
        <pre class="command" tabindex="0"><code>npx comity plan forecast ${file} --runs ${runs} --seed ${seed} --json</code></pre></li>
    </ol>
    <p class="quiet">${view.html('check.hash', { hash: html`<code>${inputsHash}</code>` })}</p>`;
}

interface Made {
  readonly make: ForecastMake;
  readonly state: { readonly sample: boolean };
}

function forecastTable(
  view: View,
  given: { readonly title: string; readonly lead?: string; readonly made: readonly Made[] },
): Html {
  const { title, lead, made } = given;
  const marks = sampleMarks(
    view,
    made.map(({ state }) => state),
  );
  return html`<h3>${title} ${marks.all}</h3>
  ${lead === undefined ? nothing : html`<p class="quiet">${lead}</p>`}
  <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="listed">
    <caption class="hidden">${title}</caption>
    <thead><tr>
      <th scope="col">${view.text('check.column.day')}</th>
      <th scope="col">${view.text('check.column.p50')}</th>
      <th scope="col">${view.text('check.column.p80')}</th>
      <th scope="col" class="number">${view.text('check.column.runs')}</th>
      <th scope="col">${view.text('check.column.inputs')}</th>
      <th scope="col">${view.text('check.column.proof')}</th>
    </tr></thead>
    <tbody>${made.map(
      ({ make, state }) => html`<tr>
      <th scope="row">${view.date(make.dataDate)} ${marks.of(state)}</th>
      <td>${view.date(make.p50.slice(0, 10))}</td>
      <td>${view.date(make.p80.slice(0, 10))}</td>
      <td class="number">${formatNumber(view.language, make.runs)}</td>
      <td><code>${make.inputsHash.slice(0, 12)}</code></td>
      <td>${verifyLink(view, make)}</td>
    </tr>`,
    )}</tbody>
  </table></div>`;
}
