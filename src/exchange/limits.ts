// Limits of exchange, each with its unit.

/** Bytes of one file that is read. */
export const fileBytesMax = 64 * 1024 * 1024;
/** Days that all exceptions of one calendar may name together. */
export const exceptionDaysMax = 200_000;
/** Calendars that may rest on each other, one on the next. */
export const calendarDepthMax = 32;
/** Rows of one XER file, of all tables together. */
export const xerRowsMax = 2_000_000;
/** Cells in one line of an XER file. */
export const xerCellsMax = 500;
/** Nodes of a P6 calendar text, one in the next. */
export const p6CalendarDepthMax = 16;
/** Elements of a P6 work breakdown, one below the other. */
export const breakdownDepthMax = 64;
/** Activities that all WBS summaries of a P6 file span together. */
export const spannedMax = 2_000_000;
/** Elements of one XML file. */
export const xmlElementsMax = 8_000_000;
/** Elements of an XML file, one in the next. */
export const xmlDepthMax = 64;
/** Attributes of one element of an XML file. */
export const xmlAttributesMax = 256;
/** Letters of the text of one element of an XML file that are kept. */
export const xmlTextMax = 65_536;
/** Lines of one CSV file of past cases. */
export const casesLinesMax = 1_000_000;
/** Projects of one OC4IDS file that is imported. */
export const importedProjectsMax = 10_000;
/** Bytes of one file or request with events of cases. */
export const caseEventsBytesMax = 1024 * 1024;
/** Events of cases in one file or request. */
export const caseEventsRowsMax = 5_000;
/** Codes of one mapping. */
export const mappingCodesMax = 500;
/** Bytes of one file with a grid of returns, as it comes. */
export const returnsBytesMax = 4 * 1024 * 1024;
/** Bytes that one part of an XLSX file may unpack to: what a small file can hide is cut off here. */
export const xlsxPartBytesMax = 16 * 1024 * 1024;
/** Parts of one XLSX file. */
export const xlsxPartsMax = 500;
/** Elements of one part of an XLSX file. */
export const xlsxElementsMax = 500_000;
/** Texts that the cells of an XLSX file share. */
export const xlsxTextsMax = 100_000;
/** Columns of a grid that are looked at. */
export const gridColumnsMax = 60;
/** Letters of one cell of a grid. */
export const gridCellMax = 4_000;
/** Bytes of one spreadsheet of projects, as it comes. */
export const sheetBytesMax = 8 * 1024 * 1024;
/** Projects of one spreadsheet. */
export const sheetRowsMax = 5_000;
/** Columns of one spreadsheet of projects; more are refused, for none may be left out in silence. */
export const sheetColumnsMax = 200;
/** Rows from the top in which the headings are looked for. */
export const sheetHeaderRowsMax = 10;
/** Bytes of one TBX file with terms, as it comes. */
export const tbxBytesMax = 16 * 1024 * 1024;
/** Concepts of one TBX file. */
export const tbxConceptsMax = 10_000;
/** Terms of one concept of a TBX file, of all languages together. */
export const tbxTermsMax = 500;
/** Problems of one TBX file that are told; the rest is counted. */
export const tbxIssuesMax = 500;
