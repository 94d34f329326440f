// Keys in the place of others, as nodes hand them to each other and believe them: the statements themselves, each
// with its place in the log, signed by the root key that people compared. No second telephone call is needed.
//
//   {"index":12,"salt":"<base64>","payload":"<the statement's exact text>"}\n ...       canonical JSON, oldest first
import { fromBase64, toBase64, utf8, utf8ToString } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import { canonicalJson, isJsonObject, parseJson } from '../base/json.ts';
import type { Crypto, Sha256, Signer } from '../base/ports.ts';
import { type ChangedKey, type KeyChange, keyChangeText } from '../programme/kinds/log-life.ts';
import { kinds } from '../programme/kinds.ts';
import { commit, saltBytes } from '../record/commitment.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { parseVerifierKey, printVerifierKey, type VerifierKey } from '../record/key.ts';
import type { DatedKey } from '../record/log-keys.ts';
import type { LogStore } from '../store/log-store.ts';
import { keyChangesMax } from './limits.ts';

/** A change as it stands in a log. */
export interface RecordedChange {
  readonly index: number;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  readonly payload: Uint8Array;
}

/** The keys of a party by use, oldest first; the last of each is the newest. */
export type PartyKeys = Readonly<Record<ChangedKey, readonly DatedKey[]>>;

/** Returns the file of a log's changes of keys. */
export function printKeyFile(changes: readonly RecordedChange[]): string {
  return changes
    .map(({ index, salt, payload }) => {
      const line = { index, salt: toBase64(salt), payload: utf8ToString(payload) ?? '' };
      return `${canonicalJson(line)}\n`;
    })
    .join('');
}

/** Parses such a file; undefined when any line of it is none, or there are too many. @param text Untrusted. */
export function parseKeyFile(text: string): readonly RecordedChange[] | undefined {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  if (lines.length > keyChangesMax) return undefined;
  const changes = lines.map(parseLine);
  return changes.every((one) => one !== undefined) ? changes : undefined;
}

function parseLine(line: string): RecordedChange | undefined {
  const parsed = parseJson(line);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { index, salt, payload } = parsed.value;
  const bytes = fromBase64(typeof salt === 'string' ? salt : '');
  if (bytes?.length !== saltBytes || typeof payload !== 'string') return undefined;
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) return undefined;
  return { index, salt: bytes, payload: utf8(payload) };
}

/** Returns the root key's signature of a change, base64. */
export async function signChange(
  root: Signer,
  about: Origin,
  change: Omit<KeyChange, 'signature'>,
): Promise<string> {
  return toBase64(await root.sign(utf8(keyChangeText(about, change))));
}

/** Returns the change that a statement makes, when the root key has signed it for this log. */
export async function verifyChange(
  crypto: Crypto,
  party: { readonly rootKey: VerifierKey; readonly origin: Origin },
  payload: Uint8Array,
): Promise<KeyChange | undefined> {
  const json = parseJson(utf8ToString(payload) ?? '');
  const parsed = json.ok ? kinds.log.parse(json.value) : undefined;
  if (parsed === undefined || !parsed.ok) return undefined;
  const statement = parsed.value;
  if (statement.act !== 'key-rotate' && statement.act !== 'key-replace') return undefined;
  const change = statement as unknown as KeyChange;
  const text = utf8(keyChangeText(party.origin, change));
  const signature = fromBase64(change.signature) ?? new Uint8Array(0);
  const { publicKey } = party.rootKey;
  const valid =
    statement.about === party.origin && (await crypto.ed25519.verify(publicKey, text, signature));
  return valid ? change : undefined;
}

/** Whether the entry at that place commits to the change; undefined while the log is not held so far. */
export async function isInLog(
  sha256: Sha256,
  store: LogStore,
  { index, salt, payload }: RecordedChange,
): Promise<boolean | undefined> {
  if (index >= store.head().size) return undefined;
  const [bytes] = await store.entries(index, index + 1);
  const envelope = parseEnvelope(bytes, 'shared');
  const committed = envelope.ok ? envelope.value.commitments.public : undefined;
  return committed !== undefined && toBase64(committed) === toBase64(commit(sha256, salt, payload));
}

/**
 * Returns the keys of a party after its changes. `first` is what its export says, which may be older or newer than
 * some of them: the chain of changes that leads to or from it counts, and no other.
 */
export function keysAfter(
  sha256: Sha256,
  first: Readonly<Record<ChangedKey, VerifierKey | undefined>>,
  changes: readonly KeyChange[],
): PartyKeys {
  const keysOf = (use: ChangedKey): readonly DatedKey[] => {
    const start = first[use];
    if (start === undefined) return [];
    const chain = chainOf(changes.filter(({ key }) => key === use));
    const known = new Set([chain[0]?.before, ...chain.map(({ after }) => after)]);
    if (!known.has(printVerifierKey(start))) return [{ key: start }];
    return toDated(sha256, chain);
  };
  return { log: keysOf('log'), witness: keysOf('witness'), request: keysOf('request') };
}

/** Each change follows the one before it; what does not is left out. */
function chainOf(changes: readonly KeyChange[]): readonly KeyChange[] {
  const chain: KeyChange[] = [];
  for (const change of changes)
    if (chain.length === 0 || chain.at(-1)?.after === change.before) chain.push(change);
  return chain;
}

function toDated(sha256: Sha256, chain: readonly KeyChange[]): readonly DatedKey[] {
  const texts = [chain[0]?.before, ...chain.map(({ after }) => after)];
  return texts.flatMap((text, i) => {
    const key = parseVerifierKey(sha256, text ?? '');
    if (!key.ok) return [];
    const end = chain[i];
    if (end === undefined) return [{ key: key.value }];
    const until = end.until === undefined ? {} : { until: Date.parse(end.until) };
    const sizeMax = end.size === undefined ? {} : { sizeMax: end.size };
    return [{ key: key.value, ...until, ...sizeMax }];
  });
}
