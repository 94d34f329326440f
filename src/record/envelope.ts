// Envelopes: the bytes of an entry in our logs. Canonical JSON without names and free text: when,
// after which checkpoints of other logs, and commitments to the payloads. Our own format, version
// 1.
import { toBase64 } from '../base/bytes.ts';
import { type Instant, instantToMilliseconds } from '../base/dates.ts';
import { assert } from '../base/errors.ts';
import { type Origin, parseOrigin } from '../base/ids.ts';
import {
  canonicalBytes,
  isJsonObject,
  type Json,
  type JsonObject,
  parseCanonicalJson,
} from '../base/json.ts';
import { envelopeBytesMax } from '../base/limits.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import { hashBytes, parseHash } from './fields.ts';
import { envelopeSeenMax } from './limits.ts';

//     {"at":"2026-11-23T08:00:00Z","programme":"<b64>",
//      "public":"<b64>","seen":[["b.example/x",4711,"<b64>"]],"v":1}

/**
 * A checkpoint of another log, verified by whoever wrote the envelope: the entry was made after it.
 */
export interface SeenCheckpoint {
  readonly origin: Origin;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** What an entry says. */
export interface Envelope {
  readonly v: 1;
  /** The node's own clock when it recorded. */
  readonly at: Instant;
  readonly seen: readonly SeenCheckpoint[];
  /** 32 bytes per scope that has a payload. Internal ones exist in private logs only. */
  readonly commitments: Readonly<Partial<Record<'public' | 'programme' | 'internal', Uint8Array>>>;
}

const scopesOf = {
  shared: ['public', 'programme'],
  private: ['public', 'programme', 'internal'],
} as const;

/**
 * Parses an entry of a shared or of a private log. Unknown fields are accepted and mean nothing:
 * older nodes meet newer ones. Issues: record.envelope.too-long, those of canonical JSON,
 * record.envelope.not-object, record.envelope.version, record.envelope.at, record.envelope.seen,
 * record.envelope.seen-too-many, record.envelope.commitment, record.envelope.internal (in a shared
 * log).
 * @param bytes Untrusted: comes from peers' logs.
 */
export function parseEnvelope(
  bytes: Uint8Array,
  log: 'shared' | 'private',
): Result<Envelope, readonly Issue[]> {
  if (bytes.length > envelopeBytesMax) {
    const message = `expected at most ${envelopeBytesMax} bytes, got ${bytes.length}`;
    return issue('record.envelope.too-long', '', message);
  }
  const json = parseCanonicalJson(bytes);
  if (!json.ok) return json;
  if (!isJsonObject(json.value)) {
    return issue('record.envelope.not-object', '', 'expected a JSON object');
  }
  const object = json.value;
  // Another version may mean anything by the same names: look no further.
  if (object.v !== 1) {
    const message = `expected version 1, got ${JSON.stringify(object.v)?.slice(0, 20)}`;
    return issue('record.envelope.version', 'v', message);
  }
  const issues: Issue[] = [];
  const at = typeof object.at === 'string' ? object.at : '';
  if (instantToMilliseconds(at) === undefined) {
    const message = 'expected an instant as YYYY-MM-DDTHH:MM:SSZ';
    issues.push({ code: 'record.envelope.at', path: 'at', message });
  }
  const seen = readSeen(object.seen, issues);
  const commitments = readCommitments(object, log, issues);
  return issues.length > 0 ? err(issues) : ok({ v: 1, at, seen, commitments });
}

/** Returns the bytes of an entry; what they say is the caller's to have right. */
export function printEnvelope(envelope: Envelope): Uint8Array {
  const { at, seen, commitments } = envelope;
  assert(instantToMilliseconds(at) !== undefined, `an instant, got ${at}`);
  assert(seen.length <= envelopeSeenMax, `at most ${envelopeSeenMax} checkpoints seen`);
  const json: Record<string, Json> = { v: 1, at, seen: seen.map(seenToJson) };
  for (const scope of scopesOf.private) {
    const commitment = commitments[scope];
    if (commitment === undefined) continue;
    assert(commitment.length === hashBytes, 'a commitment has 32 bytes');
    json[scope] = toBase64(commitment);
  }
  const bytes = canonicalBytes(json);
  assert(bytes.length <= envelopeBytesMax, `envelope of at most ${envelopeBytesMax} bytes`);
  return bytes;
}

function seenToJson(seen: SeenCheckpoint): Json {
  assert(seen.root.length === hashBytes, 'a root has 32 bytes');
  return [seen.origin, seen.size, toBase64(seen.root)];
}

function readSeen(value: Json | undefined, issues: Issue[]): readonly SeenCheckpoint[] {
  if (!Array.isArray(value)) {
    const message = 'expected a list of [origin, size, root]';
    issues.push({ code: 'record.envelope.seen', path: 'seen', message });
    return [];
  }
  if (value.length > envelopeSeenMax) {
    const message = `expected at most ${envelopeSeenMax} checkpoints, got ${value.length}`;
    issues.push({ code: 'record.envelope.seen-too-many', path: 'seen', message });
    return [];
  }
  const seen: SeenCheckpoint[] = [];
  for (const [i, item] of value.entries()) {
    const read = readSeenItem(item);
    if (read !== undefined) seen.push(read);
    else {
      const message =
        'expected [origin, size, root] with a size of 0 to 2^53-1 and 32 bytes in base64';
      issues.push({ code: 'record.envelope.seen', path: `seen[${i}]`, message });
    }
  }
  return seen;
}

function readSeenItem(item: Json): SeenCheckpoint | undefined {
  if (!Array.isArray(item) || item.length !== 3) return undefined;
  const [originText, size, rootText] = item as readonly Json[];
  if (typeof originText !== 'string' || typeof size !== 'number' || typeof rootText !== 'string') {
    return undefined;
  }
  const origin = parseOrigin(originText);
  const root = parseHash(rootText);
  if (!origin.ok || root === undefined || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { origin: origin.value, size, root };
}

function readCommitments(
  object: JsonObject,
  log: 'shared' | 'private',
  issues: Issue[],
): Envelope['commitments'] {
  const commitments: Partial<Record<'public' | 'programme' | 'internal', Uint8Array>> = {};
  if (log === 'shared' && object.internal !== undefined) {
    const message = 'expected no internal payload in a shared log';
    issues.push({ code: 'record.envelope.internal', path: 'internal', message });
  }
  for (const scope of scopesOf[log]) {
    const text = object[scope];
    if (text === undefined) continue;
    const hash = typeof text === 'string' ? parseHash(text) : undefined;
    if (hash !== undefined) commitments[scope] = hash;
    else {
      const message = 'expected a commitment of 32 bytes in base64';
      issues.push({ code: 'record.envelope.commitment', path: scope, message });
    }
  }
  return commitments;
}
