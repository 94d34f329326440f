// Widening a record's scope: every statement that one party made of it so far, published by entries of its own log
// (docs/spec/model.md 5). Other parties publish theirs.
import { z } from 'zod';
import { commandEntriesMax } from '../base/limits.ts';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { draft } from './draft.ts';
import type { Actor, Draft } from './kind.ts';
import type { AnyKind } from './kinds.ts';
import { refusal } from './refusals.ts';
import { commandParser } from './shapes.ts';
import type { Placed, StatementHead } from './statement.ts';

const shapes = {
  publish: {
    /** Fields that stay with the parties, of whichever statement has them. */
    without: z.array(z.string().min(1).max(100)).max(100).optional(),
  },
} as const;
const parse = commandParser(shapes);

/** What a publication is decided on. */
export interface PublicationAsked {
  readonly about: string;
  readonly command: unknown;
  /** Statements about the subject without a public payload, of every log, in their order. */
  readonly unpublished: readonly Placed<StatementHead>[];
}

/** Part of the head, given anew or kept by whoever reads a publication. */
const headFields: ReadonlySet<string> = new Set([
  ...['schema', 'by', 'about', 'prev', 'sample', 'publishAt'],
]);

/**
 * Returns a publication of each of the party's own statements that are not public yet, what was taken back left out.
 * Refusals: programme.command.malformed, programme.scope.none-here (a kind of the private log),
 * programme.publish.nothing, programme.publish.too-many, programme.publish.needed (what is left cannot be read without a
 * field that would stay).
 */
export function decidePublication(
  who: Actor,
  kind: AnyKind,
  asked: PublicationAsked,
): Result<readonly Draft[], Refusal> {
  const { about, unpublished } = asked;
  if (!kind.scopes.includes('public')) {
    return refusal('programme.scope.none-here', { kind: kind.name });
  }
  const parsed = parse(asked.command);
  if (!parsed.ok) {
    const [{ path, message }] = parsed.error;
    return refusal('programme.command.malformed', { path, expected: message });
  }
  const command = parsed.value;
  const own = unpublished.filter(({ place }) => place.party === who.party);
  const taken = new Set(own.flatMap(({ statement }) => retracted(statement)));
  const left = own.filter(
    ({ statement, place }) => statement.act !== 'retract' && !taken.has(place.leaf),
  );
  if (left.length === 0) return refusal('programme.publish.nothing', { id: about });
  if (left.length > commandEntriesMax) {
    const count = left.length;
    return refusal('programme.publish.too-many', { count, max: commandEntriesMax });
  }
  const without = new Set(command.without ?? []);
  const drafts: Draft[] = [];
  for (const { statement, place } of left) {
    const content = shownOf(statement, without);
    const { schema, by } = statement;
    const read = kind.parse({ ...content, schema, by, about });
    if (!read.ok) {
      const { path } = read.error[0];
      return refusal('programme.publish.needed', { path, act: statement.act });
    }
    const fields = { of: place.leaf, content };
    const sample = statement.sample === true;
    const { happened: _, said: __, ...head } = command;
    drafts.push(
      draft(
        who,
        { ...head, scope: 'public' },
        { kind: kind.name, about, act: 'publish', fields, sample },
      ),
    );
  }
  return ok(drafts);
}

function retracted(statement: StatementHead): readonly string[] {
  return statement.act === 'retract' ? [String(statement.of)] : [];
}

/** A signed text stays whole, whatever is to be left out. */
function shownOf(
  statement: StatementHead,
  without: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(statement).filter(
    ([name]) => !headFields.has(name) && (name === 'text' || !without.has(name)),
  );
  return Object.fromEntries(kept);
}
