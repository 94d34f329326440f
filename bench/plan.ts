// How fast is a critical path? Dates, floats and longest path of 10^3 to 10^6 activities with two predecessors each, on
// the clock and on six calendars, beside the same algorithm in C (gcc -O3) in the same run. `node bench/plan.ts`
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../src/base/errors.ts';
import { type ComputedDates, computeDates } from '../src/plan/critical-path.ts';
import { compileNetwork, type LinkTable, type Network } from '../src/plan/network.ts';
import { optionsOf } from '../src/plan/profile.ts';
import { answer, inFolder } from './support/answer.ts';
import { bestSeconds, randomProject, sixCalendars } from './support/random-project.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
function sumsOf(network: Network, dates: ComputedDates) {
  const sum = (values: ArrayLike<number>) => {
    let total = 0;
    for (let i = 0; i < network.count; i++) total += values[i];
    return total;
  };
  return {
    finish: dates.projectFinish,
    late: sum(dates.late.start) - network.count * network.dataDate,
    totalFloat: sum(dates.totalFloat),
    freeFloat: sum(dates.freeFloat),
    longestPath: sum(dates.longestPath),
  };
}

function bytesOf(network: Network): Buffer {
  const linksOf = (table: LinkTable) => [table.first, table.other, table.type, table.lag];
  const parts = [
    Int32Array.of(network.count, network.predecessors.other.length),
    Float64Array.of(network.dataDate),
    network.remaining,
    ...linksOf(network.predecessors),
    ...linksOf(network.successors),
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part.buffer, 0, part.byteLength)));
}

/** Returns the program, or why there is none. */
function compile(dir: string): { readonly program?: string; readonly why: string } {
  const source = fileURLToPath(new URL('./support/cpm.c', import.meta.url));
  const program = join(dir, 'cpm');
  try {
    execFileSync('gcc', ['-O3', '-march=native', '-std=c11', '-o', program, source]);
    return { program, why: '' };
  } catch (error) {
    return { why: messageOf(error).split('\n')[0] };
  }
}

await inFolder(async (dir) => {
  const { program, why } = compile(dir);
  for (const size of sizes) {
    const runs = Math.max(5, Math.min(200, Math.round(2_000_000 / size)));
    const network = compileNetwork(randomProject(size, { calendars: [] }), [], optionsOf('comity'));
    const seconds = bestSeconds(runs, () => computeDates(network));
    const file = join(dir, 'network');
    writeFileSync(file, bytesOf(network));
    const peer =
      program && JSON.parse(execFileSync(program, [file, `${runs}`], { encoding: 'utf8' }));
    const ours = sumsOf(network, computeDates(network));
    const isSame = Object.entries(ours).every(([name, value]) => peer?.[name] === value);
    answer({
      question: 'activities a second through the critical path, on the clock',
      value: size / seconds,
      unit: 'activities/s',
      peer: program ? 'the same algorithm in C, gcc -O3 -march=native' : `no C program: ${why}`,
      peerValue: peer ? size / peer.seconds : 0,
      more: { activities: size, milliseconds: seconds * 1_000, same: peer ? String(isSame) : '' },
    });
    const project = randomProject(size, { calendars: sixCalendars });
    const worked = compileNetwork(project, sixCalendars, optionsOf('comity'));
    const workedSeconds = bestSeconds(Math.ceil(runs / 4), () => computeDates(worked));
    const compiling = bestSeconds(3, () =>
      compileNetwork(project, sixCalendars, optionsOf('comity')),
    );
    answer({
      question: 'activities a second through the critical path, on six calendars',
      value: size / workedSeconds,
      unit: 'activities/s',
      peer: 'the same without calendars, on the clock',
      peerValue: size / seconds,
      more: {
        activities: size,
        milliseconds: workedSeconds * 1_000,
        compileMilliseconds: compiling * 1_000,
      },
    });
  }
});
