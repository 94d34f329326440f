// Looking for bytes in every file of some folders, in each way in which they might have been written: as they are, in
// hexadecimal, in base64 wherever it begins, and as JSON escapes them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that must be found, or must not. */
export interface Sought {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Returns where something was found, as `path: what, as …`, in order. */
export function findBytes(
  folders: readonly string[],
  sought: readonly Sought[],
): readonly string[] {
  const needles = sought.flatMap(({ what, bytes }) =>
    formsOf(Buffer.from(bytes)).map(([form, needle]) => ({ words: `${what}, as ${form}`, needle })),
  );
  const found: string[] = [];
  for (const path of folders.flatMap(filesIn)) {
    const content = readFileSync(path);
    for (const { words, needle } of needles) {
      if (content.includes(needle)) found.push(`${path}: ${words}`);
    }
  }
  return found.sort();
}

/** Every file below a folder, in whatever depth. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Base64 of three bytes depends on none beside them: the first and last characters of each shift are left out. */
function formsOf(bytes: Buffer): readonly (readonly [string, Buffer])[] {
  const shifted = [0, 1, 2].map((shift) => {
    const from = (3 - shift) % 3;
    const whole = bytes.subarray(from, from + Math.floor((bytes.length - from) / 3) * 3);
    return [`base64 at ${shift}`, Buffer.from(whole.toString('base64'))] as const;
  });
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    ['raw', bytes],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
    ...shifted,
    ...(isText ? [['JSON', Buffer.from(escaped)] as const] : []),
  ];
}
