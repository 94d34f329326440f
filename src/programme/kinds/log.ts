// Log-keeping: what a log says about itself. `about` is the origin. Genesis (entry 0), private-root, which commits the
// party's private log to its shared one, erasure: its owner asks by erase-request, each party that has done it says so
// by erase-done in its own log (docs/spec/model.md 5); and the acts of log-life.ts: keys, freeze, resume, clock-accept.
import { z } from 'zod';
import { type Instant, instantOf } from '../../base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../base/ids.ts';
import { isRecordId, parseProgrammeId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields, privateDraft } from '../draft.ts';
import { coveredBy } from '../erasure.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  hash,
  type LanguageMap,
  languageMap,
  mark,
  origin,
  type Place,
  type Placed,
  partyId,
  recordId,
  vkey,
} from '../statement.ts';
import {
  type KeyChange,
  keyInForce,
  type LogLife,
  lifeActs,
  nameOfKey,
  type Said,
} from './log-life.ts';

const programmeId = z.custom<ProgrammeId>(
  (value) => typeof value === 'string' && parseProgrammeId(value).ok,
  'expected a programme id such as shenzhen-hong-kong',
);

const genesis = {
  format: z.int().min(1),
  programme: programmeId,
  party: partyId,
  mark,
  origin,
  zone: z.string().min(1).max(64),
  name: languageMap,
  keys: z.looseObject({ root: vkey, log: vkey, witness: vkey, request: vkey }),
  url: z.url().max(2_000).optional(),
};
const privateRoot = { size: z.int().min(0), root: hash };

/** `record`: the subject of what is erased, so that its id is never given out again and its page can say so. */
const eraseRequest = { leaf: hash, record: recordId.optional(), ground: languageMap };
const eraseDone = { leaf: hash };

