// Bodies: the standing groups of the parties, what each is for, who chairs and sits in it by post, and its meetings.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { BodyState } from '../../../programme/kinds/body.ts';
import type { MeetingState } from '../../../programme/kinds/meeting.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { factList, type Html, inRow, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { verifyLink } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { recordLink } from '../../parts/record-link.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Body = RecordView<BodyState>;
type Post = BodyState['content']['chairs'][number];

/** What the page of standing groups shows. */
export interface BodiesModel {
  readonly bodies: readonly Body[];
  readonly meetings: readonly RecordView<MeetingState>[];
  /** Names of organizations, by id. */
  readonly names: ReadonlyMap<string, LanguageMap>;
}

const standings: Readonly<
  Record<BodyState['standing'], { readonly look: Look; readonly key: string }>
> = {
  proposed: { look: 'waiting', key: 'bodies.standing.proposed' },
  agreed: { look: 'done', key: 'bodies.standing.agreed' },
  declined: { look: 'risk', key: 'bodies.standing.declined' },
  ended: { look: 'planned', key: 'bodies.standing.ended' },
};

/** The page `/bodies`. */
export const bodiesPage: Page<BodiesModel> = {
  path: '/bodies',
  dated: true,
  model: async (site, visit) => {
    const [bodies, meetings, organizations] = await Promise.all([
      site.queries.records('body', visit.when),
      site.queries.meetings(visit.when),
      site.queries.records('organization', visit.when),
    ]);
    const names = new Map(organizations.map(({ id, state }) => [id, state.name]));
    return ok({ bodies, meetings, names });
  },
  render: (model, view) => {
    const states = model.bodies.map(({ state }) => state);
    const marks = sampleMarks(view, states);
    return {
      title: view.text('bodies.title'),
      sample: states.length > 0 && states.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${view.text('bodies.title')} ${marks.all}</h1>
        <p class="lead">${view.text('bodies.lead')}</p>
      </header>
      ${dayForm(view)}
      ${states.length === 0 ? html`<p class="quiet">${view.text('bodies.none')}</p>` : nothing}
      <ul class="rows">${model.bodies.map((one) => bodyRow(view, model, { one, marks }))}</ul>`,
    };
  },
};

function bodyRow(
  view: View,
  model: BodiesModel,
  { one, marks }: { readonly one: Body; readonly marks: SampleMarks },
): Html {
  const { id, state } = one;
  const { title, content, standing, joint, ended } = state;
  const { mandate, chairs, members = [], meets, agreement } = content;
  const { look, key } = standings[standing];
  const posts = (of: readonly Post[]) => (of.length === 0 ? undefined : postList(view, model, of));
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h2>${view.words(title)} ${marks.of(state)}</h2>
      <p>${view.words(mandate)}</p>
      ${factList([
        [view.text('bodies.chairs'), posts(chairs)],
        [view.text('bodies.members'), posts(members)],
        [view.text('bodies.meets'), meets && view.words(meets)],
        [view.text('bodies.agreement'), agreement && recordLink(view, agreement)],
        [view.text('bodies.meetings'), meetingList(view, model, id)],
      ])}
      ${ended === undefined ? awaitedLine(view, joint) : endLine(view, ended)}
    </div>
    <p class="row-status">${statusTag(look, view.text(key))}</p>
  </li>`;
}

/** Left and right are the parties', as everywhere. */
function postList(view: View, { names }: BodiesModel, posts: readonly Post[]): Html {
  const sided = [...posts].sort((a, b) =>
    sideOf(view, a.party).localeCompare(sideOf(view, b.party)),
  );
  return html`<ul class="plain">${sided.map(({ party, post, organization }) => {
    const name = organization === undefined ? undefined : names.get(organization);
    return html`<li>${partyMark(view, party)} ${view.words(post)}${
      organization === undefined
        ? nothing
        : html` · <a href="${view.href(`/organizations#${organization}`)}">${name === undefined ? organization : view.words(name)}</a>`
    }</li>`;
  })}</ul>`;
}

/** Its meetings are those that name it, newest first. */
function meetingList(view: View, { meetings }: BodiesModel, body: string): Html {
  const own = meetings
    .filter(({ state }) => state.body === body)
    .sort((a, b) => (a.state.date < b.state.date ? 1 : -1));
  if (own.length === 0) return html`${view.text('bodies.meetings.none')}`;
  return html`<ul class="plain">${own.map(
    ({ id, state }) =>
      html`<li>${view.date(state.date)} <a href="${view.href(`/meetings/${id}`)}">${view.words(state.title)}</a></li>`,
  )}</ul>`;
}

function endLine(view: View, { party, why, place }: NonNullable<BodyState['ended']>): Html {
  const sentence = view.html('bodies.ended', {
    party: view.partyName(party),
    day: view.date(place.day),
  });
  return html`<p>${partyMark(view, party)} ${inRow(view.language, [sentence, view.words(why)])} ${verifyLink(view, { place })}</p>`;
}
