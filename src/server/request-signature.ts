// Signed requests between nodes: RFC 9421 HTTP message signatures, Ed25519, over "@method" "@target-uri" and
// "content-digest" (RFC 9530), with created, expires, nonce, keyid and tag (docs/decisions/0021). What a
// request for programme payloads carries, so that only parties get them whatever gateway lies between.
import { fromBase64, toBase64, utf8 } from '../base/bytes.ts';
import type { Crypto, RandomBytes, Sha256, Signer } from '../base/ports.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import type { VerifierKey } from '../record/key.ts';
import { noncesOfOneKeyMax } from './limits.ts';

const tag = 'comity-sync';
const lifeSeconds = 60;
const skewSeconds = 60;

/** The request that is signed. `uri` is the whole target URI as the server names itself. */
export interface SignedRequest {
  readonly method: string;
  readonly uri: string;
  readonly body: string;
}

/** Returns the headers that make a request a signed one. */
export async function signRequest(
  request: SignedRequest,
  key: { readonly key: VerifierKey; readonly signer: Signer },
  world: { readonly sha256: Sha256; readonly nowSeconds: number; readonly random: RandomBytes },
): Promise<Readonly<Record<string, string>>> {
  const digest = contentDigest(world.sha256, request.body);
  const nonce = toBase64(world.random(18));
  const params =
    `("@method" "@target-uri" "content-digest");created=${world.nowSeconds};` +
    `expires=${world.nowSeconds + lifeSeconds};nonce="${nonce}";keyid="${keyIdOf(key.key)}";tag="${tag}"`;
  const signature = await key.signer.sign(signatureBase(request, digest, params));
  return {
    'content-digest': digest,
    'signature-input': `comity=${params}`,
    signature: `comity=:${toBase64(signature)}:`,
  };
}

/** A nonce with the key that used it; both are known genuine when the book is asked. */
interface UsedNonce {
  readonly keyId: string;
  readonly nonce: string;
  /** POSIX seconds, both. */
  readonly created: number;
  readonly expires: number;
}

/** Remembers nonces for as long as their signatures live, so that no request is taken twice. */
export interface NonceBook {
  /** Returns whether the nonce is new for its key, and remembers it. */
  take(used: UsedNonce, nowSeconds: number): boolean;
}

/**
 * Returns an empty nonce book. Holds 20,000 of each key; beyond that this key's requests are refused until some
 * expire, and nobody else's. What the process before this one took is not known: requests made before the book
 * was opened are refused, unless the clock has gone back since.
 * @param openedSeconds POSIX seconds when this process began to take requests.
 */
export function createNonceBook(openedSeconds: number): NonceBook {
  const byKey = new Map<string, Map<string, number>>();
  return {
    take: ({ keyId, nonce, created, expires }, now) => {
      if (created < openedSeconds && now >= openedSeconds) return false;
      const seen = byKey.get(keyId) ?? new Map<string, number>();
      byKey.set(keyId, seen);
      // Only when there is no room: a clock that jumps ahead and back must not make old requests new.
      if (seen.size >= noncesOfOneKeyMax) {
        for (const [old, until] of seen) {
          if (until >= now) break;
          seen.delete(old);
        }
      }
      if (seen.has(nonce) || seen.size >= noncesOfOneKeyMax) return false;
      seen.set(nonce, expires + skewSeconds);
      return true;
    },
  };
}

/**
 * Returns the key that signed the request. Issues: server.request.unsigned, .malformed, .expired, .key,
 * .replayed, .digest, .signature.
 * @param headers Untrusted.
 */
export async function verifyRequest(
  request: SignedRequest,
  headers: { readonly digest?: string; readonly input?: string; readonly signature?: string },
  world: {
    readonly crypto: Crypto;
    readonly nowSeconds: number;
    readonly keys: readonly VerifierKey[];
    readonly nonces: NonceBook;
  },
): Promise<Result<VerifierKey, readonly Issue[]>> {
  const { digest, input, signature } = headers;
  if (digest === undefined || input === undefined || signature === undefined) {
    return issue('server.request.unsigned', '', 'expected a signed request (RFC 9421)');
  }
  const match =
    /^comity=(\("@method" "@target-uri" "content-digest"\);created=(\d{1,12});expires=(\d{1,12});nonce="([A-Za-z0-9+/=]{16,64})";keyid="([^"\\]{1,300})";tag="comity-sync")$/.exec(
      input,
    );
  const bytes = fromBase64(/^comity=:([A-Za-z0-9+/=]+):$/.exec(signature)?.[1] ?? '!');
  if (match === null || bytes === undefined) {
    return issue(
      'server.request.malformed',
      'signature-input',
      'expected the members of comity-sync',
    );
  }
  const [, params, created, expires, nonce, keyId] = match;
  const now = world.nowSeconds;
  const life = Number(expires) - Number(created);
  if (
    Number(created) > now + skewSeconds ||
    Number(expires) < now ||
    life > lifeSeconds ||
    life < 0
  ) {
    return issue(
      'server.request.expired',
      'signature-input',
      `expected a time near ${now}, got ${created}`,
    );
  }
  const key = world.keys.find((candidate) => keyIdOf(candidate) === keyId);
  if (key === undefined) return issue('server.request.key', 'signature-input', 'unknown key');
  if (digest !== contentDigest(world.crypto.sha256, request.body)) {
    return issue('server.request.digest', 'content-digest', 'the body has another digest');
  }
  const base = signatureBase(request, digest, params);
  if (!(await world.crypto.ed25519.verify(key.publicKey, base, bytes))) {
    return issue('server.request.signature', 'signature', 'the signature is not by that key');
  }
  if (
    !world.nonces.take({ keyId, nonce, created: Number(created), expires: Number(expires) }, now)
  ) {
    return issue('server.request.replayed', 'signature-input', 'this request was seen before');
  }
  return ok(key);
}

function signatureBase(request: SignedRequest, digest: string, params: string): Uint8Array {
  return utf8(
    `"@method": ${request.method}\n"@target-uri": ${request.uri}\n` +
      `"content-digest": ${digest}\n"@signature-params": ${params}`,
  );
}

function contentDigest(sha256: Sha256, body: string): string {
  return `sha-256=:${toBase64(sha256(utf8(body)))}:`;
}

function keyIdOf(key: VerifierKey): string {
  return `${key.name}+${key.keyId}`;
}
