// Reports: what one party recorded on a matter of another, always with who says it and what the owner answers.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { ReportState } from '../../../programme/kinds/report.ts';
import { reportedCase } from '../../../projection/plan-records.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { type Look, sampleMark, statusTag } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';
import { ownerName, subjectTexts } from './subject.ts';

/** A report with its history. */
type Report = RecordView<ReportState>;

/** The page `/reports`. */
export const reportsPage: Page<readonly Report[]> = {
  path: '/reports',
  dated: true,
  model: async (site, visit) => ok(await site.queries.reports(visit.when)),
  render: (reports, view) => ({
    title: view.text('reports.title'),
    sample: reports.length > 0 && reports.every((report) => report.state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('reports.title')}</h1>
        <p class="lead">${view.text('reports.lead')}</p>
      </header>
      ${dayForm(view)}
      ${reports.length === 0 ? html`<p class="quiet">${view.text('reports.none')}</p>` : ''}
      <ul class="rows">${reports.map((report) => reportRow(view, report))}</ul>`,
  }),
};

function reportRow(view: View, report: Report): Html {
  const { state } = report;
  const { look, key } = standings[state.standing];
  const texts = subjectTexts(state.subject);
  const title = texts === undefined ? view.text('reports.subject-unknown') : view.words(texts);
  const isCase = reportedCase(state) !== undefined && state.record === undefined;
  const parties = { reporter: view.partyName(state.reporter), owner: ownerName(view, state.owner) };
  return html`<li class="row" id="${report.id}">
    <p class="row-id"><span class="record-id">${report.id}</span></p>
    <div class="row-main">
      <h2>${isCase ? html`<a href="${view.href(`/approvals/${report.id}`)}">${title}</a>` : title} ${sampleMark(view, state)}</h2>
      <p class="row-facts">${partyMark(view, state.reporter)} <span>${view.text(sentences[state.standing], parties)}</span>
        ${recordLine(view, state)}</p>
      ${state.answers.map((answer) => answerLine(view, answer))}
      <details><summary>${view.text('history.title')}</summary>${historyOf(view, report.history)}</details>
    </div>
    <p class="row-status">${statusTag(look, view.text(key))}</p>
  </li>`;
}

const standings: Readonly<
  Record<ReportState['standing'], { readonly look: Look; readonly key: string }>
> = {
  unanswered: { look: 'waiting', key: 'report.status.unanswered' },
  confirmed: { look: 'done', key: 'report.status.confirmed' },
  corrected: { look: 'done', key: 'report.status.corrected' },
  disputed: { look: 'risk', key: 'report.status.disputed' },
  matched: { look: 'done', key: 'report.status.matched' },
};

const sentences: Readonly<Record<ReportState['standing'], string>> = {
  unanswered: 'report.sentence.unanswered',
  confirmed: 'report.sentence.confirmed',
  corrected: 'report.sentence.corrected',
  disputed: 'report.sentence.disputed',
  matched: 'report.sentence.matched',
};

function answerLine(view: View, answer: ReportState['answers'][number]): Html {
  const sentence = view.html(answerKeys[answer.act], {
    party: html`<b>${view.partyName(answer.place.party)}</b>`,
    day: view.date(answer.place.day),
  });
  return html`<p class="reason">${partyMark(view, answer.place.party)} ${sentence}
    ${answer.why === undefined ? '' : view.words(answer.why)} ${verifyLink(view, answer)}</p>`;
}

const answerKeys: Readonly<Record<ReportState['answers'][number]['act'], string>> = {
  confirm: 'report.answer.confirm',
  correct: 'report.answer.correct',
  dispute: 'report.answer.dispute',
};

function recordLine(view: View, state: ReportState): Html {
  const id = state.record ?? state.of;
  if (id === undefined) return nothing;
  const path = recordPath(id);
  const record = path === undefined ? id : html`<a href="${view.href(path)}">${id}</a>`;
  return html`<span>${view.html('report.record', { record })}</span>`;
}
