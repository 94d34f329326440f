// What `plan run` shows beside dates: what is nearly critical, and the paths that lead to an activity.
import type { ScheduledActivity } from '../../plan/critical-path.ts';
import type { FloatPath } from '../../plan/float-paths.ts';
import { floatPathsMax } from '../../plan/limits.ts';
import { type Context, type Options, stringOption } from '../command.ts';

/** What is asked beside dates. */
export interface PlanExtras {
  readonly nearMinutes: number | undefined;
  readonly pathCount: number | undefined;
  readonly target: string | undefined;
}

const hoursMax = 100_000;

/** Returns what is asked, or the key of the text that says what is wrong with it. */
export function readExtras(options: Options): PlanExtras | string {
  const near = stringOption(options, 'near-critical');
  const paths = stringOption(options, 'float-paths');
  const target = stringOption(options, 'target');
  const hours = near === undefined ? undefined : Number(near || Number.NaN);
  if (hours !== undefined && !(hours >= 0 && hours <= hoursMax)) return 'cli.plan.near-critical';
  const pathCount = paths === undefined ? undefined : Number(paths || Number.NaN);
  if (pathCount !== undefined && !isCount(pathCount)) return 'cli.plan.float-paths';
  if (target !== undefined && pathCount === undefined) return 'cli.plan.float-paths';
  const nearMinutes = hours === undefined ? undefined : Math.round(hours * 60);
  return { nearMinutes, pathCount, target };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= floatPathsMax;
}

/** Open, not critical, and with a total float of no more than some minutes. */
export function isNearCritical(one: ScheduledActivity, minutes: number): boolean {
  const { isCritical, totalFloatMinutes } = one;
  return !isCritical && totalFloatMinutes !== undefined && totalFloatMinutes <= minutes;
}

/** Exactly the fields of docs/manual/plan.md. */
export function pathJson({ number, floatMinutes, joins, activities }: FloatPath) {
  const ids = activities.map((one) => one.id);
  return { number, floatMinutes, joins: joins?.id ?? null, activities: ids };
}

/** Prints a line for each path: its float, its work, where it joins another. */
export function printPaths({ print, text }: Context, paths: readonly FloatPath[]): void {
  print('');
  print(text('cli.plan.paths.head'));
  for (const { number, floatMinutes, joins, activities } of paths) {
    const chain = activities.map((one) => one.code).join(' → ');
    const end = joins === undefined ? '' : ` ⇢ ${joins.code}`;
    const path = { number: String(number), hours: (floatMinutes / 60).toFixed(1) };
    print(text('cli.plan.paths.line', { ...path, chain: `${chain}${end}` }));
  }
}
