// How fast are many runs? Forecasts of 10^3 and 10^4 uncertain activities on four calendars, on one thread and on every
// core, and the ranking of policies beside a forecast for each. `node bench/plan-runs.ts`
import { availableParallelism } from 'node:os';
import { type ForecastAsked, forecastProject } from '../src/plan/forecast.ts';
import { type Policy, rankPolicies } from '../src/plan/policy.ts';
import { forecastOnThreads, rankOnThreads } from '../src/server/forecast-workers.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { answer, round, secondsOf } from './support/answer.ts';
import { bestSeconds, calendars, randomProject } from './support/random-project.ts';

const sizes = [1_000, 10_000];
/** More than finishes of single activities are kept for: what is measured are the runs. */
const placements = 40_000_000;
const policyCount = 100;
const cores = availableParallelism();

function questionOf(size: number, isUncertain: boolean): ForecastAsked {
  return {
    schedule: { calendars, projects: [randomProject(size, { calendars, isUncertain })] },
    profile: 'comity',
    runs: placements / size,
    seed: 1,
    days: [],
    sha256: nodeCrypto.sha256,
  };
}

/** Wall time of the quickest of three: threads start within it. */
async function bestOf(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) best = Math.min(best, await secondsOf(work));
  return best;
}

for (const size of sizes) {
  const asked = questionOf(size, true);
  const { runs } = asked;
  const one = bestSeconds(3, () => forecastProject(asked));
  const fixed = questionOf(size, false);
  const still = bestSeconds(3, () => forecastProject(fixed));
  answer({
    question: 'runs times activities a second of a forecast on four calendars, one thread',
    value: placements / one,
    unit: 'placements/s',
    peer: 'the same with fixed durations: nothing is drawn',
    peerValue: placements / still,
    more: { activities: size, runs },
  });
  const all = await bestOf(() => forecastOnThreads(asked, cores));
  const isSame =
    JSON.stringify(await forecastOnThreads(asked, cores)) ===
    JSON.stringify(forecastProject(asked));
  answer({
    question: 'runs times activities a second of a forecast on four calendars, every core',
    value: placements / all,
    unit: 'placements/s',
    peer: 'one thread',
    peerValue: placements / one,
    more: { activities: size, runs, threads: cores, same: String(isSame) },
  });
  const step = Math.floor(size / policyCount);
  const policies = Array.from({ length: policyCount }, (_, i): Policy => {
    const change = { type: 'faster', percent: 33 } as const;
    return { name: `${i}`, activities: [`${i * step}`], change };
  });
  const ranked = { ...asked, runs: 200, policies };
  const ranking = bestSeconds(1, () => rankPolicies(ranked));
  const single = { ...asked, runs: 200, inForce: policies.slice(0, 1) };
  const each = bestSeconds(2, () => forecastProject(single));
  const shared = await bestOf(() => rankOnThreads(ranked, cores));
  answer({
    question: 'policies ranked a second, 200 runs each',
    value: policyCount / ranking,
    unit: 'policies/s',
    peer: 'a forecast for each policy',
    peerValue: 1 / each,
    more: { activities: size, policies: policyCount, everyCore: round(policyCount / shared) },
  });
}
