// The OpenAPI 3.1 document of the public interface, made of the same table as its routes.
import { apiPath, type Operation, operations } from './operations.ts';
import { type Schema, schemas } from './schemas.ts';

/** What the document says of the node that serves it. */
export interface DocumentSetting {
  /** Scheme and host of the request. */
  readonly base: string;
  readonly version: string;
  /** Title of the programme, in a language that the reader has. */
  readonly title: string;
  /** Whether its records are invented. */
  readonly sample: boolean;
}

const refused = (description: string): Schema => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refused' } } },
});

/** Returns the document. */
export function openApiDocument({ base, version, title, sample }: DocumentSetting): Schema {
  const mark = sample
    ? ' The records of this node are invented sample data, and each says so.'
    : '';
  return {
    openapi: '3.1.0',
    info: {
      title: `${title}: public records`,
      version,
      description: `Reading of everything public that this node holds.${mark} Answers are not signed: verify an entry by its files, with a verifier of your own.`,
      license: { name: 'The software: Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: base }],
    paths: {
      ...Object.fromEntries(
        operations.map((one) => [`${apiPath}${one.path}`, { get: toGet(one) }]),
      ),
      [`${apiPath}/case-events`]: { post: caseEvents },
      [`${apiPath}/commands`]: { post: commands },
      [servicesPath]: { get: services },
    },
    components: {
      schemas,
      securitySchemes: {
        credential: {
          type: 'http',
          scheme: 'bearer',
          description: 'Of one authority: comity case-events new-credential',
        },
        person: {
          type: 'http',
          scheme: 'bearer',
          description: 'Of one person: comity access new-credential',
        },
      },
    },
  };
}

function toGet(one: Operation): Schema {
  return {
    operationId: one.id,
    summary: one.summary,
    parameters: [
      ...one.parameters.map(({ name, about, example }) => ({
        ...{ name, description: about, example },
        ...(one.path.includes(`{${name}}`)
          ? { in: 'path', required: true }
          : { in: 'query', required: false }),
        schema: { type: 'string' },
      })),
      language,
    ],
    responses: {
      200: {
        description: one.summary,
        headers: { ETag: { description: 'Of the answer', schema: { type: 'string' } } },
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${one.answers}` } },
        },
      },
      304: { description: 'As it was when it had that ETag' },
      400: refused('A parameter that makes no sense'),
      404: refused('No such record, kind or entry'),
      410: refused('A record that was erased'),
      503: refused('After a start, until it is known what has been erased: ask again'),
    },
  };
}

const language = {
  name: 'lang',
  in: 'query',
  required: false,
  description: 'Language of sentences of refusals; else Accept-Language',
  schema: { type: 'string' },
  example: 'zh-hant',
};

/** A download beside the pages (downloads/services.ts), described here so that there is one document. */
const servicesPath = '/en/data/services.jsonld';
const services = {
  operationId: 'readServices',
  summary: 'The public services as CPSV-AP 3.2.0: one JSON-LD document in all languages',
  responses: {
    200: {
      description: 'A dcat:Dataset, its cpsv:PublicService nodes and all that they lead to',
      content: { 'application/ld+json': { schema: { type: 'object' } } },
    },
    404: { description: 'A witness keeps no records' },
    503: { description: 'After a start, until it is known what has been erased: ask again' },
  },
} as const;

/** Answered by the server (docs/manual/case-events.md), described here so that there is one document. */
const caseEvents = {
  operationId: 'handInCaseEvents',
  summary: 'What happened to the cases of an authority, from its own system',
  security: [{ credential: [] }],
  parameters: [
    {
      name: 'dry-run',
      in: 'query',
      required: false,
      description: '1: says what would be recorded, and records nothing',
      schema: { type: 'string' },
    },
    language,
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: {} },
      'text/csv': { schema: { type: 'string' } },
    },
  },
  responses: {
    200: {
      description: 'Each row: recorded, known, ignored, rejected with its reason, or left',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    400: refused('No file of events'),
    401: refused('No valid credential'),
    413: refused('Too long'),
    429: refused('Too many requests'),
    503: refused('Not now: send the same again'),
  },
} as const;

/** Answered by the server (docs/manual/commands-api.md). */
const commands = {
  operationId: 'giveCommand',
  summary: 'One command of a person, recorded as the command line records it',
  security: [{ person: [] }],
  parameters: [
    {
      name: 'dry-run',
      in: 'query',
      required: false,
      description: '1: says what would be recorded, and records nothing',
      schema: { type: 'string' },
    },
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Under which it is recorded once, for 24 hours',
      schema: { type: 'string', minLength: 8, maxLength: 100 },
    },
    language,
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['kind', 'command'],
          additionalProperties: false,
          properties: {
            kind: { type: 'string' },
            about: { type: 'string', description: 'Id of the record, where there is one' },
            command: {
              type: 'object',
              required: ['act'],
              properties: { act: { type: 'string' } },
            },
          },
        },
      },
    },
  },
  responses: {
    200: {
      description: 'A preview, or what was recorded before under that key',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    201: {
      description: 'Recorded: ids of records, leaf hashes of entries',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    400: refused('The request makes no sense'),
    401: refused('No valid credential'),
    403: refused('The roles of the person do not give it'),
    404: refused('No such record'),
    409: refused('The state of the record stands against it'),
    413: refused('Too long'),
    422: refused('Another command came under that key'),
    429: refused('Too many requests'),
    503: refused('Not now: send the same again'),
  },
} as const;
