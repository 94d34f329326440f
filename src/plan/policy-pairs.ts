// Policies two by two: of two approvals side by side neither moves the date alone, and both do together (docs/spec/plan.md
// 12). What a pair is worth beyond what its two are worth by themselves is its surplus.
import { ok, type Result } from '../base/result.ts';
import type { PlanIssue } from './plan-issue.ts';
import {
  compareScenarios,
  type PolicyEffect,
  type RankingAsked,
  rankPolicies,
  type Scenario,
} from './policy.ts';

/** So many policies, the best by themselves, are tried two by two. */
const pairedPoliciesMax = 20;

/** What two policies are worth together. */
export interface PairEffect extends Omit<PolicyEffect, 'policy'> {
  /** In the order of the ranking. */
  readonly policies: readonly [string, string];
  /** Mean minutes together, less those of each by itself; negative where they help in the same place. */
  readonly surplusMinutes: number;
}

/** What policies are worth, by themselves and two by two. */
export interface PairRanking {
  /** By mean minutes, the most first. */
  readonly alone: readonly PolicyEffect[];
  /** By surplus, the most first, then by mean minutes and names. */
  readonly pairs: readonly PairEffect[];
}

/** Returns what policies are worth by themselves and two by two. Errors: those of {@link rankPolicies}. */
export function rankPairs(asked: RankingAsked): Result<PairRanking, readonly PlanIssue[]> {
  const alone = rankPolicies(asked);
  if (!alone.ok) return alone;
  const scenarios = pairScenarios(asked, alone.value);
  if (scenarios.length === 0) return ok({ alone: alone.value, pairs: [] });
  const effects = compareScenarios(asked, scenarios);
  if (!effects.ok) return effects;
  return ok({ alone: alone.value, pairs: concludePairs(alone.value, effects.value) });
}

/** Returns each two of the best 20 of a ranking as a scenario. */
export function pairScenarios(
  { policies }: RankingAsked,
  alone: readonly PolicyEffect[],
): readonly Scenario[] {
  const byName = new Map(policies.map((policy) => [policy.name, policy]));
  const best = alone.slice(0, pairedPoliciesMax).flatMap((one) => byName.get(one.policy) ?? []);
  return best.flatMap((first, i) =>
    best.slice(i + 1).map((second) => ({
      name: JSON.stringify([first.name, second.name]),
      policies: [first, second],
    })),
  );
}

/** Returns the effects of {@link pairScenarios} as pairs. */
export function concludePairs(
  alone: readonly PolicyEffect[],
  effects: readonly PolicyEffect[],
): readonly PairEffect[] {
  const means = new Map(alone.map((one) => [one.policy, one.meanMinutes]));
  const pairs = effects.map(({ policy, ...effect }): PairEffect => {
    const policies = JSON.parse(policy) as [string, string];
    const apart = policies.reduce((sum, name) => sum + (means.get(name) ?? 0), 0);
    return { policies, ...effect, surplusMinutes: effect.meanMinutes - apart };
  });
  const key = (pair: PairEffect) => pair.policies.join('\u0000');
  return pairs.sort(
    (a, b) =>
      b.surplusMinutes - a.surplusMinutes ||
      b.meanMinutes - a.meanMinutes ||
      (key(a) < key(b) ? -1 : 1),
  );
}
