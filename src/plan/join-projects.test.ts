// Projects that links of one file join.
import { describe, expect, it } from 'vitest';
import { link, monday, task, week } from '../../test/support/schedules.ts';
import { minuteToText } from './civil-time.ts';
import { scheduleFile } from './critical-path.ts';
import { joinProjects } from './join-projects.ts';
import type { Project, Schedule } from './schedule.ts';

const day = 1_440;
const projectOf = (id: string, ids: readonly string[], more: Partial<Project> = {}): Project => ({
  ...{ id, code: `P${id}`, dataDate: monday, links: [] },
  activities: ids.map((one) => task(one, 8)),
  ...more,
});
const file = (...projects: readonly Project[]): Schedule => ({ calendars: [week], projects });

describe('joined projects', () => {
  it('are scheduled as one, each activity under the code of its project; others stay alone', () => {
    const of = file(projectOf('1', ['A']), projectOf('2', ['B']), projectOf('3', ['C']));
    const joined = joinProjects(of, [link('A FS B')]);
    expect(joined.schedule.projects.map(({ id, code }) => `${id} ${code}`)).toEqual([
      '1+2 P1+P2',
      '3 P3',
    ]);
    expect(joined.issues.map((one) => `${one.code} ${one.members}`)).toEqual([
      'schedule.joined P1,P2',
    ]);
    expect([...joined.parts]).toEqual([['1+2', of.projects.slice(0, 2)]]);
    const result = scheduleFile(joined.schedule, 'p6');
    const [first] = result.ok ? result.value.projects : [];
    const starts = first?.activities.map(({ activity, earlyStart }) => {
      return `${activity.code} ${minuteToText(earlyStart).slice(5)}`;
    });
    expect(starts).toEqual(['P1/A 06-01T08:00', 'P2/B 06-02T08:00']);
  });

  it('are those that any chain of links joins, in the order of the file', () => {
    const of = file(...['1', '2', '3', '4'].map((id) => projectOf(id, [`A${id}`])));
    const joined = joinProjects(of, [link('A4 FS A2'), link('A2 SS A1'), link('X FS A3')]);
    expect(joined.schedule.projects.map((one) => one.id)).toEqual(['1+2+4', '3']);
    expect(joined.schedule.projects[0]?.links).toHaveLength(2);
  });

  it('have the latest data date and the options of the first, and that is told: schedule.joined-differ', () => {
    const later = { dataDate: monday + day, options: { totalFloat: 'start' } } as const;
    const joined = joinProjects(file(projectOf('1', ['A']), projectOf('2', ['B'], later)), [
      link('A FS B'),
    ]);
    expect(joined.schedule.projects[0]?.dataDate).toBe(monday + day);
    expect(joined.schedule.projects[0]?.options).toBeUndefined();
    expect(joined.issues.map((one) => one.code)).toEqual([
      'schedule.joined',
      'schedule.joined-differ',
    ]);
  });

  it('may close a cycle, which is told with its members', () => {
    const joined = joinProjects(file(projectOf('1', ['A']), projectOf('2', ['B'])), [
      link('A FS B'),
      link('B FS A'),
    ]);
    const result = scheduleFile(joined.schedule, 'p6');
    expect(result.ok ? [] : result.error.map((one) => one.code)).toEqual(['network.cycle']);
  });
});
