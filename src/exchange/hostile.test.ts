// Files as nobody should write them, of every format: each is refused or read, never thrown at, with the place of every
// fault; nothing is read by half.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link, monday, schedule, task } from '../../test/support/schedules.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import { printComityJson } from './comity-json.ts';
import { readSchedule } from './formats.ts';
import { printMspdi } from './mspdi-writer.ts';
import { printXer } from './xer-writer.ts';

const plain = schedule(
  [
    task('A', 8, { name: '深圳 Liantang – Süd' }),
    task('B', 16, { actualStart: monday - 480, remainingMinutes: 60 }),
    task('C', 0, { type: 'finish-milestone' }),
  ],
  [link('A FS B 8'), link('B FF C -1')],
);
const psplib = `${'*'.repeat(72)}\nfile with basedata            : a\nPRECEDENCE RELATIONS:\njobnr. #modes #successors successors\n 1 1 1 2\n 2 1 0\n${'*'.repeat(72)}\nREQUESTS/DURATIONS:\njobnr. mode duration R 1\n----\n 1 1 3 0\n 2 1 4 0\n${'*'.repeat(72)}\n`;
const pmxml = `<?xml version="1.0" encoding="UTF-8"?>\n<APIBusinessObjects>\n<Project><ObjectId>1</ObjectId><Id>P</Id><DataDate>2026-06-01T08:00:00</DataDate>\n<Activity><ObjectId>2</ObjectId><Id>A</Id><PlannedDuration>8</PlannedDuration><Status>Not Started</Status></Activity></Project></APIBusinessObjects>`;
const texts: Readonly<Record<string, string>> = {
  XER: printXer(plain, 'p6').text,
  PMXML: pmxml,
  'Project XML': printMspdi(plain, 'msproject').text,
  'Comity JSON': printComityJson(plain),
  PSPLIB: psplib,
};
const formats = Object.keys(texts);
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Reads and schedules; the answer is what a command would say. */
function answerTo(bytes: Uint8Array): readonly string[] {
  const read = readSchedule(bytes);
  if (!read.ok) return read.error.map((issue) => issue.code);
  const { issues, schedule: found, format } = read.value;
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (errors.length > 0) return errors.map((issue) => issue.code);
  const result = scheduleFile(found, format.profile);
  return result.ok ? ['scheduled'] : result.error.map((issue) => issue.code);
}

describe.each(formats)('a hostile %s file', (name) => {
  const text = texts[name]!;
  const whole = bytesOf(text);

  it('is whole where it is: the others differ from it', () => {
    expect(answerTo(whole)).toEqual(['scheduled']);
  });

  it('is refused wherever it is cut: no half of it is read', () => {
    const cuts = Array.from({ length: 200 }, (_, i) => Math.floor((i * whole.length) / 200));
    const left = (cut: number) => new TextDecoder().decode(whole.subarray(cut)).trim();
    for (const cut of cuts) {
      // Some stars of PSPLIB's last line are as good as all.
      if (left(cut).replaceAll('*', '') === '') continue;
      const cutOff = whole.subarray(0, cut);
      // Between two lines of a XER file nobody can tell; the warning says so.
      if (name === 'XER' && cutOff.at(-1) === 0x0a) {
        const read = readSchedule(cutOff);
        const codes = read.ok ? read.value.issues.map((issue) => issue.code) : [];
        expect(codes).toContain('exchange.xer-end');
      } else expect(answerTo(cutOff)).not.toContain('scheduled');
    }
  });

  it('may have any byte changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = whole.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          expect(answerTo(bytes).length).toBeGreaterThan(0);
        },
      ),
      { seed: 31, numRuns: 300 },
    );
  });

  it('may hold numbers beyond all bounds, NULs, and other ends of lines', () => {
    const digits = text.replaceAll(/\b8\b|PT8H|\b480\b/g, (number) =>
      number.replace(/\d+/, '9'.repeat(400)),
    );
    const others = [
      digits,
      text.replaceAll(/\d/g, '-1e308'),
      text.replaceAll('A', '\0'),
      `${text}\0\0`,
      text.replaceAll(/\r?\n/g, '\r'),
      text.replaceAll(/\r?\n/g, '\n\r\n'),
    ];
    for (const other of others) expect(answerTo(bytesOf(other)).length).toBeGreaterThan(0);
  });

  it('reads the same with other ends of lines and a byte order mark', () => {
    const read = (other: string) => {
      const found = readSchedule(bytesOf(other));
      return found.ok ? found.value.schedule.projects : found.error;
    };
    const lines = text.replaceAll(/\r?\n/g, '\n');
    const before = read(lines);
    expect(read(lines.replaceAll('\n', '\r\n'))).toEqual(before);
    expect(read(`\ufeff${lines}`)).toEqual(before);
  });
});

