// Everything that a stranger can get of a node over HTTP: every page that links lead to, in every language, and every
// resource of every log it holds. For the tests that look for bytes that must not be there.
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { leafHash } from '../../src/record/merkle.ts';
import { bundlePath, decodeBundle, newTiles, tilePath, tileWidth } from '../../src/record/tile.ts';
import { testCrypto } from './crypto.ts';

/** One answer. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly bytes: Buffer;
}

/** Answers of one node; more would mean that pages go on for ever. */
const answersMax = 3_000;

/** Asks like a stranger: no signature, no cookie. */
export async function askAsStranger(url: string): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) });
  return { url, status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Returns all of one log: notes, tiles, and of each entry its bytes, its proof and its payload. */
export async function everythingOfLog(log: string): Promise<readonly Answer[]> {
  const answers = [await askAsStranger(`${log}/checkpoint.pending`)];
  const note = await askAsStranger(`${log}/checkpoint`);
  answers.push(note);
  const size = Number(note.bytes.toString().split('\n')[1] ?? 0);
  for (const tile of newTiles(0, size)) {
    const path = tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile);
    const answer = await askAsStranger(`${log}/${path}`);
    answers.push(answer);
    if (tile.kind !== 'entries') continue;
    for (const scope of ['public', 'programme', 'internal', '']) {
      answers.push(await askAsStranger(`${log}/payloads/${tile.index}?scope=${scope}`));
    }
    const entries = decodeBundle(new Uint8Array(answer.bytes), Math.min(tileWidth, tile.width));
    for (const entry of entries.ok ? entries.value : []) {
      answers.push(...(await everythingOfEntry(log, toHex(leafHash(testCrypto.sha256, entry)))));
    }
  }
  return answers;
}

/** Returns what a log answers about one leaf. */
export async function everythingOfEntry(log: string, leaf: string): Promise<readonly Answer[]> {
  const paths = [`entry/${leaf}`, `proof/${leaf}.tlog-proof`, `payload/${leaf}`, `blob/${leaf}`];
  return Promise.all(paths.map((path) => askAsStranger(`${log}/${path}`)));
}

/** Returns every page and file that links lead to, beginning at some paths; addresses of other hosts are not asked. */
export async function crawl(base: string, from: readonly string[]): Promise<readonly Answer[]> {
  const waiting = [...from];
  const seen = new Set(from);
  const answers: Answer[] = [];
  while (waiting.length > 0) {
    if (answers.length > answersMax) throw new Error(`more than ${answersMax} pages`);
    const some = waiting.splice(0, 4);
    for (const answer of await Promise.all(some.map((path) => askAsStranger(`${base}${path}`)))) {
      answers.push(answer);
      for (const path of linksIn(base, answer)) {
        if (seen.has(path)) continue;
        seen.add(path);
        waiting.push(path);
      }
    }
  }
  return answers;
}

function linksIn(base: string, { url, bytes }: Answer): readonly string[] {
  const found = bytes.toString().matchAll(/(?:href|src|action)="([^"#]*)/g);
  return [...found].flatMap(([, link]) => {
    const target = URL.parse(link.replaceAll('&amp;', '&'), url);
    return target?.origin === new URL(base).origin ? [`${target.pathname}${target.search}`] : [];
  });
}

/** Returns the addresses of answers that hold a text, as it is or in a usual disguise. */
export function holding(answers: readonly Answer[], text: string): readonly string[] {
  const bytes = Buffer.from(utf8(text));
  const forms = [
    bytes,
    Buffer.from(text, 'utf16le'),
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(bytes.toString('hex')),
    // The three ways in which base64 may begin, without the characters that neighbours change.
    ...[0, 1, 2].map((shift) => {
      const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
      return Buffer.from(encoded.slice(4, -4));
    }),
  ];
  return answers
    .filter((answer) => forms.some((form) => answer.bytes.includes(form)))
    .map((answer) => answer.url);
}
