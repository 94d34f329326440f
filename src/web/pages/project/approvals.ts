// The approvals of a project, each side on its side of the boundary line: who has the ball, whose the days were, until
// when the law gives time, and when a decision is expected.
import { html } from 'hono/html';
import type { PartyId } from '../../../base/ids.ts';
import { minuteToText } from '../../../plan/civil-time.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { ProjectPlan } from '../../../projection/plan.ts';
import { isOfAnotherDay } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import {
  authorityName,
  caseStatus,
  caseTitle,
  daysWords,
  dueWords,
  reportedMark,
  waitingWords,
} from '../../parts/approvals.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the approvals side by side. */
export function approvalsSection(view: View, model: ProjectModel): Html {
  const { plan } = model;
  if (plan === undefined) return ownSection(view, model);
  const cases = casesOf(plan);
  if (cases.length === 0) return nothing;
  const parties = view.programme.parties.map((one) => one.party);
  const marks = sampleMarks(
    view,
    cases.map((one) => one.state),
  );
  return html`<section aria-labelledby="approvals">
    <h2 id="approvals">${view.text('project.approvals')} ${marks.all}</h2>
    <p class="quiet">${view.text('project.approvals.lead')}</p>
    <div class="spine spine-wide">${parties.map((party) => sideOfCases(view, model, { party, cases, marks }))}</div>
  </section>`;
}

/** Of a part its own approvals: those of the whole stand with the joint schedule. */
function ownSection(view: View, model: ProjectModel): Html {
  const { cases } = model;
  if (cases.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    cases.map((one) => one.state),
  );
  return html`<section aria-labelledby="approvals">
    <h2 id="approvals">${view.text('project.part.approvals')} ${marks.all}</h2>
    <ul class="cases">${cases.map((one) => caseItem(view, model, { one, marks }))}</ul>
  </section>`;
}

/** Returns every case of a plan, scheduled or only listed, by id. */
function casesOf(plan: ProjectPlan): readonly NetworkCase[] {
  const { activities, listed } = plan.network;
  const found = new Map(listed.map((one) => [one.id, one]));
  for (const one of activities) if (one.case !== undefined) found.set(one.case.id, one.case);
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function sideOfCases(
  view: View,
  model: ProjectModel,
  given: {
    readonly party: PartyId;
    readonly cases: readonly NetworkCase[];
    readonly marks: SampleMarks;
  },
): Html {
  const own = given.cases.filter((one) => one.owner === given.party);
  return html`<div class="${sideOf(view, given.party)}">
    <h3>${partyMark(view, given.party)} ${view.words(view.party(given.party).name)}</h3>
    ${
      own.length === 0
        ? html`<p class="quiet">${view.text('project.approvals.none')}</p>`
        : html`<ul class="cases">${own.map((one) => caseItem(view, model, { one, marks: given.marks }))}</ul>`
    }
  </div>`;
}

function caseItem(
  view: View,
  model: ProjectModel,
  { one, marks }: { readonly one: NetworkCase; readonly marks: SampleMarks },
): Html {
  return html`<li class="case" id="${one.id}">
    <p class="case-head"><span class="record-id">${one.id}</span> ${caseStatus(view, one)} ${marks.of(one.state)}</p>
    <p class="case-title">${caseTitle(view, one)}</p>
    ${[
      reportedMark(view, one),
      authorityName(view, one, model.names),
      waitingWords(view, one),
      dueWords(view, one),
      expected(view, model, one),
      daysWords(view, one),
    ].map((line) => (line === undefined || line === nothing ? nothing : html`<p>${line}</p>\n`))}
  </li>`;
}

/** When a decision is expected: the day by which half, and four fifths, of the runs have it. */
function expected(view: View, { plan }: ProjectModel, one: NetworkCase): Html {
  if (plan?.computed === undefined) return nothing;
  const index = plan.network.activities.findIndex((about) => {
    return about.case?.id === one.id && about.kind === 'approval';
  });
  const finishes = plan.computed.forecast.activities[index]?.finishes;
  const isOver = plan.computed.activities[index]?.status === 'completed';
  if (finishes === undefined || isOver || isOfAnotherDay(view)) return nothing;
  const { p50, p80 } = finishes;
  return view.html('approvals.expected', {
    p50: view.date(minuteToText(p50).slice(0, 10)),
    p80: view.date(minuteToText(p80).slice(0, 10)),
  });
}
