// What a command of the command line is, and what it is given.
import type { ParseArgsConfig } from 'node:util';
import type { Json } from '../base/json.ts';
import type { Language } from '../text/languages.ts';
import type { Messages } from '../text/messages.ts';

/** Exit codes (docs/manual/cli.md). */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  badProof: 4,
  equivocation: 5,
  unreachable: 6,
  conflict: 7,
  refused: 8,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Options as parsed: strings, lists of strings, switches. */
export type Options = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

/** What a command works with. */
export interface Context {
  readonly args: readonly string[];
  readonly options: Options;
  readonly messages: Messages;
  readonly language: Language;
  /** Data, to standard output. One line; with `--json` it is JSON. */
  readonly print: (text: string) => void;
  /** Talk, to standard error; silent with `--quiet`. */
  readonly say: (text: string) => void;
  /** A message in the language chosen. */
  readonly text: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  /** Aborted on SIGINT and SIGTERM. */
  readonly stop: AbortSignal;
}

/** One command: `comity <path> …`. */
export interface Command {
  /** Words after `comity`: `party trust`. */
  readonly path: string;
  /** What follows them in the usage line. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly run: (context: Context) => Promise<ExitCode>;
}

/** Returns a string option, or undefined when it was not given. */
export function stringOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns a repeatable string option. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Says that an option takes other values than the one that was given: by itself a usage line tells nobody what was wrong. */
export function sayWrongValue(
  { options, say, text }: Context,
  wrong: { readonly option: string; readonly values: string; readonly given?: string },
): void {
  const { option, values } = wrong;
  const given = wrong.given ?? stringOption(options, option) ?? '';
  say(text('cli.usage.value', { option, values, given }));
}

/** Prints a value as JSON on one line, or as the given lines for people. */
export function printResult(context: Context, value: unknown, lines: readonly string[]): void {
  if (context.options.json === true) context.print(JSON.stringify(value as Json));
  else for (const line of lines) context.print(line);
}
