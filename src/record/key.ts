// Verifier keys and their ids: c2sp.org/signed-note, section "Verifier keys". Ed25519 as a note key
// (type 0x01) or as a witness's key (type 0x04), ML-DSA-44 as a witness's key (type 0x06, both
// c2sp.org/tlog-cosignature, section "Format"). Private keys never come here.
import { concat, fromBase64, toBase64, toHex, utf8 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import { quote } from './fields.ts';
import { keyNameLengthMax } from './limits.ts';

/**
 * A public key with the name it signs under. Name and id together say which key and which
 * algorithm.
 */
export interface VerifierKey {
  readonly name: string;
  /** Eight lower-case hex digits: the first four bytes of the key's hash. */
  readonly keyId: string;
  /** The signature type: {@link noteKeyType}, {@link cosignatureKeyType} or {@link mlDsaKeyType}. */
  readonly type: number;
  /** 32 bytes for Ed25519, 1,312 for ML-DSA-44. */
  readonly publicKey: Uint8Array;
}

/** The signature type of a log's key: Ed25519 over the note's text. */
export const noteKeyType = 0x01;
/** The signature type of a witness's key: Ed25519 over a time and a checkpoint. */
export const cosignatureKeyType = 0x04;
/** The signature type of a witness's ML-DSA-44 key: over a name, a time and a subtree. */
export const mlDsaKeyType = 0x06;

const publicKeyBytesByType: ReadonlyMap<number, number> = new Map([
  [noteKeyType, 32],
  [cosignatureKeyType, 32],
  [mlDsaKeyType, 1_312],
]);

/**
 * Returns the key with its id. Name, type and length of the public key are the caller's to have
 * right.
 *
 *     key id = first 4 bytes of SHA-256( name | 0x0A | type (1) | public key )
 *
 * A public key has 32 bytes, or 1,312 with type 0x06.
 */
export function verifierKey(
  sha256: Sha256,
  key: { readonly name: string; readonly type: number; readonly publicKey: Uint8Array },
): VerifierKey {
  const { name, type, publicKey } = key;
  assert(isKeyName(name), `key name without space and plus sign, got ${quote(name)}`);
  const length = publicKeyBytesByType.get(type);
  assert(publicKey.length === length, `public key of ${length} bytes, got ${publicKey.length}`);
  const digest = sha256(concat(utf8(`${name}\n`), new Uint8Array([type]), publicKey));
  return { name, keyId: toHex(digest.subarray(0, 4)), type, publicKey };
}

/**
 * Parses `<name>+<key id>+<base64 of type and public key>` and checks the id. Issues:
 * record.key.shape, record.key.name, record.key.base64, record.key.type (an algorithm we cannot
 * verify), record.key.length, record.key.id (belongs to another name or key).
 * @param text Untrusted: comes from files, charters and people.
 */
export function parseVerifierKey(
  sha256: Sha256,
  text: string,
): Result<VerifierKey, readonly Issue[]> {
  const match = /^([^+]*)\+([0-9a-f]{8})\+([^\n]*)$/.exec(text);
  if (match === null) {
    return issue('record.key.shape', '', `expected name+12345678+base64, got ${quote(text)}`);
  }
  const [, name, keyId, encoded] = match;
  if (!isKeyName(name)) {
    const rule = `1 to ${keyNameLengthMax} characters without space`;
    return issue('record.key.name', 'name', `expected ${rule}, got ${quote(name)}`);
  }
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length === 0) {
    return issue('record.key.base64', 'key', `expected base64, got ${quote(encoded)}`);
  }
  const type = bytes[0];
  const length = publicKeyBytesByType.get(type);
  if (length === undefined) {
    const expected = 'type 1 or 4 (Ed25519) or 6 (ML-DSA-44)';
    return issue('record.key.type', 'key', `expected ${expected}, got ${type}`);
  }
  if (bytes.length !== 1 + length) {
    const expected = `${length} bytes after the type`;
    return issue('record.key.length', 'key', `expected ${expected}, got ${bytes.length - 1}`);
  }
  const key = verifierKey(sha256, { name, type, publicKey: bytes.slice(1) });
  if (key.keyId === keyId) return ok(key);
  return issue('record.key.id', 'id', `expected ${key.keyId} for this name and key, got ${keyId}`);
}

/** Returns `<name>+<key id>+<base64 of type and public key>`. */
export function printVerifierKey(key: VerifierKey): string {
  return `${key.name}+${key.keyId}+${toBase64(concat(new Uint8Array([key.type]), key.publicKey))}`;
}

/**
 * Returns whether the text can name a key: not empty, no Unicode white space, no plus sign, no
 * control character.
 */
export function isKeyName(text: string): boolean {
  if (text.length > keyNameLengthMax || !text.isWellFormed()) return false;
  return /^[^\p{White_Space}+\p{Cc}]+$/u.test(text);
}
