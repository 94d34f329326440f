// One approval case: who has the ball, what happened, and why each date is what it is, day by day.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { CaseEvent } from '../../../programme/kinds/approval-case.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { HistoryLine } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { factList, type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import {
  authorityName,
  caseStatus,
  daysWords,
  dueWords,
  outcomeWord,
  reportedMark,
  waitingWords,
} from '../../parts/approvals.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { sampleMark, sampleMarks } from '../../parts/status.ts';
import type { Site, Visit } from '../../site.ts';
import type { View } from '../../view.ts';
import { clocksSection } from './clocks.ts';
import { dayName } from './words.ts';

/** The model of the page. */
interface ApprovalModel {
  readonly found: NetworkCase;
  readonly history: readonly HistoryLine[];
  readonly names: ReadonlyMap<string, LanguageMap>;
}

/** The page `/approvals/:id`: a case, or a report on one. Refusals: web.approval.unknown, web.approval.then.unknown. */
export const approvalPage: Page<ApprovalModel> = {
  path: '/approvals/:id',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.id ?? '';
    const cases = await site.plans.cases({ ...visit.when, day: visit.day });
    const found = cases.find((one) => one.id === id);
    if (found === undefined) return refuseUnknown(site, visit, id);
    const kind = found.reportedBy === undefined ? 'approval-case' : 'report';
    const [record, organizations] = await Promise.all([
      site.queries.record(kind, id, visit.when),
      site.queries.records('organization'),
    ]);
    const names = new Map(organizations.map((one) => [one.id, one.state.name]));
    return ok({ found, history: record?.history ?? [], names });
  },
  render: (model, view) => ({
    title: view.plain(model.found.state.title),
    sample: model.found.state.sample,
    body: html`${caseHead(view, model)}
      ${dayForm(view)}
      ${clocksSection(view, model.found)}
      ${eventSection(view, model.found)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        <p class="quiet">${view.text('history.lead')}</p>
        ${historyOf(view, model.history)}
      </section>`,
  }),
};

/** A case that came on record after the day shown is not one that there never was. */
async function refuseUnknown(site: Site, { when, day }: Visit, id: string) {
  const isDated = when.asof !== undefined || when.known !== undefined;
  const cases = isDated ? await site.plans.cases({ day }) : [];
  return cases.some((one) => one.id === id)
    ? refuse('web.approval.then.unknown', { id, day })
    : refuse('web.approval.unknown', { id });
}

function caseHead(view: View, model: ApprovalModel): Html {
  const { found, names } = model;
  const { state } = found;
  const authority = html`${partyMark(view, found.owner)} ${authorityName(view, found, names)}`;
  const days = daysWords(view, found);
  return html`<header class="page-head">
    <p class="kicker"><span class="record-id">${found.id}</span> ${view.text('approval.kind')} ${sampleMark(view, state)} ${reportedMark(view, found)}</p>
    <h1>${view.words(state.title)}</h1>
    <p class="lead">${caseStatus(view, found)} ${dueWords(view, found)}</p>
    ${found.state.standing === 'stopped' ? html`<p>${waitingWords(view, found)}</p>` : nothing}
    ${days === undefined ? nothing : html`<p>${days}</p>`}
    ${factList([
      [view.text('approval.authority'), authority],
      [view.text('approval.procedure'), procedureWords(view, found)],
      [view.text('approval.number'), state.number],
      [
        view.text('approval.project'),
        html`<a href="${view.href(`/projects/${state.project}`)}">${state.project}</a>`,
      ],
      [view.text('approval.activity'), state.activity?.code],
    ])}
  </header>`;
}

function procedureWords(view: View, { state, version }: NetworkCase): Html {
  const id = html`<span class="record-id">${state.procedure}</span>`;
  return version === undefined ? id : html`${view.words(version.name)} ${id}`;
}

const eventKeys: Readonly<Record<CaseEvent['code'], string>> = {
  received: 'approval.event.received',
  accepted: 'approval.event.accepted',
  'information-requested': 'approval.event.information-requested',
  'information-received': 'approval.event.information-received',
  referred: 'approval.event.referred',
  'referral-ended': 'approval.event.referral-ended',
  extended: 'approval.event.extended',
  decided: 'approval.event.decided',
  issued: 'approval.event.issued',
  deemed: 'approval.event.deemed',
  withdrawn: 'approval.event.withdrawn',
  appealed: 'approval.event.appealed',
};

function eventSection(view: View, { state }: NetworkCase): Html {
  const marks = sampleMarks(view, state.events);
  return html`<section aria-labelledby="events">
    <h2 id="events">${view.text('approval.events')} ${marks.all}</h2>
    ${state.events.length === 0 ? html`<p class="quiet">${view.text('approval.events.none')}</p>` : nothing}
    ${
      state.events.length === 0
        ? nothing
        : html`<ol class="events">${state.events.map(
            (event) => html`<li><p class="day">${view.date(event.happened)}</p>
      <div>${partyMark(view, event.place.party)} <b>${view.text(eventKeys[event.code])}</b>
      ${eventDetails(view, event)} ${marks.of(event)} ${verifyLink(view, event)}</div></li>`,
          )}</ol>`
    }
  </section>`;
}

function eventDetails(view: View, event: CaseEvent): Html {
  const texts = [event.reason, event.waitingFor, event.to, event.note, event.conditions];
  const said = [
    event.kind === undefined ? undefined : dayName(view, event.kind),
    event.outcome === undefined ? undefined : outcomeWord(view, event.outcome),
  ];
  return html`${said.map((word) => (word === undefined ? nothing : html`${word} `))}${event.days === undefined ? nothing : view.text('approval.event.days', { count: event.days })}
    ${texts.map((text) => (text === undefined ? nothing : html`<q>${view.words(text)}</q> `))}`;
}
