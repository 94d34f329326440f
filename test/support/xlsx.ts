// XLSX files made by hand for tests: a sheet of texts, numbers and formulas as spreadsheet programs write them, in a ZIP file
// that can also lie.
import { crc32, deflateRawSync } from 'node:zlib';
import { utf8 } from '../../src/base/bytes.ts';
import { cellName } from '../../src/exchange/grid.ts';

/** What a cell holds: a text, a number, a formula with its kept result, or nothing. */
export type TestCell = string | number | { readonly f: string; readonly v: string } | undefined;

/** Returns a file of those parts. `claimed` stands in for the size that the directory says of each part. */
export function zipOf(
  parts: Readonly<Record<string, string | Uint8Array>>,
  claimed?: number,
): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const data = typeof content === 'string' ? utf8(content) : content;
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimed ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const version = Buffer.from([20, 0]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), version, common, tail, Buffer.from(name)]),
    );
    files.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from('PK\x05\x06'), end]);
}

/** Returns a workbook with one sheet of those rows. */
export function xlsxOf(
  rows: readonly (readonly TestCell[])[],
  more: { readonly texts?: string; readonly book?: string } = {},
): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const lines = rows.map((row, i) => {
    const cells = row.map((cell, column) => cellXml(cell, cellName(column, i + 1)));
    return `<row r="${i + 1}">${cells.join('')}</row>`;
  });
  return zipOf({
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr ${more.book ?? ''}/><sheets><sheet name="S" sheetId="1" r:id="rId7"/><sheet name="T" sheetId="2" r:id="rId8"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId8" Target="worksheets/sheet2.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
    ...(more.texts === undefined ? {} : { 'xl/sharedStrings.xml': more.texts }),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
  });
}

function cellXml(cell: TestCell, name: string): string {
  if (cell === undefined || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${name}" s="3"><v>${cell}</v></c>`;
  if (typeof cell !== 'string') {
    return `<c r="${name}" t="str"><f>${cell.f}</f><v>${cell.v}</v></c>`;
  }
  const shared = /^#(\d+)$/.exec(cell)?.[1];
  if (shared !== undefined) return `<c r="${name}" t="s"><v>${shared}</v></c>`;
  const text = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}
