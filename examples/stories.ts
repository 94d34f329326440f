// Plays the stories of the crossings in memory after the story of the programme, for the tests beside this file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { PartyId } from '../src/base/ids.ts';
import type { Json } from '../src/base/json.ts';
import { readCaseRows, toMappedEvent } from '../src/exchange/case-events-file.ts';
import { parseCaseMapping } from '../src/exchange/case-mapping.ts';
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
      if (path.endsWith('.csv')) return [member, readFileSync(new URL(path, folder), 'utf8')];
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
  ...readSteps('story-cases.json'),
  ...readSteps('story-measure.json'),
  ...readSteps('story-clear.json'),
]
  .filter(({ command }) => command.act !== 'backcast')
  .flatMap((step) => (step.command.act === 'import' ? stepsOfFile(step) : [step]));

/** One step for each row of a file with events of cases, by day: what the node that takes the file records. */
function stepsOfFile({ node, kind, command }: Step): readonly Step[] {
  const mapping = parseCaseMapping(command.mapping);
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.error));
  const rows = readCaseRows(String(command.text), 'csv', mapping.value);
  if (!rows.ok) throw new Error(JSON.stringify(rows.error));
  const events = rows.value.flatMap((row) => {
    const event = toMappedEvent(row, mapping.value);
    if (!event.ok) throw new Error(`row ${row.row}: ${JSON.stringify(event.error)}`);
    return event.value === 'ignored' ? [] : [event.value];
  });
  return events
    .sort((a, b) => (a.happened < b.happened ? -1 : a.happened > b.happened ? 1 : a.row - b.row))
    .map(({ command, external }) => ({
      ...{ node, kind, file: external.case },
      command: command as Step['command'],
    }));
}

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
  /** Of the cases that come from files. */
  const ids = new Map<string, string>();
  const commands: { readonly kind: string; readonly command: Json }[] = [];
  const before = readSteps('story.json');
  let held = given([]);
  let first = 0;
  for (const [i, step] of [...before, ...told].entries()) {
    if (i === before.length) first = held.placed.length;
    const { kind, label, expectId } = step;
    const about = step.about ?? ids.get(`${step.node} ${step.file}`);
    const at = new Date(Date.UTC(2026, 10, 25, 1, i)).toISOString().replace('.000', '');
    const known = held.placed.length;
    const command = fillLeaves(step.command, leaves);
    const asked = { by: step.node as PartyId, kind, command, at };
    held = held.when(about === undefined ? asked : { ...asked, about }).recorded();
    const added = held.placed.slice(known);
    const [one] = added;
    if (step.file !== undefined && one !== undefined)
      ids.set(`${step.node} ${step.file}`, one.statement.about);
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
