// The thread in which this process reads schedule files.
import { openScheduleReader } from '../server/schedule-reader.ts';

/** Of all files of one command. */
export const planReader = openScheduleReader();
