// Salted commitments: what an entry holds instead of a payload. Hiding while the salt is secret,
// binding by SHA-256; payload and salt are erased together (docs/decisions/0004). Our own format.
import { concat, utf8 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';

//     commitment = SHA-256( "comity-commit/v1\n" | salt (32) | payload )

/** Bytes of a salt: fresh and random for every payload and scope, kept only beside the payload. */
export const saltBytes = 32;

const prefix = utf8('comity-commit/v1\n');

/**
 * Returns the 32-byte commitment. The fixed lengths before the payload leave one way only to read
 * the bytes.
 */
export function commit(sha256: Sha256, salt: Uint8Array, payload: Uint8Array): Uint8Array {
  assert(salt.length === saltBytes, `salt of ${saltBytes} bytes, got ${salt.length}`);
  return sha256(concat(prefix, salt, payload));
}
