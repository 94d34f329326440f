// Every download, in the order in which the page about data lists them.
import type { Download } from './download.ts';
import { oc4idsDownload } from './downloads/oc4ids.ts';

/** What readers can have as a file, by path. */
export const downloads: readonly Download[] = [oc4idsDownload];
