// How many entries a second become durable? One JSON line an answer, each beside what the machine itself can do in
// the same run: the same bytes appended to one file with fdatasync, and SHA-256 of one leaf. `node bench/append.ts`
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Origin } from '../src/base/ids.ts';
import { openFilesLog } from '../src/store/files-log.ts';
import type { LogStore, NewEntry } from '../src/store/log-store.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';

const entryBytes = 400;
const batches = [1, 256, 1_024];
const callers = 64;
const secondsPerRun = 1.5;
const runs = 3;
const { sha256 } = nodeCrypto;
let made = 0;
let counter = 0;
const base = await mkdtemp(join(process.env.COMITY_BENCH_DIR ?? tmpdir(), 'comity-bench-'));

try {
  const sha256Rate = await rateOf(async () => {
    const leaf = new Uint8Array(entryBytes + 1);
    for (let i = 0; i < 10_000; i++) sha256(leaf);
    return 10_000;
  });
  for (const batch of batches) {
    const raw = await withFile((file) => rateOf(() => appendRaw(file, batch, entryBytes)));
    const plain = await withLog((log) => rateOf(() => append(log, batch, 'entries')));
    answer({
      question: 'durable entries a second',
      batch,
      payloads: 0,
      value: plain,
      raw,
      sha256Rate,
    });
    // With payloads two files are written one after the other: entry and payload bytes, two fdatasyncs.
    const rawTwice = await withFile((file) =>
      rateOf(async () => {
        await appendRaw(file, batch, entryBytes);
        return appendRaw(file, batch, entryBytes);
      }),
    );
    const full = await withLog((log) => rateOf(() => append(log, batch, 'with payloads')));
    const question = 'durable entries a second, each with a payload';
    answer({ question, batch, payloads: 1, value: full, raw: rawTwice, sha256Rate });
  }
  const raw = await withFile((file) => rateOf(() => appendRaw(file, 1, entryBytes)));
  const grouped = await withLog((log) =>
    rateOf(async () => {
      await Promise.all(Array.from({ length: callers }, () => append(log, 1, 'entries')));
      return callers;
    }),
  );
  const question = `durable entries a second, ${callers} callers of one entry each`;
  answer({ question, batch: 1, payloads: 0, value: grouped, raw, sha256Rate });
} finally {
  await rm(base, { recursive: true, force: true });
}

function answer(of: {
  question: string;
  batch: number;
  payloads: number;
  value: number;
  raw: number;
  sha256Rate: number;
}): void {
  const line = {
    question: of.question,
    value: Math.round(of.value),
    unit: 'entries/s',
    peer: 'the same bytes appended with fdatasync by nothing but write',
    peerValue: Math.round(of.raw),
    ratio: Number((of.value / of.raw).toFixed(3)),
    batch: of.batch,
    entryBytes,
    payloadsPerEntry: of.payloads,
    sha256LeavesPerSecond: Math.round(of.sha256Rate),
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function withLog<Value>(work: (log: LogStore) => Promise<Value>): Promise<Value> {
  const dir = join(base, `log-${made++}`);
  const log = await openFilesLog({ dir, origin: 'bench.example/comity' as Origin, sha256 });
  try {
    return await work(log);
  } finally {
    await log.close();
    await rm(dir, { recursive: true, force: true });
  }
}

type RawFile = Awaited<ReturnType<typeof open>>;

async function withFile<Value>(work: (file: RawFile) => Promise<Value>): Promise<Value> {
  const path = join(base, `raw-${made++}`);
  const file = await open(path, 'w');
  try {
    return await work(file);
  } finally {
    await file.close();
    await rm(path);
  }
}

async function appendRaw(file: RawFile, batch: number, bytes: number): Promise<number> {
  await file.write(new Uint8Array(batch * bytes).fill(7));
  await file.datasync();
  return batch;
}

async function append(log: LogStore, batch: number, how: 'entries' | 'with payloads') {
  const entries: NewEntry[] = Array.from({ length: batch }, () => {
    const bytes = new Uint8Array(entryBytes);
    new DataView(bytes.buffer).setFloat64(0, counter++);
    const salt = bytes.slice(0, 32);
    return { bytes, payloads: how === 'entries' ? [] : [{ scope: 'public', salt, bytes }] };
  });
  await log.append(entries);
  return batch;
}

/** Returns the median of some runs of work a second, where each piece says how much it was. */
async function rateOf(work: () => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    let done = 0;
    let milliseconds = 0;
    while (milliseconds < secondsPerRun * 1_000) {
      done += await work();
      milliseconds = performance.now() - start;
    }
    rates.push((done * 1_000) / milliseconds);
  }
  return rates.sort((a, b) => a - b)[Math.floor(runs / 2)];
}
