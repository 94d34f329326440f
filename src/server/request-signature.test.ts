// Signed requests between nodes (RFC 9421).
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair } from '../../test/support/peer.ts';
import { toBase64, utf8 } from '../base/bytes.ts';
import {
  createNonceBook,
  type NonceBook,
  signRequest,
  verifyRequest,
} from './request-signature.ts';

const reader = keyPair(1, 'log.north.invalid/two-towns/request');
const stranger = keyPair(2, 'log.north.invalid/two-towns/request');
const uri = 'http://south.invalid/log/two-towns/payloads/0?scope=programme';
const request = { method: 'GET', uri, body: '' } as const;
const now = 1_800_000_000;
let drawn = 0;
const random = (count: number) => new Uint8Array(count).fill(++drawn);

async function signed(of = request, pair = reader, at = now) {
  const made = await signRequest(of, pair, { sha256: testCrypto.sha256, nowSeconds: at, random });
  return {
    digest: made['content-digest'],
    input: made['signature-input'],
    signature: made.signature,
  };
}

async function codeOf(
  headers: { digest?: string; input?: string; signature?: string },
  given: {
    of?: { method: string; uri: string; body: string };
    at?: number;
    nonces?: NonceBook;
  } = {},
) {
  const { of = request, at = now, nonces = createNonceBook(now - 3_600) } = given;
  const world = { crypto: testCrypto, nowSeconds: at, keys: [reader.key], nonces };
  const verified = await verifyRequest(of, headers, world);
  return verified.ok ? verified.value.name : verified.error[0]?.code;
}

describe('signRequest', () => {
  it('signs the base of RFC 9421 section 2.5, drawn here line by line', async () => {
    const { digest, input, signature } = await signed();
    const params = input.slice('comity='.length);
    expect(params).toMatch(
      /^\("@method" "@target-uri" "content-digest"\);created=1800000000;expires=1800000060;nonce="[^"]+";keyid="log\.north\.invalid\/two-towns\/request\+[0-9a-f]{8}";tag="comity-sync"$/,
    );
    // The digest of no bytes (RFC 9530, appendix D has the same value).
    expect(digest).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
    const base = [
      '"@method": GET',
      `"@target-uri": ${uri}`,
      `"content-digest": ${digest}`,
      `"@signature-params": ${params}`,
    ].join('\n');
    const bytes = Buffer.from(/^comity=:(.+):$/.exec(signature)?.[1] ?? '', 'base64');
    expect(await testCrypto.ed25519.verify(reader.key.publicKey, utf8(base), bytes)).toBe(true);
  });
});

