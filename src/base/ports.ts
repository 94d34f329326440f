// What the pure layers need of the world: time and chance. Real ones stand in server/, fixed ones in test/support.

/** Returns the present instant, in milliseconds since 1970-01-01T00:00:00Z. */
export type Clock = () => number;

/** Calls back once after so many milliseconds, which no jump of the clock moves; returns what takes the call back. */
export type After = (milliseconds: number, call: () => void) => () => void;

/** Returns that many unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Returns the SHA-256 of the data (FIPS 180-4), 32 bytes. Synchronous, because trees hash by the million. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Ed25519 (RFC 8032). Asynchronous, because WebCrypto and key services are. */
export interface Ed25519 {
  /** Returns whether the 64-byte signature of the message is by the 32-byte public key. Never rejects. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** ML-DSA-44 (FIPS 204, pure, empty context): secure against quantum computers, with large keys and signatures. */
export interface MlDsa44 {
  /** Returns whether the 2,420-byte signature of the message is by the 1,312-byte public key. Never rejects. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** What verification needs. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly ed25519: Ed25519;
  /** Not there on every platform: then lines of such keys are not looked at. */
  readonly mlDsa44?: MlDsa44;
}

/** A private key that signs and never shows itself: file, key service or hardware module. */
export interface Signer {
  /** 32 bytes for Ed25519, 1,312 for ML-DSA-44. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}
