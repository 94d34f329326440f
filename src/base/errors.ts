// Failures (the world broke) and faults (we broke). Refusals are data and live in result.ts.

/** The world broke: disk, peer, database. Caught only at the edges of server and cli. */
export class ComityError extends Error {
  override readonly name = 'ComityError';
  /** Dotted and stable: `store.folder.locked`. */
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** We broke: an invariant of our own code does not hold. Crashes the request, never the log. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** Throws a {@link Fault} unless the condition holds. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Fault(`invariant broken: ${what}`);
}

/** Returns the value, or throws a {@link Fault} when it is absent: for look-ups that our own code has made sure of. */
export function present<Value>(value: Value | undefined | null, what: string): Value {
  assert(value !== undefined && value !== null, what);
  return value;
}

/** Returns the code of a ComityError or of a system error (`ENOSPC`), else 'unknown'. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return 'unknown';
}

/** Returns one line of text for anything thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
