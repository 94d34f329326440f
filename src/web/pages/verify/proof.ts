// What a verification proves and what not, and everything somebody needs to check it without this node.
import { html } from 'hono/html';
import type { Verification, VerifyStep } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import type { View } from '../../view.ts';
import type { LogKeys } from './model.ts';

/** What the steps come to: a failure decides; without a proof of inclusion nothing is proven yet. */
export type ProofResult = 'proven' | 'failed' | 'open';

/** Returns what the steps come to. */
export function resultOfSteps(steps: readonly VerifyStep[]): ProofResult {
  if (steps.some((step) => step.outcome === 'failed')) return 'failed';
  const included = steps.some((step) => step.check === 'inclusion' && step.outcome === 'passed');
  return included ? 'proven' : 'open';
}

/** Returns the two lists: what the checks prove, and, as clearly, what they do not. */
export function proofLists(view: View, verification: Verification): Html {
  return html`<div class="proves">
    <section aria-labelledby="proves">
      <h2 id="proves">${view.text('verify.proves')}</h2>
      ${proven(view, verification)}
    </section>
    ${provesNot(view, 'here')}
  </div>`;
}

/** Returns what no check of this kind proves. The name keeps ids apart where it stands more than once. */
export function provesNot(view: View, name: string): Html {
  const id = `proves-not-${name}`;
  return html`<section aria-labelledby="${id}">
      <h2 id="${id}">${view.text('verify.proves-not')}</h2>
      <ul>
        <li>${view.text('verify.proves-not.true')}</li>
        <li>${view.text('verify.proves-not.complete')}</li>
        <li>${view.text('verify.proves-not.day')}</li>
        <li>${view.text('verify.proves-not.person')}</li>
      </ul>
    </section>`;
}

function proven(view: View, verification: Verification): Html {
  const party = view.partyName(verification.party);
  const result = resultOfSteps(verification.steps);
  if (result === 'failed') return html`<p>${view.text('verify.proves.nothing')}</p>`;
  if (result === 'open') return html`<p>${view.text('verify.proves.open')}</p>`;
  const cosigned = verification.steps.some(
    (step) => step.check === 'cosignature' && step.outcome === 'passed',
  );
  return html`<ul>
    <li>${view.text('verify.proves.held', { party })}</li>
    <li>${view.text('verify.proves.unchanged')}</li>
    ${cosigned ? html`<li>${view.text('verify.proves.cosigned', { party })}</li>` : nothing}
    ${interval(view, verification)}
  </ul>`;
}

/** Since and until when the entry is known to have been in the log, with who says so. */
function interval(view: View, verification: Verification): Html {
  const { notBefore, notAfter } = verification.interval;
  return html`${
    notBefore === undefined
      ? ''
      : html`<li>${view.html('verify.proves.not-before', { at: view.instant(notBefore.at), by: view.signerName(notBefore.by) })}</li>`
  }${
    notAfter === undefined
      ? ''
      : html`<li>${view.html('verify.proves.not-after', { at: view.instant(notAfter.at), by: view.signerName(notAfter.by) })}</li>`
  }`;
}

/** Returns the files and the command with which anyone can repeat the checks. */
export function ownCheck(view: View, verification: Verification, keys: LogKeys | undefined): Html {
  const { files } = verification;
  return html`<section aria-labelledby="own-check">
    <h2 id="own-check">${view.text('verify.own')}</h2>
    <p>${view.text('verify.own.lead')}</p>
    <ul class="downloads">
      ${files.proof === undefined ? html`<li>${view.text('verify.file.proof.none')}</li>` : download(files.proof, view.text('verify.file.proof'))}
      ${download(files.entry, view.text('verify.file.entry'))}
      ${files.payload === undefined ? html`<li>${view.text('verify.file.payload.none')}</li>` : download(files.payload, view.text('verify.file.payload'))}
    </ul>
    ${keys === undefined ? html`<p>${view.text('verify.own.no-keys')}</p>` : command(view, verification, keys)}
    <dl class="facts">
      <div><dt>${view.text('verify.fact.leaf')}</dt><dd><code>${verification.leaf}</code></dd></div>
      <div><dt>${view.text('verify.fact.origin')}</dt><dd><code>${verification.origin}</code></dd></div>
    </dl>
  </section>`;
}

function download(path: string, words: string): Html {
  return html`<li><a href="${path}" download>${words}</a></li>`;
}

function command(view: View, verification: Verification, keys: LogKeys): Html {
  const witnesses = keys.witnesses.map((key) => ` \\\n  -witness ${quoted(key)}`).join('');
  const address = `${view.base}${verification.files.log}`;
  return html`<p>${view.text('verify.own.command')}</p>
    <pre><code>tlogcheck -log ${quoted(address)} \\
  -vkey ${quoted(keys.log)}${witnesses}</code></pre>
    <p class="quiet">${view.text('verify.own.command.note')}</p>`;
}

/** Quotes for a shell: what stands here may come from another party's charter line. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
