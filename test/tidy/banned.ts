// Rules about calls and constructs that are banned, each with what to write instead.

import { layerOf } from './layers.ts';
import { type CodeFile, type Node, type Project, walk } from './project.ts';
import type { Rule, Violation } from './rule.ts';

/** The first layer that may meet the world. */
const firstImpureLayer = 4;

function shipped(project: Project): readonly CodeFile[] {
  return project.code.filter((file) => file.path.startsWith('src/') && !file.isTest);
}

function isPure(file: CodeFile): boolean {
  return (layerOf[file.folder ?? ''] ?? firstImpureLayer) < firstImpureLayer;
}

/** Builds a rule that looks at each node of some files; `look` answers what and instead. */
function nodeRule(
  rule: Omit<Rule, 'check'> & {
    readonly files: (project: Project) => readonly CodeFile[];
    readonly look: (
      node: Node,
      file: CodeFile,
      parents: readonly Node[],
    ) => readonly [what: string, instead: string] | undefined;
  },
): Rule {
  const { files, look, ...rest } = rule;
  return {
    ...rest,
    check: (project) =>
      files(project).flatMap((file) => {
        const found: Violation[] = [];
        walk(file.program, (node, parents) => {
          const problem = look(node, file, parents);
          if (problem === undefined) return;
          const [what, instead] = problem;
          found.push({ path: file.path, line: node.loc.start.line, what, instead });
        });
        return found;
      }),
  };
}

/** Returns `Date.now` for the member expression, '' for anything else. */
function memberName(node: Node): string {
  if (node?.type !== 'MemberExpression' && node?.type !== 'OptionalMemberExpression') return '';
  if (node.computed || node.object.type !== 'Identifier') return '';
  return `${node.object.name}.${node.property.name}`;
}

/** Errors carry codes. */
export const plainErrors = nodeRule({
  name: 'plain-errors',
  statement: 'src throws no plain Error',
  files: shipped,
  look: (node) =>
    node.type === 'ThrowStatement' &&
    node.argument.type === 'NewExpression' &&
    /^(Error|TypeError|RangeError|SyntaxError|AggregateError)$/.test(node.argument.callee.name)
      ? [
          `throw new ${node.argument.callee.name}`,
          'ComityError(code, message, cause) when the world broke, assert() when we broke, a Result for what a person can act on',
        ]
      : undefined,
  planted: [
    {
      files: {
        'src/store/a.ts':
          "if (x) throw new Error('x');\nthrow new TypeError('y');\nthrow new RangeError('z');\n",
      },
      at: ['src/store/a.ts:1', 'src/store/a.ts:2', 'src/store/a.ts:3'],
    },
  ],
  sound: {
    'src/store/a.ts': "throw new ComityError('store.a.b', 'x');\n",
    'src/store/a.test.ts': "throw new Error('in a test');\n",
  },
});

/** People are spoken to in one place. */
export const consoleCalls = nodeRule({
  name: 'console',
  statement: 'only src/cli writes to the console',
  files: shipped,
  look: (node, file) =>
    file.folder !== 'cli' && memberName(node).startsWith('console.')
      ? [memberName(node), 'return the text to src/cli, or hand in a logger']
      : undefined,
  planted: [{ files: { 'src/server/a.ts': "\nconsole.log('x');\n" }, at: ['src/server/a.ts:2'] }],
  sound: { 'src/cli/a.ts': "console.log('x');\n", 'bench/a.ts': "console.log('x');\n" },
});

/** A process ends in one place. */
export const processExit = nodeRule({
  name: 'process-exit',
  statement: 'only src/cli and bin end the process',
  files: shipped,
  look: (node, file) =>
    file.folder !== 'cli' && /^process\.(exit|abort)$/.test(memberName(node))
      ? [memberName(node), 'throw, or return a status that src/cli turns into the exit code']
      : undefined,
  planted: [{ files: { 'src/server/a.ts': 'process.exit(1);\n' }, at: ['src/server/a.ts:1'] }],
  sound: { 'src/cli/a.ts': 'process.exit(1);\n', 'bin/comity.js': 'process.exit(1);\n' },
});

const clockOrChance =
  /^(Date\.now|Math\.random|performance\.now|crypto\.(randomUUID|getRandomValues|subtle)|Temporal\.Now)$/;

