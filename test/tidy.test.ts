// STYLE.md as tests: every rule that a program can check, tried first on a planted fault, then on the whole tree.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedParts } from './docs/generated.ts';
import { looseTypes } from './tidy/banned.ts';
import { projectOf, readProject } from './tidy/project.ts';
import { limits, previousRatchet, ratchet, risenNumbers } from './tidy/ratchet.ts';
import { allowancesOf, violationToText, withoutAllowed } from './tidy/rule.ts';
import { rules } from './tidy/rules.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const project = readProject(root);
const allowances = allowancesOf(project);

describe('each rule finds what it forbids', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    expect(rule.planted.length, 'planted faults').toBeGreaterThan(0);
    for (const { files, at } of rule.planted) {
      const sample = projectOf(files);
      expect(sample.broken).toEqual([]);
      const found = rule.check(sample);
      expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual(at);
      for (const { what, instead } of found)
        expect(Math.min(what.length, instead.length)).toBeGreaterThan(0);
    }
    const near = projectOf(rule.sound);
    expect(near.broken).toEqual([]);
    expect(rule.check(near).map(violationToText)).toEqual([]);
  });
});

describe('the tree keeps each rule', () => {
  it('every file parses', () => {
    expect(project.broken.map(({ path, line, what }) => `${path}:${line}: ${what}`)).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.statement, rule] as const))('%s', (_statement, rule) => {
    const left = withoutAllowed(rule, rule.check(project), allowances).map(violationToText);
    const known = ratchet.known[rule.name] ?? 0;
    if (left.length === known) return;
    const advice =
      left.length < known
        ? `lower known.${rule.name} in test/tidy/ratchet.json from ${known} to ${left.length}`
        : `${known} known, ${left.length} found:\n${left.join('\n')}`;
    expect.fail(`${rule.name}: ${advice}`);
  });
});

describe('open exceptions', () => {
  const sample = projectOf({
    'src/web/a.ts':
      '// tidy-allow loose-types: the tree is read by name\nconst a: any = 1;\n\nconst b: any = 2;\n',
    'src/web/b.ts': '// tidy-allow loose-types\nconst a: any = 1;\n',
  });

  it('cover their own line and the next, and need a reason', () => {
    const left = withoutAllowed(looseTypes, looseTypes.check(sample), allowancesOf(sample));
    expect(left.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'src/web/a.ts:4',
      'src/web/b.ts:2',
    ]);
  });

  it('name a rule, give a reason, and do not grow in number', () => {
    const names = rules.map((rule) => rule.name);
    const odd = allowances.filter((a) => !names.includes(a.rule) || a.reason.length < 10);
    expect(odd.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
    expect(allowances.length).toBeLessThanOrEqual(limits.exceptions);
  });
});

describe('the ratchet', () => {
  it('sees a number that rises', () => {
    const earlier = { limits, known: { headers: 2 } };
    const later = {
      limits: { ...limits, fileLines: limits.fileLines + 1 },
      known: { headers: 1, marks: 1 },
    };
    expect(risenNumbers(earlier, later).map((line) => line.split(':')[0])).toEqual([
      'limits.fileLines',
      'known.marks',
    ]);
  });

  it('has no number that rose since it was last committed', () => {
    const earlier = previousRatchet(root);
    expect(earlier === undefined ? [] : risenNumbers(earlier, ratchet)).toEqual([]);
  });

  it('names only rules that there are', () => {
    const names = rules.map((rule) => rule.name);
    expect(Object.keys(ratchet.known).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('generated parts of documents (`npm run docs` writes them)', () => {
  it.each(generatedParts(project))('$path: $name', ({ path, current, wanted }) => {
    expect(current, `no marks in ${path}`).toBeDefined();
    expect(current).toBe(wanted);
  });
});
