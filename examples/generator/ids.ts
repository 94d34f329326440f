// Ids that the nodes will give: for each party and kind the numbers from 1 on, in the order of the steps.

/** Gives ids out. */
export interface Ids {
  /** Returns the next id of a party's mark and a kind's letters: `NB-P001`. */
  next(mark: string, letters: string): string;
}

/** Returns ids that begin at 1 for every mark and kind. */
export function createIds(): Ids {
  const last = new Map<string, number>();
  return {
    next: (mark, letters) => {
      const stem = `${mark}-${letters}`;
      const number = (last.get(stem) ?? 0) + 1;
      last.set(stem, number);
      return `${stem}${String(number).padStart(3, '0')}`;
    },
  };
}
