// Cryptography of a browser: SHA-256 of our own, because trees need it at once, and Ed25519 by WebCrypto. Browsers
// before Chromium 137, Firefox 129 and Safari 17 have no Ed25519, and pages over plain http have no WebCrypto at all.
import type { Crypto as CryptoPort } from '../../base/ports.ts';
import { createSha256 } from '../../base/sha256.ts';

/** What verification needs, as far as this browser has it. */
export interface BrowserCrypto extends CryptoPort {
  /** Whether signatures can be checked here. */
  readonly canVerify: boolean;
}

/** Returns the cryptography of this browser; `null` stands for one that has none. Without Ed25519 no signature verifies, and `canVerify` says so. */
export async function openBrowserCrypto(
  subtle: SubtleCrypto | null = globalThis.crypto?.subtle ?? null,
): Promise<BrowserCrypto> {
  const sha256 = createSha256();
  const canVerify = subtle !== null && (await hasEd25519(subtle));
  return {
    sha256,
    canVerify,
    ed25519: {
      async verify(publicKey, message, signature) {
        if (!canVerify || subtle === null) return false;
        try {
          const key = await subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify']);
          return await subtle.verify('Ed25519', key, owned(signature), owned(message));
        } catch {
          // No point of the curve, or a key of another length.
          return false;
        }
      },
    },
  };
}

/** The base point's x coordinate is even and y is 4/5 (RFC 8032 section 5.1): a key that every implementation takes. */
async function hasEd25519(subtle: SubtleCrypto): Promise<boolean> {
  const basePoint = new Uint8Array(32).fill(0x66);
  basePoint[0] = 0x58;
  try {
    await subtle.importKey('raw', basePoint, 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

/** WebCrypto takes bytes of a buffer that is nobody else's. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
