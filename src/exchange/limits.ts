// Limits of exchange, each with its unit.

/** Bytes of one file that is read. */
export const fileBytesMax = 400 * 1024 * 1024;
/** Days that all exceptions of one calendar may name together. */
export const exceptionDaysMax = 200_000;
/** Calendars that may rest on each other, one on the next. */
export const calendarDepthMax = 32;
