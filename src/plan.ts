// The plan for outsiders: calendars, the critical path, forecasts, policies; plain data in and out, pure and
// browser-safe. Inside src, import the files themselves.
export {
  type Backtest,
  type BacktestAsked,
  backtest,
  type DatedCase,
  type Score,
} from './plan/backtest.ts';
export {
  alwaysCalendar,
  type Band,
  type Bands,
  bandsOn,
  type Calendar,
  intersectCalendars,
  isWorkingDay,
  normalBands,
  uniteCalendars,
} from './plan/calendar.ts';
export {
  type DayNumber,
  dateToDay,
  dayToDate,
  type Minute,
  minuteToText,
  textToMinute,
} from './plan/civil-time.ts';
export {
  type ScheduledActivity,
  type ScheduledFile,
  type ScheduledProject,
  scheduleFile,
} from './plan/critical-path.ts';
export type { Distribution } from './plan/distribution.ts';
export {
  type FloatPath,
  type FloatPathsAsked,
  findFloatPaths,
} from './plan/float-paths.ts';
export {
  type ActivityForecast,
  type Forecast,
  type ForecastAsked,
  forecastModelVersion,
  forecastProject,
} from './plan/forecast.ts';
export {
  checkHealth,
  type HealthFinding,
  type HealthPoint,
  healthPoints,
} from './plan/health-check.ts';
export { kaplanMeier, type ObservedDuration, type SurvivalStep } from './plan/kaplan-meier.ts';
export { fitLogNormal, type LogNormalFit } from './plan/log-normal-fit.ts';
export type { Cruciality, Measures } from './plan/measures.ts';
export {
  type ClassFit,
  type DurationAsked,
  type DurationEstimate,
  estimateDuration,
  type PastCase,
} from './plan/past-cases.ts';
export type { PlanIssue } from './plan/plan-issue.ts';
export {
  type Policy,
  type PolicyChange,
  type PolicyEffect,
  type RankingAsked,
  rankPolicies,
} from './plan/policy.ts';
export { type PairEffect, type PairRanking, rankPairs } from './plan/policy-pairs.ts';
export type { ProfileName, ScheduleOptions } from './plan/profile.ts';
export type {
  Activity,
  ActivityType,
  Constraint,
  ConstraintType,
  LagCalendar,
  Link,
  LinkType,
  Project,
  Schedule,
} from './plan/schedule.ts';
export {
  type DiffStep,
  diffProjects,
  type FieldChange,
  type LinkChange,
  type MovedActivity,
  type ProjectDiff,
  type ProjectVersion,
} from './plan/schedule-diff.ts';
export type { Uncertainty } from './plan/uncertainty.ts';
export {
  compileCalendar,
  finishOf,
  nextStart,
  previousFinish,
  startOf,
  type WorkingTime,
  workBefore,
  workBetween,
} from './plan/working-time.ts';
