// The sequencer of a log on PostgreSQL is killed under load again and again, while the next process stands by.
// docs/spec/store.md S33, S38. COMITY_KILLS sets how often: 5 times unless it says more. Skipped where no
// cluster can be started.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contractOrigin, payloadOf, plainEntries } from '../../src/store/log-store.contract.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import { openPostgresLog } from '../../src/store/postgres-log.ts';
import { openLogDatabase } from '../../src/store/postgres-log-database.ts';
import { hasCluster, openCluster } from '../support/postgres.ts';
import { until } from '../support/processes.ts';
import { seededChance } from '../support/simulated-disk.ts';

const kills = Number(process.env.COMITY_KILLS ?? 5);
const program = fileURLToPath(new URL('../support/postgres-writer.ts', import.meta.url));
const schema = 'comity_kill';

interface Writer {
  readonly child: ChildProcess;
  /** The largest size it has said; 0 before the first. */
  acknowledged(): number;
  isReady(): boolean;
  errors(): string;
  kill(): Promise<void>;
}

function startWriter(url: string): Writer {
  const child = spawn(process.execPath, [program, url, schema, contractOrigin], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (errors += chunk));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return {
    child,
    // The last line may be cut off: only whole ones were said.
    acknowledged: () => {
      const said = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
      return Math.max(0, ...said.map(Number).filter((size) => Number.isSafeInteger(size)));
    },
    isReady: () => output.includes('ready'),
    errors: () => errors,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe.skipIf(!hasCluster)('a sequencer that is killed (skipped without PostgreSQL)', () => {
  it('leaves every acknowledged entry to the one that takes over, again and again', async () => {
    await using cluster = await openCluster('durable');
    const url = await cluster.database('comity');
    const chance = seededChance(11);
    let writer = startWriter(url);
    await until('the first is ready', () => writer.isReady());
    const { sha256 } = nodeCrypto;
    const database = await openLogDatabase({ url, schema, process: 'reader', part: 'reads' });
    const log = await openPostgresLog({
      database,
      origin: contractOrigin,
      sha256,
      process: 'reader',
    });
    let checked = 0;
    try {
      for (let round = 0; round < kills; round++) {
        const next = startWriter(url);
        await until(`round ${round}: the next is ready`, () => next.isReady());
        await until(`round ${round}: it is at work`, () => writer.acknowledged() > checked);
        await new Promise((done) => setTimeout(done, 5 + chance() * 90));
        await writer.kill();
        expect(writer.errors()).toBe('');
        const acknowledged = writer.acknowledged();
        writer = next;
        await until('the reader has it', () => log.head().size >= acknowledged);
        const { size } = log.head();
        expect(await log.entries(checked, size)).toEqual(
          plainEntries(checked, size).map((entry) => entry.bytes),
        );
        const numbers = Array.from({ length: size - checked }, (_, i) => checked + i);
        const even = numbers.filter((n) => n % 2 === 0);
        // Asked for together: one by one they would take longer than the writers.
        const slots = await Promise.all(even.map((n) => log.payload(n, 'public')));
        for (const [i, n] of even.entries()) {
          const { salt, bytes } = payloadOf('public', `payload ${n}`);
          expect(slots[i]).toEqual({ status: 'held', salt, bytes });
        }
        checked = size;
      }
      await until('the last goes on', () => writer.acknowledged() > checked);
      expect(database.role().kind).toBe('standby');
    } finally {
      await writer.kill();
      await log.close();
      await database.close();
    }
  });
});
