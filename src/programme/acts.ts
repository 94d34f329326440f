// Acts that every kind has, in the own log only (docs/spec/model.md 1 and 5): rectify, retract, publish and
// translate are dealt with here, once, before a kind's own fold sees the statements.
import { assert } from '../base/errors.ts';
import { canonicalJson, isJsonObject, type Json } from '../base/json.ts';
import type { Issue, Result } from '../base/result.ts';
import type { FoldContext } from './kind.ts';
import type { CommonStatement } from './shapes.ts';
import {
  dayOf,
  type LanguageMap,
  type Place,
  type Placed,
  type StatementHead,
} from './statement.ts';

/** Acts that stand as they were made: nothing rectifies or retracts them. */
const fixedActs: ReadonlySet<string> = new Set([
  'propose',
  'sign',
  'decline',
  'genesis',
  'erase-request',
  'erase-done',
  'key-rotate',
  'key-replace',
  'freeze',
  'clock-accept',
]);
const metaActs: ReadonlySet<string> = new Set(['rectify', 'retract', 'publish', 'translate']);
/** Fields that a rectified or published statement keeps, whatever the content says. */
const keptFields: ReadonlySet<string> = new Set(['schema', 'by', 'about', 'prev', 'sample']);

/** Returns whether nothing may rectify or retract that act. */
export function isFixedAct(act: string): boolean {
  return fixedActs.has(act);
}

/** A text of a field in another language, by the record's owner. */
export interface Translation {
  readonly field: string;
  readonly language: string;
  readonly text: string;
  readonly state: 'draft' | 'reviewed' | 'approved';
  readonly sourceHash: string;
  readonly tool?: string;
  readonly place: Place;
}

/** A subject's statements once the common acts have been applied. */
export interface Applied {
  /** What the kind's fold reads: rectified ones hold what was meant, and what it was in `struck`. */
  readonly effective: readonly Placed<StatementHead>[];
  /** Retracted ones, for the history. */
  readonly retracted: readonly Placed<StatementHead>[];
  readonly translations: readonly Translation[];
  /** The statements that made them, for the history. */
  readonly translating: readonly Placed<StatementHead>[];
  readonly invalid: number;
  readonly pending: number;
}

type Parse = (payload: unknown) => Result<StatementHead, readonly Issue[]>;
type Meta = Placed<CommonStatement>;

interface Correction {
  readonly by: Place;
  readonly why: LanguageMap;
  readonly content: Json;
}

interface Log {
  readonly statements: readonly Placed<StatementHead>[];
  readonly byLeaf: ReadonlyMap<string, Placed<StatementHead>>;
  readonly retractions: Map<string, Correction>;
  readonly corrections: Map<string, Correction>;
  /** Statements made up from the content of acts that name a payload which is not held. */
  readonly made: Map<string, Placed<StatementHead>>;
  readonly translations: Translation[];
  invalid: number;
  pending: number;
}

interface Setting {
  readonly parse: Parse;
  readonly context: FoldContext;
  /** In which log each statement of the subject stands. */
  readonly originOf: ReadonlyMap<string, string>;
}

/**
 * Applies the common acts of each log to that log's statements. An act of one log on a statement of another is
 * invalid; one that names an entry unknown here is pending. Input and output are sorted by (origin, index).
 */
export function applyActs(
  parse: Parse,
  statements: readonly Placed<StatementHead>[],
  context: FoldContext,
): Applied {
  const originOf = new Map(statements.map(({ place }) => [place.leaf, place.origin as string]));
  const setting: Setting = { parse, context, originOf };
  const logs = [...Map.groupBy(statements, ({ place }) => place.origin).values()];
  const parts = logs.map((log) => applyInLog(setting, log));
  return {
    effective: parts.flatMap((part) => part.effective),
    retracted: parts.flatMap((part) => part.retracted),
    translations: parts.flatMap((part) => part.translations),
    translating: parts.flatMap((part) => part.translating),
    invalid: parts.reduce((sum, part) => sum + part.invalid, 0),
    pending: parts.reduce((sum, part) => sum + part.pending, 0),
  };
}

/**
 * Newest act first: an act that a later one retracts or rectifies is known to be so when its turn comes.
 */
