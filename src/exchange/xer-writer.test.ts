// XER as written: read again it is the same schedule, and what it cannot hold is told.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasP6Cases, readP6Cases } from '../../test/support/p6-cases.ts';
import { link, monday, schedule, task } from '../../test/support/schedules.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { ProfileName } from '../plan/profile.ts';
import type { Schedule } from '../plan/schedule.ts';
import { printComityJson } from './comity-json.ts';
import { readSchedule } from './formats.ts';
import { printXer } from './xer-writer.ts';

const vectors: readonly {
  readonly name: string;
  readonly profile: ProfileName;
  readonly file: unknown;
}[] = JSON.parse(
  readFileSync(new URL('../../test/vectors/plan/schedules.json', import.meta.url), 'utf8'),
);

function read(text: string | Uint8Array): Schedule {
  const result = readSchedule(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  const errors = result.value.issues.filter((one) => one.severity === 'error');
  expect(errors).toEqual([]);
  return result.value.schedule;
}

/** What is computed, by code. */
function datesOf(given: Schedule, profile: ProfileName) {
  const result = scheduleFile(given, profile);
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return result.value.projects.map(({ project, finish, activities }) => [
    project.code,
    finish,
    ...activities.map(({ activity, ...dates }) => ({ code: activity.code, ...dates })),
  ]);
}

describe('a schedule written as XER', () => {
  const whole = vectors.filter((one) => !one.name.startsWith('every field'));

  it.each(whole)('has the same dates: $name', ({ profile, file }) => {
    const given = read(JSON.stringify(file));
    const written = printXer(given, profile);
    expect(written.issues).toEqual([]);
    expect(datesOf(read(written.text), 'p6')).toEqual(datesOf(given, profile));
  });

  it.skipIf(!hasP6Cases)(
    'of P6 is the same schedule again (skipped where ../shared/data is not)',
    () => {
      const given = read(hasP6Cases ? readP6Cases() : new Uint8Array());
      const again = read(printXer(given, 'p6').text);
      // Files have lines of their own; Comity JSON has none.
      expect(printComityJson(again)).toBe(printComityJson(given));
    },
  );

  it('has numbers for keys and keeps every code; what names no calendar works every minute', () => {
    const { calendar: _, ...always } = task('B', 30);
    const given = schedule([task('A', 12), always], [link('A FS B')]);
    const { projects, calendars } = read(printXer(given, 'comity').text);
    expect(projects[0]!.activities.map((one) => [/^\d+$/.test(one.id), one.code])).toEqual([
      [true, 'A'],
      [true, 'B'],
    ]);
    expect(calendars.map((one) => one.id)).toEqual(['1', '2']);
    expect(datesOf(read(printXer(given, 'comity').text), 'p6')).toEqual(datesOf(given, 'comity'));
  });

  it('says what it has no place for', () => {
    const distribution = { type: 'fixed', minutes: 60 } as const;
    const constraints = [
      { type: 'as-late-as-possible' },
      { type: 'as-late-as-possible' },
      { type: 'as-late-as-possible' },
    ] as const;
    const given = schedule(
      [
        task('A', 1, { distribution, names: { 'zh-Hant': '甲' } }),
        task('B', 1, { constraints, delayMinutes: 5 }),
        task('C', 1, { joins: 'any' }),
        task('D', 1, { pauseMinutes: 60 }),
      ],
      [
        link('A FS B 1', { lagCalendar: 'predecessor' }),
        link('A FS C 1', { lagCalendar: 'predecessor' }),
        link('B FS C 2', { lagCalendar: '24h' }),
      ],
      { fromFinish: monday },
    );
    expect(printXer(given, 'p6').issues.map((one) => `${one.code}: ${one.members.join()}`)).toEqual(
      [
        'exchange.lost-from-finish: P',
        'exchange.lost-alternative: C',
        'exchange.lost-distribution: A',
        'exchange.lost-constraint: B',
        'exchange.lost-manual: B,D',
        'exchange.lost-names: A',
        'exchange.lost-lag-calendar: B -> C',
      ],
    );
  });
});
