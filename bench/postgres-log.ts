// How many entries a second become durable on PostgreSQL, beside files in the same run? One JSON line an answer. A cluster
// of Debian's package with its usual settings, on the same disk. `node bench/postgres-log.ts`
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Origin } from '../src/base/ids.ts';
import { openFilesLog } from '../src/store/files-log.ts';
import type { LogStore, NewEntry } from '../src/store/log-store.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { openPostgresLog } from '../src/store/postgres-log.ts';
import { openLogDatabase } from '../src/store/postgres-log-database.ts';
import { hasCluster, openCluster } from '../test/support/postgres.ts';

const entryBytes = 400;
const secondsPerRun = 1.5;
const runs = 3;
const callers = 64;
const { sha256 } = nodeCrypto;
const origin = 'bench.example/comity' as Origin;
let counter = 0;

if (!hasCluster) {
  process.stdout.write(`${JSON.stringify({ skipped: 'no PostgreSQL 15 of Debian is here' })}\n`);
  process.exit(0);
}
const dir = await mkdtemp(join(process.env.COMITY_BENCH_DIR ?? tmpdir(), 'comity-bench-'));
const cluster = await openCluster('durable');
const url = await cluster.database('bench');
const setting = { url, schema: 'comity_bench', process: 'bench' };
const database = await openLogDatabase(setting);
const onPostgres = await openPostgresLog({ database, origin, sha256, process: 'bench' });
const onFiles = await openFilesLog({ dir, origin, sha256 });
try {
  for (const payloads of [0, 1]) {
    for (const batch of [1, 256, 1_024]) {
      const work = (log: LogStore) => async () => {
        await log.append(entriesOf(batch, payloads));
        return batch;
      };
      await answer({ question: 'durable entries a second', batch, payloads }, work);
    }
  }
  const question = `durable entries a second, ${callers} callers of one entry each`;
  await answer({ question, batch: 1, payloads: 0 }, (log) => async () => {
    await Promise.all(Array.from({ length: callers }, () => log.append(entriesOf(1, 0))));
    return callers;
  });
  const { size } = onPostgres.head();
  await onPostgres.close();
  await database.close();
  const start = performance.now();
  const again = await openLogDatabase(setting);
  const reopened = await openPostgresLog({ database: again, origin, sha256, process: 'bench' });
  const milliseconds = Math.round(performance.now() - start);
  const entries = reopened.head().size;
  const line = {
    question: 'open a log, nothing published',
    value: milliseconds,
    unit: 'ms',
    entries,
  };
  process.stdout.write(`${JSON.stringify({ ...line, complete: entries === size })}\n`);
  await reopened.close();
  await again.close();
} finally {
  await onFiles.close();
  await database.close();
  await cluster[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
}

interface Question {
  readonly question: string;
  readonly batch: number;
  readonly payloads: number;
}

async function answer(
  of: Question,
  workOn: (log: LogStore) => () => Promise<number>,
): Promise<void> {
  const value = await rateOf(workOn(onPostgres));
  const files = await rateOf(workOn(onFiles));
  const line = {
    question: of.question,
    value: Math.round(value),
    unit: 'entries/s',
    peer: 'the files driver in the same run',
    peerValue: Math.round(files),
    ratio: Number((value / files).toFixed(3)),
    batch: of.batch,
    entryBytes,
    payloadsPerEntry: of.payloads,
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function entriesOf(count: number, payloads: number): NewEntry[] {
  return Array.from({ length: count }, () => {
    const bytes = new Uint8Array(entryBytes);
    new DataView(bytes.buffer).setFloat64(0, counter++);
    const salt = bytes.slice(0, 32);
    return { bytes, payloads: payloads === 0 ? [] : [{ scope: 'public', salt, bytes }] };
  });
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
