// Work that must not overlap, one piece after another in order of calling.

/** Runs the work once everything handed in before it has ended, well or not; resolves or rejects with it. */
export type Serial = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Returns a queue of its own. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
