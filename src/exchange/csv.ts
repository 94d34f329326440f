// CSV as RFC 4180 has it: CRLF after each row, quotes where a cell needs them. Begins with a byte order mark, without which
// spreadsheets read Chinese wrongly. A text that a spreadsheet would take for a formula gets an apostrophe before it.

/** What stands before the first row. */
export const csvStart = '\u{FEFF}';

/** Returns one row with its line end. Undefined is an empty cell. */
export function csvRow(cells: readonly (string | undefined)[]): string {
  return `${cells.map((cell) => toCell(cell ?? '')).join(',')}\r\n`;
}

/** Numbers may begin with a minus; any other text that begins like a formula may not. */
function toCell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^[\s]*[=+\-@|\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
