// The list of stories, newest first; those withdrawn stay, with why.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { StoryState } from '../../../programme/kinds/story.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import { renditionsOfRecord, renditionTag, textsOf } from '../../parts/renditions.ts';
import { type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Story = RecordView<StoryState>;

/** The page `/stories`. */
export const storiesPage: Page<readonly Story[]> = {
  path: '/stories',
  dated: true,
  model: async (site, visit) => {
    const stories = await site.queries.records('story', visit.when);
    return ok([...stories].sort(byPublication));
  },
  render: (stories, view) => {
    const marks = sampleMarks(
      view,
      stories.map(({ state }) => state),
    );
    return {
      title: view.text('stories.title'),
      sample: stories.length > 0 && stories.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('stories.title')} ${marks.all}</h1>
        <p class="lead">${view.text('stories.lead')} <a href="/${view.language.address}/feed.atom">${view.text('stories.feed')}</a></p>
      </header>
      ${dayForm(view)}
      ${stories.length === 0 ? html`<p class="quiet">${view.text('stories.none')}</p>` : nothing}
      <ul class="rows">${stories.map((story) => storyRow(view, story, marks))}</ul>`,
    };
  },
};

function storyRow(view: View, story: Story, marks: SampleMarks): Html {
  const { id, state } = story;
  const titles = renditionsOfRecord(story, { name: 'title', own: state.title });
  const read = titles.find(({ language }) => language === view.language.tag);
  const isPlain = read === undefined || read.state === 'source' || read.state === 'approved';
  return html`<li class="row">
    <p class="row-id">${view.date(state.published)}</p>
    <div class="row-main">
      <h2><a href="${view.href(`/stories/${id}`)}">${view.words(textsOf(titles))}</a> ${marks.of(state)}</h2>
      <p class="row-facts">${partyMark(view, state.party)} <span>${view.words(state.editor)}</span>
        ${state.corrections.length === 0 ? nothing : html`<span>${view.text('stories.corrected', { count: state.corrections.length })}</span>`}</p>
    </div>
    <p class="row-status">${state.withdrawnOn === undefined ? (isPlain ? nothing : renditionTag(view, read)) : statusTag('late', view.text('stories.withdrawn'))}</p>
  </li>`;
}

/** Newest first, then by id. */
function byPublication(a: Story, b: Story): number {
  if (a.state.published !== b.state.published)
    return a.state.published < b.state.published ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}
