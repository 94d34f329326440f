// The rule that specifications and tests name each other. In docs/spec/*.md a table with a column
// "Enforced by" holds one invariant a row: first cell its id (R1), and the cell names tests as
// `path.test.ts` or `path.test.ts`: title (several by <br>). A known gap says so: "gap: why".
import type { Project } from './project.ts';
import type { Rule, Violation } from './rule.ts';

/** One row of an invariant table. */
interface Invariant {
  readonly path: string;
  readonly line: number;
  readonly id: string;
  readonly enforcedBy: string;
}

function invariantsOf(project: Project): readonly Invariant[] {
  const found: Invariant[] = [];
  for (const [path, text] of project.documents) {
    if (!/^docs\/spec\/.*\.md$/.test(path)) continue;
    let column = -1;
    for (const [i, line] of text.split('\n').entries()) {
      if (!line.startsWith('|')) {
        column = -1;
        continue;
      }
      const cells = line
        .replace(/^\||\|\s*$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
      if (column === -1) {
        column = cells.findIndex((cell) => /^enforced by$/i.test(cell));
        continue;
      }
      if (/^:?-+:?$/.test(cells[0])) continue;
      const id = cells[0].replace(/[*`]/g, '');
      found.push({ path, line: i + 1, id, enforcedBy: cells[column] ?? '' });
    }
  }
  return found;
}

/** Every invariant has a test, and every test that claims to hold one does. */
export const enforcedBy: Rule = {
  name: 'enforced-by',
  statement: 'each invariant of docs/spec names an existing test, and each named invariant exists',
  check: (project) => {
    const invariants = invariantsOf(project);
    return [
      ...invariants.flatMap((invariant) => rowViolations(project, invariant)),
      ...project.code.flatMap((file) =>
        file.lines.flatMap((text, i) =>
          mentionViolations(project, invariants, { file, text, line: i + 1 }),
        ),
      ),
    ];
  },
  planted: [
    {
      files: {
        'docs/spec/record.md':
          '# Record\n## 1. One\n| id | rule | Enforced by |\n|---|---|---|\n| R1 | a | `src/a.test.ts`: no such title |\n| R2 | b | |\n| R3 | c | `src/gone.test.ts` |\n| R4 | d | `src/a.test.ts`: holds |\n',
        'src/a.test.ts':
          "it('holds', f);\n// docs/spec/record.md R9\n// docs/spec/record.md R3\n// docs/spec/none.md 1\n// docs/spec/record.md 7\n",
      },
      at: [
        ...[5, 6, 7].map((line) => `docs/spec/record.md:${line}`),
        ...[2, 3, 4, 5].map((line) => `src/a.test.ts:${line}`),
      ],
    },
  ],
  sound: {
    'docs/spec/record.md':
      '# Record\n## 1. One\n| id | rule | Enforced by |\n|---|---|---|\n| R1 | a \\| b | `src/a.test.ts`: holds it<br>`src/b.test.ts` |\n| R2 | b | gap: needs a second machine |\n',
    'src/a.test.ts': "it('holds it', f);\n// docs/spec/record.md R1, docs/spec/record.md 1\n",
    'src/b.test.ts': '',
    'src/c.ts': '// docs/spec/record.md R2\n',
  },
};

function rowViolations(project: Project, invariant: Invariant): readonly Violation[] {
  const { path, line, id, enforcedBy: cell } = invariant;
  if (/^gap: .{10}/.test(cell)) return [];
  const instead = '`path.test.ts`: title of the test; or "gap: why"';
  const named = cell.split(/<br>/).map((part) => /`([^`]+\.ts)`(?::\s*(.+))?/.exec(part));
  if (named.some((match) => match === null)) {
    return [{ path, line, what: `${id} names no test`, instead }];
  }
  return named.flatMap((match) => {
    const [, test, title] = match as RegExpExecArray;
    const file = project.byPath.get(test);
    if (file === undefined)
      return [{ path, line, what: `${id} names ${test}, which is not there`, instead }];
    const wanted = title?.trim().replace(/^["“]|["”]$/g, '');
    if (wanted === undefined || plain(file.text).includes(plain(wanted))) return [];
    return [{ path, line, what: `${test} has no test "${wanted}"`, instead }];
  });
}

/** Titles may carry quotes that one side escapes. */
function plain(text: string): string {
  return text.replace(/[\\'"`]/g, '');
}

function mentionViolations(
  project: Project,
  invariants: readonly Invariant[],
  at: { readonly file: Project['code'][number]; readonly text: string; readonly line: number },
): readonly Violation[] {
  const { file, text, line } = at;
  if (file.path.startsWith('test/tidy')) return [];
  const found: Violation[] = [];
  for (const [, path, id] of text.matchAll(/(docs\/spec\/[a-z-]+\.md)(?: ([A-Z]+\d+|\d+)\b)?/g)) {
    const problem = mentionProblem(project, invariants, {
      test: file.path,
      isTest: file.isTest,
      path,
      id,
    });
    if (problem === undefined) continue;
    const instead = 'a row or section of docs/spec that names this test';
    found.push({ path: file.path, line, what: problem, instead });
  }
  return found;
}

function mentionProblem(
  project: Project,
  invariants: readonly Invariant[],
  mention: { test: string; isTest: boolean; path: string; id: string | undefined },
): string | undefined {
  const { test, isTest, path, id } = mention;
  const document = project.documents.get(path);
  if (document === undefined) return `${path} is not there`;
  if (id === undefined) return undefined;
  if (/^\d/.test(id)) {
    return new RegExp(`^#{2,3} ${id}\\b`, 'm').test(document)
      ? undefined
      : `${path} has no section ${id}`;
  }
  const row = invariants.find((invariant) => invariant.path === path && invariant.id === id);
  if (row === undefined) return `${path} has no invariant ${id}`;
  if (!isTest || row.enforcedBy.includes(test)) return undefined;
  return `${path} ${id} does not name ${test}`;
}
