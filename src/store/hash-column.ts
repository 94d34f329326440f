// A growing row of 32-byte hashes in one array: a million leaves take 32 MB and no object each.
import { assert } from '../base/errors.ts';

/** Bytes of a hash. */
export const hashBytes = 32;

/** A row of hashes that only grows. */
export class HashColumn {
  #bytes = new Uint8Array(64 * hashBytes);
  #count = 0;

  /** Returns how many hashes there are. */
  get count(): number {
    return this.#count;
  }

  push(hash: Uint8Array): void {
    assert(hash.length === hashBytes, `a hash of ${hashBytes} bytes`);
    const at = this.#count * hashBytes;
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
      from >= 0 && from <= to && to <= this.#count,
      `hashes ${from} to ${to} of ${this.#count}`,
    );
    return this.#bytes.slice(from * hashBytes, to * hashBytes);
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
    if (index >= this.#count || hash.length !== hashBytes) return false;
    const at = index * hashBytes;
    for (let i = 0; i < hashBytes; i++) if (this.#bytes[at + i] !== hash[i]) return false;
    return true;
  }
}
