// Writes a programme of any size as the folder of an example, to be started with `comity demo --example DIR`:
//   npm run generate -- --projects 310 [--parties 2] [--seed 1] DIR
import { createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type GeneratedProgramme, generateProgramme, partiesMost } from './programme.ts';

const usage = `usage: npm run generate -- --projects N [--parties 2..${partiesMost}] [--seed N] DIR`;

/** Writes the files of a generated programme into an empty or absent folder; returns how many steps there are. */
export async function writeProgramme(made: GeneratedProgramme, dir: string): Promise<number> {
  mkdirSync(dir, { recursive: true });
  const json = (name: string, value: object) =>
    writeFileSync(join(dir, name), `${JSON.stringify(value, null, 2)}\n`);
  json('parties.json', made.parties);
  json('charter.json', made.charter);
  let steps = 0;
  function* lines() {
    for (const step of made.steps())
      yield `${steps++ === 0 ? '[\n' : ',\n'}${JSON.stringify(step)}`;
    yield '\n]\n';
  }
  await pipeline(Readable.from(lines()), createWriteStream(join(dir, 'story.json')));
  return steps;
}

/** Returns what was asked for; undefined for an option that there is none of. */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        projects: { type: 'string' },
        parties: { type: 'string', default: '2' },
        seed: { type: 'string', default: '1' },
      },
    });
  } catch {
    return { values: {}, positionals: [] };
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments() as ReturnType<typeof parseArgs> & {
    readonly values: Readonly<Record<string, string | undefined>>;
  };
  const [projects, parties, seed] = [values.projects, values.parties, values.seed].map(Number);
  const [dir] = positionals;
  const isWhole = (value: number | undefined, least: number, most: number): value is number =>
    value !== undefined && Number.isSafeInteger(value) && value >= least && value <= most;
  if (
    positionals.length !== 1 ||
    dir === undefined ||
    !isWhole(projects, 1, 100_000) ||
    !isWhole(parties, 2, partiesMost) ||
    !isWhole(seed, 0, Number.MAX_SAFE_INTEGER)
  ) {
    console.error(usage);
    return 2;
  }
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    console.error(`${dir} is not empty: nothing was written`);
    return 2;
  }
  const steps = await writeProgramme(generateProgramme({ projects, parties, seed }), dir);
  console.log(`${steps} steps of ${projects} projects in ${dir}: comity demo --example ${dir}`);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
