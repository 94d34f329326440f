// Thirteen small cases that Primavera P6 computed, cell by cell (docs/spec/plan.md 9).
import { describe, expect, it } from 'vitest';
import {
  hasP6Cases,
  type P6Answer,
  readP6Answers,
  readP6Cases,
} from '../../test/support/p6-cases.ts';
import { minuteToText } from '../plan/civil-time.ts';
import { type ScheduledActivity, scheduleFile } from '../plan/critical-path.ts';
import { readSchedule } from './formats.ts';

/** P6 shows started work from its actual start, and in the late columns too. */
function datesOf(one: ScheduledActivity) {
  const { actualStart, actualFinish } = one.activity;
  return {
    ES: actualStart ?? one.earlyStart,
    EF: actualFinish ?? one.earlyFinish,
    LS: actualStart ?? one.lateStart,
    LF: actualFinish ?? one.lateFinish,
  };
}

function cellsOf(one: ScheduledActivity | undefined, answer: P6Answer) {
  if (one === undefined) return [];
  const dates = datesOf(one);
  const days = (minutes: number | undefined) =>
    minutes === undefined ? '' : String(minutes / 480);
  const names = ['ES', 'EF', 'LS', 'LF'] as const;
  return [
    ...names.map((name) => ({
      cell: `${answer.code} ${name}`,
      ours: minuteToText(dates[name]).replace('T', ' '),
      p6: answer.dates[name].slice(0, 16),
    })),
    { cell: `${answer.code} TF`, ours: days(one.totalFloatMinutes), p6: answer.totalFloat },
    { cell: `${answer.code} FF`, ours: days(one.freeFloatMinutes), p6: answer.freeFloat },
  ];
}

describe.skipIf(!hasP6Cases)(
  'the cases of P6 (skipped where ../shared/data/p6-cases is not)',
  () => {
    const read = readSchedule(hasP6Cases ? readP6Cases() : new Uint8Array());
    const result = read.ok ? scheduleFile(read.value.schedule, 'p6') : read;
    const projects = result.ok ? result.value.projects : [];
    const answers = hasP6Cases ? [...readP6Answers()] : [];

    it.each(answers)('%s has P6’s dates and floats in every cell', (name, rows) => {
      const project = projects.find((one) => one.project.code.slice(-2) === name.slice(0, 2));
      const cells = rows.flatMap((answer) => {
        const found = project?.activities.find((one) => one.activity.code === answer.code);
        return cellsOf(found, answer);
      });
      expect(cells.length).toBe(rows.length * 6);
      expect(cells.filter((cell) => cell.ours !== cell.p6)).toEqual([]);
    });
  },
);
