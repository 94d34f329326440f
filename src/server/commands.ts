// A command becomes entries: the state of its subject, `decide`, one journal record, the projection. One command at a
// time for a subject; others side by side, so that they share a write and a batch of rows. Ids: new-ids.ts.
import { instantOf } from '../base/dates.ts';
import { assert, ComityError } from '../base/errors.ts';
import type { Mark, RecordId } from '../base/ids.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import type { Clock, Sha256 } from '../base/ports.ts';
import { err, ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { blobNamedBy } from '../programme/blobs.ts';
import { decide, kindCreated } from '../programme/decide.ts';
import type { Draft, KnownEntry, KnownRecord } from '../programme/kind.ts';
import type { CharterContent } from '../programme/kinds/charter-content.ts';
import { type AnyKind, kindNamed, kindOfId } from '../programme/kinds.ts';
import { recordIdsIn } from '../programme/known.ts';
import { pseudonym } from '../programme/statement.ts';
import { readKnownEntry } from '../projection/known-entry.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { type ReadSubject, readSubject } from '../projection/subject.ts';
import type { AccessCheck } from './access-check.ts';
import type { Config } from './config.ts';
import type { Federation } from './federation.ts';
import { moneyOf, recordsOf } from './known-records.ts';
import type { HeldLog, Logs } from './logs.ts';
import { createNewIds, highestNumber, type NewIds, takenAmong } from './new-ids.ts';
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
  /** Nobody's wish: the node's own work, or that of a machine whose credential says what it may. Roles are not asked for. */
  readonly isNode?: true;
  /** Over the network: what whoever holds the machine may always do does not count. */
  readonly isRemote?: true;
}

/** What a command came to: durable when this is returned. */
export interface CommandOutcome extends Recorded {
  /** Subjects of the new entries, without repeats. */
  readonly ids: readonly string[];
}

/** Gives commands to the programme. */
export interface Commands {
  /**
   * Refusals: those of `decide`, programme.access.* (the person may not), and server.command.standby (another process of this node sequences its logs),
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
  readonly access: AccessCheck;
  /** Called when entries were recorded. */
  readonly onRecorded: () => void;
}

/** Returns the commands of a node. */
export function createCommands(world: CommandsWorld): Commands {
  const queues = new Map<string, Promise<unknown>>();
  const { own } = world.config;
  const newIds = createNewIds(own?.mark ?? ('' as Mark));
  return {
    execute: (input) => {
      const run = () => execute(world, newIds, input);
      const about = input.about ?? (own && kindNamed(input.kind)?.idOf?.(own.mark, input.command));
      const ask = async () => world.standby.refusal() ?? (await run());
      return about === undefined ? ask() : oneAfterAnother(queues, about, ask);
    },
    consider: async (input, assumed) => {
      const elsewhere = world.standby.refusal();
      if (elsewhere !== undefined) return elsewhere;
      const considered = await consider(world, newIds, { input, assumed, isPreview: true });
      return considered.ok ? ok(considered.value.drafts) : considered;
    },
  };
}

function oneAfterAnother<Value>(
  queues: Map<string, Promise<unknown>>,
  key: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const run = (queues.get(key) ?? Promise.resolve()).catch(() => undefined).then(work);
  queues.set(key, run);
  const forget = () => {
    if (queues.get(key) === run) queues.delete(key);
  };
  run.then(forget, forget);
  return run;
}

async function execute(
  world: CommandsWorld,
  newIds: NewIds,
  input: CommandInput,
): Promise<Result<CommandOutcome, Refusal>> {
  const considered = await consider(world, newIds, { input });
  if (!considered.ok) return considered;
  const { log, drafts, given } = considered.value;
  const recorded = await world.recorder
    .record(log, drafts, (subject) => prevOf(world, log.identity.origin, subject))
    .catch((error: unknown) => {
      if (given !== undefined) newIds.takeBack(given);
      throw error;
    });
  world.onRecorded();
  await world.projector.waitFor(log.identity.origin, recorded.firstIndex + recorded.leaves.length);
  const ids = drafts.flatMap((draft) =>
    Object.values(draft.payloads).map((payload) => payload.about),
  );
  return ok({ ...recorded, ids: [...new Set(ids)] });
}

