// Which keys a state folder holds, since when each signs and until when: `ring.json` beside the key files. A folder
// of an older release has none; it is then read from the four files that `init` made.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../base/bytes.ts';
import { type Instant, instantOf, instantToMilliseconds } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { isJsonObject, type Json, parseJson } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { parseVerifierKey, printVerifierKey, type VerifierKey } from '../record/key.ts';
import type { Files } from './files.ts';
import { readText, writeDurably } from './folder.ts';

/** What a key is for: signing what the party is, its log, others' logs, and its requests. */
export type KeyUse = 'root' | 'log' | 'witness' | 'request';

/** The uses, in the order in which they are shown. */
export const keyUses: readonly KeyUse[] = ['root', 'log', 'witness', 'request'];

/** One key of a node, without its private half. */
export interface RingKey {
  readonly use: KeyUse;
  /** Name of its file, less `.key`. The private half may lie elsewhere: with the signer, or offline. */
  readonly file: string;
  readonly key: VerifierKey;
  readonly since: Instant;
  /** It signs no longer after this instant. Absent: it signs. */
  readonly until?: Instant;
  /** A key lost or stolen: the largest tree that it signed. */
  readonly sizeMax?: number;
}

/** The file in a state folder that says which keys there are. */
export const ringFile = 'ring.json';

const keysMax = 400;

/**
 * Reads the ring of a state folder, oldest first; undefined when there is none. Failure: store.ring.malformed.
 */
export async function readRing(
  stateDir: string,
  sha256: Sha256,
): Promise<readonly RingKey[] | undefined> {
  const path = join(stateDir, ringFile);
  const text = await readText(path);
  if (text === undefined) return undefined;
  const ring = parseRing(text, sha256);
  if (ring !== undefined) return ring;
  throw new ComityError('store.ring.malformed', `${path}: expected the keys of this folder`);
}

/** Writes the ring; durable on return. */
export async function writeRing(
  stateDir: string,
  ring: readonly RingKey[],
  files?: Files,
): Promise<void> {
  const keys = ring.map(({ key, ...rest }) => ({ ...rest, vkey: printVerifierKey(key) }));
  const text = `${JSON.stringify({ format: 1, keys }, null, 1)}\n`;
  const options = { permissions: 0o600, ...(files === undefined ? {} : { files }) };
  await writeDurably(join(stateDir, ringFile), utf8(text), options);
}

function parseRing(text: string, sha256: Sha256): readonly RingKey[] | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { format, keys } = parsed.value;
  if (format !== 1 || !Array.isArray(keys) || keys.length > keysMax) return undefined;
  const ring = keys.map((one) => parseRingKey(one, sha256));
  return ring.every((one) => one !== undefined) ? ring : undefined;
}

function parseRingKey(value: Json, sha256: Sha256): RingKey | undefined {
  if (!isJsonObject(value)) return undefined;
  const { use, file, vkey, since, until, sizeMax } = value;
  const key = parseVerifierKey(sha256, typeof vkey === 'string' ? vkey : '');
  const known = keyUses.find((one) => one === use);
  if (!key.ok || known === undefined || typeof file !== 'string') return undefined;
  if (!isInstant(since) || !(until === undefined || isInstant(until))) return undefined;
  if (!(sizeMax === undefined || (typeof sizeMax === 'number' && sizeMax >= 0))) return undefined;
  return {
    ...{ use: known, file, key: key.value, since },
    ...(until === undefined ? {} : { until }),
    ...(sizeMax === undefined ? {} : { sizeMax }),
  };
}

function isInstant(value: Json | undefined): value is Instant {
  return typeof value === 'string' && instantToMilliseconds(value) !== undefined;
}

/** Returns when a key file was made, for folders without a ring; the epoch when it is not there. */
export function keyFileTime(stateDir: string, file: string): Instant {
  const found = statSync(join(stateDir, `${file}.key`), { throwIfNoEntry: false });
  return instantOf(Math.floor(found?.mtimeMs ?? 0));
}

/** Returns the keys of a use that sign at an instant, newest last. */
export function signingAt(ring: readonly RingKey[], use: KeyUse, at: number): readonly RingKey[] {
  return ring.filter(
    (one) => one.use === use && (one.until === undefined || at <= Date.parse(one.until)),
  );
}

/** Returns the name of the file in which the next key of a use lies: `log-2`, `log-3`. */
export function nextFile(ring: readonly RingKey[], use: KeyUse): string {
  return `${use}-${ring.filter((one) => one.use === use).length + 1}`;
}

/** Returns the ring with a new newest key of a use, and the end of the one before it. */
export function withNewKey(
  ring: readonly RingKey[],
  added: RingKey,
  end: Pick<RingKey, 'until' | 'sizeMax'>,
): readonly RingKey[] {
  const before = ring.findLast((one) => one.use === added.use);
  return [...ring.map((one) => (one === before ? { ...one, ...end } : one)), added];
}
