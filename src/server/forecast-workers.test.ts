// Forecasts on threads: the same bytes on any number of them, and an end to every one.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, schedule, task } from '../../test/support/schedules.ts';
import { codeOf } from '../base/errors.ts';
import { dateToDay } from '../plan/civil-time.ts';
import { type ForecastAsked, forecastProject } from '../plan/forecast.ts';
import { type Policy, type RankingAsked, rankPolicies } from '../plan/policy.ts';
import { forecastOnThreads, rankOnThreads } from './forecast-workers.ts';

const of = schedule(
  [
    task('A', 40, { distribution: { type: 'pert', low: 1_200, mode: 2_400, high: 6_000 } }),
    task('B', 30, { distribution: { type: 'log-normal', median: 1_800, sigmaPermille: 400 } }),
    task('C', 8),
    task('D', 4, {
      distribution: { type: 'empirical', values: [60, 120, 900], elapsedMinutes: 70 },
    }),
  ],
  [link('A FS C'), link('B FS C 8'), link('C SS D')],
);
const asked: ForecastAsked = {
  schedule: of,
  profile: 'comity',
  runs: 203,
  seed: 7,
  days: [dateToDay('2026-06-12')],
  sha256: testCrypto.sha256,
};
const policies: readonly Policy[] = [
  { name: 'a', activities: ['A'], change: { type: 'faster', percent: 40 } },
  { name: 'b', activities: ['B'], change: { type: 'recognised' } },
  { name: 'p', activities: [], change: { type: 'parallel', links: [{ from: 'A', to: 'C' }] } },
];
const ranking: RankingAsked = { ...asked, policies, day: asked.days[0] };
const counts = [1, 2, 3, 7];

describe('a forecast on threads', () => {
  it.each(counts)('gives the same bytes on %i', async (threads) => {
    const alone = JSON.stringify(forecastProject(asked));
    expect(JSON.stringify(await forecastOnThreads(asked, threads))).toBe(alone);
  });

  it('takes no more threads than there are blocks of runs', async () => {
    const few = { ...asked, runs: 3 };
    const alone = JSON.stringify(forecastProject(few));
    expect(JSON.stringify(await forecastOnThreads(few, 64))).toBe(alone);
  });

  it('says how many runs are done, up to all of them', async () => {
    const seen: number[] = [];
    const onProgress = (done: number, all: number) => void seen.push(done / all);
    await forecastOnThreads(asked, 2, { onProgress });
    expect(seen).toEqual([...seen].sort());
    expect(seen.at(-1)).toBe(1);
  });

  it('tells the errors of what is asked, those found on a thread too', async () => {
    const codesOf = async (question: ForecastAsked) => {
      const result = await forecastOnThreads(question, 2);
      return result.ok ? [] : result.error.map((one) => one.code);
    };
    expect(await codesOf({ ...asked, runs: 0, target: 'Q' })).toEqual([
      'forecast.target-unknown',
      'forecast.runs',
    ]);
    const long = Array.from({ length: 64_000 }, (_, i) => task(`${i}`, 1));
    const links = long.slice(1).map((_, i) => link(`${i} FS ${i + 1}`));
    const chain = { ...asked, schedule: schedule(long, links), runs: 1 };
    expect(await codesOf(chain)).toEqual(['forecast.drag-placements']);
  });

  it('can be stopped, and ends by itself when it takes too long', async () => {
    const long = { ...asked, runs: 1_000_000 };
    const failure = async (work: Promise<unknown>) => codeOf(await work.catch((error) => error));
    const stop = new AbortController();
    const work = failure(forecastOnThreads(long, 2, { stop: stop.signal }));
    stop.abort();
    expect(await work).toBe('server.forecast.stopped');
    const stopped = { stop: AbortSignal.abort() };
    expect(await failure(forecastOnThreads(long, 1, stopped))).toBe('server.forecast.stopped');
    const short = forecastOnThreads(long, 1, { secondsMax: 0.01 });
    expect(await failure(short)).toBe('server.forecast.timeout');
  });

  it('fails when a thread does', async () => {
    const broken = { ...asked, schedule: of, days: [] as number[], profile: 'none' as 'comity' };
    const error = await forecastOnThreads(broken, 2).catch((caught) => caught);
    expect(codeOf(error)).toBe('server.forecast.thread');
  });
});

describe('a ranking on threads', () => {
  it.each(counts)('gives the same bytes on %i', async (threads) => {
    const alone = JSON.stringify(rankPolicies(ranking));
    expect(JSON.stringify(await rankOnThreads(ranking, threads))).toBe(alone);
  });

  it('tells the errors of what is asked', async () => {
    const result = await rankOnThreads({ ...ranking, runs: 0 }, 2);
    expect(result.ok ? [] : result.error.map((one) => one.code)).toEqual(['forecast.runs']);
  });
});
