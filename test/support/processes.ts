// Real processes for the tests of whole nodes: `bin/comity.js` under the package's own Node, on free ports of
// loopback, in temporary folders. A stage ends the processes it started, by their ids, and removes its folder.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { callControl } from '../../src/server/control-socket.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const ownNode = join(repository, 'node_modules/.bin/node');
const nodePath = existsSync(ownNode) ? ownNode : process.execPath;
const launcher = join(repository, 'bin/comity.js');

/** How a process ended, and all it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs until it is stopped. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first line on standard output, parsed. */
  firstLine(milliseconds: number): Promise<JsonObject>;
  /** Waits until the condition holds; rejects after the time, and with what it wrote when the process has ended by itself. */
  reaches(what: string, holds: () => boolean, milliseconds: number): Promise<void>;
  /** Sends SIGTERM and returns how it ended; after the time it is killed and the promise rejects. */
  stop(milliseconds?: number): Promise<Ended>;
  /** Kills it with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

/** A temporary folder and the processes started in it. */
export interface Stage extends AsyncDisposable {
  readonly dir: string;
  path(...parts: readonly string[]): string;
  /** Writes JSON and returns its path. */
  json(name: string, value: unknown): string;
  /** Starts `comity …` and lets it run. */
  start(...args: readonly string[]): Running;
  /** Starts `comity serve` and waits until it is ready. */
  serve(dataDir: string): Promise<Running>;
  /** Runs `comity …` to its end, at most 60 seconds. */
  run(...args: readonly string[]): Promise<Ended>;
}

/** Returns an empty stage. Its processes take no data folder and no database from this machine's environment. */
export function openStage(env: Readonly<Record<string, string>> = {}): Stage {
  const dir = mkdtempSync(join(tmpdir(), 'comity-e2e-'));
  const running = new Set<Running>();
  const start = (...args: readonly string[]) => {
    const started = startComity(args, dir, env);
    running.add(started);
    void started.ended.then(() => running.delete(started));
    return started;
  };
  return {
    dir,
    path: (...parts) => join(dir, ...parts),
    json: (name, value) => {
      writeFileSync(join(dir, name), JSON.stringify(value));
      return join(dir, name);
    },
    start,
    serve: async (dataDir) => {
      const serving = start('serve', '--data', dataDir, '--json');
      await serving.firstLine(30_000);
      return serving;
    },
    run: async (...args) => {
      const started = start(...args);
      return within(started.ended, 60_000, () => `comity ${args.join(' ')}: ${started.stderr()}`);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running].map((one) => one.kill()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function startComity(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Running {
  const without = {
    COMITY_DATA: undefined,
    COMITY_DATABASE_URL: undefined,
    COMITY_LOG_DATABASE_URL: undefined,
    NODE_OPTIONS: undefined,
  };
  const child = spawn(nodePath, [launcher, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...without, ...env },
  });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = endOf(child, written);
  const name = `comity ${args.join(' ')}`;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const reaches: Running['reaches'] = async (what, holds, milliseconds) => {
    const wait = () => {
      if (holds()) return true;
      if (over) throw new Error(`${name} ended before ${what}: ${written.stderr}`);
      return false;
    };
    await until(`${what} of ${name}`, wait, milliseconds);
  };
  return {
    pid: child.pid ?? 0,
    ended,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    reaches,
    firstLine: async (milliseconds) => {
      await reaches('its first line', () => written.stdout.includes('\n'), milliseconds);
      return JSON.parse(written.stdout.slice(0, written.stdout.indexOf('\n'))) as JsonObject;
    },
    stop: async (milliseconds = 10_000) => {
      child.kill('SIGTERM');
      return within(ended, milliseconds, () => {
        child.kill('SIGKILL');
        return `${name} did not end ${milliseconds} ms after SIGTERM: ${written.stderr}`;
      });
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function endOf(child: ChildProcess, written: { readonly stdout: string; readonly stderr: string }) {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  child.once('error', reject);
  child.once('close', (code, signal) => resolve({ code, signal, ...written }));
  return promise;
}

/** Returns what the work gives; rejects with what `late` says after the time. The work itself goes on. */
export async function within<Value>(
  work: Promise<Value>,
  milliseconds: number,
  late: () => string,
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(late())), milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Waits until the condition holds and returns the milliseconds that took. Rejects after the time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 15_000,
): Promise<number> {
  const from = Date.now();
  while (!(await holds())) {
    if (Date.now() - from > milliseconds) throw new Error(`not after ${milliseconds} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return Date.now() - from;
}

/** Returns ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map(async (server) => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  const found = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return found;
}

/** Calls a method of a running node through its socket. Rejects when none listens or it refuses. */
export async function call<Value = JsonObject>(
  dataDir: string,
  method: string,
  params: Json = {},
): Promise<Value> {
  const answered = await callControl(dataDir, { method, params });
  if (answered === undefined) throw new Error(`no node listens in ${dataDir}`);
  if (!answered.ok) throw new Error(`${method}: ${JSON.stringify(answered.error)}`);
  return answered.value as Value;
}

/** What tlogcheck is asked. */
export interface LogCheck {
  /** Base address or folder of the log. */
  readonly log: string;
  readonly vkey: string;
  readonly witnesses: readonly string[];
  /** File with an older checkpoint, of which this log must be the growth. */
  readonly old?: string;
}

/** The verifier that is not ours: a program outside the repository, named by COMITY_TLOGCHECK. */
export const tlogcheckPath = process.env.COMITY_TLOGCHECK ?? '';
/** Whether it is there. */
export const hasTlogcheck = tlogcheckPath !== '' && existsSync(tlogcheckPath);
if (!hasTlogcheck) console.warn('tlogcheck is not checked: COMITY_TLOGCHECK names no program');

/** Runs tlogcheck. Returns undefined when it accepts or is not there, else what it said. */
export function tlogcheckRefusal(check: LogCheck): string | undefined {
  if (!hasTlogcheck) return undefined;
  const args = ['-log', check.log, '-vkey', check.vkey];
  for (const key of check.witnesses) args.push('-witness', key);
  if (check.old !== undefined) args.push('-old', check.old);
  const result = spawnSync(tlogcheckPath, args, { encoding: 'utf8', timeout: 60_000 });
  return result.status === 0 ? undefined : `${result.stdout}${result.stderr}`;
}

/** Returns the text of a page, with its status. */
export async function fetchText(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, body: await response.text() };
}

/** Reads a JSON file of the repository. */
export function readRepositoryJson<Value = JsonObject>(path: string): Value {
  return JSON.parse(readFileSync(join(repository, path), 'utf8')) as Value;
}
