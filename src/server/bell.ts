// A sleep that somebody can end: what the loops of a node wait on between two rounds.

/** Wakes one sleeper. */
export interface Bell {
  /** Ends the wait under way, or the next one at once. */
  ring(): void;
  /** Resolves when rung, or after the time. */
  wait(milliseconds: number): Promise<void>;
}

/** Returns a bell for one loop. */
export function createBell(): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    wait: async (milliseconds) => {
      const timer = setTimeout(() => rung.resolve(), milliseconds);
      await rung.promise;
      clearTimeout(timer);
      rung = Promise.withResolvers<void>();
    },
  };
}
