// Flows through a crossing as one source counted them: passengers, lorries, tonnes, minutes waited, a row per period.
// One record per crossing, measure, subject, direction and source; a later row of a period replaces an earlier one.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  partId,
  partialDate,
  recordId,
  type Said,
  said,
} from '../statement.ts';

const measures = ['count', 'tonnes', 'teu', 'minutes-waited'] as const;
const directions = ['both', 'in', 'out'] as const;
const units = ['month', 'day', 'year'] as const;
/** Characters of a period by its unit. */
const periodLengths = { year: 4, month: 7, day: 10 } as const;
const rowsMax = 600;

const acts = {
  observe: {
    crossing: recordId,
    measure: z.enum(measures),
    /** What is counted: `passengers`. */
    subject: partId,
    /** As the recorder sees it: into its own territory, or out of it. */
    direction: z.enum(directions),
    unit: z.enum(units).optional(),
    rows: z
      .array(z.looseObject({ period: partialDate, value: z.int().min(0) }))
      .min(1)
      .max(rowsMax),
    method: languageMap.optional(),
    note: languageMap.optional(),
    said,
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Observation = Extract<Statement, { act: 'observe' }>;

/** One series of a source. */
export interface FlowObservationState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly crossing: string;
  readonly measure: (typeof measures)[number];
  readonly subject: string;
  readonly direction: (typeof directions)[number];
  /** As in the newest statement, like method, note and source. */
  readonly unit?: (typeof units)[number];
  /** By period. */
  readonly rows: readonly {
    readonly period: CivilDate;
    readonly value: number;
    readonly place: Place;
  }[];
  readonly method?: LanguageMap;
  readonly note?: LanguageMap;
  readonly said: Said;
  /** Where the newest statement stands. */
  readonly place: Place;
}

function decide(
  who: Actor,
  state: FlowObservationState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state !== undefined && !isSameSeries(state, command)) {
    return refusal('programme.flow-observation.other-series', { id: state.id });
  }
  const { rows, unit } = command;
  const seen = new Set<string>();
  for (const { period } of rows) {
    if (seen.has(period)) return refusal('programme.flow-observation.period-twice', { period });
    seen.add(period);
    if (unit !== undefined && period.length !== periodLengths[unit]) {
      return refusal('programme.flow-observation.period-not-of-unit', { period, unit });
    }
  }
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'flow-observation', about, act: 'observe', fields, sample };
  return ok([draft(who, command, parts)]);
}

type Series = Pick<Observation, 'crossing' | 'measure' | 'subject' | 'direction'>;

function isSameSeries(
  a: Readonly<Record<keyof Series, string>>,
  b: Readonly<Record<keyof Series, string>>,
): boolean {
  return (
    a.crossing === b.crossing &&
    a.measure === b.measure &&
    a.subject === b.subject &&
    a.direction === b.direction
  );
}

/** The first observation fixes the series; one of another is invalid. */
function fold(input: FoldInput<Statement>): Folding<FlowObservationState> {
  const { id, owner, sample, statements } = input;
  const observed = statements.filter(
    (one): one is Placed<Observation> => one.statement.act === 'observe',
  );
  const [opening] = observed;
  if (opening === undefined || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const series = opening.statement;
  const fitting = observed.filter(({ statement }) => isSameSeries(series, statement)).sort(byDay);
  const rows = new Map<string, FlowObservationState['rows'][number]>();
  for (const { statement, place } of fitting) {
    for (const { period, value } of statement.rows) rows.set(period, { period, value, place });
  }
  const { statement: newest, place } = fitting.at(-1) ?? opening;
  const { crossing, measure, subject, direction } = series;
  const state: FlowObservationState = {
    ...{ id, party: owner, sample, crossing, measure, subject, direction },
    ...(newest.unit === undefined ? {} : { unit: newest.unit }),
    rows: [...rows.values()].sort((a, b) => (a.period < b.period ? -1 : 1)),
    ...(newest.method === undefined ? {} : { method: newest.method }),
    ...(newest.note === undefined ? {} : { note: newest.note }),
    ...{ said: newest.said, place },
  };
  return { state, invalid: statements.length - fitting.length, pending: 0 };
}

/** Flow observation, letters FL, own. Command: observe. */
export const flowObservation: Kind<Statement, FlowObservationState, Command> = {
  name: 'flow-observation',
  letters: 'FL',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['observe'],
  answers: [],
  parse: statementParser('flow-observation', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'flow-observation/1',
    act: 'observe',
    by: 'hk3f9a2c7d',
    about: 'HK-FL001',
    said: {
      on: '2026-02-10',
      by: { en: 'Immigration Department' },
      source: {
        url: 'https://statistics.example/2026-01',
        title: 'Passenger traffic',
        accessed: '2026-11-23',
      },
    },
    crossing: 'HK-X001',
    measure: 'count',
    subject: 'passengers',
    direction: 'both',
    unit: 'month',
    rows: [{ period: '2026-01', value: 120_000 }],
    sample: true,
  } as unknown as Statement,
};
