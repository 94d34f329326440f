// What a command names beside its own subject: the ids in it, and whether the records behind them are what the command
// takes them for. Folds never look at this: what a log holds counts by itself, whoever named what.
import { isRecordId, parseRecordId } from '../base/ids.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { namedRecordsMax } from '../base/limits.ts';
import type { Actor } from './kind.ts';

/**
 * Returns the record ids that a command names, the outer ones first, then those that its subject says of itself at the
 * first level (a case its procedure); each once. Cost: linear in the command.
 * @param command Untrusted: as it was given.
 * @param most Default `namedRecordsMax` (base/limits.ts).
 */
export function recordIdsIn(
  command: Json,
  state?: unknown,
  most: number = namedRecordsMax,
): readonly string[] {
  const found = new Set<string>();
  const own = isJsonObject((state ?? null) as Json) ? Object.values(state as object) : [];
  let level: readonly unknown[] = [command];
  while (level.length > 0) {
    for (const one of level) addId(found, one);
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  for (const one of own) addId(found, one);
  return [...found].slice(0, most);
}

function addId(found: Set<string>, one: unknown): void {
  if (typeof one === 'string' && isRecordId(one)) found.add(one);
}

/** What can be wrong with an own project that a command names. */
export type ProjectFault = 'unknown-project' | 'foreign-project' | 'joint-project';

/**
 * Returns why a record cannot be the own project or part that it is taken for; undefined for one that can, and where
 * nothing is known of what the command names.
 */
export function findProjectFault(who: Actor, id: string): ProjectFault | undefined {
  if (who.known === undefined) return undefined;
  const record = who.known.get(id);
  const state = record?.kind === 'project' ? (record.state as { basis?: string }) : undefined;
  if (state?.basis === 'joint') return 'joint-project';
  if (!isOwnId(who, id)) return 'foreign-project';
  return state === undefined ? 'unknown-project' : undefined;
}

/** Returns whether an id carries the mark of who acts. */
export function isOwnId(who: Actor, id: string): boolean {
  const parsed = parseRecordId(id);
  return parsed.ok && parsed.value.mark === who.mark;
}

/** Returns whether a record that a command names is of one of the kinds; true where nothing is known of any. */
export function isKnownAs(who: Actor, id: string, kinds: readonly string[]): boolean {
  return who.known === undefined || kinds.includes(who.known.get(id)?.kind ?? '');
}
