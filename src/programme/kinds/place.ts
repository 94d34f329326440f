// Places: areas with rules of their own, such as a pilot zone. What it is called, where it lies (a GeoJSON point or polygon, RFC 7946,
// with coordinates as decimal strings) and which procedures hold there, as the party on whose side it lies says.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  recordIdOf,
  type Source,
  source,
} from '../statement.ts';

/** Corners of all rings together: what fits one payload beside the texts. */
const cornersMax = 1_000;

/** Degrees as a decimal string, since a log holds no fractions as numbers. Nine digits are a tenth of a millimetre. */
function degrees(max: number) {
  return z
    .string()
    .regex(/^-?(0|[1-9]\d{0,2})(\.\d{1,9})?$/)
    .refine((text) => Math.abs(Number(text)) <= max, `expected degrees from -${max} to ${max}`);
}

/** Longitude before latitude, WGS 84. */
const position = z.tuple([degrees(180), degrees(90)]);
const ring = z
  .array(position)
  .min(4)
  .max(cornersMax)
  .refine((corners) => String(corners[0]) === String(corners.at(-1)), 'expected a closed ring');
const geometry = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('Point'), coordinates: position }),
  z.looseObject({
    type: z.literal('Polygon'),
    /** The outline, then what is cut out of it. */
    coordinates: z
      .array(ring)
      .min(1)
      .max(20)
      .refine(
        (rings) => rings.flat().length <= cornersMax,
        `expected ${cornersMax} corners at most`,
      ),
  }),
]);

/** Which procedure holds there. As many as are looked up beside a command (base/limits.ts). */
const rule = z.looseObject({ procedure: recordIdOf('PR'), note: languageMap.optional() });

const acts = {
  describe: {
    name: languageMap,
    what: languageMap.optional(),
    geometry: geometry.optional(),
    rules: z.array(rule).max(40).optional(),
    /** From which day on its rules hold. */
    since: civilDate.optional(),
    source: source.optional(),
  },
  close: { happened: civilDate, why: languageMap.optional() },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** An area with rules of its own, as its owner describes it. */
export interface PlaceState {
  readonly id: string;
  /** On whose side it lies. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  readonly what?: LanguageMap;
  /** Degrees as decimal strings, longitude first. */
  readonly geometry?: z.infer<typeof geometry>;
  readonly rules: readonly {
    readonly procedure: string;
    readonly note?: LanguageMap | undefined;
  }[];
  readonly since?: CivilDate;
  readonly source?: Source;
  /** The first day by which its rules no longer hold. */
  readonly closedOn?: CivilDate;
}

function decide(
  who: Actor,
  state: PlaceState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state === undefined && command.act === 'close') {
    return refusal('programme.record.missing', { kind: 'place' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.place.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'describe') {
    const found = checkRules(who, command.rules ?? []);
    if (found !== undefined) return found;
  }
  const { act } = command;
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'place', about, act, fields, sample })]);
}

function checkRules(who: Actor, rules: PlaceState['rules']) {
  const named = rules.map((one) => one.procedure);
  const twice = named.find((procedure, i) => named.indexOf(procedure) !== i);
  if (twice !== undefined) return refusal('programme.place.procedure-twice', { procedure: twice });
  const unknown = named.find((procedure) => !isKnownAs(who, procedure, ['procedure']));
  if (unknown === undefined) return undefined;
  return refusal('programme.place.unknown-procedure', { procedure: unknown });
}

/** The newest description by day stands as a whole; so does the newest end. */
function fold(input: FoldInput<Statement>): Folding<PlaceState> {
  const { id, owner, sample } = input;
  const dated = [...input.statements].sort(byDay);
  const described = dated.findLast(({ statement }) => statement.act === 'describe')?.statement;
  const closed = dated.findLast(({ statement }) => statement.act === 'close');
  if (described?.act !== 'describe' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: input.statements.length };
  }
  const { name, what, geometry: area, rules = [], since, source: from } = described;
  const state: PlaceState = {
    ...{ id, party: owner, sample, name, rules },
    ...(what === undefined ? {} : { what }),
    ...(area === undefined ? {} : { geometry: area }),
    ...(since === undefined ? {} : { since }),
    ...(from === undefined ? {} : { source: from }),
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

/** Place, letters PL, own. Commands: describe, close. */
export const place: Kind<Statement, PlaceState, Command> = {
  name: 'place',
  letters: 'PL',
  writer: 'own',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['describe'],
  answers: [],
  parse: statementParser('place', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'place/1',
    act: 'describe',
    by: 'sz5e0d1b7a',
    about: 'SZ-PL001',
    name: { en: 'Bay pilot zone', 'zh-Hant': '海灣先行區', 'zh-Hans': '海湾先行区' },
    geometry: { type: 'Point', coordinates: ['113.9', '22.52'] },
    rules: [{ procedure: 'SZ-PR001' }],
    since: '2026-01-01',
    sample: true,
  } as unknown as Statement,
};
