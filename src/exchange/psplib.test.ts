// PSPLIB files: the 480 networks of j30 against their own MPM-Time, and files that are broken.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minutesPerDay, textToMinute } from '../plan/civil-time.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import { readSchedule } from './formats.ts';

const folder = new URL('../../../shared/data/psplib-j30/', import.meta.url);
const hasFiles = existsSync(folder);

const small = `${'*'.repeat(30)}
file with basedata            : small.bas
${'*'.repeat(30)}
projects                      :  1
jobs (incl. supersource/sink ):  3
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    7      1      0        4        0         4
${'*'.repeat(30)}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        1          1           3
   3        1          0
${'*'.repeat(30)}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
${'-'.repeat(30)}
  1      1     0       0
  2      1     4       9
  3      1     0       0
${'*'.repeat(30)}
`;

function read(text: string) {
  return readSchedule(new TextEncoder().encode(text));
}

function codesOf(text: string): readonly string[] {
  const result = read(text);
  return result.ok ? [] : result.error.map((issue) => `${issue.code} ${issue.line ?? '-'}`);
}

/** The finish in whole days, and what the file says of it. */
function lengths(text: string) {
  const result = read(text);
  const scheduled = result.ok ? scheduleFile(result.value.schedule, 'comity') : result;
  const finish = scheduled.ok ? scheduled.value.projects[0]?.finish : undefined;
  const days = ((finish ?? Number.NaN) - textToMinute('2000-01-01T00:00')!) / minutesPerDay;
  const stated = /MPM-Time\r?\n((?:\s+\d+){6})/.exec(text)?.[1]?.trim().split(/\s+/).at(-1);
  return { days, stated: Number(stated) };
}

describe.skipIf(!hasFiles)('j30 (skipped where ../shared/data/psplib-j30 is not)', () => {
  it('has its critical path lengths, 480 of 480', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.sm'));
    const wrong = names.filter((name) => {
      const { days, stated } = lengths(readFileSync(new URL(name, folder), 'utf8'));
      return days !== stated;
    });
    expect(wrong).toEqual([]);
    expect(names.length).toBe(480);
  });
});

describe('a PSPLIB file', () => {
  it('gives each job by its number, source and sink too, one unit being 24 hours', () => {
    const result = read(small);
    const [project] = result.ok ? result.value.schedule.projects : [];
    expect([project?.code, project?.activities.map((one) => one.durationMinutes)]).toEqual([
      '7',
      [0, 4 * minutesPerDay, 0],
    ]);
    expect(lengths(small)).toEqual({ days: 4, stated: 4 });
  });

  it('says that resources are not scheduled', () => {
    const result = read(small);
    const codes = result.ok ? result.value.issues.map((issue) => issue.code) : [];
    expect(codes).toEqual(['exchange.psplib-resources']);
  });

  it('with faults has all of them told with their lines', () => {
    const broken = small
      .replace('   1        1          1           2', '   1        2          2           2')
      .replace('  2      1     4       9', '  2      2     4       9')
      .replace('/sink ):  3', '/sink ):  4');
    expect(codesOf(broken)).toEqual([
      'exchange.psplib-modes 12',
      'exchange.psplib-row 12',
      'exchange.psplib-modes 20',
      'exchange.psplib-jobs 12',
      'exchange.psplib-jobs 19',
    ]);
  });

  it('without a section, or with words for numbers, is not read', () => {
    expect(codesOf(small.replace('PRECEDENCE', 'PRESENCE'))).toEqual(['exchange.psplib-section -']);
    expect(codesOf(small.replace('  2      1     4', '  2      1     x'))).toEqual([
      'exchange.psplib-row 20',
    ]);
  });
});
