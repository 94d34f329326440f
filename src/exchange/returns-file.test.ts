// docs/spec/exchange.md X32, X33: a grid of returns goes out and comes back in the same columns; what is wrong is said by cell.
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../test/support/locales.ts';
import type { PartyId } from '../base/ids.ts';
import { returnRowsMax } from '../programme/kinds/return-content.ts';
import type { ReturnLine } from '../programme/returns.ts';
import { textOrder } from '../text/language-map.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import { type GridRow, gridOfCsv, gridToCsv } from './grid.ts';
import { type ReturnColumn, returnColumns, returnWords } from './returns-columns.ts';
import { cellOfRefusal, readReturnGrid, readReturnHead } from './returns-file.ts';
import {
  type ReturnGrid,
  type ReturnGridLine,
  returnGridRows,
  toGridLine,
} from './returns-grid.ts';

const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
const words = returnWords(messages);
const [english, hant] = languages as unknown as readonly [
  (typeof languages)[number],
  (typeof languages)[number],
];

const line = (project: string, more: Partial<ReturnGridLine> = {}): ReturnGridLine => ({
  ...{ project, title: { en: `Works ${project}` }, prev: 'ab12'.repeat(4), spentToDate: [] },
  ...{ currencies: ['CNY'], standing: 'awaited', lateDays: 0, sample: true, ...more },
});
const next = { milestone: { en: 'Roof closed' }, expected: '2027-03' };
const grid: ReturnGrid = {
  ...{ party: 'shenzhen' as PartyId, month: '2026-10', due: '2026-11-10' },
  textLanguages: ['en', 'zh-Hant'],
  lines: [
    line('SZ-P001', { status: 'implementation', percent: 40, next, lastMonth: '2026-09' }),
    line('SZ-P002'),
    line('SZ-P003', { status: 'preparation', currencies: ['CNY', 'HKD'] }),
    line('SZ-P004', { reported: '2026-11-05' }),
  ],
};

type Filled = Partial<Record<ReturnColumn, string>>;

/** The grid as it went out, by CSV, with some cells filled in. */
function filled(rows: readonly Filled[], language = english): readonly GridRow[] {
  const [titles = [], ...lines] = returnGridRows(grid, { messages, language });
  const typed = lines.map((cells, i) =>
    returnColumns.map(({ name }, column) => rows[i]?.[name] ?? cells[column] ?? ''),
  );
  const read = gridOfCsv(gridToCsv([titles, ...typed]), returnRowsMax + 2);
  return read.ok ? read.value : [];
}

function readOf(rows: readonly GridRow[], language = 'en') {
  const head = readReturnHead(rows, words);
  expect(head.faults).toEqual([]);
  return readReturnGrid(rows, head, { grid, words, language });
}

describe('the grid of a party that writes in none of the languages of pages', () => {
  it('has its titles as that party writes, else as the charter has them first', () => {
    const textLanguages = textOrder(['sk', 'pl'], ['de', 'pl', 'cs']);
    expect(textLanguages).toEqual(['pl', 'de', 'cs']);
    const title = { cs: 'Most', de: 'Brücke', pl: 'Mosty' };
    const lines = [
      line('SZ-P001', { title }),
      line('SZ-P002', { title: { cs: 'Trať', de: 'Linie' } }),
    ];
    const rows = returnGridRows({ ...grid, textLanguages, lines }, { messages, language: english });
    const at = returnColumns.findIndex(({ name }) => name === 'title');
    expect(rows.slice(1).map((cells) => cells[at])).toEqual(['Mosty', 'Linie']);
  });
});

const faultsOf = (...rows: readonly Filled[]) =>
  readOf(filled(rows)).faults.map(({ cell, code }) => [cell, code]);

