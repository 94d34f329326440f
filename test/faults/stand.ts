// What the fault tests stand on: writer processes, file systems in a file, and the tally of what was tried and
// lost. File systems need root and a loop device; the tests that mount one are skipped elsewhere, and fail on a
// CI machine that is root and cannot.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from '../support/processes.ts';

/** How many times as much is tried as in CI: COMITY_FAULTS, by default 1. More than 1 also tries more calls. */
export const scale = Math.max(1, Number(process.env.COMITY_FAULTS ?? 1));
const isRoot = process.getuid?.() === 0;
const isCi = process.env.CI !== undefined;

/** Whether a program is installed. */
function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Whether this process may mount file systems and cut their power. On CI as root it always may, or fails. */
export const canMount =
  isRoot && ['mkfs.xfs', 'xfs_io', 'mkfs.ext4', 'losetup'].every(has) && existsSync('/dev/loop0');
/** Whether system calls of another process can be made to fail. */
export const canInject = isRoot && has('strace');
for (const [what, works] of [
  ['power cuts (root, xfsprogs, e2fsprogs and a loop device)', canMount],
  ['faults in system calls (root and strace)', canInject],
] as const) {
  if (!works && isCi && isRoot) throw new Error(`this machine cannot make ${what}`);
  if (!works) console.warn(`not tried here: ${what}`);
}

/** What came of a class of faults. */
export interface Tally {
  readonly class: string;
  readonly tool: string;
  readonly tried: number;
  readonly acknowledged: number;
  readonly lost: number;
}

/** Prints a tally as a JSON line, and adds it to the file that COMITY_FAULTS_TALLY names. */
export function report(tally: Tally): void {
  const line = JSON.stringify(tally);
  console.info(line);
  const file = process.env.COMITY_FAULTS_TALLY;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}

/** A writer process and what it has said. */
export interface Writer {
  readonly pid: number;
  readonly ended: Promise<void>;
  output(): string;
  /** Waits until it has said something that fits. Rejects when it ends before, or after 20 seconds. */
  says(what: RegExp): Promise<void>;
  /** Lets it begin. */
  go(): void;
  kill(): void;
}

const program = join(import.meta.dirname, 'writer.ts');
const stepMilliseconds = 20_000;
const cache = mkdtempSync(join(tmpdir(), 'comity-fault-cache-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

/** Starts a writer, for ever unless told otherwise, and waits until its code is loaded. One thread for files, so that calls have an order. */
export async function startWriter(
  dir: string,
  work: { readonly first: number; readonly steps: number } = { first: 0, steps: Number.NaN },
): Promise<Writer> {
  const steps = Number.isNaN(work.steps) ? 'forever' : String(work.steps);
  const child = spawn(process.execPath, [program, dir, String(work.first), steps], {
    env: { PATH: process.env.PATH, UV_THREADPOOL_SIZE: '1', NODE_COMPILE_CACHE: cache },
  });
  const writer = writerOf(child);
  await writer.says(/^ready$/m);
  return writer;
}

function writerOf(child: ChildProcessWithoutNullStreams): Writer {
  let output = '';
  let errors = '';
  let listener = () => {};
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', (chunk) => {
    output += chunk;
    listener();
  });
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    says: (what) => {
      const said = new Promise<void>((resolve, reject) => {
        listener = () => {
          if (what.test(output)) resolve();
        };
        listener();
        void ended.then(() => {
          if (what.test(output)) resolve();
          else reject(new Error(`ended before ${what}: ${output} ${errors}`));
        });
      });
      return within(said, stepMilliseconds, () => `not said: ${what} in ${output} ${errors}`);
    },
    go: () => child.stdin.write('\n'),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Waits for the end of a process. */
export function endOf(writer: Writer): Promise<void> {
  return within(writer.ended, stepMilliseconds, () => `process ${writer.pid} does not end`);
}

/** Runs a program to its end; rejects with what it wrote unless it ends well. */
export function runProgram(name: string, ...args: readonly string[]): string {
  const done = spawnSync(name, args, { encoding: 'utf8', timeout: 60_000 });
  if (done.status === 0) return done.stdout;
  throw new Error(`${name} ${args.join(' ')}: ${done.stderr}${done.error?.message ?? ''}`);
}

/** A file system of its own, whose power can be cut. */
export interface Disk extends Disposable {
  /** Where it is mounted. */
  readonly at: string;
  /** Stops it at once, without writing what was not synced. Everything on it then fails. */
  cut(): void;
  /** Mounts it again as after a restart of the machine. */
  restart(): void;
}

/** Makes a file system in a file and mounts it. */
export function openDisk(kind: 'xfs' | 'ext4', mebibytes = 320): Disk {
  const dir = mkdtempSync(join(tmpdir(), 'comity-disk-'));
  const [image, at] = [join(dir, 'image'), join(dir, 'mounted')];
  mkdirSync(at);
  writeFileSync(image, '');
  runProgram('truncate', '-s', `${mebibytes}M`, image);
  runProgram(`mkfs.${kind}`, kind === 'xfs' ? '-q' : '-qF', image);
  const mount = () => runProgram('mount', '-o', 'loop', image, at);
  mount();
  return {
    at,
    cut: () => runProgram('xfs_io', '-x', '-c', 'shutdown', at),
    restart: () => {
      runProgram('umount', at);
      mount();
    },
    [Symbol.dispose]: () => removeMount(at, dir),
  };
}

/** Mounts a small file system in memory. */
export function openSmallDisk(kibibytes: number): Disposable & { readonly at: string } {
  const dir = mkdtempSync(join(tmpdir(), 'comity-small-'));
  const at = join(dir, 'mounted');
  mkdirSync(at);
  runProgram('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'none', at);
  return { at, [Symbol.dispose]: () => removeMount(at, dir) };
}

/** Detached at once, also when a test has failed and left a process on it. */
function removeMount(at: string, dir: string): void {
  runProgram('umount', '-l', at);
  rmSync(dir, { recursive: true, force: true });
}
