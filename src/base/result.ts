// Results, issues and refusals: how Comity answers when something is wrong with what it was given.
// A refusal is an answer its reader can act on; what breaks in the world is a failure (errors.ts).

/** An answer that is either a value or the reason why there is none. */
export type Result<Value, Problem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Problem };

/** One fault of an input: a dotted code, where it lies, and what was expected against what came. */
export interface Issue {
  readonly code: string;
  /** Where in the input: a JSON path (`text.content.title`), a tile path, a header name; '' for the whole. */
  readonly path: string;
  /** 1-based line, where the input has lines. */
  readonly line?: number;
  readonly message: string;
}

/** A question answered with no: its code has a text in every language, with these parameters. */
export interface Refusal {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Returns a successful result. */
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** Returns an unsuccessful result. */
export function err<Problem>(error: Problem): { readonly ok: false; readonly error: Problem } {
  return { ok: false, error };
}

/** Returns an unsuccessful result with one issue. */
export function issue(code: string, path: string, message: string) {
  return err([{ code, path, message }] as readonly Issue[]);
}

/** Returns an unsuccessful result with one issue of an input that has lines. */
export function issueAt(line: number | undefined, found: Omit<Issue, 'line'>) {
  return err([line === undefined ? found : { ...found, line }] as readonly Issue[]);
}

/** Returns an unsuccessful result with one refusal. */
export function refuse(code: string, params: Refusal['params'] = {}) {
  return err({ code, params } satisfies Refusal as Refusal);
}

/** Returns the issues as lines `code at path (line n): message`, for the log and for people at a terminal. */
export function issuesToText(issues: readonly Issue[]): string {
  return issues
    .map((i) => {
      const where = [i.path, i.line === undefined ? '' : `line ${i.line}`]
        .filter(Boolean)
        .join(', ');
      return `${i.code}${where === '' ? '' : ` at ${where}`}: ${i.message}`;
    })
    .join('\n');
}
