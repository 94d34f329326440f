// Messages of all languages: same keys, same parameters, every key used, every used key there.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/programme/kinds.ts';
import { defaultLanguage, languages } from '../src/text/languages.ts';
import { type MessageText, splitMessage } from '../src/text/messages.ts';
import { readCatalogue, readLocaleFiles } from './support/locales.ts';

const tags = languages.map(({ tag }) => tag);
const catalogue = readCatalogue(tags);
const source = catalogue[defaultLanguage.tag]!;

/** Files whose keys are made up at run time, from codes and command names; their owners test that each has a text. */
const codeFiles = ['refusals', 'cli', 'codes'];

describe('the folders of languages', () => {
  it('are those of the table of languages', () => {
    const root = new URL('../locales/', import.meta.url);
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual([...tags].sort());
  });

  for (const tag of tags) {
    it(`hold the same files and keys in ${tag}`, () => {
      expect(keysByFile(tag)).toEqual(keysByFile(defaultLanguage.tag));
    });

    it(`hold each key once in ${tag}`, () => {
      const keys = Object.values(readLocaleFiles(tag)).flatMap((file) => Object.keys(file));
      expect(new Set(keys).size).toBe(keys.length);
    });
  }
});

describe('a message', () => {
  for (const [key, entry] of Object.entries(source)) {
    it(`${key} has the same parameters in every language, and words`, () => {
      for (const tag of tags) {
        const text = catalogue[tag]?.[key]?.text ?? '';
        expect(textsOf(text).every((one) => one.trim() !== '')).toBe(true);
        expect(parametersOf(text)).toEqual(parametersOf(entry.text));
      }
    });
  }

  it('has a note for translators in the source language', () => {
    const without = Object.entries(source).filter(([, { note }]) => (note ?? '') === '');
    expect(without.map(([key]) => key)).toEqual([]);
  });

  it('has no straight quotation marks in Chinese and no Chinese ones of the other side', () => {
    for (const [key, { text }] of Object.entries(catalogue['zh-Hant'] ?? {})) {
      expect(textsOf(text).join(' '), key).not.toMatch(/["“”‘]/);
    }
    for (const [key, { text }] of Object.entries(catalogue['zh-Hans'] ?? {})) {
      expect(textsOf(text).join(' '), key).not.toMatch(/["「」]/);
    }
  });

  it('calls a crossing of code sea by a word that a river fits too', () => {
    const texts = tags.map((tag) => catalogue[tag]?.['crossings.kind.sea']?.text);
    expect(texts).toEqual(['by water', '水路', '水运']);
  });

  it('speaks of no two sides where a programme, a crossing or a pairing may have three', () => {
    const keys = [
      ...['approvals.lead', 'crossings.clearance.co-located', 'crossings.clearance.collaborative'],
      ...['services.pairings', 'service.pairings'],
    ];
    for (const key of keys) {
      expect(String(source[key]?.text), key).not.toMatch(/\b(both|either|the other|two)\b/);
    }
    // 一地兩檢 is a term of its own.
    for (const key of ['services.pairings', 'service.pairings']) {
      const texts = ['zh-Hant', 'zh-Hans'].map((tag) => String(catalogue[tag]?.[key]?.text));
      expect(texts.join(' '), key).not.toMatch(/[兩两]地|[對对]岸/);
    }
  });

  it('is a translation of its own on each side, not one converted from the other', () => {
    const pairs = [
      ['nav.verify', '核實', '核验'],
      [
        'layout.demonstration',
        '示範系統，並非由任何政府營運或認可。',
        '演示系统，并非由任何政府运营或认可。',
      ],
    ] as const;
    for (const [key, hant, hans] of pairs) {
      expect(catalogue['zh-Hant']?.[key]?.text).toBe(hant);
      expect(catalogue['zh-Hans']?.[key]?.text).toBe(hans);
    }
  });
});

/** Keys that pages make of names of kinds and acts (web/parts/acts.ts, web/pages/changes). */
const kindKeys = Object.values(kinds)
  .filter(({ writer }) => writer !== 'log' && writer !== 'private')
  .flatMap(({ name, acts }) => [
    `changes.kind.${name}`,
    ...acts.map((act) => `act.${name}.${act}`),
  ]);

describe('a kind', () => {
  it('has a name, and a sentence for each of its acts', () => {
    expect(kindKeys.filter((key) => source[key] === undefined)).toEqual([]);
  });
});

describe('keys in code', () => {
  const code = sourceFiles(new URL('../src/', import.meta.url));
  // Scripts hold no words: their pages do.
  const isPage = (path: string) => path.includes('/web/') && !path.includes('/web/browser/');
  const pageKeys = keysIn(code.filter(([path]) => isPage(path)));

  it('exist when a page uses them', () => {
    const missing = [...pageKeys].filter((key) => source[key] === undefined && !isAsset(key));
    expect(missing).toEqual([]);
  });

  it('are used when a file of messages has them', () => {
    const used = new Set([...keysIn(code), ...kindKeys]);
    const files = Object.entries(readLocaleFiles(defaultLanguage.tag));
    const keys = files.flatMap(([name, file]) =>
      codeFiles.includes(name) ? [] : Object.keys(file),
    );
    expect(keys.filter((key) => !used.has(key))).toEqual([]);
  });
});

function keysByFile(tag: string) {
  const files = Object.entries(readLocaleFiles(tag)).sort();
  return files.map(([name, file]) => [name, Object.keys(file).sort()]);
}

function textsOf(text: MessageText): readonly string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

/** Parameters of any plural form; a form for one may leave the count out. */
function parametersOf(text: MessageText): readonly string[] {
  const parts = textsOf(text).flatMap((one) => splitMessage(one));
  return [...new Set(parts.flatMap((part) => ('param' in part ? [part.param] : [])))].sort();
}

function sourceFiles(folder: URL): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sourceFiles(new URL(`${entry.name}/`, folder));
    if (!entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) return [];
    const url = new URL(entry.name, folder);
    return [[url.pathname, readFileSync(url, 'utf8')] as const];
  });
}

/** Every literal that looks like a key: dotted lower-case words in single quotes. */
function keysIn(files: readonly (readonly [path: string, text: string])[]): ReadonlySet<string> {
  const pattern = /'([a-z]+(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+)'/g;
  return new Set(
    files.flatMap(([, text]) => [...text.matchAll(pattern)].map((match) => match[1]!)),
  );
}

function isAsset(key: string): boolean {
  return /\.(css|svg|js)$/.test(key);
}
