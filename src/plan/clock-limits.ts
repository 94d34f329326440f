// Limits of statutory clocks, each with its unit.

/** Days that a period may take from its day zero: a hundred years. */
export const periodDaysMax = 36_525;
/** Events of one case. */
export const caseEventsMax = 1_024;
/** Days of one calendar file that differ from its week. */
export const calendarDaysMax = 20_000;
