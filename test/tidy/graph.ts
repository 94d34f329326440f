// The graph of folders as ARCHITECTURE.md shows it; `npm run docs` writes it anew.
import { layerOf } from './layers.ts';
import type { Project } from './project.ts';

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
