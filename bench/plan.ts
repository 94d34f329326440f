// How fast is a critical path? Dates, floats and longest path of 10^3 to 10^6 activities with two predecessors each, on
// the clock and on four calendars, beside the same algorithm in C (gcc -O3) in the same run. `node bench/plan.ts`
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../src/base/errors.ts';
import type { Bands, Calendar } from '../src/plan/calendar.ts';
import { type ComputedDates, computeDates } from '../src/plan/critical-path.ts';
import { compileNetwork, type LinkTable, type Network } from '../src/plan/network.ts';
import { optionsOf } from '../src/plan/profile.ts';
import type { Activity, Link, Project } from '../src/plan/schedule.ts';
import { answer, inFolder } from './support/answer.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const dataDate = 29_000_000;

/** Marsaglia's xorshift: the same network in every run. */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const office: Bands = [
  { from: 540, to: 720 },
  { from: 840, to: 1_080 },
];
const long: Bands = [{ from: 480, to: 1_140 }];
const calendars: readonly Calendar[] = [office, long].flatMap((bands, i) => {
  const holidays = Array.from({ length: 150 }, (_, n) => [20_200 + n * 23, []] as const);
  const week = [bands, bands, bands, bands, bands, [], []];
  return [
    { id: `five-${i}`, week, exceptions: new Map(holidays) },
    { id: `six-${i}`, week: [...week.slice(0, 5), bands, []], exceptions: new Map() },
  ];
});

/** 85 % FS, 8 % SS, 6 % FF, 1 % SF, a lag on every tenth link, predecessors among the 100 before. */
function randomProject(size: number, isOnCalendars: boolean): Project {
  const draw = createDraw(20_261_124);
  const activities: Activity[] = [];
  const links: Link[] = [];
  for (let i = 0; i < size; i++) {
    const calendar = isOnCalendars ? { calendar: calendars[draw(4)].id } : {};
    const durationMinutes = 60 + 30 * draw(100);
    activities.push({ id: `${i}`, code: `${i}`, type: 'task', durationMinutes, ...calendar });
    for (let k = 0; k < 2 && i > 0; k++) {
      const from = `${i - 1 - draw(Math.min(i, 100))}`;
      const kind = draw(100);
      const type = kind < 85 ? 'FS' : kind < 93 ? 'SS' : kind < 99 ? 'FF' : 'SF';
      links.push({ from, to: `${i}`, type, lagMinutes: draw(10) === 0 ? 30 * draw(40) : 0 });
    }
  }
  return { id: '1', code: '1', dataDate, activities, links };
}

/** The best of some runs, in seconds: what the machine can do, not what else it was doing. */
function bestSeconds(runs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    work();
    best = Math.min(best, (performance.now() - from) / 1_000);
  }
  return best;
}

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
    const network = compileNetwork(randomProject(size, false), [], optionsOf('comity'));
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
    const project = randomProject(size, true);
    const worked = compileNetwork(project, calendars, optionsOf('comity'));
    const workedSeconds = bestSeconds(Math.ceil(runs / 4), () => computeDates(worked));
    const compiling = bestSeconds(3, () => compileNetwork(project, calendars, optionsOf('comity')));
    answer({
      question: 'activities a second through the critical path, on four calendars',
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
