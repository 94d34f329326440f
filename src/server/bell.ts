// A sleep that somebody can end: what the loops of a node wait on between two rounds.
import type { After } from '../base/ports.ts';
import { nodeAfter } from './after.ts';

/** Wakes one sleeper. */
export interface Bell {
  /** Ends the wait under way, or the next one at once. */
  ring(): void;
  /** Resolves when rung, or after the time. */
  wait(milliseconds: number): Promise<void>;
}

/** Returns a bell for one loop. */
export function createBell(after: After = nodeAfter): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    wait: async (milliseconds) => {
      const cancel = after(milliseconds, () => rung.resolve());
      await rung.promise;
      cancel();
      rung = Promise.withResolvers<void>();
    },
  };
}
