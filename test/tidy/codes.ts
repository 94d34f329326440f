// Rules about codes of refusals, failures and issues: dotted, and each one tested.
// A code is a literal where a parameter or a field is called `code`, so wrappers are found by themselves.
import { type CodeFile, type Node, type Project, walk } from './project.ts';
import type { Rule } from './rule.ts';

/** One literal code in src. */
export interface Code {
  readonly code: string;
  readonly path: string;
  readonly line: number;
}

/** Codes of the operating system are not ours to name. */
const systemCode = /^E[A-Z0-9]+$/;
const dotted = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/;

/** Returns every code of src, in order of files and lines, repeated where it is used more than once. */
export function codesOf(project: Project): readonly Code[] {
  const files = project.code.filter((file) => file.path.startsWith('src/') && !file.isTest);
  const ownByFile = new Map(files.map((file) => [file.path, codePositions(file)]));
  return files.flatMap((file) => {
    const positions = positionsKnownIn(file, ownByFile);
    const found: Code[] = [];
    const add = (node: Node | undefined): void => {
      if (node?.type === 'ConditionalExpression') {
        add(node.consequent);
        add(node.alternate);
      }
      if (node?.type !== 'StringLiteral' || systemCode.test(node.value)) return;
      found.push({ code: node.value, path: file.path, line: node.loc.start.line });
    };
    walk(file.program, (node) => {
      if (node.type === 'CallExpression' || node.type === 'NewExpression') {
        const position = positions.get(calleeName(node));
        if (position !== undefined) add(node.arguments[position]);
      }
      if (node.type === 'ObjectExpression') add(codeField(node));
    });
    return found;
  });
}

function calleeName(node: Node): string {
  return node.callee.type === 'Identifier' ? node.callee.name : (node.callee.property?.name ?? '');
}

/** The value of a field `code` in an object that looks like an issue, a refusal or an answer. */
function codeField(node: Node): Node | undefined {
  const fields = new Map<string, Node>(
    (node.properties as readonly Node[])
      .filter((property) => property.type === 'ObjectProperty' && !property.computed)
      .map((property) => [property.key.name ?? property.key.value, property.value]),
  );
  const value = fields.get('code');
  if (value === undefined) return undefined;
  const isOurs = ['params', 'message', 'status', 'detail'].some((name) => fields.has(name));
  const looksDotted = value.type === 'StringLiteral' && dotted.test(value.value);
  return isOurs || looksDotted ? value : undefined;
}

/** Own functions and those imported: another file's function of the same name means nothing here. */
function positionsKnownIn(
  file: CodeFile,
  ownByFile: ReadonlyMap<string, ReadonlyMap<string, number>>,
): ReadonlyMap<string, number> {
  const known = new Map(ownByFile.get(file.path));
  for (const imported of file.imports) {
    const theirs = ownByFile.get(imported.target ?? '');
    for (const name of imported.names) {
      const position = theirs?.get(name);
      if (position !== undefined) known.set(name, position);
    }
  }
  return known;
}

/** Functions and classes of a file that take a parameter called `code`, with its position. */
function codePositions(file: CodeFile): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  const note = (name: string | undefined, params: readonly Node[]) => {
    const position = params.findIndex((p) => (p.left ?? p).name === 'code');
    if (name !== undefined && position !== -1) positions.set(name, position);
  };
  walk(file.program, (node, parents) => {
    if (node.type === 'FunctionDeclaration') note(node.id?.name, node.params);
    if (node.type === 'VariableDeclarator' && Array.isArray(node.init?.params)) {
      note(node.id.name, node.init.params);
    }
    if (node.type === 'ClassMethod' && node.kind === 'constructor') {
      note(parents.at(-2)?.id?.name, node.params);
    }
  });
  return positions;
}

/** Codes are dotted, so that they can be read over the telephone and found again. */
export const dottedCodes: Rule = {
  name: 'dotted-codes',
  statement: 'codes are dotted words in lower case',
  check: (project) =>
    codesOf(project)
      .filter(({ code }) => !dotted.test(code))
      .map(({ code, path, line }) => ({
        path,
        line,
        what: `the code "${code}"`,
        instead: 'a dotted code that begins with its folder, such as store.folder.locked',
      })),
  planted: [
    {
      files: {
        'src/base/a.ts':
          "function refuse(code: string) {}\nrefuse('Not Found');\nconst a = { code: 'oops', params: {} };\nclass B { constructor(where: 1, code: string) {} }\nnew B(1, 'locked');\nrefuse(x ? 'a.b' : 'c');\n",
      },
      at: [2, 3, 5, 6].map((line) => `src/base/a.ts:${line}`),
    },
    {
      files: {
        'src/base/a.ts': 'export function refuse(code: string) {}\n',
        'src/base/b.ts': "import { refuse } from './a.ts';\nrefuse('loose');\n",
      },
      at: ['src/base/b.ts:2'],
    },
  ],
  sound: {
    'src/base/a.ts':
      "function refuse(code: string) {}\nrefuse('a.b-c');\nconst a = { code: 'CNY', amount: 1 };\nrefuse(error.code);\nrefuse('ENOENT');\n",
    'src/base/b.ts': "function refuse(scope: string) {}\nrefuse('public');\n",
  },
};

/** A code that no test names may mean anything. */
export const testedCodes: Rule = {
  name: 'tested-codes',
  statement: 'every code is named by a test',
  check: (project) => {
    const tests = project.code
      .filter((file) => file.isTest && !file.path.startsWith('test/tidy'))
      .map((file) => file.text)
      .join('\n');
    const seen = new Set<string>();
    return codesOf(project).flatMap(({ code, path, line }) => {
      if (seen.has(code) || !dotted.test(code)) return [];
      seen.add(code);
      if (new RegExp(`(?<![\\w.-])${code.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`).test(tests))
        return [];
      const instead = 'a test that provokes it and asserts the code';
      return [{ path, line, what: `no test names ${code}`, instead }];
    });
  },
  planted: [
    {
      files: {
        'src/base/a.ts':
          "function refuse(code: string) {}\nrefuse('base.a.one');\nrefuse('base.a.two');\nrefuse('base.a');\n",
        'src/base/a.test.ts': "expect(code).toBe('base.a.two');\n",
      },
      at: ['src/base/a.ts:2', 'src/base/a.ts:4'],
    },
  ],
  sound: {
    'src/base/a.ts': "function refuse(code: string) {}\nrefuse('base.a.one');\n",
    'src/base/a.test.ts': "it('answers base.a.one', f);\n",
  },
};
