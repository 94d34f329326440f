// Addresses of records on pages: language-free paths from ids (docs/spec/model.md 2).
import { parseRecordId } from '../base/ids.ts';

const paths: Readonly<Record<string, (id: string) => string>> = {
  K: (id) => `/approvals/${id}`,
  P: (id) => `/projects/${id}`,
  A: (id) => `/agreements/${id}`,
  G: (id) => `/meetings/${id}`,
  DO: (id) => `/documents/${id}`,
  F: (id) => `/fields#${id}`,
  AC: (id) => `/fields#${id}`,
  T: (id) => `/terms#${id}`,
  PL: (id) => `/places#${id}`,
  B: (id) => `/bodies#${id}`,
  I: (id) => `/proposals#${id}`,
  C: (id) => `/commitments#${id}`,
  O: (id) => `/obstacles#${id}`,
  X: (id) => `/crossings#${id}`,
  R: (id) => `/reports#${id}`,
  OR: (id) => `/organizations#${id}`,
  SP: (id) => `/services#${id}`,
  SV: (id) => `/services/${id}`,
  ST: (id) => `/stories/${id}`,
  OF: (id) => `/offers#${id}`,
  NE: (id) => `/offers#${id}`,
  N: (id) => `/offers#${id}`,
  Q: (id) => `/feedback#${id}`,
  RT: (id) => `/returns/${id.slice(-6, -2)}-${id.slice(-2)}`,
  IN: (id) => `/indicators#${id}`,
  CH: () => '/about#charter',
  PA: () => '/about#parties',
};

/**
 * Returns the path of the page on which a statement can be seen: of its record, else of the project, crossing or indicator that
 * it names (a schedule, an amount, a forecast, a date that was said, a value). Undefined where it names none.
 */
export function statementPath(statement: { readonly about: string }): string | undefined {
  const own = recordPath(statement.about);
  if (own !== undefined) return own;
  for (const field of ['project', 'subject', 'crossing', 'indicator', 'of']) {
    const named: unknown = Reflect.get(statement, field);
    if (typeof named === 'string' && /-(P|X|IN|A)\d+$/.test(named)) return recordPath(named);
  }
  return undefined;
}

/** Returns the path of a record's page without language, or undefined where the id has no page (log-keeping). */
export function recordPath(id: string): string | undefined {
  const parts = parseRecordId(id);
  return parts.ok ? paths[parts.value.letters]?.(id) : undefined;
}
