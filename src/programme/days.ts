// The order of dated statements: by day, then log, then index (docs/spec/model.md 4).
import type { Place } from './statement.ts';

/** Compares by day, then log, then index: a fact of 2020 entered after one of 2022 does not become the newest. */
export function byDay(a: { readonly place: Place }, b: { readonly place: Place }): number {
  return a.place.day === b.place.day ? byPlace(a, b) : a.place.day < b.place.day ? -1 : 1;
}

/** Compares by log, then index. */
export function byPlace(a: { readonly place: Place }, b: { readonly place: Place }): number {
  const [x, y] = [a.place, b.place];
  return x.origin === y.origin ? x.index - y.index : x.origin < y.origin ? -1 : 1;
}
