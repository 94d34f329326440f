// Parts of documents that a program writes, each between two comments: `<!-- name: … -->` and `<!-- /name -->`.
import { rolesFor } from '../../src/programme/access.ts';
import { kinds } from '../../src/programme/kinds.ts';
import { codesOf } from '../tidy/codes.ts';
import { folderGraph } from '../tidy/graph.ts';
import type { Project } from '../tidy/project.ts';

/** One part: what the document holds now, and what it should hold. */
export interface GeneratedPart {
  readonly path: string;
  readonly name: string;
  /** Undefined when the document or its marks are not there. */
  readonly current: string | undefined;
  readonly wanted: string;
}

/** Returns every generated part of the documents. */
export function generatedParts(project: Project): readonly GeneratedPart[] {
  const part = (path: string, name: string, wanted: string): GeneratedPart => {
    const bounds = boundsOf(project.documents.get(path) ?? '', name);
    const current =
      bounds &&
      project.documents
        .get(path)
        ?.slice(...bounds)
        .trim();
    return { path, name, current, wanted };
  };
  return [
    part('ARCHITECTURE.md', 'folders', folderGraph(project)),
    part('docs/README.md', 'decisions', decisionsIndex(project)),
    part('docs/reference.md', 'kinds', kindsTable()),
    part('docs/spec/access.md', 'roles', rolesTable()),
    part('docs/reference.md', 'codes', codesTable(project)),
  ];
}

/** Returns the document with a part written anew; unchanged when it has no such marks. */
export function withPart(document: string, name: string, wanted: string): string {
  const bounds = boundsOf(document, name);
  if (bounds === undefined) return document;
  return `${document.slice(0, bounds[0])}\n${wanted}\n${document.slice(bounds[1])}`;
}

function boundsOf(document: string, name: string): [number, number] | undefined {
  const begin = new RegExp(`<!-- ${name}:.*-->`).exec(document);
  const end = document.indexOf(`<!-- /${name} -->`);
  if (begin === null || end < begin.index) return undefined;
  return [begin.index + begin[0].length, end];
}

function decisionsIndex(project: Project): string {
  return [...project.documents]
    .filter(([path]) => /^docs\/decisions\/\d{4}-/.test(path))
    .map(
      ([path, text]) =>
        `- [${text.split('\n')[0].replace(/^# /, '')}](${path.replace('docs/', '')})`,
    )
    .join('\n');
}

function kindsTable(): string {
  const rows = Object.values(kinds).map((kind) => {
    const letters = kind.letters === '' ? '–' : kind.letters;
    return `| \`${kind.name}\` | ${letters} | ${kind.writer} | ${kind.scopes.join(', ')} |`;
  });
  return [
    '| kind | letters of its ids | who writes it | scopes |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** By kind the acts and the roles that give them; acts with the same roles stand together. */
function rolesTable(): string {
  const rows = Object.values(kinds).flatMap((kind) => {
    const byRoles = Map.groupBy(kind.acts, (act) => rolesFor(kind, act).join(', '));
    return [...byRoles].map(
      ([roles, acts]) =>
        `| \`${kind.name}\` | ${acts.map((act) => `\`${act}\``).join(', ')} | ${roles} |`,
    );
  });
  return ['| kind | acts | roles |', '|---|---|---|', ...rows].join('\n');
}

function codesTable(project: Project): string {
  const files = new Map<string, Set<string>>();
  for (const { code, path } of codesOf(project)) {
    if (!files.has(code)) files.set(code, new Set());
    files.get(code)?.add(path);
  }
  const rows = [...files.keys()].sort().map((code) => {
    const paths = [...(files.get(code) ?? [])].sort().map((path) => `\`${path}\``);
    return `| \`${code}\` | ${paths.join(', ')} |`;
  });
  return ['| code | given in |', '|---|---|', ...rows].join('\n');
}
