// Log-keeping: what a log says about itself. `about` is the origin. Built so far: genesis (entry 0) and
// private-root, which commits the party's private log to its shared one.
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
  partyId,
  vkey,
} from '../statement.ts';

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

const acts = { genesis, 'private-root': privateRoot } as const;
/** `log` says into which of the party's two logs the genesis goes. */
const commands = {
  genesis: { ...genesis, log: z.enum(['shared', 'private']) },
  'private-root': privateRoot,
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
  const { size, root } = command;
  const before = state.privateRoot?.size ?? 0;
  if (size < before) return refusal('programme.log.root-not-newer', { size, before });
  const fields = { size, root };
  const parts = {
    kind: 'log',
    about: state.origin,
    act: command.act,
    fields,
    sample: state.sample,
  };
  return ok([draft(who, command, parts)]);
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
  const newest = roots.at(-1);
  const state: LogState = {
    origin: first.origin,
    sample,
    genesis: url === undefined ? named : { ...named, url },
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
  return { state, invalid: statements.length - roots.length - 1, pending: 0 };
}

/** Log-keeping, no letters: `about` is the origin. Commands: genesis, private-root. */
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
