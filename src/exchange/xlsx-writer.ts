// A grid as an XLSX file: every cell is a text, so that nothing in it is a formula and no spreadsheet turns what is typed into
// a day or a share. Written by write-excel-file; same rows, same bytes but for the times that a ZIP file carries.
import writeExcelFile from 'write-excel-file/node';
import { gridColumnsMax } from './limits.ts';

/** One column: its width in letters. */
export interface XlsxColumn {
  readonly width: number;
  /** Whether somebody is to fill it in. */
  readonly isOpen: boolean;
}

const open = '#FFFBE6';

/** Returns the file: the first row is that of the titles, bold, and stays in sight. */
export async function gridToXlsx(
  sheet: string,
  columns: readonly XlsxColumn[],
  rows: readonly (readonly string[])[],
): Promise<Uint8Array> {
  const shown = columns.slice(0, gridColumnsMax);
  const data = rows.map((row, i) =>
    shown.map(({ isOpen }, column) => ({
      ...{ type: String, value: row[column] ?? '', format: '@' },
      ...{ wrap: true, alignVertical: 'top' as const },
      ...(i === 0 ? { fontWeight: 'bold' as const } : {}),
      ...(isOpen ? { backgroundColor: open, borderColor: '#999999' } : {}),
    })),
  );
  const widths = shown.map(({ width }) => ({ width }));
  return writeExcelFile(data, { sheet, columns: widths, stickyRowsCount: 1 }).toBuffer();
}
