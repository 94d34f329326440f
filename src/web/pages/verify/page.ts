// Verify: the result of each check in words, what it proves and what not, and files to check it elsewhere.
import { html } from 'hono/html';
import type { HistoryLine, Verification, VerifyStep } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import type { Content, Page } from '../../page.ts';
import { actSentence, verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { type Look, sampleMark, standingTag, statusTag } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import { scriptPath } from '../../scripts.ts';
import type { View } from '../../view.ts';
import { codeLine, refusalText } from '../problem/page.ts';
import {
  browserCheck,
  isCheckable,
  materialOf,
  savedFileLink,
  withoutScript,
} from './browser-check.ts';
import { type VerifyModel, verifyModel } from './model.ts';
import { ownCheck, type ProofResult, proofLists, resultOfSteps } from './proof.ts';

/** The page `/verify`. */
export const verifyPage: Page<VerifyModel> = {
  path: '/verify',
  dated: false,
  model: verifyModel,
  render: (model, view): Content => {
    const content = {
      title: view.text('verify.title'),
      sample: false,
      body: verifyBody(view, model),
    };
    return model.kind === 'problem' ? { ...content, status: model.status } : content;
  },
};

function verifyBody(view: View, model: VerifyModel): Html {
  return html`<header class="page-head">
      <h1>${view.text('verify.title')}</h1>
      <p class="lead">${view.text('verify.lead')}</p>
    </header>
    ${resultOf(view, model)}
    ${verifyForm(view)}`;
}

function resultOf(view: View, model: VerifyModel): Html {
  switch (model.kind) {
    case 'form':
      return nothing;
    case 'problem':
      return html`<section class="error-summary" aria-labelledby="problem">
        <h2 id="problem">${view.text('verify.problem')}</h2>
        <p>${refusalText(view, model.refusal)}</p>
        <p class="quiet">${codeLine(view, model.refusal.code)}</p>
      </section>`;
    case 'record':
      return recordEntries(view, model.id, model.lines);
    case 'entry':
      return entryResult(view, model);
  }
}

function recordEntries(view: View, id: string, lines: readonly HistoryLine[]): Html {
  return html`<section aria-labelledby="entries">
    <h2 id="entries">${view.text('verify.record', { id })}</h2>
    <p>${view.text('verify.record.lead', { count: lines.length })}</p>
    <ul class="rows">${lines.map(
      (line) => html`<li class="row">
      <p class="row-id">${view.date(line.place.day)}</p>
      <div class="row-main"><p>${partyMark(view, line.place.party)} ${actSentence(view, line)} ${sampleMark(view, line.statement)}</p></div>
      <p class="row-status">${standingTag(view, line.standing)} ${verifyLink(view, line)}</p>
    </li>`,
    )}</ul>
  </section>`;
}

function entryResult(view: View, model: Extract<VerifyModel, { kind: 'entry' }>): Html {
  const { verification, keys, kept } = model;
  const result = results[resultOfSteps(verification.steps)];
  const path = recordPath(verification.about);
  const record =
    path === undefined
      ? verification.about
      : html`<a href="${view.href(path)}">${verification.about}</a>`;
  return html`${isCheckable(kept) ? html`${withoutScript(view)}${browserCheck(view, keys, { absent: 'absent', log: verification.files.log })}` : nothing}
    <section class="result ${result.style}" aria-labelledby="result">
      <p class="kicker">${view.text('verify.by-node', { node: view.status.name })}</p>
      <h2 id="result">${view.text(result.key)}</h2>
      <p class="lead">${standingSentence(view, verification)}</p>
      <p>${partyMark(view, verification.party)} ${view.html('verify.about', { record, index: verification.index })} ${standingTag(view, verification.standing)}</p>
      <p class="quiet">${view.text('verify.checked-by', { node: view.status.name })}</p>
    </section>
    <section aria-labelledby="steps">
      <h2 id="steps">${view.text('verify.steps')}</h2>
      <ol class="rows steps">${verification.steps.map((step) => stepRow(view, step))}</ol>
    </section>
    ${proofLists(view, verification)}
    ${ownCheck(view, verification, keys)}
    ${
      isCheckable(kept)
        ? html`${savedFileLink(view, verification.leaf)}${materialOf(view, kept)}
    <script type="module" src="${scriptPath('verify.js')}"></script>`
        : nothing
    }`;
}

const results: Readonly<Record<ProofResult, { readonly style: string; readonly key: string }>> = {
  proven: { style: 'result-passed', key: 'verify.result.passed' },
  failed: { style: 'result-failed', key: 'verify.result.failed' },
  open: { style: 'result-open', key: 'verify.result.open' },
};

function standingSentence(view: View, verification: Verification): Html {
  const params = { party: view.partyName(verification.party), at: view.instant(verification.at) };
  return view.html(sentences[verification.standing], params);
}

const sentences: Readonly<Record<Verification['standing'], string>> = {
  recorded: 'verify.sentence.recorded',
  published: 'verify.sentence.published',
  confirmed: 'verify.sentence.confirmed',
};

function stepRow(view: View, step: VerifyStep): Html {
  const { look, key } = outcomes[step.outcome];
  return html`<li class="row">
    <div class="row-main">
      <h3>${view.text(checkKeys[step.check])}</h3>
      <p>${view.text(explained[step.check])}</p>
      <p class="row-facts">${detail(view, step)}</p>
    </div>
    <p class="row-status">${statusTag(look, view.text(key))}</p>
  </li>`;
}

/** Figures and names of a step, as the node gave them: `name` of the signer, `key`, `size`, `index`, `at`. */
function detail(view: View, step: VerifyStep): Html {
  const { name, key, size, index, at } = step.params;
  const signer = name === undefined ? undefined : view.signerName(String(name));
  const facts = [
    signer === undefined ? undefined : view.text('verify.detail.signer', { signer }),
    key === undefined
      ? undefined
      : view.html('verify.detail.key', { key: html`<code>${key}</code>` }),
    index === undefined ? undefined : view.html('verify.detail.index', { index }),
    size === undefined ? undefined : view.html('verify.detail.size', { size }),
    at === undefined ? undefined : view.html('verify.detail.at', { at: view.instant(String(at)) }),
  ];
  return html`${facts.map((fact) => (fact === undefined ? '' : html`<span>${fact}</span> `))}`;
}

const outcomes: Readonly<
  Record<VerifyStep['outcome'], { readonly look: Look; readonly key: string }>
> = {
  passed: { look: 'done', key: 'verify.outcome.passed' },
  failed: { look: 'late', key: 'verify.outcome.failed' },
  'not-held': { look: 'planned', key: 'verify.outcome.not-held' },
  erased: { look: 'planned', key: 'verify.outcome.erased' },
  absent: { look: 'waiting', key: 'verify.outcome.absent' },
};

const checkKeys: Readonly<Record<VerifyStep['check'], string>> = {
  payload: 'verify.check.payload',
  inclusion: 'verify.check.inclusion',
  checkpoint: 'verify.check.checkpoint',
  cosignature: 'verify.check.cosignature',
};

const explained: Readonly<Record<VerifyStep['check'], string>> = {
  payload: 'verify.check.payload.text',
  inclusion: 'verify.check.inclusion.text',
  checkpoint: 'verify.check.checkpoint.text',
  cosignature: 'verify.check.cosignature.text',
};

function verifyForm(view: View): Html {
  return html`<section aria-labelledby="ask">
    <h2 id="ask">${view.text('verify.ask')}</h2>
    <form method="get" action="${view.href('/verify')}" class="ask">
      ${field(view, { name: 'record', label: 'verify.field.record', hint: 'verify.field.record.hint' })}
      <button type="submit">${view.text('verify.button.record')}</button>
    </form>
    <form method="get" action="${view.href('/verify')}" class="ask">
      ${field(view, { name: 'entry', label: 'verify.field.entry', hint: 'verify.field.entry.hint' })}
      <button type="submit">${view.text('verify.button.entry')}</button>
    </form>
  </section>`;
}

function field(
  view: View,
  input: { readonly name: 'record' | 'entry'; readonly label: string; readonly hint: string },
): Html {
  const { name } = input;
  return html`<div class="field">
    <label for="${name}">${view.text(input.label)}</label>
    <p class="hint" id="${name}-hint">${view.text(input.hint)}</p>
    <input type="text" id="${name}" name="${name}" value="${view.query[name] ?? ''}" autocomplete="off"
      spellcheck="false" maxlength="100" aria-describedby="${name}-hint">
  </div>`;
}