function applyInLog(setting: Setting, statements: readonly Placed<StatementHead>[]): Applied {
  const log = openLog(setting, statements);
  for (const placed of log.statements.toReversed()) {
    if (!isMeta(placed) || log.retractions.has(placed.place.leaf)) continue;
    switch (placed.statement.act) {
      case 'rectify':
        applyRectify(setting, log, placed);
        break;
      case 'retract':
        applyRetract(setting, log, placed);
        break;
      case 'translate':
        log.translations.unshift(toTranslation(placed));
        break;
      case 'publish':
        checkPublish(setting, log, placed);
    }
  }
  return collect(setting, log);
}

/** Publications of what is not held here (the public fold) take effect as the statements they publish. */
function openLog(setting: Setting, statements: readonly Placed<StatementHead>[]): Log {
  const retracted = new Set(statements.map(({ statement }) => retractedBy(statement)));
  const held = new Set(statements.map(({ place }) => place.leaf));
  const published = new Map<string, Placed<StatementHead>>();
  let invalid = 0;
  for (const placed of statements) {
    if (!isMeta(placed) || placed.statement.act !== 'publish') continue;
    const { of } = placed.statement;
    if (held.has(of) || published.has(of) || retracted.has(placed.place.leaf)) continue;
    if (setting.originOf.has(of)) continue;
    const made = makeUp(setting, placed, placeOf(setting, of) ?? { ...placed.place, leaf: of });
    if (made === undefined) invalid++;
    else published.set(of, made);
  }
  const all = [...statements, ...published.values()].sort((a, b) => a.place.index - b.place.index);
  return {
    statements: all,
    byLeaf: new Map(all.map((placed) => [placed.place.leaf, placed])),
    retractions: new Map(),
    corrections: new Map(),
    made: new Map(),
    translations: [],
    invalid,
    pending: 0,
  };
}

function retractedBy(statement: StatementHead): string {
  return statement.act === 'retract' ? String(statement.of) : '';
}

function applyRetract(setting: Setting, log: Log, act: Meta): void {
  assert(act.statement.act === 'retract', 'a retraction');
  const { of, why } = act.statement;
  const retraction = { by: act.place, why, content: null };
  const named = log.byLeaf.has(of) ? undefined : placeOf(setting, of);
  if (named !== undefined && named.origin === act.place.origin && named.index < act.place.index) {
    // What it takes back is gone (erased); what was said to have been meant goes with it.
    log.retractions.set(of, retraction);
    return;
  }
  const target = targetOf(setting, log, act);
  if (target === undefined) return;
  if (fixedActs.has(target.statement.act)) log.invalid++;
  else log.retractions.set(of, retraction);
}

function applyRectify(setting: Setting, log: Log, act: Meta): void {
  assert(act.statement.act === 'rectify', 'a rectification');
  const { of, why } = act.statement;
  const content = log.corrections.get(act.place.leaf)?.content ?? (act.statement.content as Json);
  const named = log.byLeaf.has(of) ? undefined : placeOf(setting, of);
  if (named !== undefined && named.origin === act.place.origin && named.index < act.place.index) {
    rectifyAbsent(setting, log, { act, named, content });
    return;
  }
  const target = targetOf(setting, log, act);
  if (target === undefined) return;
  const allowed =
    target.statement.act === 'rectify' ||
    (!fixedActs.has(target.statement.act) && rectified(setting, target, content) !== undefined);
  if (!allowed) log.invalid++;
  else if (!log.corrections.has(of)) log.corrections.set(of, { by: act.place, why, content });
}

/** The named payload is gone (erased): its place is known and the content says what was meant. */
function rectifyAbsent(
  setting: Setting,
  log: Log,
  given: { readonly act: Meta; readonly named: Place; readonly content: Json },
): void {
  const { act, named, content } = given;
  const made = makeUp(
    setting,
    { ...act, statement: { ...act.statement, content } as never },
    named,
  );
  if (made === undefined || fixedActs.has(made.statement.act)) log.invalid++;
  else if (!log.made.has(named.leaf)) log.made.set(named.leaf, made);
}

/** Returns the earlier statement of the same log that an act names; counts the act when there is none. */
function targetOf(setting: Setting, log: Log, act: Meta): Placed<StatementHead> | undefined {
  const of = String(act.statement.of);
  const target = log.byLeaf.get(of);
  if (target !== undefined && target.place.index < act.place.index) return target;
  const origin = target?.place.origin ?? placeOf(setting, of)?.origin ?? setting.originOf.get(of);
  if (origin === undefined || (target === undefined && origin === act.place.origin)) log.pending++;
  else log.invalid++;
  return undefined;
}

