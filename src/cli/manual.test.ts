// The manual and the commands are the same: every command, option and exit code is in docs/manual, and nothing more.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './command.ts';
import { commands } from './commands.ts';

const folder = new URL('../../docs/manual/', import.meta.url);
const pages = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);
const manual = [...pages.values()].join('\n');
const cli = pages.get('cli.md') ?? '';
const common = ['help', 'quiet', 'lang'];

describe('the manual', () => {
  it('has every command and every option', () => {
    const options = commands.flatMap((command) => Object.keys(command.options));
    const words = [
      ...commands.map((command) => `comity ${command.path}`),
      ...options.map((name) => `--${name}`),
    ];
    expect(words.filter((word) => !manual.includes(word))).toEqual([]);
  });

  it('shows only commands that there are', () => {
    const shown = [
      ...manual.matchAll(/^(?:echo .*\| )?(?:npx )?comity ([a-z-]+(?: [a-z][a-z0-9-]*)?)/gm),
    ];
    const unknown = shown
      .map((match) => match[1] ?? '')
      .filter((words) => !commands.some(({ path }) => `${words} `.startsWith(`${path} `)));
    expect(shown.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  it('shows only options that its commands take', () => {
    const lines = manual.replaceAll('\\\n', ' ').split('\n');
    const wrong = lines.flatMap((line) => {
      const words = /^(?:echo .*\| )?comity (.*)$/.exec(line)?.[1];
      if (words === undefined) return [];
      const command = commands
        .filter(({ path }) => words.startsWith(`${path} `))
        .sort((a, b) => b.path.length - a.path.length)[0];
      const taken = [...Object.keys(command?.options ?? {}), ...common];
      return [...words.matchAll(/--([a-z-]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !taken.includes(name))
        .map((name) => `${line}: --${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has every exit code, and no other', () => {
    const table = cli.slice(cli.indexOf('## Exit codes'));
    const codes = [...table.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]));
    expect(codes).toEqual(Object.values(exitCodes));
  });
});

describe('errors.md', () => {
  const errors = pages.get('errors.md') ?? '';
  const headings = [...errors.matchAll(/^### (\S+)$/gm)].map((match) => match[1] ?? '');
  const given = new Set(
    sources(new URL('../', import.meta.url)).flatMap((text) =>
      [...text.matchAll(/'((?:cli|server|store)\.[a-z0-9-]+(?:\.[a-z0-9-]+)+)'/g)].map(
        (m) => m[1] ?? '',
      ),
    ),
  );

  it('names each code once, and only codes that the program gives', () => {
    expect(new Set(headings).size).toBe(headings.length);
    expect(headings.filter((code) => !given.has(code))).toEqual([]);
  });

  it('has every code of a failure or refusal that a person meets', () => {
    // Between machines only: a person sees them through server.pull, server.cosign or server.trust.invalid.
    const machines = /^server\.(request|payloads)\.|^server\.witness\.unknown-origin$/;
    const texts = new URL('../../locales/en/cli.json', import.meta.url);
    const words = new Set(Object.keys(JSON.parse(readFileSync(texts, 'utf8'))));
    const expected = [...given].filter(
      (code) => !machines.test(code) && !(code.startsWith('cli.') && words.has(code)),
    );
    expect(expected.filter((code) => !headings.includes(code)).sort()).toEqual([]);
  });

  it('says what to do about each', () => {
    const without = errors
      .split(/^### /m)
      .slice(1)
      .filter((part) => !part.includes('*What to do:* '));
    expect(without).toEqual([]);
  });
});

function sources(dir: URL): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sources(new URL(`${entry.name}/`, dir));
    if (!entry.name.endsWith('.ts') || entry.name.includes('.test.')) return [];
    return [readFileSync(new URL(entry.name, dir), 'utf8')];
  });
}
