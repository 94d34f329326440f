// Plays the stories of an example in memory, for the tests beside this file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { PartyId } from '../src/base/ids.ts';
import type { Json } from '../src/base/json.ts';
import { readCaseRows, toMappedEvent } from '../src/exchange/case-events-file.ts';
import { parseCaseMapping } from '../src/exchange/case-mapping.ts';
import type { StatementHead } from '../src/programme/statement.ts';
import { type Cast, type Given, given } from '../test/support/given.ts';
import { fillLeaves, readJson, type Step } from './story.ts';

/** Where the example of Shenzhen and Hong Kong lies. */
export const folder = new URL('shenzhen-hong-kong/', import.meta.url);

/** What `parties.json` says of those who take part. */
export interface Parties {
  readonly programme: string;
  /** Files of steps, in the order in which they are told. */
  readonly stories: readonly string[];
  readonly parties: readonly {
    readonly party: PartyId;
    readonly mark: string;
    readonly name: Readonly<Record<string, string>>;
    readonly zone: string;
    readonly operator: string;
  }[];
}

interface Stored extends Step {
  readonly files?: Readonly<Record<string, string>>;
}

/** A member `blob` becomes the hash and size of its file, as the demonstration fills it in when it puts the file. */
function readSteps(example: URL, name: string): readonly Step[] {
  return readJson<readonly Stored[]>(new URL(name, example)).map(({ files = {}, ...step }) => {
    const filled = Object.entries(files).map(([member, path]): [string, Json] => {
      if (path.endsWith('.csv')) return [member, readFileSync(new URL(path, example), 'utf8')];
      if (member !== 'blob') return [member, readJson<Json>(new URL(path, example))];
      const bytes = readFileSync(new URL(path, example));
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [member, { hash, bytes: bytes.length }];
    });
    return { ...step, command: { ...step.command, ...Object.fromEntries(filled) } };
  });
}

/** Returns who takes part in an example. */
export function readParties(example: URL): Parties {
  return readJson<Parties>(new URL('parties.json', example));
}

/**
 * Returns the steps of an example that record statements, story by story. A forecast looking back is computed by the node
 * that takes the step.
 */
export function stepsOf(example: URL): readonly (readonly Step[])[] {
  return readParties(example).stories.map((name) =>
    readSteps(example, name)
      .filter(({ command }) => command.act !== 'backcast')
      .flatMap((step) => (step.command.act === 'import' ? stepsOfFile(step) : [step])),
  );
}

/** The steps of the stories after `story.json`, in order. */
export const told: readonly Step[] = stepsOf(folder).slice(1).flat();

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

/** Plays the stories of Shenzhen and Hong Kong; statements and commands are those after `story.json`. */
export function playStories(): Played {
  return playExample(folder, { from: 1 });
}

/**
 * Gives every command in order, one minute apart; each must be accepted and get the id it names. Statements and commands
 * are those of the stories from `from` on.
 */
export function playExample(example: URL, { from }: { readonly from: number }): Played {
  const leaves = new Map<string, string>();
  /** Of the cases that come from files. */
  const ids = new Map<string, string>();
  const commands: { readonly kind: string; readonly command: Json }[] = [];
  const stories = stepsOf(example);
  const before = stories.slice(0, from).flat();
  let held = given([], castOf(example));
  let first = 0;
  for (const [i, step] of stories.flat().entries()) {
    if (i === before.length) first = held.placed.length;
    const { kind, label, expectId } = step;
    const about = step.about ?? ids.get(`${step.node} ${step.file}`);
    const at = new Date(Date.UTC(2026, 10, 25, 1, i)).toISOString().replace('.000', '');
    const known = held.placed.length;
    const command = fillLeaves(step.command, leaves);
    const asked = { by: step.node as PartyId, kind, command, at };
    const which = `step ${i}: ${step.node} ${kind} ${String(step.command.act)} ${expectId ?? about}`;
    const outcome = held.when(about === undefined ? asked : { ...asked, about });
    expect(outcome.result.ok, `${which} ${JSON.stringify(outcome.result).slice(0, 300)}`).toBe(
      true,
    );
    held = outcome.recorded();
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
    expect(
      added.map(({ statement }) => statement.about),
      which,
    ).toContain(expectId);
  }
  const statements = held.placed.slice(first).map(({ statement }) => statement);
  return { held, statements, commands };
}

/** Who gives the commands: each party's operator, in the languages of the charter. */
function castOf(example: URL): Cast {
  const { parties } = readParties(example);
  const { languages } = readJson<{ languages: string[] }>(new URL('charter.json', example));
  const people = parties.map(({ party, mark, zone, operator }) => {
    return [party, { mark, zone, actor: operator }] as const;
  });
  return {
    people: Object.fromEntries(people),
    parties: parties.map(({ party }) => party),
    languages,
  };
}
