// A command becomes entries: the state of its subject, `decide`, one journal record, the projection. One
// command at a time for a subject; creations of one kind one after another, because they take the next id.
import { instantOf } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { printRecordId, type RecordId } from '../base/ids.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import type { Clock, Sha256 } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { blobNamedBy } from '../programme/blobs.ts';
import { decide, kindCreated } from '../programme/decide.ts';
import type { Draft, KnownEntry, KnownRecord } from '../programme/kind.ts';
import { kindNamed } from '../programme/kinds.ts';
import { recordIdsIn } from '../programme/known.ts';
import { type Fold, pseudonym } from '../programme/statement.ts';
import type { Row } from '../projection/database.ts';
import { readKnownEntry } from '../projection/known-entry.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { type ReadSubject, readSubject } from '../projection/subject.ts';
import type { Config } from './config.ts';
import type { Federation } from './federation.ts';
import type { HeldLog, Logs } from './logs.ts';
import type { NodeBlobs } from './node-blobs.ts';
import type { Projector } from './projector.ts';
import type { Recorded, Recorder } from './recorder.ts';
import type { Standby } from './standby.ts';

/** A command as CLI, forms and interfaces give it. */
export interface CommandInput {
  readonly kind: string;
  /** The subject's id; absent for a creation. */
  readonly about?: string;
  readonly command: Json;
  /** Pseudonym of the person; the operator's when absent. */
  readonly as?: string;
}

/** What a command came to: durable when this is returned. */
export interface CommandOutcome extends Recorded {
  /** Subjects of the new entries, without repeats. */
  readonly ids: readonly string[];
}

/** Gives commands to the programme. */
export interface Commands {
  /**
   * Refusals: those of `decide`, and server.command.standby (another process of this node sequences its logs),
   * server.command.kind, server.command.not-found, server.blob.missing (a statement would name a blob that is not here) and server.blob.length (it has another size than the statement would say).
   */
  execute(input: CommandInput): Promise<Result<CommandOutcome, Refusal>>;
  /**
   * Returns what a command would record, and records nothing. Refusals: those of `execute`.
   * @param assumed Stands for what the subject is known to be: a preview of several commands, one after another.
   */
  consider(
    input: CommandInput,
    assumed?: AssumedSubject,
  ): Promise<Result<readonly Draft[], Refusal>>;
}

/** A subject as earlier commands of a preview would have left it. */
export interface AssumedSubject {
  readonly state: unknown;
  readonly bound?: ReadSubject['bound'];
}

/** What commands need. */
export interface CommandsWorld {
  readonly config: Config;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly logs: Logs;
  readonly recorder: Recorder;
  readonly projector: Projector;
  readonly projection: ProjectionSetting;
  readonly federation: Federation;
  readonly blobs: Pick<NodeBlobs, 'get' | 'has'>;
  readonly standby: Pick<Standby, 'refusal'>;
  /** Called when entries were recorded. */
  readonly onRecorded: () => void;
}

/** Returns the commands of a node. */
export function createCommands(world: CommandsWorld): Commands {
  const queues = new Map<string, Promise<unknown>>();
  return {
    execute: (input) => {
      const key = input.about ?? `new ${input.kind}`;
      const before = queues.get(key) ?? Promise.resolve();
      const run = before
        .catch(() => undefined)
        .then(() => world.standby.refusal() ?? execute(world, input));
      queues.set(key, run);
      const forget = () => {
        if (queues.get(key) === run) queues.delete(key);
      };
      run.then(forget, forget);
      return run;
    },
    consider: async (input, assumed) => {
      const elsewhere = world.standby.refusal();
      if (elsewhere !== undefined) return elsewhere;
      const considered = await consider(world, input, assumed);
      return considered.ok ? ok(considered.value.drafts) : considered;
    },
  };
}

async function execute(
  world: CommandsWorld,
  input: CommandInput,
): Promise<Result<CommandOutcome, Refusal>> {
  const considered = await consider(world, input);
  if (!considered.ok) return considered;
  const { log, drafts } = considered.value;
  const recorded = await world.recorder.record(log, drafts, (subject) =>
    prevOf(world, log.identity.origin, subject),
  );
  world.onRecorded();
  await world.projector.waitFor(log.identity.origin, recorded.firstIndex + recorded.leaves.length);
  const ids = drafts.flatMap((draft) =>
    Object.values(draft.payloads).map((payload) => payload.about),
  );
  return ok({ ...recorded, ids: [...new Set(ids)] });
}

/** What a command comes to: the log that it is for, and its drafts. */
interface Considered {
  readonly log: HeldLog;
  readonly drafts: readonly Draft[];
}

