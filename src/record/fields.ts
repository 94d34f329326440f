// Fields that several formats of the record share: sizes in decimal and hashes in base64.
// Each has one spelling only, so that two readers never see two texts for one meaning.
import { fromBase64 } from '../base/bytes.ts';

/** Bytes of a SHA-256 hash. */
export const hashBytes = 32;

/**
 * Returns a number of 0 to 2^53-1 written in decimal without leading zeros, or undefined for
 * anything else.
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Returns the 32 bytes of a hash in canonical base64, or undefined for anything else. */
export function parseHash(text: string): Uint8Array | undefined {
  if (text.length !== 44) return undefined;
  const bytes = fromBase64(text);
  return bytes?.length === hashBytes ? bytes : undefined;
}

/** Returns untrusted text cut to 80 characters and in quotation marks, for messages. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
