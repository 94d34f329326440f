// Comity JSON: the published schema and example, reading, writing, and every fault with its code.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteToText } from '../plan/civil-time.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { ProfileName } from '../plan/profile.ts';
import { comityJson, printComityJson } from './comity-json.ts';
import { comityScheduleJsonSchema } from './comity-json-shape.ts';
import { formatOf, readSchedule } from './formats.ts';
import { calendarDepthMax, exceptionDaysMax, fileBytesMax } from './limits.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const example = text('docs/schema/comity-schedule-1.example.json');

interface Vector {
  readonly name: string;
  readonly profile: ProfileName;
  readonly file: unknown;
  readonly dates: Readonly<Record<string, string>>;
}
const vectors: readonly Vector[] = JSON.parse(text('test/vectors/plan/schedules.json'));
const invalid: readonly { name: string; file: unknown; codes: readonly string[] }[] = JSON.parse(
  text('test/vectors/plan/invalid.json'),
);

function read(file: string | Uint8Array) {
  return readSchedule(typeof file === 'string' ? new TextEncoder().encode(file) : file);
}

function codesOf(file: string | Uint8Array): readonly string[] {
  const result = read(file);
  return (result.ok ? result.value.issues : result.error).map((issue) => issue.code);
}

function withCalendars(calendars: readonly unknown[]): string {
  const project = { code: 'P', dataDate: '2026-06-01T08:00', activities: [] };
  return JSON.stringify({ schema: 'comity-schedule/1', calendars, projects: [project] });
}

describe('the published schema', () => {
  it('is that of the reader', () => {
    const published = JSON.parse(text('docs/schema/comity-schedule-1.schema.json'));
    expect(published).toEqual(JSON.parse(JSON.stringify(comityScheduleJsonSchema())));
  });

  it('has an example that can be scheduled without any error', () => {
    const result = read(example);
    const scheduled = result.ok ? scheduleFile(result.value.schedule, 'comity') : result;
    expect(scheduled.ok && scheduled.value.projects[0]?.activities.length).toBe(4);
  });
});

describe('schedules computed by hand', () => {
  it.each(vectors)('$name', ({ profile, file, dates }) => {
    const result = read(JSON.stringify(file));
    const scheduled = result.ok ? scheduleFile(result.value.schedule, profile) : result;
    const all = scheduled.ok ? scheduled.value.projects.flatMap((one) => one.activities) : [];
    const found = all.map((one) => {
      const times = [one.earlyStart, one.earlyFinish, one.lateStart, one.lateFinish];
      return [one.activity.id, times.map(minuteToText).join(' ')];
    });
    expect(Object.fromEntries(found)).toEqual(dates);
  });
});