describe('verifyRequest', () => {
  it('takes a request by a known key, once', async () => {
    const nonces = createNonceBook(now - 3_600);
    const headers = await signed();
    expect(await codeOf(headers, { nonces })).toBe(reader.key.name);
    expect(await codeOf(headers, { nonces })).toBe('server.request.replayed');
  });

  it('refuses a request without its three headers', async () => {
    const { digest, input, signature } = await signed();
    for (const headers of [{}, { digest, input }, { digest, signature }, { input, signature }])
      expect(await codeOf(headers)).toBe('server.request.unsigned');
  });

  it('refuses members that are missing, more or in another order', async () => {
    const { digest, input, signature } = await signed();
    const inputs = [
      '',
      input.replace('comity=', 'other='),
      input.replace(';tag="comity-sync"', ''),
      input.replace('comity-sync', 'else'),
      input.replace('"@method" ', ''),
      input.replace(';created=1800000000', ''),
      `${input};alg="ed25519"`,
      input.replace('keyid="', 'keyid="\\'),
    ];
    for (const odd of inputs)
      expect(await codeOf({ digest, input: odd, signature })).toBe('server.request.malformed');
    for (const odd of ['', 'comity=::', 'comity=:%%%%:', `sig${signature}`])
      expect(await codeOf({ digest, input, signature: odd })).toBe('server.request.malformed');
  });

  it('refuses what has expired, what comes from the future and what would live too long', async () => {
    const headers = await signed();
    expect(await codeOf(headers, { at: now + 60 })).toBe(reader.key.name);
    expect(await codeOf(headers, { at: now + 61 })).toBe('server.request.expired');
    expect(await codeOf(headers, { at: now - 60 })).toBe(reader.key.name);
    expect(await codeOf(headers, { at: now - 61 })).toBe('server.request.expired');
    for (const expires of [now + 61, now - 1, 999_999_999_999]) {
      const input = headers.input.replace(/expires=\d+/, `expires=${expires}`);
      expect(await codeOf({ ...headers, input })).toBe('server.request.expired');
    }
  });

  it('refuses a key that is not a reader’s', async () => {
    expect(await codeOf(await signed(request, stranger))).toBe('server.request.key');
  });

  it('refuses another body, and a digest of another kind', async () => {
    const headers = await signed({ ...request, method: 'GET', body: '' });
    expect(await codeOf(headers, { of: { ...request, body: 'x' } })).toBe('server.request.digest');
    const digest = `sha-512=:${toBase64(new Uint8Array(64))}:`;
    expect(await codeOf({ ...headers, digest })).toBe('server.request.digest');
  });

  it('refuses another method, address or time under the same signature', async () => {
    const headers = await signed();
    const other = 'server.request.signature';
    expect(await codeOf(headers, { of: { ...request, method: 'POST' } })).toBe(other);
    expect(await codeOf(headers, { of: { ...request, uri: `${uri}&x` } })).toBe(other);
    const otherHost = uri.replace('south', 'third');
    expect(await codeOf(headers, { of: { ...request, uri: otherHost } })).toBe(other);
    const input = headers.input.replace('created=1800000000', 'created=1800000001');
    expect(await codeOf({ ...headers, input })).toBe(other);
  });

  it('does not spend a nonce on a request whose signature is wrong', async () => {
    const nonces = createNonceBook(now - 3_600);
    const headers = await signed();
    const signature = `comity=:${toBase64(new Uint8Array(64))}:`;
    expect(await codeOf({ ...headers, signature }, { nonces })).toBe('server.request.signature');
    expect(await codeOf(headers, { nonces })).toBe(reader.key.name);
  });
});

describe('createNonceBook', () => {
  const opened = now - 3_600;
  const at = { created: now, expires: now + 60 };

  it('remembers a nonce even when the clock jumps ahead and back', () => {
    const book = createNonceBook(opened);
    const used = { keyId: 'a', nonce: 'n', ...at };
    expect(book.take(used, now)).toBe(true);
    expect(book.take({ ...used, nonce: 'later' }, now + 200_000)).toBe(true);
    expect(book.take(used, now + 1)).toBe(false);
  });

  it('refuses what was signed before this process began, unless the clock has gone back since', () => {
    const book = createNonceBook(opened);
    const old = { keyId: 'a', nonce: 'n', created: opened - 1, expires: opened + 59 };
    expect(book.take(old, opened)).toBe(false);
    expect(book.take(old, opened - 1)).toBe(true);
    expect(book.take({ ...old, nonce: 'm', created: opened }, opened)).toBe(true);
  });

  it('is full for the key that fills it, and for no other, until some have expired', () => {
    const book = createNonceBook(opened);
    const flood = { keyId: 'flood', created: now, expires: now };
    for (let i = 0; i < 20_000; i++) expect(book.take({ ...flood, nonce: `${i}` }, now)).toBe(true);
    expect(book.take({ ...flood, nonce: 'more' }, now)).toBe(false);
    expect(book.take({ keyId: 'honest', nonce: 'one', ...at }, now)).toBe(true);
    expect(book.take({ ...flood, nonce: 'more' }, now + 61)).toBe(true);
  });
});
