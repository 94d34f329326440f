// One story: its text in the reader's language with how the translation stands, who answers for it, where it is from, what was
// corrected, and the records that it is about.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { StoryState } from '../../../programme/kinds/story.ts';
import type { Rendition } from '../../../programme/renditions.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { langOfTag } from '../../../text/languages.ts';
import { dayForm } from '../../days.ts';
import { factList, type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { recordLink } from '../../parts/record-link.ts';
import {
  renditionNote,
  renditionsOfRecord,
  renditionTag,
  textsOf,
} from '../../parts/renditions.ts';
import { sourceLink } from '../../parts/sources.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Story = RecordView<StoryState>;

const fieldKeys: Readonly<Record<StoryState['corrections'][number]['fields'][number], string>> = {
  title: 'story.field.title',
  text: 'story.field.text',
  source: 'story.field.source',
  records: 'story.field.records',
};

/** The page `/stories/:id`. Refusal: web.story.unknown. */
export const storyPage: Page<Story> = {
  path: '/stories/:id',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.id ?? '';
    const story = await site.queries.record('story', id, visit.when);
    return story === undefined ? refuse('web.story.unknown', { id }) : ok(story);
  },
  render: (story, view) => {
    const { state } = story;
    const titles = renditionsOfRecord(story, { name: 'title', own: state.title });
    const texts = renditionsOfRecord(story, { name: 'text', own: state.text });
    return {
      title: view.plain(textsOf(titles)),
      sample: state.sample,
      body: html`${storyHead(view, story, titles)}
      ${dayForm(view)}
      ${state.withdrawnOn === undefined ? storyText(view, texts) : withdrawal(view, state)}
      ${factSection(view, state)}
      ${correctionSection(view, state)}
      ${languageSection(view, { titles, texts })}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        ${historyOf(view, story.history)}
      </section>`,
    };
  },
};

function storyHead(view: View, { id, state }: Story, titles: readonly Rendition[]): Html {
  return html`<header class="page-head">
    <p class="kicker"><span class="record-id">${id}</span> ${view.text('story.kind')} ${sampleMark(view, state)}</p>
    <h1>${view.words(textsOf(titles))}</h1>
    <p class="row-facts">${partyMark(view, state.party)} <span>${view.html('story.published', { day: view.date(state.published), editor: view.words(state.editor) })}</span>
      ${verifyLink(view, { place: state.told })}</p>
  </header>`;
}

/** Paragraphs stand apart by an empty line. */
function storyText(view: View, texts: readonly Rendition[]): Html {
  const picked = view.picked(textsOf(texts));
  const shown = texts.find(({ language }) => language === picked.tag);
  const lang = picked.own ? nothing : html` lang="${langOfTag(picked.tag)}"`;
  const standIn = view.standInNote(picked);
  const note = standIn === undefined ? nothing : html`<p class="note untranslated">${standIn}</p>`;
  return html`<article class="story" aria-label="${view.text('story.text')}">
    ${note}${shown === undefined ? nothing : renditionNote(view, shown)}
    <div${lang}>${picked.text.split(/\n{2,}/).map((one) => html`<p>${one}</p>`)}</div>
  </article>`;
}

/** What was withdrawn is not shown again: only that, when and why. */
function withdrawal(view: View, { withdrawnOn, withdrawnWhy }: StoryState): Html {
  if (withdrawnOn === undefined) return nothing;
  return html`<p>${statusTag('late', view.html('story.withdrawn', { day: view.date(withdrawnOn) }))}
    ${withdrawnWhy === undefined ? nothing : view.words(withdrawnWhy)}</p>`;
}

function factSection(view: View, state: StoryState): Html {
  return html`<section aria-labelledby="facts">
    <h2 id="facts">${view.text('story.facts')}</h2>
    ${factList([
      [
        view.text('story.source'),
        state.source === undefined
          ? view.text('story.source.none')
          : sourceLink(view, state.source),
      ],
      [view.text('story.editor'), view.words(state.editor)],
      [
        view.text('story.records'),
        state.records.length === 0
          ? undefined
          : html`<ul class="inline">${state.records.map((id) => html`<li>${recordLink(view, id)}</li>`)}</ul>`,
      ],
    ])}
  </section>`;
}

function correctionSection(view: View, { corrections }: StoryState): Html {
  if (corrections.length === 0) return nothing;
  return html`<section aria-labelledby="corrections">
    <h2 id="corrections">${view.text('story.corrections')}</h2>
    <ul class="quotes">${corrections.map(
      ({ day, why, fields, place }) =>
        html`<li><p>${view.html('story.correction', {
          day: view.date(day),
          fields: view.list(fields.map((field) => view.text(fieldKeys[field]))),
        })} ${view.words(why)} ${verifyLink(view, { place })}</p></li>`,
    )}</ul>
  </section>`;
}

/** Every language of the programme, also one in which there is nothing yet. */
function languageSection(
  view: View,
  given: { readonly titles: readonly Rendition[]; readonly texts: readonly Rendition[] },
): Html {
  const { titles, texts } = given;
  const tags = [
    ...new Set([...view.programme.languages, ...[...titles, ...texts].map((one) => one.language)]),
  ];
  const cell = (all: readonly Rendition[], tag: string) => {
    const found = all.find(({ language }) => language === tag);
    return found === undefined
      ? html`<span class="quiet">${view.text('rendition.missing')}</span>`
      : renditionTag(view, found);
  };
  return html`<section aria-labelledby="languages">
    <h2 id="languages">${view.text('story.languages')}</h2>
    <p class="quiet">${view.text('story.languages.lead')}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${view.text('story.languages.table')}"><table class="listed">
      <thead><tr><th scope="col">${view.text('story.language')}</th>${['story.field.title', 'story.field.text'].map((key) => html`<th scope="col">${view.text(key)}</th>`)}</tr></thead>
      <tbody>${tags.map((tag) => html`<tr><th scope="row">${view.languageIn(tag)}</th><td>${cell(titles, tag)}</td><td>${cell(texts, tag)}</td></tr>`)}</tbody>
    </table></div>
  </section>`;
}
