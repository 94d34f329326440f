// JSON Schemas (2020-12, as OpenAPI 3.1 takes them) of what the public interface answers. Each of them is compared with
// the answers themselves in api.test.ts.

/** A JSON Schema, as far as these use it. */
export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const day: Schema = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
const instant: Schema = { type: 'string', format: 'date-time' };
const count: Schema = { type: 'integer', minimum: 0 };
const hash: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const party: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  description: 'Id of a party',
};
const recordId: Schema = {
  type: 'string',
  pattern: '^[A-Z]{2,6}-[A-Z]{1,2}\\d+$',
  description: 'Mark of a party, letters of the kind, number',
};
const standing: Schema = {
  type: 'string',
  enum: ['recorded', 'published', 'confirmed'],
  description:
    'recorded: durable on its own node; published: under a signed checkpoint; confirmed: under one that every other party cosigned',
};

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Schema>>, ...optional: readonly string[]) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const recordFields = {
  id: recordId,
  kind: text,
  state: {
    type: 'object',
    description:
      'What the statements about it come to on the day asked for. Fields by kind: docs/manual/records.md. A field that is not known is absent; members may be added.',
  },
} as const;

/** Every schema, by its name in the document. */
export const schemas: Readonly<Record<string, Schema>> = {
  LanguageMap: {
    type: 'object',
    description: 'A text by language: en, zh-Hant, zh-Hans and what else the charter names',
    patternProperties: { '^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$': text },
    minProperties: 1,
  },
  Programme: object({
    id: text,
    title: ref('LanguageMap'),
    languages: list(text),
    sample: { type: 'boolean', description: 'Whether the programme is invented sample data' },
    parties: list(object({ party, mark: text, name: ref('LanguageMap'), zone: text })),
  }),
  Kinds: object({
    kinds: list(object({ kind: text, letters: text, writer: text, path: text })),
  }),
  Record: object(recordFields),
  RecordPage: object(
    { records: list(ref('Record')), next: { ...text, description: 'The rest, if there is one' } },
    'next',
  ),
  RecordWithHistory: object({ ...recordFields, history: list(ref('Line')) }),
  Place: object({
    party,
    origin: { ...text, description: 'Origin of the log' },
    index: { ...count, description: 'Number of the entry in its log, from 0' },
    leaf: { ...hash, description: 'Leaf hash of RFC 6962' },
    at: { ...instant, description: 'When the node recorded it, by its own clock' },
    day,
  }),
  Line: object(
    {
      statement: {
        ...object({ schema: text, act: text, about: text }),
        description: 'As its party stated it: the public payload of the entry',
      },
      place: ref('Place'),
      standing,
      struck: {
        ...object({ by: ref('Place') }),
        description: 'Set where a later statement of the same log corrected or withdrew it',
      },
      entry: { ...text, description: 'Address of the verification of the entry' },
    },
    'struck',
  ),
  Lines: object({ statements: list(ref('Line')) }),
  Logs: object({
    now: instant,
    logs: list(
      object({
        party,
        origin: text,
        recordedSize: count,
        publishedSize: count,
        confirmedSize: count,
        frozen: { type: 'boolean' },
        keys: list(text),
      }),
    ),
    alarms: list(
      object({ origin: text, state: { enum: ['proven', 'unproven', 'reported'] }, code: text }),
    ),
  }),
  Entry: object({
    leaf: hash,
    party,
    origin: text,
    index: count,
    about: text,
    at: instant,
    standing,
    steps: list(
      object({
        check: { enum: ['payload', 'inclusion', 'checkpoint', 'cosignature'] },
        outcome: { enum: ['passed', 'failed', 'not-held', 'erased', 'absent'] },
      }),
    ),
    files: {
      type: 'object',
      description: 'Addresses of what it takes to verify the entry without this node',
      patternProperties: { '^(proof|entry|payload|log)$': text },
    },
  }),
  Refused: object({
    refused: object({
      code: { ...text, description: 'Listed in docs/reference.md' },
      params: { type: 'object' },
      sentence: { ...text, description: 'In the language asked for' },
    }),
  }),
};
