// What another party disputes of the dates that were said about a project.
import { html } from 'hono/html';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the disputes with their reasons, or nothing where there is none. */
export function disputesOf(view: View, promises: ProjectModel['promises']): Html {
  const disputes = promises.flatMap(({ state }) =>
    state.disputes.map((dispute) => ({ ...dispute, said: state.said.on })),
  );
  if (disputes.length === 0) return nothing;
  return html`<ul class="issues">${disputes.map(
    ({ party, why, said, place }) =>
      html`<li>${partyMark(view, party)} ${view.html(
        said.length === 10 ? 'project.slip.disputed' : 'project.slip.disputed.in',
        {
          party: view.partyName(party),
          day: view.date(said),
          why: html`<q>${view.words(why)}</q>`,
        },
      )} ${verifyLink(view, { place })}</li>`,
  )}</ul>`;
}
