// Microsoft Project XML files: calendars with every kind of exception, tasks, links and lags, and what is left out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayToDate, minuteToText } from '../plan/civil-time.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import { printBands, printWeek } from './comity-json-calendars.ts';
import { readSchedule } from './formats.ts';

type Fields = Readonly<Record<string, string>>;

const fieldsOf = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('');
const element = (name: string, fields: Fields, content = '') =>
  `<${name}>${fieldsOf(fields)}${content}</${name}>`;
const times = (...bands: readonly string[]) => {
  const each = bands.map((band) => {
    const [FromTime, ToTime] = band.split('-').map((time) => `${time}:00`);
    return element('WorkingTime', { FromTime: FromTime!, ToTime: ToTime! });
  });
  return `<WorkingTimes>${each.join('')}</WorkingTimes>`;
};
const day = (type: number, ...bands: readonly string[]) =>
  element(
    'WeekDay',
    { DayType: `${type}`, DayWorking: bands.length > 0 ? '1' : '0' },
    times(...bands),
  );
const period = (from: string, to = from) =>
  element('TimePeriod', { FromDate: `${from}T00:00:00`, ToDate: `${to}T23:59:00` });
const office = ['08:00-12:00', '13:00-17:00'];
const weekDays = `<WeekDays>${[1, 7].map((one) => day(one)).join('')}${[2, 3, 4, 5, 6].map((one) => day(one, ...office)).join('')}</WeekDays>`;
const calendar = (uid: string, content = weekDays, base = '-1') =>
  element('Calendar', { UID: uid, Name: `c${uid}`, BaseCalendarUID: base }, content);
const link = (uid: string, fields: Fields = {}) =>
  element('PredecessorLink', { PredecessorUID: uid, Type: '1', ...fields });
const task = (uid: string, fields: Fields = {}, content = '') =>
  element(
    'Task',
    {
      UID: uid,
      ID: `${uid}0`,
      Name: `Work ${uid}`,
      OutlineLevel: '1',
      Duration: 'PT8H0M0S',
      ...fields,
    },
    content,
  );

interface Parts {
  readonly root?: Fields;
  readonly calendars?: string;
  readonly tasks: string;
  readonly rest?: string;
}

function fileOf({ root = {}, calendars = calendar('1'), tasks, rest = '' }: Parts): string {
  const head = { Name: 'P', StartDate: '2026-06-01T08:00:00', CalendarUID: '1', ...root };
  const xmlns = 'xmlns="http://schemas.microsoft.com/project"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Project ${xmlns}>${fieldsOf(head)}\n<Calendars>${calendars}</Calendars>\n<Tasks>${task('0')}${tasks}</Tasks>${rest}</Project>`;
}

function read(parts: Parts) {
  const result = readSchedule(new TextEncoder().encode(fileOf(parts)));
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  const [project] = result.value.schedule.projects;
  return { ...result.value, project: project!, codes: result.value.issues.map((one) => one.code) };
}

/** Early dates by id. */
function datesOf(parts: Parts) {
  const { schedule } = read(parts);
  const result = scheduleFile(schedule, 'msproject');
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return result.value.projects[0]!.activities.map((one) => {
    const [start, finish] = [one.earlyStart, one.earlyFinish].map((at) =>
      minuteToText(at).slice(5),
    );
    return `${one.activity.id} ${start} ${finish}`;
  });
}

function exceptionsOf(content: string): readonly string[] {
  const { schedule } = read({ calendars: calendar('1', weekDays + content), tasks: '' });
  const { exceptions } = schedule.calendars[0]!;
  return [...exceptions].map(([one, bands]) => [dayToDate(one), ...printBands(bands)].join(' '));
}

const recurring = (fields: Fields, from: string, to: string) =>
  exceptionsOf(
    `<Exceptions>${element('Exception', { DayWorking: '0', ...fields }, period(from, to))}</Exceptions>`,
  );

