// Reads CSV as RFC 4180 has it, with any line ends: rows of cells. What the cells mean is each reader's matter.

/** One row: its cells, and the line on which it begins, 1-based. */
export interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Returns the rows of a text, at most so many. Total: a stray quote makes the rest of its line one cell. Quoted cells may
 * hold commas, doubled quotes and line breaks. An empty line is a row of one empty cell.
 */
export function csvLines(text: string, linesMax: number): readonly CsvLine[] {
  const lines: CsvLine[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y;
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
    if (ending === ',' && cell.lastIndex < text.length) continue;
    if (ending === ',') cells.push('');
    lines.push({ cells, line: first });
    cells = [];
    first = line;
  }
  if (cells.length > 0) lines.push({ cells, line: first });
  return lines;
}
