// Simulated time: a queue of events in order of their instant, and of their making where instants are equal. Between
// two events everything that was set off runs to its end, so that the same seed gives the same order of all things.
import { createHash } from 'node:crypto';
import { setImmediate as macrotask } from 'node:timers/promises';
import type { After } from '../../src/base/ports.ts';
import { seededChance } from '../support/simulated-disk.ts';

interface Event {
  readonly at: number;
  readonly number: number;
  call: (() => void) | undefined;
}

/** What a run draws its chances from, each with a name of its own so that one more draw here moves nothing there. */
export interface Dice {
  /** Returns a number of [0, 1). */
  roll(): number;
  /** Returns a whole number of [from, to]. */
  between(from: number, to: number): number;
  isBelow(share: number): boolean;
  oneOf<Item>(items: readonly Item[]): Item;
}

/** Returns dice for a seed and a purpose. */
export function dice(seed: number, purpose: string): Dice {
  const digest = createHash('sha256').update(`${seed} ${purpose}`).digest();
  const roll = seededChance(digest.readInt32BE(0));
  const between = (from: number, to: number) => from + Math.floor(roll() * (to - from + 1));
  return {
    roll,
    between,
    isBelow: (share) => roll() < share,
    oneOf: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('one of none');
      return item;
    },
  };
}

/** Simulated time and the record of what happened in it. */
export class Timeline {
  /** Milliseconds since the run began. */
  now = 0;
  /** Lines of the trace so far. */
  steps = 0;
  readonly #queue: Event[] = [];
  readonly #hash = createHash('sha256');
  readonly #show: ((line: string) => void) | undefined;
  #made = 0;

  constructor(show?: (line: string) => void) {
    this.#show = show;
  }

  readonly after: After = (milliseconds, call) => {
    const event: Event = { at: this.now + Math.max(0, milliseconds), number: this.#made++, call };
    this.#insert(event);
    return () => {
      event.call = undefined;
    };
  };

  sleep(milliseconds: number): Promise<void> {
    return new Promise((done) => void this.after(milliseconds, done));
  }

  /** Notes what happened; two runs are the same when their traces are. */
  trace(line: string): void {
    const text = `${this.now} ${line}\n`;
    this.steps += 1;
    this.#hash.update(text);
    this.#show?.(text);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Runs events up to that instant, or until `isDone` says so after one of them. */
  async runUntil(instant: number, isDone?: () => boolean): Promise<void> {
    await macrotask();
    for (;;) {
      if (isDone?.() === true) return;
      const next = this.#queue[0];
      if (next === undefined || next.at > instant) break;
      this.#removeFirst();
      if (next.call === undefined) continue;
      this.now = next.at;
      next.call();
      await macrotask();
    }
    this.now = Math.max(this.now, instant);
  }

  /** Runs until a promise settles, and returns what it resolves with. */
  async settle<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
    let isSettled = false;
    const done = work.finally(() => {
      isSettled = true;
    });
    done.catch(() => undefined);
    await this.runUntil(this.now + milliseconds, () => isSettled);
    if (!isSettled) throw new Error(`nothing came within ${milliseconds} simulated ms`);
    return done;
  }

  // A binary heap: the smallest stands first.
  #insert(event: Event): void {
    const queue = this.#queue;
    let i = queue.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (isBefore(queue[parent], event)) break;
      queue[i] = queue[parent];
      i = parent;
    }
    queue[i] = event;
  }

  #removeFirst(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && isBefore(queue[child + 1], queue[child])) child += 1;
      if (isBefore(last, queue[child])) break;
      queue[i] = queue[child];
      i = child;
    }
    queue[i] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
