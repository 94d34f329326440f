// The keys of one log over its life: while one takes the place of another a log has two, and what an old one signed
// stays signed. Which of them may sign a tree depends on its size, on what is held already, and on the time.
import type { Crypto } from '../base/ports.ts';
import { err, type Issue, ok, type Result } from '../base/result.ts';
import { findSignatureIssue, parseCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import type { VerifierKey } from './key.ts';
import { parseNote } from './note.ts';

/** A key with its limits; a newest key has none. */
export interface DatedKey {
  readonly key: VerifierKey;
  /** Milliseconds since 1970: later it signs nothing that is new. */
  readonly until?: number;
  /** A key lost or stolen: it signs no larger tree, whatever the time. */
  readonly sizeMax?: number;
}

/**
 * How a note came. `kept`: from our own disk, where it was verified before it was written. `shown`: by others;
 * `knownSize` is the largest size held, `now` in milliseconds since 1970.
 */
export type NoteSource = 'kept' | { readonly knownSize: number; readonly now: number };

/** Returns the keys that may sign a tree of that size. */
export function keysForSize(
  keys: readonly DatedKey[],
  size: number,
  source: NoteSource,
): readonly VerifierKey[] {
  const may = ({ until, sizeMax }: DatedKey) => {
    if (source === 'kept') return true;
    if (sizeMax !== undefined && size > sizeMax) return false;
    return until === undefined || source.now <= until || size <= source.knownSize;
  };
  return keys.filter(may).map(({ key }) => key);
}

/**
 * Parses a log's note and verifies it under those of its keys that may sign its size. Issues: those of
 * openCheckpoint.
 * @param text Untrusted: comes from logs, witnesses and files.
 */
export async function openLogNote(
  crypto: Crypto,
  keys: readonly DatedKey[],
  given: { readonly text: string; readonly source: NoteSource },
): Promise<Result<SignedCheckpoint, readonly Issue[]>> {
  const note = parseNote(given.text);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  const signed = { ...checkpoint.value, note: note.value };
  const may = keysForSize(keys, signed.size, given.source);
  const problem = await findSignatureIssue(crypto, may, signed);
  return problem === undefined ? ok(signed) : err([problem]);
}

/** Returns whether the note has a line under the log's name by a key that is not among these. */
export function hasUnknownLine(keys: readonly DatedKey[], noteText: string): boolean {
  const note = parseNote(noteText);
  const name = keys[0]?.key.name;
  if (!note.ok) return false;
  const known = new Set(keys.map(({ key }) => key.keyId));
  return note.value.signatures.some((line) => line.name === name && !known.has(line.keyId));
}
