// Reads CSV as RFC 4180 has it, with any line ends: rows of cells. What the cells mean is each reader's matter.

/** One row: its cells, and the line on which it begins, 1-based. */
export interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/** What spreadsheets write between two cells: a comma, where commas are decimal points a semicolon, in text files a tab. */
export type CsvParting = ',' | ';' | '\t';

const cellPatterns = {
  ',': /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/,
  ';': /("(?:[^"]|"")*"|[^";\r\n]*)(;|\r\n|\n|\r|$)/,
  '\t': /("(?:[^"]|"")*"|[^"\t\r\n]*)(\t|\r\n|\n|\r|$)/,
} as const;

/** Returns what parts the cells of a text: that by which its first rows have the most cells; a comma where several have as many. */
export function partingOf(text: string): CsvParting {
  const counted = ([',', ';', '\t'] as const).map((parting) => {
    const cells = csvLines(text, rowsWeighed, parting).map((one) => one.cells.length);
    return { parting, most: Math.max(0, ...cells) };
  });
  return counted.reduce((a, b) => (b.most > a.most ? b : a)).parting;
}

/** Rows by which it is told what parts cells. */
const rowsWeighed = 10;

/**
 * Returns the rows of a text, at most so many. Total: a stray quote makes the rest of its line one cell. Quoted cells may
 * hold commas, doubled quotes and line breaks. An empty line is a row of one empty cell.
 * @param parting What stands between two cells.
 */
export function csvLines(
  text: string,
  linesMax: number,
  parting: CsvParting = ',',
): readonly CsvLine[] {
  const lines: CsvLine[] = [];
  const cell = new RegExp(cellPatterns[parting], 'y');
  let cells: string[] = [];
  let line = 1;
  let first = 1;
  while (cell.lastIndex < text.length && lines.length < linesMax) {
    const from = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) {
      // A stray quote: the rest of the line is one cell.
      const end = text.indexOf('\n', from);
      cells.push(text.slice(from, end === -1 ? text.length : end));
      cell.lastIndex = end === -1 ? text.length : end;
      continue;
    }
    const [all, raw, ending] = found;
    cells.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    line += all.split(/\r\n|\n|\r/).length - 1;
    if (ending === parting && cell.lastIndex < text.length) continue;
    if (ending === parting) cells.push('');
    lines.push({ cells, line: first });
    cells = [];
    first = line;
  }
  if (cells.length > 0) lines.push({ cells, line: first });
  return lines;
}
