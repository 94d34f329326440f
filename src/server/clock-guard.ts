// A clock that went back: times of entries stand still until it has caught up, and nothing stops. Only when it lies more
// than two minutes before the last entry is nothing published until an operator has looked at it.
import { type Instant, instantOf } from '../base/dates.ts';
import type { Clock } from '../base/ports.ts';
import type { Alarms } from './alarms.ts';
import { clockBackMillisecondsMax } from './limits.ts';
import { readTail } from './log-tail.ts';
import type { HeldLog } from './logs.ts';

/** Watches the clock of a node against its own log. */
export interface ClockGuard {
  /** Returns the code of why nothing is published now, server.signing.clock, or undefined. Warns of every step back. */
  held(): Promise<string | undefined>;
  /** How far the clock lies before the last entry, in milliseconds; negative when after it. */
  back(): Promise<{ readonly milliseconds: number; readonly last: Instant; readonly now: Instant }>;
}

/** Returns the guard of an own log. */
export function createClockGuard(world: {
  readonly log: HeldLog;
  readonly clock: Clock;
  readonly alarms: Pick<Alarms, 'refuse'>;
  /** The earliest time that the operator has last said to believe; undefined when never. */
  readonly accepted: () => Promise<Instant | undefined>;
}): ClockGuard {
  const { log, clock, alarms } = world;
  const back: ClockGuard['back'] = async () => {
    const { at } = await readTail(log);
    const now = clock();
    return { milliseconds: at - now, last: instantOf(at), now: instantOf(now) };
  };
  return {
    back,
    held: async () => {
      const { milliseconds, last, now } = await back();
      // Entries carry whole seconds.
      if (milliseconds <= 0) return undefined;
      const detail = `the last entry was recorded at ${last}`;
      alarms.refuse({ from: log.identity.origin, code: 'server.clock.behind', detail });
      if (milliseconds <= clockBackMillisecondsMax) return undefined;
      const accepted = await world.accepted();
      return accepted !== undefined && accepted <= now ? undefined : 'server.signing.clock';
    },
  };
}
