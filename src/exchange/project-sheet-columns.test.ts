// docs/spec/exchange.md X70 and X71: the headings of lists that others made, and what each column is taken for.
import { describe, expect, it } from 'vitest';
import type { GridRow } from './grid.ts';
import { sheetColumnsMax } from './limits.ts';
import { readSheetHead, type SheetWish } from './project-sheet-columns.ts';

/** Rows of a grid as they come out of a file: empty cells are absent, empty rows too. */
function rowsOf(...rows: readonly (readonly string[])[]): readonly GridRow[] {
  return rows
    .map((row, i) => ({
      number: i + 1,
      cells: new Map(
        row.flatMap((text, column) => (text === '' ? [] : [[column, { text }] as const])),
      ),
    }))
    .filter(({ cells }) => cells.size > 0);
}

const headOf = (headings: readonly string[], ...wishes: readonly SheetWish[]) =>
  readSheetHead(rowsOf(headings), { wishes });
const fieldsOf = (...headings: readonly string[]) =>
  headOf(headings).columns.map(({ field, certainty }) => [field, certainty]);
const codesOf = (...given: Parameters<typeof headOf>) =>
  headOf(...given).faults.map(({ cell, code }) => [cell, code]);

describe('headings', () => {
  it('are matched in three languages and by stable names, exactly where nothing but a unit stands beside the word', () => {
    const exact = (...fields: readonly string[]) => fields.map((field) => [field, 'exact']);
    const all = ['identifier', 'title', 'status', 'start', 'end', 'budget', 'authority'];
    expect(
      fieldsOf(
        'Project No.',
        'Project Name',
        'STATUS',
        'Start date',
        'Completion date',
        'Budget (HK$m)',
        'Department',
      ),
    ).toEqual(exact(...all));
    expect(
      fieldsOf(
        '項目編號',
        '項目名稱',
        '狀態',
        '動工日期',
        '竣工日期',
        '造價（百萬港元）',
        '負責部門',
      ),
    ).toEqual(exact(...all));
    expect(
      fieldsOf(
        '项目编号',
        '项目名称',
        '状态',
        '开工时间',
        '竣工时间',
        '总投资（亿元）',
        '建设单位',
      ),
    ).toEqual(exact(...all));
    expect(fieldsOf(...all)).toEqual(exact(...all));
  });

  it('are read whatever their case, width and spaces', () => {
    expect(fieldsOf('ProjectName', 'ＳＴＡＴＵＳ', '建设\n地点', 'start_date')).toEqual([
      ...[
        ['title', 'exact'],
        ['status', 'exact'],
        ['location', 'exact'],
        ['start', 'exact'],
      ],
    ]);
  });

  it('that only contain a word are likely, and the word that ends last says what is meant', () => {
    expect(fieldsOf('Title', 'Current status of project', 'Currency of budget')).toEqual([
      ...[
        ['title', 'exact'],
        ['status', 'likely'],
        ['budget', 'likely'],
      ],
    ]);
    expect(fieldsOf('Title', 'Total budget currency', '本年度预算金额币种')).toEqual([
      ...[
        ['title', 'exact'],
        ['currency', 'likely'],
        ['currency', 'likely'],
      ],
    ]);
  });

  it('that match nothing are named, and contacts are known for what they are', () => {
    expect(fieldsOf('序号', '项目名称', '联系人', '备注')).toEqual([
      ...[
        [undefined, 'none'],
        ['title', 'exact'],
        ['contact', 'exact'],
        [undefined, 'none'],
      ],
    ]);
    // Beside a heading that is the word, one that only contains it is no second title.
    expect(fieldsOf('Project name', 'Contractor project name')).toEqual([
      ...[
        ['title', 'exact'],
        [undefined, 'none'],
      ],
    ]);
  });

  it('name the language of titles and descriptions, in words or by script', () => {
    expect(
      fieldsOf('Title (English)', '項目名稱（中文）', '简体名称', 'description.zh-Hant'),
    ).toEqual([
      ...[
        ['title.en', 'exact'],
        ['title.zh-Hant', 'exact'],
        ['title.zh-Hans', 'exact'],
      ],
      ['description.zh-Hant', 'exact'],
    ]);
  });

  it('name the unit and the currency of a budget, and a phase B is no billion', () => {
    const unitOf = (heading: string) => {
      const { power, currency } = headOf(['Title', heading]).columns[1] ?? {};
      return [power, currency];
    };
    expect(unitOf('总投资（亿元）')).toEqual([8, undefined]);
    expect(unitOf('造價（億港元）')).toEqual([8, 'HKD']);
    expect(unitOf('投资额（单位：万元人民币）')).toEqual([4, 'CNY']);
    expect(unitOf('Budget (HK$ million)')).toEqual([6, 'HKD']);
    expect(unitOf('Budget (RMB 100m)')).toEqual([8, 'CNY']);
    expect(unitOf('Budget US$ bn')).toEqual([9, 'USD']);
    expect(unitOf('Budget (HK$’000)')).toEqual([3, 'HKD']);
    expect(unitOf('Budget phase B')).toEqual([undefined, undefined]);
  });
});

