// One loop per peer: pulls at once when told that its log has grown, follows until the growth is confirmed,
// and polls every so often as the fallback. A peer that fails is left in peace for a little longer each time.

import { instantOf } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { After, Clock } from '../base/ports.ts';
import type { PeerStatus } from '../projection/queries.ts';
import type { Alarms } from './alarms.ts';
import { type Bell, createBell } from './bell.ts';
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

/** What the loops need. */
export interface PullLoopsWorld {
  readonly pull: PullWorld;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly pollMilliseconds: number;
  /** Whether this process may write to mirrors; asked before each pull. */
  readonly mayPull: () => boolean;
  /** What the loops sleep with; timers of Node unless something else is handed in. */
  readonly after?: After;
  /** Called when a pull brought entries or moved the confirmed size. */
  readonly onPulled: (log: HeldLog) => void;
  /** Called after each pull that reached the peer, whether or not it brought anything. */
  readonly onReached: (log: HeldLog) => void;
}

/** Starts no loop yet. */
export function createPullLoops(world: PullLoopsWorld): PullLoops {
  const loops = new Map<string, PeerLoop>();
  return {
    follow: (log) => {
      const { origin } = log.identity;
      if (!loops.has(origin)) loops.set(origin, new PeerLoop(world, log));
    },
    kick: (origin) => loops.get(origin)?.kick(),
    status: (origin) => loops.get(origin)?.status ?? { lagEntries: 0 },
    close: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.close()));
    },
  };
}

class PeerLoop {
  readonly #world: PullLoopsWorld;
  readonly #log: HeldLog;
  readonly #bell: Bell;
  readonly #running: Promise<void>;
  #status: PullStatus = { lagEntries: 0 };
  #failures = 0;
  #follow = 0;
  #closed = false;

  constructor(world: PullLoopsWorld, log: HeldLog) {
    this.#world = world;
    this.#log = log;
    this.#bell = createBell(world.after);
    this.#running = this.#run();
  }

  get status(): PullStatus {
    return this.#status;
  }

  kick(): void {
    this.#bell.ring();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#bell.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#once();
      if (!this.#closed) await this.#bell.wait(this.#pause());
    }
  }

  async #once(): Promise<void> {
    const { alarms, clock, onPulled, onReached } = this.#world;
    const { origin } = this.#log.identity;
    if (!this.#world.mayPull() || alarms.standing(origin)?.state === 'proven') return;
    try {
      const pulled = await pullLog(this.#world.pull, this.#log);
      this.#failures = 0;
      this.#status = { lastContact: instantOf(clock()), lagEntries: pulled.lag };
      if (pulled.entries > 0) this.#follow = 0;
      if (pulled.entries > 0 || pulled.confirmedMoved) onPulled(this.#log);
      onReached(this.#log);
    } catch (error) {
      this.#failures += 1;
      const [code, detail] = [codeOf(error), messageOf(error)];
      this.#status = { ...this.#status, lastError: { code, at: instantOf(clock()), detail } };
      if (code !== 'server.peer.unreachable') alarms.refuse({ from: origin, code, detail });
    }
  }

  #pause(): number {
    if (this.#failures > 0)
      return Math.min(failMillisecondsMin * this.#failures, failMillisecondsMax);
    const isWaiting = (this.#log.confirmed?.size ?? 0) < this.#log.store.head().size;
    const next = isWaiting ? followMilliseconds[this.#follow] : undefined;
    if (next === undefined) return this.#world.pollMilliseconds;
    this.#follow += 1;
    return next;
  }
}