describe('a Microsoft Project XML file', () => {
  it('is scheduled from its start, on the calendar of the task, its resource or the project', () => {
    const nights = `<WeekDays>${[2, 3, 4, 5, 6].map((one) => day(one, '20:00-00:00')).join('')}</WeekDays>`;
    const parts = {
      calendars: calendar('1') + calendar('2', nights) + calendar('3', '', '2'),
      tasks: [
        task('1'),
        task('2', { CalendarUID: '2' }),
        task('3', {}, link('1')),
        task('4', { DurationFormat: '6', Duration: 'PT30H0M0S' }, link('1')),
      ].join(''),
      rest: `<Resources>${element('Resource', { UID: '8', Type: '0', CalendarUID: '2' })}${element('Resource', { UID: '9', Type: '1', CalendarUID: '3' })}</Resources><Assignments>${element('Assignment', { TaskUID: '3', ResourceUID: '8' })}${element('Assignment', { TaskUID: '3', ResourceUID: '9' })}</Assignments>`,
    };
    expect(datesOf(parts)).toEqual([
      '1 06-01T08:00 06-01T17:00',
      '2 06-01T20:00 06-03T00:00',
      '3 06-01T20:00 06-03T00:00',
      '4 06-01T17:00 06-02T23:00',
    ]);
  });

  it('works when a task and its resource both do, unless the task ignores its resource', () => {
    const from = (time: string) =>
      `<WeekDays>${[2, 3, 4, 5, 6].map((one) => day(one, time)).join('')}</WeekDays>`;
    const calendars =
      calendar('1') +
      calendar('2', from('06:00-10:00')) +
      calendar('3', from('09:00-17:00')) +
      calendar('4', from('20:00-22:00'));
    const tasks = [
      task('1', { CalendarUID: '2', Duration: 'PT2H0M0S' }),
      task('2', { CalendarUID: '2', Duration: 'PT2H0M0S', IgnoreResourceCalendar: '1' }),
      task('3', { CalendarUID: '4', Duration: 'PT2H0M0S' }),
    ].join('');
    const assigned = ['1', '2', '3'].map((TaskUID) =>
      element('Assignment', { TaskUID, ResourceUID: '9' }),
    );
    const rest = `<Resources>${element('Resource', { UID: '9', Type: '1', CalendarUID: '3' })}</Resources><Assignments>${assigned.join('')}</Assignments>`;
    expect(datesOf({ calendars, tasks, rest })).toEqual([
      '1 06-01T09:00 06-02T10:00',
      '2 06-01T08:00 06-01T10:00',
      '3 06-01T20:00 06-01T22:00',
    ]);
    expect(read({ calendars, tasks, rest }).codes).toEqual(['exchange.mspdi-no-common']);
  });

  it('has lags in tenths of a minute: on the successor’s calendar, on the clock, or a share of the predecessor', () => {
    const start = (fields: Fields) =>
      datesOf({ tasks: task('1') + task('2', {}, link('1', fields)) })[1]!.slice(2, 13);
    expect(start({ LinkLag: '2400', LagFormat: '7' })).toBe('06-02T13:00');
    expect(start({ LinkLag: '6000', LagFormat: '8' })).toBe('06-02T08:00');
    expect(start({ LinkLag: '12000', LagFormat: '6' })).toBe('06-02T13:00');
    expect(start({ LinkLag: '50', LagFormat: '19' })).toBe('06-02T13:00');
    expect(start({ LinkLag: '-2400', LagFormat: '7' })).toBe('06-01T13:00');
    expect(start({ Type: '3' })).toBe('06-01T08:00');
    expect(start({ Type: '0', LinkLag: '2400', LagFormat: '7' })).toBe('06-01T13:00');
  });

  it('gives constraints, progress, delays and manual dates', () => {
    const only = (fields: Fields) => read({ tasks: task('1', fields) }).project.activities[0]!;
    const at = '2026-06-03T08:00:00';
    const types = ['0', '1', '2', '3', '4', '5', '6', '7'].map(
      (ConstraintType) => only({ ConstraintType, ConstraintDate: at }).constraints?.[0]?.type,
    );
    expect(types).toEqual([
      undefined,
      'as-late-as-possible',
      'mandatory-start',
      'mandatory-finish',
      'start-no-earlier-than',
      'start-no-later-than',
      'finish-no-earlier-than',
      'finish-no-later-than',
    ]);
    expect(minuteToText(only({ Deadline: at }).externalLateFinish!)).toBe('2026-06-03T08:00');
    expect(only({ LevelingDelay: '4800' }).delayMinutes).toBe(480);
    expect(minuteToText(only({ ActualStart: at }).actualStart!)).toBe('2026-06-03T08:00');
    expect(only({ ActualFinish: at }).actualStart).toBe(only({ ActualFinish: at }).actualFinish);
    const manual = only({ Manual: '1', Start: at, Finish: '2026-06-04T09:30:00' });
    expect(minuteToText(manual.placed!.finish)).toBe('2026-06-04T09:30');
    expect(read({ tasks: task('1', { Manual: '1' }) }).codes).toEqual(['exchange.mspdi-manual']);
    expect(only({ Duration: 'PT1H29M59.6S' }).durationMinutes).toBe(90);
    expect(only({}).code).toBe('10');
    expect(
      read({ root: { CriticalSlackLimit: '2', MinutesPerDay: '450' }, tasks: task('1') }).project
        .options,
    ).toEqual({ criticalMinutes: 900 });
    const several = { MultipleCriticalPaths: '1', HonorConstraints: '1' };
    expect(read({ root: several, tasks: task('1') }).project.options).toEqual({
      criticalMinutes: 0,
      openEnds: 'own-finish',
    });
    const own = { HonorConstraints: '1', ExtendedCreationDate: '1984-01-01T00:00:00' };
    const options = (SaveVersion: string) =>
      read({ root: { ...own, SaveVersion }, tasks: task('1') }).project.options;
    expect(options('14')).toEqual({ criticalMinutes: 0, conflicts: 'links-first' });
    expect(options('9')).toEqual({ criticalMinutes: 0 });
  });

  it('is scheduled back from its finish where it says so, and tells where it has none', () => {
    const root = { ScheduleFromStart: '0', FinishDate: '2026-06-12T17:00:00' };
    const late = { ConstraintType: '1' };
    const tasks = task('1', late) + task('2', { ...late, Duration: 'PT4H0M0S' }, link('1'));
    expect(datesOf({ root, tasks })).toEqual([
      '1 06-11T13:00 06-12T12:00',
      '2 06-12T13:00 06-12T17:00',
    ]);
    expect(read({ root, tasks }).codes).toEqual([]);
    const none = { root: { ...root, FinishDate: '' }, tasks };
    expect(read(none).codes).toEqual(['exchange.mspdi-from-finish']);
    expect(datesOf(none)[0]).toBe('1 06-01T08:00 06-01T17:00');
  });

  it('takes flags in words, durations without zeroes and outlines by their numbers, as other programs write them', () => {
    const only = (fields: Fields) => read({ tasks: task('1', fields) }).project.activities[0]!;
    for (const [Duration, minutes] of [
      ['PT8H', 480],
      ['PT90M', 90],
      ['P2D', 2_880],
      ['P1DT1H30M', 1_530],
      ['PT8H0M29.5S', 480],
    ] as const) {
      expect(only({ Duration }).durationMinutes).toBe(minutes);
    }
    for (const Duration of ['P', 'PT', '8H', 'P1Y', 'PT-8H', 'P1DT']) {
      const { codes } = read({ tasks: task('1', { Duration }) });
      expect(codes, Duration).toEqual(['exchange.mspdi-duration']);
    }
    const nested = [
      task('1', { OutlineLevel: '', OutlineNumber: '1' }),
      task('2', { OutlineLevel: '', OutlineNumber: '1.1', Summary: 'false' }),
      task('3', { OutlineLevel: '', OutlineNumber: '1.2', Active: 'false' }),
      task('4', { OutlineLevel: '', OutlineNumber: '2', IsNull: 'true' }),
    ].join('');
    expect(read({ tasks: nested }).project.activities.map((one) => one.id)).toEqual(['2']);
    // An inserted project whose tasks are elsewhere is work with its own duration.
    const inserted = task('1', { Summary: '1', IsSubproject: '1' }) + task('2', {}, link('1'));
    expect(datesOf({ tasks: inserted })).toEqual([
      '1 06-01T08:00 06-01T17:00',
      '2 06-02T08:00 06-02T17:00',
    ]);
    const late = { ScheduleFromStart: 'false', FinishDate: '2026-06-12T17:00:00' };
    expect(read({ root: late, tasks: task('1') }).project.fromFinish).toBeDefined();
    const closed = element('WeekDay', { DayType: '2', DayWorking: 'false' });
    const calendars = calendar('1', `<WeekDays>${closed}${day(3, ...office)}</WeekDays>`);
    expect(datesOf({ calendars, tasks: task('1') })[0]).toBe('1 06-02T08:00 06-02T17:00');
  });

  it('has split tasks rest where their time-phased work does', () => {
    const hours = (from: string, to: string, Value: string) =>
      element('TimephasedData', {
        Type: '1',
        UID: '1',
        Start: `2026-06-${from}:00`,
        Finish: `2026-06-${to}:00`,
        Unit: '2',
        Value,
      });
    const phased = [
      hours('01T08:00', '01T17:00', 'PT8H0M0S'),
      hours('02T08:00', '02T17:00', 'PT4H0M0S'),
      hours('03T08:00', '03T17:00', 'PT0H0M0S'),
      hours('05T08:00', '05T17:00', 'PT8H0M0S'),
    ].join('');
    const given = (fields: Fields, data = phased) => ({
      tasks: task('1', { Duration: 'PT20H0M0S' }) + task('2', {}, link('1')),
      rest: `<Assignments>${element('Assignment', { TaskUID: '1', ResourceUID: '-65535', Units: '1', ...fields }, data)}</Assignments>`,
    });
    // Two days of rest and half of the second day: 20 hours of work from Monday end on Friday.
    expect(datesOf(given({}))).toEqual(['1 06-01T08:00 06-05T17:00', '2 06-08T08:00 06-08T17:00']);
    const half = phased.replace(/PT([84])H/g, (_, each) => `PT${Number(each) / 2}H`);
    const shared = read(given({ Units: '0.5' }, half));
    expect(shared.project.activities[0]!.pauseMinutes).toBe(1200);
    for (const [fields, data] of [
      [{ WorkContour: '2' }, phased],
      [{}, hours('01T08:00', '03T12:00', 'PT20H0M0S')],
      [{}, hours('01T08:00', '01T17:00', 'PT6H0M0S') + hours('02T08:00', '02T17:00', 'PT8H0M0S')],
      [{}, hours('03T08:00', '01T17:00', 'PT8H0M0S') + hours('02T08:00', 'soon', 'PT8H0M0S')],
    ] as const) {
      expect(read(given(fields, data)).project.activities[0]!.pauseMinutes).toBeUndefined();
    }
  });

  it('has begun work rest where it goes on later than it stopped', () => {
    const begun = {
      ActualStart: '2026-06-01T08:00:00',
      Duration: 'PT16H0M0S',
      RemainingDuration: 'PT8H0M0S',
      Stop: '2026-06-01T17:00:00',
      Resume: '2026-06-04T08:00:00',
    };
    const of = (fields: Fields) =>
      read({ tasks: task('1', { ...begun, ...fields }) }).project.activities[0]!.pauseMinutes;
    expect(datesOf({ tasks: task('1', begun) })).toEqual(['1 06-01T08:00 06-04T17:00']);
    expect(of({})).toBe(960);
    expect(of({ Resume: '2026-06-02T08:00:00' })).toBeUndefined();
    expect(of({ Resume: 'soon' })).toBeUndefined();
    expect(of({ ActualFinish: '2026-06-02T17:00:00' })).toBeUndefined();
    expect(of({ ActualStart: '' })).toBeUndefined();
  });

  it('takes summary tasks apart into their leaves, links and starts included', () => {
    const tasks = [
      task('1', { Summary: '1', ConstraintType: '4', ConstraintDate: '2026-06-03T08:00:00' }),
      task('2', { OutlineLevel: '2' }),
      task('3', { OutlineLevel: '2', Summary: '1' }),
      task('4', { OutlineLevel: '3', Duration: 'PT16H0M0S' }),
      task('5', { Summary: '1' }, link('1')),
      task('6', { OutlineLevel: '2' }),
      task('7', { OutlineLevel: '2' }),
    ].join('');
    const { project } = read({ tasks });
    expect(project.links.map(({ from, to }) => `${from}>${to}`)).toEqual([
      '2>6',
      '2>7',
      '4>6',
      '4>7',
    ]);
    expect(datesOf({ tasks })).toEqual([
      '2 06-03T08:00 06-03T17:00',
      '4 06-03T08:00 06-04T17:00',
      '6 06-05T08:00 06-05T17:00',
      '7 06-05T08:00 06-05T17:00',
    ]);
  });

  it('starts after the first leaf of a summary task, and ends its leaves no later than it must', () => {
    const tasks = [
      task('1', { Summary: '1', ConstraintType: '7', ConstraintDate: '2026-06-04T17:00:00' }),
      task('2', { OutlineLevel: '2' }),
      task('3', { OutlineLevel: '2' }, link('2')),
      task('4', {}, link('1', { Type: '3', LinkLag: '2400' })),
    ].join('');
    const { project } = read({ tasks });
    expect(project.links.map(({ from, to, type }) => `${from} ${type} ${to}`)).toEqual([
      '2 FS 3',
      '2 SS 4',
    ]);
    expect(datesOf({ tasks })).toEqual([
      '2 06-01T08:00 06-01T17:00',
      '3 06-02T08:00 06-02T17:00',
      '4 06-01T13:00 06-02T12:00',
    ]);
    const kept = project.activities.map(({ constraints = [] }) =>
      constraints.map((one) => one.type),
    );
    expect(kept).toEqual([['finish-no-later-than'], ['finish-no-later-than'], []]);
  });

  it('has a summary task placed by hand stand for itself, and hold what is below it', () => {
    // Dates and slack that Project 2024 gives such a project.
    const byHand = (start: string, finish: string) => ({
      ...{ Manual: '1', ManualStart: `2026-06-${start}`, ManualFinish: `2026-06-${finish}` },
      ManualDuration: 'PT24H0M0S',
    });
    const below = { OutlineLevel: '2' };
    const must = { ConstraintType: '2', ConstraintDate: '2026-06-02T08:00:00' };
    const tasks = [
      task('1', byHand('01T08:00:00', '02T17:00:00')),
      task('2', { ...below, Duration: 'PT24H0M0S' }),
      task('3', {}, link('1')),
      task('4', byHand('08T08:00:00', '19T17:00:00'), link('3', { LinkLag: '96000' })),
      task('5', below),
      task('6', { ...below, ...must }),
      task('7', below, link('3')),
    ].join('');
    const { schedule, project, recorded } = read({ tasks });
    expect(datesOf({ tasks })).toEqual([
      '1 06-01T08:00 06-02T17:00',
      '2 06-01T08:00 06-03T17:00',
      '3 06-03T08:00 06-03T17:00',
      '4 06-08T08:00 06-19T17:00',
      '5 06-08T08:00 06-08T17:00',
      '6 06-02T08:00 06-02T17:00',
      '7 06-08T08:00 06-08T17:00',
    ]);
    const result = scheduleFile(schedule, 'msproject');
    const floats = result.ok ? result.value.projects[0]!.activities : [];
    expect(floats.find((one) => one.activity.id === '2')!.totalFloatMinutes).toBe(12 * 480);
    expect(recorded!.get(project.id)!.has('4')).toBe(false);
  });

  it('keeps what is of another project where the file has it, if a task here follows', () => {
    const there = { Start: '2026-06-03T13:00:00', Finish: '2026-06-04T12:00:00' };
    const outside = { ExternalTask: '1', ExternalTaskProject: 'other.mpp', ...there };
    const tasks = [
      task('1', { ...outside, ConstraintType: '2', ConstraintDate: '2026-06-02T08:00:00' }),
      task('2', {}, link('1', { CrossProject: '1', CrossProjectName: 'other.mpp' })),
      task('3', { ...outside }, link('2')),
      task('4', { ExternalTask: '1' }),
      task('5', {}, link('4', { CrossProject: '1' })),
    ].join('');
    expect(datesOf({ tasks })).toEqual([
      '1 06-03T13:00 06-04T12:00',
      '2 06-04T13:00 06-05T12:00',
      '5 06-01T08:00 06-01T17:00',
    ]);
    const { codes, recorded, project } = read({ tasks });
    expect(codes).toEqual([
      'exchange.mspdi-external',
      'exchange.mspdi-inactive',
      'exchange.mspdi-outside',
    ]);
    expect([...recorded!.get(project.id)!.keys()]).toEqual(['2', '5']);
  });

  it('leaves out what is inactive, empty or of another project, and says so', () => {
    const tasks = [
      task('1', { Active: '0' }),
      task('2', {}, link('1') + link('9', { CrossProject: '1' })),
      task('3', { ExternalTask: '1' }),
      task('4', { IsNull: '1' }),
    ].join('');
    const { project, codes } = read({ root: { ScheduleFromStart: '0' }, tasks });
    expect(project.activities.map((one) => one.id)).toEqual(['2']);
    expect(project.links).toEqual([]);
    expect(codes).toEqual([
      'exchange.mspdi-from-finish',
      'exchange.mspdi-inactive',
      'exchange.mspdi-outside',
    ]);
    const twice = task('1', { ID: '5' }) + task('2', { ID: '5' });
    expect(read({ tasks: twice }).project.activities.map((one) => one.code)).toEqual(['1', '2']);
    expect(read({ tasks: twice }).codes).toEqual(['exchange.mspdi-ids']);
  });

  it('has faults told with their lines', () => {
    const tasks = [
      task('1', { Duration: '8 days', ConstraintType: '9', Deadline: 'soon' }),
      task('2', {}, link('77') + link('1', { Type: '4' })),
    ].join('');
    const { issues, codes } = read({ root: { StartDate: '' }, tasks });
    expect(codes.sort()).toEqual([
      'exchange.mspdi-constraint',
      'exchange.mspdi-duration',
      'exchange.mspdi-link',
      'exchange.mspdi-link',
      'exchange.mspdi-start',
      'exchange.mspdi-time',
    ]);
    expect(new Set(issues.map((one) => one.line))).toEqual(new Set([2, 4]));
  });

  it('never makes the reader throw, whatever it holds', () => {
    const whole = fileOf({ tasks: task('1', { ConstraintType: '4' }) + task('2', {}, link('1')) });
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(40),
        fc.string({ unit: 'binary' }),
        (at, cut, text) => {
          const bytes = new TextEncoder().encode(whole.slice(0, at) + text + whole.slice(at + cut));
          const result = readSchedule(bytes);
          if (result.ok) scheduleFile(result.value.schedule, 'msproject');
        },
      ),
      { seed: 8, numRuns: 400 },
    );
  });
});

