// How many entries a second does a reader's browser verify? The worker of the verify page, in headless Chromium: every
// leaf, every tile and the root of a log of 100,000 entries of 200 bytes. First with the bundles in its memory, then
// fetched over HTTP on loopback. Beside it WebCrypto's SHA-256 doing the same hashes, and the machine's own SHA-256.
// Skipped, and says so, where there is no Chromium. `node bench/verify-browser.ts`
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { toBase64 } from '../src/base/bytes.ts';
import { leafHash, rootOf } from '../src/record/merkle.ts';
import { bundlePath, encodeBundle, newTiles, tilePath, tileWidth } from '../src/record/tile.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { linkScript } from '../src/web/link-script.ts';
import { chromiumPath } from '../test/support/web-browser.ts';
import { answer, round, secondsOf } from './support/answer.ts';

const size = 100_000;
const entryBytes = 200;
const rounds = 3;
const { sha256 } = nodeCrypto;

interface Run {
  readonly seconds: number;
  readonly problems: readonly string[];
}

async function measure(executablePath: string): Promise<void> {
  const { files, root } = makeLog();
  const server = createServer((request, response) => {
    const found = files.get((request.url ?? '/').slice(1));
    const type =
      request.url?.endsWith('.js') === true ? 'text/javascript' : 'application/octet-stream';
    response.setHeader('content-type', found === undefined ? 'text/html' : type);
    response.end(found ?? '<!DOCTYPE html><title>bench</title>');
  });
  files.set('worker.js', Buffer.from(`${linkScript('web/browser/log-worker.ts')}${benchOrders}`));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(base);
    const order = { log: base, size, root: toBase64(root) };
    const inMemory = await best(page, { ...order, bench: 'memory' });
    const fetched = await best(page, order);
    const webCrypto = await best(page, { ...order, bench: 'subtle' });
    answer({
      question: 'entries a second that a worker in Chromium verifies: leaves, tiles, root',
      value: size / inMemory,
      unit: 'entries/s',
      peer: 'WebCrypto doing as many hashes, one promise each',
      peerValue: size / webCrypto,
      more: {
        entries: size,
        entryBytes,
        fetchedPerSecond: round(size / fetched),
        sha256PerSecond: round(await machineRate()),
      },
    });
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

/** Orders that only this bench gives: bundles fetched before the clock starts, and the hashes alone by WebCrypto. */
const benchOrders = `
globalThis.addEventListener('message', async (event) => {
  const { data } = event;
  if (data.bench === undefined) return;
  event.stopImmediatePropagation();
  const { checkLog } = modules['record/log-check.ts'];
  const { fromBase64 } = modules['base/bytes.ts'];
  const files = new Map();
  const read = async (path) => {
    if (!files.has(path)) files.set(path, new Uint8Array(await (await fetch('/' + path)).arrayBuffer()));
    return files.get(path);
  };
  const sha256 = modules['base/sha256.ts'].createSha256();
  const asked = { served: [{ size: data.size, root: fromBase64(data.root) }], earlier: [], read };
  if (data.bench === 'memory') await checkLog(sha256, asked);
  const from = performance.now();
  let problems = [];
  if (data.bench === 'memory') problems = (await checkLog(sha256, asked)).issues.map((one) => one.code);
  else {
    const leaf = new Uint8Array(${entryBytes + 1});
    const node = new Uint8Array(65);
    for (let i = 0; i < data.size; i += 256) {
      const width = Math.min(256, data.size - i);
      for (const one of [leaf, node]) {
        await Promise.all(Array.from({ length: width }, () => crypto.subtle.digest('SHA-256', one)));
      }
    }
  }
  globalThis.postMessage({ kind: 'bench', seconds: (performance.now() - from) / 1000, problems });
}, true);
`;

/** The shortest of some rounds, each in a worker of its own. */
async function best(page: Page, order: object): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = (await page.evaluate(
      `new Promise((done) => {
        const order = ${JSON.stringify(order)};
        const worker = new Worker('/worker.js');
        const from = performance.now();
        worker.onerror = (event) => done({ seconds: 0, problems: [event.message] });
        worker.onmessage = ({ data }) => {
          const isLast = order.bench === undefined ? data.kind === 'done' : data.kind === 'bench';
          if (!isLast) return;
          worker.terminate();
          done({ seconds: data.seconds ?? (performance.now() - from) / 1000, problems: data.problems });
        };
        worker.postMessage(order);
      })`,
    )) as Run;
    if (run.problems.length > 0) throw new TypeError(run.problems.join(', '));
    seconds.push(run.seconds);
  }
  return Math.min(...seconds);
}

function makeLog(): { files: Map<string, Uint8Array>; root: Uint8Array } {
  const entries = Array.from({ length: size }, (_, i) =>
    Uint8Array.from({ length: entryBytes }, (_one, at) => (i * 31 + at * 7 + (i >> 8)) % 256),
  );
  const leaves = entries.map((entry) => leafHash(sha256, entry));
  const levels = [leaves];
  while ((levels.at(-1)?.length ?? 0) >= tileWidth) {
    const below = levels.at(-1) ?? [];
    const count = Math.floor(below.length / tileWidth);
    levels.push(
      Array.from({ length: count }, (_, i) =>
        rootOf(sha256, below.slice(i * tileWidth, (i + 1) * tileWidth)),
      ),
    );
  }
  const files = new Map<string, Uint8Array>();
  for (const { kind, level, index, width } of newTiles(0, size)) {
    const from = index * tileWidth;
    if (kind === 'entries')
      files.set(bundlePath({ index, width }), encodeBundle(entries.slice(from, from + width)));
    else
      files.set(
        tilePath({ level, index, width }),
        Buffer.concat(levels[level]?.slice(from, from + width) ?? []),
      );
  }
  return { files, root: rootOf(sha256, leaves) };
}

async function machineRate(): Promise<number> {
  const leaf = new Uint8Array(entryBytes + 1);
  const hashes = 200_000;
  const seconds = await secondsOf(async () => {
    for (let i = 0; i < hashes; i++) sha256(leaf);
  });
  return hashes / seconds;
}

if (chromiumPath === undefined) console.log('skipped: no Chromium');
else await measure(chromiumPath);