async function consider(
  world: CommandsWorld,
  input: CommandInput,
  assumed?: AssumedSubject,
): Promise<Result<Considered, Refusal>> {
  const { config, federation } = world;
  const kind = kindNamed(input.kind);
  if (kind === undefined) return refuse('server.command.kind', { kind: input.kind });
  const ofPrivateLog = input.about !== undefined && input.about === privateOrigin(world);
  const isPrivate = kind.writer === 'private' || ofPrivateLog;
  const log = isPrivate ? world.logs.private : world.logs.own;
  if (config.own === undefined || log === undefined) {
    throw new ComityError('server.command.no-log', 'a witness keeps no log and takes no commands');
  }
  const actor = input.as ?? config.operator ?? '';
  if (!pseudonym.safeParse(actor).success) {
    const expected = `8-40 × a-z 0-9 (${actor})`;
    return refuse('programme.command.malformed', { path: 'by', expected });
  }
  // Ids are given out and acts are judged by rows: those of a node that has just started may lag behind its journal.
  await world.projector.caughtUp('own');
  if (await world.recorder.isFrozen(log))
    return refuse('programme.log.frozen', { origin: log.identity.origin });
  const fold = isPrivate ? 'internal' : 'programme';
  const subject =
    input.about === undefined || assumed !== undefined
      ? undefined
      : await readSubject(world.projection, { fold, kind: kind.name, id: input.about });
  const state = assumed === undefined ? subject?.folded.state : assumed.state;
  if (input.about !== undefined && state === undefined) {
    return refuse('server.command.not-found', { id: input.about });
  }
  const created = kindCreated({ kind: input.kind, state, command: input.command });
  const taken = await idsTaken(world);
  const ids = recordIdsIn(input.command, state);
  const known = new Map([
    ...(await recordsOf(world, fold, ids)),
    ...(kind.looksAtMoney === true ? await moneyOf(world, fold, ids) : []),
  ]);
  const { party, mark, zone } = config.own;
  const decided = decide(
    {
      programme: config.programme,
      ...{ party, mark, zone, actor },
      now: instantOf(world.clock()),
      nextId: nextId(taken, mark, created),
      sha256: world.sha256,
      parties: federation.marks(),
      languages: federation.languages(),
      isTaken: (id) => taken.has(id),
      known,
      entries: await entriesOf(world, input.command),
    },
    {
      kind: input.kind,
      state,
      command: input.command,
      ...(subject === undefined ? {} : knownOf(subject)),
      ...(assumed?.bound === undefined ? {} : { bound: assumed.bound }),
    },
  );
  if (!decided.ok) return decided;
  const lacking = await lackingBlob(world, decided.value);
  if (lacking !== undefined) return lacking;
  return ok({ log, drafts: decided.value });
}

/** What is known of the subject of a command beside its state. */
function knownOf({ bound, folded, unpublished }: ReadSubject) {
  return { ...(bound === undefined ? {} : { bound }), history: folded.shown, unpublished };
}

function privateOrigin(world: CommandsWorld): string | undefined {
  return world.logs.private?.identity.origin;
}

/** The entry that a command names by its leaf hash, if it is here. */
async function entriesOf(
  world: CommandsWorld,
  command: Json,
): Promise<ReadonlyMap<string, KnownEntry>> {
  const { leaf } = isJsonObject(command) ? command : {};
  const found = typeof leaf === 'string' ? await readKnownEntry(world.projection, leaf) : undefined;
  return new Map(found === undefined ? [] : [[String(leaf), found]]);
}

/** What our statements name is durable before they are: others ask for it as soon as they have read them. */
async function lackingBlob(world: CommandsWorld, drafts: readonly Draft[]) {
  for (const payload of drafts.flatMap((draft) => Object.values(draft.payloads))) {
    const named = blobNamedBy(payload);
    if (named === undefined) continue;
    const { hash } = named;
    const bytes = (await world.blobs.has(hash)) ? await world.blobs.get(hash) : undefined;
    if (bytes === undefined) return refuse('server.blob.missing', { hash });
    if (bytes.length !== named.bytes) {
      return refuse('server.blob.length', { hash, expected: bytes.length, actual: named.bytes });
    }
  }
  return undefined;
}

async function prevOf(
  world: CommandsWorld,
  origin: string,
  subject: string,
): Promise<string | undefined> {
  const rows = await world.projection.db.query(
    `select leaf from statement where programme = $1 and origin = $2 and subject = $3
     order by index desc limit 1`,
    [world.projection.programme, origin, subject],
  );
  return rows.length === 0 ? undefined : String(rows[0].leaf);
}

/** Of the ids those that are records in the fold, with their states. */
async function recordsOf(
  world: CommandsWorld,
  fold: Fold,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await world.projection.db.query(
    `select id, kind, body from state
     where programme = $1 and fold = $2 and id in (select jsonb_array_elements_text($3::jsonb))`,
    [world.projection.programme, fold, JSON.stringify(ids)],
  );
  return toKnown(rows);
}

function toKnown(rows: readonly Row[]): ReadonlyMap<string, KnownRecord> {
  return new Map(
    rows.map((row) => {
      const state = JSON.parse(String(row.body)) as unknown;
      return [String(row.id), { kind: String(row.kind), state }];
    }),
  );
}

/** Money on record of the projects among the ids. */
async function moneyOf(
  world: CommandsWorld,
  fold: Fold,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await world.projection.db.query(
    `select id, kind, body from state
     where programme = $1 and fold = $2 and kind in ('investment', 'contract')
       and body::jsonb ->> 'project' in (select jsonb_array_elements_text($3::jsonb))`,
    [world.projection.programme, fold, JSON.stringify(ids)],
  );
  return toKnown(rows);
}

/** Every id that any record of ours has, ever: ids are never used again. */
async function idsTaken(world: CommandsWorld): Promise<ReadonlySet<string>> {
  const rows = await world.projection.db.query(
    `select distinct subject as id from statement where programme = $1 and kind <> 'log'
     union select distinct id from seed where programme = $1
     union select body::jsonb ->> 'record' from statement where programme = $1 and kind = 'log'
       and position('"record":' in body) > 0`,
    [world.projection.programme],
  );
  return new Set(rows.map((row) => String(row.id)));
}

function nextId(
  taken: ReadonlySet<string>,
  mark: NonNullable<Config['own']>['mark'],
  kindName: string,
): RecordId {
  const letters = kindNamed(kindName)?.letters ?? 'X';
  let number = 1;
  const pattern = new RegExp(`^${mark}-${letters}(\\d+)$`);
  for (const id of taken) {
    const found = pattern.exec(id)?.[1];
    if (found !== undefined) number = Math.max(number, Number(found) + 1);
  }
  return printRecordId({ mark, letters, number });
}
