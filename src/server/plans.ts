// Plans of projects for pages and forecasts: records to network, network to dates and forecast, kept while nothing they
// are made of changes. The inputs document is what anybody can compute again (docs/spec/joint-schedule.md 4).
import { toHex, utf8 } from '../base/bytes.ts';
import type { Sha256 } from '../base/ports.ts';
import { printForecastInputs, writeForecastInputs } from '../exchange/forecast-inputs.ts';
import type { ScheduledActivity } from '../plan/critical-path.ts';
import type { Schedule } from '../plan/schedule.ts';
import type { JointNetwork } from '../programme/joint-network.ts';
import { choicesOf } from '../programme/plan-choices.ts';
import { readVariances } from '../projection/baselines.ts';
import { readCases } from '../projection/network-cases.ts';
import { readObstacles } from '../projection/obstacles.ts';
import type { Plans, ProjectPlan, Ranking } from '../projection/plan.ts';
import { buildNetwork, readVersions } from '../projection/plan-network.ts';
import {
  isOver,
  type PlanAsked,
  type PlanRecords,
  readPlanRecords,
} from '../projection/plan-records.ts';
import type { ProgrammeView, Queries } from '../projection/queries.ts';
import { forecastRuns, plansKeptMax } from './limits.ts';
import type { PlanDesk } from './plan-desk.ts';

/** What plans are computed from and with. */
export interface PlansWorld {
  /** Of one fold: what may be shown takes no input narrower than its own scope. */
  readonly queries: Queries;
  readonly scope: 'public' | 'programme';
  readonly sha256: Sha256;
  readonly desk: PlanDesk;
  /** Returns the schedule of a file by its hash; undefined where it is not held here or cannot be read. */
  readonly scheduleOf: (hash: string) => Promise<Schedule | undefined>;
}

/** Plans, and the documents of those that are put on record. */
export interface PublishedPlans extends Omit<Plans, 'recordedInputs'> {
  published(
    project: string,
    asked: PlanAsked,
  ): Promise<{ readonly plan: ProjectPlan; readonly document: string | undefined } | undefined>;
}

/** A plan with what is asked of it later. */
interface Kept {
  readonly plan: ProjectPlan;
  /** Canonical JSON of the inputs document. */
  readonly document?: string;
  ranking?: Promise<Ranking>;
}

/** A plan with the records as they are now. */
interface Found {
  readonly kept: Kept;
  readonly plan: ProjectPlan;
}

/** Returns the plans of one fold. */
export function createPlans(world: PlansWorld): PublishedPlans {
  const kept = new Map<string, Promise<Kept>>();
  const find = async (id: string, when: PlanAsked = {}): Promise<Found | undefined> => {
    const records = await readPlanRecords(world.queries, id, when);
    if (records === undefined) return undefined;
    const { parties } = await world.queries.programme();
    const key = await keyOf(world, { records, parties, when });
    const before = kept.get(key);
    const made = before ?? compute(world, { records, parties, when });
    if (before === undefined) {
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      for (const old of kept.keys()) if (kept.size > plansKeptMax) kept.delete(old);
    }
    const one = await made;
    // Recorded forecasts grow while inputs stay: the records are read anew, what was computed is kept.
    return { kept: one, plan: { ...one.plan, records } };
  };
  const compared = { scheduleOf: world.scheduleOf, datesOf: keptDates(world.desk) };
  return {
    plan: async (id, when) => (await find(id, when))?.plan,
    variances: async (id, { day, ...when }) => {
      const baselines = await world.queries.records('baseline', when);
      const one = baselines.length === 0 ? undefined : await find(id, when);
      return one === undefined ? [] : readVariances(compared, one.plan, { baselines, day });
    },
    cases: (when) => readCases(world.queries, world.sha256, when),
    obstacles: (when) => readObstacles(world.queries, world.sha256, when),
    ranking: async (id) => {
      const one = await find(id);
      if (one === undefined) return noRanking;
      one.kept.ranking ??= rank(world, one.plan);
      return one.kept.ranking;
    },
    whatIf: async (id, changes) => {
      const one = await find(id);
      if (one === undefined) return undefined;
      const { plan } = one;
      const base = plan.computed?.forecast;
      if (base === undefined) return { plan, changes, problems: plan.problems };
      if (changes.length === 0) return { plan, changes, changed: base, problems: [] };
      const answer = await world.desk.work({ kind: 'what-if', ...runsOf(world, plan), changes });
      if (!answer.ok) return { plan, changes, problems: answer.error };
      return { plan, changes, changed: answer.value, problems: [] };
    },
    published: async (id, asked) => {
      const one = await find(id, asked);
      return one === undefined ? undefined : { plan: one.plan, document: one.kept.document };
    },
    inputs: async (id) => (await find(id))?.kept.document,
  };
}

