// Rules about comments and folder pages: headers, docstrings, marks for later, README of each folder.
import { layerOf } from './layers.ts';
import type { CodeFile, Comment, Node } from './project.ts';
import type { Rule, Violation } from './rule.ts';

const headerLinesMax = 5;
const readmeLinesMax = 40;

/** Every file says what it is. */
export const headers: Rule = {
  name: 'headers',
  statement:
    'every file opens with one to five lines of comment: what it is, and which specification it follows',
  check: (project) =>
    project.code.flatMap((file) => {
      const lines = file.lines[0].startsWith('#!') ? file.lines.slice(1) : file.lines;
      const line = file.lines.length - lines.length + 1;
      const count = lines.findIndex((text) => !text.startsWith('//'));
      if (count === 0 || !/^\/\/ \S.{9,}/.test(lines[0])) {
        const instead = 'one to five lines beginning with // ';
        return [{ path: file.path, line, what: 'no opening comment', instead }];
      }
      if (count <= headerLinesMax && count !== -1) return [];
      const what = `an opening comment of ${count === -1 ? lines.length : count} lines, at most ${headerLinesMax}`;
      return [{ path: file.path, line, what, instead: 'the rest beside the code it explains' }];
    }),
  planted: [
    {
      files: {
        'src/web/a.ts': 'const a = 1;\n',
        'src/web/b.ts': '/** Doc. */\nconst a = 1;\n',
        'src/web/c.ts': `${'// A line of header.\n'.repeat(6)}const a = 1;\n`,
        'bin/d.js': '#!/usr/bin/env node\nconst a = 1;\n',
      },
      at: ['bin/d.js:2', 'src/web/a.ts:1', 'src/web/b.ts:1', 'src/web/c.ts:1'],
    },
  ],
  sound: {
    'src/web/a.ts': '// What this file is about.\nconst a = 1;\n',
    'bin/d.js': '#!/usr/bin/env node\n// What this file is about.\nconst a = 1;\n',
  },
};

/** Every export is explained where it stands. */
export const docstrings: Rule = {
  name: 'docstrings',
  statement: 'every export of src has a docstring',
  check: (project) =>
    project.code
      .filter((file) => file.path.startsWith('src/') && !file.isTest && file.folder !== undefined)
      .flatMap((file) => {
        const documented = new Set<string>();
        let explainedEnd = 0;
        return (file.program.body as readonly Node[]).flatMap((statement) => {
          if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return [];
          const names = declared(statement.declaration);
          const isExplained =
            hasDocstring(file, statement) || isTypeOfLineAbove(statement, explainedEnd);
          if (isExplained) {
            explainedEnd = statement.loc.end.line;
            for (const name of names) documented.add(name);
          }
          return names
            .filter((name) => !documented.has(name))
            .map((name) => ({
              path: file.path,
              line: statement.loc.start.line,
              what: `export ${name} has no docstring`,
              instead:
                '/** What it returns or is; what happens at the edges; refusals by code. */ right above',
            }));
        });
      }),
  planted: [
    {
      files: {
        'src/web/a.ts':
          '// Header.\nexport const a = 1;\n/* No docstring. */\nexport function b() {}\n/** Detached from c. */\n\nexport interface C {}\n/** */\nexport type D = 1;\n',
      },
      at: ['src/web/a.ts:2', 'src/web/a.ts:4', 'src/web/a.ts:7', 'src/web/a.ts:9'],
    },
  ],
  sound: {
    'src/web/a.ts':
      '// Header.\n/** Returns a number. */\nexport function a(b: 1): 1;\nexport function a(b: 2): 2;\nfunction own() {}\n/** A schema. */\nexport const shape = z();\nexport type Shape = z.infer<typeof shape>;\n',
    'src/web/a.test.ts': 'export const a = 1;\n',
  },
};

function declared(declaration: Node): readonly string[] {
  if (declaration.declarations)
    return declaration.declarations.map((d: Node) => d.id.name ?? 'pattern');
  return [declaration.id.name];
}

/** A type right below the schema it is read from shares its docstring. */
function isTypeOfLineAbove(statement: Node, explainedEnd: number): boolean {
  const isType = statement.declaration.type === 'TSTypeAliasDeclaration';
  return isType && statement.loc.start.line === explainedEnd + 1;
}

function hasDocstring(file: CodeFile, statement: Node): boolean {
  const isAbove = (comment: Comment) =>
    comment.type === 'CommentBlock' &&
    /^\*\s*\S[\s\S]{8,}/.test(comment.value) &&
    comment.end <= statement.start &&
    /^[ \t]*\n?[ \t]*$/.test(file.text.slice(comment.end, statement.start));
  return file.comments.some(isAbove);
}

/** What is left for later is an issue that somebody can find. */
export const marks: Rule = {
  name: 'marks',
  statement: 'work left for later is marked TODO(issue), and in no other way',
  check: (project) =>
    project.code.flatMap((file) =>
      file.comments.flatMap((comment) => {
        const match = /\b(TODO(?!\([\w#-]+\))|FIXME|XXX|HACK)\b/.exec(comment.value);
        if (match === null) return [];
        const before = comment.value.slice(0, match.index).split('\n').length - 1;
        const line = comment.loc.start.line + before;
        return [
          { path: file.path, line, what: match[1], instead: 'TODO(number of the issue): what' },
        ];
      }),
    ),
  planted: [
    {
      files: { 'src/web/a.ts': '// TODO later\n/* a\n FIXME b */\n' },
      at: ['src/web/a.ts:1', 'src/web/a.ts:3'],
    },
  ],
  sound: { 'src/web/a.ts': "// TODO(12): name the limit.\nconst a = 'TODO';\n" },
};

/** Every folder is explained on one screen. */
export const folderPages: Rule = {
  name: 'folder-pages',
  statement: 'every folder of src has a README.md of at most 40 lines that gives its number',
  check: (project) => {
    const folders = [...new Set(project.code.flatMap((file) => file.folder ?? []))].sort();
    return folders.flatMap((folder): readonly Violation[] => {
      const path = `src/${folder}/README.md`;
      const text = project.documents.get(path);
      const instead =
        'purpose, words, files in reading order, may import, invariants, how to add one';
      if (text === undefined) return [{ path, line: 1, what: 'no README.md', instead }];
      const lines = text.trimEnd().split('\n');
      const title = `# ${folder} (layer ${layerOf[folder]})`;
      if (lines[0] !== title) {
        return [{ path, line: 1, what: `the title is "${lines[0]}"`, instead: `"${title}"` }];
      }
      if (lines.length <= readmeLinesMax) return [];
      const what = `${lines.length} lines, at most ${readmeLinesMax}`;
      return [{ path, line: readmeLinesMax + 1, what, instead }];
    });
  },
  planted: [
    {
      files: {
        'src/base/a.ts': '',
        'src/record/a.ts': '',
        'src/record/README.md': '# record (layer 1)\n'.repeat(41),
        'src/web/a.ts': '',
        'src/web/README.md': '# Pages\n',
      },
      at: ['src/base/README.md:1', 'src/record/README.md:41', 'src/web/README.md:1'],
    },
  ],
  sound: { 'src/base/a.ts': '', 'src/base/README.md': '# base (layer 0)\n' },
};
