// How an authority's own system speaks of cases, and what that is here: names of columns, codes and their acts, projects
// and procedures (`comity-case-mapping/1`, docs/manual/case-events.md). A file that people write once for each system.
import { z } from 'zod';
import type { Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type ShapeFault, wordsOfFault } from '../base/shape-words.ts';
import { mappingCodesMax } from './limits.ts';

/** Fields that an act takes from a row or from the mapping, beside the day. */
export const fieldsOfAct = {
  open: ['procedure', 'project', 'activity', 'title', 'number'],
  accept: [],
  stop: ['why', 'waitingFor'],
  resume: ['note'],
  refer: ['to', 'kind'],
  'end-referral': ['kind'],
  extend: ['days', 'why'],
  decide: ['outcome', 'conditions'],
  issue: ['number'],
  deem: ['outcome'],
  withdraw: ['why'],
  appeal: ['why'],
} as const satisfies Readonly<Record<string, readonly CaseField[]>>;

/** An act on a case that is an event. */
type MappedAct = keyof typeof fieldsOfAct;

const textFields = ['title', 'why', 'waitingFor', 'to', 'conditions', 'note'] as const;
const wordFields = [
  ...['procedure', 'project', 'activity', 'number', 'kind', 'outcome', 'days'],
] as const satisfies readonly string[];
/** Which case, which event of it, what happened and when: every row has these. */
export const keyFields = ['case', 'event', 'code', 'day'] as const;

/** A field of text, given in languages. */
export type TextField = (typeof textFields)[number];
/** A field that an act may take. */
export type CaseField =
  | TextField
  | 'procedure'
  | 'project'
  | 'activity'
  | 'number'
  | 'kind'
  | 'outcome'
  | 'days';

/** Returns whether a field is text in languages. */
export function isTextField(field: string): field is TextField {
  return (textFields as readonly string[]).includes(field);
}

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const texts = z.record(language, z.string().min(1).max(2_000));
const word = z.string().min(1).max(200);
const table = z.record(z.string().min(1).max(200), word);

const meaning = z
  .strictObject({
    act: z.enum(Object.keys(fieldsOfAct) as [MappedAct, ...MappedAct[]]),
    /** Of a new case: who may read it, and whether all of it is an example. */
    scope: z.enum(['public', 'programme', 'both']).optional(),
    sample: z.literal(true).optional(),
    ...Object.fromEntries(textFields.map((name) => [name, texts.optional()])),
    procedure: word.optional(),
    project: word.optional(),
    kind: word.optional(),
    outcome: word.optional(),
    days: z.int().min(1).optional(),
  })
  .superRefine((given, context) => {
    const taken: readonly string[] = [
      ...['act', ...fieldsOfAct[given.act]],
      ...(given.act === 'open' ? ['scope', 'sample'] : []),
    ];
    for (const name of Object.keys(given)) {
      if (taken.includes(name)) continue;
      context.addIssue(`${given.act} takes no ${name}`);
    }
  });

/** `why`, or `why@zh-Hant` for a text in one language. */
const columnName = z.string().refine(
  (name) => {
    const [field = '', tag, ...more] = name.split('@');
    if (more.length > 0) return false;
    if (tag !== undefined) return isTextField(field) && language.safeParse(tag).success;
    return [...keyFields, ...textFields, ...wordFields].includes(field as 'case');
  },
  { error: 'expected a field such as case, day or why, or why@zh-Hant' },
);

const shape = z.strictObject({
  format: z.literal('comity-case-mapping/1'),
  /** Names the authority's system: with the case and the event it makes an event one, for ever. */
  system: z.string().min(1).max(100),
  /** Of texts that say no language. */
  language,
  /** Order of numbers in a day: 2026-03-02, 2026/3/2 and 20260302, or 02/03/2026. */
  days: z.enum(['ymd', 'dmy']).default('ymd'),
  columns: z.record(columnName, word).default({}),
  codes: z
    .record(z.string().min(1).max(100), z.union([z.literal('ignore'), meaning]))
    .refine((codes) => Object.keys(codes).length <= mappingCodesMax, {
      error: `expected at most ${mappingCodesMax} codes`,
    }),
  procedures: table.default({}),
  projects: table.default({}),
});

/** A mapping as its file has it, defaults filled in. */
export type CaseMapping = z.infer<typeof shape>;
/** What a code means: an act with fields that hold for each row which says none of its own. */
export type CodeMeaning = Exclude<CaseMapping['codes'][string], 'ignore'>;

/**
 * Reads a mapping. Refusal: exchange.case-mapping, with the first fault's path and what was expected there.
 * @param json Untrusted: a file that somebody wrote.
 */
export function parseCaseMapping(json: Json): Result<CaseMapping, Refusal> {
  const parsed = shape.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const path = (first?.path ?? []).map(String).join('.');
  return refuse('exchange.case-mapping', { path, expected: first ? expectedOf(first) : '' });
}

/** What stands for a code is either `"ignore"` or an act with its fields: the fault is one of the fields. */
function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return wordsOfFault(issue as ShapeFault);
  const inner = issue.errors.at(-1)?.[0];
  if (inner === undefined) return issue.message;
  const path = inner.path.map(String).join('.');
  return `${path === '' ? '' : `${path}: `}${wordsOfFault(inner as ShapeFault)}`;
}
