// docs/spec/exchange.md X30, X31: what comes out of XLSX and CSV files as a grid, what goes in, and what is refused.
import { describe, expect, it } from 'vitest';
import { xlsxOf, zipOf } from '../../test/support/xlsx.ts';
import { utf8 } from '../base/bytes.ts';
import { cellName, columnOfName, type GridRow, gridOfCsv, gridToCsv } from './grid.ts';
import { gridColumnsMax, xlsxElementsMax, xlsxPartBytesMax, xlsxPartsMax } from './limits.ts';
import { gridOfXlsx } from './xlsx-reader.ts';
import { gridToXlsx } from './xlsx-writer.ts';
import { readZip } from './zip-parts.ts';

const textsOf = (rows: readonly GridRow[]) =>
  rows.map(({ number, cells }) => [number, ...[...cells].map(([at, { text }]) => `${at}:${text}`)]);

function read(bytes: Uint8Array, rowsMax = 100): readonly GridRow[] {
  const rows = gridOfXlsx(bytes, rowsMax);
  expect(rows).toMatchObject({ ok: true });
  return rows.ok ? rows.value : [];
}

const columns = [
  { width: 10, isOpen: false },
  { width: 20, isOpen: true },
];
const risky = ['=1+1', '+852', '-5 °C', '@home', 'a,"b"\nc', '香港 &<x>'];
const sheet = [['id', 'note'], ...risky.map((text) => ['HK-P001', text])];

describe('a grid', () => {
  it('comes back from XLSX and from CSV as it went out, and holds no formula', async () => {
    const bytes = await gridToXlsx('2026-10', columns, sheet);
    const rows = read(bytes);
    expect(rows.map(({ cells }) => [...cells.values()].map(({ text }) => text))).toEqual(sheet);
    const zip = readZip(bytes);
    const part = zip.ok ? zip.value.read('xl/worksheets/sheet1.xml') : zip;
    const xml = part.ok ? new TextDecoder().decode(part.value) : '';
    expect(xml).toContain('<row');
    expect(xml).not.toMatch(/<f[ >/]/);
    const text = gridToCsv(sheet);
    for (const line of text.split('\r\n')) expect(line).not.toMatch(/(^|,)[=+\-@]/);
    const back = gridOfCsv(text, 100);
    expect(back.ok && back.value.map(({ cells }) => cells.get(1)?.text)).toEqual(
      sheet.map(([, note]) => note),
    );
  });

  it('names cells as spreadsheets do', () => {
    expect([0, 25, 26, 701, 702].map((column) => cellName(column, 7))).toEqual([
      ...['A7', 'Z7', 'AA7', 'ZZ7', 'AAA7'],
    ]);
    for (const column of [0, 25, 26, 701, 702]) {
      expect(columnOfName(cellName(column, 7))).toBe(column);
    }
    expect(columnOfName('7A')).toBeUndefined();
  });

  it('leaves out empty rows, and keeps the numbers of the others', () => {
    expect(textsOf(read(xlsxOf([['a'], [], ['', 'b']])))).toEqual([
      [1, '0:a'],
      [3, '1:b'],
    ]);
    const csv = gridOfCsv('a\r\n,\r\n,b\r\n', 100);
    expect(csv.ok && textsOf(csv.value)).toEqual([
      [1, '0:a'],
      [3, '1:b'],
    ]);
    expect(gridOfCsv('a\0b', 100)).toMatchObject({ error: { code: 'exchange.returns-format' } });
  });
});

describe('an XLSX file of another program', () => {
  it('is read from its first sheet: shared and own texts, numbers as they are shown, days', () => {
    const texts =
      '<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>ふり</t></rPh></si></sst>';
    const rows = [
      ['#0', '#1', ' own '],
      [46, 0.1 + 0.2, 46_112, 31_500_000.5],
    ];
    expect(textsOf(read(xlsxOf(rows, { texts })))).toEqual([
      [1, '0:plain', '1:rich text', '2:own'],
      [2, '0:46', '1:0.3', '2:46112', '3:31500000.5'],
    ]);
    const [line] = read(xlsxOf([[46_112, 1.5]]));
    expect(line?.cells.get(0)?.day).toBe('2026-03-31');
    expect(line?.cells.get(1)?.day).toBeUndefined();
    const [old] = read(xlsxOf([[44_650]], { book: 'date1904="1"' }));
    expect(old?.cells.get(0)?.day).toBe('2026-03-31');
  });

  it('has its formulas marked, and their results are not taken', () => {
    const [line] = read(xlsxOf([[{ f: 'A2*2', v: '92' }, 'x']]));
    expect(line?.cells.get(0)).toEqual({ text: '', isFormula: true });
  });

  it('is cut off at as many rows and columns as are looked at', () => {
    const wide = Array.from({ length: gridColumnsMax + 5 }, (_, i) => i);
    const rows = read(xlsxOf([wide, wide, wide]), 2);
    expect(rows.map(({ cells }) => cells.size)).toEqual([gridColumnsMax, gridColumnsMax]);
  });

  it('is refused where it is none, damaged, or has a document type', () => {
    const whole = xlsxOf([['a']]);
    const broken = [
      utf8('PK\x03\x04 and nothing else, but long enough to be looked at'),
      whole.subarray(0, whole.length - 30),
      zipOf({ 'xl/workbook.xml': '<workbook/>' }),
      zipOf({ 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>' }),
      zipOf({ 'xl/workbook.xml': '<workbook>' }),
    ];
    for (const bytes of broken) {
      expect(gridOfXlsx(bytes, 10)).toMatchObject({ error: { code: 'exchange.xlsx-unreadable' } });
    }
    const flipped = Uint8Array.from(whole);
    flipped[60] = (flipped[60] ?? 0) ^ 0xff;
    expect(gridOfXlsx(flipped, 10)).toMatchObject({ ok: false });
  });

  it('unpacks to no more than a part may hold, whatever its directory says', () => {
    const bomb = new Uint8Array(xlsxPartBytesMax + 1);
    const refused = { error: { code: 'exchange.xlsx-too-large' } };
    expect(gridOfXlsx(zipOf({ 'xl/workbook.xml': bomb }), 10)).toMatchObject(refused);
    const lying = zipOf({ 'xl/workbook.xml': bomb }, 1_000);
    expect(lying.length).toBeLessThan(100_000);
    expect(gridOfXlsx(lying, 10)).toMatchObject(refused);
    const many = '<a/>'.repeat(xlsxElementsMax + 1);
    const flood = zipOf({ 'xl/workbook.xml': `<workbook>${many}</workbook>` });
    expect(gridOfXlsx(flood, 10)).toMatchObject(refused);
    const parts = Object.fromEntries(Array.from({ length: xlsxPartsMax + 1 }, (_, i) => [i, '']));
    expect(gridOfXlsx(zipOf(parts), 10)).toMatchObject(refused);
  });
});
