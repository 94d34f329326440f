// `npm run simulate`: many seeds on every core, one seed with its trace, or the proof that planted bugs are caught.
//   -- --seeds N --from N --minutes N --workers N     the defaults are 100,000 seeds from 1
//   -- --seed N                                       one seed, shortened while it still fails, with its trace
//   -- --planted [--only NAME]                        every planted bug, and which seed or test catches it
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { provePlanted } from './planted.ts';
import { type Outcome, runSeed } from './run.ts';
import type { Report } from './worker.ts';

const failedShown = 40;
const traceLinesShown = 60;
const progressMilliseconds = 5_000;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    planted: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

if (values.planted) process.exitCode = await provePlanted(Number(values.workers), values.only);
else if (values.seed !== undefined) process.exitCode = await showSeed(Number(values.seed));
else process.exitCode = await runMany();

async function runMany(): Promise<number> {
  const [seeds, from, workers] = [values.seeds, values.from, values.workers].map(Number);
  const begun = performance.now();
  const all = { seeds: 0, steps: 0, acknowledged: 0, simulatedHours: 0 };
  const faults: Record<string, number> = {};
  const failed: Report['failed'][number][] = [];
  const timer = setInterval(() => {
    const perSecond = (all.seeds / (performance.now() - begun)) * 1_000;
    process.stderr.write(`${all.seeds} of ${seeds} seeds, ${perSecond.toFixed(1)}/s\n`);
  }, progressMilliseconds);
  const take = (report: Report) => {
    all.seeds += report.seeds;
    all.steps += report.steps;
    all.acknowledged += report.acknowledged;
    all.simulatedHours += report.simulatedMilliseconds / 3_600_000;
    for (const [kind, n] of Object.entries(report.faults)) faults[kind] = (faults[kind] ?? 0) + n;
    failed.push(...report.failed);
    // At once as well: a long run may be stopped.
    for (const { seed, violations: what } of report.failed)
      process.stderr.write(`seed ${seed} fails: ${what[0]}\n`);
  };
  const share = Math.ceil(seeds / workers);
  const minutes = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes);
  await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const range = [from + i * share, Math.min(from + seeds, from + (i + 1) * share)];
      return runWorker([...range, 20, minutes * 60_000], take);
    }),
  );
  clearInterval(timer);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  const sum = Object.values(faults).reduce((a, b) => a + b, 0);
  const simulatedHours = Math.round(all.simulatedHours * 10) / 10;
  const unsettled = failed.filter((one) => one.violations.every(isUnsettled)).length;
  const violations = failed.length - unsettled;
  const figures = { ...all, simulatedHours, faultsTried: sum, faults, violations, unsettled };
  console.log(JSON.stringify({ ...figures, seconds, workers }));
  // What was lost, forged, framed or shown comes before what only took too long.
  const worstFirst = failed.toSorted(
    (a, b) => Number(a.violations.every(isUnsettled)) - Number(b.violations.every(isUnsettled)),
  );
  for (const { seed, violations: what } of worstFirst.slice(0, failedShown)) {
    console.error(`seed ${seed}: ${what.slice(0, 3).join('; ')}`);
    console.error(`  npm run simulate -- --seed ${seed}`);
  }
  return all.seeds > 0 && failed.length === 0 ? 0 : 1;
}

/** Nothing lost, forged, framed or shown, but not all noticed or together within a simulated minute. */
function isUnsettled(violation: string): boolean {
  return /has not noticed|has no evidence|still apart/.test(violation);
}

function runWorker(range: readonly number[], take: (report: Report) => void): Promise<void> {
  const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const child = spawn(process.execPath, [worker, ...range.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => take(JSON.parse(line) as Report));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`worker: ${code}`))));
  });
}

/** Runs one seed; when it fails, finds the shortest trouble in which it still does, and shows the end of that. */
async function showSeed(seed: number): Promise<number> {
  const whole = await runSeed({ seed });
  let shortest: { readonly outcome: Outcome; readonly milliseconds?: number } = { outcome: whole };
  if (whole.violations.length > 0) {
    for (let milliseconds = 1_000; milliseconds <= 16_000; milliseconds += 500) {
      const outcome = await runSeed({ seed, troubleMilliseconds: milliseconds });
      if (outcome.violations.length === 0) continue;
      shortest = { outcome, milliseconds };
      break;
    }
  }
  const lines: string[] = [];
  const { milliseconds } = shortest;
  const cut = milliseconds === undefined ? {} : { troubleMilliseconds: milliseconds };
  await runSeed({ seed, show: (line) => lines.push(line), ...cut });
  const violated = lines.findIndex((line) => line.includes(' VIOLATION '));
  const end = violated < 0 ? lines.length : violated + 3;
  process.stdout.write(lines.slice(Math.max(0, end - traceLinesShown), end).join(''));
  console.log(JSON.stringify({ ...shortest.outcome, ...cut }));
  return whole.violations.length === 0 ? 0 : 1;
}
