// A link from one record to another, by its id.
import { html } from 'hono/html';
import type { Html } from '../html.ts';
import { recordPath } from '../records.ts';
import type { View } from '../view.ts';

/** Returns the id of a record, linked where the record has a page. */
export function recordLink(view: View, id: string): Html {
  const path = recordPath(id);
  return path === undefined ? html`${id}` : html`<a href="${view.href(path)}">${id}</a>`;
}

/** Returns the ids of records one after the other, each linked where it has a page. */
export function recordLinks(view: View, ids: readonly string[]): Html {
  return html`${ids.map((id, i) => (i === 0 ? recordLink(view, id) : html` ${recordLink(view, id)}`))}`;
}
