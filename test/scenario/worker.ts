// Runs seeds in a process of its own and says one JSON line for every few of them: simulate.ts starts as many as there
// are cores, and planted.ts one for each planted bug (then with `--import plant.ts` before it).
import { messageOf } from '../../src/base/errors.ts';
import type { Outcome } from './run.ts';

/** What a worker says: sums over some seeds, and the seeds that failed. */
export interface Report {
  readonly seeds: number;
  readonly steps: number;
  readonly acknowledged: number;
  readonly simulatedMilliseconds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly failed: readonly { readonly seed: number; readonly violations: readonly string[] }[];
}

const [from = 1, to = 2, reportEvery = 20, untilMilliseconds = Number.POSITIVE_INFINITY] =
  process.argv.slice(2).map(Number);

// An error that nobody waits for ends a real node.
const unhandled: string[] = [];
process.on('unhandledRejection', (error) => unhandled.push(`unhandled: ${messageOf(error)}`));
// Every missing file is an error with a trace, and nobody reads it.
Error.stackTraceLimit = 0;

const { runSeed } = await import('./run.ts');

async function outcomeOf(seed: number): Promise<Outcome> {
  const nothing = { steps: 0, digest: '', faults: {}, acknowledged: 0, simulatedMilliseconds: 0 };
  const outcome = await runSeed({ seed }).catch((error: unknown) => ({
    ...{ seed, ...nothing },
    violations: [`run: ${messageOf(error)}`],
  }));
  const violations = [...outcome.violations, ...unhandled.splice(0)];
  return { ...outcome, violations };
}

function summed(outcomes: readonly Outcome[]): Report {
  const faults: Record<string, number> = {};
  for (const outcome of outcomes)
    for (const [kind, count] of Object.entries(outcome.faults))
      faults[kind] = (faults[kind] ?? 0) + count;
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  return {
    seeds: outcomes.length,
    steps: sum((one) => one.steps),
    acknowledged: sum((one) => one.acknowledged),
    simulatedMilliseconds: sum((one) => one.simulatedMilliseconds),
    faults,
    failed: outcomes
      .filter(({ violations }) => violations.length > 0)
      .map(({ seed, violations }) => ({ seed, violations })),
  };
}

let pending: Outcome[] = [];
function report(): void {
  if (pending.length > 0) process.stdout.write(`${JSON.stringify(summed(pending))}\n`);
  pending = [];
}

for (let seed = from; seed < to && performance.now() < untilMilliseconds; seed++) {
  const outcome = await outcomeOf(seed);
  pending.push(outcome);
  if (outcome.violations.length > 0 || pending.length >= reportEvery) report();
}
report();
