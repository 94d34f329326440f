// Rules about what may import what: numbered layers, no cycles, declared packages, no re-exports.
import type { CodeFile, Project } from './project.ts';
import type { Rule, Violation } from './rule.ts';

/** The folders of src with their numbers (ARCHITECTURE.md). */
export const layerOf: Readonly<Record<string, number>> = {
  base: 0,
  record: 1,
  text: 1,
  plan: 1,
  programme: 2,
  projection: 3,
  exchange: 4,
  store: 4,
  web: 5,
  server: 6,
  cli: 7,
};

/** Packages that a pure layer may use; the record and the plan stand alone so that an outsider can audit them. */
const packagesOfPureLayer: Readonly<Record<string, readonly string[]>> = {
  base: [],
  record: [],
  text: [],
  plan: [],
  programme: ['zod'],
  projection: ['zod'],
};

const face = /^src\/([a-z-]+)\.ts$/;

/** A file imports from its own folder and from smaller numbers; types count. */
export const layers: Rule = {
  name: 'layers',
  statement:
    'a file imports from its own folder and from folders with a smaller number, types included',
  check: (project) => inside(project).flatMap(layerViolations),
  planted: [
    {
      files: {
        'src/record/a.ts':
          "import { x } from '../base/x.ts';\nimport type { T } from '../store/t.ts';\n",
        'src/text/b.ts': "import { y } from '../record/a.ts';\n",
        'src/plan/c.ts': "type T = import('../programme/kind.ts').Kind;\n",
        'src/web/d.ts':
          "import { r } from '../record.ts';\nimport s from '../../test/support/s.ts';\n",
        'src/misc/e.ts': '// no number\n',
        'src/store.ts': "export { a } from './store/a.ts';\nexport { b } from './record/b.ts';\n",
      },
      at: [
        'src/misc/e.ts:1',
        'src/plan/c.ts:1',
        'src/record/a.ts:2',
        'src/store.ts:2',
        'src/text/b.ts:1',
        'src/web/d.ts:1',
        'src/web/d.ts:2',
      ],
    },
  ],
  sound: {
    'src/store/a.ts': "import { x } from '../record/x.ts';\nimport { b } from './b.ts';\n",
    'src/record/a.test.ts': "import { nodeCrypto } from '../store/node-crypto.ts';\n",
    'src/record.ts': "export { a } from './record/a.ts';\nexport { b } from './base/b.ts';\n",
  },
};
function layerViolations(file: CodeFile): readonly Violation[] {
  const found: Violation[] = [];
  if (file.folder !== undefined && layerOf[file.folder] === undefined) {
    const what = `folder ${file.folder} has no number`;
    const instead =
      'a folder of ARCHITECTURE.md, or a decision that adds one to test/tidy/layers.ts';
    return [{ path: file.path, line: 1, what, instead }];
  }
  for (const { target, line } of file.imports) {
    const problem = target === undefined ? undefined : layerProblem(file, target);
    if (problem !== undefined) found.push({ path: file.path, line, ...problem });
  }
  return found;
}

/** Files of src that ship: no tests. */
function inside(project: Project): readonly CodeFile[] {
  return project.code.filter((file) => file.path.startsWith('src/') && !file.isTest);
}

function layerProblem(
  file: CodeFile,
  target: string,
): Omit<Violation, 'path' | 'line'> | undefined {
  const from = file.folder ?? face.exec(file.path)?.[1];
  if (!target.startsWith('src/')) {
    if (/^(package\.json|locales\/)/.test(target)) return undefined;
    return { what: `src imports ${target}`, instead: 'code that ships, inside src' };
  }
  const to = /^src\/([a-z-]+)\//.exec(target)?.[1];
  if (to === undefined) {
    return {
      what: `imports the public face ${target}`,
      instead: 'the file itself: faces are for outsiders',
    };
  }
  if (from === undefined || from === to) return undefined;
  // Whoever uses a folder from outside meets the plain values of base in its signatures.
  if (file.folder === undefined && to !== 'base') {
    return {
      what: `the face of ${from} shows ${to}`,
      instead: `only files of src/${from}/ and base`,
    };
  }
  if (layerOf[to] < layerOf[from]) return undefined;
  return {
    what: `${from} (${layerOf[from]}) imports ${to} (${layerOf[to]})`,
    instead: `declare the port in ${from}, or move the code to a folder with a number above ${layerOf[to]}`,
  };
}

