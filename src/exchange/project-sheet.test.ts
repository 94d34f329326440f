// docs/spec/exchange.md X72 to X74: the rows of a list of projects, cell by cell, from CSV and XLSX; what came of them as commands, and
// the rows that were refused as a file.
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../test/support/locales.ts';
import { xlsxOf } from '../../test/support/xlsx.ts';
import { utf8 } from '../base/bytes.ts';
import { createSha256 } from '../base/sha256.ts';
import { ownProjectActs } from '../programme/kinds/project-content.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import { gridOfCsv, gridToCsv } from './grid.ts';
import { gridCellMax, sheetBytesMax, sheetRowsMax } from './limits.ts';
import { readSheet, type SheetReading } from './project-sheet.ts';
import { readSheetHead } from './project-sheet-columns.ts';
import { byCell, readSheetFile, refusedRowsToCsv } from './project-sheet-file.ts';
import {
  recordOfRow,
  type SheetRecord,
  sheetProjectId,
  sheetToCommands,
} from './project-sheet-record.ts';
import { gridToXlsx } from './xlsx-writer.ts';

const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
type How = Partial<Omit<SheetReading, 'messages'>>;

function readFile(bytes: Uint8Array, how: How = {}) {
  const file = readSheetFile(bytes, undefined);
  if (!file.ok) throw file.error;
  const head = readSheetHead(file.value.rows, { wishes: [] });
  expect(head.faults).toEqual([]);
  return { ...readSheet(file.value.rows, head, { messages, ...how }), head, file: file.value };
}

const readCsv = (lines: readonly string[], how?: How) => readFile(utf8(lines.join('\n')), how);
const faultsOf = (lines: readonly string[], how?: How) =>
  [...readCsv(lines, how).faults].sort(byCell).map(({ cell, code }) => [cell, code]);
/** What a cell of one column is read as, under that heading. */
const cellsOf = (heading: string, cells: readonly string[], how?: How) => {
  const { projects, faults } = readCsv(
    [`Title,${heading}`, ...cells.map((cell, i) => `T${i},"${cell}"`)],
    how,
  );
  expect(faults).toEqual([]);
  return projects;
};

