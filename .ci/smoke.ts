// Starts the demonstration as a machine would, checks every log over HTTP with tlogcheck and both witnesses,
// and stops it: exit status 0 within 5 seconds. Usage: node .ci/smoke.ts TLOGCHECK DATA-FOLDER REPOSITORY
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** One node of the ready line; an independent witness keeps no log. */
interface DemoNode {
  readonly url: string;
  readonly log: string | null;
  readonly vkey: string | null;
  readonly witnessVkey: string;
}

const readySecondsMax = 90;
const cosignedSecondsMax = 30;
const stopSecondsMax = 5;
const [tlogcheck, data, repository] = process.argv.slice(2);

const demo = startDemo();
try {
  const nodes = await readyNodes(demo);
  const logs = nodes.filter((node) => node.log !== null);
  if (logs.length < 2) throw new Error(`expected two logs, got ${JSON.stringify(nodes)}`);
  for (const node of logs) await checkLog(node, nodes);
  await checkPages(logs[0]);
  await stop(demo);
} finally {
  demo.kill('SIGKILL');
}

/**
 * `npx comity` finds the same file, but npx itself dies by a signal with status 143 whatever its child
 * answers, so the launcher is started directly: by the Node of the machine, as people do.
 */
function startDemo(): ChildProcess {
  const named = spawnSync('npx', ['--no-install', 'comity', 'version'], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (named.status !== 0)
    throw new Error(`npx comity version: status ${named.status}\n${named.stderr}`);
  console.log(`comity ${named.stdout.trim()}`);
  const args = ['bin/comity.js', 'demo', '--data', data, '--ports', '0,0,0', '--json'];
  return spawn('node', args, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The first line of output that is a JSON object with nodes. */
async function readyNodes(child: ChildProcess): Promise<readonly DemoNode[]> {
  if (child.stdout === null) throw new Error('no output to read');
  const from = Date.now();
  const timer = setTimeout(() => child.kill('SIGKILL'), readySecondsMax * 1000);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const nodes = Object.values(JSON.parse(line)).find(Array.isArray);
    if (nodes === undefined) continue;
    clearTimeout(timer);
    child.stdout.resume();
    console.log(`ready after ${((Date.now() - from) / 1000).toFixed(1)} s: ${line}`);
    return nodes as DemoNode[];
  }
  throw new Error(`no ready line within ${readySecondsMax} s`);
}

/** Cosignatures come within seconds of the start; until then tlogcheck refuses. */
async function checkLog(node: DemoNode, nodes: readonly DemoNode[]): Promise<void> {
  const witnesses = nodes.filter((other) => other !== node).map((other) => other.witnessVkey);
  const args = ['-log', new URL(node.log ?? '', node.url).href, '-vkey', node.vkey ?? ''];
  for (const key of witnesses) args.push('-witness', key);
  const deadline = Date.now() + cosignedSecondsMax * 1000;
  for (;;) {
    const result = spawnSync(tlogcheck, args, { encoding: 'utf8', timeout: 60_000 });
    if (result.status === 0) {
      console.log(`${result.stdout.trim()} (${witnesses.length} witnesses)`);
      return;
    }
    if (Date.now() > deadline)
      throw new Error(`tlogcheck refuses ${node.log}: ${result.stdout}${result.stderr}`);
    await pause(500);
  }
}

async function checkPages(node: DemoNode): Promise<void> {
  for (const language of ['en', 'zh-hant', 'zh-hans']) {
    const response = await fetch(new URL(`/${language}/`, node.url));
    const text = await response.text();
    if (response.status !== 200 || !text.includes('<html')) {
      throw new Error(`/${language}/ answers ${response.status}`);
    }
  }
  console.log('first page in three languages: 200');
}

async function stop(child: ChildProcess): Promise<void> {
  const from = Date.now();
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => resolve(code)),
  );
  child.kill('SIGTERM');
  const late = pause(stopSecondsMax * 1000, 'late' as const, { ref: false });
  const status = await Promise.race([ended, late]);
  if (status !== 0)
    throw new Error(`after SIGTERM: ${status}, expected status 0 within ${stopSecondsMax} s`);
  console.log(`stopped with status 0 after ${((Date.now() - from) / 1000).toFixed(1)} s`);
}