/** What a command comes to: the log that it is for, its drafts, and the id that it took. */
interface Considered {
  readonly log: HeldLog;
  readonly drafts: readonly Draft[];
  readonly given?: RecordId;
}

async function consider(
  world: CommandsWorld,
  newIds: NewIds,
  asked: {
    readonly input: CommandInput;
    readonly assumed?: AssumedSubject | undefined;
    /** Nothing is recorded, so that no id is given. */
    readonly isPreview?: boolean;
  },
): Promise<Result<Considered, Refusal>> {
  const { input, assumed } = asked;
  const kind = kindNamed(input.kind);
  if (kind === undefined) return refuse('server.command.kind', { kind: input.kind });
  const ofPrivateLog =
    input.about !== undefined && input.about === world.logs.private?.identity.origin;
  const isPrivate = kind.writer === 'private' || ofPrivateLog;
  const log = isPrivate ? world.logs.private : world.logs.own;
  if (world.config.own === undefined || log === undefined) {
    throw new ComityError('server.command.no-log', 'a witness keeps no log and takes no commands');
  }
  const actor = input.as ?? world.config.operator ?? '';
  if (!pseudonym.safeParse(actor).success) {
    const expected = `8-40 × a-z 0-9 (${actor})`;
    return refuse('programme.command.malformed', { path: 'by', expected });
  }
  // In the order of asking, from before the first wait on.
  const place = input.about === undefined && newIds.line(kind.name);
  try {
    // Ids are given out and acts are judged by rows: those of a node that has just started may lag behind its journal.
    await world.projector.caughtUp('own');
    if (await world.recorder.isFrozen(log))
      return refuse('programme.log.frozen', { origin: log.identity.origin });
    const barred = await barredFrom(world, { input, kind, actor });
    if (barred !== undefined) return barred;
    const facts = await readFacts(world, { input, assumed, kind, isPrivate });
    if (input.about !== undefined && facts.state === undefined) {
      return refuse('server.command.not-found', { id: input.about });
    }
    const foreign = await barredFrom(world, { input, kind, actor, facts });
    if (foreign !== undefined) return foreign;
    if (place !== false) await place.turn;
    const nextId = newIds.next(facts.created, facts.highest);
    const decided = decideBy(world, { input, assumed, facts, actor, nextId });
    if (!decided.ok) return decided;
    const hidden = await barredFrom(world, { input, kind, actor, drafts: decided.value, facts });
    if (hidden !== undefined) return hidden;
    const takes = decided.value.some(({ payloads }) =>
      Object.values(payloads).some(({ about }) => about === nextId),
    );
    if (!takes || asked.isPreview === true)
      return await withBlobs(world, { log, drafts: decided.value });
    newIds.give(nextId);
    const whole = await withBlobs(world, { log, drafts: decided.value, given: nextId });
    if (!whole.ok) newIds.takeBack(nextId);
    return whole;
  } finally {
    if (place !== false) place.leave();
  }
}

/** Whether the person may give the act; once the record is known, whether on it; then whether what it comes to, in those slots. */
async function barredFrom(
  { access }: CommandsWorld,
  given: {
    readonly input: CommandInput;
    readonly kind: AnyKind;
    readonly actor: string;
    readonly drafts?: readonly Draft[];
    readonly facts?: Facts;
  },
): Promise<Result<never, Refusal> | undefined> {
  const { input, kind, actor, drafts, facts } = given;
  if (input.isNode === true) return undefined;
  const act = String(isJsonObject(input.command) ? input.command.act : '');
  const who = { actor, isRemote: input.isRemote };
  const asked = facts && { about: input.about, ...facts };
  const barred =
    asked === undefined
      ? access.act(who, kind, act)
      : drafts === undefined
        ? access.record(who, { kind, act }, asked)
        : access.drafts(who, drafts, asked);
  const refused = await barred;
  return refused && err(refused);
}

/** What a command is decided on. */
interface Facts {
  readonly state: unknown;
  readonly subject: ReadSubject | undefined;
  /** Of which kind a new record would be. */
  readonly created: string;
  readonly highest: number;
  readonly taken: ReadonlySet<string>;
  readonly known: ReadonlyMap<string, KnownRecord>;
  readonly entries: ReadonlyMap<string, KnownEntry>;
}

