// Float paths: how work leads to an activity, the driving chain first and then those that would drive next
// (docs/spec/plan.md 8a). Each activity lies on one path.
import { err, ok, type Result } from '../base/result.ts';
import type { Calendar } from './calendar.ts';
import { earlyBound, forwardPass } from './forward-pass.ts';
import { floatPathsMax } from './limits.ts';
import { compileNetwork, kind, type Network, status, toFinish } from './network.ts';
import type { EarlyPass } from './passes.ts';
import { type PlanIssue, planError } from './plan-issue.ts';
import { optionsOf, type ProfileName } from './profile.ts';
import type { Activity, Project } from './schedule.ts';
import { isSpan } from './validation.ts';
import { workBetween } from './working-time.ts';

/** One chain of work. */
export interface FloatPath {
  /** 1 for the chain that drives. */
  readonly number: number;
  /** By how much all of it may move before it drives the target, in minutes of work of what follows; 0 for path 1. */
  readonly floatMinutes: number;
  /** Where it joins a path before it; undefined for what ends at the target. */
  readonly joins: Activity | undefined;
  /** From its first to its last. */
  readonly activities: readonly Activity[];
}

/** What is asked. */
export interface FloatPathsAsked {
  readonly project: Project;
  readonly calendars: readonly Calendar[];
  readonly profile: ProfileName;
  /** 1 to `floatPathsMax`. */
  readonly count: number;
  /** Id of the activity that paths lead to; without it the open one that ends last, of several the last in order of links. */
  readonly target?: string | undefined;
}

/**
 * Returns paths to an activity of a project without errors, by their float, then by their number; completed work ends
 * them. Errors: paths.count, paths.target (unknown, a span or completed), paths.none (no open work). Time n log n.
 */
export function findFloatPaths(
  asked: FloatPathsAsked,
): Result<readonly FloatPath[], readonly PlanIssue[]> {
  const { project, calendars, profile, count } = asked;
  if (!Number.isInteger(count) || count < 1 || count > floatPathsMax) {
    const sentence = `expected 1 to ${floatPathsMax} paths, got ${count}`;
    return err([planError('paths.count', sentence)]);
  }
  const network = compileNetwork(project, calendars, optionsOf(profile, project.options));
  const pass = { network, early: forwardPass(network) };
  const target = targetOf(asked, pass);
  if (typeof target !== 'number') return err([target]);
  const chains = chainsTo(pass, target, count);
  const activityAt = (at: number) => project.activities[network.order[at]];
  return ok(
    chains.map(({ positions, float, joins }, i) => ({
      number: i + 1,
      floatMinutes: float,
      joins: joins === undefined ? undefined : activityAt(joins),
      activities: positions.map(activityAt),
    })),
  );
}

function targetOf(asked: FloatPathsAsked, { network, early }: EarlyPass): number | PlanIssue {
  const { activities } = asked.project;
  if (asked.target !== undefined) {
    const found = activities.find((one) => one.id === asked.target);
    if (found !== undefined && !isSpan(found) && found.actualFinish === undefined) {
      return network.order.indexOf(activities.indexOf(found));
    }
    const sentence = 'paths lead to an activity that is there, open, and spans no others';
    return planError('paths.target', sentence, { members: [asked.target] });
  }
  let last = -1;
  for (let at = 0; at < network.count; at++) {
    if (!isOpen(network, at)) continue;
    if (last === -1 || early.finish[at] >= early.finish[last]) last = at;
  }
  return last === -1 ? planError('paths.none', 'no work is open') : last;
}

interface Chain {
  readonly positions: readonly number[];
  readonly float: number;
  readonly joins: number | undefined;
}

interface Slacks {
  /** By position the least sum of slacks of a chain to the target; Infinity where none leads there. */
  readonly sum: Float64Array;
  /** By position what follows on that chain, or -1. */
  readonly next: Int32Array;
}

function chainsTo(pass: EarlyPass, target: number, count: number): readonly Chain[] {
  const { network } = pass;
  const { sum, next } = slacksTo(pass, target);
  const before = new Map<number, number[]>();
  const leading = Array.from(sum.keys()).filter((at) => sum[at] < Number.POSITIVE_INFINITY);
  // The least slack first, then the order of the file.
  leading.sort((a, b) => sum[a] - sum[b] || network.order[a] - network.order[b]);
  for (const at of leading) {
    if (next[at] === -1) continue;
    const list = before.get(next[at]);
    if (list === undefined) before.set(next[at], [at]);
    else list.push(at);
  }
  // Later positions first where slacks are equal: a chain begins at its end.
  const heads = [...leading].sort((a, b) => sum[a] - sum[b] || b - a);
  const isTaken = new Uint8Array(network.count);
  const chains: Chain[] = [];
  for (const head of heads) {
    if (chains.length === count) break;
    if (isTaken[head] === 1) continue;
    const positions: number[] = [];
    for (let at: number | undefined = head; at !== undefined; ) {
      positions.push(at);
      isTaken[at] = 1;
      at = before.get(at)?.find((one) => isTaken[one] === 0);
    }
    const joins = next[head] === -1 ? undefined : next[head];
    chains.push({ positions: positions.reverse(), float: sum[head], joins });
  }
  return chains;
}

/** Slack of a link: work of the successor between the bound and the date that it has. */
function slacksTo(pass: EarlyPass, target: number): Slacks {
  const { network, early } = pass;
  const { first, other, type } = network.predecessors;
  const sum = new Float64Array(network.count).fill(Number.POSITIVE_INFINITY);
  const next = new Int32Array(network.count).fill(-1);
  sum[target] = 0;
  for (let at = target; at >= 0; at--) {
    if (sum[at] === Number.POSITIVE_INFINITY) continue;
    const time = network.times[network.calendar[at]];
    for (let link = first[at]; link < first[at + 1]; link++) {
      const from = other[link];
      if (!isOpen(network, from)) continue;
      const bound = earlyBound(pass, link, at);
      const placed = (type[link] & toFinish) === 0 ? early.start[at] : early.finish[at];
      const slack = workBetween(time, bound, placed);
      // Of what follows any one predecessor the others come too late.
      if (bound < network.dataDate || slack < 0) continue;
      if (sum[at] + slack >= sum[from]) continue;
      sum[from] = sum[at] + slack;
      next[from] = at;
    }
  }
  return { sum, next };
}

function isOpen(network: Network, at: number): boolean {
  return network.status[at] !== status.completed && network.kind[at] !== kind.span;
}
