// A project's plan as pages show it: what it is made of, what was computed, and what moved it last. Computed by the
// server from public records (or those of the parties), the same on every node that holds the same statements.
import type { CivilDate } from '../base/dates.ts';
import { daysBetween } from '../base/dates.ts';
import { minuteToText } from '../plan/civil-time.ts';
import type { ScheduledActivity } from '../plan/critical-path.ts';
import type { Forecast } from '../plan/forecast.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { PlannedMonth } from '../plan/planned-share.ts';
import type { Policy, PolicyEffect } from '../plan/policy.ts';
import type { PairEffect } from '../plan/policy-pairs.ts';
import type { Variances } from '../plan/variance.ts';
import type { JointNetwork } from '../programme/joint-network.ts';
import type { BaselineState } from '../programme/kinds/baseline.ts';
import type { ForecastMake } from '../programme/kinds/forecast.ts';
import type { ScheduleVersion } from '../programme/kinds/schedule.ts';
import type { NetworkCase } from '../programme/network-input.ts';
import type { Choice } from '../programme/plan-choices.ts';
import type { MeasuredObstacle } from './obstacles.ts';
import type { Head, PlanRecords } from './plan-records.ts';
import type { AsOf, HistoryLine } from './queries.ts';

/** What was computed for a project. */
export interface ComputedPlan {
  /** In the order of the network's activities. */
  readonly activities: readonly ScheduledActivity[];
  readonly forecast: Forecast;
  /** Ids of activities whose dates rest on days that nobody has announced yet. */
  readonly provisional: readonly string[];
  readonly runs: number;
  readonly seed: number;
  /** Hash of the inputs document (docs/spec/joint-schedule.md 4): equal hashes, equal forecasts. */
  readonly inputsHash: string;
  /** Whether anything it was computed from is sample. */
  readonly sample: boolean;
}

/** A project's plan on its data date. */
export interface ProjectPlan {
  readonly records: PlanRecords;
  readonly network: JointNetwork;
  /** Absent where nothing can be scheduled, or `problems` say why not. */
  readonly computed?: ComputedPlan;
  readonly problems: readonly PlanIssue[];
}

/** A change with what it is worth. */
export interface RankedChoice {
  readonly choice: Choice;
  readonly effect: PolicyEffect;
}

/** Two changes with what they are worth together. */
export interface RankedPair {
  readonly choices: readonly [Choice, Choice];
  readonly effect: PairEffect;
}

/** What would move the date, by itself and two by two. */
export interface Ranking {
  /** The most useful change first. */
  readonly alone: readonly RankedChoice[];
  /** Those first that are worth most beyond what their two are worth by themselves. */
  readonly pairs: readonly RankedPair[];
}

/** A plan with some changes made to it. */
export interface WhatIf {
  readonly plan: ProjectPlan;
  readonly changes: readonly Policy[];
  /** The forecast with all changes together; `problems` where there is none. */
  readonly changed?: Forecast;
  readonly problems: readonly PlanIssue[];
}

/** The baselines of a project or part, and what differs from the newest. */
export interface PlanVariance {
  readonly part: string;
  /** Oldest first, never empty; the last is in force. */
  readonly baselines: readonly BaselineState[];
  /** The version that it names, where that is on record. */
  readonly version?: ScheduleVersion;
  readonly variances?: Variances;
  /** What of the work was to be done by the end of each month, by that version. */
  readonly planned?: readonly PlannedMonth[];
  /** Why there is nothing to compare. */
  readonly lacks?: 'version' | 'file' | 'plan';
  /** Whether anything that it was computed from is sample. */
  readonly sample: boolean;
}

