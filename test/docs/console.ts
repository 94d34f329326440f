// Commands that documents show with what they print: `$ comity …` as the first line of a block of the language console.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pages whose blocks are checked. */
export const consoleFolder = 'docs/manual/concepts';

/** Returns each page with its text as it should be: every command run in the folder of the project. */
export function consolePages(root: string): readonly ConsolePage[] {
  return readdirSync(join(root, consoleFolder)).map((name) => {
    const path = `${consoleFolder}/${name}`;
    const current = readFileSync(join(root, path), 'utf8');
    return { path, current, wanted: () => current.replace(block, (_, line) => filled(root, line)) };
  });
}

/** A page, and what it should be: that takes some seconds. */
export interface ConsolePage {
  readonly path: string;
  readonly current: string;
  readonly wanted: () => string;
}

const block = /^```console\n\$ comity (.+)\n[\s\S]*?^```$/gm;

function filled(root: string, line: string): string {
  const launcher = join(root, 'bin/comity.js');
  const done = spawnSync(process.execPath, [launcher, ...line.split(' ')], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '100', LANG: 'en' },
  });
  if (done.status !== 0) throw new TypeError(`${line}: ${done.stderr}`);
  return `\`\`\`console\n$ comity ${line}\n${done.stdout.trimEnd()}\n\`\`\``;
}
