// A PostgreSQL for tests: the server that COMITY_TEST_DATABASE_URL names, or a throw-away cluster from Debian's
// package on a Unix socket in a temporary folder, ended by the id of its own process.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const startMilliseconds = 30_000;
const bin = '/usr/lib/postgresql/15/bin';
const given = process.env.COMITY_TEST_DATABASE_URL ?? '';
/** How a database for Comity is made (docs/manual/operator.md). */
const asItShouldBe = `ENCODING 'UTF8' LOCALE 'C.UTF-8'`;

/** Whether a cluster can be started here. */
export const hasCluster = existsSync(join(bin, 'postgres'));
/** Whether there is any PostgreSQL to test with. */
export const hasPostgres = hasCluster || given !== '';
if (!hasPostgres)
  console.warn(
    `PostgreSQL is not tried: there is none in ${bin}, and COMITY_TEST_DATABASE_URL names none`,
  );

/** A server of one test file. */
export interface Cluster extends AsyncDisposable {
  /** Makes a database and returns its address. */
  database(name: string, how?: string): Promise<string>;
  /** The address of a database, for another user where named. */
  urlOf(database: string, user?: string, password?: string): string;
  /** Runs statements one by one in a database, as its owner. */
  run(database: string, ...statements: readonly string[]): Promise<readonly unknown[]>;
  stop(): Promise<void>;
  /** Ends it as a crash would: nothing is written any more, and the next start recovers (immediate shutdown). */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Starts a cluster. Users called `guest` need a password; everyone else on this machine is let in. It does not sync unless
 * it is to be durable: a projection need not survive a crash.
 */
export async function openCluster(
  sync: 'durable' | 'not-durable' = 'not-durable',
): Promise<Cluster> {
  const dir = mkdtempSync(join(tmpdir(), 'comity-pg-'));
  const user = ownUser();
  if (user.id !== undefined) chownSync(dir, user.id.uid, user.id.gid);
  const data = join(dir, 'data');
  const as = (program: string, ...args: readonly string[]) =>
    execFileSync('setpriv', [...user.args, join(bin, program), ...args], { cwd: dir });
  as('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N');
  // The first line that fits counts.
  const hba = join(data, 'pg_hba.conf');
  const lines = `local all guest scram-sha-256\n${readFileSync(hba, 'utf8')}`;
  execFileSync('setpriv', [...user.args, 'tee', hba], { input: lines });
  let server: Server | undefined;
  const start = async () => {
    server = startServer(dir, user.args, sync);
    await untilItAnswers(urlOf('postgres'));
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    await server?.stop(signal);
    server = undefined;
  };
  const stop = () => end('SIGINT');
  const urlOf = (database: string, name = 'postgres', password = '') =>
    `postgres:///${database}?host=${encodeURIComponent(dir)}&user=${name}&password=${encodeURIComponent(password)}`;
  const run = (database: string, ...statements: readonly string[]) =>
    runIn(urlOf(database), statements);
  const dispose = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  await start().catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    database: async (name, how = asItShouldBe) => {
      await run('postgres', `CREATE DATABASE ${name} TEMPLATE template0 ${how}`);
      return urlOf(name);
    },
    urlOf,
    run,
    stop,
    crash: () => end('SIGQUIT'),
    start,
    [Symbol.asyncDispose]: dispose,
  };
}

/** A database as the manual says, on the server that is named or on a cluster of its own. */
export async function openTestDatabase(
  sync?: 'durable',
): Promise<{ readonly url: string } & AsyncDisposable> {
  if (given !== '') return { url: given, [Symbol.asyncDispose]: async () => undefined };
  const cluster = await openCluster(sync);
  const url = await cluster.database('comity');
  return { url, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

/** Runs statements one by one. Returns the rows of the last. */
export async function runIn(
  url: string,
  statements: readonly string[],
): Promise<readonly unknown[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

interface Server {
  /** SIGINT is PostgreSQL's fast shutdown, which leaves files whole; SIGQUIT its immediate one, which does not. */
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
}

/** PostgreSQL does not run as root: then it runs as the user that Debian's package made. */
function ownUser() {
  // A test that is killed takes its server along.
  const withParent = ['--pdeathsig', 'KILL'];
  if (process.getuid?.() !== 0) return { args: withParent, id: undefined };
  const idOf = (kind: string) =>
    Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  const args = ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...withParent];
  return { args, id: { uid: idOf('-u'), gid: idOf('-g') } };
}

function startServer(
  dir: string,
  userArgs: readonly string[],
  sync: 'durable' | 'not-durable',
): Server {
  const fsync = sync === 'durable' ? 'fsync=on' : 'fsync=off';
  const settings = ['listen_addresses=', fsync, 'shared_buffers=16MB', 'max_connections=40'];
  const args = ['-D', join(dir, 'data'), '-k', dir, ...settings.flatMap((one) => ['-c', one])];
  const child = spawn('setpriv', [...userArgs, join(bin, 'postgres'), ...args], {
    cwd: dir,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return { stop: (signal) => stopServer(child, ended, signal) };
}

async function stopServer(
  child: ChildProcess,
  ended: Promise<void>,
  signal: 'SIGINT' | 'SIGQUIT',
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + startMilliseconds;
  for (;;) {
    try {
      await runIn(url, ['select 1']);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