describe('a list of projects', () => {
  it('is read below its titles, with all that a row says', () => {
    const { projects, left, head } = readCsv([
      '深圳市重大项目计划表,,,,,,,,',
      ',,,,,,,,单位：亿元',
      '序号,项目名称,项目编号,项目状态,建设性质,开工时间,竣工时间,总投资（亿元人民币）,建设地点,责任单位,行业',
      '1,前海枢纽,SZ-7,在建,新建,2019年4月,2025,"1,234.5",前海,市交通局,轨道交通',
      '2,河套园区,,施工阶段,扩建,2020/3/1,2026-12-31,约3,福田,市发改委,会展',
      '合计,,,,,,,1237.5,,,',
      '注：数据截至2024年底,,,,,,,,,,',
    ]);
    expect(head).toMatchObject({ row: 3, language: 'zh-Hans' });
    expect(projects).toEqual([
      {
        ...{
          row: 4,
          title: { 'zh-Hans': '前海枢纽' },
          reference: 'SZ-7',
          status: 'implementation',
        },
        ...{ type: 'construction', start: '2019-04', end: '2025', location: '前海' },
        ...{ budget: { amount: '123450000000', currency: 'CNY' }, authority: '市交通局' },
        sectors: ['transport', 'transport.rail'],
      },
      {
        ...{
          row: 5,
          title: { 'zh-Hans': '河套园区' },
          status: 'implementation',
          type: 'expansion',
        },
        ...{ start: '2020-03-01', end: '2026-12-31', location: '福田', authority: '市发改委' },
        budget: { amount: '300000000', currency: 'CNY', approx: true },
        ...{ sectors: [], otherSector: '会展' },
      },
    ]);
    expect(left).toEqual([
      { row: 6, why: 'total' },
      { row: 7, why: 'note' },
    ]);
  });

  it('has statuses in the words of any language of ours, and in those that lists have', () => {
    const said = [
      'Under construction',
      '施工階段',
      '施工阶段',
      'implementation',
      '在建',
      'Ongoing',
      'N/A',
      '',
    ];
    expect(cellsOf('Status', said).map(({ status }) => status)).toEqual([
      ...Array.from({ length: 6 }, () => 'implementation'),
      ...[undefined, undefined],
    ]);
  });

  it('has days, months and years in the notations that people use', () => {
    const said = [
      ...[
        '2019-04-02',
        '2019/4/2',
        '2019年4月2日',
        '2 April 2019',
        '2-Apr-2019',
        'April 2nd, 2019',
      ],
      ...['43557', '20190402', '2019.4.2', '2019-04-02 00:00:00', '２０１９年４月２日'],
    ];
    expect(new Set(cellsOf('Start date', said).map(({ start }) => start))).toEqual(
      new Set(['2019-04-02']),
    );
    const shorter = ['2019', '2019年', '2019-4', '2019年4月', 'Sept 2019', '201904', '待定'];
    expect(cellsOf('Start date', shorter).map(({ start }) => start)).toEqual([
      ...['2019', '2019', '2019-04', '2019-04', '2019-09', '2019-04', undefined],
    ]);
  });

  it('has a day that can be read in two ways only as somebody says', () => {
    const lines = ['Title,Start date', 'A,03/04/2019', 'B,13/04/2019', 'C,04/13/2019'];
    expect(faultsOf(lines)).toEqual([['B2', 'exchange.projects-date-ambiguous']]);
    expect(cellsOf('Start', ['03/04/2019'], { dates: 'dmy' })[0]?.start).toBe('2019-04-03');
    expect(cellsOf('Start', ['03/04/2019'], { dates: 'mdy' })[0]?.start).toBe('2019-03-04');
    expect(faultsOf(lines, { dates: 'dmy' })).toEqual([['B4', 'exchange.projects-date']]);
  });

  it('has amounts to the last digit, with units of the cell or of its heading', () => {
    const amountsOf = (heading: string, cells: readonly string[], how?: How) =>
      cellsOf(heading, cells, how).map(({ budget }) => `${budget?.amount} ${budget?.currency}`);
    expect(amountsOf('Budget', ['HK$1,234.50', '3.5亿元人民币', 'RMB 75bn', 'USD 0.1'])).toEqual([
      ...['1234.5 HKD', '350000000 CNY', '75000000000 CNY', '0.1 USD'],
    ]);
    expect(
      amountsOf('预算（万元）', ['0.29', '90071992547409.93', '5万元'], { currency: 'CNY' }),
    ).toEqual([...['2900 CNY', '900719925474099300 CNY', '50000 CNY']]);
    const lines = ['Title,Budget (HK$m),Currency', 'A,1.1,', 'B,1.1,人民幣', 'C,1.1,usd'];
    expect(readCsv(lines).projects.map(({ budget }) => budget?.currency)).toEqual([
      'HKD',
      'CNY',
      'USD',
    ]);
  });

  it('says of each cell what is wrong, all at once', () => {
    expect(
      faultsOf([
        'Title,No.,Status,Type,Start date,End date,Budget,Currency,Project no',
        ',,,,,,5,CNY,1',
        'A,,built?,palace,soon,2019-02-30,a lot,CNY,2',
        'B,,,,2020,2019,0.001,CNY,3',
        'C,,,,,,5,,4',
        'D,,,,,,5,XXQ,5',
        'E,,,,,,5,Taler,6',
        '=cmd|calc,,,,,,,,7',
        `${'x'.repeat(gridCellMax + 1)},,,,,,,,8`,
        `F,,,,,,-1,CNY,${'9'.repeat(101)}`,
      ]),
    ).toEqual([
      ...[
        ['A2', 'exchange.projects-needed'],
        ['C3', 'exchange.projects-word'],
      ],
      ...[
        ['D3', 'exchange.projects-word'],
        ['E3', 'exchange.projects-date'],
      ],
      ...[
        ['F3', 'exchange.projects-date'],
        ['G3', 'exchange.projects-amount'],
      ],
      ['F4', 'programme.investment.ends-before-start'],
      ['G4', 'programme.investment.too-many-digits'],
      ['G5', 'exchange.projects-currency'],
      ['G6', 'programme.investment.unknown-currency'],
      ...[
        ['H7', 'exchange.projects-word'],
        ['A8', 'exchange.projects-formula'],
      ],
      ['A9', 'exchange.projects-text-long'],
      ...[
        ['G10', 'exchange.projects-amount'],
        ['I10', 'exchange.projects-text-long'],
      ],
    ]);
    expect(faultsOf(['Title,Budget (million)', 'A,5bn'], { currency: 'HKD' })).toEqual([
      ['B2', 'exchange.projects-unit'],
    ]);
  });

  it('has a project once: by its number, by its title where one of the two has none', () => {
    expect(
      faultsOf(['Title,Ref no', 'Pier,1', 'Quay,1', 'PIER,2', 'Pier,', 'Shed,', 'Shed,9']),
    ).toEqual([
      ...[
        ['B3', 'exchange.projects-twice'],
        ['A5', 'exchange.projects-twice'],
      ],
      ['A7', 'exchange.projects-twice'],
    ]);
  });

  it('has no more rows than may be, and names those that say nothing', () => {
    const many = Array.from({ length: sheetRowsMax + 1 }, (_, i) => `P${i}`);
    const read = readCsv(['Title', ...many]);
    expect([read.projects.length, read.faults]).toMatchObject([
      ...[sheetRowsMax, [{ cell: `A${sheetRowsMax + 2}`, code: 'exchange.projects-rows' }]],
    ]);
    expect(readCsv(['Title,Remarks', 'A,', ',only here', 'Total:,']).left).toEqual([
      ...[
        { row: 3, why: 'empty' },
        { row: 4, why: 'total' },
      ],
    ]);
  });
});