async function readFacts(
  world: CommandsWorld,
  given: {
    readonly input: CommandInput;
    readonly assumed: AssumedSubject | undefined;
    readonly kind: AnyKind;
    readonly isPrivate: boolean;
  },
): Promise<Facts> {
  const { input, assumed, kind } = given;
  const { projection } = world;
  const fold = given.isPrivate ? 'internal' : 'programme';
  const subject =
    input.about === undefined || assumed !== undefined
      ? undefined
      : await readSubject(projection, { fold, kind: kind.name, id: input.about });
  const state = assumed === undefined ? subject?.folded.state : assumed.state;
  const created = kindCreated({ kind: input.kind, state, command: input.command });
  const ids = recordIdsIn(input.command, state);
  const isNew = state === undefined || created !== kind.name;
  const mark = world.config.own?.mark ?? ('' as Mark);
  return {
    ...{ state, subject, created },
    highest: isNew ? await highestNumber(projection, { mark, kind: created }) : 0,
    taken: await takenBy(world, kind, input.command),
    known: new Map([
      // What is private may be about what is shared.
      ...(given.isPrivate ? await recordsOf(projection, 'programme', ids) : []),
      ...(await recordsOf(projection, fold, ids)),
      ...(kind.looksAtMoney === true ? await moneyOf(projection, fold, ids) : []),
    ]),
    entries: await entriesOf(world, input.command),
  };
}

/** Only a kind that seeds others names ids of records that are to be; one may have its id from what it says. */
async function takenBy(
  { config, projection }: CommandsWorld,
  kind: AnyKind,
  command: Json,
): Promise<ReadonlySet<string>> {
  if (kind.seeds !== undefined) return takenAmong(projection, command);
  const id = config.own && kind.idOf?.(config.own.mark, command);
  return id === undefined ? new Set() : takenAmong(projection, id);
}

function decideBy(
  world: CommandsWorld,
  given: {
    readonly input: CommandInput;
    readonly assumed: AssumedSubject | undefined;
    readonly facts: Facts;
    readonly actor: string;
    readonly nextId: RecordId;
  },
): Result<readonly Draft[], Refusal> {
  const { config, federation } = world;
  const { input, assumed, facts, actor, nextId } = given;
  const { own } = config;
  assert(own !== undefined, 'only who keeps a log decides');
  const { party, mark, zone } = own;
  return decide(
    {
      programme: config.programme,
      ...{ party, mark, zone, actor, nextId },
      now: instantOf(world.clock()),
      sha256: world.sha256,
      parties: federation.marks(),
      languages: federation.languages(),
      ...publicationOf(federation.charter()),
      isTaken: (id) => facts.taken.has(id),
      known: facts.known,
      entries: facts.entries,
    },
    {
      kind: input.kind,
      state: facts.state,
      command: input.command,
      ...(facts.subject === undefined ? {} : knownOf(facts.subject)),
      ...(assumed?.bound === undefined ? {} : { bound: assumed.bound }),
    },
  );
}

function publicationOf(charter: CharterContent | undefined) {
  return charter === undefined ? {} : { publication: charter.publication };
}

async function withBlobs(
  world: CommandsWorld,
  considered: Considered,
): Promise<Result<Considered, Refusal>> {
  return (await lackingBlob(world, considered.drafts)) ?? ok(considered);
}

/** What is known of the subject of a command beside its state. */
function knownOf({ bound, folded, unpublished }: ReadSubject) {
  return { ...(bound === undefined ? {} : { bound }), history: folded.shown, unpublished };
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

/** Of a record that is looked up by its kind, so that the index on subjects is used; what else a log speaks of is rare. */
async function prevOf(
  world: CommandsWorld,
  origin: string,
  subject: string,
): Promise<string | undefined> {
  const { db, programme } = world.projection;
  const kind = kindOfId(subject);
  const rows =
    kind === undefined
      ? await db.query(
          `select leaf from statement where programme = $1 and origin = $2 and subject = $3
           order by index desc limit 1`,
          [programme, origin, subject],
        )
      : await db.query(
          `select s.leaf from (values ('public'), ('programme'), ('internal')) as f(fold)
           cross join lateral (select leaf, index from statement t where t.programme = $1 and t.fold = f.fold
             and t.kind = $2 and t.subject = $3 and t.origin = $4 offset 0) s
           order by s.index desc limit 1`,
          [programme, kind.name, subject, origin],
        );
  return rows.length === 0 ? undefined : String(rows[0].leaf);
}
