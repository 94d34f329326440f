// What a tidy rule is, and the one way to break a rule openly:
// `// tidy-allow <rule>: <reason>` on the line or the one above (for a whole file: in its header comment).
import type { Project } from './project.ts';

/** One place that breaks a rule. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  /** What is wrong. */
  readonly what: string;
  /** What to write instead. */
  readonly instead: string;
}

/** One rule of STYLE.md that a program can check. */
export interface Rule {
  /** As in `ratchet.json` and `tidy-allow`. */
  readonly name: string;
  /** The rule as a sentence: the title of its test. */
  readonly statement: string;
  readonly check: (project: Project) => readonly Violation[];
  /** Small projects that break the rule, each with the places that must be found. Keeps the rule honest. */
  readonly planted: readonly Planted[];
  /** A small project that comes near and must pass. */
  readonly sound: Readonly<Record<string, string>>;
}

/** A project with a fault in it. */
export interface Planted {
  readonly files: Readonly<Record<string, string>>;
  /** `path:line` of every violation, in the order found. */
  readonly at: readonly string[];
}

/** An open exception to a rule. */
export interface Allowance {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly reason: string;
}

const headerLinesMax = 5;

/** Returns every `tidy-allow` of the project. One without a reason has reason ''. */
export function allowancesOf(project: Project): readonly Allowance[] {
  return project.code.flatMap((file) =>
    file.comments.flatMap((comment) => {
      const match = /^\s*tidy-allow ([a-z-]+)(?:: *(.*))?$/.exec(comment.value.trimEnd());
      if (match === null) return [];
      const reason = match[2] ?? '';
      return [{ path: file.path, line: comment.loc.start.line, rule: match[1], reason }];
    }),
  );
}

/** Returns the violations that no allowance covers. */
export function withoutAllowed(
  rule: Rule,
  violations: readonly Violation[],
  allowances: readonly Allowance[],
): readonly Violation[] {
  const own = allowances.filter((a) => a.rule === rule.name && a.reason.length >= 10);
  return violations.filter(
    (v) =>
      !own.some(
        (a) =>
          a.path === v.path &&
          (a.line === v.line ||
            a.line === v.line - 1 ||
            (v.line === 1 && a.line <= headerLinesMax)),
      ),
  );
}

/** Returns `path:line: what; instead …`. */
export function violationToText(violation: Violation): string {
  const { path, line, what, instead } = violation;
  return `${path}:${line}: ${what}; instead: ${instead}`;
}
