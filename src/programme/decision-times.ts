// Decision times of procedures: how long authorities took, and whose the other days were, so that "accelerated" is a
// figure. Of procedures, never of persons; nothing of fewer than five decided matters (docs/spec/clocks.md 6a).
import type { CivilDate } from '../base/dates.ts';
import { kaplanMeier } from '../plan/kaplan-meier.ts';
import { type MatterDays, matterDays, pastCasesMin } from './case-work.ts';
import type { NetworkCase } from './network-input.ts';

/** Times of some matters of one procedure. */
export interface TimesOfMatters {
  /** Decided or issued, refusals too. */
  readonly decided: number;
  /** Not decided yet: known only to last longer. */
  readonly open: number;
  /** Days of the authority's calendar; undefined while fewer than `pastCasesMin` are decided. */
  readonly authority?: { readonly median?: number; readonly p90?: number };
  /** Median calendar days of decided matters; undefined also where no clock tells. */
  readonly applicant?: number;
  readonly excluded?: number;
}

/** Times of one procedure. */
export interface DecisionTimes {
  readonly procedure: string;
  readonly sample: boolean;
  readonly all: TimesOfMatters;
  /** Where a day is asked: matters received before it, and from it on. */
  readonly before?: TimesOfMatters;
  readonly after?: TimesOfMatters;
}

/**
 * Returns the times of every procedure with a matter on the day, those that take longest first. The median is the first
 * day by which the Kaplan-Meier curve has fallen to a half, P90 to a tenth: open matters count as lasting longer, and a
 * quantile that the curve does not reach is left out.
 */
export function decisionTimes(
  cases: readonly NetworkCase[],
  on: { readonly day: CivilDate; readonly since?: CivilDate | undefined },
): readonly DecisionTimes[] {
  const found = new Map<string, { days: MatterDays[]; sample: boolean }>();
  for (const { state, version, calendar, answer, disputed } of cases) {
    if (version === undefined || calendar === undefined || disputed) continue;
    const days = matterDays({ state, version, calendar, answer, dataDate: on.day });
    if (days === undefined) continue;
    const before = found.get(state.procedure);
    found.set(state.procedure, {
      days: [...(before?.days ?? []), days],
      sample: before?.sample === true || state.sample,
    });
  }
  const { since } = on;
  const all = [...found].map(([procedure, { days, sample }]): DecisionTimes => {
    const whole = { procedure, sample, all: timesOf(days) };
    if (since === undefined) return whole;
    const [before, after] = [
      days.filter(({ received }) => received < since),
      days.filter(({ received }) => received >= since),
    ];
    return { ...whole, before: timesOf(before), after: timesOf(after) };
  });
  const medianOf = ({ all: { authority } }: DecisionTimes) => authority?.median ?? -1;
  return all.sort((a, b) => medianOf(b) - medianOf(a) || (a.procedure < b.procedure ? -1 : 1));
}

function timesOf(all: readonly MatterDays[]): TimesOfMatters {
  const ended = all.filter((one) => !one.isOpen);
  const counts = { decided: ended.length, open: all.length - ended.length };
  if (ended.length < pastCasesMin) return counts;
  const curve = kaplanMeier(all.map(({ authority, isOpen }) => ({ minutes: authority, isOpen })));
  // Products of shares: a hair above the share asked is that share.
  const dayBy = (share: number) => curve.find(({ survival }) => survival <= share + 1e-9)?.minutes;
  const [median, p90] = [dayBy(0.5), dayBy(0.1)];
  const authority = {
    ...(median === undefined ? {} : { median }),
    ...(p90 === undefined ? {} : { p90 }),
  };
  const applicant = middleOf(ended.map((one) => one.applicant));
  const excluded = middleOf(ended.map((one) => one.excluded));
  return {
    ...{ ...counts, authority },
    ...(applicant === undefined ? {} : { applicant }),
    ...(excluded === undefined ? {} : { excluded }),
  };
}

/** The lower of two middle ones; undefined where one is not known. */
function middleOf(values: readonly (number | undefined)[]): number | undefined {
  if (values.includes(undefined)) return undefined;
  return (values as readonly number[]).toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
}
