// A statement: what an entry means. Its head, its three dates and its place in a log (docs/spec/model.md 1).
import { z } from 'zod';
import {
  type CivilDate,
  civilDateIn,
  type Instant,
  instantToMilliseconds,
  isCivilDate,
  isPartialDate,
  lastDay,
} from '../base/dates.ts';
import {
  isRecordId,
  type Mark,
  type Origin,
  type PartyId,
  parseMark,
  parseOrigin,
  parsePartyId,
  parseRecordId,
  type RecordId,
} from '../base/ids.ts';
import { isAmount } from '../base/money.ts';

/** Text in the charter's languages: `{en: …, zh-Hant: …}`. At least one language. */
export const languageMap = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), z.string().min(1).max(20_000))
  .refine((map) => Object.keys(map).length > 0, 'expected text in at least one language');
export type LanguageMap = z.infer<typeof languageMap>;
/** Returns the shape of a text of at most so many characters (UTF-16 units) in each language. */
export function languageMapUpTo(charactersMax: number) {
  return languageMap.refine(
    (map) => Object.values(map).every((text) => text.length <= charactersMax),
    `expected at most ${charactersMax} characters in each language`,
  );
}

/** A record's id: `HK-A001`. */
export const recordId = z.custom<RecordId>(
  (value) => typeof value === 'string' && isRecordId(value),
  'expected an id such as HK-A001',
);
/** Returns the shape of an id of a record of some kinds, by their letters: `HK-P001`. */
export function recordIdOf(...letters: readonly string[]) {
  return z.custom<RecordId>((value) => {
    const parsed = parseRecordId(typeof value === 'string' ? value : '');
    return parsed.ok && letters.includes(parsed.value.letters);
  }, `expected an id such as HK-${letters[0]}001`);
}
/** A party's id: `hong-kong`. */
export const partyId = z.custom<PartyId>(
  (value) => typeof value === 'string' && parsePartyId(value).ok,
  'expected a party id such as hong-kong',
);
/** A party's mark: `HK`. */
export const mark = z.custom<Mark>(
  (value) => typeof value === 'string' && parseMark(value).ok,
  'expected a mark such as HK',
);
/** A log's origin: `log.hong-kong.invalid/shenzhen-hong-kong`. */
export const origin = z.custom<Origin>(
  (value) => typeof value === 'string' && parseOrigin(value).ok,
  'expected an origin such as a.example/log',
);
/** A verifier key as c2sp.org/signed-note prints it; only its form is checked here. */
export const vkey = z.string().regex(/^[^+\s]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{4,200}$/);
/** A language tag as the charter writes it: `zh-Hant`. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
/** An id inside a record (clause, decision, field): short, without space. */
export const partId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/);
/** 32 bytes in hex: a leaf hash or a text hash. */
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Under which a person acts, random per person and programme: 8 to 40 letters and digits. */
export const pseudonym = z.string().regex(/^[a-z0-9]{8,40}$/);
/** `YYYY-MM-DD`. */
export const civilDate = z.string().refine(isCivilDate, 'expected YYYY-MM-DD');
/** `YYYY-MM-DD`, or a month or year where the source says no more. */
export const partialDate = z.string().refine(isPartialDate, 'expected YYYY-MM-DD, YYYY-MM or YYYY');
/** A UTC instant in whole seconds: `2026-11-27T09:00:00Z`. */
export const instant = z
  .string()
  .refine(
    (text) => instantToMilliseconds(text) !== undefined,
    'expected an instant such as 2026-11-27T09:00:00Z',
  );
/** `YYYY-MM`, of the years 1000 to 9999. */
export const month = z
  .string()
  .regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'expected a month such as 2026-10');

/** An exact number as text: a log holds no fractions as numbers. At most 40 characters. */
export const decimal = z.string().refine(isAmount, 'expected a decimal such as 11.18');

/** Where a statement made elsewhere can be looked up. */
export const source = z.looseObject({
  url: z.url().max(2_000),
  title: z.string().min(1).max(500),
  accessed: partialDate,
});
export type Source = z.infer<typeof source>;

/** Who said it, when, and where that can be looked up: the second of the three dates. */
export const said = z.looseObject({
  on: partialDate,
  by: languageMap,
  post: languageMap.optional(),
  source,
});
export type Said = z.infer<typeof said>;

/** The fields every statement starts with. Unknown fields are kept (looseObject everywhere). */
export const headShape = {
  schema: z.string().regex(/^[a-z]+(-[a-z]+)*\/[1-9]\d*$/),
  act: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  /** The author's. */
  by: pseudonym,
  /** The subject's id; for log-keeping the log's origin. */
  about: z.string().min(1).max(200),
  /** Leaf hash of the previous entry about this subject in the same log. */
  prev: hash.optional(),
  happened: partialDate.optional(),
  said: said.optional(),
  sample: z.literal(true).optional(),
  /** Of a record's first statement that only the parties have: when its owner's node makes the record public. */
  publishAt: instant.optional(),
};
/** The head of a statement; the kind's own fields stay beside it. */
export const head = z.looseObject(headShape);
/** A statement of whatever kind: its head, and its own fields as unknowns. */
export type StatementHead = z.infer<typeof head>;

/** What a payload is for: who may read it. */
export type Scope = 'internal' | 'programme' | 'public';
/** Which payloads a fold reads: public only; programme where held, else public; the private log. */
export type Fold = 'public' | 'programme' | 'internal';

/** Where a statement stands: known to every reader of that log, never part of the payload. */
export interface Place {
  readonly origin: Origin;
  /** The party whose log it is. */
  readonly party: PartyId;
  /** 0-based position in the log. */
  readonly index: number;
  /** Leaf hash, hex. */
  readonly leaf: string;
  /** When that node recorded it, by its own clock. */
  readonly at: Instant;
  /** The latest `at` of that log up to and including this entry, where some earlier entry's is later. */
  readonly latest?: Instant;
  /** `happened`, else `said.on`, else the date of `at` in the party's zone; partial dates by their last day. */
  readonly day: CivilDate;
}

/** A statement in its place. */
export interface Placed<Statement> {
  readonly statement: Statement;
  readonly place: Place;
  /** Set when a later `rectify` or `retract` of the same log names this one: shown struck through. */
  readonly struck?: {
    readonly by: Place;
    readonly why: LanguageMap | string;
    readonly was?: Statement;
  };
}

/** Returns the day of a statement (docs/spec/model.md 4). */
export function dayOf(statement: StatementHead, at: Instant, zone: string): CivilDate {
  const claimed = statement.happened ?? statement.said?.on;
  return claimed === undefined ? civilDateIn(zone, at) : lastDay(claimed);
}
