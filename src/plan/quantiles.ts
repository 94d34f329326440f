// What a forecast tells of its runs: quantiles that runs had, shares by a day, runs by day (docs/spec/plan.md 11).
import { type Minute, minutesPerDay } from './civil-time.ts';

/** Returns the number in ascending order that quantile P is: ceil(P n / 100), counted from 1. */
export function quantile(sorted: Float64Array, percent: number): Minute {
  return sorted[indexOf(sorted.length, percent)];
}

function indexOf(count: number, percent: number): number {
  return Math.ceil((percent * count) / 100) - 1;
}

/** Returns P50 and P80 of values in any order, which it leaves in another. Linear time on average. */
export function middleAndLate(values: Float64Array): {
  readonly p50: Minute;
  readonly p80: Minute;
} {
  const late = indexOf(values.length, 80);
  const p80 = select(values, late, values.length - 1);
  return { p50: select(values, indexOf(values.length, 50), late), p80 };
}

/** Hoare's selection: returns the value that stands at an index once those up to `to` are in order. */
function select(values: Float64Array, index: number, to: number): number {
  let [left, right] = [0, to];
  while (left < right) {
    const pivot = values[(left + right) >>> 1];
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i += 1;
      while (values[j] > pivot) j -= 1;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (index <= j) right = j;
    else if (index >= i) left = i;
    else break;
  }
  return values[index];
}

/** Returns the share of runs that end by 24:00 of a day. */
export function shareBy(finishes: Float64Array, day: number): number {
  const end = (day + 1) * minutesPerDay;
  return finishes.reduce((count, one) => (one <= end ? count + 1 : count), 0) / finishes.length;
}

/** Returns runs by day of their finish; a finish at 24:00 belongs to the day that ends, as it does in shares. */
export function histogramOf(
  sorted: Float64Array,
): readonly { readonly day: number; readonly runs: number }[] {
  const runsByDay = new Map<number, number>();
  for (const finish of sorted) {
    const day = Math.ceil(finish / minutesPerDay) - 1;
    runsByDay.set(day, (runsByDay.get(day) ?? 0) + 1);
  }
  return [...runsByDay].map(([day, runs]) => ({ day, runs }));
}
