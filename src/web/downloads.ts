// Every download, in the order in which the page about data lists them.
import type { Download } from './download.ts';
import { calendarDownload } from './downloads/calendar.ts';
import { feedDownload } from './downloads/feed.ts';
import { oc4idsDownload } from './downloads/oc4ids.ts';
import { servicesDownload } from './downloads/services.ts';
import { approvalsTable, codebookTable, projectsTable } from './downloads/tables.ts';
import { termsDownload } from './downloads/terms.ts';

/** What readers can have as a file. */
export const downloads: readonly Download[] = [
  oc4idsDownload,
  servicesDownload,
  projectsTable,
  approvalsTable,
  codebookTable,
  termsDownload,
  calendarDownload,
  feedDownload,
];
