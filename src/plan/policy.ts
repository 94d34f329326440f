// Policies: changes of rules tried on a network, and what each is worth over the same runs (docs/spec/plan.md 12).
import { err, ok, type Result } from '../base/result.ts';
import type { Minute } from './civil-time.ts';
import { compileModel } from './forecast-model.ts';
import { durationMinutesMax, policiesMax, policyFinishesMax, policyMembersMax } from './limits.ts';
import { type Changes, type DurationChange, linkKey } from './network-change.ts';
import { cutIssues, type PlanIssue, planError } from './plan-issue.ts';
import { runScenarios } from './policy-runs.ts';
import { quantile, shareBy } from './quantiles.ts';
import { joined } from './runs.ts';
import { findRunsErrors, type RunsAsked } from './runs-asked.ts';
import { compileScenarios, type RankingModel, type RankingRuns } from './scenarios.ts';
import type { Project } from './schedule.ts';
import { duplicatesOf } from './validation.ts';

/** One change of rules, tried on a network. */
export interface Policy {
  readonly name: string;
  /** Ids of the activities whose duration changes; where links go, ids of those concerned, for the reader. */
  readonly activities: readonly string[];
  readonly change: PolicyChange;
}

/** What changes: a limit of the whole work, a share off what remains, no work at all, links that no longer bind. */
export type PolicyChange =
  | { readonly type: 'limit'; readonly minutes: number }
  | { readonly type: 'faster'; readonly percent: number }
  | { readonly type: 'recognised' }
  | { readonly type: 'parallel'; readonly links: readonly PolicyLink[] };

/** Every link from one activity to another, by ids. */
export interface PolicyLink {
  readonly from: string;
  readonly to: string;
}

/**
 * Returns the errors of policies: policy.too-many, policy.name-twice, policy.too-large, policy.unknown-activity,
 * policy.unknown-link, policy.limit, policy.percent.
 */
export function findPolicyErrors(
  project: Project,
  policies: readonly Policy[],
): readonly PlanIssue[] {
  const ids = new Set(project.activities.map((activity) => activity.id));
  const links = new Set(project.links.map((link) => linkKey(link.from, link.to)));
  const names = policies.map((policy) => policy.name);
  const issues = policies.flatMap((policy) => findMemberErrors(policy, { ids, links }));
  if (policies.length > policiesMax) {
    const sentence = `expected at most ${policiesMax} policies, got ${policies.length}`;
    issues.push(planError('policy.too-many', sentence));
  }
  for (const name of duplicatesOf(names)) {
    const sentence = 'two policies have one name';
    issues.push(planError('policy.name-twice', sentence, { members: [name] }));
  }
  return issues;
}

function findMemberErrors(
  { name, activities, change }: Policy,
  known: { readonly ids: ReadonlySet<string>; readonly links: ReadonlySet<string> },
): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const add = (code: string, sentence: string, members: readonly string[]) =>
    issues.push(planError(code, `policy ${name}: ${sentence}`, { members }));
  const links = change.type === 'parallel' ? change.links : [];
  const size = Math.max(activities.length, links.length);
  if (size > policyMembersMax) {
    add('policy.too-large', `expected at most ${policyMembersMax} members, got ${size}`, []);
  }
  const absent = activities.filter((id) => !known.ids.has(id));
  if (absent.length > 0) {
    add('policy.unknown-activity', 'it names activities that are not there', absent);
  }
  const unlinked = links.filter(({ from, to }) => !known.links.has(linkKey(from, to)));
  if (unlinked.length > 0) {
    const members = unlinked.map(({ from, to }) => `${from} -> ${to}`);
    add('policy.unknown-link', 'it removes links that are not there', members);
  }
  if (change.type === 'limit' && !isWithin(change.minutes, 0, durationMinutesMax)) {
    const sentence = `expected a limit from 0 to ${durationMinutesMax} minutes, got ${change.minutes}`;
    add('policy.limit', sentence, []);
  }
  if (change.type === 'faster' && !isWithin(change.percent, 1, 100)) {
    add('policy.percent', `expected 1 to 100 per cent, got ${change.percent}`, []);
  }
  return issues;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Returns what policies without errors change, one after another. */
export function changesOf(policies: readonly Policy[]): Changes {
  const durations = new Map<string, DurationChange[]>();
  const removed = new Set<string>();
  for (const { activities, change } of policies) {
    if (change.type === 'parallel') {
      for (const { from, to } of change.links) removed.add(linkKey(from, to));
      continue;
    }
    for (const id of new Set(activities)) {
      durations.set(id, [...(durations.get(id) ?? []), durationChange(change)]);
    }
  }
  return { durations, removed };
}

/** The whole work keeps a limit; a share comes off what remains, rounded to the nearer minute, halves up. */
function durationChange(change: Exclude<PolicyChange, { type: 'parallel' }>): DurationChange {
  switch (change.type) {
    case 'limit': {
      const { minutes } = change;
      return (remaining, elapsed) => Math.min(remaining, Math.max(0, minutes - elapsed));
    }
    case 'faster': {
      const kept = 100 - change.percent;
      return (remaining) => Math.floor((remaining * kept) / 100 + 0.5);
    }
    case 'recognised':
      return () => 0;
  }
}

