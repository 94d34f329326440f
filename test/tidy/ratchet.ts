// The numbers of ratchet.json: limits, and how many known violations of a rule remain. They may fall, not rise.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What ratchet.json holds. */
export interface Ratchet {
  readonly limits: {
    readonly fileLines: number;
    readonly testFileLines: number;
    readonly functionLines: number;
    readonly parameters: number;
    /** Open exceptions (`tidy-allow`) in the whole tree. */
    readonly exceptions: number;
  };
  /** Violations still known, by rule; a rule that is not named has none. */
  readonly known: Readonly<Record<string, number>>;
}

const path = 'test/tidy/ratchet.json';

/** The numbers in force. */
export const ratchet = JSON.parse(
  readFileSync(new URL('./ratchet.json', import.meta.url), 'utf8'),
) as Ratchet;

/** The limits in force. */
export const limits = ratchet.limits;

/** Returns the numbers of `later` that are greater than in `earlier`, as `limits.fileLines: 400 -> 410`. */
export function risenNumbers(earlier: Ratchet, later: Ratchet): readonly string[] {
  const known = Object.keys({ ...earlier.known, ...later.known }).map(
    (rule) => [`known.${rule}`, earlier.known[rule] ?? 0, later.known[rule] ?? 0] as const,
  );
  const limit = (Object.keys(later.limits) as (keyof Ratchet['limits'])[]).map(
    (name) => [`limits.${name}`, earlier.limits[name] ?? 0, later.limits[name]] as const,
  );
  return [...limit, ...known]
    .filter(([, before, after]) => after > before)
    .map(([name, before, after]) => `${name}: ${before} -> ${after}`);
}

/**
 * Returns the newest committed ratchet that differs from the one in force; undefined without git,
 * without history, or when it never changed.
 */
export function previousRatchet(root: string): Ratchet | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    for (const commit of git('log', '-2', '--format=%H', '--', path).split('\n').filter(Boolean)) {
      const earlier = JSON.parse(git('show', `${commit}:${path}`)) as Ratchet;
      if (JSON.stringify(earlier) !== JSON.stringify(ratchet)) return earlier;
    }
  } catch {
    // An unpacked archive has no git; the numbers themselves still hold.
  }
  return undefined;
}
