// Payload bundles on the wire.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../base/bytes.ts';
import type { PayloadSlot } from '../store/log-store.ts';
import { decodePayloadBundle, encodePayloadBundle } from './payload-bundle.ts';

const salt = new Uint8Array(32).fill(9);
const held = (bytes: Uint8Array): PayloadSlot => ({ status: 'held', salt, bytes });
const firstCode = (bytes: Uint8Array) => {
  const decoded = decodePayloadBundle(bytes);
  return decoded.ok ? 'ok' : decoded.error[0]?.code;
};

describe('encodePayloadBundle', () => {
  it('writes one status byte a slot, and length, salt and bytes of what is held', () => {
    const bytes = encodePayloadBundle([
      { status: 'not-held' },
      held(Uint8Array.of(0xaa, 0xbb)),
      { status: 'erased' },
    ]);
    expect(Buffer.from(bytes).toString('hex')).toBe(`00${'01'}00000002${'09'.repeat(32)}aabb02`);
  });

  it('comes back the same, whatever is held', () => {
    const slot = fc.oneof(
      fc.constant<PayloadSlot>({ status: 'not-held' }),
      fc.constant<PayloadSlot>({ status: 'erased' }),
      fc.uint8Array({ maxLength: 300 }).map(held),
    );
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 256 }), (slots) => {
        const decoded = decodePayloadBundle(encodePayloadBundle(slots));
        expect(decoded).toEqual({ ok: true, value: slots });
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('decodePayloadBundle', () => {
  it('refuses a status that is none of the three', () => {
    expect(firstCode(Uint8Array.of(0, 3))).toBe('server.payloads.status');
  });

  it('refuses a slot cut off at any byte', () => {
    const whole = encodePayloadBundle([held(Uint8Array.of(1, 2, 3))]);
    for (let length = 1; length < whole.length; length++)
      expect(firstCode(whole.subarray(0, length))).toBe('server.payloads.truncated');
    expect(firstCode(whole)).toBe('ok');
  });

  it('refuses a payload longer than a payload may be before looking for its bytes', () => {
    const length = (value: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return concat(Uint8Array.of(1), bytes);
    };
    expect(firstCode(length(65_537))).toBe('server.payloads.too-long');
    expect(firstCode(length(0xffffffff))).toBe('server.payloads.too-long');
    expect(firstCode(length(65_536))).toBe('server.payloads.truncated');
  });

  it('refuses more slots than a bundle has', () => {
    expect(firstCode(new Uint8Array(256))).toBe('ok');
    expect(firstCode(new Uint8Array(257))).toBe('server.payloads.too-many');
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodePayloadBundle(bytes);
      }),
      { numRuns: 2_000, seed: 2 },
    );
  });
});
