// The rule that nothing is exported for nobody. A type that stands in the signature of something used
// is used with it: its reader may want to name it.
import { type CodeFile, type Node, nameOf, type Project, walk } from './project.ts';
import type { Rule } from './rule.ts';

/** What no other file uses is not part of what a file shows. */
export const unusedExports: Rule = {
  name: 'unused-exports',
  statement: 'nothing is exported that no other file uses',
  check: (project) => {
    const used = usedNames(project);
    return project.code
      .filter((file) => file.folder !== undefined && !file.isTest)
      .flatMap((file) => {
        const names = withSignatures(file, used.get(file.path) ?? new Set());
        if (names.has('*')) return [];
        return exportedNames(file)
          .filter(({ name }) => !names.has(name))
          .map(({ name, line }) => ({
            path: file.path,
            line,
            what: `nobody imports ${name}`,
            instead: 'no export, or no code',
          }));
      });
  },
  planted: [
    {
      files: {
        'src/base/a.ts': 'export const used = 1;\nexport const lost = 2;\nexport type Gone = 3;\n',
        'src/base/b.ts': "import { used } from './a.ts';\n",
      },
      at: ['src/base/a.ts:2', 'src/base/a.ts:3'],
    },
    {
      files: {
        'src/base/a.ts':
          'export type Inner = 1;\nexport function lost(p: Inner) {}\nexport function used() { const x: Inner = 1; }\n',
        'src/base/b.ts': "import { used } from './a.ts';\n",
      },
      at: ['src/base/a.ts:1', 'src/base/a.ts:2'],
    },
  ],
  sound: {
    'src/base/a.ts':
      'export const one = 1;\nexport type Two = 2;\nexport { three };\nconst three = 3;\n',
    'src/base/a.test.ts': "import { one } from './a.ts';\ntype T = import('./a.ts').Two;\n",
    'src/base/sign.ts':
      'export interface Parts { readonly deep: Deep }\nexport type Deep = 1;\nexport function make(p: Parts) {}\n',
    'src/base/sign.test.ts': "import { make } from './sign.ts';\n",
    'src/base.ts': "export { three } from './base/a.ts';\n",
    'src/cli/main.ts': 'export function main() {}\n',
    'bin/comity.js': "const { main } = await import('../src/cli/main.ts');\n",
  },
};

function usedNames(project: Project): ReadonlyMap<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const file of project.code) {
    for (const imported of file.imports) {
      if (imported.target === undefined) continue;
      const names = used.get(imported.target) ?? new Set();
      for (const name of imported.names) names.add(name);
      used.set(imported.target, names);
    }
  }
  return used;
}

/** Adds the types that used exports show in their signatures, and the types of those types. */
function withSignatures(file: CodeFile, used: ReadonlySet<string>): ReadonlySet<string> {
  const shown = new Map<string, Set<string>>();
  for (const statement of file.program.body as readonly Node[]) {
    const declaration: Node = statement.declaration ?? statement;
    for (const one of declaration.declarations ?? [declaration]) {
      if (one.id?.type === 'Identifier') shown.set(one.id.name, typesShown(one));
    }
  }
  const all = new Set(used);
  for (const name of all) for (const type of shown.get(name) ?? []) all.add(type);
  return all;
}

/** Names of types in a declaration, outside the bodies of its functions. */
function typesShown(declaration: Node): Set<string> {
  const names = new Set<string>();
  walk(declaration, (node, parents) => {
    if (parents.some((parent) => parent.type === 'BlockStatement')) return;
    if (node.type === 'TSTypeReference' && node.typeName.type === 'Identifier')
      names.add(node.typeName.name);
    if (/^(TSInterfaceHeritage|TSExpressionWithTypeArguments|TSClassImplements)$/.test(node.type)) {
      names.add(node.expression.name);
    }
  });
  return names;
}

function exportedNames(file: CodeFile): readonly { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  for (const statement of file.program.body as readonly Node[]) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) continue;
    const line = statement.loc.start.line;
    const declaration: Node | null = statement.declaration;
    for (const one of declaration?.declarations ?? []) {
      if (one.id.type === 'Identifier') found.push({ name: one.id.name, line });
    }
    if (declaration?.id) found.push({ name: declaration.id.name, line });
    for (const specifier of statement.specifiers as readonly Node[]) {
      found.push({ name: nameOf(specifier.exported), line });
    }
  }
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}
