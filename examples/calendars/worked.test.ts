// The worked tables of docs/spec/clocks-worked.md, counted by hand: held against the engine, row by row, and against a
// naive walk that knows nothing of it (docs/spec/clocks.md K1, docs/spec/clocks.md K2).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dateToDay, dayToDate, weekdayOf } from '../../src/plan/civil-time.ts';
import { type DayException, dayKind, withExceptions } from '../../src/plan/clock-calendar.ts';
import { clocksOn } from '../../src/plan/clock-case.ts';
import type { ClockEvent } from '../../src/plan/clock-event.ts';
import type { ClockCode, ClockRule } from '../../src/plan/clock-rule.ts';
import { naiveDue } from '../../test/support/naive-clock.ts';
import { readCalendars, readClocks } from './read.ts';

/** One section of the document. */
interface Worked {
  readonly title: string;
  readonly procedure: readonly ClockRule[];
  readonly rule: ClockRule;
  readonly events: readonly ClockEvent[];
  readonly exceptions: readonly DayException[];
  readonly fields: Readonly<Record<string, string>>;
  readonly due: string;
  readonly silence?: { readonly outcome: string; readonly asOf: string; readonly from: string };
  readonly days: readonly { day: string; count?: number; reason: string }[];
}

const calendars = readCalendars();
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const document = readFileSync(new URL('../../docs/spec/clocks-worked.md', import.meta.url), 'utf8');
const worked = document
  .split(/^## \d+\. /m)
  .slice(1)
  .map(parse);

function parse(section: string): Worked {
  const title = section.split('\n')[0]!;
  const text = section.split('\n|')[0]!.replace(title, '').replaceAll('\n', ' ').trim();
  const [, file, procedureName, clock] = /^`([a-z-]+)\.json` ([a-z-]+) ([a-z-]+)\./.exec(text)!;
  const procedure = readClocks(file!).procedures[procedureName!]!;
  const enacted = procedure.find((one) => one.clock === clock)!;
  const limit = /Limit: (\d+)\./.exec(text)?.[1];
  const rule = limit === undefined ? enacted : { ...enacted, limit: Number(limit) };
  const events = (/Events: ([^.]*)\./.exec(text)?.[1] ?? '').split(', ').filter(Boolean);
  const gale = /Sample ([a-z-]+): (\S+)\./.exec(text);
  const expiry = /expiry (\S+)\./.exec(text)?.[1];
  const silence =
    /Silence: (\w+) as of (\S+), from (\S+)\.|silence: (\w+) as of (\S+), from (\S+)\./
      .exec(text)
      ?.slice(1)
      .filter((part) => part !== undefined);
  return {
    title,
    procedure: procedure.map((one) => (one.clock === clock ? rule : one)),
    rule,
    events: events.map((event) => {
      const [happened, code, kind] = event.split(' ') as [string, ClockCode, string?];
      return { code, happened, ...(kind === undefined ? {} : { kind }) };
    }),
    exceptions:
      gale === null
        ? []
        : [{ ...galeOn(gale[2]!), calendar: 'hk-general-holidays', name: gale[1]! }],
    fields: expiry === undefined ? {} : { expiry },
    due: /Due (\S+)\./.exec(text)![1]!,
    ...(silence === undefined
      ? {}
      : { silence: { outcome: silence[0]!, asOf: silence[1]!, from: silence[2]! } }),
    days: section
      .split('\n')
      .filter((line) => /^\| \d/.test(line))
      .flatMap(parseRow),
  };
}

function galeOn(day: string) {
  return { day, counts: false, sample: true as const };
}

/** A row of one day or several; its weekdays and its counts must fit its days. */
function parseRow(line: string): Worked['days'] {
  const [days, names, counts, reason] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const [first, last = first] = days!.split(' to ').map(dateToDay) as [number, number?];
  const nameOf = (day: number) => weekdays[weekdayOf(day)];
  expect(names, line).toBe(first === last ? nameOf(first) : `${nameOf(first)}–${nameOf(last)}`);
  const numbers = counts === '' ? [] : counts!.split('–').map(Number);
  const [from = 0, to = from] = numbers;
  if (numbers.length > 0) expect(Math.abs(to - from), line).toBe(last - first);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    day: dayToDate(first + i),
    ...(numbers.length === 0 ? {} : { count: to < from ? from - i : from + i }),
    reason: reason!,
  }));
}

function answerOn(one: Worked, asOf: string) {
  const { procedure: rules, events, exceptions, fields } = one;
  const answer = clocksOn({ rules, events, exceptions, fields, calendars, asOf });
  const clock = answer.clocks.find(({ clock: name }) => name === one.rule.clock)!;
  return { answer, clock };
}

describe('the worked tables', () => {
  it('are all there', () => {
    expect(worked).toHaveLength(17);
  });

  it.each(worked.map((one) => [one.title, one] as const))('counts %s', (_, one) => {
    const { answer, clock } = answerOn(one, one.due);
    expect(clock.due).toBe(one.due);
    expect(
      clock.why.map(({ day, count, reason }) =>
        count === undefined ? { day, reason } : { day, count, reason },
      ),
    ).toEqual(one.days);
    expect(clock.state).toBe('running');
    expect(clock.calendarStatus).toBe('announced');
    expect(answer.isSample).toBe(one.exceptions.length > 0);
  });

  it.each(
    worked.filter(({ silence }) => silence !== undefined).map((one) => [one.title, one] as const),
  )('knows what silence means: %s', (_, one) => {
    const { clock } = answerOn(one, one.silence!.from);
    const { outcome, asOf } = one.silence!;
    expect(clock).toMatchObject({ state: 'deemed', deemed: { outcome, from: asOf } });
  });

  it('calls the others overdue on the day after', () => {
    for (const one of worked.filter(({ silence }) => silence === undefined)) {
      const { clock } = answerOn(one, dayToDate(dateToDay(one.due) + 1));
      expect(clock, one.title).toMatchObject({ state: 'overdue', daysLate: 1 });
    }
  });
});

describe('a second way to count', () => {
  const forward = worked.filter(({ rule }) => rule.limitDate === undefined);

  it.each(forward.map((one) => [one.title, one] as const))(
    'agrees with a naive walk: %s',
    (_, one) => {
      const { rule, events } = one;
      const calendar = withExceptions(
        calendars[rule.dayCalendar ?? rule.rollCalendar!]!,
        one.exceptions,
        '2027-12-31',
      );
      const isOn = (day: string) => dayKind(calendar, dateToDay(day)).counts;
      const isShort = rule.shortPeriod !== undefined && rule.limit! <= rule.shortPeriod.max;
      const days = (code: ClockCode) =>
        events.filter((event) => event.code === code).map(({ happened }) => happened);
      const naive = naiveDue({
        zero: events.filter(({ code }) => rule.startsAt.includes(code)).at(-1)!.happened,
        isZeroIncluded: false,
        limit: rule.limit! + days('extended').length * (rule.extensions?.days ?? 0),
        counts: rule.unit === 'working' || isShort ? isOn : () => true,
        ...(rule.roll === 'none' ? {} : { canEnd: isOn }),
        stops: days('referred').map((from, i) => ({ from, to: days('referral-ended')[i]! })),
      })!;
      expect(naive.due).toBe(one.due);
      expect(naive.counted).toEqual(one.days.filter(({ count }) => count).map(({ day }) => day));
    },
  );
});
