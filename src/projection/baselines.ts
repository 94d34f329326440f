// The baselines of a project and its parts, and by how much its plan differs from the one in force of each: the version's dates by
// itself against those of the joint network. What cannot be compared says why.
import type { CivilDate } from '../base/dates.ts';
import type { ScheduledActivity } from '../plan/critical-path.ts';
import { plannedShares } from '../plan/planned-share.ts';
import type { Schedule } from '../plan/schedule.ts';
import { varianceOf } from '../plan/variance.ts';
import { isUsable } from '../programme/joint-network.ts';
import { type BaselineState, baselinesOf } from '../programme/kinds/baseline.ts';
import type { PlanVariance, ProjectPlan } from './plan.ts';
import type { RecordView } from './queries.ts';

/** What comparing needs of the world. */
interface VarianceWorld {
  /** Returns the schedule of a file by its hash; undefined where it is not held here or cannot be read. */
  readonly scheduleOf: (hash: string) => Promise<Schedule | undefined>;
  /** Returns the dates of a schedule that can stand alone; undefined where they cannot be computed. */
  readonly datesOf: (
    hash: string,
    schedule: Schedule,
  ) => Promise<readonly ScheduledActivity[] | undefined>;
}

/**
 * Returns for each part with a baseline on that day, in the order of the parts, what differs. Parts of a project that is over have no
 * dates to compare.
 */
export async function readVariances(
  world: VarianceWorld,
  plan: ProjectPlan,
  given: { readonly baselines: readonly RecordView<BaselineState>[]; readonly day: CivilDate },
): Promise<readonly PlanVariance[]> {
  const states = given.baselines.map(({ state }) => state);
  const found = plan.records.parts.map(async ({ id }): Promise<readonly PlanVariance[]> => {
    const baselines = baselinesOf(states, id, given.day);
    const inForce = baselines.at(-1);
    if (inForce === undefined) return [];
    return [{ part: id, baselines, ...(await compare(world, plan, inForce)) }];
  });
  return (await Promise.all(found)).flat();
}

async function compare(
  world: VarianceWorld,
  { records, network, computed }: ProjectPlan,
  { project, schedule: id, version: leaf, sample }: BaselineState,
): Promise<Omit<PlanVariance, 'part' | 'baselines'>> {
  const record = records.schedules.find((one) => one.id === id && one.state.project === project);
  const version = record?.state.versions.find(({ place }) => place.leaf === leaf);
  if (record === undefined || version === undefined) return { lacks: 'version', sample };
  const isSample = sample || record.state.sample || computed?.sample === true;
  const schedule = await world.scheduleOf(version.hash);
  const dates =
    schedule !== undefined && isUsable(schedule)
      ? await world.datesOf(version.hash, schedule)
      : undefined;
  if (dates === undefined) return { version, lacks: 'file', sample: isSample };
  const planned = plannedShares(dates, schedule?.calendars ?? []);
  if (computed === undefined) return { version, planned, lacks: 'plan', sample: isSample };
  const current = network.activities.flatMap((about, i) => {
    const own = computed.activities[i];
    const isOwn = about.part === project && about.kind !== 'waiting' && own !== undefined;
    return isOwn ? [{ code: about.code, dates: own }] : [];
  });
  const variances = varianceOf(dates, current, network.schedule?.calendars ?? []);
  return { version, planned, variances, sample: isSample };
}
