// Bars on a terminal.
import { describe, expect, it } from 'vitest';
import { link, minute, schedule, task } from '../../test/support/schedules.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { Schedule } from '../plan/schedule.ts';
import { ganttOf } from './gantt.ts';

function drawn(given: Schedule, places: number): readonly string[] {
  const found = scheduleFile(given, 'comity');
  return found.ok ? ganttOf(found.value.projects[0]!, places) : expect.fail(found.error[0]?.code);
}

describe('ganttOf', () => {
  it('draws what is done, critical or free, milestones and the data date, each with its own mark', () => {
    const done = {
      actualStart: minute('2026-06-01T08:00'),
      actualFinish: minute('2026-06-02T17:00'),
    };
    const given = schedule(
      [
        task('A', 16, done),
        task('B', 24, { name: 'Inspection' }),
        task('C', 8),
        { id: 'F', code: 'F', type: 'finish-milestone', calendar: 'week', durationMinutes: 0 },
      ],
      [link('A FS B'), link('A FS C'), link('B FS F'), link('C FS F')],
      { dataDate: minute('2026-06-03T08:00') },
    );
    // From 1 June 00:00 to 5 June 17:00, in 28 columns of four hours each.
    expect(drawn(given, 42)).toEqual([
      '              2026-06-01 2026-06-02',
      'A              ░░░░░░░░░░  │',
      'B Inspection               ███████████████',
      'C                          ▒▒▒▒',
      'F                          │             ◆',
    ]);
  });

  it('counts Chinese characters as two places, and cuts long names', () => {
    const name = '查驗及聯合審批程序的最後一項工作，名稱很長';
    const lines = drawn(schedule([task('A', 8, { name }), task('B', 8)]), 80);
    // A day is named once.
    expect(lines[0]?.trim()).toBe('2026-06-01');
    expect(lines[1]).toMatch(/^A 查驗及聯合審批程序的最後一項工… +█+$/);
    const at = (line: string | undefined) => [...(line ?? '')].findIndex((one) => /[█▒]/.test(one));
    const wide = [...(lines[1] ?? '')].filter((one) =>
      /[\u2e80-\u9fff\uff00-\uff60]/.test(one),
    ).length;
    expect(at(lines[1]) + wide).toBe(at(lines[2]));
  });

  it('gives every activity a mark, however long the project, and nothing for none', () => {
    const given = schedule(
      [task('A', 1), task('B', 8_000), task('C', 1)],
      [link('A FS B'), link('B FS C')],
    );
    for (const line of drawn(given, 40).slice(1)) expect(line).toMatch(/█/);
    expect(drawn(schedule([]), 80)).toEqual([]);
  });
});
