// `npm run compare`: the engine against the rules written down a second time, on generated projects.
//   -- --networks N --seed S --profile p6|comity|msproject     the defaults are 100,000 of each profile from seed 1
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { isProfileName } from '../../src/plan/profile.ts';
import { compareGenerated } from '../support/plan-differences.ts';

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'string', multiple: true, default: ['p6', 'comity', 'msproject'] },
  },
});

/** Networks of one seed: a failure is told after at most so many. */
const chunk = 1_000;
const [networks, seed] = [Number(values.networks), Number(values.seed)];
for (const profile of values.profile.filter(isProfileName)) {
  const begun = performance.now();
  let compared = 0;
  for (let part = 0; compared < networks; part++) {
    const count = Math.min(chunk, networks - compared);
    const details = compareGenerated(profile, { seed: seed + part, count });
    if (details.failed) {
      process.stderr.write(`${profile}: ${fc.defaultReportMessage(details)}\n`);
      process.exitCode = 1;
      break;
    }
    compared += count;
    if (compared % 10_000 === 0) process.stderr.write(`${profile}: ${compared} of ${networks}\n`);
  }
  const seconds = Math.round((performance.now() - begun) / 1_000);
  process.stdout.write(`${JSON.stringify({ profile, compared, seed, seconds })}\n`);
}
