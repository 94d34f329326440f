// How a kind states the shapes of its statements and commands: one zod shape per act. Statements keep unknown
// fields and pass unknown acts with their head (a newer release wrote them); commands refuse both.
import { z } from 'zod';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import { type ShapeFault, shapeWords, wordsOfFault } from '../base/shape-words.ts';
import {
  hash,
  head,
  headShape,
  instant,
  languageMap,
  languageTag,
  partialDate,
  type StatementHead,
  said,
} from './statement.ts';

/** Fields of a statement or command, by name. */
type Shape = Readonly<Record<string, z.ZodType>>;
type Shapes = Readonly<Record<string, Shape>>;
type Fields<S extends Shape> = z.infer<z.ZodObject<S>>;

/** A statement of one of the acts: its head and the act's own fields. */
export type StatementOf<Acts extends Shapes> = {
  [Act in keyof Acts & string]: StatementHead & { readonly act: Act } & Fields<Acts[Act]>;
}[keyof Acts & string];

/** A command of one of the acts: what every command may say and the act's own fields. */
export type CommandOf<Acts extends Shapes> = {
  [Act in keyof Acts & string]: CommandHead & { readonly act: Act } & Fields<Acts[Act]>;
}[keyof Acts & string];

/** What every command may say. Scope is bound by the subject, else said, else the charter's (publication-rule.ts), else public. */
export interface CommandHead {
  readonly scope?: CommandScope | undefined;
  readonly sample?: true | undefined;
  readonly happened?: string | undefined;
  readonly said?: z.infer<typeof said> | undefined;
  /** Only the parties have the record until then (UTC instant). */
  readonly publishAt?: string | undefined;
}

/** In which payload slots a command puts its statements; `both` is public and programme. */
export type CommandScope = 'public' | 'programme' | 'both';

const commandHead = {
  scope: z.enum(['public', 'programme', 'both']).optional(),
  sample: z.literal(true).optional(),
  happened: partialDate.optional(),
  said: said.optional(),
  publishAt: instant.optional(),
};

const why = languageMap;
/** What was meant then, or what is published: the act and its own fields, `happened` and `said`. */
const content = z.looseObject({ act: headShape.act });

/** Acts that every kind has, in the own log only (docs/spec/model.md 1). */
const commonActs = {
  rectify: { of: hash, content, why },
  retract: { of: hash, why },
  publish: { of: hash, content, sourceLanguage: languageTag.optional() },
  translate: {
    field: z.string().min(1).max(200),
    language: languageTag,
    text: z.string().min(1).max(20_000),
    state: z.enum(['draft', 'reviewed', 'approved']),
    sourceHash: hash,
    tool: z.string().max(200).optional(),
  },
} as const satisfies Shapes;
/** A statement of one of the acts that every kind has. */
export type CommonStatement = StatementOf<typeof commonActs>;

/**
 * Returns a parser of a kind's statements. Issues: programme.statement.shape with the path,
 * programme.statement.schema when the payload is of another kind or version.
 */
export function statementParser<const Acts extends Shapes>(
  kind: string,
  acts: Acts,
): (payload: unknown) => Result<StatementOf<Acts>, readonly Issue[]> {
  const schemas = new Map(
    Object.entries({ ...commonActs, ...acts }).map(([act, shape]) => [
      act,
      z.looseObject({ ...headShape, ...shape }),
    ]),
  );
  return (payload) => {
    const start = head.safeParse(payload);
    if (!start.success) return shapeIssues('programme.statement.shape', start.error);
    if (start.data.schema !== `${kind}/1`) {
      const { schema } = start.data;
      return issue('programme.statement.schema', 'schema', `expected ${kind}/1, got ${schema}`);
    }
    const parsed = schemas.get(start.data.act)?.safeParse(payload);
    if (parsed?.success === false) return shapeIssues('programme.statement.shape', parsed.error);
    // The payload itself, not zod's copy: text hashes are over exactly these members.
    return ok(payload as StatementOf<Acts>);
  };
}

/**
 * Returns a parser of a kind's commands. Issues: programme.command.unknown, programme.command.malformed.
 */
export function commandParser<const Acts extends Shapes>(
  acts: Acts,
): (command: unknown) => Result<CommandOf<Acts>, readonly Issue[]> {
  const schemas = new Map(
    Object.entries(acts).map(([act, shape]) => [
      act,
      z.strictObject({ ...commandHead, act: z.literal(act), ...shape }),
    ]),
  );
  return (command) => {
    const act = z.looseObject({ act: z.string() }).safeParse(command);
    if (!act.success) return shapeIssues('programme.command.malformed', act.error);
    const schema = schemas.get(act.data.act);
    if (schema === undefined) {
      const known = [...schemas.keys()].join(', ');
      return issue('programme.command.unknown', 'act', `expected one of ${known}`);
    }
    const parsed = schema.safeParse(command);
    if (!parsed.success) return shapeIssues('programme.command.malformed', parsed.error);
    return ok(command as CommandOf<Acts>);
  };
}

function shapeIssues(code: string, error: z.ZodError) {
  const issues = error.issues.flatMap((found): readonly Issue[] => {
    const path = found.path.map(String);
    if (found.code !== 'unrecognized_keys') {
      return [{ code, path: path.join('.'), message: wordsOfFault(found as ShapeFault) }];
    }
    return found.keys.map((key) => ({
      ...{ code, path: [...path, key].join('.'), message: shapeWords.unknown },
    }));
  });
  return { ok: false as const, error: issues };
}
