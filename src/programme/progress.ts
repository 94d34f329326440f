// How far an indicator has come on a day: baseline, target and what was achieved by then (docs/spec/model.md M143). Pure.
import { type CivilDate, lastDay } from '../base/dates.ts';
import { percentOfWay } from '../base/decimals.ts';
import { byDay } from './days.ts';
import type { IndicatorContent, IndicatorState } from './kinds/indicator.ts';
import type { ObservationState } from './kinds/observation.ts';

/**
 * How an indicator stands: nothing measured yet; parties that measured different values; on the way; further from its target
 * than at the baseline; at its target or beyond; measured at its target's date or later and short of it; past that date with nothing measured so late.
 */
export type ProgressStanding =
  | 'none'
  | 'differ'
  | 'on-the-way'
  | 'away'
  | 'reached'
  | 'missed'
  | 'unmeasured';

/** A value of a period, and how much of the way from the baseline to the target that is. */
export interface ProgressRow {
  readonly observation: ObservationState;
  /** Whole percent, rounded down; absent where baseline and target are equal. */
  readonly percent?: bigint;
  /** Whether what was achieved rests on it: not another party's on an own indicator, nor one stated again since. */
  readonly counts: boolean;
}

/** Baseline, target and what was achieved on a day. */
export interface Progress {
  readonly baseline: IndicatorContent['baseline'];
  readonly target: IndicatorContent['target'];
  /** Every observation of a period that was over, by period. */
  readonly rows: readonly ProgressRow[];
  /** Of the newest period that counts; several where parties measured the same period and agree, or differ. */
  readonly achieved: readonly ProgressRow[];
  readonly standing: ProgressStanding;
  /** Whether the indicator or any value that was achieved is sample. */
  readonly sample: boolean;
}

/**
 * Returns how far an indicator has come on a day. What counts on an own indicator are its owner's observations, on a joint one
 * every party's; of one party's on the same period the last stated. Of periods that end on one day the longest is the newest.
 * Observations of other indicators are passed over. Cost: n log n of the observations.
 */
export function progressOn(
  indicator: IndicatorState,
  observations: readonly ObservationState[],
  day: CivilDate,
): Progress {
  const { baseline, target } = indicator.content;
  const over = observations
    .filter((one) => one.indicator === indicator.id && lastDay(one.period) <= day)
    .sort(byPeriod);
  const last = new Map(over.map((one) => [`${one.party} ${one.period}`, one]));
  const rows = over.map((observation): ProgressRow => {
    const { party, period, value } = observation;
    const percent = percentOfWay(baseline.value, target.value, value);
    const isOwn = indicator.basis === 'joint' || party === indicator.party;
    const counts = isOwn && last.get(`${party} ${period}`) === observation;
    return { observation, counts, ...(percent === undefined ? {} : { percent }) };
  });
  const newest = rows.findLast(({ counts }) => counts)?.observation.period;
  const achieved = rows.filter(
    ({ observation, counts }) => counts && observation.period === newest,
  );
  return {
    ...{ baseline, target, rows, achieved },
    standing: standingOf({ target, achieved }, day),
    sample: indicator.sample || achieved.some(({ observation }) => observation.sample),
  };
}

/** By the last day of the period, the longest last; then by what was stated last. */
function byPeriod(a: ObservationState, b: ObservationState): number {
  const [x, y] = [lastDay(a.period), lastDay(b.period)];
  if (x !== y) return x < y ? -1 : 1;
  if (a.period !== b.period) return b.period.length - a.period.length;
  return byDay(a, b);
}

function standingOf(
  { target, achieved }: Pick<Progress, 'target' | 'achieved'>,
  day: CivilDate,
): ProgressStanding {
  const due = lastDay(target.by);
  const [first] = achieved;
  if (first === undefined) return due < day ? 'unmeasured' : 'none';
  const { value, period } = first.observation;
  if (achieved.some(({ observation }) => observation.value !== value)) return 'differ';
  if (first.percent !== undefined && first.percent >= 100n) return 'reached';
  if (lastDay(period) >= due) return 'missed';
  if (due < day) return 'unmeasured';
  return first.percent !== undefined && first.percent < 0n ? 'away' : 'on-the-way';
}
