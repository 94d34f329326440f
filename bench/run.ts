// Runs the questions of bench/ one after another, each in a process of its own: `npm run bench [-- name …]`.
// Prints machine, date and commit first, because a figure without them says nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const own = basename(fileURLToPath(import.meta.url));
const questions = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== own)
  .map((name) => name.replace(/\.ts$/, ''))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();
const unknown = wanted.filter((name) => !questions.includes(name));

console.log(machine());
let failures = unknown.length;
for (const name of unknown) console.error(`no such question: bench/${name}.ts`);
for (const name of questions) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(folder, `${name}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;

function machine(): string {
  const [cpu] = cpus();
  const memoryGib = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `date: ${new Date().toISOString().slice(0, 10)}, commit: ${commit()}`,
    `machine: ${cpus().length} x ${cpu?.model ?? 'unknown'}, ${memoryGib} GiB, ${platform()} ${release()} ${arch()}`,
    `node: ${process.version}`,
  ].join('\n');
}

function commit(): string {
  try {
    const args = ['describe', '--always', '--dirty'];
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
