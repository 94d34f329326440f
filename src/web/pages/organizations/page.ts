// The list of organizations, each under the party that describes it.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { OrganizationState } from '../../../programme/kinds/organization.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing, outsideLink } from '../../html.ts';
import type { Page } from '../../page.ts';
import { type Contacts, contactLine, contactsOf } from '../../parts/contacts.ts';
import { partyMark } from '../../parts/mark.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** An organization with its history. */
type Organization = RecordView<OrganizationState>;

interface OrganizationsModel {
  readonly organizations: readonly Organization[];
  readonly contacts: Contacts;
}

/** The page `/organizations`. */
export const organizationsPage: Page<OrganizationsModel> = {
  path: '/organizations',
  dated: true,
  model: async (site, visit) => {
    const [organizations, contacts] = await Promise.all([
      site.queries.organizations(visit.when),
      contactsOf(site, visit),
    ]);
    return ok({ organizations, contacts });
  },
  render: ({ organizations, contacts }, view) => ({
    title: view.text('organizations.title'),
    sample: organizations.length > 0 && organizations.every((one) => one.state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('organizations.title')}</h1>
        <p class="lead">${view.text('organizations.lead')}</p>
      </header>
      ${dayForm(view)}
      ${organizations.length === 0 ? html`<p class="quiet">${view.text('organizations.none')}</p>` : ''}
      <ul class="rows">${organizations.map((one) => organizationRow(view, one, contacts))}</ul>`,
  }),
};

function organizationRow(view: View, { id, state }: Organization, contacts: Contacts): Html {
  const { identifier, url, closedOn } = state;
  return html`<li class="row" id="${id}">
    <p class="row-id"><span class="record-id">${id}</span></p>
    <div class="row-main">
      <h2>${view.words(state.name)} ${sampleMark(view, state)}</h2>
      <p class="row-facts">${partyMark(view, state.party)}
        <span>${view.text('organizations.described-by', { party: view.partyName(state.party) })}</span>
        ${identifier === undefined ? nothing : html`<span>${identifier.scheme} ${identifier.id}</span>`}
        ${url === undefined ? nothing : html`<span>${outsideLink(url, url)}</span>`}
        ${closedOn === undefined ? nothing : html`<span>${view.html('organizations.closed', { day: view.date(closedOn) })}</span>`}</p>
      ${contactLine(view, contacts, state.contact)}
    </div>
  </li>`;
}
