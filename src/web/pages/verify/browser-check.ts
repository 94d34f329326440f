// The part of the verify page, and of saved files, that the reader's own browser fills: what is to be checked, the
// words for what may come of it, and the keys that are believed. The script is src/web/browser/verify-entry.ts.
import { html } from 'hono/html';
import { toBase64 } from '../../../base/bytes.ts';
import type { KeptEntry } from '../../../projection/queries.ts';
import type { Html } from '../../html.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import { scriptPath } from '../../scripts.ts';
import type { View } from '../../view.ts';
import type { LogKeys } from './model.ts';

/** What a browser is given to check: an entry under a signed checkpoint. */
export type Checkable = KeptEntry & { readonly proof: string };

/** Returns whether there is a proof to check. */
export function isCheckable(kept: KeptEntry | undefined): kept is Checkable {
  return kept?.proof !== undefined;
}

/** What differs between page and saved file. */
export interface BrowserCheckOptions {
  /** What a missing cosignature counts as. */
  readonly absent: 'absent' | 'failed';
  /** Address of the log, on a page that can fetch all of it. */
  readonly log?: string;
}

/** Returns the section that the script fills and shows; without a script it stays hidden. */
export function browserCheck(
  view: View,
  keys: LogKeys | undefined,
  options: BrowserCheckOptions,
): Html {
  const { absent, log } = options;
  const { address, lang } = view.language;
  return html`<section class="check" data-check data-absent="${absent}" data-signers="${signers(view, keys)}" lang="${lang}" data-zone="${view.zone}" hidden aria-labelledby="browser-${address}">
    <div aria-live="polite">
      <h2 id="browser-${address}">${view.text('verify.browser')}</h2>
      <p>${view.text('verify.browser.lead')}</p>
      <div class="error-summary" data-into="problem" hidden></div>
      <div data-into="result"></div>
    </div>
    <ol class="rows steps" data-into="steps"></ol>
    <div data-into="content"></div>
    ${log === undefined ? '' : wholeLog(view, log)}
    ${keysForm(view, keys)}
    ${words(view)}
  </section>`;
}

/** Names of parties by the names of their keys, in JSON: keys that a reader puts in have none. */
function signers(view: View, keys: LogKeys | undefined): string {
  const named = (keys?.signers ?? []).map(({ key, signer }) => [key, view.signerName(signer)]);
  return JSON.stringify(Object.fromEntries(named));
}

/** Returns the bytes to check, as text that anybody can copy out. */
export function materialOf(view: View, kept: Checkable): Html {
  const { proof, entry, payload } = kept;
  const block = (id: string, key: string, text: string) =>
    html`<h3 id="${id}-title">${view.text(key)}</h3>
      <pre id="${id}" class="bytes" tabindex="0" role="region" aria-labelledby="${id}-title">${text}</pre>`;
  return html`<details class="material">
    <summary>${view.text('verify.bytes')}</summary>
    <p>${view.text('verify.bytes.lead')}</p>
    ${block('check-proof', 'verify.bytes.proof', proof)}
    ${block('check-entry', 'verify.bytes.entry', toBase64(entry))}
    ${block('check-payload', 'verify.bytes.payload', payload === undefined ? '' : toBase64(payload))}
  </details>`;
}

/** The offer to fetch and check everything under the signature, in a worker. */
function wholeLog(view: View, log: string): Html {
  const id = `log-${view.language.address}`;
  return html`<div class="whole-log" data-log="${log}" data-worker="${scriptPath('log-worker.js')}" hidden>
    <h3 id="${id}">${view.text('verify.log')}</h3>
    <p>${view.text('verify.log.lead')}</p>
    <button type="button">${view.text('verify.log.button')}</button>
    <progress aria-labelledby="${id}" hidden></progress>
    <div data-into="log" aria-live="polite"></div>
    <template data-log-result="passed"><p>${statusTag('done', view.text('verify.outcome.passed'))} ${view.html('verify.log.passed', { entries: param('entries', 'span'), tiles: param('tiles', 'span') })}</p></template>
    <template data-log-result="failed"><p>${statusTag('late', view.text('verify.outcome.failed'))} ${view.text('verify.log.failed')}</p><pre data-param="problem"></pre></template>
  </div>`;
}

