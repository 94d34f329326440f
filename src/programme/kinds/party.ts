// Parties as they describe themselves (CPSV-AP PublicOrganisation). Written by the party itself; keys and origin
// are the charter's and the log's. Public or programme.
import { z } from 'zod';
import { isZone } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { type LanguageMap, languageMap, languageTag } from '../statement.ts';

const acts = {
  describe: {
    name: languageMap,
    jurisdiction: z.string().min(1).max(40),
    zone: z.string().min(1).max(64),
    languages: z.array(languageTag).min(1).max(16),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** A party as it describes itself. */
export interface PartyState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** ISO 3166 code or the local one: `HK`, `CN-GD`, `440300`. */
  readonly jurisdiction: string;
  /** IANA zone. */
  readonly zone: string;
  readonly languages: readonly string[];
}

function decide(
  who: Actor,
  state: PartyState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (!isZone(command.zone)) return refusal('programme.party.unknown-zone', { zone: command.zone });
  const { act } = command;
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'party', about, act, fields, sample })]);
}

function fold(input: FoldInput<Statement>): Folding<PartyState> {
  const { id, owner, sample } = input;
  const newest = [...input.statements].sort(byDay).at(-1)?.statement;
  if (newest?.act !== 'describe' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: input.statements.length };
  }
  const { name, jurisdiction, zone, languages } = newest;
  const state = { id, party: owner, sample, name, jurisdiction, zone, languages };
  return { state, invalid: 0, pending: 0 };
}

/** Party, letters PA, own. Command: describe. */
export const party: Kind<Statement, PartyState, Command> = {
  name: 'party',
  letters: 'PA',
  writer: 'own',
  area: 'administration',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['describe'],
  answers: [],
  parse: statementParser('party', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'party/1',
    act: 'describe',
    by: 'hk3f9a2c7d',
    about: 'HK-PA001',
    name: { en: 'Hong Kong', 'zh-Hant': '香港', 'zh-Hans': '香港' },
    jurisdiction: 'HK',
    zone: 'Asia/Hong_Kong',
    languages: ['en', 'zh-Hant'],
  },
};
