// What commands on cases would come to, one after another, with nothing recorded: each is decided on the case as those
// before it would have left it, by the same `decide` and `fold` as what is recorded.
import { instantOf } from '../base/dates.ts';
import type { Origin, PartyId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { foldSubject } from '../programme/fold.ts';
import type { Draft } from '../programme/kind.ts';
import { dayOf, type Placed, type StatementHead } from '../programme/statement.ts';
import { readSubject } from '../projection/subject.ts';
import type { AssumedSubject } from './commands.ts';
import type { Node } from './node.ts';

/** Cases as a row of commands would leave them. */
export interface CasePreview {
  /**
   * Returns the name of the case after the command: its id, or, of one that the command would begin, a name that only
   * this preview knows. Refusals: those of `Commands.consider`.
   * @param name Of the case; undefined for a new one.
   */
  decide(
    command: JsonObject,
    about: {
      readonly name: string | undefined;
      readonly as: string | undefined;
      readonly isNode: true | undefined;
    },
  ): Promise<Result<string, Refusal>>;
  /** Returns whether a name is that of a record, and not of a case that only this preview knows. */
  isRecord(name: string): boolean;
}

interface Assumed extends AssumedSubject {
  /** As its statements name it: cases that would be new share the next free id. */
  readonly about: string;
  readonly statements: readonly Placed<StatementHead>[];
}

/** Returns a preview that knows what is on record now. */
export function openCasePreview(node: Node, party: NonNullable<Node['party']>): CasePreview {
  const cases = new Map<string, Assumed>();
  const recorded = async (name: string): Promise<Assumed> => {
    const subject = { fold: 'programme', kind: 'approval-case', id: name } as const;
    const { folded, bound } = await readSubject(party.projection, subject);
    // Corrections are in what they corrected, and what was taken back is left out.
    const statements = folded.shown.filter(({ struck }) => struck?.was !== undefined || !struck);
    return { about: name, statements, bound, state: folded.state };
  };
  return {
    isRecord: (name) => !name.startsWith('new '),
    decide: async (command, { name, as, isNode }) => {
      const before = name === undefined ? undefined : (cases.get(name) ?? (await recorded(name)));
      const input = {
        ...{ kind: 'approval-case', command },
        ...(before === undefined ? {} : { about: before.about }),
        ...(as === undefined ? {} : { as }),
        ...(isNode === undefined ? {} : { isNode }),
      };
      const considered = await party.commands.consider(input, before);
      if (!considered.ok) return considered;
      const key = name ?? `new ${cases.size + 1}`;
      cases.set(key, after(node, before, considered.value));
      return ok(key);
    },
  };
}

/** The case with the drafts as its newest statements. */
function after(node: Node, before: Assumed | undefined, drafts: readonly Draft[]): Assumed {
  const { party, zone, origin } = ownOf(node);
  const at = instantOf(node.clock());
  const last = before?.statements.at(-1)?.place.index ?? 0;
  const placed = drafts.flatMap(({ payloads }, i): readonly Placed<StatementHead>[] => {
    const statement = payloads.programme ?? payloads.public;
    if (statement === undefined) return [];
    const [index, day] = [last + 1 + i, dayOf(statement, at, zone)];
    return [{ statement, place: { origin, party, index, leaf: `preview ${index}`, at, day } }];
  });
  const statements = [...(before?.statements ?? []), ...placed];
  const about = before?.about ?? placed[0]?.statement.about ?? '';
  const context = {
    sha256: () => new Uint8Array(32),
    clockOf: new Map(),
    zoneOf: new Map([[party, zone]]),
  };
  const { state } = foldSubject({ kind: 'approval-case', id: about, statements, context });
  const [first] = drafts;
  const isBoth = first?.payloads.public !== undefined && first.payloads.programme !== undefined;
  const single = first?.payloads.public === undefined ? 'programme' : 'public';
  return { about, statements, state, bound: before?.bound ?? (isBoth ? 'both' : single) };
}

function ownOf(node: Node): {
  readonly party: PartyId;
  readonly zone: string;
  readonly origin: Origin;
} {
  const { own } = node.config;
  return own ?? { party: '' as PartyId, zone: 'UTC', origin: '' as Origin };
}
