// One loop per peer: pulls at once when told that its log has grown, follows until the growth is confirmed,
// and polls every so often as the fallback. A peer that fails is left in peace for a little longer each time.

import { instantOf } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock } from '../base/ports.ts';
import type { PeerStatus } from '../projection/queries.ts';
import type { Alarms } from './alarms.ts';
import type { HeldLog } from './logs.ts';
import { type PullWorld, pullLog } from './pull.ts';

/** What is known of one peer's pulls. */
export type PullStatus = Pick<PeerStatus, 'lastContact' | 'lastError' | 'lagEntries'>;

/** The loops. */
export interface PullLoops {
  /** Begins to follow a mirror; does nothing when it is followed already. */
  follow(log: HeldLog): void;
  /** Says that a log has grown. */
  kick(origin: string): void;
  status(origin: string): PullStatus;
  close(): Promise<void>;
}

const failMillisecondsMin = 1_000;
const failMillisecondsMax = 5_000;
// After a kick the peer's `checkpoint` follows within its own wait for witnesses.
const followMilliseconds = [200, 300, 500, 1_000, 2_000, 3_000];

/** Starts no loop yet. */
export function createPullLoops(world: {
  readonly pull: PullWorld;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly pollMilliseconds: number;
  /** Called when a pull brought entries or moved the confirmed size. */
  readonly onPulled: (log: HeldLog) => void;
}): PullLoops {
  const loops = new Map<string, { kick: () => void; status: PullStatus; done: Promise<void> }>();
  let closed = false;
  const start = (log: HeldLog) => {
    const { origin } = log.identity;
    let wake = Promise.withResolvers<void>();
    let failures = 0;
    let follow = 0;
    const entry = {
      kick: () => wake.resolve(),
      status: { lagEntries: 0 } as PullStatus,
      done: Promise.resolve(),
    };
    const sleep = async (milliseconds: number) => {
      const timer = setTimeout(() => wake.resolve(), milliseconds);
      await wake.promise;
      clearTimeout(timer);
      wake = Promise.withResolvers<void>();
    };
    const once = async () => {
      const standing = world.alarms.standing(origin);
      if (standing?.state === 'proven') return;
      try {
        const pulled = await pullLog(world.pull, log);
        failures = 0;
        entry.status = { lastContact: instantOf(world.clock()), lagEntries: pulled.lag };
        if (pulled.entries > 0) follow = 0;
        if (pulled.entries > 0 || pulled.confirmedMoved) world.onPulled(log);
      } catch (error) {
        failures += 1;
        const lastError = {
          code: codeOf(error),
          at: instantOf(world.clock()),
          detail: messageOf(error),
        };
        entry.status = { ...entry.status, lastError };
        if (codeOf(error) !== 'server.peer.unreachable') {
          world.alarms.refuse({ from: origin, code: codeOf(error), detail: messageOf(error) });
        }
      }
    };
    const pause = () => {
      if (failures > 0) return Math.min(failMillisecondsMin * failures, failMillisecondsMax);
      const waiting = (log.confirmed?.size ?? 0) < log.store.head().size;
      if (!waiting || follow >= followMilliseconds.length) return world.pollMilliseconds;
      follow += 1;
      return followMilliseconds[follow - 1];
    };
    const run = async () => {
      while (!closed) {
        await once();
        if (!closed) await sleep(pause());
      }
    };
    entry.done = run();
    loops.set(origin, entry);
  };
  return {
    follow: (log) => {
      if (!loops.has(log.identity.origin)) start(log);
    },
    kick: (origin) => loops.get(origin)?.kick(),
    status: (origin) => loops.get(origin)?.status ?? { lagEntries: 0 },
    close: async () => {
      closed = true;
      for (const loop of loops.values()) loop.kick();
      await Promise.all([...loops.values()].map((loop) => loop.done));
    },
  };
}
