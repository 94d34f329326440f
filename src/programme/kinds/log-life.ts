// The life of a log as its party tells it: keys that take the place of others, and how it ends. The party's root key
// signs each change of keys; whoever is to believe the new key verifies that signature (src/server/key-changes.ts).
import { z } from 'zod';
import type { Instant } from '../../base/dates.ts';
import { instantToMilliseconds } from '../../base/dates.ts';
import type { Origin } from '../../base/ids.ts';
import { canonicalJson, type Json } from '../../base/json.ts';
import { type LanguageMap, languageMap, type Place, vkey } from '../statement.ts';

const instant = z
  .string()
  .refine((text) => instantToMilliseconds(text) !== undefined, 'expected YYYY-MM-DDTHH:MM:SSZ');
/** 64 bytes in base64. */
const signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);
const change = { key: z.enum(['log', 'witness', 'request']), before: vkey, after: vkey, signature };

/** Shapes of the acts, as statements and as commands. */
export const lifeActs = {
  /** Both keys sign until that instant, then only the new one. */
  'key-rotate': { ...change, until: instant },
  /** The old key is lost or stolen: what it signs beyond that size counts for nothing. */
  'key-replace': { ...change, size: z.int().min(0), why: languageMap },
  /** The last statement of a log. */
  freeze: { why: languageMap },
  /** The operator let the signer sign although no witness had answered. */
  resume: { why: languageMap },
  /** The operator believes the clock although it went back: from `last` to `now`. */
  'clock-accept': { last: instant, now: instant, why: languageMap },
} as const;

/** What a key is for. The root key is none of them: it is what people compared. */
export type ChangedKey = 'log' | 'witness' | 'request';

/** One key in the place of another. */
export interface KeyChange {
  readonly act: 'key-rotate' | 'key-replace';
  readonly key: ChangedKey;
  /** Verifier keys (c2sp.org/signed-note), of one name. */
  readonly before: string;
  readonly after: string;
  /** Of a rotation: until when the old key signs too. */
  readonly until?: Instant;
  /** Of a replacement: the largest size that the old key signed. */
  readonly size?: number;
  readonly why?: LanguageMap;
  /** By the party's root key over {@link keyChangeText}, base64. */
  readonly signature: string;
}

/** What is said once, with where. */
export interface Said {
  readonly why: LanguageMap;
  readonly place: Place;
}

/** What the acts of this file come to. */
export interface LogLife {
  /** Changes in the order of the log, each from the key in force before it. */
  readonly changes: readonly (KeyChange & { readonly place: Place })[];
  readonly frozen?: Said;
  readonly resumed: readonly Said[];
  readonly clockAccepted: readonly (Said & { readonly last: Instant; readonly now: Instant })[];
}

/**
 * Returns the text that the root key signs.
 *
 *     comity-key-change/v1\n
 *     {"about":"<origin>","act":…,"after":…,"before":…,"key":…,"size":… | "until":…}\n     canonical JSON
 */
export function keyChangeText(about: Origin, change: Omit<KeyChange, 'signature'>): string {
  const { act, after, before, key, until, size } = change;
  const ends = act === 'key-rotate' ? { until } : { size };
  const body = { about, act, after, before, key, ...ends } as Json;
  return `comity-key-change/v1\n${canonicalJson(body)}\n`;
}

/** Returns the key of a use that is in force after the changes; `first` is that of the genesis. */
export function keyInForce(
  changes: readonly Pick<KeyChange, 'key' | 'after'>[],
  key: ChangedKey,
  first: string,
): string {
  return changes.findLast((one) => one.key === key)?.after ?? first;
}

/** Returns the name that a verifier key begins with. */
export function nameOfKey(vkeyText: string): string {
  return vkeyText.slice(0, vkeyText.indexOf('+'));
}
