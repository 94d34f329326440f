// Every example folder is run as it stands: its stories are decided and folded in memory, and its files are held to what
// pages, people and its own charter expect of them.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../src/base/json.ts';
import { charterContent } from '../src/programme/kinds/charter-content.ts';
import { kinds } from '../src/programme/kinds.ts';
import { playExample, readParties, stepsOf } from './stories.ts';
import { readJson } from './story.ts';

const here = new URL('./', import.meta.url);
const names = readdirSync(here)
  .filter((name) => existsSync(new URL(`${name}/parties.json`, here)))
  .sort();
const key = 'k.invalid+0a1b2c3d+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW';

/** Kinds that no step of any story records, and why. */
const unshown: Readonly<Record<string, string>> = {
  charter: 'proposed and accepted when the demonstration founds the programme',
  log: 'what a node says of its own keys',
  forecast: 'made by each node by itself; a step can only look back, where old plans are on record',
};

interface Written {
  readonly path: string;
  readonly map: Readonly<Record<string, string>>;
}

/** Every map of languages in a value, with the path to it. */
function textsIn(path: string, value: unknown, languages: readonly string[]): readonly Written[] {
  if (typeof value !== 'object' || value === null) return [];
  if (languages.some((tag) => tag in value)) {
    return [{ path, map: value as Record<string, string> }];
  }
  return Object.entries(value).flatMap(([name, member]) =>
    textsIn(`${path}.${name}`, member, languages),
  );
}

describe.each(names)('the example %s', (name) => {
  const folder = new URL(`${name}/`, here);
  const { parties, stories } = readParties(folder);
  const { posts, sample, ...content } = readJson<Record<string, Json>>(
    new URL('charter.json', folder),
  );
  const languages = content.languages as readonly string[];
  const { held, statements } = playExample(folder, { from: 0 });

  it('has a charter once parties and witnesses are filled in', () => {
    const filled = parties.map(({ party, mark, name: called, zone }) => {
      const keys = { origin: `${party}.invalid/x`, logKey: key, witnessKey: key, requestKey: key };
      return { party, mark, name: called, zone, ...keys };
    });
    const parsed = charterContent.safeParse({ ...content, parties: filled, witnesses: [] });
    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(Object.keys(posts as object)).toEqual(parties.map(({ party }) => party));
    expect(sample).toBe(true);
  });

  it('leaves no statement invalid or waiting', () => {
    const subjects = new Map(statements.map(({ schema, about }) => [about, schema.slice(0, -2)]));
    for (const [id, kind] of subjects) {
      const { invalid, pending } = held.fold(kind, id);
      expect({ id, invalid, pending }).toEqual({ id, invalid: 0, pending: 0 });
    }
  });

  it('says where it is from or marks as sample everything but what parties say of themselves', () => {
    for (const statement of statements) {
      const from = statement.said ?? (statement as { source?: unknown }).source;
      const sourced = from !== undefined || statement.schema === 'party/1';
      const line = JSON.stringify(statement).slice(0, 120);
      expect(sourced || statement.sample === true, line).toBe(true);
    }
  });

  it('tells every story of its folder', () => {
    const there = readdirSync(folder).filter((file) => /^story.*\.json$/.test(file));
    expect([...stories].sort()).toEqual(there.sort());
  });

  it('shows every kind of record that a story can tell', () => {
    const told = new Set(stepsOf(folder).flatMap((story) => story.map(({ kind }) => kind)));
    const absent = Object.keys(kinds).filter((kind) => !told.has(kind));
    expect(absent.sort()).toEqual(Object.keys(unshown).sort());
  });

  it('has the words that its charter and its parties use in every language of the charter', () => {
    const files = { content, posts, parties } as const;
    const texts = textsIn(name, files, languages);
    expect(texts.length).toBeGreaterThan(parties.length);
    for (const { path, map } of texts) {
      expect(Object.keys(map).sort(), path).toEqual([...languages].sort());
    }
  });

  it('says boundary, never border', () => {
    const steps = stepsOf(folder).flat();
    expect(JSON.stringify([content, steps])).not.toMatch(/\bborders?\b|Grenz|granic|hranic/i);
  });
});
