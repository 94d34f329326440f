// Random numbers by counter: Philox4x32-10 (Salmon and others 2011). A number depends on seed, run and stream alone, so
// runs may be computed in any order and on any number of threads. Not for secrets.
import type { Sha256 } from '../base/ports.ts';

/** Where an activity's numbers come from: two 32-bit words that stay the same when other activities come or go. */
export interface Stream {
  readonly low: number;
  readonly high: number;
}

/** Largest seed; the least is 0. */
export const seedMax = Number.MAX_SAFE_INTEGER;

/** Returns the stream of a name: the first eight bytes of its SHA-256, each four of them big-endian, low word first. */
export function streamOf(sha256: Sha256, name: string): Stream {
  const hash = sha256(new TextEncoder().encode(name));
  const view = new DataView(hash.buffer, hash.byteOffset, 8);
  return { low: view.getUint32(0), high: view.getUint32(4) };
}

/**
 * Returns a number above 0 and below 1, (word + 0.5) / 2^32, of the purpose "duration". The key is the seed (low word,
 * high word), the counter (run div 4, 0, stream low, stream high); run mod 4 chooses the word of the block.
 */
export function uniform(seed: number, run: number, stream: Stream): number {
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  const block = philox([run >>> 2, 0, stream.low, stream.high], key);
  return (block[run & 3] + 0.5) / 2 ** 32;
}

const rounds = 10;
const multiplierA = 0xd2511f53;
const multiplierB = 0xcd9e8d57;
const weylA = 0x9e3779b9;
const weylB = 0xbb67ae85;

/** Returns the block of four 32-bit words for a counter of four words and a key of two. */
export function philox(counter: readonly number[], key: readonly number[]): readonly number[] {
  let [a, b, c, d] = counter;
  let [keyA, keyB] = key;
  for (let round = 0; round < rounds; round++) {
    const highA = highWord(multiplierA, a);
    const highB = highWord(multiplierB, c);
    const nextA = (highB ^ b ^ keyA) >>> 0;
    const nextC = (highA ^ d ^ keyB) >>> 0;
    b = Math.imul(multiplierB, c) >>> 0;
    d = Math.imul(multiplierA, a) >>> 0;
    a = nextA;
    c = nextC;
    keyA = (keyA + weylA) >>> 0;
    keyB = (keyB + weylB) >>> 0;
  }
  return [a, b, c, d];
}

/** Upper 32 bits of a product; every partial product is below 2^53. */
function highWord(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const low = leftLow * rightLow;
  const middle = leftHigh * rightLow + Math.floor(low / 0x10000);
  const rest = leftLow * rightHigh + (middle % 0x10000);
  return (leftHigh * rightHigh + Math.floor(middle / 0x10000) + Math.floor(rest / 0x10000)) >>> 0;
}
