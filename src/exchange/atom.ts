// An Atom feed (RFC 4287). Ids are tag URIs (RFC 4151) of what never changes, so that they hold wherever a feed is served.
import type { Instant } from '../base/dates.ts';
import { escapeXml as xml } from './xml-text.ts';

/** One entry. */
export interface FeedEntry {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly author: string;
  readonly updated: Instant;
  readonly categories: readonly { readonly term: string; readonly label: string }[];
}

/** What a feed says of itself. */
export interface FeedHead {
  readonly id: string;
  readonly title: string;
  readonly lang: string;
  /** Address of the feed, and of the page it belongs to. */
  readonly self: string;
  readonly page: string;
  /** Of the newest entry. */
  readonly updated: Instant;
}

/** Yields the feed, entry by entry. */
export function* writeFeed(head: FeedHead, entries: Iterable<FeedEntry>): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(head.lang)}">
  <id>${xml(head.id)}</id>
  <title>${xml(head.title)}</title>
  <updated>${xml(head.updated)}</updated>
  <link rel="self" type="application/atom+xml" href="${xml(head.self)}"/>
  <link rel="alternate" type="text/html" href="${xml(head.page)}"/>
`;
  for (const entry of entries) {
    const categories = entry.categories.map(
      ({ term, label }) => `    <category term="${xml(term)}" label="${xml(label)}"/>\n`,
    );
    yield `  <entry>
    <id>${xml(entry.id)}</id>
    <title>${xml(entry.title)}</title>
    <updated>${xml(entry.updated)}</updated>
    <author><name>${xml(entry.author)}</name></author>
    <link rel="alternate" type="text/html" href="${xml(entry.url)}"/>
${categories.join('')}  </entry>
`;
  }
  yield '</feed>\n';
}
