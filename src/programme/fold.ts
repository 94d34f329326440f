// Statements become states: parsing one payload, folding one subject. Total: nothing here throws.
import type { Json } from '../base/json.ts';
import type { Issue, Result } from '../base/result.ts';
import type { FoldContext, Seed } from './kind.ts';
import type { Placed, Scope, StatementHead } from './statement.ts';

/** A subject to be folded. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
  /** Sorted by (origin, index). */
  readonly statements: readonly Placed<StatementHead>[];
  readonly context: FoldContext;
}

/** What a fold makes of a subject. */
export interface FoldedSubject {
  readonly state: unknown;
  readonly invalid: number;
  readonly pending: number;
  readonly seeds: readonly Seed[];
}

/** Returns the state of a subject. */
export function foldSubject(subject: Subject): FoldedSubject {
  return { state: undefined, invalid: 0, pending: subject.statements.length, seeds: [] };
}

/** Parses one payload. */
export function parsePayload(
  payload: Uint8Array | Json,
  scope: Scope,
): Result<StatementHead, readonly Issue[]> {
  return {
    ok: false,
    error: [{ code: 'programme.payload.stub', path: scope, message: String(payload) }],
  };
}
