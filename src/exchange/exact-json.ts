// JSON in which no digit of a number is lost: numbers that a log may not hold (fractions, other spellings) pass as
// their digits. What is kept in a log is canonical JSON with such numbers as texts, and JSON Pointers (RFC 6901) to them.
import { findJsonIssues, type Json } from '../base/json.ts';
import { jsonErrorPlace } from '../base/json-syntax.ts';
import { type Issue, issueAt, ok, type Result } from '../base/result.ts';

const digits: unique symbol = Symbol('digits');

/** A number as it was written: `1.50`, `1e3`. */
export interface Decimal {
  readonly [digits]: string;
}

/** A JSON value with numbers of any spelling. */
export type ExactJson =
  | null
  | boolean
  | number
  | string
  | readonly ExactJson[]
  | Decimal
  | ExactObject;

/** A JSON object with numbers of any spelling. Members that are undefined are left out when printed. */
export interface ExactObject {
  readonly [key: string]: ExactJson | undefined;
}

/** JSON that a log may hold, and where in it a text stands for a number. */
export interface KeptJson {
  readonly value: Json;
  readonly decimals: readonly string[];
}

/** Returns the number of those digits. The text must be a number in JSON's grammar. */
export function toDecimal(text: string): Decimal {
  return { [digits]: text };
}

/** Parses any JSON text. Issues: base.json.syntax (with line), and those of `findJsonIssues` but base.json.number. */
export function parseExactJson(text: string): Result<ExactJson, readonly Issue[]> {
  let value: ExactJson;
  try {
    value = JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as ExactJson;
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'not JSON';
    return issueAt(jsonErrorPlace(text)?.line, { code: 'base.json.syntax', path: '', message });
  }
  // Decimals have no members of a name: here they count as empty objects.
  const issues = findJsonIssues(value as Json);
  return issues.length > 0 ? { ok: false, error: issues } : ok(value);
}

/** The engine hands over the source of a primitive value (ECMAScript, JSON.parse source text access). */
function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  const isPlain = Number.isSafeInteger(value) && String(value) === context.source;
  return isPlain ? value : toDecimal(context.source);
}

/** Returns JSON on one line, numbers digit for digit. */
export function printExactJson(value: ExactJson): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(printExactJson).join(',')}]`;
  if (isDecimal(value)) return value[digits];
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${printExactJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** Returns what a log can hold of it. {@link keptToExact} is the way back. */
export function exactToKept(value: ExactJson): KeptJson {
  const decimals: string[] = [];
  const keep = (one: ExactJson, at: string): Json => {
    if (one === null || typeof one !== 'object') return one;
    if (isList(one)) return one.map((item, i) => keep(item, `${at}/${i}`));
    if (isDecimal(one)) {
      decimals.push(at);
      return one[digits];
    }
    const members = Object.entries(one).flatMap(([key, member]) =>
      member === undefined ? [] : [[key, keep(member, `${at}/${escapeKey(key)}`)] as const],
    );
    return Object.fromEntries(members);
  };
  return { value: keep(value, ''), decimals };
}

/** Returns the JSON with the texts named as numbers again. A pointer to anything but a JSON number's text is ignored. */
export function keptToExact({ value, decimals }: KeptJson): ExactJson {
  if (decimals.length === 0) return value as ExactJson;
  const numbers = new Set(decimals);
  const restore = (one: Json, at: string): ExactJson => {
    if (typeof one === 'string') return numbers.has(at) && isNumber(one) ? toDecimal(one) : one;
    if (one === null || typeof one !== 'object') return one;
    if (Array.isArray(one)) return (one as Json[]).map((item, i) => restore(item, `${at}/${i}`));
    const members = Object.entries(one).flatMap(([key, member]) =>
      member === undefined ? [] : [[key, restore(member, `${at}/${escapeKey(key)}`)] as const],
    );
    return Object.fromEntries(members);
  };
  return restore(value, '');
}

/** Returns whether the value is an object: neither null nor a list nor a number of another spelling. */
export function isExactObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !isList(value) && !isDecimal(value);
}

function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value);
}

function isDecimal(value: Decimal | ExactObject): value is Decimal {
  return digits in value;
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
