// Reads what a start does not: every bundle and tile of every log, a little at a time while the node works, and says on
// the status page what is damaged. Nothing damaged is shown in any case: each read is checked (docs/spec/store.md S29).
import { codeOf, messageOf } from '../base/errors.ts';
import { tilePath, tileWidth } from '../record/tile.ts';
import type { Alarms } from './alarms.ts';
import { createBell } from './bell.ts';
import { auditRest } from './limits.ts';
import type { HeldLog } from './logs.ts';

/** An audit that runs. */
export interface Audit {
  /** Resolves when all that was there at its beginning has been read, or after {@link Audit.close}. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** Begins to read all logs, the oldest entries first. */
export function startAudit(world: {
  readonly logs: readonly HeldLog[];
  readonly alarms: Pick<Alarms, 'refuse'>;
}): Audit {
  const bell = createBell();
  let closed = false;
  const rest = async (since: number) => {
    // A few parts of rest for one of work: a node that has just started has other things to do.
    const worked = performance.now() - since;
    await bell.wait(Math.max(auditRest.leastMilliseconds, worked * auditRest.times));
  };
  const run = async () => {
    for (const log of world.logs) {
      const full = Math.floor(log.store.head().size / tileWidth);
      for (let index = 0; index < full && !closed; index++) {
        const since = performance.now();
        await auditBundle(world.alarms, log, index);
        await rest(since);
      }
    }
  };
  const done = run();
  return {
    done,
    close: async () => {
      closed = true;
      bell.ring();
      await done;
    },
  };
}

async function auditBundle(
  alarms: Pick<Alarms, 'refuse'>,
  { store, identity }: HeldLog,
  index: number,
): Promise<void> {
  try {
    await store.entries(index * tileWidth, (index + 1) * tileWidth);
    // A tile that is not right is made again by being read.
    await store.resource(tilePath({ level: 0, index, width: tileWidth }));
  } catch (error) {
    alarms.refuse({ from: identity.origin, code: codeOf(error), detail: messageOf(error) });
  }
}
