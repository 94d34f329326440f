// docs/spec/model.md M28: every refusal has a text in every language with the same parameters, and a test.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusalCodes } from './refusals.ts';

type Messages = Readonly<Record<string, { readonly text: string; readonly note?: string }>>;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const messages = (language: string) =>
  JSON.parse(read(`../../locales/${language}/refusals.json`)) as Messages;
const parameters = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const languages = ['en', 'zh-Hant', 'zh-Hans'] as const;
const english = messages('en');

describe('refusalCodes', () => {
  it('is sorted and names each code once', () => {
    expect([...refusalCodes]).toEqual([...new Set(refusalCodes)].sort());
  });

  for (const language of languages) {
    it(`has a text in ${language} for each code and no other`, () => {
      expect(Object.keys(messages(language)).sort()).toEqual([...refusalCodes]);
    });

    it(`has the same parameters in ${language} as in English`, () => {
      for (const [code, { text }] of Object.entries(messages(language))) {
        expect([code, ...parameters(text)]).toEqual([code, ...parameters(english[code].text)]);
      }
    });
  }

  it('tells the translator about each text', () => {
    for (const code of refusalCodes) expect(english[code].note, code).toBeTruthy();
  });

  it('has a test for each code', () => {
    const folders = ['.', './kinds'];
    const tests = folders
      .flatMap((folder) =>
        readdirSync(new URL(`${folder}/`, import.meta.url))
          .filter((name) => name.endsWith('.test.ts'))
          .map((name) => read(`${folder}/${name}`)),
      )
      .join('\n');
    // Tests of joint texts run for both kinds; others shorten the prefix by `code('cause')`.
    const untested = refusalCodes.filter((code) => {
      const [, kind, cause] = code.split('.');
      const short = tests.includes(`code('${cause}')`) && tests.includes(`programme.${kind}.`);
      return !tests.includes(`'${code}'`) && !short;
    });
    expect(untested).toEqual([]);
  });
});