describe('a file', () => {
  const gbk = (text: string) =>
    new Uint8Array(text.split(' ').map((one) => Number.parseInt(one, 16)));

  it('is read in the encodings of spreadsheets: UTF-8, UTF-16, GBK, Big5', () => {
    const titleOf = (bytes: Uint8Array) => {
      const { file, projects } = readFile(bytes);
      return [file.encoding, Object.values(projects[0]?.title ?? {})[0]];
    };
    expect(titleOf(utf8('\u{FEFF}项目名称\n前海枢纽'))).toEqual(['utf-8', '前海枢纽']);
    const wide = Buffer.from('\u{FEFF}项目名称\n前海枢纽', 'utf16le');
    expect(titleOf(wide)).toEqual(['utf-16', '前海枢纽']);
    // The same words as a Mainland and a Hong Kong spreadsheet of old save them.
    expect(titleOf(gbk('cf ee c4 bf c3 fb b3 c6 0a c7 b0 ba a3 ca e0 c5 a6'))).toEqual([
      ...['gb18030', '前海枢纽'],
    ]);
    expect(titleOf(gbk('b6 b5 a5 d8 a6 57 ba d9 0a ac 46 ab 49 c2 e5 b0 7c'))[0]).toBe('big5');
    expect(titleOf(Buffer.from('Title\nCaf\u00e9 road', 'latin1'))).toEqual([
      'windows-1252',
      'Café road',
    ]);
  });

  it('comes back from XLSX as it was written, days that spreadsheets keep as numbers included', async () => {
    const rows = [
      ['List of projects', '', ''],
      ['項目名稱', '動工日期', '造價（億港元）'],
      ['東涌綫延長段', '2023年5月31日', '195'],
    ];
    const columns = rows[0]?.map(() => ({ width: 20, isOpen: false })) ?? [];
    const written = readFile(await gridToXlsx('Projects', columns, rows));
    expect(written.file.encoding).toBe('xlsx');
    expect(written.projects).toMatchObject([
      { row: 3, start: '2023-05-31', budget: { amount: '19500000000', currency: 'HKD' } },
    ]);
    const typed = readFile(
      xlsxOf([
        ['Title', 'Start', 'Budget (HK$m)'],
        ['A', 43_557, 0.3],
        ['B', 2_019, 1.5],
      ]),
    );
    expect(typed.projects).toMatchObject([
      { start: '2019-04-02', budget: { amount: '300000' } },
      { start: '2019', budget: { amount: '1500000' } },
    ]);
    expect(
      readFile(
        xlsxOf([
          ['Title', 'Start'],
          ['A', 12],
        ]),
      ).faults,
    ).toMatchObject([{ cell: 'B2', code: 'exchange.projects-date' }]);
  });

  it('is refused where it is none, too long, or has no such sheet', () => {
    const codeOf = (bytes: Uint8Array, sheet?: string) => {
      const read = readSheetFile(bytes, sheet);
      return read.ok ? undefined : read.error.code;
    };
    expect(codeOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]))).toBe('exchange.projects-format');
    expect(codeOf(utf8('Title\0'))).toBe('exchange.projects-format');
    expect(codeOf(new Uint8Array(sheetBytesMax + 1))).toBe('exchange.projects-too-long');
    expect(codeOf(utf8('Title'), 'S')).toBe('exchange.projects-csv-sheet');
    expect(codeOf(xlsxOf([['Title']]), 'None')).toBe('exchange.xlsx-no-sheet');
    expect(codeOf(xlsxOf([['Title']]), 'S')).toBeUndefined();
    expect(readSheetFile(new Uint8Array(), undefined)).toMatchObject({ value: { rows: [] } });
  });

  it('may be hostile: a hundred thousand columns end the reading early, formulas are refused', () => {
    const wide = readSheetFile(
      utf8(`Title${',x'.repeat(100_000)}\n${'y,'.repeat(100_000)}`),
      undefined,
    );
    const head = readSheetHead(wide.ok ? wide.value.rows : [], { wishes: [] });
    expect(head.faults.map(({ code }) => code)).toEqual(['exchange.projects-columns']);
    const evil = { f: "cmd|'/C calc'!A0", v: 'Pier' };
    expect(
      readFile(
        xlsxOf([
          ['Title', 'Remarks'],
          [evil, 'x'],
          ['Quay', evil],
        ]),
      ).faults,
    ).toEqual([{ cell: 'A2', code: 'exchange.projects-formula', params: {} }]);
  });
});

