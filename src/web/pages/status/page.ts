// Status: whether the nodes are up and in agreement, how far each log has come, what was refused, and alarms.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type {
  ForkAlarm,
  LogStatus,
  NodeStatus,
  PeerStatus,
  RefusedItem,
} from '../../../projection/queries.ts';
import { factList, type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { erasureList } from '../../parts/erasure.ts';
import { partyMark } from '../../parts/mark.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { codeInWords } from '../problem/page.ts';
import { logKeys } from './log-keys.ts';

/** The page `/status`. */
export const statusPage: Page<NodeStatus> = {
  path: '/status',
  dated: false,
  model: async (_site, visit) => ok(visit.status),
  render: (status, view) => ({
    title: view.text('status.title'),
    sample: false,
    body: html`<header class="page-head">
        <h1>${view.text('status.title')}</h1>
        <p class="lead">${summary(view, status)}</p>
      </header>
      ${status.alarms.some(isOpen) ? [alarms(view, status.alarms), nodeFacts(view, status)] : nodeFacts(view, status)}
      ${logTable(view, status.logs)}
      ${logKeys(view, status.logs)}
      ${peers(view, status)}
      ${erasures(view, status)}
      ${status.alarms.some(isOpen) ? '' : alarms(view, status.alarms)}
      ${refused(view, status.refused)}`,
  }),
};

/** An open contradiction comes before everything else; closed ones are history. */
function isOpen(alarm: ForkAlarm): boolean {
  return alarm.closed === undefined;
}

function summary(view: View, status: NodeStatus): string {
  const open = status.alarms.filter(isOpen).length;
  if (open > 0) return view.text('status.summary.alarm', { count: open });
  if (!status.signing.allowed) return view.text('status.summary.not-signing');
  const waiting = status.logs.some((log) => log.confirmedSize < log.recordedSize);
  return view.text(waiting ? 'status.summary.waiting' : 'status.summary.agreed');
}

function nodeFacts(view: View, status: NodeStatus): Html {
  const { signing, projection } = status;
  const reason = signing.reason === undefined ? '' : codeInWords(view, signing.reason);
  return html`<section aria-labelledby="node">
    <h2 id="node">${view.text('status.node')}</h2>
    ${factList([
      [view.text('status.node.name'), status.name],
      [view.text('status.node.version'), status.version],
      [view.text('status.node.now'), view.instant(status.now)],
      [
        view.text('status.node.signing'),
        signing.allowed
          ? statusTag('done', view.text('status.signing.yes'))
          : html`${statusTag('late', view.text('status.signing.no'))} ${reason}`,
      ],
      [
        view.text('status.node.pages'),
        status.isHeld ? statusTag('late', view.text('status.pages.held')) : undefined,
      ],
      [
        view.text('status.node.projection'),
        projection.ready
          ? statusTag('done', view.text('status.projection.ready'))
          : html`${statusTag('progress', view.text('status.projection.building'))} ${projection.error === undefined ? '' : html`<code>${projection.error}</code>`}`,
      ],
    ])}
  </section>`;
}

function alarms(view: View, all: readonly ForkAlarm[]): Html {
  const open = all.filter((alarm) => alarm.closed === undefined);
  const closed = all.filter((alarm) => alarm.closed !== undefined);
  return html`<section aria-labelledby="alarms">
    <h2 id="alarms">${view.text('status.alarms')}</h2>
    ${open.length === 0 ? html`<p>${view.text('status.alarms.none')}</p>` : ''}
    ${open.map((alarm) => alarmBox(view, alarm))}
    ${
      closed.length === 0
        ? nothing
        : html`<details><summary>${view.text('status.alarms.closed', { count: closed.length })}</summary>
      ${closed.map((alarm) => alarmBox(view, alarm))}</details>`
    }
  </section>`;
}

function alarmBox(view: View, alarm: ForkAlarm): Html {
  const who = alarm.party === undefined ? alarm.origin : view.partyName(alarm.party);
  const open = alarm.closed === undefined;
  return html`<article class="alarm-box${open ? '' : ' alarm-closed'}">
    <h3>${statusTag(open ? 'late' : 'planned', view.text(alarmKeys[alarm.state].title, { party: who }))}</h3>
    <p>${view.text(alarmKeys[alarm.state].text, { party: who })}</p>
    ${factList([
      [view.text('status.alarm.since'), view.instant(alarm.since)],
      [view.text('status.alarm.log'), html`<code>${alarm.origin}</code>`],
      [
        view.text('status.alarm.code'),
        html`${codeInWords(view, alarm.code)} <span lang="en">${alarm.detail}</span>`,
      ],
      [
        view.text('status.alarm.evidence'),
        alarm.evidence === undefined
          ? view.text('status.alarm.evidence.none')
          : html`<a href="${alarm.evidence}" download>${view.text('status.alarm.evidence.link')}</a>`,
      ],
      [
        view.text('status.alarm.closed'),
        alarm.closed === undefined
          ? undefined
          : html`${view.instant(alarm.closed.at)} ${alarm.closed.why}`,
      ],
    ])}
  </article>`;
}

const alarmKeys: Readonly<
  Record<ForkAlarm['state'], { readonly title: string; readonly text: string }>
> = {
  proven: { title: 'status.alarm.proven', text: 'status.alarm.proven.text' },
  unproven: { title: 'status.alarm.unproven', text: 'status.alarm.unproven.text' },
  reported: { title: 'status.alarm.reported', text: 'status.alarm.reported.text' },
};

function logTable(view: View, logs: readonly LogStatus[]): Html {
  const heads = ['log', 'recorded', 'published', 'confirmed', 'payloads', 'invalid'] as const;
  return html`<section>
    <h2 id="logs">${view.text('status.logs')}</h2>
    <p class="quiet">${view.text('status.logs.lead')}</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="logs"><table>
      <thead><tr>${heads.map((head) => html`<th scope="col">${view.text(logHeads[head])}</th>`)}</tr></thead>
      <tbody>${logs.map((log) => logRow(view, log))}</tbody>
    </table></div>
  </section>`;
}

const logHeads = {
  log: 'status.logs.log',
  recorded: 'standing.recorded',
  published: 'standing.published',
  confirmed: 'standing.confirmed',
  payloads: 'status.logs.payloads',
  invalid: 'status.logs.invalid',
} as const;

function logRow(view: View, log: LogStatus): Html {
  const { held, notHeld, erased } = log.payloads;
  return html`<tr>
    <th scope="row">${partyMark(view, log.party)} <code>${log.origin}</code>${log.own ? html` <small>${view.text('status.logs.own')}</small>` : ''}</th>
    <td class="number">${log.recordedSize}</td>
    <td class="number">${log.publishedSize}</td>
    <td class="number">${log.confirmedSize}</td>
    <td>${view.text('status.logs.payloads.counts', { held, notHeld, erased })}</td>
    <td class="number">${log.invalid}</td>
  </tr>`;
}

function erasures(view: View, status: NodeStatus): Html {
  return html`<section aria-labelledby="erasures">
    <h2 id="erasures">${view.text('status.erasures')}</h2>
    <p class="quiet">${view.text('status.erasures.lead')}</p>
    ${erasureList(view, status.erasures)}
  </section>`;
}

function peers(view: View, status: NodeStatus): Html {
  const all = status.peers;
  return html`<section aria-labelledby="peers">
    <h2 id="peers">${view.text('status.peers')}</h2>
    ${all.length === 0 ? html`<p>${view.text('status.peers.none')}</p>` : ''}
    <ul class="rows">${all.map((peer) => peerRow(view, peer, isAtOdds(status, peer)))}</ul>
  </section>`;
}

/** An open alarm on its log, or its refusal of ours, outweighs that it answers. */
function isAtOdds(status: NodeStatus, peer: PeerStatus): boolean {
  return status.alarms.some(
    (alarm) =>
      isOpen(alarm) &&
      (alarm.party === peer.name || (alarm.state === 'reported' && alarm.by === peer.name)),
  );
}

function peerRow(view: View, peer: PeerStatus, atOdds: boolean): Html {
  const { look, key } = atOdds
    ? ({ look: 'late', key: 'status.peer.state.at-odds' } as const)
    : peerState(peer);
  const cosigned = peer.lastCosigned;
  return html`<li class="row">
    <div class="row-main">
      <h3>${peer.witnessOnly ? view.words(peer.label) : view.signerName(peer.name)}</h3>
      <p class="row-facts"><span>${view.text(peer.witnessOnly ? 'status.peer.witness' : 'status.peer.party')}</span> <span><code>${peer.url}</code></span></p>
      <p>${peer.lastContact === undefined ? view.text('status.peer.never') : view.text('status.peer.contact', { age: view.age(peer.lastContact) })}
        ${view.witness ? '' : cosignedLine(view, cosigned)}
        ${peer.witnessOnly || peer.lagEntries === 0 ? '' : view.text('status.peer.lag', { count: peer.lagEntries })}</p>
      ${peer.lastError === undefined ? nothing : errorLine(view, { ...peer.lastError, from: peer.name })}
    </div>
    <p class="row-status">${statusTag(look, view.text(key))}</p>
  </li>`;
}

function cosignedLine(view: View, cosigned: PeerStatus['lastCosigned']): string {
  if (cosigned === undefined) return view.text('status.peer.cosigned.never');
  const { at, size } = cosigned;
  return view.text('status.peer.cosigned', { age: view.age(at), size });
}

function peerState(peer: PeerStatus): { readonly look: Look; readonly key: string } {
  const { lastError, lastContact } = peer;
  if (lastContact === undefined) return { look: 'waiting', key: 'status.peer.state.never' };
  if (lastError !== undefined && lastError.at >= lastContact)
    return { look: 'risk', key: 'status.peer.state.error' };
  if (peer.lagEntries > 0) return { look: 'progress', key: 'status.peer.state.behind' };
  return { look: 'done', key: 'status.peer.state.agreed' };
}

function refused(view: View, items: readonly RefusedItem[]): Html {
  return html`<section aria-labelledby="refused">
    <h2 id="refused">${view.text('status.refused')}</h2>
    <p class="quiet">${view.text('status.refused.lead')}</p>
    ${items.length === 0 ? html`<p>${view.text('status.refused.none')}</p>` : ''}
    <ul class="plain">${items.map((item) => html`<li>${errorLine(view, item)}</li>`)}</ul>
  </section>`;
}

/** What happened in words where the code has a text, the code, and the detail as the node gave it. */
function errorLine(view: View, item: RefusedItem): Html {
  return html`<p class="reason">${view.html('status.refused.item', { at: view.instant(item.at), from: view.signerName(item.from) })}
    ${codeInWords(view, item.code)} <span lang="en">${item.detail}</span></p>`;
}