/** Where the original is held its publication changes nothing, but it may only have left fields out. */
function checkPublish(setting: Setting, log: Log, act: Meta): void {
  assert(act.statement.act === 'publish', 'a publication');
  const { of, content } = act.statement;
  const target = log.byLeaf.get(of);
  if (target === undefined) {
    if (setting.originOf.has(of)) log.invalid++;
    return;
  }
  const whole = target.statement as unknown as Json;
  const text = (target.statement as { text?: Json }).text;
  const narrowed = isPartOf(content as Json, whole);
  // A text is signed as a whole: its publication shows all of it.
  const wholeText =
    target.statement.act !== 'propose' || sameJson((content as { text?: Json }).text, text);
  if (!narrowed || !wholeText) log.invalid++;
}

/** Returns whether a value is the other with object members left out. */
function isPartOf(part: Json | undefined, whole: Json | undefined): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return sameJson(part, whole);
  return Object.entries(part).every(([key, member]) => isPartOf(member, whole[key]));
}

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

function rectified(
  setting: Setting,
  target: Placed<StatementHead>,
  content: Json,
): StatementHead | undefined {
  const statement = withContent(target.statement, content);
  if (statement.act !== target.statement.act || metaActs.has(statement.act)) return undefined;
  return setting.parse(statement).ok ? statement : undefined;
}

/** Returns the statement that a rectification or publication of an absent payload stands for. */
function makeUp(setting: Setting, act: Meta, named: Place): Placed<StatementHead> | undefined {
  const { schema, by, about, sample, content } = act.statement as StatementHead;
  const base: StatementHead = { schema, act: '', by, about, ...(sample ? { sample } : {}) };
  const statement = withContent(base, content as Json);
  if (!setting.parse(statement).ok) return undefined;
  return { statement, place: onDay(setting, statement, named) };
}

function withContent(base: StatementHead, content: Json): StatementHead {
  const statement: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(base)) if (keptFields.has(key)) statement[key] = value;
  for (const [key, value] of Object.entries(content ?? {})) {
    if (!keptFields.has(key)) statement[key] = value;
  }
  return statement as StatementHead;
}

function onDay(setting: Setting, statement: StatementHead, place: Place): Place {
  const zone = setting.context.zoneOf.get(place.party) ?? 'UTC';
  return { ...place, day: dayOf(statement, place.at, zone) };
}

function placeOf(setting: Setting, leaf: string): Place | undefined {
  return setting.context.placeOf?.(leaf);
}

function collect(setting: Setting, log: Log): Applied {
  const effective: Placed<StatementHead>[] = [];
  const retracted: Placed<StatementHead>[] = [];
  const translating: Placed<StatementHead>[] = [];
  for (const made of log.made.values()) {
    const retraction = log.retractions.get(made.place.leaf);
    if (retraction === undefined) effective.push(made);
    else retracted.push({ ...made, struck: { by: retraction.by, why: retraction.why } });
  }
  for (const placed of log.statements) {
    const { statement, place } = placed;
    const retraction = log.retractions.get(place.leaf);
    const correction = log.corrections.get(place.leaf);
    if (retraction !== undefined) {
      retracted.push({ ...placed, struck: { by: retraction.by, why: retraction.why } });
    } else if (statement.act === 'translate') {
      translating.push(placed);
    } else if (metaActs.has(statement.act)) {
      // Done above.
    } else if (correction !== undefined) {
      const meant = withContent(statement, correction.content);
      const struck = { by: correction.by, why: correction.why, was: statement };
      effective.push({ statement: meant, place: onDay(setting, meant, place), struck });
    } else {
      effective.push(placed);
    }
  }
  effective.sort((a, b) => a.place.index - b.place.index);
  const { translations, invalid, pending } = log;
  return { effective, retracted, translations, translating, invalid, pending };
}

function toTranslation(placed: Meta): Translation {
  assert(placed.statement.act === 'translate', 'a translation');
  const { field, language, text, state, sourceHash, tool } = placed.statement;
  const common = { field, language, text, state, sourceHash, place: placed.place };
  return tool === undefined ? common : { ...common, tool };
}

function isMeta(placed: Placed<StatementHead>): placed is Meta {
  return metaActs.has(placed.statement.act);
}
