// The shape of a file of past cases (`comity-cases/1`); docs/schema/comity-cases-1.schema.json is written from it.
import { z } from 'zod';

/** What the field `schema` holds. */
export const pastCasesSchema = 'comity-cases/1';

const date = z.string().meta({ format: 'date', description: 'Civil date YYYY-MM-DD' });

/** The shape; every field that it does not name is refused. */
export const pastCasesShape = z.strictObject({
  schema: z.literal(pastCasesSchema),
  asOf: date.optional().meta({
    description: 'Day of which this is the knowledge; the latest day of the file where left out',
  }),
  cases: z.array(
    z.strictObject({
      class: z.array(z.string().min(1).max(200)).max(10).meta({
        description: 'From the widest class to the narrowest: jurisdiction, procedure, authority',
      }),
      received: date,
      ended: date.optional().meta({ description: 'Left out while the case is open' }),
    }),
  ),
});

/** Returns the published JSON Schema (draft 2020-12). */
export function pastCasesJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(pastCasesShape);
  return { $schema, title: 'Comity past cases, version 1', ...rest };
}
