// docs/spec/federation.md F104: events of cases as another system gives them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { readCaseRows, toMappedEvent, unreadColumns } from './case-events-file.ts';
import { type CaseMapping, parseCaseMapping } from './case-mapping.ts';
import { caseEventsBytesMax, caseEventsRowsMax, mappingCodesMax } from './limits.ts';

const written = {
  format: 'comity-case-mapping/1',
  system: 'tracker',
  language: 'en',
  columns: { case: 'FileNo', event: 'Seq', code: 'Status', day: 'Date', 'why@zh-Hant': '備註' },
  codes: {
    RCV: { act: 'open', procedure: 'PR-1', title: { en: 'Works permit' } },
    RFI: { act: 'stop', why: { en: 'More was asked for' } },
    EXT: { act: 'extend', days: 10, why: { en: 'Complex' } },
    DEC: { act: 'decide' },
    NOTE: 'ignore',
  },
  procedures: { 'PR-1': 'NO-PR001' },
  projects: { W7: 'NO-P001' },
} as const;

function mappingOf(more: object = {}): CaseMapping {
  const parsed = parseCaseMapping({ ...written, ...more } as unknown as Json);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function eventsOf(text: string, form: 'csv' | 'json' = 'csv', mapping = mappingOf()) {
  const rows = readCaseRows(text, form, mapping);
  if (!rows.ok) return rows.error;
  return rows.value.map((row) => {
    const event = toMappedEvent(row, mapping);
    return event.ok ? event.value : { row: row.row, ...event.error };
  });
}

const head = 'FileNo,Seq,Status,Date';

describe('rows of another system', () => {
  it('become commands by the mapping, from CSV and from JSON alike', () => {
    const csv = `\u{FEFF}${head},project,activity\r\n17,1,RCV,2026-03-02,W7,A10\r\n`;
    const json = JSON.stringify([
      { fileno: 17, Seq: '1', STATUS: 'RCV', date: '20260302', project: 'W7', activity: 'A10' },
    ]);
    const command = {
      ...{ act: 'open', happened: '2026-03-02', number: '17' },
      external: { system: 'tracker', case: '17', event: '1' },
      ...{ procedure: 'NO-PR001', project: 'NO-P001', title: { en: 'Works permit' } },
      activity: { project: 'NO-P001', code: 'A10' },
    };
    expect(eventsOf(csv)).toMatchObject([{ row: 2, command }]);
    expect(eventsOf(json, 'json')).toMatchObject([{ row: 1, command }]);
  });

  it('take texts by language, else those of the mapping, and pass over what it says to', () => {
    const csv = `${head},why,備註\n17,2,RFI,2026-03-03,Survey,測量\n17,3,RFI,2026/3/4,,\n17,4,NOTE,,,\n`;
    expect(eventsOf(csv)).toMatchObject([
      { command: { act: 'stop', why: { en: 'Survey', 'zh-Hant': '測量' } } },
      { row: 3, happened: '2026-03-04', command: { why: { en: 'More was asked for' } } },
      'ignored',
    ]);
    const map = [
      { fileno: 'a', seq: 1, status: 'RFI', date: '2026-03-03', why: { 'zh-Hans': '图' } },
    ];
    expect(eventsOf(JSON.stringify(map), 'json')).toMatchObject([
      { command: { why: { 'zh-Hans': '图' } } },
    ]);
  });

  it('say what is wrong with them one by one, with their number', () => {
    const long = 'x'.repeat(50);
    const csv = [
      `${head},days`,
      '17,1,RCV,2026-02-30,',
      '17,,DEC,2026-03-02,',
      `17,3,${long},2026-03-02,`,
      '17,4,DEC',
      '',
      '17,5,EXT,2026-03-02,ten',
      '17,6,,2026-03-02,',
      ',7,DEC,2026-03-02,',
      '"17,8',
    ].join('\n');
    const found = eventsOf(csv) as readonly { row: number; code: string; params: object }[];
    expect(found.map(({ row, code }) => [row, code])).toEqual([
      [2, 'exchange.case-event-field'],
      [3, 'exchange.case-event-missing'],
      [4, 'exchange.case-event-code'],
      [5, 'exchange.case-event-cells'],
      [7, 'exchange.case-event-field'],
      [8, 'exchange.case-event-missing'],
      [9, 'exchange.case-event-missing'],
      [10, 'exchange.case-event-cells'],
    ]);
    expect(found[0]?.params).toEqual({ field: 'day', column: 'date', given: '2026-02-30' });
    expect(found[2]?.params).toEqual({ given: `${'x'.repeat(39)}…` });
    const json = JSON.stringify([
      1,
      { fileno: 'a', seq: 'b', status: 'RFI', date: '2026-03-02', why: 7 },
    ]);
    expect(eventsOf(json, 'json')).toMatchObject([
      { row: 1, code: 'exchange.case-event-missing' },
      { row: 2, code: 'exchange.case-event-field', params: { field: 'why', given: '7' } },
    ]);
  });

  it('name procedures and projects that the mapping has, or ids of records', () => {
    const lines = [`${head},procedure`, '1,1,RCV,2026-03-02,PR-1', '2,1,RCV,2026-03-02,PR-9'];
    expect(eventsOf(lines.join('\n'))).toMatchObject([
      { command: { procedure: 'NO-PR001' } },
      {
        ...{ row: 3, code: 'exchange.case-event-name' },
        params: { field: 'procedure', table: 'procedures', given: 'PR-9' },
      },
    ]);
  });

  it('have their days in the order that the mapping says, and are never guessed at', () => {
    const day = (text: string, order: 'ymd' | 'dmy') =>
      (
        eventsOf(`${head}\n1,1,DEC,${text}`, 'csv', mappingOf({ days: order })) as {
          happened?: string;
        }[]
      )[0]?.happened;
    expect(day('02/03/2026', 'dmy')).toBe('2026-03-02');
    expect(day('2.3.2026', 'dmy')).toBe('2026-03-02');
    for (const text of ['02/03/2026', '2026-3/2', '2026111', '2026-03', '2026-03-02T10:00:00Z']) {
      expect(day(text, 'ymd'), text).toBeUndefined();
    }
    expect(day('2026-03-02', 'dmy')).toBeUndefined();
  });

  it('are refused as a whole when they are none: format, columns, number, length', () => {
    const codeOf = (text: string, form: 'csv' | 'json') =>
      (eventsOf(text, form) as unknown as { code?: string }).code;
    for (const text of ['{"a":1}', '[', '"x"']) {
      expect(codeOf(text, 'json')).toBe('exchange.case-events-format');
    }
    expect(codeOf(`${head}\n\u{FFFD},1,DEC,2026-03-02`, 'csv')).toBe(
      'exchange.case-events-encoding',
    );
    expect(eventsOf('FileNo,Seq\n1,2')).toEqual({
      ...{ code: 'exchange.case-events-columns', params: { columns: 'status, date' } },
    });
    expect(codeOf('', 'csv')).toBe('exchange.case-events-columns');
    const many = `${head}\n${'1,1,DEC,x\n'.repeat(caseEventsRowsMax + 1)}`;
    expect(codeOf(many, 'csv')).toBe('exchange.case-events-rows');
    expect(codeOf(`[${' '.repeat(caseEventsBytesMax)}]`, 'json')).toBe(
      'exchange.case-events-too-long',
    );
  });

  it('are read no further than the mapping goes; other columns are named', () => {
    const csv = `${head},Applicant\n17,1,DEC,2026-03-02,A. Person\n`;
    const rows = readCaseRows(csv, 'csv', mappingOf());
    expect(rows.ok && unreadColumns(rows.value, mappingOf())).toEqual(['applicant']);
    expect(JSON.stringify(eventsOf(csv))).not.toContain('Person');
    // An apostrophe that keeps a spreadsheet from counting is no part of the text.
    expect(eventsOf(`${head}\n'-17,1,DEC,2026-03-02`)).toMatchObject([
      { external: { case: '-17' } },
    ]);
  });

  it('never throw, whatever they hold', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('RCV', '2026-03-02', '__proto__', '"', '\n'),
    );
    const row = fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(','));
    fc.assert(
      fc.property(fc.array(row), fc.jsonValue(), (rows, value) => {
        eventsOf([head, ...rows].join('\n'));
        eventsOf(
          JSON.stringify([value, { fileno: value, seq: value, status: 'RFI', why: value }]),
          'json',
        );
        eventsOf(JSON.stringify(value), 'json');
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('a mapping', () => {
  it('is what the manual shows', () => {
    const manual = new URL('../../docs/manual/case-events.md', import.meta.url);
    const shown = /```json\n([\s\S]*?)```/.exec(readFileSync(manual, 'utf8'))?.[1] ?? '';
    expect(parseCaseMapping(JSON.parse(shown))).toMatchObject({ ok: true });
  });

  it('is refused with the place of its fault: exchange.case-mapping', () => {
    const faults: readonly (readonly [object, string])[] = [
      [{ format: 'comity-case-mapping/2' }, 'format'],
      [{ system: '' }, 'system'],
      [{ language: 'English' }, 'language'],
      [{ columns: { applicant: 'Name' } }, 'columns.applicant'],
      [{ columns: { 'day@en': 'Date' } }, 'columns.day@en'],
      [{ codes: { X: { act: 'accept', why: { en: 'No' } } } }, 'codes.X'],
      [{ codes: { X: { act: 'plan' } } }, 'codes.X'],
      [{ extra: 1 }, ''],
    ];
    for (const [more, path] of faults) {
      const parsed = parseCaseMapping({ ...written, ...more } as unknown as Json);
      expect(parsed, path).toMatchObject({ ok: false, error: { code: 'exchange.case-mapping' } });
      expect(!parsed.ok && String(parsed.error.params.path).startsWith(path), path).toBe(true);
    }
    const many = Array.from({ length: mappingCodesMax + 1 }, (_, i) => [`C${i}`, 'ignore']);
    expect(parseCaseMapping({ ...written, codes: Object.fromEntries(many) } as Json).ok).toBe(
      false,
    );
    expect(parseCaseMapping(null).ok).toBe(false);
  });
});
