// `/feed.atom`: the newest public statements, each with who said it, about what, and where it can be verified.
import { type FeedEntry, writeFeed } from '../../exchange/atom.ts';
import type { HistoryLine } from '../../projection/queries.ts';
import type { Download } from '../download.ts';
import { actKey } from '../parts/acts.ts';
import { statementPath } from '../records.ts';
import type { View } from '../view.ts';

const entriesMax = 100;

/** The feed of what is public. */
export const feedDownload: Download = {
  path: '/feed.atom',
  type: 'application/atom+xml; charset=utf-8',
  saved: false,
  async *write({ queries }, { status, now }, view) {
    const latest = await queries.latest(entriesMax);
    const own = status.logs.find((log) => log.own) ?? status.logs[0];
    const { address, lang } = view.language;
    const programme = view.plain(view.programme.title);
    const head = {
      id: `tag:${hostOf(own?.origin ?? view.programme.id)},2000-01-01:${view.programme.id}/feed/${address}`,
      title: view.text('data.feed.title', { programme }),
      ...{ lang, self: `${view.base}/${address}/feed.atom`, page: `${view.base}/${address}/` },
      updated: latest[0]?.place.at ?? now,
    };
    yield* writeFeed(
      head,
      latest.map((line) => toEntry(view, line)),
    );
  },
};

/** Returns the host that a log's origin begins with: no page needs to be there. */
export function hostOf(origin: string): string {
  return origin.split('/')[0] ?? origin;
}

function toEntry(view: View, { statement, place }: HistoryLine): FeedEntry {
  const { schema, act, about } = statement;
  const { origin, at, leaf, party } = place;
  const words = { party: view.partyName(party), act, schema };
  const sentence = view.text('data.feed.about', {
    sentence: view.text(actKey(schema, act), words),
    id: about,
  });
  const sample = statement.sample === true;
  const path = statementPath(statement) ?? `/verify?entry=${leaf}`;
  const kind = schema.split('/')[0] ?? schema;
  return {
    id: `tag:${hostOf(origin)},${at.slice(0, 10)}:${leaf}`,
    title: sample ? view.text('data.sample-title', { title: sentence }) : sentence,
    url: `${view.base}/${view.language.address}${path}`,
    author: view.partyName(party),
    updated: at,
    categories: [
      { term: kind, label: kind },
      ...(sample ? [{ term: 'sample', label: view.text('data.sample') }] : []),
    ],
  };
}
