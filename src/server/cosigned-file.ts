// Every cosigned checkpoint of a log, kept for ever in one append-only file, so that the interval in which
// an entry was recorded can be told again after any rebuild. Notes follow one another; a line `=====` ends each.
import { mkdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Crypto } from '../base/ports.ts';
import { openCheckpoint, type SignedCheckpoint } from '../record/checkpoint.ts';
import type { VerifierKey } from '../record/key.ts';

const separator = '=====\n';

/** The cosigned notes of one log. */
export interface CosignedFile {
  append(note: string): Promise<void>;
  /** Returns the first kept note whose tree holds the entry, checked under the log's key. */
  firstHolding(index: number): Promise<SignedCheckpoint | undefined>;
}

/** Opens the file, which need not be there yet. Notes that do not verify are passed over. */
export function openCosignedFile(
  path: string,
  world: { readonly crypto: Crypto; readonly logKey: VerifierKey },
): CosignedFile {
  let kept: Promise<SignedCheckpoint[]> | undefined;
  const readOnce = () => {
    kept ??= read();
    return kept;
  };
  const read = async () => {
    const text = await readFile(path, 'utf8').catch(() => '');
    const notes: SignedCheckpoint[] = [];
    for (const part of text.split(separator)) {
      if (part === '') continue;
      const opened = await openCheckpoint(world.crypto, world.logKey, part);
      if (opened.ok) notes.push(opened.value);
    }
    return notes;
  };
  return {
    append: async (note) => {
      const notes = await readOnce();
      const opened = await openCheckpoint(world.crypto, world.logKey, note);
      if (!opened.ok) return;
      notes.push(opened.value);
      mkdirSync(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      try {
        await file.write(note + separator);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    firstHolding: async (index) => {
      const notes = await readOnce();
      return notes.find((note) => note.size > index);
    },
  };
}
