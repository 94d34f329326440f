// Proposals: ideas of one party, who explores each with it, who declined and why, and what became of it.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { ProposalState } from '../../../programme/kinds/proposal.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, inRow, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { fieldName } from '../../parts/fields.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { recordLink, recordLinks } from '../../parts/record-link.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Proposal = RecordView<ProposalState>;
type Word = ProposalState['words'][number];

interface Standing {
  readonly standing: ProposalState['standing'];
  readonly look: Look;
  readonly title: string;
  readonly tag: string;
}

/** In the order of the page: what waits for a word first. */
const standings: readonly Standing[] = [
  {
    standing: 'idea',
    look: 'waiting',
    title: 'proposals.ideas',
    tag: 'proposals.standing.idea',
  },
  {
    standing: 'explored',
    look: 'progress',
    title: 'proposals.explored',
    tag: 'proposals.standing.explored',
  },
  {
    standing: 'adopted',
    look: 'done',
    title: 'proposals.adopted',
    tag: 'proposals.standing.adopted',
  },
  {
    standing: 'declined',
    look: 'risk',
    title: 'proposals.declined',
    tag: 'proposals.standing.declined',
  },
  {
    standing: 'withdrawn',
    look: 'planned',
    title: 'proposals.withdrawn',
    tag: 'proposals.standing.withdrawn',
  },
];

const wantedKeys: Readonly<Record<NonNullable<ProposalState['wanted']>, string>> = {
  agreement: 'proposals.wanted.agreement',
  mechanism: 'proposals.wanted.mechanism',
  project: 'proposals.wanted.project',
};

const wordKeys: Readonly<Record<Word['act'], string>> = {
  note: 'proposals.word.note',
  join: 'proposals.word.join',
  contribute: 'proposals.word.contribute',
  decline: 'proposals.word.decline',
};

/** The page `/proposals`. */
export const proposalsPage: Page<readonly Proposal[]> = {
  path: '/proposals',
  dated: true,
  model: async (site, visit) => ok(await site.queries.records('proposal', visit.when)),
  render: (proposals, view) => ({
    title: view.text('proposals.title'),
    sample: proposals.length > 0 && proposals.every(({ state }) => state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('proposals.title')}</h1>
        <p class="lead">${view.text('proposals.lead')}</p>
      </header>
      ${dayForm(view)}
      ${proposals.length === 0 ? html`<p class="quiet">${view.text('proposals.none')}</p>` : counts(view, proposals)}
      ${standings.map((one) => standingSection(view, proposals, one))}`,
  }),
};

function counts(view: View, proposals: readonly Proposal[]): Html {
  const found = standings.map(({ standing, title }) => ({
    ...{ standing, title },
    count: proposals.filter(({ state }) => state.standing === standing).length,
  }));
  return html`<ul class="counts">${found
    .filter(({ count }) => count > 0)
    .map(
      ({ standing, title, count }) =>
        html`<li><a href="#${standing}"><b>${count}</b> ${view.text(title)}</a></li>`,
    )}</ul>`;
}

function standingSection(
  view: View,
  proposals: readonly Proposal[],
  { standing, title, look, tag }: Standing,
): Html {
  const shown = proposals.filter(({ state }) => state.standing === standing);
  if (shown.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    shown.map(({ state }) => state),
  );
  const status = statusTag(look, view.text(tag));
  return html`<section aria-labelledby="${standing}">
    <h2 id="${standing}">${view.text(title)} ${marks.all}</h2>
    <ul class="rows">${shown.map((one) => proposalRow(view, one, { marks, status }))}</ul>
  </section>`;
}

function proposalRow(
  view: View,
  { id, state }: Proposal,
  { marks, status }: { readonly marks: SampleMarks; readonly status: Html },
): Html {
  const { title, what, wanted, field, meeting, party, opened } = state;
  const opening = view.html('proposals.opened', {
    party: view.partyName(party),
    day: view.date(opened.day),
  });
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${view.words(title)} ${marks.of(state)}</h3>
      <p class="row-facts">${partyMark(view, party)} <span>${opening} ${verifyLink(view, { place: opened })}</span>
        ${field === undefined ? nothing : html`<span>${fieldName(view, field)}</span>`}
        ${wanted === undefined ? nothing : html`<span>${view.text(wantedKeys[wanted])}</span>`}
        ${meeting === undefined ? nothing : html`<span>${view.html('proposals.meeting', { meeting: recordLink(view, meeting) })}</span>`}</p>
      <p>${view.words(what)}</p>
      ${whoSays(view, state)}
      ${endLine(view, state)}
      ${wordSection(view, state)}
    </div>
    <p class="row-status">${status}</p>
  </li>`;
}

/** Who explores it and who declined, the newest reasons of each with it: they are never folded away. */
function whoSays(view: View, { standing, exploredBy, declinedBy, words }: ProposalState): Html {
  if (exploredBy.length + declinedBy.length === 0) {
    if (standing !== 'idea') return nothing;
    return html`<p class="quiet">${view.text('proposals.nobody')}</p>`;
  }
  const parties = view.partyNames(exploredBy);
  const declines = standingDeclines({ declinedBy, words }).map((word) => wordLine(view, word));
  return html`${exploredBy.length === 0 ? nothing : html`<p>${view.text('proposals.explored-by', { parties })}</p>`}
    ${declines}`;
}

function standingDeclines({
  declinedBy,
  words,
}: Pick<ProposalState, 'declinedBy' | 'words'>): readonly Word[] {
  return declinedBy.flatMap(
    (party) => words.findLast((one) => one.party === party && one.act === 'decline') ?? [],
  );
}

/** What was said on the way, in the order of its days; reasons that still stand are shown above it. */
function wordSection(view: View, state: ProposalState): Html {
  const shown = new Set(standingDeclines(state));
  const others = state.words.filter((word) => !shown.has(word));
  if (others.length === 0) return nothing;
  return html`<details><summary>${view.text('proposals.words', { count: others.length })}</summary>${others.map((word) => wordLine(view, word))}</details>`;
}

function endLine(view: View, { party, ended }: ProposalState): Html {
  if (ended === undefined) return nothing;
  const { records, why, place } = ended;
  const params = { party: view.partyName(party), day: view.date(place.day) };
  const sentence =
    records.length === 0
      ? view.html('proposals.ended.withdrawn', params)
      : view.html('proposals.ended.adopted', { ...params, records: recordLinks(view, records) });
  return html`<p>${partyMark(view, party)} ${inRow(view.language, [sentence, ...(why === undefined ? [] : [view.words(why)])])} ${verifyLink(view, { place })}</p>`;
}

function wordLine(view: View, { party, act, text, place }: Word): Html {
  const sentence = view.html(wordKeys[act], {
    party: view.partyName(party),
    day: view.date(place.day),
  });
  return html`<p>${partyMark(view, party)} ${inRow(view.language, [sentence, ...(text === undefined ? [] : [view.words(text)])])} ${verifyLink(view, { place })}</p>`;
}
