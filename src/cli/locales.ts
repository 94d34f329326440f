// Reads every message file of locales/ once: a folder per language, a file per topic.
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Catalogue,
  createMessages,
  type MessageEntry,
  type Messages,
} from '../text/messages.ts';

/** Returns the messages of all languages. */
export function readMessages(): Messages {
  const root = new URL('../../locales/', import.meta.url);
  const catalogue: Record<string, Record<string, MessageEntry>> = {};
  for (const folder of readdirSync(root, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const entries: Record<string, MessageEntry> = {};
    const dir = new URL(`${folder.name}/`, root);
    for (const file of readdirSync(dir).sort()) {
      if (!file.endsWith('.json')) continue;
      Object.assign(entries, JSON.parse(readFileSync(new URL(file, dir), 'utf8')));
    }
    catalogue[folder.name] = entries;
  }
  return createMessages(catalogue satisfies Catalogue);
}
