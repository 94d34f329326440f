// Entries of 400 bytes that are no statements, and notes nobody has signed: stores look at neither.
import { toBase64 } from '../../src/base/bytes.ts';
import { commit } from '../../src/record/commitment.ts';
import type { LogStore, NewEntry } from '../../src/store/log-store.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

const { sha256 } = nodeCrypto;
/** Bytes of an entry, and of a payload. */
export const entryBytes = 400;

/** Returns entries, each different; with a payload of 400 bytes whose commitment stands in the entry, or without. */
export function plainEntries(from: number, count: number, payloads = 0): readonly NewEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = new Uint8Array(entryBytes).fill(65);
    new DataView(bytes.buffer).setFloat64(0, from + i);
    if (payloads === 0) return { bytes, payloads: [] };
    const payload = bytes.slice();
    const salt = sha256(bytes.subarray(0, 8));
    bytes.set(commit(sha256, salt, payload), 8);
    return { bytes, payloads: [{ scope: 'public', salt, bytes: payload }] };
  });
}

/** Appends entries without payloads. */
export async function appendPlain(log: LogStore, count: number): Promise<void> {
  await log.append(plainEntries(log.head().size, count));
}

/** Publishes what is recorded. */
export async function publish(log: LogStore): Promise<void> {
  const { size, root } = log.head();
  await log.putCheckpoint(
    'checkpoint.pending',
    `${log.origin}\n${size}\n${toBase64(root)}\n\n`,
    size,
  );
}
