// The list of obstacles: what is held up, by which rule, where it stands, what each side said, and when an answer is due.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type {
  ObstacleEvent,
  ObstacleStanding,
  ObstacleState,
} from '../../../programme/kinds/obstacle.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { MeasuredObstacle } from '../../../projection/obstacles.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { activeClock } from '../../parts/approvals.ts';
import { type Contacts, contactLine, contactsOf } from '../../parts/contacts.ts';
import { historyOf } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { saidLine } from '../../parts/sources.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

interface ObstaclesModel {
  readonly obstacles: readonly MeasuredObstacle[];
  readonly names: ReadonlyMap<string, LanguageMap>;
  readonly contacts: Contacts;
}

/** The page `/obstacles`. */
export const obstaclesPage: Page<ObstaclesModel> = {
  path: '/obstacles',
  dated: true,
  model: async (site, visit) => {
    const [obstacles, organizations, contacts] = await Promise.all([
      site.plans.obstacles({ ...visit.when, day: visit.day }),
      site.queries.records('organization'),
      contactsOf(site, visit),
    ]);
    const names = new Map(organizations.map((one) => [one.id, one.state.name]));
    return ok({ obstacles, names, contacts });
  },
  render: (model, view) => ({
    title: view.text('obstacles.title'),
    sample: model.obstacles.length > 0 && model.obstacles.every(({ state }) => state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('obstacles.title')}</h1>
        <p class="lead">${view.text('obstacles.lead')}</p>
      </header>
      ${dayForm(view)}
      ${model.obstacles.length === 0 ? html`<p class="quiet">${view.text('obstacles.none')}</p>` : nothing}
      ${groups.map((group) => groupSection(view, model, group))}`,
  }),
};

interface Group {
  readonly id: string;
  readonly key: string;
  readonly standings: readonly ObstacleStanding[];
}

/** What waits for somebody first. */
const groups: readonly Group[] = [
  {
    id: 'open',
    key: 'obstacles.group.open',
    standings: ['filed', 'clarification-asked', 'incomplete', 'assessed', 'referred'],
  },
  { id: 'answered', key: 'obstacles.group.answered', standings: ['answered', 'no-obstacle'] },
  { id: 'closed', key: 'obstacles.group.closed', standings: ['closed'] },
];

const standings: Readonly<Record<ObstacleStanding, { readonly look: Look; readonly key: string }>> =
  {
    filed: { look: 'planned', key: 'obstacles.standing.filed' },
    'clarification-asked': { look: 'waiting', key: 'obstacles.standing.clarification-asked' },
    incomplete: { look: 'waiting', key: 'obstacles.standing.incomplete' },
    assessed: { look: 'progress', key: 'obstacles.standing.assessed' },
    'no-obstacle': { look: 'done', key: 'obstacles.standing.no-obstacle' },
    referred: { look: 'progress', key: 'obstacles.standing.referred' },
    answered: { look: 'done', key: 'obstacles.standing.answered' },
    closed: { look: 'done', key: 'obstacles.standing.closed' },
  };

const flowKeys: Readonly<Record<ObstacleState['flows'][number], string>> = {
  talent: 'obstacles.flow.talent',
  capital: 'obstacles.flow.capital',
  goods: 'obstacles.flow.goods',
  technology: 'obstacles.flow.technology',
  data: 'obstacles.flow.data',
};

const outcomeKeys: Readonly<Record<NonNullable<ObstacleEvent['outcome']>, string>> = {
  resolved: 'obstacles.outcome.resolved',
  launched: 'obstacles.outcome.launched',
  'not-resolved': 'obstacles.outcome.not-resolved',
};

const neighbourKeys: Readonly<Record<ObstacleState['neighbours'][number]['act'], string>> = {
  'take-note': 'obstacles.neighbour.take-note',
  contribute: 'obstacles.neighbour.contribute',
  'decline-parallel': 'obstacles.neighbour.decline-parallel',
};

function groupSection(view: View, model: ObstaclesModel, group: Group): Html {
  const obstacles = model.obstacles.filter(({ state }) => group.standings.includes(state.standing));
  if (obstacles.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    obstacles.map(({ state }) => state),
  );
  return html`<section aria-labelledby="${group.id}">
    <h2 id="${group.id}">${view.text(group.key, { count: obstacles.length })} ${marks.all}</h2>
    <ul class="rows">${obstacles.map((one) => obstacleRow(view, model, { one, marks }))}</ul>
  </section>`;
}

function obstacleRow(
  view: View,
  model: ObstaclesModel,
  { one, marks }: { readonly one: MeasuredObstacle; readonly marks: SampleMarks },
): Html {
  const { id, state } = one;
  const named = (of: string | undefined) => {
    const name = of === undefined ? undefined : model.names.get(of);
    return name === undefined ? of : view.words(name);
  };
  const initiator = named(state.initiator);
  const { look, key } = standings[state.standing];
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${view.words(state.title)} ${marks.of(state)}</h3>
      <p class="row-facts"><span>${partyMark(view, state.party)}</span>
        <span>${view.text('obstacles.flows', { flows: view.list(state.flows.map((flow) => view.text(flowKeys[flow]))) })}</span>
        <span>${view.html('obstacles.filed', { day: view.date(state.filed.day) })}</span></p>
      <p>${view.words(state.what)}</p>
      ${state.legalBasis.map((basis) => html`<p>${view.html('obstacles.basis', { basis: view.words(basis) })}</p>`)}
      ${initiator === undefined ? nothing : html`<p>${view.html('obstacles.initiator', { initiator })}</p>`}
      ${contactLine(view, model.contacts, state.contact)}
      ${state.sameAs === undefined ? nothing : html`<p><a href="#${state.sameAs}">${view.text('obstacles.same-as', { id: state.sameAs })}</a></p>`}
      ${dueLine(view, one)}
      ${lastWords(view, state)}
      ${neighbourLines(view, state)}
      ${state.said === undefined ? nothing : html`<p class="source">${saidLine(view, state.said)}</p>`}
      <details><summary>${view.text('history.title')}</summary>${historyOf(view, one.history)}</details>
    </div>
    <p class="row-status">${statusTag(look, view.text(key))}</p>
  </li>`;
}

/** The clock that runs on the day shown; late is computed, never stored. */
function dueLine(view: View, { answer }: MeasuredObstacle): Html {
  const clock = activeClock(answer);
  if (clock?.due === undefined || clock.ended !== undefined) return nothing;
  const day = view.date(clock.due);
  const key = clock.due < view.day ? 'obstacles.overdue' : 'obstacles.due';
  return html`<p>${view.html(key, { day })}</p>`;
}

function lastWords(view: View, { events }: ObstacleState): Html {
  const last = events.at(-1);
  if (last === undefined) return nothing;
  const outcome =
    last.outcome === undefined ? nothing : html`${view.text(outcomeKeys[last.outcome])} `;
  const words = last.text === undefined ? nothing : view.words(last.text);
  const until =
    last.redressUntil === undefined
      ? nothing
      : html` ${view.html('obstacles.redress', { day: view.date(last.redressUntil) })}`;
  return html`<p>${view.date(last.happened)}: ${outcome}${words}${until}</p>`;
}

function neighbourLines(view: View, { neighbours }: ObstacleState): Html {
  if (neighbours.length === 0) return nothing;
  return html`<ul class="quotes">${neighbours.map(
    ({ party, act, text }) => html`<li><p>${partyMark(view, party)} ${view.text(neighbourKeys[act])}
      ${text === undefined ? nothing : view.words(text)}</p></li>`,
  )}</ul>`;
}
