// Log-keeping: what a log says about itself. `about` is the origin. Genesis (entry 0), private-root, which commits
// the party's private log to its shared one, and the acts of log-life.ts: keys, freeze, resume, clock-accept.
import { z } from 'zod';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../base/ids.ts';
import { parseProgrammeId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields, privateDraft } from '../draft.ts';
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

const acts = { genesis, 'private-root': privateRoot, ...lifeActs } as const;
/** `log` says into which of the party's two logs the genesis goes. */
const commands = {
  genesis: { ...genesis, log: z.enum(['shared', 'private']) },
  'private-root': privateRoot,
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
  readonly life: LogLife;
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
  const refused = refusedBy(who, state, command);
  if (refused !== undefined) return { ok: false, error: refused };
  const fields = ownFields(command);
  const parts = {
    kind: 'log',
    about: state.origin,
    act: command.act,
    fields,
    sample: state.sample,
  };
  return ok([draft(who, command, parts)]);
}

/** Why a command on a log that is open is refused; undefined when it is not. */
function refusedBy(
  who: Actor,
  state: LogState,
  command: Exclude<Command, { act: 'genesis' }>,
): Refusal | undefined {
  if (state.life.frozen !== undefined)
    return { code: 'programme.log.frozen', params: { origin: state.origin } };
  switch (command.act) {
    case 'private-root': {
      const { size } = command;
      const before = state.privateRoot?.size ?? 0;
      if (size >= before) return undefined;
      return { code: 'programme.log.root-not-newer', params: { size, before } };
    }
    case 'key-rotate':
    case 'key-replace':
      return refusedChange(who, state, command);
    case 'freeze':
    case 'resume':
    case 'clock-accept':
      return undefined;
  }
}

function refusedChange(
  who: Actor,
  state: LogState,
  command: Extract<Command, { act: 'key-rotate' | 'key-replace' }>,
): Refusal | undefined {
  const { key, before, after } = command;
  if (!followsIn(state.genesis, state.life.changes, command))
    return { code: 'programme.log.key-not-in-force', params: { key, before } };
  if (keysEver(state.genesis, state.life.changes).has(after))
    return { code: 'programme.log.key-used', params: { key, after } };
  if (nameOfKey(after) !== nameOfKey(before))
    return { code: 'programme.log.key-name', params: { expected: nameOfKey(before) } };
  if (command.act === 'key-replace' || command.until >= who.now) return undefined;
  return { code: 'programme.log.until-past', params: { until: command.until } };
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

/** Statements after the freeze, and changes that do not follow those before, are invalid. */
function foldLife(
  genesis: Genesis,
  statements: readonly Placed<Statement>[],
): { readonly life: LogLife; readonly invalid: number } {
  const changes: (KeyChange & { readonly place: Place })[] = [];
  const resumed: Said[] = [];
  const clockAccepted: LogLife['clockAccepted'][number][] = [];
  let frozen: Said | undefined;
  let invalid = 0;
  for (const { statement, place } of statements) {
    if (frozen !== undefined) {
      invalid += 1;
      continue;
    }
    switch (statement.act) {
      case 'key-rotate':
      case 'key-replace': {
        const fits =
          followsIn(genesis, changes, statement) &&
          !keysEver(genesis, changes).has(statement.after) &&
          nameOfKey(statement.after) === nameOfKey(statement.before);
        if (fits) changes.push({ ...changeOf(statement), place });
        else invalid += 1;
        break;
      }
      case 'freeze':
        frozen = { why: statement.why, place };
        break;
      case 'resume':
        resumed.push({ why: statement.why, place });
        break;
      case 'clock-accept': {
        const { why, last, now } = statement;
        clockAccepted.push({ why, last, now, place });
        break;
      }
      default:
        if (statement.act !== 'private-root' && place.index !== 0) invalid += 1;
    }
  }
  const life = { changes, resumed, clockAccepted };
  return { life: frozen === undefined ? life : { ...life, frozen }, invalid };
}

function changeOf(statement: Extract<Statement, { act: 'key-rotate' | 'key-replace' }>): KeyChange {
  const { key, before, after, signature } = statement;
  const common = { key, before, after, signature };
  if (statement.act === 'key-rotate')
    return { act: statement.act, ...common, until: statement.until };
  const { size, why } = statement;
  return { act: statement.act, ...common, size, why };
}

function fold(input: FoldInput<Statement>): Folding<LogState> {
  const { sample, statements } = input;
  const first = statements.find(({ place }) => place.index === 0)?.statement;
  const roots = statements.filter(({ statement }) => statement.act === 'private-root');
  if (first?.act !== 'genesis' || first.origin !== input.id) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { format, programme, party, mark, zone, name, keys, url } = first;
  const named = { format, programme, party, mark, origin: first.origin, zone, name, keys };
  const genesisNamed = url === undefined ? named : { ...named, url };
  const { life, invalid } = foldLife(genesisNamed, statements);
  const end = life.frozen?.place.index ?? Number.POSITIVE_INFINITY;
  const newest = roots.findLast(({ place }) => place.index < end);
  const state: LogState = {
    origin: first.origin,
    sample,
    genesis: genesisNamed,
    life,
    ...(newest?.statement.act === 'private-root'
      ? {
          privateRoot: {
            size: newest.statement.size,
            root: newest.statement.root,
            place: newest.place,
          },
        }
      : {}),
  };
  return { state, invalid, pending: 0 };
}

/** Log-keeping, no letters: `about` is the origin. Commands: genesis, private-root, and those of log-life.ts. */
export const log: Kind<Statement, LogState, Command> = {
  name: 'log',
  letters: '',
  writer: 'log',
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
