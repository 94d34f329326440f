// Reads the story of an example: the commands that people of its parties would give, in order (README.md).
import { readFileSync } from 'node:fs';
import type { Json } from '../src/base/json.ts';

/** One command of a story, whole: texts from files are filled in, leaf hashes of earlier steps are not. */
export interface Step {
  /** The party whose node takes the command. */
  readonly node: string;
  readonly kind: string;
  readonly command: Readonly<Record<string, Json>>;
  /** The record it is about; absent where it creates one. */
  readonly about?: string;
  /** Pseudonym of the person; the node's operator when absent. */
  readonly as?: string;
  /** Give it only when this node holds what every earlier step recorded. */
  readonly wait?: boolean;
  /** The name by which a later step's `$leaf:<label>` and `$id:<label>` mean first entry and record of this one. */
  readonly label?: string;
  /** A record that the step creates must get this id. */
  readonly expectId?: string;
  /** Number of the case in the file that this step is a row of. */
  readonly file?: string;
}

interface StoredStep extends Step {
  /** Members of the command that stand in files of their own. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Returns the steps of an example's `story.json`. Files that are absent or no JSON throw. */
export function readStory(folder: URL): readonly Step[] {
  const stored = readJson<readonly StoredStep[]>(new URL('story.json', folder));
  return stored.map(({ files = {}, ...step }) => {
    const filled = Object.entries(files).map(([member, path]) => {
      return [member, readJson<Json>(new URL(path, folder))] as const;
    });
    return { ...step, command: { ...step.command, ...Object.fromEntries(filled) } };
  });
}

/**
 * Returns the command with each `$leaf:<label>` and `$id:<label>` replaced: by what `leaves` has for `<label>` and
 * `id:<label>`. A label without either stays as it stands.
 */
export function fillLeaves(command: Json, leaves: ReadonlyMap<string, string>): Json {
  const labelled = /"\$(?:leaf:)?((?:id:)?[a-z-]+)"/g;
  const filled = JSON.stringify(command).replace(labelled, (whole, label: string) => {
    const found = leaves.get(label);
    return found === undefined ? whole : JSON.stringify(found);
  });
  return JSON.parse(filled) as Json;
}

/** Returns a JSON file's value, taken to be of that type. */
export function readJson<Value>(file: URL): Value {
  return JSON.parse(readFileSync(file, 'utf8')) as Value;
}
