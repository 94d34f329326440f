// About: what this is, who runs the page, the parties and their charter, which text is authentic, what is not proven.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { CharterContent } from '../../../programme/kinds/charter-content.ts';
import type { PartyState } from '../../../programme/kinds/party.ts';
import type { PublicationMatter } from '../../../programme/publication-rule.ts';
import type { ProgrammeView, RecordView } from '../../../projection/queries.ts';
import { factList, type Html, nothing, outsideLink } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf } from '../../parts/history.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { sampleMark, shape, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** The page `/about`: the parties as they describe themselves. */
export const aboutPage: Page<readonly RecordView<PartyState>[]> = {
  path: '/about',
  dated: false,
  model: async (site) => ok(await site.queries.parties()),
  render: (parties, view) => ({
    title: view.text('about.title'),
    sample: view.programme.sample,
    body: html`<header class="page-head">
        <h1>${view.text('about.title')}</h1>
        <p class="lead">${view.text('about.lead')}</p>
      </header>
      <section class="prose"><h2>${view.text('about.operator')}</h2><p>${operator(view)}</p></section>
      ${partySection(view, parties)}
      ${charterSection(view, view.programme)}
      <section class="prose"><h2>${view.text('about.authentic')}</h2><p>${view.text('about.authentic.text')}</p></section>
      <section class="prose"><h2>${view.text('about.words')}</h2>${words(view)}</section>
      <section class="prose"><h2>${view.text('about.not-proven')}</h2>
        <ul>
          <li>${view.text('verify.proves-not.true')}</li>
          <li>${view.text('verify.proves-not.complete')}</li>
          <li>${view.text('verify.proves-not.day')}</li>
          <li>${view.text('verify.proves-not.person')}</li>
        </ul>
        ${view.witness ? nothing : html`<p>${view.html('about.verify', { link: html`<a href="${view.href('/verify')}">${view.text('nav.verify')}</a>` })}</p>`}
      </section>
      ${view.witness || !view.hasReport ? nothing : html`<p><a href="${view.href('/about/report')}">${view.text('about.press-report')}</a></p>`}`,
  }),
};

function operator(view: View): string {
  const { party, name } = view.status;
  if (party === undefined) return view.text('about.operator.witness', { node: name });
  return view.text('about.operator.party', { party: view.partyName(party), node: name });
}

function partySection(view: View, described: readonly RecordView<PartyState>[]): Html {
  return html`<section class="spine" aria-labelledby="parties">
    <h2 id="parties" class="joint">${view.text('about.parties')}</h2>
    ${view.programme.parties.map((party) => {
      const own = described.find((record) => record.state.party === party.party)?.state;
      return html`<div class="${sideOf(view, party.party)}">
        <h3>${partyMark(view, party.party)} ${view.words(own?.name ?? party.name)} ${own === undefined ? nothing : sampleMark(view, own)}</h3>
        ${factList([
          [view.text('about.party.jurisdiction'), own?.jurisdiction],
          [view.text('about.party.zone'), party.zone],
          [
            view.text('about.party.languages'),
            own === undefined ? undefined : view.list(own.languages.map(view.languageIn)),
          ],
        ])}
      </div>`;
    })}
  </section>`;
}

function charterSection(view: View, programme: ProgrammeView): Html {
  const { charter } = programme;
  if (charter === undefined) {
    return html`<section aria-labelledby="charter"><h2 id="charter">${view.text('about.charter')}</h2>
      <p>${view.text(view.witness ? 'about.charter.witness' : 'about.charter.none')}</p></section>`;
  }
  const { texts, inForce } = charter.state;
  const text = texts.find((one) => one.hash === inForce) ?? texts.at(-1);
  return html`<section aria-labelledby="charter">
    <h2 id="charter">${view.text('about.charter')} ${sampleMark(view, charter.state)}</h2>
    <p>${
      charter.concluded === undefined
        ? statusTag('waiting', view.text('about.charter.open'))
        : statusTag(
            'done',
            view.html('about.charter.concluded', { day: view.date(charter.concluded.on) }),
          )
    }</p>
    ${text === undefined ? nothing : charterFacts(view, text.content)}
    <details><summary>${view.text('history.title')}</summary>${historyOf(view, charter.history)}</details>
  </section>`;
}

function charterFacts(view: View, content: CharterContent): Html {
  return html`${factList([
    [view.text('about.charter.languages'), view.list(content.languages.map(view.languageIn))],
    [
      view.text('about.charter.fields'),
      content.fields.length === 0
        ? undefined
        : html`<ul class="inline">${content.fields.map((field) => html`<li>${view.words(field.label)}</li>`)}</ul>`,
    ],
    [
      view.text('about.charter.witnesses'),
      content.witnesses.length === 0
        ? view.text('about.charter.witnesses.none')
        : html`<ul class="inline">${content.witnesses.map((witness) => html`<li>${witness.url === undefined ? witness.name : outsideLink(witness.url, witness.name)}</li>`)}</ul>`,
    ],
    [view.text('about.charter.public'), mattersOf(view, content, 'public')],
    [view.text('about.charter.restricted'), mattersOf(view, content, 'programme')],
  ])}
  <details><summary>${view.text('about.charter.keys')}</summary>
    ${content.parties.map(
      (party) => html`<h3>${view.words(party.name)}</h3>
      ${factList([
        [view.text('about.keys.origin'), html`<code>${party.origin}</code>`],
        [view.text('about.keys.log'), html`<code>${party.logKey}</code>`],
        [view.text('about.keys.witness'), html`<code>${party.witnessKey}</code>`],
      ])}`,
    )}
  </details>`;
}

const matterKeys = {
  meetings: 'about.matter.meetings',
  drafts: 'about.matter.drafts',
  agreements: 'about.matter.agreements',
  cases: 'about.matter.cases',
  decidedCases: 'about.matter.decided-cases',
  forecasts: 'about.matter.forecasts',
} as const satisfies Record<PublicationMatter, string>;

/** Matters that the charter makes public, or keeps to the parties; one that it does not name is public. */
function mattersOf(
  view: View,
  { publication }: CharterContent,
  scope: 'public' | 'programme',
): string | undefined {
  const matters = Object.entries(matterKeys) as [PublicationMatter, string][];
  const found = matters.filter(([matter]) => (publication[matter] ?? 'public') === scope);
  return found.length === 0 ? undefined : view.list(found.map(([, key]) => view.text(key)));
}

/** The three words for how far an entry has come, never mixed. */
function words(view: View): Html {
  return html`<dl class="words">
    <div><dt>${shape('planned')} ${view.text('standing.recorded')}</dt><dd>${view.text('about.words.recorded')}</dd></div>
    <div><dt>${shape('progress')} ${view.text('standing.published')}</dt><dd>${view.text('about.words.published')}</dd></div>
    <div><dt>${shape('done')} ${view.text('standing.confirmed')}</dt><dd>${view.text('about.words.confirmed')}</dd></div>
  </dl>`;
}
