// Reads the messages of all languages from locales/, as the server does, for tests of pages and of the files.
import { readdirSync, readFileSync } from 'node:fs';
import type { MessageEntry } from '../../src/text/messages.ts';

const folder = new URL('../../locales/', import.meta.url);

/** Messages of one language: file, key, entry. */
export type LocaleFiles = Readonly<Record<string, Readonly<Record<string, MessageEntry>>>>;

/** Returns the files of one language by name without `.json`. */
export function readLocaleFiles(tag: string): LocaleFiles {
  const names = readdirSync(new URL(`${tag}/`, folder)).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(new URL(`${tag}/${name}`, folder), 'utf8');
      return [name.replace('.json', ''), JSON.parse(text) as Record<string, MessageEntry>];
    }),
  );
}

/** Returns all messages: by language, then by key. */
export function readCatalogue(tags: readonly string[]) {
  return Object.fromEntries(
    tags.map((tag) => [tag, Object.assign({}, ...Object.values(readLocaleFiles(tag)))]),
  ) as Record<string, Record<string, MessageEntry>>;
}
