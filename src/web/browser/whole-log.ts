// The button that has the whole log checked: starts the worker, shows how far it is, and puts the answer into words of
// the page.
import { toBase64 } from '../../base/bytes.ts';
import { assert, present } from '../../base/errors.ts';
import type { LogTree } from '../../record/log-check.ts';
import type { LogNews, LogOrder } from './log-worker.ts';

/** How the page puts words where they go (verify-entry.ts). */
export interface Wording {
  clone(kind: string, name: string): DocumentFragment | undefined;
  fill(
    words: DocumentFragment,
    values: Readonly<Record<string, string | number>>,
  ): DocumentFragment;
}

/** What a browser has of Trusted Types: not every one does. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/**
 * Makes the button of a section work, for the tree that was found to be signed; without one it stays hidden. A saved
 * file has no such button.
 */
export function offerWholeLog(
  section: HTMLElement,
  tree: LogTree | undefined,
  wording: Wording,
): void {
  const part = section.querySelector<HTMLElement>('[data-log]');
  if (part === null) return;
  part.hidden = tree === undefined;
  const button = present(part.querySelector('button'), 'a button');
  button.onclick = tree === undefined ? null : () => run(part, tree, wording);
}

function run(part: HTMLElement, tree: LogTree, wording: Wording): void {
  const button = present(part.querySelector('button'), 'a button');
  const bar = present(part.querySelector('progress'), 'a bar');
  const place = present(part.querySelector('[data-into="log"]'), 'a place for the answer');
  button.disabled = true;
  bar.hidden = false;
  bar.max = tree.size;
  bar.value = 0;
  place.replaceChildren();
  const worker = new Worker(scriptAddress(part.dataset.worker ?? ''));
  const finish = (news: Extract<LogNews, { kind: 'done' }>) => {
    worker.terminate();
    button.disabled = false;
    bar.hidden = true;
    const result = news.problems.length === 0 ? 'passed' : 'failed';
    const words = present(wording.clone('log-result', result), 'words for an answer');
    const problem = news.problems.slice(0, problemsShown).join('\n');
    place.replaceChildren(
      wording.fill(words, {
        entries: news.entries,
        tiles: news.tiles,
        problem,
      }),
    );
    part.dataset.logAnswer = result;
  };
  worker.onmessage = ({ data }: MessageEvent<LogNews>) => {
    if (data.kind === 'progress') bar.value = data.entries;
    else finish(data);
  };
  worker.onerror = (event) =>
    finish({ kind: 'done', entries: 0, tiles: 0, problems: [event.message] });
  const log = new URL(part.dataset.log ?? '', document.baseURI).href;
  const order: LogOrder = { log, size: tree.size, root: toBase64(tree.root) };
  worker.postMessage(order);
}

/** Problems that are shown: the first ones tell what is wrong. */
const problemsShown = 5;

/** The policy of the pages allows one kind of script address: that of our own worker. */
function scriptAddress(path: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return path;
  workerPolicy ??= trustedTypes.createPolicy('comity-worker', {
    createScriptURL: (url) => {
      assert(/^\/assets\/[0-9a-f]{16}\/log-worker\.js$/.test(url), 'the address of the worker');
      return url;
    },
  });
  return workerPolicy.createScriptURL(path);
}

/** A policy is made once: the browser refuses a second of the same name. */
let workerPolicy: ReturnType<TrustedTypes['createPolicy']> | undefined;
