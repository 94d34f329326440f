// The repository as tidy sees it: code files with their syntax trees, documents, and how imports resolve.
// Also builds a project from texts held in memory, so that every rule can be tried on a planted fault.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { parse } from '@babel/parser';

/** A node of the syntax tree (ESTree as Babel writes it), read by field name. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: Position; readonly end: Position };
  readonly leadingComments?: readonly Comment[];
  // biome-ignore lint/suspicious/noExplicitAny: the tree is read by field name, each rule knows its shapes
  readonly [field: string]: any;
}

/** A place in a file: line from 1, column from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A comment, without its marks. */
export interface Comment {
  readonly type: 'CommentBlock' | 'CommentLine';
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: Position; readonly end: Position };
}

/** One import, export-from, `import()` or `import('…').Type` of a file. */
export interface Import {
  readonly specifier: string;
  /** Path of the file meant, for relative specifiers. */
  readonly target?: string;
  readonly line: number;
  /** Names taken; '*' when all of them may be. */
  readonly names: readonly string[];
  readonly kind: 'import' | 'export' | 'dynamic';
}

/** One file of code. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly program: Node;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  /** `record` for `src/record/note.ts`; undefined outside src and for public faces. */
  readonly folder?: string;
  readonly isTest: boolean;
}

/** Everything that rules look at. */
export interface Project {
  readonly code: readonly CodeFile[];
  readonly byPath: ReadonlyMap<string, CodeFile>;
  /** Markdown and JSON by path. */
  readonly documents: ReadonlyMap<string, string>;
  /** Files that do not parse: path, line, message. */
  readonly broken: readonly {
    readonly path: string;
    readonly line: number;
    readonly what: string;
  }[];
}

const codeFolders = ['src', 'test', 'bin', 'bench', 'examples', 'packages', '.ci'];
const documentFolders = ['src', 'test', 'docs', 'examples', 'bench', 'packages', 'locales'];

/** Reads the repository below a root folder. */
export function readProject(root: string): Project {
  const files: Record<string, string> = {};
  for (const folder of codeFolders) collect(root, folder, /\.(ts|js|mjs)$/, files);
  for (const folder of documentFolders) collect(root, folder, /\.(md|json)$/, files);
  for (const name of readdirSync(root)) {
    if (/\.(ts|md|json)$/.test(name)) files[name] = readFileSync(join(root, name), 'utf8');
  }
  return projectOf(files);
}

function collect(root: string, folder: string, wanted: RegExp, into: Record<string, string>): void {
  const start = join(root, folder);
  if (statSync(start, { throwIfNoEntry: false }) === undefined) return;
  for (const entry of readdirSync(start, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !wanted.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    if (path.includes('node_modules')) continue;
    into[relative(root, path).split(sep).join('/')] = readFileSync(path, 'utf8');
  }
}

/** Builds a project from texts by path. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const code: CodeFile[] = [];
  const documents = new Map<string, string>();
  const broken: { path: string; line: number; what: string }[] = [];
  for (const path of Object.keys(files).sort()) {
    const text = files[path];
    if (!/\.(ts|js|mjs)$/.test(path)) {
      documents.set(path, text);
      continue;
    }
    try {
      code.push(parseFile(path, text));
    } catch (error) {
      const { loc, message } = error as { loc?: Position; message: string };
      broken.push({ path, line: loc?.line ?? 1, what: message });
    }
  }
  return { code, byPath: new Map(code.map((file) => [file.path, file])), documents, broken };
}

function parseFile(path: string, text: string): CodeFile {
  const tree = parse(text, {
    sourceType: 'module',
    plugins: ['typescript'],
    createImportExpressions: true,
  }) as unknown as { program: Node; comments: Comment[] };
  const folder = /^src\/([^/]+)\//.exec(path)?.[1];
  return {
    path,
    text,
    lines: text.split('\n'),
    program: tree.program,
    comments: tree.comments,
    imports: importsOf(path, tree.program),
    ...(folder === undefined ? {} : { folder }),
    isTest: path.startsWith('test/') || /\.(test|contract|fixture|fixtures)\.ts$/.test(path),
  };
}

function importsOf(path: string, program: Node): readonly Import[] {
  const found: Import[] = [];
  const add = (source: Node | undefined, at: Node, kind: Import['kind'], names: string[]) => {
    if (source?.type !== 'StringLiteral') return;
    const specifier: string = source.value;
    const target = specifier.startsWith('.')
      ? posix.normalize(posix.join(posix.dirname(path), specifier))
      : undefined;
    found.push({ specifier, line: at.loc.start.line, names, kind, ...(target && { target }) });
  };
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration') add(node.source, node, 'import', importedNames(node));
    if (node.type === 'ExportNamedDeclaration' && node.source) {
      add(
        node.source,
        node,
        'export',
        node.specifiers.map((s: Node) => nameOf(s.local)),
      );
    }
    if (node.type === 'ExportAllDeclaration') add(node.source, node, 'export', ['*']);
    if (node.type === 'ImportExpression') add(node.source, node, 'dynamic', ['*']);
    if (node.type === 'TSImportType') {
      const named = node.qualifier ? leftmostName(node.qualifier) : '*';
      add(node.source ?? node.argument, node, 'import', [named]);
    }
  });
  return found;
}

function importedNames(node: Node): string[] {
  return node.specifiers.map((s: Node) =>
    s.type === 'ImportSpecifier' ? nameOf(s.imported) : '*',
  );
}

function leftmostName(node: Node): string {
  return node.type === 'TSQualifiedName' ? leftmostName(node.left) : nameOf(node);
}

/** Returns the name of an identifier, or the value of a string that stands for one. */
export function nameOf(node: Node): string {
  return node.type === 'StringLiteral' ? node.value : node.name;
}

/** Calls `visit` for every node below (and with) one, in source order; `parents` runs from the root down. */
export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  visit(node, parents);
  const below = [...parents, node];
  for (const field of Object.keys(node)) {
    if (field === 'loc' || field.endsWith('Comments') || field === 'extra') continue;
    const value = node[field];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') {
        walk(child, visit, below);
      }
    }
  }
}
