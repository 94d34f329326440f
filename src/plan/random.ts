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

/** Runs that one block of numbers serves. */
export const blockRuns = 4;

/**
 * Returns a number above 0 and below 1, (word + 0.5) / 2^32, of the purpose "duration". The key is the seed (low word,
 * high word), the counter (run div 4, 0, stream low, stream high); run mod 4 chooses the word of the block.
 */
export function uniform(seed: number, run: number, stream: Stream): number {
  const words = new Uint32Array(blockRuns);
  fillBlock(words, { seed, block: Math.floor(run / blockRuns), stream });
  return numberOf(words[run % blockRuns]);
}

/** Returns the number above 0 and below 1 that a 32-bit word stands for. */
export function numberOf(word: number): number {
  return (word + 0.5) / 2 ** 32;
}

/** What a number is for: the second word of its counter is purpose + roundStep * round. */
export const purpose = {
  duration: 0,
  rounds: 2,
  branch: 3,
  existence: 4,
  driver: 5,
  roundStep: 256,
} as const;

/** Writes the four words of a block, those of the runs 4 block to 4 block + 3, without allocating anything. */
export function fillBlock(
  words: Uint32Array,
  of: {
    readonly seed: number;
    readonly block: number;
    readonly stream: Stream;
    /** Else that of a duration. */
    readonly purpose?: number;
  },
): void {
  words[0] = of.block;
  words[1] = of.purpose ?? purpose.duration;
  words[2] = of.stream.low;
  words[3] = of.stream.high;
  encipher(words, of.seed >>> 0, Math.floor(of.seed / 2 ** 32));
}

/** Writes the numbers of the runs from 4 block on, as many as the array holds: whole blocks of the purpose "duration". */
export function fillNumbers(
  into: Float64Array,
  of: { readonly seed: number; readonly block: number; readonly stream: Stream },
): void {
  const { block, stream } = of;
  const keyLow = of.seed >>> 0;
  const keyHigh = Math.floor(of.seed / 2 ** 32);
  const words = numberWords;
  for (let index = 0; index < into.length; index += blockRuns) {
    words[0] = block + index / blockRuns;
    words[1] = purpose.duration;
    words[2] = stream.low;
    words[3] = stream.high;
    encipher(words, keyLow, keyHigh);
    into[index] = (words[0] + 0.5) * wordShare;
    into[index + 1] = (words[1] + 0.5) * wordShare;
    into[index + 2] = (words[2] + 0.5) * wordShare;
    into[index + 3] = (words[3] + 0.5) * wordShare;
  }
}

const numberWords = new Uint32Array(blockRuns);
const wordShare = 2 ** -32;

/** Returns the block of four 32-bit words for a counter of four words and a key of two. */
export function philox(counter: readonly number[], key: readonly number[]): readonly number[] {
  const words = Uint32Array.from(counter);
  encipher(words, key[0], key[1]);
  return [...words];
}

const rounds = 10;
const multiplierA = 0xd2511f53;
const multiplierB = 0xcd9e8d57;
const weylA = 0x9e3779b9;
const weylB = 0xbb67ae85;

/** Ten rounds in place. Words are kept as signed integers on the way, which engines multiply fastest. */
function encipher(words: Uint32Array, keyLow: number, keyHigh: number): void {
  let a = words[0] | 0;
  let b = words[1] | 0;
  let c = words[2] | 0;
  let d = words[3] | 0;
  let keyA = keyLow | 0;
  let keyB = keyHigh | 0;
  for (let round = 0; round < rounds; round++) {
    const nextA = highWord(multiplierB, c) ^ b ^ keyA;
    const nextC = highWord(multiplierA, a) ^ d ^ keyB;
    b = Math.imul(multiplierB, c);
    d = Math.imul(multiplierA, a);
    a = nextA;
    c = nextC;
    keyA = (keyA + weylA) | 0;
    keyB = (keyB + weylB) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/** Upper 32 bits of an unsigned product, by 16-bit halves: no partial sum reaches 2^32. */
function highWord(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const low = Math.imul(leftLow, rightLow) >>> 16;
  const middle = Math.imul(leftHigh, rightLow) + low;
  const rest = Math.imul(leftLow, rightHigh) + (middle & 0xffff);
  return (Math.imul(leftHigh, rightHigh) + (middle >>> 16) + (rest >>> 16)) | 0;
}
