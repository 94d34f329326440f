// Payloads on the wire: for the entries of one bundle and one scope, slot by slot (record.md 4.10).
//
//   slot    = 0x00                                   not held here, or no payload of this scope
//           | 0x01 length(4, big-endian) salt(32) payload(length)
//           | 0x02                                   erased
import { bytesToUint, concat, uintToBytes } from '../base/bytes.ts';
import { payloadBytesMax } from '../base/limits.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import { saltBytes } from '../record/commitment.ts';
import { tileWidth } from '../record/tile.ts';
import type { LogStore, PayloadSlot } from '../store/log-store.ts';

/**
 * Returns the slots of one bundle and scope of a log, up to `size` entries.
 * @param asked.size At most the log's size.
 */
export function payloadSlots(
  store: Pick<LogStore, 'payload'>,
  asked: { readonly bundle: number; readonly size: number; readonly scope: Scope },
): Promise<readonly PayloadSlot[]> {
  const from = asked.bundle * tileWidth;
  const length = Math.max(0, Math.min(tileWidth, asked.size - from));
  // All at once: one after another, each would wait behind the syncs of what is being recorded meanwhile.
  return Promise.all(Array.from({ length }, (_, i) => store.payload(from + i, asked.scope)));
}

/** Returns the bytes of a payload bundle. */
export function encodePayloadBundle(slots: readonly PayloadSlot[]): Uint8Array {
  return concat(
    ...slots.map((slot) => {
      if (slot.status === 'not-held') return new Uint8Array([0]);
      if (slot.status === 'erased') return new Uint8Array([2]);
      return concat(new Uint8Array([1]), uintToBytes(slot.bytes.length, 4), slot.salt, slot.bytes);
    }),
  );
}

/**
 * Parses a payload bundle. Issues: server.payloads.truncated, .status, .too-long, .too-many.
 * @param bytes Untrusted.
 */
export function decodePayloadBundle(
  bytes: Uint8Array,
): Result<readonly PayloadSlot[], readonly Issue[]> {
  const slots: PayloadSlot[] = [];
  let at = 0;
  while (at < bytes.length) {
    const path = `slot ${slots.length}`;
    if (slots.length >= tileWidth)
      return issue('server.payloads.too-many', path, `expected at most ${tileWidth} slots`);
    const status = bytes[at];
    at += 1;
    if (status === 0) slots.push({ status: 'not-held' });
    else if (status === 2) slots.push({ status: 'erased' });
    else if (status !== 1)
      return issue('server.payloads.status', path, `expected 0, 1 or 2, got ${status}`);
    else {
      const length = bytesToUint(bytes.subarray(at, at + 4)) ?? 0;
      const end = at + 4 + saltBytes + length;
      if (length > payloadBytesMax)
        return issue(
          'server.payloads.too-long',
          path,
          `${length} bytes; at most ${payloadBytesMax}`,
        );
      if (end > bytes.length)
        return issue('server.payloads.truncated', path, 'expected more bytes');
      // Views of what arrived: what does not fit its entry is dropped without ever being copied.
      const salt = bytes.subarray(at + 4, at + 4 + saltBytes);
      slots.push({ status: 'held', salt, bytes: bytes.subarray(at + 4 + saltBytes, end) });
      at = end;
    }
  }
  return ok(slots);
}
