// The words of a XER file for types, constraints and options, as plan has them. They count in any case.
import type { ScheduleOptions, StatedOptions } from '../plan/profile.ts';
import type { ActivityType, ConstraintType, LinkType } from '../plan/schedule.ts';

/** `task_type`. A resource-dependent activity is a task on another calendar. */
export const activityTypes: ReadonlyMap<string, ActivityType> = new Map([
  ['tt_task', 'task'],
  ['tt_rsrc', 'task'],
  ['tt_mile', 'start-milestone'],
  ['tt_finmile', 'finish-milestone'],
  ['tt_loe', 'level-of-effort'],
  ['tt_wbs', 'summary'],
]);

/** `cstr_type` and `cstr_type2`. */
export const constraintTypes: ReadonlyMap<string, ConstraintType> = new Map([
  ['cs_msoa', 'start-no-earlier-than'],
  ['cs_meoa', 'finish-no-earlier-than'],
  ['cs_msob', 'start-no-later-than'],
  ['cs_meob', 'finish-no-later-than'],
  ['cs_mso', 'start-on'],
  ['cs_meo', 'finish-on'],
  ['cs_alap', 'as-late-as-possible'],
  ['cs_mandstart', 'mandatory-start'],
  ['cs_mandfin', 'mandatory-finish'],
]);

/** `pred_type`. */
export const linkTypes: ReadonlyMap<string, LinkType> = new Map([
  ['pr_fs', 'FS'],
  ['pr_ss', 'SS'],
  ['pr_ff', 'FF'],
  ['pr_sf', 'SF'],
]);

const totalFloats: ReadonlyMap<string, ScheduleOptions['totalFloat']> = new Map([
  ['ft_ff', 'finish'],
  ['ft_sf', 'start'],
  ['ft_min', 'smaller'],
]);

/** What a row of SCHEDOPTIONS and its project say, each empty where it says nothing. */
export interface P6OptionWords {
  readonly floatType: string;
  readonly lagCalendar: string;
  readonly expectedFinish: string;
  readonly progressOverride: string;
  readonly lagFromEarlyStart: string;
  readonly openEndsCritical: string;
  readonly criticalPath: string;
  readonly criticalMinutes: number | undefined;
}

/** Returns the options that the words state; what they leave out is the profile's. */
export function p6Options(words: P6OptionWords): StatedOptions {
  const is = (word: string, flag: string) => word.toUpperCase() === flag;
  const totalFloat = totalFloats.get(words.floatType.toLowerCase());
  const lagCalendar = p6LagCalendar(words.lagCalendar);
  return {
    ...(totalFloat === undefined ? {} : { totalFloat }),
    ...(lagCalendar === 'project' ? {} : { lagCalendar }),
    expectedFinish: is(words.expectedFinish, 'N') ? 'ignored' : 'used',
    progress: is(words.progressOverride, 'Y') ? 'progress-override' : 'retained-logic',
    startLag: is(words.lagFromEarlyStart, 'N') ? 'data-date' : 'early-start',
    openEnds: is(words.openEndsCritical, 'Y') ? 'own-finish' : 'project-finish',
    critical: is(words.criticalPath, 'CT_DRIVPATH') ? 'longest-path' : 'total-float',
    criticalMinutes: words.criticalMinutes ?? 0,
  };
}

/** Returns on whose calendar lags are counted; `project` is the project's default one. */
export function p6LagCalendar(word: string): ScheduleOptions['lagCalendar'] | 'project' {
  const small = word.toLowerCase();
  if (small.includes('succ')) return 'successor';
  if (small.includes('24')) return '24h';
  return small.includes('proj') ? 'project' : 'predecessor';
}