describe('the row of headings', () => {
  it('is found below titles, and by what is told', () => {
    const below = rowsOf(
      ['Major projects: name and status'],
      [],
      ['Unit: HK$ million'],
      ['No.', 'Project title', 'Status'],
    );
    expect(readSheetHead(below, { wishes: [] })).toMatchObject({ row: 4, faults: [] });
    const strange = rowsOf(['List'], ['Vorhaben', 'Status'], ['Brücke', 'in use']);
    expect(readSheetHead(strange, { wishes: [] }).faults).toMatchObject([
      { cell: 'A1', code: 'exchange.projects-no-header' },
    ]);
    const told = readSheetHead(strange, { wishes: [{ heading: 'vorhaben', field: 'title' }] });
    expect(told).toMatchObject({ row: 2, faults: [] });
    expect(told.columns[0]).toMatchObject({ field: 'title', certainty: 'told' });
  });

  it('is not looked for beyond the first rows, and not in an empty file', () => {
    const late = rowsOf(...Array.from({ length: 10 }, () => ['text']), ['Title']);
    expect(readSheetHead(late, { wishes: [] }).faults[0]?.code).toBe('exchange.projects-no-header');
    expect(readSheetHead([], { wishes: [] }).faults[0]?.code).toBe('exchange.projects-empty');
  });
});

describe('what is told', () => {
  it('stands over the table, for a field and for nothing', () => {
    const { columns, faults } = headOf(
      ['Name', 'Short name', 'Status'],
      { heading: 'Short Name', field: 'title' },
      { heading: 'Status', field: 'ignore' },
    );
    expect(faults).toEqual([]);
    expect(columns.map(({ field, certainty }) => [field, certainty])).toEqual([
      ...[
        [undefined, 'none'],
        ['title', 'told'],
        [undefined, 'ignored'],
      ],
    ]);
  });

  it('is refused where there is no such field or column', () => {
    expect(codesOf(['Title'], { heading: 'Title', field: 'colour' })).toEqual([
      ['A1', 'exchange.projects-no-field'],
    ]);
    expect(codesOf(['Title'], { heading: 'Colour', field: 'type' })).toEqual([
      ['A1', 'exchange.projects-no-column'],
    ]);
  });
});

describe('two columns for one field', () => {
  it('are refused by name, also where one of them names the language of the file', () => {
    expect(headOf(['Title', 'Start date', 'Commencement date']).faults).toEqual([
      {
        ...{ cell: 'C1', code: 'exchange.projects-column-twice' },
        params: { field: 'start', given: 'Commencement date', other: 'Start date' },
      },
    ]);
    expect(codesOf(['Title', 'Title (English)'])).toEqual([
      ['B1', 'exchange.projects-column-twice'],
    ]);
    expect(codesOf(['Title', 'Contact', 'Phone'])).toEqual([]);
  });
});

describe('the language of the texts', () => {
  const languageOf = (...titles: readonly string[]) =>
    readSheetHead(rowsOf(['Title'], ...titles.map((one) => [one])), { wishes: [] });

  it('is that of the titles, and asked for where nobody can tell', () => {
    expect(languageOf('Pier', '碼頭 Quay', 'Shed').language).toBe('en');
    expect(languageOf('東涌綫延長段', '港鐵工程').language).toBe('zh-Hant');
    expect(languageOf('轨道交通延长线', '深圳机场').language).toBe('zh-Hans');
    const unclear = languageOf('河套合作');
    expect(unclear.language).toBeUndefined();
    expect(unclear.faults.map(({ code }) => code)).toEqual(['exchange.projects-language']);
    const told = readSheetHead(rowsOf(['Title'], ['河套合作']), {
      wishes: [],
      language: 'zh-Hans',
    });
    expect(told).toMatchObject({ language: 'zh-Hans', faults: [] });
  });
});

describe('a list with too many columns', () => {
  it('is refused: none may be left out in silence', () => {
    const wide = ['Title', ...Array.from({ length: sheetColumnsMax }, (_, i) => `c${i}`)];
    expect(codesOf(wide)).toEqual([['GS1', 'exchange.projects-columns']]);
    expect(codesOf(wide.slice(0, -1))).toEqual([]);
  });
});
