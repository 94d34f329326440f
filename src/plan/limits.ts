// Limits of plan, each with its unit.

/** First year in which a date of a schedule may lie. */
export const yearMin = 1900;
/** Last year in which a date of a schedule may lie. */
export const yearMax = 2199;
