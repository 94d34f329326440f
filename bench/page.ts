// How many pages a second does a node serve, and how long does a reader wait? An agreement, a project with its joint
// schedule and the answer of a what-if of the example; list, home, changes and one project of a generated programme of 310. Eight
// readers on loopback for a few seconds each: of one page (kept until something changes), and of pages that nobody has asked
// for before (made each time); then half as many requests as were answered, evenly. Beside a bare Hono route that answers
// the same bytes. `node bench/page.ts`
import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { generateProgramme } from '../examples/generator/programme.ts';
import { writeProgramme } from '../examples/generator/write.ts';
import { answer, inFolder, round } from './support/answer.ts';

const readers = 8;
const warmUpSeconds = 2;
const seconds = 6;
const projects = 310;
/** More than this is not asked for evenly: one process asks. */
const steadyMost = 1_000;
const own = fileURLToPath(import.meta.url);
const launcher = fileURLToPath(new URL('../bin/comity.js', import.meta.url));

if (process.argv[2] === 'bare') serveBare(Number(process.argv[3]));
else await measure();

async function measure(): Promise<void> {
  await inFolder(async (dir) => {
    await onDemo(join(dir, 'demo'), [], async (base) => {
      await compare('agreement page', `${base}${await agreementPath(base)}`);
      const project = await projectPath(base);
      await compare('project page with its joint schedule', `${base}${project}`);
      await compare('what-if answer', `${base}${project}/what-if.json`);
    });
    const example = join(dir, 'generated');
    await writeProgramme(generateProgramme({ seed: 7, parties: 2, projects }), example);
    await onDemo(join(dir, 'big'), ['--example', example], async (base) => {
      await compare(`list of ${projects} projects`, `${base}/en/projects`);
      await compare(`home page of ${projects} projects`, `${base}/en/`);
      await compare(`changes of ${projects} projects`, `${base}/en/changes`);
      await compare(`project page among ${projects}`, `${base}/en/projects/NB-P001`);
    });
  });
}

/** Works on the first party's pages of a demonstration. */
async function onDemo(
  dir: string,
  more: readonly string[],
  work: (base: string) => Promise<void>,
): Promise<void> {
  const demo = ['demo', '--data', dir, '--ports', '0,0,0', '--json', ...more];
  const node = await start([launcher, ...demo]);
  try {
    const { nodes } = JSON.parse(node.line) as { nodes: readonly { readonly url: string }[] };
    await work(`${nodes[0]?.url}`);
  } finally {
    await stop(node.child);
  }
}

async function compare(name: string, url: string): Promise<void> {
  const { length } = await get(url);
  const bare = await start([own, 'bare', String(length)]);
  try {
    const peer = await load(() => bare.line.trim());
    const bytes = length;
    const same = await load(() => url);
    report(`${name}, the same for all`, same, { bare: peer, bytes });
    let number = 0;
    const made = await load(() => `${url}?fresh=${number++}`);
    report(`${name}, made for each`, made, { bare: peer, bytes });
    for (const [how, rate, next] of [
      ['the same for all', Math.min(same.rate, steadyMost), () => url],
      ['made for each', made.rate, () => `${url}?fresh=${number++}`],
    ] as const) {
      const value = await steady(next, rate / 2);
      const question = `${name}, ${how}: 99th percentile of the wait at ${round(rate / 2)} requests/s`;
      answer({
        question,
        unit: 'ms',
        value,
        peer: 'under all that it answers',
        peerValue: same.p99,
      });
    }
  } finally {
    await stop(bare.child);
  }
}

/** Asks so many times a second, whether or not the one before has been answered; returns the 99th percentile of the wait. */
async function steady(next: () => string, rate: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const waits: number[] = [];
  const asked: Promise<void>[] = [];
  const from = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const due = from + (i * 1_000) / rate;
    const early = due - performance.now();
    if (early > 0) await new Promise((done) => setTimeout(done, early));
    asked.push(get(next(), agent).then(() => void waits.push(performance.now() - due)));
  }
  await Promise.all(asked);
  agent.destroy();
  waits.sort((a, b) => a - b);
  return waits[Math.floor(waits.length * 0.99)] ?? 0;
}

interface Load {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

function report(
  name: string,
  page: Load,
  { bare, bytes }: { readonly bare: Load; readonly bytes: number },
): void {
  const peer = 'a bare Hono route that answers the same number of bytes';
  const more = { readers, bytes };
  const of = (what: string, unit: string) => ({ question: `${name}: ${what}`, unit, peer });
  answer({
    ...of('requests a second', 'requests/s'),
    value: page.rate,
    peerValue: bare.rate,
    more,
  });
  answer({ ...of('median wait', 'ms'), value: page.p50, peerValue: bare.p50, more });
  answer({
    ...of('99th percentile of the wait', 'ms'),
    value: page.p99,
    peerValue: bare.p99,
    more,
  });
}

/** Serves one text on a free port and prints the address. */
function serveBare(length: number): void {
  const text = 'x'.repeat(length);
  const app = new Hono();
  app.get('/', (c) => c.html(text));
  const server = http.createServer(getRequestListener(app.fetch));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    console.log(`http://127.0.0.1:${port}/`);
  });
}

async function agreementPath(url: string): Promise<string> {
  const { text } = await get(`${url}/en/agreements`);
  const path = /href="(\/en\/agreements\/[A-Z]+-A\d+)"/.exec(text)?.[1];
  if (path === undefined) throw new TypeError('the list shows no agreement');
  return path;
}

/** The first project of the list that has a forecast. */
async function projectPath(url: string): Promise<string> {
  const { text } = await get(`${url}/en/projects`);
  const found = text.matchAll(/href="(\/en\/projects\/[A-Z]+-P\d+)"/g);
  for (const [, path = ''] of found) {
    if ((await get(`${url}${path}`)).text.includes('id="gantt"')) return path;
  }
  throw new TypeError('no project of the list has a joint schedule');
}

/** Reads addresses, one after another, from several connections. */
async function load(next: () => string): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: readers });
  const waits: number[] = [];
  const from = performance.now();
  const begin = from + warmUpSeconds * 1_000;
  const end = begin + seconds * 1_000;
  const read = async () => {
    for (let now = from; now < end; ) {
      const url = next();
      const { status } = await get(url, agent);
      if (status !== 200) throw new TypeError(`${url} answered ${status}`);
      const done = performance.now();
      if (now >= begin) waits.push(done - now);
      now = done;
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  agent.destroy();
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? 0;
  return { rate: round(waits.length / seconds), p50: at(0.5), p99: at(0.99) };
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly length: number;
}

function get(url: string, agent?: http.Agent): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const options = agent === undefined ? {} : { agent };
  const request = http.get(url, options, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('error', reject);
    response.on('end', () => {
      const whole = Buffer.concat(pieces);
      const { length } = whole;
      resolve({ status: response.statusCode ?? 0, text: whole.toString('utf8'), length });
    });
  });
  request.on('error', reject);
  return promise;
}

/** Starts Node and waits for its first line. */
async function start(args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let line = '';
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    line += String(piece);
    if (line.includes('\n')) break;
  }
  return { child, line };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
