// Waiting by the timers of Node: what every loop of a node sleeps with unless something else is handed in.
import type { After } from '../base/ports.ts';

/** Waits by a timer that keeps the process running. */
export const nodeAfter: After = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
};

/** Waits by a timer that does not keep the process running. */
export const quietAfter: After = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** Resolves after so many milliseconds. */
export function sleep(after: After, milliseconds: number): Promise<void> {
  return new Promise((done) => after(milliseconds, done));
}

/**
 * Whether something that was put off is due. Nothing is put off for longer than `most` milliseconds: what lies further ahead
 * was reckoned by a clock that was ahead and has been put right.
 */
export function isDue(at: number, given: { readonly now: number; readonly most: number }): boolean {
  return at <= given.now || at > given.now + given.most;
}
