// What `plan run --recorded` adds: the dates that the program which wrote the file had computed, beside ours.
import {
  type RecordedComparison,
  type RecordedDifference,
  recordedFields,
} from '../../exchange/recorded.ts';
import { minuteToText } from '../../plan/civil-time.ts';
import type { Context } from '../command.ts';
import { tableOf } from '../table.ts';

/** Lines of differences for people; `--json` has them all. */
const linesShown = 200;

/** Exactly the fields of docs/manual/plan.md. */
export function recordedJson({ activities, cells, fields, differences }: RecordedComparison) {
  return {
    activities,
    cells,
    fields,
    differences: differences.map((one) => ({
      ...one,
      recorded: jsonCell(one, one.recorded),
      computed: jsonCell(one, one.computed),
    })),
  };
}

/** Prints how many cells of each field are the same, then the cells that differ. */
export function printRecorded(context: Context, comparison: RecordedComparison): void {
  const { activities, cells, fields, differences } = comparison;
  const { text, print } = context;
  print('');
  if (activities.compared === 0) {
    print(text('cli.plan.recorded.none'));
    return;
  }
  print(
    text('cli.plan.recorded.head', {
      activities: String(activities.compared),
      same: String(activities.same),
      cells: String(cells.compared),
      sameCells: String(cells.same),
    }),
  );
  const titles = ['field', 'compared', 'same', 'different'].map((column) =>
    text(`cli.plan.recorded.column.${column}`),
  );
  const rows = recordedFields
    .filter((field) => fields[field].compared > 0)
    .map((field) => {
      const { compared, same } = fields[field];
      return [field, String(compared), String(same), String(compared - same)];
    });
  for (const line of tableOf([titles, ...rows])) print(line);
  if (differences.length === 0) return;
  print('');
  const heads = ['activity', 'field', 'recorded', 'computed'].map((column) =>
    text(`cli.plan.recorded.column.${column}`),
  );
  const shown = differences
    .slice(0, linesShown)
    .map((one) => [one.code, one.field, wordOf(one, one.recorded), wordOf(one, one.computed)]);
  for (const line of tableOf([heads, ...shown])) print(line);
  const more = differences.length - shown.length;
  if (more > 0) print(text('cli.plan.diff.more', { more: String(more) }));
}

function jsonCell({ field }: RecordedDifference, value: number | boolean) {
  const isDate = field.endsWith('Start') || field.endsWith('Finish');
  return isDate && typeof value === 'number' ? minuteToText(value) : value;
}

function wordOf(one: RecordedDifference, value: number | boolean): string {
  return String(jsonCell(one, value)).replace('T', ' ');
}
