// What a log store takes: limits that its callers have kept already, so that a breach is a fault of ours.
import { assert } from '../base/errors.ts';
import { commandEntriesMax, entryBytesMax, payloadBytesMax } from '../base/limits.ts';
import type { NewEntry, NewPayload } from './log-store.ts';

const saltBytes = 32;

/** Throws a Fault for entries beyond the limits: 1,024 a call, 65,535 bytes an entry, one payload a scope. */
export function requireAcceptable(entries: readonly NewEntry[]): void {
  assert(entries.length <= commandEntriesMax, `${entries.length} entries in one call`);
  for (const { bytes, payloads } of entries) {
    assert(bytes.length <= entryBytesMax, `entry of ${bytes.length} bytes`);
    for (const payload of payloads) requireAcceptablePayload(payload);
    const scopes = new Set(payloads.map((payload) => payload.scope));
    assert(scopes.size === payloads.length, 'one payload of a scope for an entry');
  }
}

/** Throws a Fault for a payload beyond 65,536 bytes or without a salt of 32. */
export function requireAcceptablePayload(payload: NewPayload): void {
  assert(payload.bytes.length <= payloadBytesMax, `payload of ${payload.bytes.length} bytes`);
  assert(payload.salt.length === saltBytes, `salt of ${payload.salt.length} bytes`);
}
