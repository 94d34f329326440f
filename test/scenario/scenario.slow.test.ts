// The simulation in CI: seeds of the simulated towns on every core, and some planted bugs, which must be caught.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted.data.ts';
import { catchAll } from './planted.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seeds = process.env.CI === undefined ? 200 : 2_000;
/** Planted bugs that the first few seeds catch; `npm run simulate -- --planted` has all. */
const quickly = [
  ...['journal-not-synced', 'rename-not-synced', 'state-folder-name-not-synced'],
  ...['scope-filter-dropped', 'nonces-forgotten', 'replays-taken-after-a-restart'],
  ...['witness-answers-before-it-remembers', 'missing-payloads-are-not-asked-for'],
  ...['late-cosignature-ends-the-process', 'proof-leaves-out-a-subtree'],
  ...['evidence-is-not-kept', 'cosigned-note-not-synced'],
];

describe('the simulation', () => {
  it('breaks no promise in any seed', () => {
    const words = ['test/scenario/simulate.ts', '--seeds', String(seeds)];
    const options = { cwd: root, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, words, options);
    const figures = JSON.parse(stdout) as Readonly<Record<string, number>>;
    expect(figures, stderr).toMatchObject({ seeds, violations: 0, unsettled: 0 });
  }, 600_000);

  it('catches planted bugs', async () => {
    const bugs = plantedBugs.filter(({ name }) => quickly.includes(name));
    expect(bugs).toHaveLength(quickly.length);
    const caught = await catchAll(bugs, availableParallelism());
    expect(caught.filter(({ by }) => by === undefined)).toEqual([]);
  }, 300_000);
});
