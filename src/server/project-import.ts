// Own projects recorded one after another from commands that a file was read into: what `comity import` does on the node.
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import type { Refusal } from '../base/result.ts';
import type { Commands } from './commands.ts';

/** How far an import came. */
export interface ImportOutcome {
  /** Ids of the projects recorded, in the order asked. */
  readonly ids: readonly string[];
  /** Why it stopped; a project that was opened stays. */
  readonly refusal?: Refusal;
}

/** Records each project: its first command opens it, the others are about it. Stops at the first refusal. */
export async function importProjects(
  commands: Commands,
  projects: readonly Json[],
  as: string | undefined,
): Promise<ImportOutcome> {
  const ids: string[] = [];
  for (const project of projects) {
    const list = Array.isArray(project) ? (project as readonly Json[]) : [];
    let about: string | undefined;
    for (const command of list.filter((one) => isJsonObject(one))) {
      const done = await commands.execute({
        ...{ kind: 'project', command },
        ...(about === undefined ? {} : { about }),
        ...(as === undefined ? {} : { as }),
      });
      if (!done.ok) return { ids, refusal: done.error };
      if (about === undefined) {
        about = done.value.ids[0];
        if (about !== undefined) ids.push(about);
      }
    }
  }
  return { ids };
}
