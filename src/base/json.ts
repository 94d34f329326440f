// Canonical JSON: RFC 8785 (JCS) narrowed to what a log may hold. Integers within 2^53 only (money and
// decimals are strings), keys in NFC; accepted bytes equal their own canonical form, which also refuses
// duplicate keys, white space and other spellings of the same value (docs/decisions/0005).
import { utf8, utf8ToString } from './bytes.ts';
import { jsonErrorPlace } from './json-syntax.ts';
import { jsonDepthMax } from './limits.ts';
import { type Issue, issue, issueAt, ok, type Result } from './result.ts';

/** Any JSON value that a log may hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Returns the canonical form (RFC 8785 section 3.2): keys sorted by UTF-16 code units, no white space.
 * Members whose value is undefined are left out. Faults are the caller's to rule out with {@link findJsonIssues}.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** Returns the UTF-8 bytes of the canonical form. */
export function canonicalBytes(value: Json): Uint8Array {
  return utf8(canonicalJson(value));
}

/**
 * Parses bytes that must be canonical JSON.
 * Issues: base.json.not-utf8, base.json.syntax, base.json.not-canonical and those of {@link findJsonIssues}.
 * @param bytes Untrusted: comes from peers, files and people.
 */
export function parseCanonicalJson(bytes: Uint8Array): Result<Json, readonly Issue[]> {
  const text = utf8ToString(bytes);
  if (text === undefined) return issue('base.json.not-utf8', '', 'expected UTF-8 text');
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  if (canonicalJson(parsed.value) !== text) {
    return issue(
      'base.json.not-canonical',
      '',
      'expected canonical JSON (RFC 8785) without duplicate keys',
    );
  }
  return parsed;
}

/**
 * Parses JSON written by people: any spacing and key order, but the same values as a log may hold.
 * Issues: base.json.syntax (with line) and those of {@link findJsonIssues}.
 * @param text Untrusted: comes from files and people.
 */
export function parseJson(text: string): Result<Json, readonly Issue[]> {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    // The engine quotes the text around the fault, line ends and all; an issue is one line.
    const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'not JSON';
    return issueAt(jsonErrorPlace(text)?.line, { code: 'base.json.syntax', path: '', message });
  }
  const issues = findJsonIssues(value);
  return issues.length > 0 ? { ok: false, error: issues } : ok(value);
}

/**
 * Returns what keeps a value out of a log: base.json.number (not an integer within 2^53), base.json.key
 * (not NFC), base.json.surrogate (a lone surrogate, which UTF-8 cannot hold), base.json.depth.
 */
export function findJsonIssues(value: Json): readonly Issue[] {
  const issues: Issue[] = [];
  collectIssues(value, '', 0, issues);
  return issues;
}

function collectIssues(value: Json, path: string, depth: number, issues: Issue[]): void {
  if (depth > jsonDepthMax) {
    issues.push({
      code: 'base.json.depth',
      path,
      message: `expected at most ${jsonDepthMax} levels`,
    });
    return;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    issues.push({
      code: 'base.json.number',
      path,
      message: `expected an integer within 2^53, got ${value}`,
    });
  }
  if (typeof value === 'string') checkText(value, path, issues);
  if (value === null || typeof value !== 'object') return;
  if (isArray(value)) {
    for (const [i, item] of value.entries())
      collectIssues(item, `${path}[${i}]`, depth + 1, issues);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    checkText(key, at, issues);
    if (key.normalize('NFC') !== key) {
      issues.push({ code: 'base.json.key', path: at, message: 'expected the key in Unicode NFC' });
    }
    if (member !== undefined) collectIssues(member, at, depth + 1, issues);
  }
}

function checkText(text: string, path: string, issues: Issue[]): void {
  if (text.isWellFormed()) return;
  issues.push({ code: 'base.json.surrogate', path, message: 'expected well-formed Unicode' });
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns whether the value is a JSON object (neither null nor an array). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
