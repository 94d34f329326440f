// How long does a log of 1,000,000 entries take to open after its process was killed, until its head is known? Beside
// the same log whose journal was never rotated, which is read from the first entry. `node bench/restart.ts`
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer, inFolder, machineRates, round } from './support/answer.ts';
import { firstLine, lineOf, runProgram } from './support/program.ts';

const entries = Number(process.env.COMITY_BENCH_ENTRIES ?? 1_000_000);
const writer = fileURLToPath(new URL('support/log-writer.ts', import.meta.url));
const opener = fileURLToPath(new URL('support/log-opener.ts', import.meta.url));

interface Opened {
  readonly size: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** Fills a log, kills who fills it in the middle of appending, and opens what is left. */
async function reopened(dir: string, rotateEntries: number): Promise<Opened> {
  const program = runProgram(writer, [dir, String(entries), String(rotateEntries)]);
  await firstLine(program);
  program.child.kill('SIGKILL');
  await program.ended;
  return lineOf<Opened>(runProgram(opener, [dir]));
}

await inFolder(async (dir) => {
  const rotated = await reopened(join(dir, 'rotated'), 65_536);
  const whole = await reopened(join(dir, 'whole'), Number.MAX_SAFE_INTEGER);
  if (rotated.size < entries || whole.size < entries) throw new TypeError('entries were lost');
  answer({
    question: 'seconds from opening a log after kill -9 to its head',
    value: rotated.seconds,
    unit: 's',
    peer: 'the same log with all entries in its journal',
    peerValue: whole.seconds,
    more: {
      entries: rotated.size,
      cpuSeconds: round(rotated.cpuSeconds),
      rssMiB: Math.round(rotated.rssMiB),
      peerRssMiB: Math.round(whole.rssMiB),
      ...(await machineRates(dir)),
    },
  });
});
