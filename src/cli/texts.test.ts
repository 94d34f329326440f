// Every command has its words in every language: the line of the overview, and one for each option.
import { describe, expect, it } from 'vitest';
import { languages } from '../text/languages.ts';
import { exitCodes, listOption, stringOption } from './command.ts';
import { commands } from './commands.ts';
import { readMessages } from './locales.ts';

const messages = readMessages();
const paths = commands.map((command) => command.path);

describe('every command', () => {
  it('has a path of its own, of lower-case words', () => {
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^[a-z-]+( [a-z][a-z0-9-]*)?$/);
  });

  it.each(languages.map((language) => [language.tag, language] as const))(
    'has texts for itself and its options in %s',
    (_tag, language) => {
      const keys = commands.flatMap((command) => [
        `cli.help.${command.path.replaceAll(' ', '-')}`,
        ...Object.keys(command.options).map((name) => `cli.option.${name}`),
      ]);
      expect(keys.filter((key) => !messages.has(language, key))).toEqual([]);
    },
  );

  it('shows its usage, and takes every option that this names', () => {
    for (const { path, usage, options } of commands) {
      const named = [...usage.matchAll(/--([a-z-]+)/g)].map((match) => match[1]);
      expect(
        named.filter((name) => !(String(name) in options)),
        path,
      ).toEqual([]);
    }
  });

  it('takes --json where it answers with data, and no option that could hold a secret', () => {
    for (const { path, options } of commands) {
      expect(Object.keys(options), path).toContain('json');
      // The seed of a forecast is published with it.
      for (const name of Object.keys(options))
        if (!/^plan (forecast|whatif)$/.test(path) || name !== 'seed')
          expect(name, path).not.toMatch(/secret|password|seed|private-key/);
    }
  });
});

describe('exit codes', () => {
  it('tell apart what a script must tell apart', () => {
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length);
  });
});

describe('stringOption and listOption', () => {
  it('return what was given, and nothing for another type', () => {
    const options = { data: 'here', json: true, why: ['en=a', 'b'] };
    expect(stringOption(options, 'data')).toBe('here');
    expect(stringOption(options, 'json')).toBeUndefined();
    expect(stringOption(options, 'absent')).toBeUndefined();
    expect(listOption(options, 'why')).toEqual(['en=a', 'b']);
    expect(listOption(options, 'data')).toEqual([]);
  });
});
