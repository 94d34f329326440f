// Proves that planted bugs are caught: each is put into the sources of a process of its own, which then runs seeds until
// one fails, or the test that is named for it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type PlantedBug, plantedBugs } from './planted.data.ts';
import type { Report } from './worker.ts';

/** Seeds after which the simulation has missed a planted bug. */
const seedsMax = 600;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What caught a planted bug. */
export interface Caught {
  readonly name: string;
  readonly file: string;
  /** `seed 17: P1: …` or `src/…test.ts`; undefined when nothing did. */
  readonly by: string | undefined;
  readonly seconds: number;
}

/** Runs every planted bug, or one, and prints what caught each. Returns the exit code. */
export async function provePlanted(workers: number, only?: string): Promise<number> {
  const bugs = plantedBugs.filter(({ name }) => only === undefined || name === only);
  const caught = await catchAll(bugs, workers);
  for (const one of caught) console.log(JSON.stringify(one));
  const missed = caught.filter(({ by }) => by === undefined).length;
  console.log(JSON.stringify({ planted: bugs.length, caught: bugs.length - missed, missed }));
  return bugs.length > 0 && missed === 0 ? 0 : 1;
}

/** Plants each bug, some at a time. */
export async function catchAll(bugs: readonly PlantedBug[], workers: number): Promise<Caught[]> {
  const waiting = [...bugs];
  const caught: Caught[] = [];
  const work = async () => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const begun = performance.now();
      const by = await (bug.test === undefined ? seedThatFails(bug) : testThatFails(bug, bug.test));
      const seconds = Math.round((performance.now() - begun) / 100) / 10;
      caught.push({ name: bug.name, file: bug.file, by, seconds });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return caught.sort((a, b) => a.name.localeCompare(b.name));
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(words: readonly string[], bug: PlantedBug, isEnough: (stdout: string) => boolean) {
  const env = { ...process.env, COMITY_PLANT: bug.name };
  const child = spawn(process.execPath, words, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stderr.on('data', (part: Buffer) => {
    said.stderr += part.toString();
  });
  child.stdout.on('data', (part: Buffer) => {
    said.stdout += part.toString();
    if (isEnough(said.stdout)) child.kill();
  });
  return new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

async function seedThatFails(bug: PlantedBug): Promise<string | undefined> {
  const words = ['--import', './test/scenario/plant.ts', 'test/scenario/worker.ts'];
  const range = ['1', String(seedsMax + 1)];
  const hasFailed = (text: string) => text.includes('"violations":["');
  const ended = await run([...words, ...range], bug, hasFailed);
  for (const line of ended.stdout.split('\n').filter((text) => text.endsWith('}'))) {
    const [failed] = (JSON.parse(line) as Report).failed;
    if (failed !== undefined) return `seed ${failed.seed}: ${failed.violations[0]}`;
  }
  if (ended.code !== 0) throw new Error(`${bug.name}: ${ended.stderr.slice(0, 500)}`);
  return undefined;
}

async function testThatFails(bug: PlantedBug, test: string): Promise<string | undefined> {
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/scenario/vitest.config.ts',
  ];
  const ended = await run([...vitest, test], bug, () => false);
  // A bug that could not be planted is no test that failed.
  if (ended.stderr.includes('must hold once')) throw new Error(ended.stderr.slice(0, 500));
  return ended.code === 0 ? undefined : test;
}
