// Evidence of a log that contradicts itself, kept for ever: `<dir>/<origin hash>/<n>.evidence`, n from 1. A file is
// never overwritten. A cap per origin keeps a malicious peer from filling the disk.
import { join } from 'node:path';
import { utf8 } from '../base/bytes.ts';
import { assert, ComityError, messageOf } from '../base/errors.ts';
import { evidenceBytesMax } from '../record/limits.ts';
import { type Files, nodeFiles } from './files.ts';
import { readText, writeDurably } from './folder.ts';
import { evidenceFilesMax } from './limits.ts';
import { createSerial } from './serial.ts';

/** The evidence files of a node. Origins are named by the hex SHA-256 of their text. */
export interface EvidenceFiles {
  /**
   * Writes evidence under the next number and returns it; durable on return. The same text again returns the
   * number it has. Rejects with `store.evidence.full` (100 files of one origin) and `store.evidence.too-large`.
   */
  write(originHash: string, text: string): Promise<number>;
  /** Returns the numbers there are, ascending; none for an unknown origin. */
  list(originHash: string): Promise<readonly number[]>;
  /** Returns one file's text, or undefined. */
  read(originHash: string, number: number): Promise<string | undefined>;
}

/** Returns the evidence files of a folder; it is made with the first file. */
export function openEvidenceFiles(dir: string, files: Files = nodeFiles): EvidenceFiles {
  const serial = createSerial();
  const folderOf = (originHash: string) => join(dir, requireHash(originHash));
  const pathOf = (originHash: string, number: number) =>
    join(folderOf(originHash), `${number}.evidence`);

  const makeFolder = async (folder: string) => {
    try {
      await files.makeFolder(folder);
      await files.syncFolder(dir);
    } catch (error) {
      const message = `${folder} cannot be made: ${messageOf(error)}`;
      throw new ComityError('store.folder.unwritable', message, error);
    }
  };
  const list = async (originHash: string) => {
    const names = await files.list(folderOf(originHash));
    const numbers = names.map((name) => Number(/^([1-9]\d{0,5})\.evidence$/.exec(name)?.[1] ?? 0));
    return numbers.filter((number) => number > 0).sort((a, b) => a - b);
  };
  const read = (originHash: string, number: number) => readText(pathOf(originHash, number), files);

  return {
    list,
    async read(originHash, number) {
      return Number.isSafeInteger(number) && number > 0 ? read(originHash, number) : undefined;
    },
    write(originHash, text) {
      return serial(async () => {
        const bytes = utf8(text);
        if (bytes.length > evidenceBytesMax) {
          const message = `evidence of ${bytes.length} bytes; at most ${evidenceBytesMax} are kept`;
          throw new ComityError('store.evidence.too-large', message);
        }
        const numbers = await list(originHash);
        for (const number of numbers) if ((await read(originHash, number)) === text) return number;
        if (numbers.length >= evidenceFilesMax) {
          const message = `${numbers.length} files of evidence on ${originHash}; no more are kept`;
          throw new ComityError('store.evidence.full', message);
        }
        const number = (numbers.at(-1) ?? 0) + 1;
        await makeFolder(folderOf(originHash));
        // One process writes here, one call at a time: the number is free, and the rename replaces nothing.
        await writeDurably(pathOf(originHash, number), bytes, { files });
        return number;
      });
    },
  };
}

function requireHash(originHash: string): string {
  assert(/^[0-9a-f]{64}$/.test(originHash), `an origin hash, got ${JSON.stringify(originHash)}`);
  return originHash;
}
