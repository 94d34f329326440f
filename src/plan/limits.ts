// Limits of plan, each with its unit.

/** First year in which a date of a schedule may lie. */
export const yearMin = 1900;
/** Last year in which a date of a schedule may lie. */
export const yearMax = 2199;
/** Activities of one file that is read; the engine itself takes more (bench/plan.ts). */
export const activitiesMax = 200_000;
/** Links of one file that is read. */
export const linksMax = 1_000_000;
/** Minutes of one duration, remaining duration or lag: about 190 years of 24-hour days. */
export const durationMinutesMax = 100_000_000;
/** Problems that are listed; one more says how many there are beyond. */
export const planIssuesMax = 1_000;
/** Problems of every code that are listed however many others come before. */
export const issuesOfCodeMin = 10;
/** Members of a problem that its message names; the problem itself holds all. */
export const membersShownMax = 30;
/** First year that a computed date may lie in, so that it has four digits. */
export const printedYearMin = 1000;
/** Last year that a computed date may lie in, so that it has four digits. */
export const printedYearMax = 9999;
/** Values of one empirical distribution. */
export const empiricalMax = 10_000;
/** Past cases that one estimate is made from. */
export const pastCasesMax = 200_000;
/** Cases of one back-test. */
export const backtestCasesMax = 20_000;
/** Months of one back-test: fifty years. */
export const backtestMonthsMax = 600;
/** Further rounds of one activity's rework. */
export const reworkRoundsMax = 100;
/** Drivers, and risks, of one activity. */
export const uncertainPartsMax = 100;
/** Standard deviation of the logarithm of a log-normal distribution, in thousandths. */
export const sigmaPermilleMax = 5_000;
/** Runs of one forecast. */
export const forecastRunsMax = 1_000_000;
/** Dates of which one forecast is asked the probability. */
export const forecastDatesMax = 1_000;
/** Past cases that a distribution given by a formula counts as, where it is asked whether work lasts beyond them. */
export const experienceCases = 1_000;
/** Activities placed while drags are computed: minutes on one thread. */
export const dragPlacementsMax = 2_000_000_000;
/** Finishes of single activities that a forecast keeps, runs times activities: 160 MB. */
export const activityFinishesMax = 20_000_000;
/** Policies that are compared at once. */
export const policiesMax = 1_000;
/** Members of one policy: activities, or links that it removes. */
export const policyMembersMax = 10_000;
/** Finishes of all policies that are compared, runs times policies: 160 MB. */
export const policyFinishesMax = 20_000_000;
/** Days from a data date on of which calendars hold the work before each, so that they are found at once. */
export const tabulatedDays = 3_660;
/** Calendars of one network that hold it; with more, only their exceptions do. */
export const tabulatedCalendarsMax = 200;
/** Float paths of one question. */
export const floatPathsMax = 1_000;