describe('the grid of a month', () => {
  it('has a row for each project that is not reported, with what is on record', () => {
    const [titles, ...rows] = returnGridRows(grid, { messages, language: english });
    expect(titles?.[0]).toBe('Project');
    expect(rows.map(([id]) => id)).toEqual(['SZ-P001', 'SZ-P002', 'SZ-P003']);
    expect(rows[0]?.slice(0, 13)).toEqual([
      ...['SZ-P001', 'ab12ab12ab12ab12', '2026-10', 'Works SZ-P001', 'Under construction'],
      ...['40', '', 'Roof closed', '2027-03', '', '', '', 'CNY'],
    ]);
  });

  it('rests on the newest of what is stated of a project and what was reported last', () => {
    const place = (at: string, leaf: string) => ({ at, leaf: leaf.repeat(64), index: 1 });
    const project = {
      ...{ id: 'SZ-P001', title: { en: 'Works' }, sample: true },
      opening: place('2026-01-01T00:00:00Z', 'a'),
      status: { status: 'completion', place: place('2026-10-05T00:00:00Z', 'b') },
    };
    const row = {
      status: 'implementation',
      percent: 40,
      place: place('2026-10-04T00:00:00Z', 'c'),
    };
    const said = { project, before: { month: '2026-09', row }, spentToDate: [], lateDays: 0 };
    const one = toGridLine({ ...said, standing: 'awaited' } as unknown as ReturnLine, []);
    expect(one).toMatchObject({ status: 'completion', prev: 'b'.repeat(16), percent: 40 });
    row.place.at = '2026-10-06T00:00:00Z';
    const other = toGridLine({ ...said, standing: 'awaited' } as unknown as ReturnLine, []);
    expect(other).toMatchObject({ status: 'implementation', prev: 'c'.repeat(16) });
  });

  it('comes back in the words of any language, and what is empty is as last month', () => {
    const rows: Filled[] = [
      {},
      {
        ...{ spent: '31,500,000.50', note: '=SUM(A1)' },
        ...{ next: '封頂', expected: '2027/3/1', changed: '暴雨', cause: 'external-event' },
      },
      { missing: '尚未進場' },
    ];
    const status = messages.text(hant, 'project.status.implementation');
    const read = readOf(
      filled([rows[0]!, { ...rows[1], status, percent: '75%' }, rows[2]!], hant),
      'zh-Hant',
    );
    expect(read.faults).toEqual([]);
    expect(read.rows.map(({ content }) => content)).toEqual([
      { project: 'SZ-P001', status: 'implementation', percent: 40, next, unchanged: true },
      {
        ...{ project: 'SZ-P002', status: 'implementation', percent: 75 },
        spent: { amount: '31500000.5', currency: 'CNY' },
        next: { milestone: { 'zh-Hant': '封頂' }, expected: '2027-03-01' },
        ...{ changed: { 'zh-Hant': '暴雨' }, cause: 'external-event' },
        note: { 'zh-Hant': '=SUM(A1)' },
      },
    ]);
    expect(read.missing).toEqual([{ row: 4, project: 'SZ-P003', why: { 'zh-Hant': '尚未進場' } }]);
  });

  it('leaves a project open of which nothing is said and nothing was reported before', () => {
    expect(readOf(filled([])).left).toEqual(['SZ-P002', 'SZ-P003']);
  });

  it('keeps what is not filled in of a row, and takes a dash for no more', () => {
    const read = readOf(filled([{ expected: '2027-05' }, {}, { percent: '5' }]));
    expect(read.rows.map(({ content }) => content)).toEqual([
      {
        ...{ project: 'SZ-P001', status: 'implementation', percent: 40 },
        next: { ...next, expected: '2027-05' },
      },
      { project: 'SZ-P003', status: 'preparation', percent: 5 },
    ]);
    const [row] = readOf(filled([{ percent: '–', next: '-' }])).rows;
    expect(row?.content).toEqual({ project: 'SZ-P001', status: 'implementation' });
  });

  it('says of each cell what is wrong, all at once', () => {
    expect(
      faultsOf(
        { status: 'built', percent: '101', spent: '-1', expected: 'soon', cause: 'rain' },
        { percent: '4.5', missing: 'Why' },
        { spent: '5', next: 'Roof', status: 'preparation' },
      ),
    ).toEqual([
      ['J2', 'exchange.returns-word'],
      ['L2', 'exchange.returns-amount'],
      ['K2', 'exchange.returns-percent'],
      ['O2', 'exchange.returns-date'],
      ['Q2', 'exchange.returns-word'],
      ['S3', 'exchange.returns-missing-and-values'],
      ['M4', 'exchange.returns-needed'],
      ['O4', 'exchange.returns-needed'],
    ]);
    expect(faultsOf({}, { percent: '4' })).toEqual([['J3', 'exchange.returns-needed']]);
    expect(faultsOf({ note: 'x'.repeat(2_001) })).toEqual([['R2', 'exchange.returns-text-long']]);
    expect(faultsOf({}, { status: 'preparation', spent: '1', currency: 'Yuan' })).toEqual([
      ['M3', 'exchange.returns-word'],
    ]);
    expect(faultsOf({}, { status: 'preparation', expected: '2027' })).toEqual([
      ['N3', 'exchange.returns-needed'],
    ]);
  });

  it('takes a row only for a project of the grid, once, of its month, and as it stood', () => {
    expect(
      faultsOf(
        { id: 'SZ-P009' },
        { id: 'SZ-P003', prev: 'ab12ab12ab12ab13' },
        { month: '2026-09' },
      ),
    ).toEqual([
      ['A2', 'exchange.returns-unknown-project'],
      ['B3', 'exchange.returns-moved'],
      ['A4', 'exchange.returns-twice'],
    ]);
    expect(faultsOf({}, {}, { month: '2026-09' })).toEqual([
      ['C4', 'exchange.returns-other-month'],
    ]);
    const formula = filled([{ percent: '5' }]).map((row) => ({
      ...row,
      cells: new Map(
        [...row.cells].map(([at, cell]) =>
          row.number === 2 && at === 10 ? [at, { text: '', isFormula: true as const }] : [at, cell],
        ),
      ),
    }));
    expect(readOf(formula).faults).toMatchObject([
      { cell: 'K2', code: 'exchange.returns-formula' },
    ]);
  });

  it('needs its columns, knows each title once, and takes no more rows than a return may have', () => {
    const head = (text: string) => {
      const rows = gridOfCsv(text, 10_000);
      return readReturnHead(rows.ok ? rows.value : [], words).faults.map(({ cell, code }) => [
        ...[cell, code],
      ]);
    };
    expect(head('Project,prev,Colour,status,status\r\n')).toEqual([
      ['C1', 'exchange.returns-column'],
      ['E1', 'exchange.returns-column'],
    ]);
    expect(head('Title\r\n')).toEqual([['A1', 'exchange.returns-columns']]);
    const many = `id,prev,status\r\n${'SZ-P001,a,b\r\n'.repeat(returnRowsMax + 1)}`;
    expect(head(many)).toEqual([[`A${returnRowsMax + 2}`, 'exchange.returns-rows']]);
  });

  it('leads a refusal of a row to the cell that it is about', () => {
    const head = readReturnHead(filled([]), words);
    const cell = (code: string) => cellOfRefusal(head, 7, { code, params: {} }).cell;
    expect(cell('programme.return.other-currency')).toBe('M7');
    expect(cell('programme.return.too-many-digits')).toBe('L7');
    expect(cell('programme.return.expected-before-month')).toBe('O7');
    expect(cell('programme.return.cause-alone')).toBe('Q7');
    expect(cell('programme.return.already-reported')).toBe('A7');
  });
});
