// One loop per peer: pulls at once when told that its log has grown, follows until the growth is confirmed,
// and polls every so often as the fallback. A peer that fails is left in peace for a little longer each time.

import { instantOf } from '../base/dates.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { After, Clock } from '../base/ports.ts';
import type { PeerStatus } from '../projection/queries.ts';
import { createSerial, type Serial } from '../store/serial.ts';
import type { Alarms } from './alarms.ts';
import { type Bell, createBell } from './bell.ts';
import type { HeldLog } from './logs.ts';
import { type Pulled, type PullWorld, pullLog } from './pull.ts';

/** What is known of one peer's pulls. */
export type PullStatus = Pick<PeerStatus, 'lastContact' | 'lastError' | 'lagEntries'>;

/** The loops. */
export interface PullLoops {
  /** Begins to follow a mirror; does nothing when it is followed already. */
  follow(log: HeldLog): void;
  /** Says that a log has grown. */
  kick(origin: string): void;
  status(origin: string): PullStatus;
  /**
   * Pulls one log now, after a pull of it that is under way. Failures: those of {@link pullLog}, and
   * server.pull.alarm when the log is proven to contradict itself.
   * @param from The address of a folder that carries the log, in the place of its party's own.
   */
  now(log: HeldLog, from?: string): Promise<Pulled>;
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
  /** Fetches the blobs that the log names, from where it is being read; awaited by a pull that was asked for. */
  readonly fetchBlobs: (log: HeldLog) => Promise<void>;
}

/** Starts no loop yet. */
export function createPullLoops(world: PullLoopsWorld): PullLoops {
  const loops = new Map<string, PeerLoop>();
  const serials = new Map<HeldLog, Serial>();
  const serialOf = (log: HeldLog) => {
    const serial = serials.get(log) ?? createSerial();
    serials.set(log, serial);
    return serial;
  };
  return {
    follow: (log) => {
      const { origin } = log.identity;
      if (!loops.has(origin)) loops.set(origin, new PeerLoop(world, log, serialOf(log)));
    },
    now: (log, from) =>
      serialOf(log)(async () => {
        if (from !== undefined) log.readFrom = from;
        try {
          const pulled = await pullOnce(world, log);
          await world.fetchBlobs(log);
          return pulled;
        } finally {
          delete log.readFrom;
        }
      }),
    kick: (origin) => loops.get(origin)?.kick(),
    status: (origin) => loops.get(origin)?.status ?? { lagEntries: 0 },
    close: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.close()));
    },
  };
}

/** One pull, and what follows from it. Two of one log at a time would take the same entries twice. */
async function pullOnce(world: PullLoopsWorld, log: HeldLog): Promise<Pulled> {
  const { origin } = log.identity;
  if (world.alarms.standing(origin)?.state === 'proven') {
    const message = `${origin}: proven to contradict itself; nothing more is taken of it`;
    throw new ComityError('server.pull.alarm', message);
  }
  const pulled = await pullLog(world.pull, log);
  if (pulled.entries > 0 || pulled.confirmedMoved) world.onPulled(log);
  world.onReached(log);
  return pulled;
}

class PeerLoop {
  readonly #world: PullLoopsWorld;
  readonly #log: HeldLog;
  readonly #serial: Serial;
  readonly #bell: Bell;
  readonly #running: Promise<void>;
  #status: PullStatus = { lagEntries: 0 };
  #failures = 0;
  #follow = 0;
  #closed = false;

  constructor(world: PullLoopsWorld, log: HeldLog, serial: Serial) {
    this.#world = world;
    this.#log = log;
    this.#serial = serial;
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
    const { alarms, clock } = this.#world;
    const { origin } = this.#log.identity;
    if (!this.#world.mayPull() || alarms.standing(origin)?.state === 'proven') return;
    try {
      const pulled = await this.#serial(() => pullOnce(this.#world, this.#log));
      this.#failures = 0;
      this.#status = { lastContact: instantOf(clock()), lagEntries: pulled.lag };
      if (pulled.entries > 0) this.#follow = 0;
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
