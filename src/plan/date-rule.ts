// The dates that an activity must respect, drawn together: constraints, external dates, resume, expected finish.
// Of two constraints of one kind the latest no-earlier and the earliest no-later counts (docs/spec/plan.md 3).
import type { Minute } from './civil-time.ts';
import type { Activity, ConstraintType } from './schedule.ts';

/** Floors are -Infinity and ceilings Infinity where there is none. */
export interface DateRule {
  readonly startFloor: Minute;
  readonly finishFloor: Minute;
  readonly startCeiling: Minute;
  readonly finishCeiling: Minute;
  readonly mandatoryStart: Minute | undefined;
  readonly mandatoryFinish: Minute | undefined;
  readonly expectedFinish: Minute | undefined;
  /** The no-later finish of a constraint alone, without external dates. */
  readonly finishNoLater: Minute;
  /** Minutes on the clock before work may begin. */
  readonly delay: number;
  /** Given dates, which nothing moves. */
  readonly placed: Activity['placed'];
  readonly isAsLateAsPossible: boolean;
}

/** Returns the rule of an activity, or undefined when it has none. Start constraints end with its start. */
export function dateRuleOf(activity: Activity): DateRule | undefined {
  const { constraints = [], resume, expectedFinish, delayMinutes = 0, placed } = activity;
  const { externalEarlyStart, externalLateFinish } = activity;
  const external = [resume, expectedFinish, externalEarlyStart, externalLateFinish, placed];
  const isFree = constraints.length === 0 && external.every((date) => date === undefined);
  if (isFree && delayMinutes === 0) return undefined;
  const isStarted = activity.actualStart !== undefined;
  const datesOf = (...types: readonly ConstraintType[]) =>
    constraints.flatMap(({ type, at }) => (types.includes(type) && at !== undefined ? [at] : []));
  const unlessStarted = (dates: readonly Minute[]) => (isStarted ? [] : dates);
  return {
    startFloor: Math.max(
      ...known(externalEarlyStart),
      ...(isStarted ? known(resume) : []),
      ...unlessStarted(datesOf('start-no-earlier-than', 'start-on')),
    ),
    finishFloor: Math.max(...datesOf('finish-no-earlier-than', 'finish-on')),
    startCeiling: Math.min(...unlessStarted(datesOf('start-no-later-than', 'start-on'))),
    finishCeiling: Math.min(
      ...known(externalLateFinish),
      ...datesOf('finish-no-later-than', 'finish-on'),
    ),
    mandatoryStart: unlessStarted(datesOf('mandatory-start')).at(-1),
    mandatoryFinish: datesOf('mandatory-finish').at(-1),
    expectedFinish,
    finishNoLater: Math.min(...datesOf('finish-no-later-than')),
    delay: delayMinutes,
    placed,
    isAsLateAsPossible:
      !isStarted && constraints.some(({ type }) => type === 'as-late-as-possible'),
  };
}

function known(date: Minute | undefined): readonly Minute[] {
  return date === undefined ? [] : [date];
}
