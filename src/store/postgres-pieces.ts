// Many byte strings as one parameter: their bytes one after another, and where each begins. The driver would write an
// array of them as text, twice as long; one bytea goes over the wire as it is.
import { assert } from '../base/errors.ts';

/** Parameters of a statement that takes byte strings apart with `substring(bytes from first for length)`. */
export interface Pieces {
  readonly bytes: Buffer;
  /** Where each begins, from 1 as SQL counts. */
  readonly firsts: readonly number[];
  readonly lengths: readonly number[];
}

/** Returns byte strings as parameters. */
export function piecesOf(items: readonly Uint8Array[]): Pieces {
  const firsts: number[] = [];
  let at = 1;
  for (const item of items) {
    firsts.push(at);
    at += item.length;
  }
  return { bytes: Buffer.concat(items), firsts, lengths: items.map((item) => item.length) };
}

/** Returns a column of bytea as bytes. */
export function bytesOf(value: unknown): Uint8Array {
  assert(value instanceof Uint8Array, 'a column of bytea');
  return new Uint8Array(value);
}
