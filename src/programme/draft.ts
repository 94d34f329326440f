// Drafts: what a command's statements become, one payload per slot (docs/spec/model.md 5).
import type { Actor, Draft } from './kind.ts';
import type { CommandHead } from './shapes.ts';
import type { StatementHead } from './statement.ts';

/** One statement of a command, still without its place. */
export interface DraftParts {
  readonly kind: string;
  readonly about: string;
  readonly act: string;
  /** The act's own fields. Members that are undefined are left out. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the subject is sample: then the statement is, whatever the command says. */
  readonly sample: boolean;
  /** Fields that only the programme payload holds when a command fills both slots. */
  readonly notes?: readonly string[];
}

/** Returns a draft in the slots that the command names: public unless it says otherwise. */
export function draft(who: Actor, command: CommandHead, parts: DraftParts): Draft {
  const { happened, said, publishAt } = command;
  const sample = parts.sample || command.sample === true ? true : undefined;
  const statement = defined({
    ...parts.fields,
    schema: `${parts.kind}/1`,
    act: parts.act,
    by: who.actor,
    about: parts.about,
    happened,
    said,
    publishAt,
    sample,
  });
  switch (command.scope ?? 'public') {
    case 'public':
      return { payloads: { public: statement } };
    case 'programme':
      return { payloads: { programme: statement } };
    case 'both':
      return { payloads: { public: without(statement, parts.notes ?? []), programme: statement } };
  }
}

/** Returns a draft for the private log. */
export function privateDraft(who: Actor, command: CommandHead, parts: DraftParts): Draft {
  const { payloads } = draft(who, { ...command, scope: 'public' }, parts);
  return payloads.public === undefined ? { payloads } : { payloads: { internal: payloads.public } };
}

function defined(fields: Readonly<Record<string, unknown>>): StatementHead {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as StatementHead;
}

function without(statement: StatementHead, names: readonly string[]): StatementHead {
  const kept = Object.entries(statement).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept) as StatementHead;
}

const headNames: ReadonlySet<string> = new Set([
  ...['act', 'scope', 'sample', 'happened', 'said', 'publishAt'],
]);

/** Returns the fields of a command that are its act's own. */
export function ownFields(command: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(command).filter(([name]) => !headNames.has(name)));
}