function keysForm(view: View, keys: LogKeys | undefined): Html {
  const id = `keys-${view.language.address}`;
  const text = keys === undefined ? '' : [keys.log, ...keys.witnesses].join('\n');
  const source = keys === undefined ? 'verify.browser.keys.none' : 'verify.browser.keys.charter';
  return html`<form class="own-keys">
    <h3>${view.text('verify.browser.keys')}</h3>
    <p id="${id}-hint">${view.text(source, keys === undefined ? {} : { node: view.status.name })}</p>
    <div class="field">
      <label for="${id}">${view.text('verify.browser.keys.label')}</label>
      <textarea id="${id}" rows="5" spellcheck="false" autocomplete="off" aria-describedby="${id}-hint">${text}</textarea>
    </div>
    <button type="submit">${view.text('verify.browser.keys.button')}</button>
  </form>`;
}

/** Every answer that the script may give, as templates: it has no words of its own. */
function words(view: View): Html {
  return html`${results.map(
    ([
      name,
      style,
      title,
      text,
    ]) => html`<template data-result="${name}"><div class="result ${style}">
      <h3>${view.text(title)}</h3><p>${view.text(text)}</p></div></template>`,
  )}${steps.map(
    ([
      name,
      title,
      text,
    ]) => html`<template data-step="${name}"><li class="row"><div class="row-main">
      <h3>${view.text(title)}</h3><p>${view.text(text)}</p><p class="row-facts" data-into="facts"></p>
      </div><p class="row-status" data-into="outcome"></p></li></template>`,
  )}${outcomes.map(
    ([name, look, key]) =>
      html`<template data-outcome="${name}">${statusTag(look, view.text(key))}</template>`,
  )}${facts.map(([name, key, place]) => {
    const filled = html`<span>${view.html(key, { [name]: param(name, place) })}</span>`;
    return html`<template data-fact="${name}">${filled}</template>`;
  })}<template data-fact="problem"><span>${view.html('verify.browser.problem', { problem: param('problem', 'code') })}</span></template>
  <template data-fact="recorded"><p>${view.html('verify.browser.recorded', { at: param('recorded', 'time') })}</p></template>
  <template data-fact="leaf"><p>${view.html('verify.browser.leaf', { leaf: param('leaf', 'code') })}</p></template>
  <template data-fact="content"><h3>${view.text('verify.browser.content')}</h3><pre class="bytes" tabindex="0" data-param="content"></pre></template>`;
}

function param(name: string, place: 'code' | 'time' | 'span'): Html {
  switch (place) {
    case 'code':
      return html`<code data-param="${name}"></code>`;
    case 'time':
      return html`<time data-param="${name}"></time>`;
    case 'span':
      return html`<span data-param="${name}"></span>`;
  }
}

const results = [
  ['passed', '', 'verify.browser.passed', 'verify.browser.passed.text'],
  ['failed', 'result-failed', 'verify.browser.failed', 'verify.browser.failed.text'],
  ['incomplete', 'result-open', 'verify.browser.incomplete', 'verify.browser.incomplete.text'],
] as const;

const steps = [
  ['input', 'verify.check.input', 'verify.check.input.text'],
  ['payload', 'verify.check.payload', 'verify.check.payload.text'],
  ['inclusion', 'verify.check.inclusion', 'verify.check.inclusion.text'],
  ['checkpoint', 'verify.check.checkpoint', 'verify.check.checkpoint.text'],
  ['cosignature', 'verify.check.cosignature', 'verify.check.cosignature.text'],
  ['quorum', 'verify.check.quorum', 'verify.check.quorum.text'],
] as const;

const outcomes: readonly (readonly [name: string, look: Look, key: string])[] = [
  ['passed', 'done', 'verify.outcome.passed'],
  ['failed', 'late', 'verify.outcome.failed'],
  ['absent', 'waiting', 'verify.outcome.absent'],
  ['not-given', 'planned', 'verify.outcome.not-given'],
  ['cannot', 'risk', 'verify.outcome.cannot'],
];

const facts = [
  ['signer', 'verify.detail.signer', 'span'],
  ['key', 'verify.detail.key', 'code'],
  ['index', 'verify.detail.index', 'span'],
  ['size', 'verify.detail.size', 'span'],
  ['quorum', 'verify.detail.quorum', 'code'],
  ['seconds', 'verify.detail.seconds', 'time'],
] as const;

/** Returns what a browser without scripts shows instead. */
export function withoutScript(view: View): Html {
  return html`<noscript><p class="quiet">${view.text('verify.browser.no-script')}</p></noscript>`;
}

/** Returns the link to the file that checks itself. */
export function savedFileLink(view: View, leaf: string): Html {
  return html`<p><a href="${view.href(`/verify/${leaf}.html`)}" download>${view.text('verify.save')}</a></p>
    <p class="quiet">${view.text('verify.save.note')}</p>`;
}
