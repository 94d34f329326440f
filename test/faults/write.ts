// `npm run faults`: runs the fault tests and writes what they tried and lost into RELIABILITY.md, with date, machine and
// commit. COMITY_FAULTS sets how many times as much is tried as in CI; by default 5.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tally } from './stand.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const marks = /(<!-- faults: .*? -->\n)[\s\S]*?(<!-- \/faults -->)/;

function textOf(name: string, ...args: readonly string[]): string {
  return spawnSync(name, args, { cwd: root, encoding: 'utf8' }).stdout.trim();
}

function rowOf({ class: name, tool, tried, acknowledged, lost }: Tally): string {
  const number = (value: number) => value.toLocaleString('en');
  return `| ${name} | ${tool} | ${number(tried)} | ${number(acknowledged)} | ${number(lost)} |`;
}

function tableOf(tallies: readonly Tally[], scale: string): string {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((all, one) => all + pick(one), 0);
  const total = {
    class: '**all**',
    tool: '',
    tried: sum((tally) => tally.tried),
    acknowledged: sum((tally) => tally.acknowledged),
    lost: sum((tally) => tally.lost),
  };
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB, Linux ${release()}`;
  return [
    '| faults | by | tried | entries acknowledged | lost |',
    '|---|---|---|---|---|',
    ...[...tallies, total].map(rowOf),
    '',
    `Run on ${new Date().toISOString().slice(0, 10)} at commit ${textOf('git', 'rev-parse', '--short', 'HEAD')}, ` +
      `Node ${process.versions.node}, ${machine}, by \`COMITY_FAULTS=${scale} npm run faults\`.`,
  ].join('\n');
}

const scale = process.env.COMITY_FAULTS ?? '5';
const dir = mkdtempSync(join(tmpdir(), 'comity-tally-'));
const file = join(dir, 'tally.jsonl');
// Whole nodes are killed a tenth as often each: one takes a second and more to come up.
const COMITY_KILLS = process.env.COMITY_KILLS ?? String(10 * Number(scale));
const env = { ...process.env, COMITY_FAULTS: scale, COMITY_FAULTS_TALLY: file, COMITY_KILLS };
const words = ['vitest', 'run', '--project', 'slow*', 'test/faults', 'test/e2e/kill.slow.test.ts'];
const done = spawnSync('npx', words, { cwd: root, env, stdio: 'inherit' });
if (done.status === 0) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const table = tableOf(
    lines.map((line) => JSON.parse(line) as Tally),
    scale,
  );
  const page = join(root, 'RELIABILITY.md');
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(marks, (_, from, to) => `${from}${table}\n${to}`),
  );
}
rmSync(dir, { recursive: true });
process.exit(done.status ?? 1);
