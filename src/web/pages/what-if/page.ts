// What if an approval took less? A form without script: the address holds what is tried, the answer compares the finish
// with and without over the same runs. A small script adds sliders and asks again as they move.
import { html } from 'hono/html';
import type { NetworkActivity } from '../../../programme/joint-network.ts';
import { openApprovals } from '../../../programme/plan-choices.ts';
import { assetPath } from '../../assets.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { caseStatus, reportedMark } from '../../parts/approvals.ts';
import { partyMark } from '../../parts/mark.ts';
import { type SampleMarks, sampleMark, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { codeLine, refusalText } from '../problem/page.ts';
import { answerOf, readWhatIf, type WhatIfAnswer, type WhatIfModel } from './answer.ts';
import { fasterMax, limitDaysMax } from './trials.ts';

/**
 * The page `/projects/:id/what-if`. Refusal: web.project.unknown; a number that is none is marked on the form
 * (web.what-if.not-a-number), with status 400.
 */
export const whatIfPage: Page<WhatIfModel> = {
  path: '/projects/:id/what-if',
  dated: false,
  model: readWhatIf,
  render: (model, view) => {
    const { state, id } = model.found.plan.records.project;
    const answer = answerOf(view, model);
    return {
      ...(model.faults.length === 0 ? {} : { status: 400 as const }),
      title: view.text('whatif.title.of', { project: view.plain(state.title) }),
      sample: state.sample,
      body: html`<header class="page-head">
          <p class="kicker"><a href="${view.href(`/projects/${id}`)}">${id}</a> ${view.text('whatif.kind')} ${sampleMark(view, state)}</p>
          <h1>${view.words(state.title)}</h1>
          <p class="lead">${view.text('whatif.lead')}</p>
        </header>
        ${faultsOf(view, model, answer)}
        <ul class="trial-notes" id="what-if-notes" aria-live="polite">${answer.notes.map((note) => html`<li>${note}</li>`)}</ul>
        <div class="trial">${resultOf(view, model, answer)}
        ${formOf(view, model)}</div>
        ${proposeHint(view, answer)}
        <script type="module" src="${assetPath('what-if.js')}"></script>`,
    };
  },
};

/** What is wrong with the form, each fault with a link to its field; empty and hidden where all is well. */
function faultsOf(view: View, model: WhatIfModel, { faults }: WhatIfAnswer): Html {
  const shown = new Set(shownApprovals(model).map((one) => one.case?.id));
  const [first] = model.faults;
  return html`<section class="error-summary" id="what-if-faults" aria-labelledby="faults"${faults.length === 0 ? html` hidden` : nothing}>
    <h2 id="faults">${view.text('whatif.faults')}</h2>
    <ul>${faults.map(({ field, words }) =>
      shown.has(field.split('.')[1] ?? '')
        ? html`<li><a href="#${field}">${words}</a></li>`
        : html`<li>${words}</li>`,
    )}</ul>
    ${first === undefined ? nothing : html`<p class="quiet">${codeLine(view, first.refusal.code)}</p>`}
  </section>`;
}

function resultOf(view: View, { found }: WhatIfModel, answer: WhatIfAnswer): Html {
  if (answer.rows.length === 0) return html`<p class="quiet">${view.text('whatif.nothing')}</p>`;
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
  const { records } = model.found.plan;
  const open = shownApprovals(model);
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

function shownApprovals({ found }: WhatIfModel): readonly NetworkActivity[] {
  return openApprovals(found.plan.network).filter((one) => one.kind === 'approval');
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
  const number = (name: 'faster' | 'limit', max: number) =>
    numberField(view, model, { id: `${name}.${one.id}`, key: numberKeys[name], max });
  return html`<fieldset>
    <legend>${partyMark(view, one.owner)} <span class="record-id">${one.id}</span> ${view.words(one.state.title)} ${given.marks.of(one.state)}</legend>
    <p>${caseStatus(view, one)} ${reportedMark(view, one)}</p>
    <div class="fields">
      ${number('faster', fasterMax)}
      ${number('limit', limitDaysMax)}
      ${checkbox(view, { name: `recognised.${one.id}`, key: 'whatif.recognised', isOn: trial?.isRecognised === true })}
      ${isWaiting ? checkbox(view, { name: `answer.${one.id}`, key: 'whatif.answer', isOn: trial?.isAnswered === true }) : nothing}
    </div>
  </fieldset>`;
}

const numberKeys = { faster: 'whatif.faster', limit: 'whatif.limit' } as const;

/** A number as it was typed, with what is wrong with it. */
function numberField(
  view: View,
  model: WhatIfModel,
  field: { readonly id: string; readonly key: string; readonly max: number },
): Html {
  const { id, max } = field;
  const fault = model.faults.find((one) => one.field === id);
  const words = fault === undefined ? '' : refusalText(view, fault.refusal);
  const invalid = html` aria-invalid="true" aria-describedby="${id}-fault"`;
  return html`<div class="field"><label for="${id}">${view.text(field.key)}</label>
        <p class="fault" id="${id}-fault" data-fault${fault === undefined ? html` hidden` : nothing}>${words}</p>
        <div class="amount"><input type="number" id="${id}" name="${id}" min="0" max="${max}" step="1" value="${view.query[id] ?? ''}"${fault === undefined ? nothing : invalid}></div></div>`;
}

function checkbox(
  view: View,
  field: { readonly name: string; readonly key: string; readonly isOn: boolean },
): Html {
  return html`<div class="field check"><input type="checkbox" id="${field.name}" name="${field.name}" value="on"${field.isOn ? html` checked` : nothing}>
    <label for="${field.name}">${view.text(field.key)}</label></div>`;
}

/** A change that helps can be proposed to the other side as a mechanism; nothing is changed by asking here. */
function proposeHint(view: View, { proposal }: WhatIfAnswer): Html {
  const file = proposal !== undefined && 'file' in proposal ? proposal : undefined;
  const none = proposal !== undefined && 'none' in proposal ? proposal.none : '';
  const hidden = html` hidden`;
  return html`<section id="what-if-propose" aria-labelledby="propose"${proposal === undefined ? hidden : nothing}><h2 id="propose">${view.text('whatif.propose')}</h2>
    <p data-none${none === '' ? hidden : nothing}>${none}</p>
    <div data-offer${file === undefined ? hidden : nothing}><p data-effect>${file?.effect ?? ''}</p>
    <p>${view.text('whatif.propose.lead')}</p>
    <pre class="command" tabindex="0"><code data-file>${file?.file ?? ''}</code></pre>
    <pre class="command" tabindex="0"><code>npx --no-install comity mechanism propose --file PATH/mechanism.json</code></pre></div></section>`;
}
