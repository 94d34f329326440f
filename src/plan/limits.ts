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
/** Members of a problem that its message names; the problem itself holds all. */
export const membersShownMax = 30;
/** First year that a computed date may lie in, so that it has four digits. */
export const printedYearMin = 1000;
/** Last year that a computed date may lie in, so that it has four digits. */
export const printedYearMax = 9999;
/** Values of one empirical distribution. */
export const empiricalMax = 10_000;
/** Standard deviation of the logarithm of a log-normal distribution, in thousandths. */
export const sigmaPermilleMax = 5_000;
/** Runs of one forecast. */
export const forecastRunsMax = 1_000_000;
/** Dates of which one forecast is asked the probability. */
export const forecastDatesMax = 1_000;
/** Activities placed while drags are computed: some seconds. It bounds the runs that a drag is a mean of. */
export const dragPlacementsMax = 40_000_000;
/** Activities of one forecast that have a drag: the most often critical ones. */
export const dragActivitiesMax = 200;
