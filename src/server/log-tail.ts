// What the last entry of a log says: when it was recorded, and whether it closes the log. Read from the log itself, so
// that it holds at once after a start, before any row is there.
import { utf8ToString } from '../base/bytes.ts';
import { instantToMilliseconds } from '../base/dates.ts';
import { isJsonObject, parseJson } from '../base/json.ts';
import { parseEnvelope } from '../record/envelope.ts';
import type { HeldLog } from './logs.ts';

/** The end of a log. */
export interface LogTail {
  /** Milliseconds since 1970; 0 for an empty log. */
  readonly at: number;
  /** Whether its last statement is `freeze`. False where its payload is not held. */
  readonly isFrozen: boolean;
}

/** Reads the last entry. Failures: those of the store. */
export async function readTail(log: HeldLog): Promise<LogTail> {
  const { size } = log.store.head();
  if (size === 0) return { at: 0, isFrozen: false };
  const [bytes] = await log.store.entries(size - 1, size);
  const envelope = parseEnvelope(bytes, log.identity.visibility);
  const at = envelope.ok ? (instantToMilliseconds(envelope.value.at) ?? 0) : 0;
  const slot = await log.store.payload(size - 1, 'public');
  const text = slot.status === 'held' ? utf8ToString(slot.bytes) : undefined;
  const said = parseJson(text ?? '');
  const isFrozen =
    said.ok &&
    isJsonObject(said.value) &&
    said.value.schema === 'log/1' &&
    said.value.act === 'freeze' &&
    said.value.about === log.identity.origin;
  return { at, isFrozen };
}
