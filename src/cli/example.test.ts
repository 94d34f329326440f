// Example folders as `comity demo` finds and reads them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../base/errors.ts';
import { defaultExample, exampleNames, findExample, readExample } from './example.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-example-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(name: string, value: unknown): void {
  writeFileSync(join(dir, name), typeof value === 'string' ? value : JSON.stringify(value));
}

function failureOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return codeOf(error);
  }
  return 'none';
}

describe('an example', () => {
  it('is found by its name among those that come with Comity', () => {
    expect(exampleNames()).toContain(defaultExample);
    for (const name of exampleNames()) {
      const found = findExample(name);
      expect(found.ok && basename(found.value)).toBe(name);
    }
  });

  it('is any folder that says who takes part', () => {
    put('parties.json', {});
    expect(findExample(dir)).toEqual({ ok: true, value: dir });
  });

  it('that is not there is refused with the names there are', () => {
    for (const example of ['atlantis', '../examples', 'calendars', dir, '']) {
      const found = findExample(example);
      const examples = exampleNames().join(', ');
      const error = { code: 'cli.demo.no-example', params: { example, examples } };
      expect(found).toEqual({ ok: false, error });
    }
  });

  it('has its stories in the order in which it lists them, and files in their steps', () => {
    put('parties.json', { programme: 'p', stories: ['story.json', 'a.json'], parties: [] });
    put('charter.json', { title: {} });
    put('story.json', [{ node: 'x', kind: 'y', command: { act: 'b' }, files: { text: 't.json' } }]);
    put('a.json', [{ node: 'x', kind: 'y', command: { act: 'c' }, files: { blob: 't.json' } }]);
    put('t.json', '{"de":"Text"}');
    const { cast, story, report } = readExample(dir);
    expect(cast).toEqual({ programme: 'p', parties: [] });
    expect(report).toEqual([]);
    expect(story.steps).toEqual([
      { node: 'x', kind: 'y', command: { act: 'b', text: { de: 'Text' } } },
      { node: 'x', kind: 'y', command: { act: 'c' }, blob: '{"de":"Text"}' },
    ]);
  });

  it('fails with the file that is absent or no JSON', () => {
    put('parties.json', { programme: 'p', stories: ['story.json'], parties: [] });
    expect(failureOf(() => readExample(dir))).toBe('cli.demo.example-file');
    put('story.json', '[');
    expect(failureOf(() => readExample(dir))).toBe('cli.demo.example-file');
  });
});
