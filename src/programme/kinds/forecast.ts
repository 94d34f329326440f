// Forecasts that a party stands by: quantiles of when a project's target is reached, with the inputs as a blob, the
// seed and the model, so that anybody can compute them again. Nothing is computed here (src/plan/forecast.ts).
import { z } from 'zod';
import { type CivilDate, isCivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type BlobReference, blobReference } from '../blob-reference.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, hash, type Place, type Placed, recordId } from '../statement.ts';

const runsMax = 1_000_000;
const headsMax = 400;

/** Time of day on a civil date, in the project's own zone. */
const civilTime = z
  .string()
  .refine(
    (text) => isCivilDate(text.slice(0, 10)) && /^T([01]\d|2[0-3]):[0-5]\d$/.test(text.slice(10)),
    'expected YYYY-MM-DDTHH:MM',
  );

const acts = {
  make: {
    project: recordId,
    /** The inputs document, comity-forecast-inputs/1. */
    inputs: blobReference,
    /** SHA-256 of the inputs in canonical JSON. */
    inputsHash: hash,
    dataDate: civilDate,
    model: z.int().min(1).max(1_000),
    runs: z.int().min(1).max(runsMax),
    seed: z.string().regex(/^(0|[1-9]\d{0,19})$/),
    /** Activity of the joint network; without it, the project's end. */
    target: z.string().min(1).max(120).optional(),
    p10: civilTime,
    p50: civilTime,
    p80: civilTime,
    p90: civilTime,
    /** How many input records of each scope. */
    counts: z.looseObject({
      public: z.int().min(0).max(1_000_000),
      programme: z.int().min(0).max(1_000_000),
    }),
    /** The newest statement of each input record and log. */
    heads: z.array(z.looseObject({ record: z.string().min(1).max(60), leaf: hash })).max(headsMax),
    /** Made later as if on the data date; never counted among those that were made then. */
    backcast: z.literal(true).optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Making = Extract<Statement, { act: 'make' }>;

/** One forecast, as it was made. */
export interface ForecastMake {
  readonly inputs: BlobReference;
  readonly inputsHash: string;
  readonly dataDate: CivilDate;
  readonly model: number;
  readonly runs: number;
  /** Digits: seeds are wider than a number. */
  readonly seed: string;
  readonly target?: string;
  readonly p10: string;
  readonly p50: string;
  readonly p80: string;
  readonly p90: string;
  readonly counts: { readonly public: number; readonly programme: number };
  readonly heads: readonly { readonly record: string; readonly leaf: string }[];
  readonly day: CivilDate;
  readonly place: Place;
}

/** Every forecast of one project by one party. */
export interface ForecastState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly project: string;
  /** By day, then log order. */
  readonly makes: readonly ForecastMake[];
  /** Made later as if on their data date; by data date, then log order. */
  readonly backcasts: readonly ForecastMake[];
}

function decide(
  who: Actor,
  state: ForecastState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { project } = command;
  if (state !== undefined && state.project !== project) {
    return refusal('programme.forecast.other-project', { id: state.id, project: state.project });
  }
  if (!isKnownAs(who, project, ['project'])) {
    return refusal('programme.forecast.unknown-project', { project });
  }
  if (!isInOrder(command)) {
    const { p10, p50, p80, p90 } = command;
    return refusal('programme.forecast.quantiles-unordered', { p10, p50, p80, p90 });
  }
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'forecast', about, act: 'make', fields, sample })]);
}

function isInOrder(made: Pick<Making, 'p10' | 'p50' | 'p80' | 'p90'>): boolean {
  return made.p10 <= made.p50 && made.p50 <= made.p80 && made.p80 <= made.p90;
}

/** The first making fixes the project; one of another project, or out of order, is invalid. */
function fold(input: FoldInput<Statement>): Folding<ForecastState> {
  const { id, owner, sample, statements } = input;
  const fitting = statements.filter(
    (one): one is Placed<Making> => one.statement.act === 'make' && isInOrder(one.statement),
  );
  const [opening] = fitting;
  if (opening === undefined || owner === undefined) {
    const invalid = statements.length - fitting.length;
    return { state: undefined, invalid, pending: fitting.length };
  }
  const { project } = opening.statement;
  const counted = fitting.filter(({ statement }) => statement.project === project);
  const made = counted.filter(({ statement }) => statement.backcast !== true).sort(byDay);
  const backcasts = counted.filter(({ statement }) => statement.backcast === true);
  const state: ForecastState = {
    ...{ id, party: owner, sample, project },
    makes: made.map(toMade),
    backcasts: backcasts.sort(byDataDate).map(toMade),
  };
  return { state, invalid: statements.length - counted.length, pending: 0 };
}

function byDataDate(a: Placed<Making>, b: Placed<Making>): number {
  const [x, y] = [a.statement.dataDate, b.statement.dataDate];
  return x === y ? byDay(a, b) : x < y ? -1 : 1;
}

function toMade({ statement, place }: Placed<Making>): ForecastMake {
  const { inputs, inputsHash, dataDate, model, runs, seed, target } = statement;
  const { p10, p50, p80, p90, counts, heads } = statement;
  return {
    ...{ inputs, inputsHash, dataDate, model, runs, seed },
    ...(target === undefined ? {} : { target }),
    ...{ p10, p50, p80, p90, counts, heads, day: place.day, place },
  };
}

/** Forecast, letters FC, own. Command: make. */
export const forecast: Kind<Statement, ForecastState, Command> = {
  name: 'forecast',
  letters: 'FC',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  publication: { first: () => 'forecasts' },
  acts: Object.keys(acts),
  opens: ['make'],
  answers: [],
  blob: { act: 'make', field: 'inputs' },
  parse: statementParser('forecast', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'forecast/1',
    act: 'make',
    by: 'hk3f9a2c7d',
    about: 'HK-FC001',
    project: 'HK-P001',
    inputs: { hash: 'ab'.repeat(32), bytes: 61_440 },
    inputsHash: 'cd'.repeat(32),
    dataDate: '2026-10-31',
    model: 2,
    runs: 4_096,
    seed: '20261031',
    target: 'HK-P002/open',
    p10: '2027-03-02T18:00',
    p50: '2027-05-20T18:00',
    p80: '2027-08-11T18:00',
    p90: '2027-10-04T18:00',
    counts: { public: 14, programme: 2 },
    heads: [{ record: 'HK-S001', leaf: 'ef'.repeat(32) }],
    sample: true,
  } as unknown as Statement,
};
