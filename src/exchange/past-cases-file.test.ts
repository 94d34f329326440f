// Files of past cases: CSV and JSON say the same, faults come with their lines, and rubbish never throws.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateToDay } from '../plan/civil-time.ts';
import { fileBytesMax } from './limits.ts';
import { readPastCases } from './past-cases-file.ts';
import { pastCasesJsonSchema } from './past-cases-shape.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function issuesOf(file: string | Uint8Array): readonly string[] {
  const read = readPastCases(typeof file === 'string' ? bytes(file) : file);
  return read.ok ? [] : read.error.map(({ code, line }) => `${code} ${line ?? ''}`.trim());
}

const csv = `class,received,ended,remark
hk/plans,2026-01-05,2026-03-02,"one, ""two""
and a second line"
"hk / permit, part 2",2026-02-01,,
,2026-02-03,2026-02-04,`;

describe('a file of past cases', () => {
  it('has the same cases as CSV and as JSON', () => {
    const fromCsv = readPastCases(bytes(csv));
    const cases = [
      { class: ['hk', 'plans'], received: '2026-01-05', ended: '2026-03-02' },
      { class: ['hk', 'permit, part 2'], received: '2026-02-01' },
      { class: [], received: '2026-02-03', ended: '2026-02-04' },
    ];
    const file = { schema: 'comity-cases/1', cases };
    const fromJson = readPastCases(bytes(JSON.stringify(file)));
    expect(fromCsv.ok && fromCsv.value.cases).toEqual([
      {
        path: ['hk', 'plans'],
        received: dateToDay('2026-01-05'),
        ended: dateToDay('2026-03-02'),
      },
      { path: ['hk', 'permit, part 2'], received: dateToDay('2026-02-01'), ended: undefined },
      { path: [], received: dateToDay('2026-02-03'), ended: dateToDay('2026-02-04') },
    ]);
    expect(fromJson).toEqual(fromCsv);
    // The latest day, unless the file states another.
    expect(fromCsv.ok && fromCsv.value.asOf).toBe(dateToDay('2026-03-02'));
    const stated = readPastCases(bytes(JSON.stringify({ ...file, asOf: '2026-06-30' })));
    expect(stated.ok && stated.value.asOf).toBe(dateToDay('2026-06-30'));
  });

  it('may have its columns in any order, CRLF and a byte order mark', () => {
    const read = readPastCases(bytes('\ufeffEnded,Class,Received\r\n,a,2026-01-05\r\n\r\n'));
    expect(read.ok && read.value.cases).toEqual([
      { path: ['a'], received: dateToDay('2026-01-05'), ended: undefined },
    ]);
  });

  it('has its faults told all at once, each with its line', () => {
    const file = 'class,received,ended\na,2026-02-30,soon\nb,2026-01-01,2026-01-02\nc,,\n';
    expect(issuesOf(file)).toEqual([
      'exchange.cases-date 2',
      'exchange.cases-date 2',
      'exchange.cases-date 4',
    ]);
    expect(issuesOf('class,received,ended\na,2026-01-01\n"b"x,2026-01-01,\n')).toEqual([
      'exchange.cases-row 2',
      'exchange.cases-row 3',
    ]);
    expect(issuesOf('kind,received,ended\n')).toEqual(['exchange.cases-columns 1']);
    expect(issuesOf('class,received,ended\n')).toEqual(['exchange.cases-none']);
    expect(issuesOf(Uint8Array.of(0xff, 0xfe, 0x80))).toEqual(['exchange.cases-encoding']);
    expect(issuesOf('{"schema":"other"}')).toEqual(['exchange.json-schema']);
    expect(issuesOf('{"schema":"comity-cases/1","cases":[{"received":1}]}')).toEqual([
      'exchange.json-shape',
      'exchange.json-shape',
    ]);
    expect(issuesOf(new Uint8Array(fileBytesMax + 1))).toEqual(['exchange.too-large']);
  });

  it('never makes the reader throw, whatever it holds', () => {
    const words = fc.constantFrom('class', 'received', 'ended', ',', '"', '\n', '\r', 'a/b', '{');
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 40 });
    fc.assert(
      fc.property(text, (parts) => {
        expect(typeof readPastCases(bytes(parts.join(''))).ok).toBe('boolean');
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('has the schema that is published', () => {
    const path = new URL('../../docs/schema/comity-cases-1.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(pastCasesJsonSchema())),
    );
  });
});