describe('a calendar of Microsoft Project', () => {
  it('has days from Sunday, which is 1, over those of its base; usual hours where it states none', () => {
    const own = `<WeekDays>${day(7, '09:00-12:00')}${element('WeekDay', { DayType: '1', DayWorking: '1' })}</WeekDays>`;
    const { schedule } = read({ calendars: calendar('1') + calendar('2', own, '1'), tasks: '' });
    const weeks = schedule.calendars.map((one) => printWeek(one.week));
    expect(weeks[1]).toEqual({ ...weeks[0], sat: ['09:00-12:00'], sun: office });
    const none = read({ calendars: calendar('1', ''), tasks: '' }).schedule.calendars[0]!;
    expect(printWeek(none.week)).toEqual(weeks[0]);
    const always = `<WeekDays>${day(2, '00:00-00:00')}</WeekDays>`;
    const whole = read({ calendars: calendar('1', always), tasks: '' }).schedule.calendars[0]!;
    expect(printWeek(whole.week).mon).toEqual(['00:00-24:00']);
  });

  it('has exceptions of the old and the new form, and alternative weeks', () => {
    const old = element(
      'WeekDay',
      { DayType: '0', DayWorking: '0' },
      period('2026-06-19', '2026-06-20'),
    );
    const { schedule } = read({
      calendars: calendar('1', `<WeekDays>${old}${day(2, ...office)}</WeekDays>`),
      tasks: '',
    });
    expect([...schedule.calendars[0]!.exceptions.keys()].map(dayToDate)).toEqual([
      '2026-06-19',
      '2026-06-20',
    ]);
    const saturday = element(
      'Exception',
      { DayWorking: '1' },
      period('2026-06-06') + times('10:00-14:00'),
    );
    expect(exceptionsOf(`<Exceptions>${saturday}</Exceptions>`)).toEqual([
      '2026-06-06 10:00-14:00',
    ]);
    const short = `<WorkWeeks>${element('WorkWeek', { Name: 'summer' }, `${period('2026-07-06', '2026-07-07')}<WeekDays>${day(2, '08:00-10:00')}</WeekDays>`)}</WorkWeeks>`;
    expect(exceptionsOf(short)).toEqual(['2026-07-06 08:00-10:00']);
  });

  it('has exceptions that come again', () => {
    expect(recurring({ Type: '1', Period: '3' }, '2026-06-01', '2026-06-08')).toEqual([
      '2026-06-01',
      '2026-06-04',
      '2026-06-07',
    ]);
    expect(
      recurring({ Type: '6', Period: '2', DaysOfWeek: '34' }, '2026-06-01', '2026-06-19'),
    ).toEqual(['2026-06-01', '2026-06-05', '2026-06-15', '2026-06-19']);
    expect(
      recurring({ Type: '4', Period: '2', MonthDay: '5' }, '2026-01-01', '2026-06-30'),
    ).toEqual(['2026-01-05', '2026-03-05', '2026-05-05']);
    expect(
      recurring({ Type: '5', MonthItem: '4', MonthPosition: '1' }, '2026-06-01', '2026-07-31'),
    ).toEqual(['2026-06-08', '2026-07-13']);
    expect(
      recurring({ Type: '5', MonthItem: '1', MonthPosition: '4' }, '2026-05-01', '2026-05-31'),
    ).toEqual(['2026-05-29']);
    expect(
      recurring({ Type: '5', MonthItem: '2', MonthPosition: '0' }, '2026-06-01', '2026-06-30'),
    ).toEqual(['2026-06-06']);
    expect(recurring({ Type: '2', Month: '9', MonthDay: '1' }, '2026-01-01', '2028-12-31')).toEqual(
      ['2026-10-01', '2027-10-01', '2028-10-01'],
    );
    expect(
      recurring(
        { Type: '3', Month: '4', MonthItem: '0', MonthPosition: '4' },
        '2026-01-01',
        '2027-12-31',
      ),
    ).toEqual(['2026-05-31', '2027-05-31']);
    expect(
      recurring(
        { Type: '2', Month: '0', MonthDay: '1', EnteredByOccurrences: '1', Occurrences: '2' },
        '2026-01-01',
        '2030-12-31',
      ),
    ).toHaveLength(2);
  });

  it('goes on without what makes no sense, and says so', () => {
    const wrong = [
      `<Exceptions>${element('Exception', { Name: 'x', Type: '8' }, period('2026-06-01'))}${element('Exception', { Name: 'y' })}</Exceptions>`,
      `<WeekDays>${day(9)}${day(2, '17:00-08:00')}${element('WeekDay', { DayType: '0' })}</WeekDays>`,
    ].join('');
    const { issues, codes } = read({ calendars: calendar('1', wrong, '1'), tasks: '' });
    expect(codes).toEqual(['exchange.mspdi-calendar']);
    expect(issues.map((one) => one.message)).toEqual([
      'left out of a calendar: the base 1, the day of the week 9, the hours 17:00:00-08:00:00, a time without its days, the exception x: 1',
    ]);
  });
});
