// Does one more entry cost the same in a small log and in a large one? CPU and time of an append with its share of
// publishing and rotation, around 1,000, 100,000 and 1,000,000 entries (COMITY_BENCH_ENTRIES for more), and the
// memory that the log takes there. `node bench/flat.ts`
import { join } from 'node:path';
import type { Origin } from '../src/base/ids.ts';
import { openFilesLog } from '../src/store/files-log.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { answer, inFolder, machineRates, round } from './support/answer.ts';
import { appendPlain, publish } from './support/plain-log.ts';

const largest = Number(process.env.COMITY_BENCH_ENTRIES ?? 1_000_000);
const sizes = [1_000, 100_000, largest];
const { sha256 } = nodeCrypto;
/** Enough for one whole rotation of the journal. */
const measured = 65_536;
const origin = 'bench.example/comity' as Origin;

await inFolder(async (dir) => {
  // Compiled first, or the smallest log would pay for it.
  const warm = await openFilesLog({ dir: join(dir, 'warm'), origin, sha256 });
  await fillTo(warm, measured / 2);
  await warm.close();
  let first: number | undefined;
  for (const size of sizes) {
    const path = join(dir, `log-${size}`);
    const one = await openFilesLog({ dir: path, origin, sha256 });
    await fillTo(one, size);
    globalThis.gc?.();
    const memory = process.memoryUsage();
    const from = { cpu: process.cpuUsage(), time: performance.now() };
    await fillTo(one, size + measured);
    const cpu = process.cpuUsage(from.cpu);
    const cpuMicroseconds = (cpu.user + cpu.system) / measured;
    const microseconds = ((performance.now() - from.time) * 1_000) / measured;
    first ??= cpuMicroseconds;
    answer({
      question: `microseconds of CPU of one append at ${size} entries`,
      value: cpuMicroseconds,
      unit: 'µs',
      peer: 'the same at 1,000 entries',
      peerValue: first,
      more: {
        entries: size,
        microseconds: round(microseconds),
        heapAndBuffersMiB: Math.round((memory.heapUsed + memory.arrayBuffers) / 2 ** 20),
        ...(await machineRates(dir)),
      },
    });
    await one.close();
  }
});

async function fillTo(log: Awaited<ReturnType<typeof openFilesLog>>, to: number): Promise<void> {
  while (log.head().size < to) {
    await appendPlain(log, Math.min(1_024, to - log.head().size));
    if (log.head().size % 8_192 < 1_024) await publish(log);
  }
  await publish(log);
}