describe('a Comity JSON file', () => {
  it('is written so that reading it gives the same schedule', () => {
    const first = read(example);
    const schedule = first.ok ? first.value.schedule : undefined;
    const second = read(printComityJson(schedule!));
    expect(second.ok && second.value.schedule).toEqual(schedule);
  });

  it('is written with every field of an activity and a link', () => {
    const file = vectors.find((one) => one.name.startsWith('every field'))?.file;
    const first = read(JSON.stringify(file));
    const schedule = first.ok ? first.value.schedule : undefined;
    const second = read(printComityJson(schedule!));
    expect(second.ok && second.value.schedule).toEqual(schedule);
  });

  it('keeps the curve of past cases, written and read again', () => {
    const distribution = {
      type: 'kaplan-meier',
      times: [60, 600],
      survivalPpm: [400_000, 100_000],
      cases: 30,
      tail: { median: 70, sigmaPermille: 900 },
      elapsedMinutes: 30,
    };
    const project = { code: 'P', dataDate: '2026-06-01T08:00' };
    const activities = [{ id: 'A', distribution }];
    const file = { schema: 'comity-schedule/1', projects: [{ ...project, activities }] };
    const first = read(JSON.stringify(file));
    const { schedule } = first.ok ? first.value : expect.fail();
    expect(schedule.projects[0]?.activities[0]).toMatchObject({
      distribution,
      durationMinutes: 30,
    });
    const again = read(printComityJson(schedule));
    expect(again.ok && again.value.schedule).toEqual(schedule);
  });

  it('keeps through which day a calendar is announced, its base’s where it says nothing, the least of several', () => {
    const calendars = [
      { id: 'a', announcedThrough: '2026-12-31' },
      { id: 'b', base: 'a' },
      { id: 'c', base: 'a', announcedThrough: '2027-06-30' },
      { id: 'd', intersection: ['c', 'b'] },
      { id: 'e' },
    ];
    const result = read(withCalendars(calendars));
    const { schedule } = result.ok ? result.value : expect.fail();
    const days = schedule.calendars.map(({ announcedThrough }) => announcedThrough);
    expect(days).toEqual([20_818, 20_818, 20_999, 20_818, undefined]);
    const again = read(printComityJson(schedule));
    expect(again.ok && again.value.schedule).toEqual(schedule);
    expect(codesOf(withCalendars([{ id: 'a', announcedThrough: '2026-02-30' }]))).toEqual([
      'exchange.calendar-date',
    ]);
  });

  it('keeps what work is exposed to, written and read again', () => {
    const fixed = { type: 'fixed', minutes: 5 };
    const uncertainty = {
      existsPermille: 900,
      drivers: [
        { id: 'season', factor: { type: 'triangular', low: 900, mode: 1_000, high: 1_500 } },
      ],
      risks: [{ id: 'find', permille: 100, added: fixed }],
      rework: { permille: 300, roundsMax: 2, round: fixed },
    };
    const activities = [{ id: 'A', durationMinutes: 60, uncertainty }];
    const project = { code: 'P', dataDate: '2026-06-01T08:00', activities };
    const file = { schema: 'comity-schedule/1', projects: [project] };
    const first = read(JSON.stringify(file));
    const { schedule } = first.ok ? first.value : expect.fail();
    expect(schedule.projects[0]?.activities[0]).toMatchObject({ uncertainty });
    const again = read(printComityJson(schedule));
    expect(again.ok && again.value.schedule).toEqual(schedule);
  });

  it('has the median of its distribution where it states no duration', () => {
    const distribution = { type: 'triangular', low: 0, mode: 50, high: 100 };
    const durationOf = (one: object) => {
      const project = {
        code: 'P',
        dataDate: '2026-06-01T08:00',
        activities: [{ id: 'A', ...one }],
      };
      const file = read(JSON.stringify({ schema: 'comity-schedule/1', projects: [project] }));
      return file.ok ? file.value.schedule.projects[0]!.activities[0]!.durationMinutes : undefined;
    };
    expect(durationOf({ distribution })).toBe(50);
    expect(durationOf({ distribution: { ...distribution, elapsedMinutes: 50 } })).toBe(15);
    expect(durationOf({ distribution, durationMinutes: 7 })).toBe(7);
    expect(durationOf({ distribution: { ...distribution, low: 60 } })).toBe(0);
    expect(durationOf({ distribution, type: 'finish-milestone' })).toBe(0);
  });

  it.each(invalid)('with $name is refused', ({ file, codes }) => {
    expect(codesOf(JSON.stringify(file))).toEqual(codes);
  });

  it('can be wrong in every way that has a code', () => {
    expect([...new Set(invalid.flatMap((one) => one.codes))].sort()).toEqual([
      'exchange.calendar-band',
      'exchange.calendar-date',
      'exchange.calendar-mixed',
      'exchange.calendar-unknown',
      'exchange.json-schema',
      'exchange.json-shape',
      'exchange.json-time',
    ]);
  });

  it('that is no JSON is refused with its line', () => {
    const result = read('{\n"schema": }');
    expect(result.ok ? [] : result.error.map(({ code, line }) => [code, line])).toEqual([
      ['base.json.syntax', 2],
    ]);
  });

  it('may rest calendars on each other to a depth, never in a circle', () => {
    const chain = Array.from({ length: calendarDepthMax + 2 }, (_, i) => ({
      id: `${i}`,
      base: `${i + 1}`,
      week: { mon: ['08:00-12:00'] },
    }));
    const last = { id: `${chain.length}`, week: { mon: ['08:00-12:00'] } };
    expect(codesOf(withCalendars([...chain, last]))).toContain('exchange.calendar-cycle');
    expect(codesOf(withCalendars([{ id: 'a', base: 'a' }]))).toEqual(['exchange.calendar-cycle']);
  });

  it('may not name more days of exceptions than the limit', () => {
    const years = { from: '1900-01-01', to: '2199-12-31', bands: [] };
    const exceptions = [years, years];
    expect(exceptionDaysMax).toBeLessThan(2 * 109_573);
    expect(codesOf(withCalendars([{ id: 'a', exceptions }]))).toEqual(['exchange.calendar-days']);
  });

  it('never makes the reader throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, tail) => {
        read(JSON.stringify({ ...JSON.parse(example), calendars: value }) + tail);
        read(JSON.stringify({ ...JSON.parse(example), projects: value }));
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe('formats', () => {
  it('are known by how a file begins', () => {
    const xml = '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">';
    expect(formatOf(example)).toBe(comityJson);
    expect([formatOf('ERMHDR\t23'), formatOf(xml)].map((one) => one?.profile)).toEqual([
      'p6',
      'msproject',
    ]);
    expect(codesOf('hello')).toEqual(['exchange.format-unknown']);
  });

  it('must be UTF-8 and of a bounded size', () => {
    expect(codesOf(Uint8Array.from([0x7b, 0xff]))).toEqual(['exchange.not-utf8']);
    const large = { length: fileBytesMax + 1 } as Uint8Array;
    expect(codesOf(large)).toEqual(['exchange.too-large']);
  });
});
