// Files given on the command line: `-` is standard input.
import { readFileSync } from 'node:fs';
import { ComityError, messageOf } from '../base/errors.ts';
import { type Json, type JsonObject, parseJson } from '../base/json.ts';
import { issuesToText } from '../base/result.ts';

/** Returns the text of a file, or of standard input for `-`. Failure: cli.file.unreadable. */
export function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${path}: ${messageOf(error)}`, error);
  }
}

/** Returns the bytes of a file, or of standard input for `-`. Failure: cli.file.unreadable. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${path}: ${messageOf(error)}`, error);
  }
}

/** Returns the JSON of a file. Failures: cli.file.unreadable, cli.file.json (every fault with its line). */
export function readJson(path: string): Json {
  const parsed = parseJson(readInput(path));
  if (parsed.ok) return parsed.value;
  throw new ComityError('cli.file.json', `${path}: ${issuesToText(parsed.error)}`);
}

/** Returns the language map of option values such as `en=Reason`; a value without a language is English. */
export function languageMapOf(values: readonly string[]): JsonObject {
  return Object.fromEntries(
    values.map((one) => {
      const at = /^[a-z]{2,3}(-[A-Za-z]+)?=/.test(one) ? one.indexOf('=') : -1;
      return at < 0 ? (['en', one] as const) : ([one.slice(0, at), one.slice(at + 1)] as const);
    }),
  );
}
