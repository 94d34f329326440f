// The graph of folders as ARCHITECTURE.md shows it. `node test/tidy/graph.ts` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layerOf } from './layers.ts';
import { type Project, readProject } from './project.ts';

const begin = '<!-- folders: written by `npm run graph`, checked by test/tidy.test.ts -->';
const end = '<!-- /folders -->';

/** Returns the graph: one line a folder, with the folders it imports from. */
export function folderGraph(project: Project): string {
  const rows = Object.entries(layerOf).map(([folder, number]) => {
    const files = project.code.filter((file) => file.folder === folder && !file.isTest);
    const targets = files.flatMap((file) =>
      file.imports.map((i) => /^src\/([^/]+)\//.exec(i.target ?? '')?.[1]),
    );
    const below = Object.keys(layerOf).filter(
      (other) => other !== folder && targets.includes(other),
    );
    const from =
      files.length === 0 ? '(not built yet)' : below.length === 0 ? 'nothing' : below.join(', ');
    return `${number}  ${folder.padEnd(12)}imports ${from}`;
  });
  return ['```text', ...rows, '```'].join('\n');
}

/** Returns the document with the graph between its marks, or undefined when it has no marks. */
export function withGraph(document: string, graph: string): string | undefined {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) return undefined;
  return `${document.slice(0, from)}${begin}\n${graph}\n${document.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const path = join(root, 'ARCHITECTURE.md');
  const written = withGraph(readFileSync(path, 'utf8'), folderGraph(readProject(root)));
  if (written !== undefined) writeFileSync(path, written);
}
