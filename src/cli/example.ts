// Reads an example programme from its folder of plain files (examples/README.md): who takes part, the story, and what
// it says of a press report if it has one. Nothing of any example is in code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComityError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { DemoCast } from '../server/demo.ts';
import type { Story, StoryStep } from '../server/demo-story.ts';
import type { ReportElement } from '../web/site.ts';

/** An example programme, ready to be started. */
export interface Example {
  readonly cast: DemoCast;
  readonly story: Story;
  /** Elements of the press report that the example answers; empty where there is none. */
  readonly report: readonly ReportElement[];
}

/** The example that is started when none is named. */
export const defaultExample = 'shenzhen-hong-kong';

const shipped = fileURLToPath(new URL('../../examples/', import.meta.url));
/** What makes a folder an example. */
const castFile = 'parties.json';

/**
 * Returns the folder of an example: that of this name among those that come with Comity, else the folder at this path.
 * Refusal: cli.demo.no-example, with the names there are.
 */
export function findExample(nameOrDir: string): Result<string, Refusal> {
  const isName = /^[a-z0-9-]+$/.test(nameOrDir);
  const places = [...(isName ? [join(shipped, nameOrDir)] : []), resolve(nameOrDir)];
  const found = places.find((dir) => existsSync(join(dir, castFile)));
  if (found !== undefined) return ok(found);
  const examples = exampleNames().join(', ');
  return refuse('cli.demo.no-example', { example: nameOrDir, examples });
}

/** Returns the names of the examples that come with Comity, in order. */
export function exampleNames(): readonly string[] {
  return readdirSync(shipped)
    .filter((name) => existsSync(join(shipped, name, castFile)))
    .sort();
}

/** Returns what an example's folder holds. Failure: cli.demo.example-file, naming a file that is absent or no JSON. */
export function readExample(dir: string): Example {
  const { stories, ...cast } = readJson<DemoCast & { readonly stories: readonly string[] }>(
    dir,
    castFile,
  );
  const steps = stories.flatMap((name) => readJson<readonly WrittenStep[]>(dir, name));
  const report = existsSync(join(dir, 'report.json'))
    ? readJson<readonly ReportElement[]>(dir, 'report.json')
    : [];
  return {
    cast,
    report,
    story: {
      charter: readJson<JsonObject>(dir, 'charter.json'),
      steps: steps.map((step) => wholeStep(dir, step)),
    },
  };
}

/** A step as it is written: long fields of its command lie in files of their own. */
type WrittenStep = StoryStep & { readonly files?: Readonly<Record<string, string>> };

function wholeStep(dir: string, { files = {}, ...step }: WrittenStep): StoryStep {
  // Larger than a statement may be: the step names it by its hash.
  const { blob, ...members } = files;
  const fields = Object.entries(members).map(([field, file]) => [
    field,
    file.endsWith('.json') ? readJson<Json>(dir, file) : readText(dir, file),
  ]);
  const command = { ...step.command, ...Object.fromEntries(fields) };
  return { ...step, command, ...(blob === undefined ? {} : { blob: readText(dir, blob) }) };
}

function readJson<Value>(dir: string, name: string): Value {
  const text = readText(dir, name);
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    throw new ComityError('cli.demo.example-file', `${join(dir, name)} is no JSON`, cause);
  }
}

function readText(dir: string, name: string): string {
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch (cause) {
    throw new ComityError('cli.demo.example-file', `cannot read ${join(dir, name)}`, cause);
  }
}