/** What is compared. */
export interface RankingAsked extends RunsAsked {
  /** Each is tried by itself. */
  readonly policies: readonly Policy[];
  /** Policies that are followed with and without those compared, one after another. */
  readonly inForce?: readonly Policy[] | undefined;
  /** A civil day whose probability is asked, as a day number. */
  readonly day?: number | undefined;
}

/** What a policy is worth. */
export interface PolicyEffect {
  readonly policy: string;
  /** Mean of finish without less finish with it, over the same runs, in whole minutes on the clock. */
  readonly meanMinutes: number;
  /** Of that mean, from the paired differences, in whole minutes; 0 for a single run. */
  readonly standardErrorMinutes: number;
  readonly p50: Minute;
  readonly p80: Minute;
  /** P80 without less P80 with it. */
  readonly p80ShiftMinutes: number;
  /** Share of runs finished by the end of the day asked. */
  readonly probability?: number;
}

/** Policies that are tried together, under one name. */
export interface Scenario {
  readonly name: string;
  readonly policies: readonly Policy[];
}

/**
 * Returns what each policy is worth by itself: by mean minutes, the most first, then by name. Errors, all at once: those
 * of {@link findRankingErrors}.
 */
export function rankPolicies(
  asked: RankingAsked,
): Result<readonly PolicyEffect[], readonly PlanIssue[]> {
  return compareScenarios(asked, scenariosOf(asked));
}

/** Returns what scenarios of the policies asked are worth, in the order and with the errors of a ranking. */
export function compareScenarios(
  asked: RankingAsked,
  scenarios: readonly Scenario[],
): Result<readonly PolicyEffect[], readonly PlanIssue[]> {
  const errors = findRankingErrors(asked, scenarios.length);
  if (errors.length > 0) return err(cutIssues(errors));
  const runs = runScenarios(rankingModelOf(asked, scenarios), 0, asked.runs);
  return ok(concludeRanking(asked, scenarios, runs));
}

/**
 * Returns the errors of a comparison: those of {@link findRunsErrors} and {@link findPolicyErrors}.
 * @param scenarios How many are compared.
 */
export function findRankingErrors(
  asked: RankingAsked,
  scenarios = asked.policies.length,
): readonly PlanIssue[] {
  const { policies, inForce = [], runs } = asked;
  const [project] = asked.schedule.projects;
  const found =
    project === undefined
      ? []
      : [...findPolicyErrors(project, policies), ...findPolicyErrors(project, inForce)];
  const finishes = runs * scenarios;
  if (finishes <= policyFinishesMax) return [...findRunsErrors(asked), ...found];
  const sentence = `expected at most ${policyFinishesMax} runs times policies, got ${finishes}`;
  return [...findRunsErrors(asked), ...found, planError('policy.too-many', sentence)];
}

/** Returns each policy by itself. */
export function scenariosOf({ policies }: RankingAsked): readonly Scenario[] {
  return policies.map((policy) => ({ name: policy.name, policies: [policy] }));
}

/** Returns the model whose runs answer a comparison without errors. */
export function rankingModelOf(asked: RankingAsked, scenarios: readonly Scenario[]): RankingModel {
  const { schedule, inForce = [] } = asked;
  const [project] = schedule.projects;
  const changes = inForce.length === 0 ? undefined : changesOf(inForce);
  const base = compileModel(project, schedule.calendars, { ...asked, changes });
  return compileScenarios(
    base,
    project,
    scenarios.map((one) => changesOf(one.policies)),
  );
}

/** Returns what all runs of a comparison tell: by mean minutes, the most first, then by name. */
export function concludeRanking(
  asked: RankingAsked,
  scenarios: readonly Scenario[],
  runs: RankingRuns,
): readonly PolicyEffect[] {
  const base80 = quantile(runs.base.slice().sort(), 80);
  const effects = scenarios.map(({ name }, i): PolicyEffect => {
    const finishes = runs.changed[i];
    const sorted = finishes.slice().sort();
    const [p50, p80] = [quantile(sorted, 50), quantile(sorted, 80)];
    return {
      policy: name,
      ...differenceOf(runs.base, finishes),
      p50,
      p80,
      p80ShiftMinutes: base80 - p80,
      ...(asked.day === undefined ? {} : { probability: shareBy(sorted, asked.day) }),
    };
  });
  return effects.sort((a, b) => b.meanMinutes - a.meanMinutes || (a.policy < b.policy ? -1 : 1));
}

/** Differences are whole minutes, and are added in the order of runs, so the sums are the same everywhere. */
function differenceOf(without: Float64Array, having: Float64Array) {
  const count = without.length;
  let sum = 0;
  for (let run = 0; run < count; run++) sum += without[run] - having[run];
  const mean = sum / count;
  let squares = 0;
  for (let run = 0; run < count; run++) squares += (without[run] - having[run] - mean) ** 2;
  const error = count === 1 ? 0 : Math.sqrt(squares / (count - 1) / count);
  return {
    meanMinutes: Math.floor(mean + 0.5),
    standardErrorMinutes: Math.floor(error + 0.5),
  };
}

/** Returns the results of consecutive ranges of runs, given in order, as those of one range. */
export function mergeRankingRuns(parts: readonly RankingRuns[]): RankingRuns {
  return {
    base: joined(parts.map((part) => part.base)),
    changed: parts[0].changed.map((_, i) => joined(parts.map((part) => part.changed[i]))),
  };
}
