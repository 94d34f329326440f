// The worker behind "check the whole log": fetches every entry and every tile of a tree whose signature the page has
// checked, from the node that serves the page, and checks them. It is told a tree, and answers how far it is and what
// was wrong; it decides nothing else.
import { fromBase64 } from '../../base/bytes.ts';
import { messageOf, present } from '../../base/errors.ts';
import { createSha256 } from '../../base/sha256.ts';
import { checkLog } from '../../record/log-check.ts';
import { fetchLogFile } from './fetch-log.ts';

/** What the page asks. */
export interface LogOrder {
  /** Address of the log, without a slash at its end. */
  readonly log: string;
  readonly size: number;
  /** Base64 of 32 bytes. */
  readonly root: string;
}

/** What the worker says, several times and then once with `done`. */
export type LogNews =
  | { readonly kind: 'progress'; readonly entries: number }
  | {
      readonly kind: 'done';
      readonly entries: number;
      readonly tiles: number;
      /** Codes and sentences in English. */
      readonly problems: readonly string[];
    };

globalThis.addEventListener('message', (event: MessageEvent) => {
  void check(event.data as LogOrder).then((news) => globalThis.postMessage(news));
});

async function check({ log, size, root }: LogOrder): Promise<LogNews> {
  const sha256 = createSha256();
  try {
    const checked = await checkLog(sha256, {
      served: [{ size, root: present(fromBase64(root), 'a root in base64') }],
      earlier: [],
      read: (path) => fetchLogFile(`${log}/${path}`),
      onEntries: (first, entries) => {
        globalThis.postMessage({ kind: 'progress', entries: first + entries.length });
      },
    });
    const problems = checked.issues.map((issue) => `${issue.code}: ${issue.message}`);
    return { kind: 'done', entries: checked.entries, tiles: checked.tiles, problems };
  } catch (error) {
    return { kind: 'done', entries: 0, tiles: 0, problems: [messageOf(error)] };
  }
}
