// Ids of parties, marks and records. Made and parsed here only (../docs/spec/model.md 2).
import { type Issue, issue, ok, type Result } from './result.ts';

declare const brand: unique symbol;
/** A party's id, as in addresses: `hong-kong`. Fixed at `init`. */
export type PartyId = string & { readonly [brand]: 'party' };
/** A party's mark, as on pages and in record ids: `HK`. */
export type Mark = string & { readonly [brand]: 'mark' };
/** A programme's id, as in origins and addresses: `shenzhen-hong-kong`. */
export type ProgrammeId = string & { readonly [brand]: 'programme' };
/** A record's id: `HK-A001`. */
export type RecordId = string & { readonly [brand]: 'record' };
/** A log's origin, which never changes: `log.hong-kong.invalid/shenzhen-hong-kong`. */
export type Origin = string & { readonly [brand]: 'origin' };

/** The parts of a record id: mark, letters of its kind, number from 1. */
export interface RecordIdParts {
  readonly mark: Mark;
  readonly letters: string;
  readonly number: number;
}

const slug = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const slugLengthMax = 40;

/** Parses a party id. Issue: base.id.party. */
export function parsePartyId(text: string): Result<PartyId, readonly Issue[]> {
  if (slug.test(text) && text.length <= slugLengthMax) return ok(text as PartyId);
  return issue(
    'base.id.party',
    '',
    `expected lower-case words joined by hyphens, got ${quote(text)}`,
  );
}

/** Parses a programme id. Issue: base.id.programme. */
export function parseProgrammeId(text: string): Result<ProgrammeId, readonly Issue[]> {
  if (slug.test(text) && text.length <= slugLengthMax) return ok(text as ProgrammeId);
  return issue(
    'base.id.programme',
    '',
    `expected lower-case words joined by hyphens, got ${quote(text)}`,
  );
}

/** Parses a mark: two to six capital letters. Issue: base.id.mark. */
export function parseMark(text: string): Result<Mark, readonly Issue[]> {
  if (/^[A-Z]{2,6}$/.test(text)) return ok(text as Mark);
  return issue('base.id.mark', '', `expected two to six capital letters, got ${quote(text)}`);
}

/** Parses an origin: a schema-less address prefix without space or plus sign. Issue: base.id.origin. */
export function parseOrigin(text: string): Result<Origin, readonly Issue[]> {
  if (/^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/.test(text) && text.length <= 200) {
    return ok(text as Origin);
  }
  return issue(
    'base.id.origin',
    '',
    `expected a host and path such as a.example/log, got ${quote(text)}`,
  );
}

/** Returns `HK-A001`: at least three digits, no further leading zeros. */
export function printRecordId(parts: RecordIdParts): RecordId {
  return `${parts.mark}-${parts.letters}${String(parts.number).padStart(3, '0')}` as RecordId;
}

/** Parses a record id. Issue: base.id.record. */
export function parseRecordId(text: string): Result<RecordIdParts, readonly Issue[]> {
  const match = /^([A-Z]{2,6})-([A-Z]{1,2})(\d{3,9})$/.exec(text);
  if (match !== null) {
    const parts = { mark: match[1] as Mark, letters: match[2], number: Number(match[3]) };
    if (parts.number > 0 && printRecordId(parts) === text) return ok(parts);
  }
  return issue('base.id.record', '', `expected an id such as HK-A001, got ${quote(text)}`);
}

/** Returns whether the text is a record id. */
export function isRecordId(text: string): text is RecordId {
  return parseRecordId(text).ok;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

/** Orders record ids as lists do: HK-A002 before HK-A010, and before HK-A1000. */
export function compareRecordIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
