// Tables on a terminal: columns of even width, whatever the script.

/** Returns the rows as lines with columns apart by two spaces; Chinese characters take two places. */
export function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, placesOf(row[column] ?? '')), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Returns the text with spaces behind it up to a width in places; a wider one as it is. */
export function padded(text: string, places: number): string {
  return text + ' '.repeat(Math.max(0, places - placesOf(text)));
}

/** Returns how many places a text takes on a terminal. */
export function placesOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\u9fff\uff00-\uff60]/g)?.length ?? 0);
}
