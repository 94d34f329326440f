// PMXML files: the same schedule as its XER twin, the calendar of last minutes, baselines left out, and XML that is
// refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../plan/schedule.ts';
import { printBands, printWeek } from './comity-json-calendars.ts';
import { readSchedule } from './formats.ts';
import { xmlAttributesMax, xmlDepthMax, xmlTextMax } from './limits.ts';

/** Elements from a tree of names. */
function xml(name: string, content: string | readonly string[]): string {
  return `<${name}>${typeof content === 'string' ? content : content.join('')}</${name}>`;
}

const fields = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).map(([name, text]) => xml(name, text));

const hours = (start: string, finish: string) =>
  xml('WorkTime', fields({ Start: start, Finish: finish }));
const day = (name: string, ...bands: readonly string[]) =>
  xml('StandardWorkHours', [xml('DayOfWeek', name), ...bands]);
const calendar = xml('Calendar', [
  ...fields({ ObjectId: '1', BaseCalendarObjectId: '' }),
  xml('StandardWorkWeek', [
    day('Monday', hours('08:00:00', '11:59:00'), hours('13:00:00', '16:59:00')),
    day('Tuesday', hours('08:00:00', '17:00:00')),
    day('Saturday', hours('20:00:00', '23:59:00')),
    day('Sunday', '<WorkTime/>'),
    day('Someday'),
  ]),
  xml('HolidayOrExceptions', [
    xml('HolidayOrException', fields({ Date: '2026-06-02T00:00:00' })),
    xml('HolidayOrException', [xml('Date', '2026-06-06T00:00:00'), hours('09:00', '12:29')]),
    xml('HolidayOrException', fields({ Date: 'soon' })),
  ]),
]);

const activity = (id: string, more: Readonly<Record<string, string>> = {}) =>
  xml(
    'Activity',
    fields({
      ObjectId: id,
      Id: `T${id}`,
      Name: `Work ${id}`,
      CalendarObjectId: '1',
      Type: 'Task Dependent',
      Status: 'Not Started',
      PlannedDuration: '8',
      RemainingDuration: '8',
      ...more,
    }),
  );
const link = (from: string, to: string, more: Readonly<Record<string, string>> = {}) =>
  xml(
    'Relationship',
    fields({
      PredecessorActivityObjectId: from,
      SuccessorActivityObjectId: to,
      PredecessorProjectObjectId: '9',
      SuccessorProjectObjectId: '9',
      Type: 'Finish to Start',
      Lag: '0',
      ...more,
    }),
  );
const head = fields({ ObjectId: '9', Id: 'P', Name: 'Crossing', DataDate: '2026-06-01T08:00:00' });

function fileOf(...content: readonly string[]): string {
  const root =
    'APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V23.12/API/BusinessObjects"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>\n${content.join('\n')}\n</APIBusinessObjects>`;
}