const acts = {
  genesis,
  'private-root': privateRoot,
  'erase-request': eraseRequest,
  'erase-done': eraseDone,
  ...lifeActs,
} as const;
/** `log` says into which of the party's two logs the statement goes. */
const which = { log: z.enum(['shared', 'private']) };
const commands = {
  genesis: { ...genesis, ...which },
  'private-root': privateRoot,
  'erase-request': { leaf: hash, ground: languageMap },
  'erase-done': { leaf: hash, ...which },
  ...lifeActs,
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof commands>;

/** What a log says about itself. */
export interface LogState {
  readonly origin: Origin;
  readonly sample: boolean;
  readonly genesis: Genesis;
  /** The newest root of the party's private log that it committed to. */
  readonly privateRoot?: { readonly size: number; readonly root: string; readonly place: Place };
  /** Entries of this log that its owner asked to erase, in the order asked. */
  readonly requests: readonly ErasureRequest[];
  /** Leaf hashes, of any log, of what this log's party has erased on its own node. */
  readonly erased: readonly string[];
  readonly life: LogLife;
}

/** What an owner asked of everybody. */
export interface ErasureRequest {
  readonly leaf: string;
  /** The record that it was about, where it was about one. */
  readonly record?: string | undefined;
  readonly ground: LanguageMap;
  readonly place: Place;
}

/** Entry 0 of a log. */
export interface Genesis {
  /** Version of the log format: 1. */
  readonly format: number;
  readonly programme: ProgrammeId;
  readonly party: PartyId;
  readonly mark: Mark;
  readonly origin: Origin;
  /** IANA zone: the party's days are counted in it. */
  readonly zone: string;
  readonly name: LanguageMap;
  /** Verifier keys (c2sp.org/signed-note). */
  readonly keys: {
    readonly root: string;
    readonly log: string;
    readonly witness: string;
    readonly request: string;
  };
  readonly url?: string | undefined;
}

function decide(
  who: Actor,
  state: LogState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.act === 'genesis') {
    if (state !== undefined) return refusal('programme.log.already-open', { origin: state.origin });
    const { act, log } = command;
    const { log: _, ...fields } = ownFields(command);
    const parts = { kind: 'log', about: command.origin, act, fields, sample: false };
    return ok([(log === 'private' ? privateDraft : draft)(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'log' });
  if (state.life.frozen !== undefined)
    return refusal('programme.log.frozen', { origin: state.origin });
  switch (command.act) {
    case 'private-root':
      return decideRoot(who, state, command);
    case 'erase-request':
      return decideRequest(who, state, command);
    case 'erase-done':
      return decideDone(who, state, command);
    case 'key-rotate':
    case 'key-replace':
      return decideChange(who, state, command);
    case 'freeze':
    case 'resume':
    case 'clock-accept':
      return ok([draft(who, command, partsOf(state, command.act, ownFields(command)))]);
  }
}

type CommandFor<Act extends Command['act']> = Extract<Command, { act: Act }>;
type Decided = Result<readonly Draft[], Refusal>;

function decideRoot(who: Actor, state: LogState, command: CommandFor<'private-root'>): Decided {
  const { size, root } = command;
  const before = state.privateRoot?.size ?? 0;
  if (size < before) return refusal('programme.log.root-not-newer', { size, before });
  return ok([draft(who, command, partsOf(state, command.act, { size, root }))]);
}

/** One request for each entry that carries the content, those already asked for left out. */
function decideRequest(who: Actor, state: LogState, command: CommandFor<'erase-request'>): Decided {
  const { act, leaf, ground } = command;
  const entry = who.entries?.get(leaf);
  if (entry === undefined) return refusal('programme.erasure.unknown', { leaf });
  if (entry.party !== who.party) {
    return refusal('programme.erasure.not-owner', { leaf, party: entry.party });
  }
  const asked = new Set(state.requests.map((request) => request.leaf));
  if (asked.has(leaf)) return refusal('programme.erasure.already-asked', { leaf });
  const covered = coveredBy(leaf, entry);
  if (!covered.ok) return covered;
  const about = entry.statements.find(({ place }) => place.leaf === leaf)?.statement.about;
  const record = about !== undefined && isRecordId(about) ? about : undefined;
  const toDraft = entry.log === 'private' ? privateDraft : draft;
  const parts = (one: string) => partsOf(state, act, { leaf: one, record, ground });
  const due = covered.value.filter((one) => !asked.has(one));
  return ok(due.map((one) => toDraft(who, command, parts(one))));
}

function decideDone(who: Actor, state: LogState, command: CommandFor<'erase-done'>): Decided {
  const { act, leaf } = command;
  if (state.erased.includes(leaf)) return refusal('programme.erasure.already-done', { leaf });
  const toDraft = command.log === 'private' ? privateDraft : draft;
  return ok([toDraft(who, command, partsOf(state, act, { leaf }))]);
}

function decideChange(
  who: Actor,
  state: LogState,
  command: CommandFor<'key-rotate' | 'key-replace'>,
): Decided {
  const { key, before, after } = command;
  if (!followsIn(state.genesis, state.life.changes, command))
    return refusal('programme.log.key-not-in-force', { key, before });
  if (keysEver(state.genesis, state.life.changes).has(after))
    return refusal('programme.log.key-used', { key, after });
  if (nameOfKey(after) !== nameOfKey(before))
    return refusal('programme.log.key-name', { expected: nameOfKey(before) });
  if (command.act === 'key-rotate' && command.until < earliestEnd(who.now))
    return refusal('programme.log.until-past', { until: command.until });
  return ok([draft(who, command, partsOf(state, command.act, ownFields(command)))]);
}

/** The end of an overlap of no days is the moment of asking, and recording comes a little later. */
function earliestEnd(now: Instant): Instant {
  return instantOf(Date.parse(now) - 60_000);
}

/** Every key that this log's party has named, of any use: none comes back. */
function keysEver(genesis: Genesis, changes: LogLife['changes']): ReadonlySet<string> {
  return new Set([...Object.values(genesis.keys), ...changes.map(({ after }) => after)]);
}

function followsIn(
  genesis: Genesis,
  changes: LogLife['changes'],
  change: Pick<KeyChange, 'key' | 'before'>,
): boolean {
  return keyInForce(changes, change.key, genesis.keys[change.key]) === change.before;
}

function partsOf(state: LogState, act: string, fields: Readonly<Record<string, unknown>>) {
  return { kind: 'log', about: state.origin, act, fields, sample: state.sample };
}

function fold(input: FoldInput<Statement>): Folding<LogState> {
  const { sample, statements } = input;
  const first = statements.find(({ place }) => place.index === 0)?.statement;
  if (first?.act !== 'genesis' || first.origin !== input.id) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { format, programme, party, mark, zone, name, keys, url } = first;
  const named = { format, programme, party, mark, origin: first.origin, zone, name, keys };
  const genesis = url === undefined ? named : { ...named, url };
  const kept: Kept = {
    ...{ requests: new Map(), erased: new Set(), changes: [], resumed: [], clockAccepted: [] },
  };
  const invalid = statements.filter((one) => !keep(kept, genesis, one)).length;
  const { privateRoot, requests, erased, frozen, ...rest } = kept;
  const state: LogState = {
    origin: first.origin,
    sample,
    genesis,
    ...(privateRoot === undefined ? {} : { privateRoot }),
    requests: [...requests.values()],
    erased: [...erased],
    life: frozen === undefined ? rest : { ...rest, frozen },
  };
  return { state, invalid, pending: 0 };
}

/** What a log's statements come to, as they are gone through. */
interface Kept {
  privateRoot?: NonNullable<LogState['privateRoot']>;
  readonly requests: Map<string, ErasureRequest>;
  readonly erased: Set<string>;
  readonly changes: (KeyChange & { readonly place: Place })[];
  readonly resumed: Said[];
  readonly clockAccepted: LogLife['clockAccepted'][number][];
  frozen?: Said;
}

/**
 * Takes the next statement in; false when it is invalid: a second genesis, one after the freeze, a second word about the
 * erasure of a leaf, a change of keys that does not follow those before.
 */
function keep(kept: Kept, genesis: Genesis, { statement, place }: Placed<Statement>): boolean {
  if (kept.frozen !== undefined) return false;
  switch (statement.act) {
    case 'genesis':
      return place.index === 0;
    case 'private-root':
      kept.privateRoot = { size: statement.size, root: statement.root, place };
      return true;
    case 'erase-request': {
      const { leaf, record, ground } = statement;
      if (kept.requests.has(leaf)) return false;
      const about = record === undefined ? {} : { record };
      kept.requests.set(leaf, { leaf, ...about, ground, place });
      return true;
    }
    case 'erase-done':
      if (kept.erased.has(statement.leaf)) return false;
      kept.erased.add(statement.leaf);
      return true;
    case 'key-rotate':
    case 'key-replace':
      if (!fits(genesis, kept.changes, statement)) return false;
      kept.changes.push({ ...changeOf(statement), place });
      return true;
    case 'freeze':
      kept.frozen = { why: statement.why, place };
      return true;
    case 'resume':
      kept.resumed.push({ why: statement.why, place });
      return true;
    case 'clock-accept': {
      const { why, last, now } = statement;
      kept.clockAccepted.push({ why, last, now, place });
      return true;
    }
  }
}

/** Whether a change goes from the key in force to one of the same name that was never named before. */
function fits(
  genesis: Genesis,
  changes: LogLife['changes'],
  change: Pick<KeyChange, 'key' | 'before' | 'after'>,
): boolean {
  return (
    followsIn(genesis, changes, change) &&
    !keysEver(genesis, changes).has(change.after) &&
    nameOfKey(change.after) === nameOfKey(change.before)
  );
}

function changeOf(statement: Extract<Statement, { act: 'key-rotate' | 'key-replace' }>): KeyChange {
  const { key, before, after, signature } = statement;
  const common = { key, before, after, signature };
  if (statement.act === 'key-rotate')
    return { act: statement.act, ...common, until: statement.until };
  const { size, why } = statement;
  return { act: statement.act, ...common, size, why };
}

/**
 * Log-keeping, no letters: `about` is the origin. Commands: genesis, private-root, erase-request, erase-done, and those of
 * log-life.ts.
 */
export const log: Kind<Statement, LogState, Command> = {
  name: 'log',
  letters: '',
  writer: 'log',
  area: 'administration',
  scopes: ['public', 'internal'],
  acts: Object.keys(acts),
  opens: ['genesis'],
  answers: [],
  parse: statementParser('log', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'log/1',
    act: 'genesis',
    by: 'hk3f9a2c7d',
    about: 'log.hong-kong.invalid/joint',
    format: 1,
    programme: 'joint',
    party: 'hong-kong',
    mark: 'HK',
    origin: 'log.hong-kong.invalid/joint',
    zone: 'Asia/Hong_Kong',
    name: { en: 'Hong Kong', 'zh-Hant': '香港', 'zh-Hans': '香港' },
    keys: {
      root: 'root.hong-kong.invalid+0a1b2c3a+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
      log: 'log.hong-kong.invalid/joint+0a1b2c3d+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
      witness: 'witness.hong-kong.invalid+0a1b2c3e+BFBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
      request: 'node.hong-kong.invalid+0a1b2c3f+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
    },
  } as unknown as Statement,
};
