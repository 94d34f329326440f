// `npm run simulate`
import { runSeed } from './run.ts';

Error.stackTraceLimit = Number(process.env.TRACES ?? 0);
const from = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const show = process.argv[4] === 'show';
const begun = performance.now();
let bad = 0;
let sim = 0;
let ack = 0;
let steps = 0;
for (let seed = from; seed < from + count; seed++) {
  const t = performance.now();
  const outcome = await runSeed({
    seed,
    ...(show ? { show: (line: string) => process.stdout.write(line) } : {}),
  });
  sim += outcome.simulatedMilliseconds;
  ack += outcome.acknowledged;
  steps += outcome.steps;
  if (outcome.violations.length > 0) {
    bad++;
    console.log(seed, outcome.violations.slice(0, 3));
  }
  if (count < 20) console.log(seed, Math.round(performance.now() - t), JSON.stringify(outcome));
}
console.log({
  bad,
  count,
  perSecond: (count / (performance.now() - begun)) * 1000,
  sim,
  ack,
  steps,
});
