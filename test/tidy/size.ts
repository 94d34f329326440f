// Rules about size: lines of a file, lines of a function, parameters of an exported function.
// The numbers stand in ratchet.json and may fall, not rise.
import { type CodeFile, type Node, walk } from './project.ts';
import { limits } from './ratchet.ts';
import type { Rule, Violation } from './rule.ts';

/** Tables of data are exempt: nobody reads them top to bottom. */
const isData = /(^|\/)data\/|\.data\.ts$|^test\/vectors\//;

/** A file can be read in one sitting. */
export const fileLength: Rule = {
  name: 'file-length',
  statement: 'a file has at most 400 lines, a test 600; tables of data are exempt',
  check: (project) =>
    project.code.flatMap((file) => {
      if (isData.test(file.path)) return [];
      const count = file.text.replace(/\n$/, '').split('\n').length;
      const max = file.isTest ? limits.testFileLines : limits.fileLines;
      if (count <= max) return [];
      const what = `${count} lines, at most ${max}`;
      return [{ path: file.path, line: 1, what, instead: 'two files, each with one subject' }];
    }),
  planted: [
    {
      files: {
        'src/record/a.ts': '//\n'.repeat(401),
        'src/record/a.test.ts': '//\n'.repeat(601),
      },
      at: ['src/record/a.test.ts:1', 'src/record/a.ts:1'],
    },
  ],
  sound: {
    'src/record/a.ts': '//\n'.repeat(400),
    'src/record/a.test.ts': '//\n'.repeat(600),
    'src/base/currencies.data.ts': '//\n'.repeat(900),
  },
};

/** A function fits a screen. */
export const functionLength: Rule = {
  name: 'function-length',
  statement: 'a function has at most 70 lines; the groups of a test file are exempt',
  check: (project) =>
    project.code.flatMap((file) => {
      const found: Violation[] = [];
      walk(file.program, (node, parents) => {
        if (!isFunction(node) || isTestGroup(parents.at(-1))) return;
        if (file.isTest && holdsTestGroups(node)) return;
        const count = node.loc.end.line - node.loc.start.line + 1;
        if (count <= limits.functionLines) return;
        found.push({
          path: file.path,
          line: node.loc.start.line,
          what: `a function of ${count} lines, at most ${limits.functionLines}`,
          instead: 'one function that decides and smaller ones that it calls',
        });
      });
      return found;
    }),
  planted: [
    {
      files: {
        'src/record/a.ts': `function long() {\n${'  1;\n'.repeat(69)}}\nconst b = () => {\n${'1;\n'.repeat(69)}};\n`,
        'src/record/b.test.ts': `it('x', () => {\n${'  1;\n'.repeat(69)}});\n`,
      },
      at: ['src/record/a.ts:1', 'src/record/a.ts:72', 'src/record/b.test.ts:1'],
    },
  ],
  sound: {
    'src/record/a.ts': `function just() {\n${'  1;\n'.repeat(68)}}\n`,
    'src/record/c.contract.ts': `export function contract() {\ndescribe('x', () => {\n${'  1;\n'.repeat(99)}});\n}\n`,
    'src/record/b.test.ts': `describe('x', () => {\n${'  1;\n'.repeat(99)}});\ndescribe.each([1])('y', () => {\n${'1;\n'.repeat(99)}});\n`,
  },
};

/** Returns whether a node is a function with a body. */
function isFunction(node: Node): boolean {
  return (
    /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ClassMethod|ClassPrivateMethod|ObjectMethod)$/.test(
      node.type,
    ) && node.body?.type === 'BlockStatement'
  );
}

/** A contract suite: a function that only opens groups for whoever implements the contract. */
function holdsTestGroups(node: Node): boolean {
  return (node.body.body as readonly Node[]).some(
    (statement) => statement.type === 'ExpressionStatement' && isTestGroup(statement.expression),
  );
}

function isTestGroup(parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false;
  let callee: Node = parent.callee;
  while (callee.type !== 'Identifier') {
    if (callee.type === 'MemberExpression') callee = callee.object;
    else if (callee.type === 'CallExpression') callee = callee.callee;
    else return false;
  }
  return callee.name === 'describe';
}

/** Calls can be read without counting commas. */
export const parameters: Rule = {
  name: 'parameters',
  statement: 'an exported function has at most three parameters and no bare boolean',
  check: (project) =>
    project.code
      .filter((file) => file.path.startsWith('src/') && !file.isTest)
      .flatMap((file) =>
        exportedFunctions(file).flatMap((node) => parameterViolations(file, node)),
      ),
  planted: [
    {
      files: {
        'src/record/a.ts':
          'export function a(b: 1, c: 2, d: 3, e: 4) {}\nexport function f(sorted: boolean) {}\nexport const g = (h = true) => {};\n',
      },
      at: ['src/record/a.ts:1', 'src/record/a.ts:2', 'src/record/a.ts:3'],
    },
  ],
  sound: {
    'src/record/a.ts':
      'export function a(b: 1, c: 2, { d, e }: { d: boolean; e: 1 }) {}\nfunction own(b: boolean) {}\nexport function f(...all: 1[]) {}\n',
  },
};

function exportedFunctions(file: CodeFile): readonly Node[] {
  const found: Node[] = [];
  for (const statement of file.program.body as readonly Node[]) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const declaration: Node | null = statement.declaration;
    if (declaration?.type === 'FunctionDeclaration') found.push(declaration);
    for (const one of declaration?.declarations ?? []) {
      if (one.init !== null && isFunction(one.init)) found.push(one.init);
    }
  }
  return found;
}

function parameterViolations(file: CodeFile, node: Node): readonly Violation[] {
  const found: Violation[] = [];
  const line: number = node.loc.start.line;
  if (node.params.length > limits.parameters) {
    const what = `${node.params.length} parameters, at most ${limits.parameters}`;
    found.push({ path: file.path, line, what, instead: 'one named object' });
  }
  for (const parameter of node.params as readonly Node[]) {
    const type = (parameter.left ?? parameter).typeAnnotation?.typeAnnotation?.type;
    if (type !== 'TSBooleanKeyword' && parameter.right?.type !== 'BooleanLiteral') continue;
    const what = 'a bare boolean parameter';
    const instead = 'two functions, a named field, or a union of words';
    found.push({ path: file.path, line: parameter.loc.start.line, what, instead });
  }
  return found;
}
