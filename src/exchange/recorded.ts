// Dates as recorded: what the program that wrote a file had computed itself, and how it differs from what is computed
// here. No way leads from these dates into the solver (docs/spec/plan.md 10).
import type { Minute } from '../plan/civil-time.ts';
import type { ScheduledActivity, ScheduledProject } from '../plan/critical-path.ts';

/** Answers of the other program for one activity; what it does not state is left out. */
export interface RecordedDates {
  readonly earlyStart?: Minute;
  readonly earlyFinish?: Minute;
  readonly lateStart?: Minute;
  readonly lateFinish?: Minute;
  readonly totalFloatMinutes?: number;
  readonly freeFloatMinutes?: number;
  readonly critical?: boolean;
  readonly longestPath?: boolean;
}

/** Of a file: by the id of a project and then by that of an activity. */
export type Recorded = ReadonlyMap<string, ReadonlyMap<string, RecordedDates>>;

/** The fields that are compared, in the order in which they are shown. */
export const recordedFields = [
  'earlyStart',
  'earlyFinish',
  'lateStart',
  'lateFinish',
  'totalFloatMinutes',
  'freeFloatMinutes',
  'critical',
  'longestPath',
] as const satisfies readonly (keyof RecordedDates)[];

/** One of them. */
export type RecordedField = (typeof recordedFields)[number];

/** How many were compared, and how many of them are the same. */
export interface RecordedCount {
  readonly compared: number;
  readonly same: number;
}

/** One cell that differs: a minute, minutes of float, or whether critical. */
export interface RecordedDifference {
  readonly project: string;
  readonly id: string;
  readonly code: string;
  readonly field: RecordedField;
  readonly recorded: number | boolean;
  readonly computed: number | boolean;
}

/** A file's own answers beside ours. */
export interface RecordedComparison {
  /** Activities of which at least one date or float is recorded; same are those of which no cell differs. */
  readonly activities: RecordedCount;
  /** Dates and floats; whether an activity is critical follows from them and is counted by its field alone. */
  readonly cells: RecordedCount;
  readonly fields: Readonly<Record<RecordedField, RecordedCount>>;
  readonly differences: readonly RecordedDifference[];
}

/**
 * Compares what a file records with what was computed. Floats of completed work are not compared: it has none. Linear
 * time.
 */
export function compareRecorded(
  recorded: Recorded,
  projects: readonly ScheduledProject[],
): RecordedComparison {
  const none = () => ({ compared: 0, same: 0 });
  const fields = {
    earlyStart: none(),
    earlyFinish: none(),
    lateStart: none(),
    lateFinish: none(),
    totalFloatMinutes: none(),
    freeFloatMinutes: none(),
    critical: none(),
    longestPath: none(),
  };
  const activities = { compared: 0, same: 0 };
  const differences: RecordedDifference[] = [];
  for (const { project, activities: scheduled } of projects) {
    const ofProject = recorded.get(project.id);
    for (const one of scheduled) {
      const { id, code } = one.activity;
      const cells = cellsOf(one, ofProject?.get(id) ?? {});
      const differing = cells.filter((cell) => cell.recorded !== cell.computed);
      for (const { field, recorded: theirs, computed } of cells) {
        fields[field].compared += 1;
        if (theirs === computed) fields[field].same += 1;
      }
      if (!cells.some(({ field }) => isCell(field))) continue;
      activities.compared += 1;
      if (!differing.some(({ field }) => isCell(field))) activities.same += 1;
      differences.push(...differing.map((cell) => ({ project: project.code, id, code, ...cell })));
    }
  }
  const ofCells = recordedFields.filter(isCell).map((field) => fields[field]);
  const sum = (pick: keyof RecordedCount) =>
    ofCells.reduce((total, count) => total + count[pick], 0);
  return {
    activities,
    cells: { compared: sum('compared'), same: sum('same') },
    fields,
    differences,
  };
}

/** Returns the answers that are there. */
export function stated(
  found: Readonly<Record<string, number | boolean | undefined>>,
): RecordedDates {
  return Object.fromEntries(Object.entries(found).filter(([, one]) => one !== undefined));
}

function isCell(field: RecordedField): boolean {
  return field !== 'critical' && field !== 'longestPath';
}

/** The cells that both sides have. */
function cellsOf(one: ScheduledActivity, theirs: RecordedDates) {
  const ours: Readonly<Record<RecordedField, number | boolean | undefined>> = {
    earlyStart: one.earlyStart,
    earlyFinish: one.earlyFinish,
    lateStart: one.lateStart,
    lateFinish: one.lateFinish,
    totalFloatMinutes: one.totalFloatMinutes,
    freeFloatMinutes: one.freeFloatMinutes,
    critical: one.status === 'completed' ? undefined : one.isCritical,
    longestPath: one.status === 'completed' ? undefined : one.isOnLongestPath,
  };
  return recordedFields.flatMap((field) => {
    const [recorded, computed] = [theirs[field], ours[field]];
    return recorded === undefined || computed === undefined ? [] : [{ field, recorded, computed }];
  });
}
