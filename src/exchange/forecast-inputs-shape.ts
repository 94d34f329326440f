// The shape of a forecast's inputs (`comity-forecast-inputs/1`). docs/schema/comity-forecast-inputs-1.schema.json is
// written from it.
import { z } from 'zod';
import type { Policy } from '../plan/policy.ts';
import type { ProfileName } from '../plan/profile.ts';
import { type ComitySchedule, comityScheduleShape } from './comity-json-shape.ts';

/** What the field `schema` holds. */
export const forecastInputsSchema = 'comity-forecast-inputs/1';

/** The inputs of one forecast, as they stand in a file. */
export interface ForecastInputs {
  readonly schema: typeof forecastInputsSchema;
  /** `forecastModelVersion` of the rules followed. */
  readonly model: number;
  readonly profile: ProfileName;
  /** Id of the project's record; of a bare schedule the project's code. */
  readonly project: string;
  /** Id of the activity whose finish is forecast; none is the project's. */
  readonly target?: string;
  /** Who may read all that went in. */
  readonly scope: 'public' | 'programme';
  readonly sample?: true;
  readonly schedule: ComitySchedule;
  /** Statements that the schedule was made from, by record and leaf hash. */
  readonly records: readonly { readonly record: string; readonly leaf: string }[];
  /** Followed in every run. */
  readonly policy?: Policy;
}

const id = z.string().min(1).max(200);
const count = z.int().min(0);
const change = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('limit'),
    minutes: count.meta({ description: 'The whole work lasts at most this' }),
  }),
  z.strictObject({
    type: z.literal('faster'),
    percent: count.meta({ minimum: 1, maximum: 100, description: 'Off what remains' }),
  }),
  z.strictObject({ type: z.literal('recognised') }).meta({ description: 'No work at all' }),
  z.strictObject({
    type: z.literal('parallel'),
    links: z.array(z.strictObject({ from: id, to: id })).meta({ description: 'Left out' }),
  }),
]);
const policy = z.strictObject({
  name: z.string().min(1).max(1_000),
  activities: z.array(id).meta({ description: 'Ids of the activities that change' }),
  change,
});

/** The shape; every field that it does not name is refused. */
export const forecastInputsShape = z.strictObject({
  schema: z.literal(forecastInputsSchema),
  model: z.int().meta({ description: 'Number of the rules by which runs are drawn and placed' }),
  profile: z.enum(['comity', 'p6', 'msproject']),
  project: id.meta({ description: 'Id of the record, or the code of a bare schedule’s project' }),
  target: id.optional().meta({ description: 'Id of the activity whose finish is forecast' }),
  scope: z.enum(['public', 'programme']).meta({ description: 'Who may read all that went in' }),
  sample: z.literal(true).optional().meta({ description: 'Something that went in is sample data' }),
  schedule: comityScheduleShape.meta({ description: 'A Comity schedule of one project' }),
  records: z
    .array(
      z.strictObject({
        record: id,
        leaf: z.string().meta({ pattern: '^[0-9a-f]{64}$', description: 'Hash in its log' }),
      }),
    )
    .meta({ description: 'Statements that the schedule was made from' }),
  policy: policy.optional().meta({ description: 'Followed in every run' }),
});

/** Returns the published JSON Schema (draft 2020-12). */
export function forecastInputsJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(forecastInputsShape);
  return { $schema, title: 'Comity forecast inputs, version 1', ...rest };
}