/** Time and chance enter as `now`, `Clock` and `RandomBytes`. */
export const clockAndChance = nodeRule({
  name: 'clock-and-chance',
  statement: 'layers 0 to 3 read no clock and draw no random numbers',
  files: (project) => shipped(project).filter(isPure),
  look: (node) => {
    const instead = 'now, Clock or RandomBytes handed in (src/base/ports.ts)';
    if (clockOrChance.test(memberName(node))) return [memberName(node), instead];
    const isDate =
      /^(NewExpression|CallExpression)$/.test(node.type) && node.callee.name === 'Date';
    return isDate && node.arguments.length === 0 ? ['Date of now', instead] : undefined;
  },
  planted: [
    {
      files: {
        'src/record/a.ts':
          'const a = Date.now();\nconst b = new Date();\nconst c = Math.random();\nconst d = crypto.randomUUID();\n',
      },
      at: [1, 2, 3, 4].map((line) => `src/record/a.ts:${line}`),
    },
  ],
  sound: {
    'src/record/a.ts':
      'const a = new Date(0);\nconst b = crypto.sha256(c);\nconst d = Date.parse(e);\n',
    'src/server/a.ts': 'const a = Date.now();\n',
  },
});

const worldlyNames = new Set([
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'Buffer',
  'WebSocket',
  'XMLHttpRequest',
  'localStorage',
  'document',
  'window',
  'navigator',
  'globalThis',
]);

/** The pure layers run in a browser, in a test and in a court's tool alike. */
export const world = nodeRule({
  name: 'world',
  statement:
    'layers 0 to 3 use no node: module, process, network, timer or other piece of the world',
  files: (project) => shipped(project).filter(isPure),
  look: (node, file, parents) => {
    const instead = 'a port declared here and implemented in store or server';
    if (node.type === 'ImportDeclaration' && node.source.value.startsWith('node:')) {
      return [`imports ${node.source.value}`, instead];
    }
    if (node.type !== 'Identifier' || !worldlyNames.has(node.name)) return undefined;
    return isFreeName(node, file, parents) ? [node.name, instead] : undefined;
  },
  planted: [
    {
      files: {
        'src/plan/a.ts':
          "import { readFileSync } from 'node:fs';\nconst a = process.env.HOME;\nawait fetch('x');\nsetTimeout(a, 1);\n",
      },
      at: [1, 2, 3, 4].map((line) => `src/plan/a.ts:${line}`),
    },
  ],
  sound: {
    'src/plan/a.ts':
      'interface A { fetch(): void; document: string }\nconst b = a.process;\nfunction c(document: string) { return document; }\n',
    'src/store/a.ts': "import { readFileSync } from 'node:fs';\n",
  },
});

/** Whether a name stands for the global: neither a field, nor a key, nor declared in this file. */
function isFreeName(node: Node, file: CodeFile, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (parent === undefined) return true;
  if (/MemberExpression$/.test(parent.type) && parent.property === node) return false;
  if ('key' in parent && parent.key === node && !parent.shorthand) return false;
  if (
    /^(TSPropertySignature|TSMethodSignature|TSTypeReference|TSQualifiedName)$/.test(parent.type)
  ) {
    return false;
  }
  return !declaredNames(file).has(node.name);
}

const declaredByFile = new WeakMap<CodeFile, ReadonlySet<string>>();

function declaredNames(file: CodeFile): ReadonlySet<string> {
  const known = declaredByFile.get(file);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const bind = (pattern: Node | null): void => {
    if (pattern === null || pattern === undefined) return;
    if (pattern.type === 'Identifier') names.add(pattern.name);
    if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties) bind(property.value ?? property.argument);
    }
    if (pattern.type === 'ArrayPattern') for (const element of pattern.elements) bind(element);
    if (pattern.type === 'AssignmentPattern') bind(pattern.left);
    if (pattern.type === 'RestElement') bind(pattern.argument);
  };
  walk(file.program, (node) => {
    if (node.type === 'VariableDeclarator') bind(node.id);
    if (node.type === 'FunctionDeclaration') bind(node.id);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) bind(node.local);
    for (const parameter of Array.isArray(node.params) ? node.params : []) bind(parameter);
  });
  declaredByFile.set(file, names);
  return names;
}

/** A pure layer remembers nothing between calls. */
export const globalState = nodeRule({
  name: 'global-state',
  statement: 'layers 0 to 3 keep no variable outside functions',
  files: (project) => shipped(project).filter(isPure),
  look: (node, _file, parents) =>
    node.type === 'VariableDeclaration' &&
    node.kind !== 'const' &&
    /^(Program|ExportNamedDeclaration)$/.test(parents.at(-1)?.type ?? '')
      ? [`${node.kind} outside a function`, 'const, or a value handed in and returned']
      : undefined,
  planted: [
    {
      files: { 'src/base/a.ts': 'let a = 1;\nexport let b = 2;\n' },
      at: ['src/base/a.ts:1', 'src/base/a.ts:2'],
    },
  ],
  sound: { 'src/base/a.ts': 'const a = 1;\nfunction b() { let c = 1; return c; }\n' },
});