function read(text: string | Uint8Array) {
  return readSchedule(typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

function readWell(...content: readonly string[]) {
  const result = read(fileOf(...content));
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return { ...result.value.schedule, issues: result.value.issues.map((one) => one.code) };
}

function codeOf(text: string | Uint8Array): string {
  const result = read(text);
  const [first] = result.ok ? result.value.issues : result.error;
  return `${first?.code} ${first?.line ?? '-'}`;
}

describe('a PMXML file', () => {
  it('may list its projects before it has them, and its options where other versions have them', () => {
    const listed = xml('ProjectList', ['<Project ObjectId="9"><Id>P</Id></Project>']);
    const options = xml(
      'ScheduleOptions',
      fields({ CriticalActivityFloatThreshold: '4.0', CriticalActivityPathType: 'Total Float' }),
    );
    const schedule = readWell(listed, calendar, xml('Project', [...head, activity('1'), options]));
    expect(schedule.issues).toEqual(['exchange.p6-calendar']);
    expect(schedule.projects.map(({ code, options: stated }) => [code, stated])).toEqual([
      ['P', expect.objectContaining({ critical: 'total-float', criticalMinutes: 240 })],
    ]);
    const earlier = xml('BaselineProject', [...head, activity('1')]);
    expect(
      readWell(calendar, earlier, xml('Project', [...head, activity('1')])).projects,
    ).toHaveLength(1);
  });

  it('is read as its XER twin', () => {
    const twin = readWell(
      calendar,
      xml('Resource', fields({ ObjectId: '5', CalendarObjectId: '1' })),
      xml('Project', [
        ...head,
        xml('MustFinishByDate', '2026-09-01T17:00:00'),
        xml('WBS', fields({ ObjectId: '3', Name: 'Lot' })),
        activity('1', {
          Type: 'Start Milestone',
          PrimaryConstraintType: 'Start On or After',
          PrimaryConstraintDate: '2026-06-03T08:00:00',
        }),
        activity('2', {
          Status: 'Completed',
          ActualStartDate: '2026-05-01T08:00:00',
          ActualFinishDate: '2026-05-02T17:00:00',
        }),
        activity('3', { Type: 'Resource Dependent', CalendarObjectId: '2' }),
        link('1', '3', { Type: 'Start to Start', Lag: '4.5' }),
        xml('ResourceAssignment', fields({ ActivityObjectId: '3', ResourceObjectId: '5' })),
        xml(
          'ScheduleOptions',
          fields({
            OutOfSequenceScheduleType: 'Progress Override',
            MakeOpenEndedActivitiesCritical: '1',
            UseExpectedFinishDates: '0',
            RelationshipLagCalendar: '24 Hour Calendar',
            ComputeTotalFloatType: 'Smallest of Start Float and Finish Float',
          }),
        ),
        xml('CriticalActivityPathType', 'Longest Path'),
      ]),
    );
    const columns =
      'task_id\tproj_id\ttask_code\ttask_name\tclndr_id\ttask_type\tstatus_code\ttarget_drtn_hr_cnt\tremain_drtn_hr_cnt\tact_start_date\tact_end_date\tcstr_type\tcstr_date';
    const xerText = [
      'ERMHDR\t23',
      '%T\tPROJECT\n%F\tproj_id\tproj_short_name\tlast_recalc_date\tplan_end_date\tcritical_path_type\n%R\t9\tP\t2026-06-01 08:00\t2026-09-01 17:00\tCT_DrivPath',
      '%T\tPROJWBS\n%F\tproj_id\tproj_node_flag\twbs_name\n%R\t9\tY\tCrossing',
      '%T\tSCHEDOPTIONS\n%F\tproj_id\tsched_progress_override\tsched_open_critical_flag\tsched_use_expect_end_flag\tsched_calendar_on_relationship_lag\tsched_float_type\n%R\t9\tY\tY\tN\trcal_24Hour\tFT_MIN',
      '%T\tCALENDAR\n%F\tclndr_id\tclndr_data\n%R\t1\t',
      `%T\tTASK\n%F\t${columns}`,
      '%R\t1\t9\tT1\tWork 1\t1\tTT_Mile\tTK_NotStart\t8\t8\t\t\tCS_MSOA\t2026-06-03 08:00',
      '%R\t2\t9\tT2\tWork 2\t1\tTT_Task\tTK_Complete\t8\t8\t2026-05-01 08:00\t2026-05-02 17:00',
      '%R\t3\t9\tT3\tWork 3\t1\tTT_Rsrc\tTK_NotStart\t8\t8',
      '%T\tTASKPRED\n%F\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt\n%R\t3\t1\tPR_SS\t4.5',
    ].join('\n');
    const xer = read(xerText);
    const plain = (project: Project | undefined) => {
      const lines = ({ line, ...rest }: { readonly line?: number }) => [line !== undefined, rest];
      return {
        ...project,
        activities: project?.activities.map(lines),
        links: project?.links.map(lines),
      };
    };
    expect(xer.ok && plain(twin.projects[0])).toEqual(
      xer.ok && plain(xer.value.schedule.projects[0]),
    );
  });

  it('has bands that end with their last minute, and exceptions', () => {
    const { calendars, issues } = readWell(calendar, xml('Project', head));
    expect(printWeek(calendars[0]!.week)).toEqual({
      mon: ['08:00-12:00', '13:00-17:00'],
      tue: ['08:00-17:00'],
      sat: ['20:00-24:00'],
    });
    expect([...calendars[0]!.exceptions.values()].map(printBands)).toEqual([[], ['09:00-12:30']]);
    expect(issues).toEqual(['exchange.p6-calendar']);
  });

  it('may state options in the project itself, and activities beside it', () => {
    const { projects } = readWell(
      calendar,
      xml('Project', [...head, xml('OutOfSequenceScheduleType', 'Progress Override')]),
      activity('4', { ProjectObjectId: '9' }),
    );
    expect(projects[0]?.options?.progress).toBe('progress-override');
    expect(projects[0]?.activities.map((one) => one.code)).toEqual(['T4']);
  });

  it('leaves out baselines and links to other projects', () => {
    const { projects, issues } = readWell(
      calendar,
      xml('Project', [
        ...head,
        activity('1'),
        link('7', '1', { PredecessorProjectObjectId: '8' }),
        link('1', '7', { SuccessorProjectObjectId: '8' }),
      ]),
      xml('BaselineProject', [...head, activity('11')]),
    );
    expect(projects.map((one) => [one.activities.length, one.links.length])).toEqual([[1, 0]]);
    expect(issues.slice(1)).toEqual(['exchange.p6-external-link', 'exchange.p6-external-link']);
  });

  it('has faults told with their lines', () => {
    const broken = [...head, activity('1', { Type: 'Sprint' }), link('1', '5')];
    expect(readWell(calendar, xml('Project', broken)).issues).toContain('exchange.p6-word');
    expect(readWell(calendar, xml('Project', broken)).issues).toContain('exchange.p6-link');
    expect(codeOf(fileOf(calendar))).toBe('exchange.pmxml-project -');
  });
});

describe('an XML file', () => {
  it('is refused where it is not well-formed, has a document type, or is too much', () => {
    expect(codeOf(fileOf('<Project>\n<Id></Project>'))).toBe('exchange.xml 4');
    expect(codeOf(fileOf(calendar).slice(0, -5))).toMatch(/^exchange\.xml \d+$/);
    const entity = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>';
    expect(
      codeOf(`<?xml version="1.0"?>\n${entity}<APIBusinessObjects >&b;</APIBusinessObjects>`),
    ).toBe('exchange.xml-doctype 2');
    expect(codeOf(fileOf('<a>'.repeat(xmlDepthMax)))).toBe('exchange.xml-too-large 3');
    const many = Array.from({ length: xmlAttributesMax + 1 }, (_, i) => `a${i}="1"`).join(' ');
    expect(codeOf(fileOf(`<b ${many}/>`))).toBe('exchange.xml-too-large 3');
  });

  it('may hold notes of any length, and letters that XML does not allow', () => {
    const note = xml('Note', 'x'.repeat(xmlTextMax * 2));
    const name = 'Dig&#x1F;\u0007 the&#xB; pit&#xD83D;&#0031;&#65;';
    const text = fileOf(calendar, xml('Project', [...head, note, activity('1', { Name: name })]));
    const result = read(text);
    const found = result.ok ? result.value.schedule.projects[0]?.activities[0]?.name : result.error;
    expect(found).toBe('Dig   the  pit  A');
  });

  it('is in the encoding that it declares or begins with', () => {
    const text = fileOf(calendar, xml('Project', [...head, activity('1', { Name: '皇崗é' })]));
    const nameIn = (bytes: Uint8Array) => {
      const result = read(bytes);
      return result.ok ? result.value.schedule.projects[0]?.activities[0]?.name : result.error;
    };
    const wide = Uint8Array.from([
      0xff,
      0xfe,
      ...Buffer.from(text.replace('UTF-8', 'UTF-16'), 'utf16le'),
    ]);
    expect(nameIn(wide)).toBe('皇崗é');
    const narrow = Buffer.from(text.replace('UTF-8', 'windows-1252').replace('皇崗', ''), 'latin1');
    expect(nameIn(narrow)).toBe('é');
    expect(codeOf(Uint8Array.from([...new TextEncoder().encode(text), 0xff]))).toBe(
      'exchange.not-utf8 -',
    );
  });

  it('never makes the reader throw, whatever it holds', () => {
    const whole = fileOf(calendar, xml('Project', [...head, activity('1'), link('1', '1')]));
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(40),
        fc.string({ unit: 'binary' }),
        (at, cut, text) => {
          read(whole.slice(0, at) + text + whole.slice(at + cut));
        },
      ),
      { seed: 5, numRuns: 400 },
    );
  });
});