describe('rows that were refused', () => {
  it('are written with their reasons, hold no formula, and come in again once mended', () => {
    const { file, head, faults } = readCsv([
      'List,,',
      'Title,Start date,Remarks',
      'Pier,soon,"=cmd|\'/C calc\'!A0"',
      'Quay,2020,',
      '"=HYPERLINK(""x"")",2021,+1',
    ]);
    const sentence = ({ code }: { readonly code: string }) => code;
    const csv = refusedRowsToCsv(file.rows, { head, faults }, { heading: 'Why refused', sentence });
    expect(csv).not.toMatch(/(^|[,"\n])[=+@]/);
    const again = gridOfCsv(csv, 100);
    const cells = again.ok
      ? again.value.map(({ cells: one }) => [...one.values()].map(({ text }) => text))
      : [];
    expect(cells).toEqual([
      ['Title', 'Start date', 'Remarks', 'Why refused'],
      ['Pier', 'soon', "=cmd|'/C calc'!A0", 'B3: exchange.projects-date'],
      ['=HYPERLINK("x")', '2021', '+1', 'A5: exchange.projects-formula'],
    ]);
    const mended = gridToCsv(
      cells.slice(0, 2).map((row) => row.map((one) => (one === 'soon' ? '2019' : one))),
    );
    expect(readFile(utf8(mended)).projects).toMatchObject([
      { title: { en: 'Pier' }, start: '2019' },
    ]);
  });
});

describe('a row as commands', () => {
  const sha256 = createSha256();
  const setting = { language: 'en', sample: false };
  const [full, bare, ended] = readCsv(
    [
      'Title,Ref no,Status,Start,End,Budget,Department,Purpose,Sector',
      'Pier,7,Completed,2019,2020,1.5m,Works,Trade,Ports',
      'Quay,,,,,2.50,,,',
      'Shed,,,,2021-05,3,,,',
    ],
    { currency: 'HKD' },
  ).projects.map((one) => sheetToCommands(one, setting));

  it('opens the project, says its status and its budget, and keeps what there is no field for', () => {
    expect(full).toEqual({
      ...{ row: 2, reference: '7', title: { en: 'Pier' } },
      open: {
        ...{ act: 'open', title: { en: 'Pier' } },
        oc4ids: {
          language: 'en',
          project: {
            identifiers: [{ id: '7' }],
            publicAuthority: { id: 'authority', name: 'Works' },
            parties: [{ id: 'authority', name: 'Works', roles: ['publicAuthority'] }],
            ...{ sector: ['transport', 'transport.water'], purpose: 'Trade' },
            period: { startDate: '2019-01-01T00:00:00Z', endDate: '2020-12-31T00:00:00Z' },
          },
        },
      },
      status: { act: 'status', status: 'completed' },
      budget: {
        ...{ act: 'state', kind: 'budget', amount: { amount: '1500000', currency: 'HKD' } },
        period: { from: '2019', to: '2020' },
      },
    });
    expect(ownProjectActs.status.status.safeParse(full?.status?.status).success).toBe(true);
  });

  it('keeps a budget without years beside the project, digit for digit', () => {
    expect(bare?.budget).toBeUndefined();
    expect(bare?.open.oc4ids).toEqual({
      language: 'en',
      project: { budget: { amount: { amount: '2.5', currency: 'HKD' } } },
      decimals: ['/budget/amount/amount'],
    });
    expect(ended?.budget).toMatchObject({ period: { from: '2021-05', to: '2021-05' } });
    const sample = sheetToCommands(
      { row: 2, title: { en: 'A' }, sectors: [] },
      { ...setting, sample: true, scope: 'programme' },
    );
    expect(sample.open).toMatchObject({ sample: true, scope: 'programme' });
  });

  it('is on record by its number or its title, under an id that is the same each time', () => {
    const row = { reference: '7', title: { en: 'Pier' } };
    const id = sheetProjectId('north', row, sha256);
    expect(id).toBe('oc4ids-comity-north-7');
    const byTitle = sheetProjectId('north', { title: { en: 'Quay' } }, sha256);
    expect(byTitle).toMatch(/^oc4ids-comity-north-[0-9a-f]{16}$/);
    expect(sheetProjectId('north', { title: { en: 'QUAY ' } }, sha256)).toBe(byTitle);
    const kept = (project: object) => ({ language: 'en', project }) as never;
    const records: readonly SheetRecord[] = [
      { id: 'NO-P001', title: { en: 'Other' }, oc4ids: kept({ id }) },
      {
        id: 'NO-P002',
        title: { en: 'Jetty' },
        oc4ids: kept({ id: 'x', identifiers: [{ id: '8' }, null] }),
      },
      { id: 'NO-P003', title: { en: 'Shed', 'zh-Hant': '貨棚' } },
    ];
    const found = (title: string, reference?: string) => {
      const one = { title: { en: title }, ...(reference === undefined ? {} : { reference }) };
      return recordOfRow(one, sheetProjectId('north', one, sha256), records)?.id;
    };
    expect(found('Anything', '7')).toBe('NO-P001');
    expect(found('Anything', '8')).toBe('NO-P002');
    expect(found('Jetty')).toBe('NO-P002');
    expect(found('Jetty', '9')).toBeUndefined();
    expect(found('貨棚', '9')).toBe('NO-P003');
    expect(found('Crane')).toBeUndefined();
  });
});

describe('what stands around the headings', () => {
  it('names the unit of amounts, in brackets or after its word, and stays with rows that are refused', () => {
    const amounts = (above: string, heading = 'Budget') =>
      readCsv([above, `Title,${heading},Start`, 'A,12.5,2019'], { currency: 'EUR' }).projects.map(
        ({ budget }) => budget,
      );
    expect(amounts('"Works list (HK$ million)",,')).toEqual([
      { amount: '12500000', currency: 'HKD' },
    ]);
    expect(amounts('单位：万元,,')).toEqual([{ amount: '125000', currency: 'EUR' }]);
    expect(amounts('"Amounts in $\'000",,')).toEqual([{ amount: '12500', currency: 'EUR' }]);
    expect(amounts('"A million trees, phase (b)",,')).toEqual([
      { amount: '12.5', currency: 'EUR' },
    ]);
    expect(amounts('单位：万元,,', 'Budget (HK$ million)')).toEqual([
      { amount: '12500000', currency: 'HKD' },
    ]);
    const { file, head, faults } = readCsv([
      'List (HK$ million),,',
      'Title,Budget,Start',
      'A,1,soon',
    ]);
    const csv = refusedRowsToCsv(
      file.rows,
      { head, faults },
      { heading: 'Why', sentence: ({ code }) => code },
    );
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      '\u{FEFF}List (HK$ million),,,',
      'Title,Budget,Start,Why',
    ]);
  });

  it('is asked for where it names several units', () => {
    const rows = gridOfCsv("(HK$ million),\nUnit: HK$'000,\nTitle,Budget\nA,1", 9);
    if (!rows.ok) throw rows.error;
    expect(readSheetHead(rows.value, { wishes: [] }).faults).toEqual([
      {
        ...{ cell: 'B3', code: 'exchange.projects-units' },
        params: { units: "HK$ million, HK$'000" },
      },
    ]);
  });

  it('is a language for each of two columns with titles', () => {
    const lines = [
      'Project Title,項目名稱,Start',
      'Sewer,污水渠工程項目,2019',
      'Pier,碼頭擴建,2020',
    ];
    expect(readCsv(lines).projects.map(({ title }) => title)).toEqual([
      { en: 'Sewer', 'zh-Hant': '污水渠工程項目' },
      { en: 'Pier', 'zh-Hant': '碼頭擴建' },
    ]);
  });
});

describe('rows of a list that offices write', () => {
  it('may be parted by semicolons or tabs', () => {
    for (const parting of [';', '\t']) {
      const lines = ['Title,Start,Budget', '"a; b",2019,1'].map((one) =>
        one.replaceAll(',', parting),
      );
      const { projects } = readCsv(lines, { currency: 'EUR' });
      expect(projects.map(({ title, start }) => [title, start])).toEqual([
        [{ en: 'a; b' }, '2019'],
      ]);
    }
  });

  it('may be headings between the projects, which are left out and named', () => {
    const { projects, left, faults } = readCsv([
      'Project no,Title,Start,Status',
      'A. Sewerage works,,,',
      '4001DS,Sewer,2019,planned',
      'Grand Total,,,',
      '4002DS,,,',
      '二、道路工程,,,',
    ]);
    expect(projects.map(({ row }) => row)).toEqual([3]);
    expect(left).toEqual([
      { row: 2, why: 'heading', text: 'A. Sewerage works' },
      { row: 4, why: 'total' },
      { row: 6, why: 'heading', text: '二、道路工程' },
    ]);
    expect(faults.map(({ cell, code }) => [cell, code])).toEqual([
      ['B5', 'exchange.projects-needed'],
    ]);
  });

  it('have months as spreadsheets show them, and no quarters', () => {
    expect(cellsOf('Start', ['Mar-19', "Apr'20", 'May-98']).map(({ start }) => start)).toEqual([
      ...['2019-03', '2020-04', '1998-05'],
    ]);
    expect(faultsOf(['Title,Start', 'A,Q1 2020', 'B,19-Mar'])).toEqual([
      ['B2', 'exchange.projects-date'],
      ['B3', 'exchange.projects-date'],
    ]);
  });
});