describe('what grows without end', () => {
  it('is refused: XML in itself, attributes, rows, cells, brackets', () => {
    const project = '<Project xmlns="http://schemas.microsoft.com/project">';
    const deep = `${project}${'<a>'.repeat(100_000)}`;
    expect(answerTo(bytesOf(deep))).toEqual(['exchange.xml-too-large']);
    const attributes = Array.from({ length: 1_000 }, (_, i) => `a${i}="1"`).join(' ');
    expect(answerTo(bytesOf(`${project}<a ${attributes}/>`))).toEqual(['exchange.xml-too-large']);
    const entities = `<!DOCTYPE a [<!ENTITY b "${'c'.repeat(100)}"><!ENTITY d "&b;&b;">]>`;
    expect(answerTo(bytesOf(`<?xml version="1.0"?>${entities}${project}&d;</Project>`))).toEqual([
      'exchange.xml-doctype',
    ]);
    const cells = `ERMHDR\t\n%T\tTASK\n%F\t${'a\t'.repeat(100_000)}`;
    expect(answerTo(bytesOf(cells))).toContain('exchange.xer-too-large');
    const json = `{"schema":"comity-schedule/1","projects":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(answerTo(bytesOf(json))).toContain('base.json.depth');
  });

  it('is read in time: a calendar text of nothing but brackets', () => {
    const columns = '%T\tCALENDAR\n%F\tclndr_id\tclndr_data\n';
    for (const piece of ['(0||', '(0||a()(', ')', '((((', '(0||a(s|08:00|f|']) {
      const file = `ERMHDR\t\n${columns}%R\t1\t${piece.repeat(40_000)}\n%E\n`;
      expect(answerTo(bytesOf(file))).toContain('exchange.xer-table');
    }
  });
});

describe('the place of a fault', () => {
  const placeIn = (text: string) => {
    const read = readSchedule(bytesOf(text));
    const [first] = read.ok ? read.value.issues : read.error;
    return `${first?.code} ${first?.line}:${first?.column}`;
  };

  it('is the line and column of the field or mark', () => {
    const row = (duration: string) =>
      `ERMHDR\t\n%T\tPROJECT\n%F\tproj_id\tlast_recalc_date\n%R\t9\t2026-06-01 08:00\n%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\tstatus_code\ttarget_drtn_hr_cnt\n%R\t1\t9\tAB\tTK_NotStart\t${duration}\n%E`;
    expect(placeIn(row('soon'))).toBe('exchange.p6-number 7:23');
    expect(placeIn(row('8\t\t9'))).toBe('exchange.xer-row 7:25');
    expect(placeIn('{"schema":"comity-schedule/1",\n  "projects":]}')).toBe(
      'base.json.syntax 2:14',
    );
    expect(placeIn(psplib.replace('2 1 4 0', '2 1 four 0'))).toBe('exchange.psplib-row 12:6');
    const time = pmxml.replace('2026-06-01T08', 'never');
    expect(placeIn(time)).toMatch(/^exchange\.p6-time 3:\d+$/);
    expect(placeIn(pmxml.replace('</Id>', '</Name>'))).toMatch(/^exchange\.xml 3:\d+$/);
    const project = texts['Project XML']!.replace('PT8H0M0S', 'eight');
    expect(placeIn(project)).toMatch(/^exchange\.mspdi-duration \d+:\d+$/);
  });
});
