// A growing row of 32-byte hashes in one array: a million leaves take 32 MB and no object each. The first ones can be
// let go once files have them.
import { assert } from '../base/errors.ts';

/** Bytes of a hash. */
export const hashBytes = 32;

/** A row of hashes that only grows; indices stay when the first ones are let go. */
export class HashColumn {
  #bytes = new Uint8Array(64 * hashBytes);
  #count: number;
  #base: number;

  /** @param base How many hashes stand elsewhere, before the first of this row. */
  constructor(base = 0) {
    this.#base = base;
    this.#count = base;
  }

  /** Returns how many hashes there are, those let go included. */
  get count(): number {
    return this.#count;
  }

  /** Returns the index of the first hash that is here. */
  get base(): number {
    return this.#base;
  }

  /** Lets the hashes before the index go, and their memory with them. */
  dropBefore(index: number): void {
    assert(index >= this.#base && index <= this.#count, `${index} of ${this.#count} hashes`);
    const left = this.#bytes.subarray(
      (index - this.#base) * hashBytes,
      (this.#count - this.#base) * hashBytes,
    );
    const bytes = new Uint8Array(Math.max(64 * hashBytes, 2 * left.length));
    bytes.set(left);
    this.#bytes = bytes;
    this.#base = index;
  }

  push(hash: Uint8Array): void {
    assert(hash.length === hashBytes, `a hash of ${hashBytes} bytes`);
    const at = (this.#count - this.#base) * hashBytes;
    if (at === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, at);
    this.#count++;
  }

  /** Returns a copy of the hashes of [from, to), one after another. */
  bytes(from: number, to: number): Uint8Array {
    assert(
      from >= this.#base && from <= to && to <= this.#count,
      `hashes ${from} to ${to} of ${this.#base} to ${this.#count}`,
    );
    return this.#bytes.slice((from - this.#base) * hashBytes, (to - this.#base) * hashBytes);
  }

  /** Returns copies of the hashes of [from, to). */
  list(from: number, to: number): Uint8Array[] {
    const bytes = this.bytes(from, to);
    return Array.from({ length: to - from }, (_, i) =>
      bytes.subarray(i * hashBytes, (i + 1) * hashBytes),
    );
  }

  /** Returns whether that hash stands at the index. */
  has(index: number, hash: Uint8Array): boolean {
    const isHere = index >= this.#base && index < this.#count;
    if (!isHere || hash.length !== hashBytes) return false;
    const at = (index - this.#base) * hashBytes;
    for (let i = 0; i < hashBytes; i++) if (this.#bytes[at + i] !== hash[i]) return false;
    return true;
  }
}