/** No file reaches itself through imports. */
export const cycles: Rule = {
  name: 'cycles',
  statement: 'no file imports itself by way of others, types included',
  check: (project) => {
    const files = inside(project);
    const targets = new Map(files.map((f) => [f.path, f.imports.flatMap((i) => i.target ?? [])]));
    const reported = new Set<string>();
    return files.flatMap((file) => {
      const circle = findCircle(file.path, targets);
      if (circle === undefined) return [];
      const key = [...circle].sort().join();
      if (reported.has(key)) return [];
      reported.add(key);
      const line = file.imports.find((i) => i.target === (circle[1] ?? file.path))?.line ?? 1;
      const what = `cycle ${[...circle, file.path].join(' -> ')}`;
      return [{ path: file.path, line, what, instead: 'a third file that both import' }];
    });
  },
  planted: [
    {
      files: {
        'src/record/a.ts': "import { b } from './b.ts';\n",
        'src/record/b.ts': "import type { C } from './c.ts';\n",
        'src/record/c.ts': "import type { A } from './a.ts';\n",
        'src/record/d.ts': "import { a } from './a.ts';\n",
      },
      at: ['src/record/a.ts:1'],
    },
  ],
  sound: {
    'src/record/a.ts': "import { b } from './b.ts';\nimport { c } from './c.ts';\n",
    'src/record/b.ts': "import type { C } from './c.ts';\n",
    'src/record/c.ts': 'const c = 1;\n',
  },
};

/** Returns the shortest way from a file back to itself, starting with it; undefined when there is none. */
function findCircle(
  start: string,
  targets: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of targets.get(at) ?? []) {
      if (next === start) {
        const way = [at];
        while (way[0] !== start) way.unshift(cameFrom.get(way[0]) as string);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

/** Packages are declared in package.json, and pure layers use next to none. */
export const packages: Rule = {
  name: 'packages',
  statement: 'a package is declared in package.json, and the pure layers use none but zod',
  check: (project) => {
    const manifest = JSON.parse(project.documents.get('package.json') ?? '{}');
    const shipped = new Set(Object.keys(manifest.dependencies ?? {}));
    const any = new Set([...shipped, ...Object.keys(manifest.devDependencies ?? {})]);
    return project.code.flatMap((file) =>
      file.imports.flatMap(({ specifier, line }) => {
        if (/^(\.|node:)/.test(specifier)) return [];
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        const ships = file.path.startsWith('src/') && !file.isTest;
        const pure = ships ? packagesOfPureLayer[file.folder ?? ''] : undefined;
        if (pure !== undefined && !pure.includes(name)) {
          const what = `${file.folder} uses the package ${name}`;
          return [
            { path: file.path, line, what, instead: 'a port, implemented in a higher folder' },
          ];
        }
        if ((ships ? shipped : any).has(name)) return [];
        const what = `the package ${name} is not declared for this file`;
        const instead = 'an exact version in package.json and a line in docs/decisions/0018';
        return [{ path: file.path, line, what, instead }];
      }),
    );
  },
  planted: [
    {
      files: {
        'package.json': '{"dependencies":{"zod":"1","hono":"1"},"devDependencies":{"vitest":"1"}}',
        'src/record/a.ts': "import { z } from 'zod';\n",
        'src/server/b.ts': "import { it } from 'vitest';\nimport { x } from 'left-pad';\n",
      },
      at: ['src/record/a.ts:1', 'src/server/b.ts:1', 'src/server/b.ts:2'],
    },
  ],
  sound: {
    'package.json': '{"dependencies":{"zod":"1","@a/b":"1"},"devDependencies":{"vitest":"1"}}',
    'src/programme/a.ts': "import { z } from 'zod';\n",
    'src/record/a.test.ts': "import { it } from 'vitest';\n",
    'src/store/a.ts': "import { b } from '@a/b/c';\n",
  },
};

/** No barrels: only `src/<folder>.ts` passes on what other files export. */
export const barrels: Rule = {
  name: 'barrels',
  statement: 'only src/<folder>.ts re-exports; there are no barrels inside',
  check: (project) =>
    project.code
      .filter((file) => !face.test(file.path))
      .flatMap((file) =>
        file.imports
          .filter((imported) => imported.kind === 'export')
          .map((imported) => ({
            path: file.path,
            line: imported.line,
            what: `re-exports ${imported.specifier}`,
            instead: 'let readers import the file that defines it (docs/decisions/0017)',
          })),
      ),
  planted: [
    {
      files: {
        'src/record/all.ts': "export * from './note.ts';\nexport type { T } from './t.ts';\n",
      },
      at: ['src/record/all.ts:1', 'src/record/all.ts:2'],
    },
  ],
  sound: {
    'src/record.ts': "export { a } from './record/a.ts';\nexport { b } from './base/b.ts';\n",
    'src/record/a.ts': 'export const a = 1;\nexport { b };\nconst b = 2;\n',
  },
};