/** A name is the same wherever it is used. */
export const defaultExports = nodeRule({
  name: 'default-exports',
  statement: 'nothing is a default export, but where a tool demands it',
  files: (project) => project.code.filter((file) => !/\.config\.ts$/.test(file.path)),
  look: (node) =>
    node.type === 'ExportDefaultDeclaration' ? ['a default export', 'a named export'] : undefined,
  planted: [{ files: { 'src/web/a.ts': 'export default 1;\n' }, at: ['src/web/a.ts:1'] }],
  sound: { 'vitest.config.ts': 'export default {};\n', 'src/web/a.ts': 'export const a = 1;\n' },
});

/** Types are the first test. */
export const looseTypes = nodeRule({
  name: 'loose-types',
  statement: 'outside tests there is no any and no !',
  files: (project) => project.code.filter((file) => !file.isTest),
  look: (node) => {
    if (node.type === 'TSAnyKeyword') return ['any', 'unknown, parsed once into a type'];
    if (node.type === 'TSNonNullExpression')
      return ['!', 'present(value, what) of src/base/errors.ts'];
    return undefined;
  },
  planted: [
    {
      files: { 'src/web/a.ts': 'const a: any = 1;\nconst b = c!.d;\n' },
      at: ['src/web/a.ts:1', 'src/web/a.ts:2'],
    },
  ],
  sound: { 'src/web/a.ts': 'const a: unknown = !b;\n', 'test/a.ts': 'const a: any = b!;\n' },
});

/** Other folders read what this one shows; nobody writes to it. */
export const readonlyFields = nodeRule({
  name: 'readonly-fields',
  statement: 'fields of an exported interface are readonly',
  files: shipped,
  look: (node, _file, parents) => {
    if (node.type !== 'TSPropertySignature' || node.readonly) return undefined;
    if (parents.at(-1)?.type !== 'TSInterfaceBody') return undefined;
    if (parents.at(-3)?.type !== 'ExportNamedDeclaration') return undefined;
    return [`field ${node.key.name ?? node.key.value} can be written`, 'readonly'];
  },
  planted: [
    {
      files: { 'src/base/a.ts': 'export interface A {\n  readonly b: 1;\n  c: 2;\n}\n' },
      at: ['src/base/a.ts:3'],
    },
  ],
  sound: {
    'src/base/a.ts': 'interface A { b: 1 }\nexport interface B { c(): void; readonly d: 1 }\n',
  },
});

/** A file is found by what it is about. */
export const fileNames: Rule = {
  name: 'file-names',
  statement: 'files are named in kebab-case, and by what they are about',
  check: (project) =>
    project.code.flatMap((file) => {
      const name =
        file.path
          .split('/')
          .at(-1)
          ?.replace(/\.(ts|js|mjs)$/, '') ?? '';
      const words = name.split(/[.-]/);
      const vague = words.find((word) =>
        /^(utils?|helpers?|common|managers?|misc|index|stuff)$/.test(word),
      );
      const instead = 'a kebab-case noun for what the file is about';
      if (vague !== undefined) {
        return [{ path: file.path, line: 1, what: `the name says only "${vague}"`, instead }];
      }
      if (/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name)) return [];
      return [{ path: file.path, line: 1, what: 'the name is not in kebab-case', instead }];
    }),
  planted: [
    {
      files: { 'src/web/date-utils.ts': '', 'src/web/fooBar.ts': '', 'src/web/index.ts': '' },
      at: ['src/web/date-utils.ts:1', 'src/web/fooBar.ts:1', 'src/web/index.ts:1'],
    },
  ],
  sound: { 'src/web/critical-path.ts': '', 'src/web/critical-path.slow.test.ts': '' },
};

/** A test that is switched off tests nothing. */
export const testMarks = nodeRule({
  name: 'test-marks',
  statement: 'no test is marked only, skip or todo',
  files: (project) => project.code.filter((file) => file.isTest),
  look: (node) =>
    /^(it|test|describe|suite)\.(only|skip|todo|fails)$/.test(memberName(node))
      ? [memberName(node), 'a test that runs, or skipIf() with the reason in its title']
      : undefined,
  planted: [
    {
      files: { 'src/web/a.test.ts': "it.skip('x', f);\ndescribe.only('y', f);\n" },
      at: ['src/web/a.test.ts:1', 'src/web/a.test.ts:2'],
    },
  ],
  sound: { 'src/web/a.test.ts': "it.skipIf(x)('x', f);\nit.each([1])('y', f);\n" },
});
