// Makes one script for browsers out of a TypeScript file and all it imports: types are stripped by Node itself, and
// each file becomes a function that hands out what it exports. No bundler, nothing rewritten but import and export
// lines, comments kept: what runs is what an auditor reads in src. Only files that run in a browser may take part.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { assert } from '../base/errors.ts';

//     'use strict';
//     const modules = {};
//     modules['base/bytes.ts'] = (() => { … return { utf8, toHex }; })();      imports stand before who imports them
//     modules['web/browser/verify-entry.ts'] = (() => { const { utf8 } = modules['base/bytes.ts']; … })();

const sourceFolder = new URL('../', import.meta.url);

/** What may be sent to a browser: the pure layers that need no package, and the scripts of pages. */
const mayRunInBrowser = /^(base|record|text|web\/browser)\/[a-z0-9-]+(\.data)?\.ts$/;

/** One file, its types gone and its import and export lines rewritten. */
interface Module {
  readonly path: string;
  readonly body: string;
}

/**
 * Returns the script of an entry file, named by its path inside src. A file outside of what may run in a browser, a
 * package, and an import or export that is not by name are faults.
 */
export function linkScript(entry: string): string {
  const modules = new Map<string, Module>();
  addModule(modules, entry);
  const parts = [...modules.values()].map(
    ({ path, body }) => `// ${path}\nmodules['${path}'] = (() => {\n${body}\n})();\n`,
  );
  return `'use strict';\nconst modules = {};\n${parts.join('')}`;
}

/** Adds a file behind the files that it imports. Cycles are ruled out by the tidy test. */
function addModule(modules: Map<string, Module>, path: string): void {
  if (modules.has(path)) return;
  assert(mayRunInBrowser.test(path), `${path} is a file that runs in a browser`);
  const typed = readFileSync(new URL(path, sourceFolder), 'utf8');
  const source = stripTypes(typed);
  const body = source.replace(
    /^import\s+(?:\{([^}]*)\}\s+from\s+)?'([^']+)';$/gm,
    (_line, names: string | undefined, specifier: string) => {
      const target = resolve(path, specifier);
      addModule(modules, target);
      return names === undefined ? '' : `const {${renamed(names)}} = modules['${target}'];`;
    },
  );
  const exported: string[] = [];
  const plain = body.replace(
    /^export ((?:async )?function\*?|const|class) ([A-Za-z0-9_$]+)/gm,
    (_line, keyword: string, name: string) => {
      exported.push(name);
      return `${keyword} ${name}`;
    },
  );
  assert(!/^(import|export)\b/m.test(plain), `${path} imports and exports by name only`);
  modules.set(path, { path, body: `${plain.trimEnd()}\nreturn { ${exported.join(', ')} };` });
}

/** `a, b as c` of an import is `a, b: c` of a pattern. */
function renamed(names: string): string {
  return names.replace(/\s+as\s+/g, ': ');
}

function resolve(from: string, specifier: string): string {
  assert(specifier.startsWith('.'), `${from} imports files, got ${specifier}`);
  const base = new URL(from, sourceFolder);
  return new URL(specifier, base).href.slice(sourceFolder.href.length);
}

/** Node says that the function may change yet. Whoever runs a node can do nothing about that: the word is not passed on. */
function stripTypes(source: string): string {
  const say = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = say;
  }
}
