// The packed libraries as an outsider meets them: two packs are equal to the byte; installed into an empty folder they
// have no dependency, their READMEs' examples compile and print what they say, under the machine's own Node where there
// is one; a browser loads them as modules. Spec: docs/spec/record.md R24, docs/spec/record.md R25.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../../packages/pack.ts';
import { chromiumPath } from '../support/web-browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'comity-packed-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Nodes to run examples with: ours, and the machine's when it is 20 or newer. */
const onPath = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'node'));
const nodes = [process.execPath, ...new Set(onPath)].filter(isNode20);

function isNode20(path: string): boolean {
  if (!existsSync(path)) return false;
  const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return Number(/^v(\d+)/.exec(version)?.[1]) >= 20;
}

/** The blocks of a README that run one after another, and what they print. */
const examples = {
  record: {
    blocks: [0, 2],
    prints: 'true false checkpoint true, inclusion true, cosignature true\n',
  },
  plan: { blocks: [0], prints: 'A 2026-10-02T17:00\nB 2026-10-06T17:00\n' },
} as const;
const names = ['record', 'plan'] as const;

function exampleOf(name: (typeof names)[number]): string {
  const text = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  return examples[name].blocks.map((i) => blocks[i]).join('\n');
}

const archives = new Map<string, string>();
const homes = new Map<string, string>();

beforeAll(() => {
  for (const name of names) {
    const archive = pack(name, join(base, 'first'));
    archives.set(name, archive);
    const home = join(base, `home-${name}`);
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{"type":"module","private":true}\n');
    const words = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', archive];
    execFileSync('npm', words, { cwd: home, stdio: 'pipe' });
    homes.set(name, home);
  }
});

describe.each(names)('comity-%s', (name) => {
  const home = () => homes.get(name) ?? '';
  const installed = () => join(home(), 'node_modules', `comity-${name}`);

  it('is packed twice to the same bytes', () => {
    const again = pack(name, join(base, 'second'));
    expect(readFileSync(again).equals(readFileSync(archives.get(name) ?? ''))).toBe(true);
  });

  it('has no dependency, and imports nothing but its own files', () => {
    expect(
      readdirSync(join(home(), 'node_modules')).filter((file) => !file.startsWith('.')),
    ).toEqual([`comity-${name}`]);
    const files = readdirSync(installed(), { recursive: true, encoding: 'utf8' });
    for (const file of ['LICENSE', 'NOTICE', 'README.md', 'package.json'])
      expect(files).toContain(file);
    const code = files.filter((file) => /\.(js|d\.ts)$/.test(file));
    expect(code.length).toBeGreaterThan(20);
    for (const file of code) {
      const text = readFileSync(join(installed(), file), 'utf8');
      const specifiers = [...text.matchAll(/(?:from |import\()'([^']*)'/g)].map(
        (found) => found[1],
      );
      for (const specifier of specifiers) expect(specifier, file).toMatch(/^\.{1,2}\/.*\.js$/);
    }
  });

  it('runs the example of its README, which prints what the README says', () => {
    const script = join(home(), 'example.js');
    writeFileSync(script, stripTypeScriptTypes(exampleOf(name)));
    expect(nodes.length).toBeGreaterThan(0);
    for (const node of nodes) {
      const done = spawnSync(node, [script], { cwd: home(), encoding: 'utf8' });
      expect(done.stderr, node).toBe('');
      expect(done.stdout, node).toBe(examples[name].prints);
    }
  });

  it('compiles the example of its README against its types', () => {
    const script = join(home(), 'example.ts');
    writeFileSync(script, exampleOf(name));
    if (!existsSync(join(home(), 'types')))
      symlinkSync(join(root, 'node_modules/@types'), join(home(), 'types'));
    const options =
      '--ignoreConfig --noEmit --strict --target es2022 --module nodenext --types node';
    const words = [...options.split(' '), '--typeRoots', join(home(), 'types'), script];
    const done = spawnSync(join(root, 'node_modules/.bin/tsc'), words, {
      cwd: home(),
      encoding: 'utf8',
    });
    expect(done.stdout).toBe('');
    expect(done.status).toBe(0);
  });

  it.skipIf(chromiumPath === undefined)('loads in a browser (skipped without one)', async () => {
    const server = createServer((request, response) => {
      const path = join(installed(), request.url ?? '');
      const isCode = path.endsWith('.js');
      response.writeHead(200, { 'content-type': isCode ? 'text/javascript' : 'text/html' });
      response.end(isCode ? readFileSync(path) : '<!doctype html><title>x</title>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      const names = `import('/lib/${name}.js').then((face) => Object.keys(face).sort())`;
      const found = await page.evaluate(names);
      const ours = await import(`../../src/${name}.ts`);
      expect(found).toEqual(Object.keys(ours).sort());
    } finally {
      await browser.close();
      server.close();
    }
  });
});

describe('comity', () => {
  it('shows the same faces to who has it installed', () => {
    const home = join(base, 'home-comity');
    mkdirSync(join(home, 'node_modules'), { recursive: true });
    execFileSync('tar', ['-xzf', pack('comity', base), '-C', join(home, 'node_modules')]);
    // What installing would unpack as node_modules/comity, without the packages that a node needs.
    execFileSync('mv', [join(home, 'node_modules/package'), join(home, 'node_modules/comity')]);
    const script = join(home, 'faces.mjs');
    writeFileSync(
      script,
      "import { commit } from 'comity/record';\nimport { scheduleFile } from 'comity/plan';\n" +
        'console.log(typeof commit, typeof scheduleFile);\n',
    );
    for (const node of nodes) {
      const done = spawnSync(node, [script], { encoding: 'utf8' });
      expect(done.stderr, node).toBe('');
      expect(done.stdout).toBe('function function\n');
    }
  });
});