/** A version never changes: its dates are computed once, the newest kept. */
function keptDates(desk: PlanDesk) {
  const kept = new Map<string, Promise<readonly ScheduledActivity[] | undefined>>();
  return (hash: string, schedule: Schedule) => {
    const before = kept.get(hash);
    if (before !== undefined) return before;
    const made = desk
      .work({ kind: 'dates', schedule })
      .then((answer) => (answer.ok ? answer.value : undefined));
    kept.set(hash, made);
    made.catch(() => kept.delete(hash));
    for (const old of kept.keys()) if (kept.size > plansKeptMax) kept.delete(old);
    return made;
  };
}

/** What one plan is made of. */
interface Made {
  readonly records: PlanRecords;
  readonly parties: ProgrammeView['parties'];
  readonly when: PlanAsked;
}

/**
 * Every statement that is held, not the newest alone, because a payload may come late; the day, the parties, and which
 * schedules can be read: nothing else enters a plan.
 */
async function keyOf(world: PlansWorld, { records, parties, when }: Made): Promise<string> {
  const { project, parts, lines, dataDate } = records;
  const read = await Promise.all(parts.map((part) => readVersions(world, records, part.id)));
  const held = read.flat().map(({ hash, schedule }) => [hash, schedule !== undefined]);
  const marks = parties.map(({ party, mark }) => [party, mark]);
  return JSON.stringify([project.id, when, dataDate, [...lines.keys()].sort(), held, marks]);
}

/** What is over is not forecast, but for a day on which it was not. */
async function compute(world: PlansWorld, { records, parties, when }: Made): Promise<Kept> {
  const network = await buildNetwork(world, records, parties);
  const { schedule } = network;
  const isDone = when.asof === undefined && isOver(records);
  if (schedule === undefined || isDone) return { plan: { records, network, problems: [] } };
  const bare: ProjectPlan = { records, network, problems: [] };
  const runs = { ...runsOf(world, bare), schedule };
  const answer = await world.desk.work({ kind: 'forecast', ...runs });
  if (!answer.ok) return { plan: { ...bare, problems: answer.error } };
  const sample = isSample(records, network);
  const document = documentOf(world, { records, network, schedule, sample });
  const inputsHash = toHex(world.sha256(utf8(document)));
  const { activities, forecast, provisional } = answer.value;
  const made = { runs: runs.runs, seed: runs.seed, inputsHash, sample };
  return { plan: { ...bare, computed: { activities, forecast, provisional, ...made } }, document };
}

/** The document is canonical JSON, so that the hash of the file is the hash of the inputs. */
function documentOf(
  world: PlansWorld,
  given: {
    readonly records: PlanRecords;
    readonly network: JointNetwork;
    readonly schedule: Schedule;
    readonly sample: boolean;
  },
): string {
  const { records, network, schedule, sample } = given;
  const inputs = writeForecastInputs(schedule, {
    profile: 'comity',
    project: records.project.id,
    ...(network.target === undefined ? {} : { target: network.target }),
    scope: world.scope,
    ...(sample ? { sample } : {}),
    records: records.heads.map(({ record, leaf }) => ({ record, leaf })),
  });
  return printForecastInputs(inputs);
}

/** What is made of anything that is sample is sample: the mark is never shed. */
function isSample(records: PlanRecords, network: JointNetwork): boolean {
  const { project, parts, schedules, cases, reports, links } = records;
  const views = [project, ...parts, ...schedules, ...cases, ...reports, ...links];
  const states = [...views.map((one) => one.state), ...records.procedures.values()];
  return [...states, ...records.calendars.values(), ...network.activities].some(
    (one) => one.sample,
  );
}

/** The seed belongs to the project, so that a changed headline means changed inputs: the first 53 bits of the hash of its id. */
export function seedOf(sha256: Sha256, project: string): number {
  const hash = sha256(utf8(project));
  const view = new DataView(hash.buffer, hash.byteOffset, 8);
  return view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11);
}

function runsOf({ sha256 }: PlansWorld, { records, network }: ProjectPlan) {
  const { target } = network;
  return {
    schedule: network.schedule ?? { calendars: [], projects: [] },
    ...(target === undefined ? {} : { target }),
    runs: forecastRuns,
    seed: seedOf(sha256, records.project.id),
  };
}

/** Changes that cannot be compared are left out: the page has the problems of the plan already. */
async function rank(world: PlansWorld, plan: ProjectPlan): Promise<Ranking> {
  const choices = plan.computed === undefined ? [] : choicesOf(plan.network);
  if (choices.length === 0) return noRanking;
  const policies = choices.map((one) => one.policy);
  const answer = await world.desk.work({ kind: 'rank', ...runsOf(world, plan), policies });
  if (!answer.ok) return noRanking;
  const byName = new Map(choices.map((one) => [one.policy.name, one]));
  const alone = answer.value.alone.flatMap((effect) => {
    const choice = byName.get(effect.policy);
    return choice === undefined ? [] : [{ choice, effect }];
  });
  const pairs = answer.value.pairs.flatMap((effect) => {
    const [first, second] = effect.policies.map((name) => byName.get(name));
    if (first === undefined || second === undefined) return [];
    return [{ choices: [first, second] as const, effect }];
  });
  return { alone, pairs };
}

const noRanking: Ranking = { alone: [], pairs: [] };
