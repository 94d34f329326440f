// A log as files in memory, as any static web server would serve it, for whoever checks whole logs: made by the tiles
// of the definition, so that nothing of what is tested takes part in it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leafHash } from '../../src/record/merkle.ts';
import { bundlePath, encodeBundle, tilePath, tilesOf, tileWidth } from '../../src/record/tile.ts';
import { testCrypto } from './crypto.ts';
import { referenceTree, type TestLog, testLog } from './tree.ts';

/** Files of a log by their path. */
export type LogFiles = Map<string, Uint8Array>;

/** A log and its files. */
export interface FileLog {
  readonly log: TestLog;
  readonly files: LogFiles;
  readonly entries: readonly Uint8Array[];
  readonly root: Uint8Array;
  /** Root of the first `size` entries. */
  rootAt(size: number): Uint8Array;
}

/** Returns a log of that many entries with a signed checkpoint and the tiles of these sizes, the whole one included. */
export async function fileLog(
  size: number,
  options: {
    readonly log?: TestLog;
    readonly partialSizes?: readonly number[];
    readonly word?: (index: number) => string;
  } = {},
): Promise<FileLog> {
  const { log = testLog(), partialSizes = [], word = (index) => `entry ${index}` } = options;
  const entries = Array.from({ length: size }, (_, i) => new TextEncoder().encode(word(i)));
  const tree = referenceTree(entries.map((entry) => leafHash(testCrypto.sha256, entry)));
  const files: LogFiles = new Map();
  for (const one of [size, ...partialSizes]) {
    for (const { kind, level, index: last, width } of tilesOf(one)) {
      for (let index = 0; index <= last; index++) {
        const at = { level, index, width: index === last ? width : tileWidth };
        const first = index * tileWidth;
        if (kind === 'entries')
          files.set(bundlePath(at), encodeBundle(entries.slice(first, first + at.width)));
        else files.set(tilePath(at), (await tree.readTile(tilePath(at)))!);
      }
    }
  }
  const root = tree.root(0, size);
  files.set('checkpoint', new TextEncoder().encode(await log.note(size, root)));
  return { log, files, entries, root, rootAt: (at) => tree.root(0, at) };
}

/** Returns files with one byte of one of them changed. */
export function withFlip(files: LogFiles, path: string, at: number): LogFiles {
  const bytes = files.get(path)!.slice();
  bytes[at]! ^= 1;
  return new Map([...files, [path, bytes]]);
}

/** Writes the files into a folder. */
export function writeLog(dir: string, files: LogFiles): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  }
}
