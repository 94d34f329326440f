// Small pieces of HTML that every page uses. hono/html escapes each value; nothing here bypasses that.
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Escaped HTML: what `html` templates return. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What may stand in a template: text is escaped, HTML is kept, nothing shows as nothing. */
export type Part = Html | string | number | undefined;

/** No HTML at all. */
export const nothing: Html = html``;

/** Returns whole sentences one after the other, as the language sets them: Chinese without a space between. */
export function inRow(language: { readonly tag: string }, sentences: readonly Part[]): Html {
  const gap = language.tag.startsWith('zh') ? '' : ' ';
  return html`${sentences.map((one, i) => (i === 0 ? one : html`${gap}${one}`))}`;
}

/** Returns a link that leaves this node. Addresses come from records, so only http and https become links.
 * @param url Untrusted: another party may have written it; anything else than http(s) stays text. */
export function outsideLink(url: string, content: Part): Html {
  if (!/^https?:\/\//i.test(url)) return html`${content}`;
  return html`<a href="${url}" rel="noopener noreferrer external">${content}</a>`;
}

/** Returns a definition list of name and value; rows without a value are left out. */
export function factList(rows: readonly (readonly [name: string, value: Part])[]): Html {
  const shown = rows.filter(([, value]) => value !== undefined);
  return html`<dl class="facts">
    ${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}
