// Status: the keys that each log signs with, those before them, and which logs are closed.
import { html } from 'hono/html';
import type { LogStatus } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import { partyMark } from '../../parts/mark.ts';
import { statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** The verifier keys of every log, as a stranger needs them; the newest first. */
export function logKeys(view: View, logs: readonly LogStatus[]): Html {
  if (logs.every((log) => log.keys.length === 0)) return nothing;
  return html`<section aria-labelledby="log-keys">
    <h2 id="log-keys">${view.text('status.keys')}</h2>
    <p class="quiet">${view.text('status.keys.lead')}</p>
    <ul class="rows">${logs.map((log) => keysOfLog(view, log))}</ul>
  </section>`;
}

function keysOfLog(view: View, log: LogStatus): Html {
  return html`<li class="row">
    <div class="row-main">
      <h3>${partyMark(view, log.party)} <code>${log.origin}</code></h3>
      ${log.keys.toReversed().map((key) => keyLine(view, key))}
    </div>
    ${log.frozen === true ? html`<p class="row-status">${statusTag('late', view.text('status.keys.frozen'))}</p>` : nothing}
  </li>`;
}

function keyLine(view: View, key: LogStatus['keys'][number]): Html {
  const { vkey, until, sizeMax } = key;
  const end =
    sizeMax !== undefined
      ? view.text('status.keys.size', { size: sizeMax })
      : until === undefined
        ? view.text('status.keys.signs')
        : view.html('status.keys.until', { at: view.instant(until) });
  return html`<p><code>${vkey}</code> ${end}</p>`;
}
