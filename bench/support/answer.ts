// What every question of bench/ shares: the shape of an answer, a folder that goes away, and the machine's name.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

/** One figure, beside what something simpler does in the same run. */
export interface Answer {
  readonly question: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, and its figure in the same unit. */
  readonly peer: string;
  readonly peerValue: number;
  /** Whatever else is needed to read the figure. */
  readonly more?: Readonly<Record<string, number | string>>;
}

const { sha256 } = nodeCrypto;

/** Prints an answer as one line of JSON. */
export function answer(of: Answer): void {
  const { more = {}, value, peerValue, ...rest } = of;
  // Above the number of cores others were at work: compare ratios then, not figures.
  const loadAverage = round(loadavg()[0]);
  const ratio = peerValue === 0 ? null : round(value / peerValue);
  const line = {
    ...rest,
    value: round(value),
    peerValue: round(peerValue),
    ratio,
    machine,
    loadAverage,
    ...more,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Three digits say enough. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

const [cpu] = cpus();
/** Cores and processor, and the Node that ran. */
export const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, Node ${process.version}`;

/** Works in an empty folder that is removed afterwards. */
export async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(process.env.COMITY_BENCH_DIR ?? tmpdir(), 'comity-bench-'));
  try {
    await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Returns the seconds that work took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}

/** Returns what the machine itself does in this run: SHA-256 of 401 bytes, and 401 bytes appended with fdatasync. */
export async function machineRates(dir: string): Promise<Readonly<Record<string, number>>> {
  const leaf = new Uint8Array(401);
  const hashes = 200_000;
  const hashing = await secondsOf(async () => {
    for (let i = 0; i < hashes; i++) sha256(leaf);
  });
  const file = await open(join(dir, 'sync'), 'w');
  const syncs = 200;
  const syncing = await secondsOf(async () => {
    for (let i = 0; i < syncs; i++) {
      await file.write(leaf);
      await file.datasync();
    }
  });
  await file.close();
  return {
    sha256PerSecond: round(hashes / hashing),
    fdatasyncPerSecond: round(syncs / syncing),
  };
}
