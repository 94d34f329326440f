// Files that a command writes: whole or not at all; `-` is standard output.
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ComityError, messageOf } from '../base/errors.ts';
import type { Context } from './command.ts';

/** Prints a text as it comes. `print` ends a line of its own. */
export async function printPieces(context: Context, pieces: AsyncIterable<string>): Promise<void> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) context.print(line);
  }
}

/** Writes a text as it comes; the file is there whole or not at all. Failure: cli.file.unwritable. */
export async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished));
    renameSync(unfinished, path);
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished);
    throw new ComityError('cli.file.unwritable', `${path}: ${messageOf(error)}`, error);
  }
}
