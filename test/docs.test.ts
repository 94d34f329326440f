// Documents as tests: links resolve, decisions are whole, tables are current, commands and settings exist.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';
import { describe, expect, it } from 'vitest';
import { readProject } from './tidy/project.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const project = readProject(root);
const pages = [...project.documents].filter(([path]) => path.endsWith('.md'));
const manifest = JSON.parse(project.documents.get('package.json') ?? '{}');
const allText = pages.map(([, text]) => text).join('\n');

/** The text without fenced code. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '');
}

/** The anchors that a page's headings have on the usual hosts. */
function anchorsOf(text: string): readonly string[] {
  return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Faults of a page's links, as `page: link`. */
function brokenLinks(path: string, text: string): readonly string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^(https?:|mailto:)/.test(link)) return [];
    const [file, anchor] = link.split('#');
    const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
    if (!existsSync(join(root, target))) return [`${path}: ${link}`];
    const targetText = project.documents.get(target);
    if (anchor === undefined || targetText === undefined) return [];
    return anchorsOf(targetText).includes(anchor) ? [] : [`${path}: ${link}`];
  });
}

describe('every page', () => {
  it('links only to what is there', () => {
    expect(
      brokenLinks('README.md', '[a](docs/none.md) [b](#none) [c](https://example.org)'),
    ).toEqual(['README.md: docs/none.md', 'README.md: #none']);
    expect(pages.flatMap(([path, text]) => brokenLinks(path, text))).toEqual([]);
  });

  it('has one title, on its first line', () => {
    const odd = pages.filter(([, text]) => {
      const titles = prose(text).match(/^# .+$/gm) ?? [];
      return titles.length !== 1 || !text.startsWith('# ');
    });
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  it('shows TypeScript that parses', () => {
    const broken = pages.flatMap(([path, text]) =>
      [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].flatMap(([, code]) => {
        try {
          parse(code, { sourceType: 'module', plugins: ['typescript'] });
          return [];
        } catch (error) {
          return [`${path}: ${(error as Error).message}`];
        }
      }),
    );
    expect(broken).toEqual([]);
  });

  it('names only npm scripts that there are', () => {
    const builtIn = ['ci', 'install', 'pack', 'ls', 'run'];
    const unknown = pages.flatMap(([path, text]) =>
      [...text.matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)]
        .filter(
          ([whole, name]) =>
            !(name in manifest.scripts) && !(builtIn.includes(name) && !whole.includes('run')),
        )
        .filter(([whole]) => isCommand(text, whole))
        .map(([whole]) => `${path}: ${whole}`),
    );
    expect(unknown).toEqual([]);
  });

  it('is named rightly where code refers to it', () => {
    const gone = project.code
      .filter((file) => !file.path.startsWith('test/'))
      .flatMap((file) =>
        [...file.text.matchAll(/\bdocs\/[a-z/-]+\.md\b/g)]
          .filter(([path]) => !existsSync(join(root, path)))
          .map(([path]) => `${file.path}: ${path}`),
      );
    expect(gone).toEqual([]);
  });
});

/** Whether words stand in code (a fence or back quotes) rather than in a sentence. */
function isCommand(text: string, words: string): boolean {
  const code = text.match(/^```[\s\S]*?^```|`[^`\n]+`/gm) ?? [];
  return code.some((piece) => piece.includes(words));
}

describe('README.md', () => {
  const readme = project.documents.get('README.md') ?? '';

  it.each(['npm ci && npm start', 'npm ci && npm test'])(
    'shows %s on a line of a code block',
    (command) => {
      const lines = (readme.match(/^```[\s\S]*?^```/gm) ?? []).flatMap((block) =>
        block.split('\n'),
      );
      expect(lines).toContain(command);
    },
  );
});

describe('decisions', () => {
  const decisions = pages.filter(([path]) => path.startsWith('docs/decisions/'));
  const sections = ['Context', 'Decision', 'Alternatives', 'Consequences', 'When to revisit'];

  it('are numbered without a gap', () => {
    const numbers = decisions.map(([path]) => Number(/(\d{4})-[a-z-]+\.md$/.exec(path)?.[1]));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it.each(decisions)('%s states the decision, its reasons and when to revisit it', (path, text) => {
    const number = /(\d{4})-/.exec(path)?.[1];
    expect(text.split('\n')[0]).toMatch(new RegExp(`^# ${number}: .{15,}`));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(sections);
    for (const body of text.split(/^## .+$/m).slice(1))
      expect(body.trim().length).toBeGreaterThan(40);
    expect(text).toMatch(/^## Alternatives\n- \*.+\*/m);
  });

  it('that code names are there', () => {
    const known = decisions.map(([path]) => /(\d{4})-/.exec(path)?.[1]);
    const gone = [...project.code, ...pages.map(([path, text]) => ({ path, text }))].flatMap(
      ({ path, text }) =>
        [...text.matchAll(/docs\/decisions\/(\d{4})/g)]
          .filter(([, number]) => !known.includes(number))
          .map(([whole]) => `${path}: ${whole}`),
    );
    expect(gone).toEqual([]);
  });
});

describe('dependencies', () => {
  const decision = project.documents.get('docs/decisions/0018-dependencies.md') ?? '';
  const rows = [...decision.matchAll(/^\| `([^`]+)` \| ([\d.]+) \| (\w+) \|/gm)];

  it('are those of package.json, each with its version and kind', () => {
    const declared = (field: string, kind: string) =>
      Object.entries<string>(manifest[field] ?? {}).map(
        ([name, version]) => `${name} ${version} ${kind}`,
      );
    const expected = [
      ...declared('dependencies', 'runs'),
      ...declared('optionalDependencies', 'optional'),
      ...declared('devDependencies', 'develops'),
    ];
    const written = rows.map(([, name, version, kind]) => `${name} ${version} ${kind}`);
    expect(written.sort()).toEqual(expected.sort());
  });

  it('are at most 22 at run time, with exact versions', () => {
    const all = {
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.devDependencies,
    };
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(22);
    expect(
      Object.values<string>(all).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([]);
  });

  it('come from a lock file that names no download host', () => {
    const lock = project.documents.get('package-lock.json') ?? '';
    expect(lock.match(/"resolved": *"https?:/g)).toBeNull();
    expect(lock).toContain('"integrity": "sha512-');
  });
});

describe('what operators meet', () => {
  it('has every environment variable of the code in a document', () => {
    const names = project.code
      .filter((file) => /^(src|bin)\//.test(file.path))
      .flatMap((file) => file.text.match(/\bCOMITY_[A-Z_]+\b/g) ?? []);
    expect([...new Set(names)].filter((name) => !allText.includes(name))).toEqual([]);
  });

  it('has every field of comity.json in a document', () => {
    const config = project.byPath.get('src/server/config.ts')?.text ?? '';
    const shape = /configShape = z\.strictObject\(\{([\s\S]*?)^\}\);/m.exec(config)?.[1] ?? '';
    const fields = [...shape.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
    expect(fields.filter((name) => !allText.includes(`\`${name}\``))).toEqual([]);
  });

  it('has every command in a document', () => {
    const commands = project.code
      .filter((file) => file.path.startsWith('src/cli/commands'))
      .flatMap((file) => [...file.text.matchAll(/\bpath: '([a-z -]+)'/g)].map(([, path]) => path));
    expect(commands.filter((path) => !allText.includes(`comity ${path}`))).toEqual([]);
  });

  it('has the version of package.json in CHANGELOG.md and publiccode.yml', async () => {
    const { readFile } = await import('node:fs/promises');
    expect(project.documents.get('CHANGELOG.md')).toContain(`## ${manifest.version}`);
    expect(await readFile(join(root, 'publiccode.yml'), 'utf8')).toContain(
      `softwareVersion: ${manifest.version}`,
    );
  });

  it('has a licence and what SECURITY.md promises to be there', () => {
    const names = readdirSync(root);
    for (const name of ['LICENSE', 'SECURITY.md', 'CONTRIBUTING.md', '.npmrc'])
      expect(names).toContain(name);
  });
});
