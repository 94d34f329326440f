// Where each entry stands in the journal: ten bytes an entry, so that entries are read in place, by the bundle.
import { assert, ComityError } from '../base/errors.ts';

/** Entries that lie further apart in the file are read with separate calls. */
const gapBytesMax = 65_536;

/** Position and length of entries in a file, by index. */
export class EntryPlaces {
  #positions = new Float64Array(64);
  #lengths = new Uint16Array(64);
  #count = 0;
  /** Index of the first entry that the file has. */
  readonly base: number;

  constructor(base = 0) {
    this.base = base;
  }

  /** Adds an entry whose two length bytes stand at `position`. */
  push(position: number, length: number): void {
    if (this.#count === this.#positions.length) {
      const positions = new Float64Array(2 * this.#count);
      const lengths = new Uint16Array(2 * this.#count);
      positions.set(this.#positions);
      lengths.set(this.#lengths);
      this.#positions = positions;
      this.#lengths = lengths;
    }
    this.#positions[this.#count] = position;
    this.#lengths[this.#count] = length;
    this.#count++;
  }

  /** Returns where the entry's bytes start, after the length, and where they end. */
  at(index: number): { readonly start: number; readonly end: number } {
    const at = index - this.base;
    assert(at >= 0 && at < this.#count, `entry ${index} of ${this.base} and ${this.#count} more`);
    const start = this.#positions[at] + 2;
    return { start, end: start + this.#lengths[at] };
  }

  /** Returns the bytes of a bundle of the entries [from, to): each with two bytes of length. */
  bundleBytes(from: number, to: number): number {
    let bytes = 0;
    for (let i = from; i < to; i++) bytes += 2 + this.#lengths[i - this.base];
    return bytes;
  }
}

/** What {@link readEntries} reads from: a journal. */
interface EntrySource {
  read(position: number, length: number): Promise<Uint8Array>;
}

/**
 * Returns the entries of [from, to), at most a bundle, as the file has them, neighbours with one call. Rejects with
 * `store.journal.corrupt` where the file has become shorter.
 */
export async function readEntries(
  source: EntrySource,
  places: EntryPlaces,
  range: { readonly from: number; readonly to: number },
): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let i = range.from; i < range.to; ) {
    const { start, end } = places.at(i);
    let last = i;
    let runEnd = end;
    for (let next = i + 1; next < range.to; next++) {
      const place = places.at(next);
      if (place.start - runEnd > gapBytesMax) break;
      runEnd = place.end;
      last = next;
    }
    const run = await source.read(start, runEnd - start);
    if (run.length < runEnd - start) {
      throw new ComityError('store.journal.corrupt', `the journal ends before entry ${last}`);
    }
    for (; i <= last; i++) {
      const place = places.at(i);
      entries.push(run.slice(place.start - start, place.end - start));
    }
  }
  return entries;
}
