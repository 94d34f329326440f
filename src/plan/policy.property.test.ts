// The ranking of policies places only what a policy can move: on generated networks with progress, every type of link
// and levels of effort it must agree with whole forecasts, run by run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { monday, schedule } from '../../test/support/schedules.ts';
import { modelOf } from './forecast.ts';
import { type Policy, rankPolicies } from './policy.ts';
import { simulate } from './runs.ts';
import type { Activity, Link } from './schedule.ts';

const runs = 18;
const size = 10;
const hours = (most: number) => fc.integer({ min: 0, max: most }).map((count) => count * 60);
const place = fc.integer({ min: 0, max: size - 1 });

const distribution = fc.option(
  fc.record({ low: hours(30), more: hours(30), elapsedMinutes: fc.option(hours(20), { nil: 0 }) }),
  { nil: undefined },
);

const progress = fc.constantFrom<Partial<Activity>>(
  {},
  {},
  {},
  { actualStart: monday - 2_400, remainingMinutes: 900 },
  { actualStart: monday - 3_000, actualFinish: monday - 600 },
  { type: 'level-of-effort' },
  { constraints: [{ type: 'start-no-earlier-than', at: monday + 9_000 }] },
);

const activities = fc
  .array(fc.tuple(hours(40), distribution, progress, fc.boolean()), {
    minLength: size,
    maxLength: size,
  })
  .map((all) =>
    all.map(([durationMinutes, law, more, isOnWeek], i): Activity => {
      const own = { id: `${i}`, code: `${i}`, type: 'task', durationMinutes, ...more } as const;
      const calendar = isOnWeek ? { calendar: 'week' } : {};
      if (law === undefined || own.type !== 'task') return { ...own, ...calendar };
      const { low, more: step, elapsedMinutes } = law;
      const shape = { type: 'triangular', low, mode: low + step, high: low + 3 * step } as const;
      return { ...own, ...calendar, distribution: { ...shape, elapsedMinutes } };
    }),
  );

const link = fc
  .tuple(place, place, fc.constantFrom<Link['type']>('FS', 'FS', 'SS', 'FF', 'SF'), hours(10))
  .filter(([a, b]) => a !== b)
  .map(([a, b, type, lagMinutes]): Link => {
    return { from: `${Math.min(a, b)}`, to: `${Math.max(a, b)}`, type, lagMinutes };
  });

const change = fc.oneof(
  fc.record({ type: fc.constant('limit' as const), minutes: hours(40) }),
  fc.record({ type: fc.constant('faster' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.constant({ type: 'recognised' as const }),
);

describe('a ranking', () => {
  it('agrees on generated networks with a whole forecast for each policy, run by run', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        fc.tuple(activities, fc.array(link, { minLength: 1, maxLength: 25 })),
        fc.tuple(fc.array(place, { minLength: 1, maxLength: 3 }), change, place),
        fc.constantFrom('comity' as const, 'p6' as const),
        ([all, links], [members, how, end], profile) => {
          const policies: readonly Policy[] = [
            { name: 'changed', activities: members.map(String), change: how },
            { name: 'parallel', activities: [], change: { type: 'parallel', links: [links[0]!] } },
          ];
          const target = all[end]!.type === 'level-of-effort' ? undefined : `${end}`;
          const of = schedule(all, links);
          const asked = { schedule: of, profile, runs, seed: 5, target, sha256: testCrypto.sha256 };
          const ranked = rankPolicies({ ...asked, policies });
          const finishes = (inForce: readonly Policy[]) =>
            simulate(modelOf({ ...asked, days: [], inForce }), 0, runs).finishes;
          const base = finishes([]);
          for (const policy of policies) {
            const changed = finishes([policy]);
            const gained = base.reduce((sum, finish, run) => sum + finish - changed[run]!, 0);
            if (gained !== 0) moved += 1;
            const effects = ranked.ok ? ranked.value : [];
            const effect = effects.find((one) => one.policy === policy.name);
            expect(effect?.meanMinutes).toBe(Math.floor(gained / runs + 0.5));
          }
        },
      ),
      { seed: 17, numRuns: 250 },
    );
    expect(moved).toBeGreaterThan(50);
  });
});
