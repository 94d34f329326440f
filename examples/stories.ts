// Plays the stories of the crossings in memory after the story of the programme, for the tests beside this file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { PartyId } from '../src/base/ids.ts';
import type { Json } from '../src/base/json.ts';
import type { StatementHead } from '../src/programme/statement.ts';
import { type Given, given } from '../test/support/given.ts';
import { fillLeaves, readJson, type Step } from './story.ts';

/** Where the example lies. */
export const folder = new URL('shenzhen-hong-kong/', import.meta.url);

interface Stored extends Step {
  readonly files?: Readonly<Record<string, string>>;
}

/** A member `blob` becomes the hash and size of its file, as the demonstration fills it in when it puts the file. */
function readSteps(name: string): readonly Step[] {
  return readJson<readonly Stored[]>(new URL(name, folder)).map(({ files = {}, ...step }) => {
    const filled = Object.entries(files).map(([member, path]): [string, Json] => {
      if (member !== 'blob') return [member, readJson<Json>(new URL(path, folder))];
      const bytes = readFileSync(new URL(path, folder));
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [member, { hash, bytes: bytes.length }];
    });
    return { ...step, command: { ...step.command, ...Object.fromEntries(filled) } };
  });
}

/**
 * The steps of the stories that record statements, in order; those of `story.json` come before them. A forecast
 * looking back is computed by the node that takes the step.
 */
export const told: readonly Step[] = [
  ...readSteps('story-huanggang.json'),
  ...readSteps('story-liantang.json'),
  ...readSteps('story-serve.json'),
  ...readSteps('story-agree.json'),
  ...readSteps('story-projects.json'),
].filter(({ command }) => command.act !== 'backcast');

/** What the logs hold when all is told, and the statements that the stories made. */
export interface Played {
  readonly held: Given;
  readonly statements: readonly StatementHead[];
  /** Their commands as given: labels filled in. */
  readonly commands: readonly { readonly kind: string; readonly command: Json }[];
}

/** Gives every command in order, one minute apart; each must be accepted and get the id it names. */
export function playStories(): Played {
  const leaves = new Map<string, string>();
  const commands: { readonly kind: string; readonly command: Json }[] = [];
  const before = readSteps('story.json');
  let held = given([]);
  let first = 0;
  for (const [i, step] of [...before, ...told].entries()) {
    if (i === before.length) first = held.placed.length;
    const { kind, about, label, expectId } = step;
    const at = new Date(Date.UTC(2026, 10, 25, 1, i)).toISOString().replace('.000', '');
    const known = held.placed.length;
    const command = fillLeaves(step.command, leaves);
    const asked = { by: step.node as PartyId, kind, command, at };
    held = held.when(about === undefined ? asked : { ...asked, about }).recorded();
    const added = held.placed.slice(known);
    const [one] = added;
    if (label !== undefined && one !== undefined) {
      leaves.set(label, one.place.leaf);
      leaves.set(`id:${label}`, one.statement.about);
    }
    if (i >= before.length) commands.push({ kind, command });
    if (expectId === undefined) continue;
    const made = added.map(({ statement }) => statement.about);
    expect(made, `step ${i}: ${step.node} ${kind} ${String(step.command.act)}`).toContain(expectId);
  }
  const statements = held.placed.slice(first).map(({ statement }) => statement);
  return { held, statements, commands };
}
