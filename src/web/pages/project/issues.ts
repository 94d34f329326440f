// What a person should look at in the joint schedule: problems that keep it from being computed, links that are not
// scheduled and why, parts that are old or absent.
import { html } from 'hono/html';
import type { NetworkIssue, UnscheduledLink } from '../../../programme/joint-links.ts';
import type { ProjectPlan } from '../../../projection/plan.ts';
import { isOver } from '../../../projection/plan-records.ts';
import { type Html, nothing } from '../../html.ts';
import { awaitedWords } from '../../parts/joint.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

const issueKeys: Readonly<Record<string, string>> = {
  'network.applicant-estimate-missing': 'network.applicant-estimate-missing',
  'project.beyond-experience': 'project.beyond-experience',
  'project.provisional': 'project.provisional',
  'network.case-disputed': 'network.case-disputed',
  'network.case-foreign': 'network.case-foreign',
  'network.case-refused': 'network.case-refused',
  'network.case-withdrawn': 'network.case-withdrawn',
  'network.case-without-activity': 'network.case-without-activity',
  'network.cycle': 'network.cycle',
  'network.estimate-missing': 'network.estimate-missing',
  'network.link-without-end': 'network.link-without-end',
  'network.no-schedule': 'network.no-schedule',
  'network.not-held': 'network.not-held',
  'network.referral-open': 'network.referral-open',
  'network.stale': 'network.stale',
  'network.target-missing': 'network.target-missing',
  'network.two-cases': 'network.two-cases',
  'network.version-ahead': 'network.version-ahead',
  'network.version-unusable': 'network.version-unusable',
};

/** Returns the list of what to look at, or nothing where all is well or over. */
export function issuesSection(view: View, { plan }: ProjectModel): Html {
  if (plan === undefined || isOver(plan.records)) return nothing;
  const { unscheduled } = plan.network;
  const issues = [...plan.network.issues, ...beyondExperience(plan), ...provisional(plan)];
  if (issues.length + unscheduled.length + plan.problems.length === 0) return nothing;
  return html`<section aria-labelledby="issues">
    <h2 id="issues">${view.text('project.issues')}</h2>
    <ul class="issues">
      ${plan.problems.map((one) => html`<li>${view.text('network.problem', { code: one.code })} <span lang="en">${one.message}</span></li>`)}
      ${issues.map(({ code, members }) => {
        const key = issueKeys[code];
        const named = html`${members.map((id) => html`${memberOf(view, plan, id)} `)}`;
        return key === undefined ? nothing : html`<li>${view.html(key, { members: named })}</li>`;
      })}
      ${unscheduled.map((one) => linkLine(view, plan, one))}
    </ul>
  </section>`;
}

const unscheduledKeys: Readonly<Record<UnscheduledLink['why'], string>> = {
  proposed: 'network.link.proposed',
  'without-end': 'network.link.without-end',
  cycle: 'network.link.cycle',
};

function linkLine(view: View, plan: ProjectPlan, { link, why, from, to }: UnscheduledLink): Html {
  const params = {
    link: html`<span class="record-id">${link.id}</span>`,
    from: from === undefined ? '–' : memberOf(view, plan, from),
    to: to === undefined ? '–' : memberOf(view, plan, to),
    party: view.partyName(link.proposedBy),
  };
  return html`<li>${view.html(unscheduledKeys[why], params)}${why === 'proposed' ? html` ${awaitedWords(view, link.joint)}` : nothing}${link.why === undefined ? nothing : html` <q>${view.words(link.why)}</q>`}</li>`;
}

/** A record by its number with its page; an activity by its name, with the page of its case where it has one. */
function memberOf(view: View, { network }: ProjectPlan, id: string): Html {
  const cases = [...network.activities.flatMap((one) => one.case ?? []), ...network.listed];
  if (cases.some((one) => one.id === id)) {
    return html`<a class="record-id" href="${view.href(`/approvals/${id}`)}">${id}</a>`;
  }
  const activity = network.activities.find((one) => one.id === id);
  if (activity !== undefined) {
    const name = view.words(activity.name);
    return activity.case === undefined
      ? html`<q>${name}</q>`
      : html`<a href="${view.href(`/approvals/${activity.case.id}`)}">${name}</a>`;
  }
  const path = recordPath(id);
  return path === undefined
    ? html`<span class="record-id">${id}</span>`
    : html`<a class="record-id" href="${view.href(path)}">${id}</a>`;
}

/** What has outlasted all that is said of how long it may take. */
function beyondExperience({ computed }: ProjectPlan): readonly NetworkIssue[] {
  const members = computed?.forecast.beyondExperience ?? [];
  return members.length === 0 ? [] : [{ code: 'project.beyond-experience', members }];
}

/** What rests on days of calendars that nobody has announced yet. */
function provisional({ computed }: ProjectPlan): readonly NetworkIssue[] {
  const members = computed?.provisional ?? [];
  return members.length === 0 ? [] : [{ code: 'project.provisional', members }];
}
