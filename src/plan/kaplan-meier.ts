// The Kaplan-Meier estimate of survival from past cases, those still open included (Kaplan and Meier 1958).

/** One past case. */
export interface ObservedDuration {
  /** Minutes until it ended, or so far. */
  readonly minutes: number;
  /** Still open: it is known only to last longer (right-censored). */
  readonly isOpen: boolean;
}

/** One time at which cases ended. */
export interface SurvivalStep {
  readonly minutes: number;
  /** Cases not ended before, and observed at least so long. */
  readonly atRisk: number;
  readonly ended: number;
  /** Share of cases that last longer, the product of 1 - ended / atRisk so far. */
  readonly survival: number;
}

/**
 * Returns the steps of the estimate in ascending order of time; none where no case has ended. A case that is open at the
 * time at which another ended counts as at risk then, as usual. Time n log n.
 */
export function kaplanMeier(cases: readonly ObservedDuration[]): readonly SurvivalStep[] {
  const sorted = [...cases].sort((a, b) => a.minutes - b.minutes);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  for (let from = 0; from < sorted.length; ) {
    const { minutes } = sorted[from];
    let [to, ended] = [from, 0];
    for (; to < sorted.length && sorted[to].minutes === minutes; to++) {
      if (!sorted[to].isOpen) ended += 1;
    }
    const atRisk = sorted.length - from;
    if (ended > 0) {
      survival *= 1 - ended / atRisk;
      steps.push({ minutes, atRisk, ended, survival });
    }
    from = to;
  }
  return steps;
}
