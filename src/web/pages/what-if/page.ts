// What if an approval took less? A form without script: the address holds what is tried, the answer compares the finish
// with and without over the same runs. A small script adds sliders and asks again as they move.
import { html } from 'hono/html';
import type { NetworkActivity } from '../../../programme/joint-network.ts';
import { openApprovals } from '../../../programme/plan-choices.ts';
import type { WhatIf } from '../../../projection/plan.ts';
import { assetPath } from '../../assets.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { caseStatus, reportedMark } from '../../parts/approvals.ts';
import { partyMark } from '../../parts/mark.ts';
import { type SampleMarks, sampleMark, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { answerOf, readWhatIf, type WhatIfModel } from './answer.ts';
import { mechanismFile } from './mechanism.ts';
import { fasterMax, limitDaysMax } from './trials.ts';

/** The page `/projects/:id/what-if`. Refusals: web.project.unknown, web.what-if.not-a-number. */
export const whatIfPage: Page<WhatIfModel> = {
  path: '/projects/:id/what-if',
  dated: false,
  model: readWhatIf,
  render: (model, view) => {
    const { state, id } = model.found.plan.records.project;
    return {
      title: view.text('whatif.title.of', { project: view.plain(state.title) }),
      sample: state.sample,
      body: html`<header class="page-head">
          <p class="kicker"><a href="${view.href(`/projects/${id}`)}">${id}</a> ${view.text('whatif.kind')} ${sampleMark(view, state)}</p>
          <h1>${view.words(state.title)}</h1>
          <p class="lead">${view.text('whatif.lead')}</p>
        </header>
        <div class="trial">${resultOf(view, model.found)}
        ${formOf(view, model)}</div>
        ${proposeHint(view, model)}
        <script type="module" src="${assetPath('what-if.js')}"></script>`,
    };
  },
};

function resultOf(view: View, found: WhatIf): Html {
  const answer = answerOf(view, found);
  if (answer === undefined) return html`<p class="quiet">${view.text('whatif.nothing')}</p>`;
  const caption = view.text('whatif.caption', { count: found.plan.computed?.runs ?? 0 });
  return html`<section aria-labelledby="result" id="what-if-result" aria-live="polite">
    <h2 id="result">${view.text('whatif.result')}</h2>
    <p class="verdict" data-verdict>${answer.verdict}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
      <caption>${caption}</caption>
      <thead><tr><th scope="col">${view.text('whatif.column.quantile')}</th>
        <th scope="col">${view.text('whatif.column.now')}</th>
        <th scope="col">${view.text('whatif.column.then')}</th>
        <th scope="col" class="number">${view.text('whatif.column.days')}</th></tr></thead>
      <tbody>${answer.rows.map(
        (row) => html`<tr data-row="${row.quantile}"><th scope="row">${row.words}</th>
        <td>${row.now}</td><td data-then>${row.after}</td><td class="number" data-days>${row.days}</td></tr>`,
      )}</tbody></table></div>
  </section>`;
}

function formOf(view: View, model: WhatIfModel): Html {
  const { network, records } = model.found.plan;
  const open = openApprovals(network).filter((one) => one.kind === 'approval');
  if (open.length === 0) return html`<p class="quiet">${view.text('whatif.no-approvals')}</p>`;
  const marks = sampleMarks(
    view,
    open.map((one) => one.case?.state ?? {}),
  );
  const action = `/${view.language.address}/projects/${records.project.id}/what-if`;
  return html`<form method="get" action="${action}" id="what-if-form" class="what-if">
    <h2>${view.text('whatif.form')} ${marks.all}</h2>
    ${open.map((activity) => trialFields(view, model, { activity, marks }))}
    <p><button type="submit">${view.text('whatif.submit')}</button>
      <a href="${action}">${view.text('whatif.reset')}</a></p>
  </form>`;
}

function trialFields(
  view: View,
  model: WhatIfModel,
  given: { readonly activity: NetworkActivity; readonly marks: SampleMarks },
): Html {
  const { activity } = given;
  const one = activity.case;
  if (one === undefined) return nothing;
  const trial = model.trials.find((each) => each.record === one.id);
  const isWaiting = model.found.plan.network.activities.some((other) => {
    return other.kind === 'waiting' && other.case?.id === one.id;
  });
  const [faster, limit] = [`faster.${one.id}`, `limit.${one.id}`];
  return html`<fieldset>
    <legend>${partyMark(view, one.owner)} <span class="record-id">${one.id}</span> ${view.words(one.state.title)} ${given.marks.of(one.state)}</legend>
    <p>${caseStatus(view, one)} ${reportedMark(view, one)}</p>
    <div class="fields">
      <div class="field"><label for="${faster}">${view.text('whatif.faster')}</label>
        <div class="amount"><input type="number" id="${faster}" name="${faster}" min="0" max="${fasterMax}" step="1" value="${trial?.fasterPercent ?? ''}" data-slider></div></div>
      <div class="field"><label for="${limit}">${view.text('whatif.limit')}</label>
        <div class="amount"><input type="number" id="${limit}" name="${limit}" min="0" max="${limitDaysMax}" step="1" value="${trial?.limitDays ?? ''}"></div></div>
      ${checkbox(view, { name: `recognised.${one.id}`, key: 'whatif.recognised', isOn: trial?.isRecognised === true })}
      ${isWaiting ? checkbox(view, { name: `answer.${one.id}`, key: 'whatif.answer', isOn: trial?.isAnswered === true }) : nothing}
    </div>
  </fieldset>`;
}

function checkbox(
  view: View,
  field: { readonly name: string; readonly key: string; readonly isOn: boolean },
): Html {
  return html`<div class="field check"><input type="checkbox" id="${field.name}" name="${field.name}" value="on"${field.isOn ? html` checked` : nothing}>
    <label for="${field.name}">${view.text(field.key)}</label></div>`;
}

/** A change that helps can be proposed to the other side as a mechanism; nothing is changed by asking here. */
function proposeHint(view: View, model: WhatIfModel): Html {
  const file = mechanismFile(view, model);
  if (file === undefined) return nothing;
  return html`<section aria-labelledby="propose"><h2 id="propose">${view.text('whatif.propose')}</h2>
    <p>${view.text('whatif.propose.lead')}</p>
    <pre class="command" tabindex="0"><code>${file}</code></pre>
    <pre class="command" tabindex="0"><code>npx comity mechanism propose --file mechanism.json</code></pre></section>`;
}
