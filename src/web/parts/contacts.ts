// Whom a record names as its contact: what the contact's own record says now, or why that is not shown. Nothing is kept elsewhere.
import { html } from 'hono/html';
import type { ContactState } from '../../programme/kinds/contact.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing, outsideLink } from '../html.ts';
import type { Site, Visit } from '../site.ts';
import type { View } from '../view.ts';

/** Public contacts by id. */
export type Contacts = ReadonlyMap<string, ContactState>;

/** Returns the contacts that pages may show as things stand now: one that was erased is in no past either. */
export async function contactsOf(site: Site, visit: Visit): Promise<Contacts> {
  const all: readonly RecordView<ContactState>[] = await site.queries.records(
    'contact',
    visit.when,
  );
  return new Map(all.map(({ id, state }) => [id, state]));
}

/** Returns a contact with the ways to reach it; erased, closed, or known to the parties only where it is. */
export function contactText(view: View, contacts: Contacts, id: string): Html {
  const found = contacts.get(id);
  if (found === undefined) {
    const isErased = view.status.erasures.some(({ record }) => record === id);
    return html`<span class="quiet">${view.text(isErased ? 'contact.erased' : 'contact.withheld', { id })}</span>`;
  }
  if (found.closedOn !== undefined && found.closedOn <= view.day) {
    return html`<span class="quiet">${view.text('contact.closed', { id })}</span>`;
  }
  const ways = found.channels.map((channel) => html`, ${channelLink(channel)}`);
  return html`${view.words(found.name)}${ways}`;
}

/** Returns a line that names the contact of a record; nothing where it names none. */
export function contactLine(view: View, contacts: Contacts, id: string | undefined): Html {
  if (id === undefined) return nothing;
  return html`<p>${view.html('contact.line', { contact: contactText(view, contacts, id) })}</p>`;
}

function channelLink({ type, value }: ContactState['channels'][number]): Html {
  switch (type) {
    case 'email':
      return html`<a href="mailto:${value}">${value}</a>`;
    case 'telephone':
      return html`<a href="tel:${value.replaceAll(' ', '')}">${value}</a>`;
    case 'web':
      return outsideLink(value, value);
    case 'address':
      return html`${value}`;
  }
}
