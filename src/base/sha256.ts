// SHA-256 (FIPS 180-4) in plain JavaScript, for browsers only: WebCrypto's digest answers through a promise, and a
// tree hashes by the million (docs/decisions/0029). Nodes use node:crypto. Nothing secret is hashed here.
import type { Sha256 } from './ports.ts';

//     message | 0x80 | zeros | length in bits (8, big-endian)      in blocks of 64 bytes
//     words 16..63 of the schedule are mixed from those before; eight words of state go through 64 rounds a block

const blockBytes = 64;
const rounds = 64;

/** First 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4, 5.3.3). */
const initialState = new Uint32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const constants = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** What one computation works in. */
interface Work {
  readonly state: Int32Array;
  readonly schedule: Int32Array;
}

/** Returns SHA-256. The function keeps its work space, so that hashing many small messages makes little garbage. */
export function createSha256(): Sha256 {
  const work: Work = { state: new Int32Array(8), schedule: new Int32Array(rounds) };
  const tail = new Uint8Array(2 * blockBytes);
  return (data) => {
    work.state.set(initialState);
    const whole = data.length - (data.length % blockBytes);
    for (let at = 0; at < whole; at += blockBytes) compress(work, data, at);
    const end = padTail(tail, data.subarray(whole), data.length);
    for (let at = 0; at < end; at += blockBytes) compress(work, tail, at);
    return digestOf(work.state);
  };
}

/** Fills the last block or two and returns how many bytes they have. */
function padTail(tail: Uint8Array, rest: Uint8Array, lengthBytes: number): number {
  const end = rest.length < blockBytes - 8 ? blockBytes : 2 * blockBytes;
  tail.fill(0);
  tail.set(rest);
  tail[rest.length] = 0x80;
  // Lengths go beyond 32 bits in theory only; the high word is written all the same.
  const high = Math.floor(lengthBytes / 2 ** 29);
  const low = (lengthBytes % 2 ** 29) * 8;
  for (let i = 0; i < 4; i++) {
    tail[end - 8 + i] = high >>> (24 - 8 * i);
    tail[end - 4 + i] = low >>> (24 - 8 * i);
  }
  return end;
}

function compress(work: Work, data: Uint8Array, from: number): void {
  const { state, schedule: w } = work;
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let i = 16; i < rounds; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  // Read one by one: destructuring would run an iterator for every block.
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < rounds; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + constants[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + majority) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function digestOf(state: Int32Array): Uint8Array {
  const digest = new Uint8Array(32);
  for (const [i, word] of state.entries()) {
    for (let at = 0; at < 4; at++) digest[4 * i + at] = word >>> (24 - 8 * at);
  }
  return digest;
}