/** Plans of projects, computed when asked and kept while nothing they are made of changes. */
export interface Plans {
  /** Undefined where there is no such project, or it is a part of another. */
  plan(project: string, when?: AsOf): Promise<ProjectPlan | undefined>;
  /** What differs from the baselines of a project and its parts; empty where none is set, or it is a part of another. */
  variances(
    project: string,
    when: AsOf & { readonly day: CivilDate },
  ): Promise<readonly PlanVariance[]>;
  /** Every case and report on one, with its clocks on a day. */
  cases(when: AsOf & { readonly day: CivilDate }): Promise<readonly NetworkCase[]>;
  /** Every obstacle with the clocks that it is handled by. */
  obstacles(when: AsOf & { readonly day: CivilDate }): Promise<readonly MeasuredObstacle[]>;
  /** Both lists are empty where nothing could be computed. */
  ranking(project: string): Promise<Ranking>;
  whatIf(project: string, changes: readonly Policy[]): Promise<WhatIf | undefined>;
  /** The inputs document of the plan as it stands: what `comity plan forecast` reads. */
  inputs(project: string): Promise<string | undefined>;
  /** The inputs document that a forecast on record of the project names by this hash; undefined where none does. */
  recordedInputs(project: string, hash: string): Promise<string | undefined>;
}

/** A forecast in a line of them. */
export interface ForecastPoint {
  readonly inputsHash: string;
  readonly dataDate: CivilDate;
  readonly p50: string;
  readonly p80: string;
  readonly heads: readonly Head[];
  /** Absent for the one that was computed just now. */
  readonly make?: ForecastMake;
}

/** What moved a forecast: by how many days, and the statements that were new. */
export interface Movement {
  readonly from: ForecastPoint;
  readonly to: ForecastPoint;
  /** Later is positive. */
  readonly p50Days: number;
  readonly p80Days: number;
  /** New statements about what the forecast is made of, newest first; empty when only time has passed. */
  readonly because: readonly HistoryLine[];
}

/** Returns the recorded forecasts of the lead party, oldest first, and the present one where it differs. */
export function forecastLine(plan: ProjectPlan): readonly ForecastPoint[] {
  const { records, computed } = plan;
  const made = records.forecasts
    .filter(({ state }) => state.party === records.lead)
    .flatMap(({ state }) => state.makes.map(toPoint));
  if (computed === undefined || made.at(-1)?.inputsHash === computed.inputsHash) return made;
  const { forecast, inputsHash } = computed;
  const now: ForecastPoint = {
    inputsHash,
    dataDate: records.dataDate,
    p50: minuteToText(forecast.p50),
    p80: minuteToText(forecast.p80),
    heads: records.heads,
  };
  return [...made, now];
}

/** Returns the newest change of the forecast by a day or more; undefined while it has not moved. */
export function movedLast(plan: ProjectPlan): Movement | undefined {
  const line = forecastLine(plan);
  for (let i = line.length - 1; i > 0; i--) {
    const [from, to] = [line[i - 1], line[i]];
    const p50Days = daysBetween(from.p50.slice(0, 10), to.p50.slice(0, 10));
    const p80Days = daysBetween(from.p80.slice(0, 10), to.p80.slice(0, 10));
    if (p50Days === 0 && p80Days === 0) continue;
    return { from, to, p50Days, p80Days, because: newBetween(plan, from, to) };
  }
  return undefined;
}

/** The statements that the later forecast names and the earlier one does not, as far as they are the newest still. */
function newBetween(
  plan: ProjectPlan,
  from: ForecastPoint,
  to: ForecastPoint,
): readonly HistoryLine[] {
  const before = new Set(from.heads.map((head) => head.leaf));
  const fresh = to.heads.filter((head) => !before.has(head.leaf));
  return fresh
    .flatMap(({ leaf }) => plan.records.lines.get(leaf) ?? [])
    .sort((a, b) => {
      const [x, y] = [a.place, b.place].map(({ at, leaf }) => `${at} ${leaf}`);
      return x < y ? 1 : -1;
    });
}

function toPoint(make: ForecastMake): ForecastPoint {
  const { inputsHash, dataDate, p50, p80, heads } = make;
  return { inputsHash, dataDate, p50, p80, heads, make };
}
