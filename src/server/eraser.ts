// Erasure on this node: what the owner of a log asked for, here or in a mirrored log, leaves every file, and that it
// has is recorded once (docs/decisions/0028). The record says what is due, so that a node that was killed, was away or
// was restored from an older backup comes to the same end.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Crypto } from '../base/ports.ts';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { blobNamedBy } from '../programme/blobs.ts';
import { parsePayload } from '../programme/fold.ts';
import type { Scope } from '../programme/statement.ts';
import { isBlobNamedBeside } from '../projection/blobs.ts';
import { type Erasure, readErasures } from '../projection/erasures.ts';
import { readKnownEntry } from '../projection/known-entry.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { commit } from '../record/commitment.ts';
import { parseEnvelope } from '../record/envelope.ts';
import type { BlobFiles } from '../store/blob-files.ts';
import { eraseFromKept } from '../store/kept-logs.ts';
import type { ProjectionDatabase } from '../store/projection-database.ts';
import { createSerial } from '../store/serial.ts';
import type { Alarms } from './alarms.ts';
import type { CommandOutcome, Commands } from './commands.ts';
import { eraseRetryMilliseconds } from './limits.ts';
import type { HeldLog, Logs } from './logs.ts';
import type { Projector } from './projector.ts';

/** What erasing needs. */
export interface EraserWorld {
  readonly logs: Pick<Logs, 'own' | 'private' | 'byOrigin'>;
  readonly crypto: Crypto;
  readonly projection: ProjectionSetting;
  readonly database: Pick<ProjectionDatabase, 'scrub'>;
  readonly projector: Pick<Projector, 'caughtUp' | 'reapply' | 'listen'>;
  readonly commands: Pick<Commands, 'execute'>;
  readonly blobs: Pick<BlobFiles, 'remove'>;
  /** Whether this process may write to the logs: of a node with several, only one does. */
  readonly mayErase: () => boolean;
  /** Says that a blob is not to be fetched again. */
  readonly forgetBlob: (hash: string) => void;
  readonly alarms: Pick<Alarms, 'refuse'>;
  /** The folder of the own log: healing keeps older ones beside it. */
  readonly ownDir: string;
  /** A file that is there from before rows are removed until nothing of them is left in the database's files. */
  readonly marker: string;
}

/** Whether only what the rows show is looked at, or what the files hold: rows and files may be of different backups. */
type Look = 'rows' | 'files';

/** Carries out what owners asked to erase, and tells how far that has come. */
export interface Eraser {
  /**
   * Puts the request on record and carries it out here. Refusals: programme.erasure.* and those of commands. Rejects
   * with `server.erase.unfinished` when it is on record and could not be carried out yet.
   */
  request(asked: {
    readonly leaf: string;
    readonly ground: Json;
    readonly as?: string;
  }): Promise<Result<CommandOutcome, Refusal>>;
  /** Returns every erasure that the logs here tell of. */
  list(): Promise<readonly Erasure[]>;
  /** Carries out what is due now, and records that it is done. */
  settle(look: Look): Promise<void>;
  /**
   * Begins: looks at the files, once more when the own log is whole, and from then on whenever the logs grow.
   * @param whole Absent where the own log is not shorter than what was signed.
   */
  start(whole?: Promise<unknown>): void;
  /** Says that payloads came, or entries: what is asked by them is carried out once it was started. */
  kick(): void;
  /** `held`: started, and not yet sure that all is erased which the record asks to; only when `ready` may anything be shown. */
  state(): 'idle' | 'held' | 'ready';
  /** Resolves once it is ready, or after the time. */
  ready(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Returns the eraser of a node; nothing happens before it is started or asked. */
export function createEraser(world: EraserWorld): Eraser {
  return new LogEraser(world);
}

class LogEraser implements Eraser {
  readonly #world: EraserWorld;
  readonly #serial = createSerial();
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #isStarted = false;
  #closed = false;
  #again = false;
  /** Ends the pause before the next attempt, if there is one. */
  #endPause: () => void = () => undefined;
  #running: Promise<void> | undefined;

  constructor(world: EraserWorld) {
    this.#world = world;
    world.projector.listen(() => this.kick());
  }

  async request(asked: {
    readonly leaf: string;
    readonly ground: Json;
    readonly as?: string;
  }): Promise<Result<CommandOutcome, Refusal>> {
    const { projector, projection, logs, commands } = this.#world;
    const { leaf, ground, as } = asked;
    await projector.caughtUp('all');
    const entry = await readKnownEntry(projection, leaf);
    const log = entry?.log === 'private' ? logs.private : logs.own;
    const done = await commands.execute({
      kind: 'log',
      about: log?.identity.origin ?? '',
      command: { act: 'erase-request', leaf, ground },
      ...(as === undefined ? {} : { as }),
    });
    if (!done.ok) return done;
    try {
      await this.settle('rows');
    } catch (error) {
      const message = `the request is on record and will be carried out: ${messageOf(error)}`;
      throw new ComityError('server.erase.unfinished', message, error);
    }
    return ok(done.value);
  }

  list(): Promise<readonly Erasure[]> {
    const { projection, logs } = this.#world;
    const own = [logs.own, logs.private].flatMap((log) => log?.identity.origin ?? []);
    return readErasures(projection, own);
  }

  settle(look: Look): Promise<void> {
    return this.#serial(async () => {
      await this.#world.projector.caughtUp('all');
      const all = await this.list();
      if (!this.#world.mayErase()) return this.#followErased(all);
      const due: Erasure[] = [];
      for (const one of all) if (await this.#isDue(one, look)) due.push(one);
      await this.#eraseKept(look === 'files' ? all : due);
      if (due.length > 0 || existsSync(this.#world.marker)) await this.#erase(due, all);
      await this.#recordDone(all);
    });
  }

  start(whole?: Promise<unknown>): void {
    this.#isStarted = true;
    this.#running = this.#begin(whole);
  }

  state(): 'idle' | 'held' | 'ready' {
    if (this.#isReady) return 'ready';
    return this.#isStarted ? 'held' : 'idle';
  }

  async ready(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    await Promise.race([this.#ready.promise, promise]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause();
    // A start that waits for other nodes is not waited for.
    if (this.#isReady) await this.#running;
    await this.#serial(async () => undefined);
  }

  async #begin(whole: Promise<unknown> | undefined): Promise<void> {
    await this.#settleUntilDone('files');
    if (whole !== undefined) {
      // Without the end of its own log this node does not know what was erased, and shows nothing.
      if (!(await whole.then(...settled))) return;
      await this.#settleUntilDone('files');
    }
    this.#running = undefined;
    if (this.#closed) return;
    this.#isReady = true;
    this.#ready.resolve();
    this.kick();
  }

  kick(): void {
    if (!this.#isStarted || this.#closed) return;
    this.#again = true;
    if (this.#isReady) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#settleUntilDone('rows');
    }
    this.#running = undefined;
  }

  /** Whatever stands in the way is shown, and tried again. */
  async #settleUntilDone(look: Look): Promise<void> {
    while (!this.#closed) {
      try {
        await this.settle(look);
        return;
      } catch (error) {
        if (this.#closed) return;
        const code = codeOf(error);
        const from = this.#world.logs.own?.identity.origin ?? '';
        // A projection that is away says so itself.
        if (!/^(server|store)\.projection\./.test(code))
          this.#world.alarms.refuse({ from, code, detail: messageOf(error) });
        await this.#pause();
      }
    }
  }

  /** Waits before the next attempt. A close waits for whoever pauses here, so it ends the pause. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endPause = resolve;
    const timer = setTimeout(resolve, eraseRetryMilliseconds);
    timer.unref();
    await promise;
    clearTimeout(timer);
  }

  async #isDue(one: Erasure, look: Look): Promise<boolean> {
    const log = this.#world.logs.byOrigin(one.origin);
    if (log === undefined || one.index >= log.store.head().size) return false;
    if (!one.isErased || look === 'rows') return !one.isErased;
    return !(await isGone(log, one.index));
  }

  /** Another process of the node erases and records it: here only the rows of what it has erased remain. */
  async #followErased(all: readonly Erasure[]): Promise<void> {
    const { logs, marker } = this.#world;
    const gone: Erasure[] = [];
    for (const one of all) {
      const log = logs.byOrigin(one.origin);
      if (log === undefined || one.isErased || one.index >= log.store.head().size) continue;
      if (await isGone(log, one.index)) gone.push(one);
    }
    if (gone.length === 0 && !existsSync(marker)) return;
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, '');
    await this.#eraseRows(gone, []);
  }

  /** Logs kept aside by healing hold payloads of the own log only, known by what the entries commit to. */
  async #eraseKept(some: readonly Erasure[]): Promise<void> {
    const { logs, ownDir, crypto } = this.#world;
    const { own } = logs;
    const sought = new Set<string>();
    for (const { origin, index } of some) {
      if (own === undefined || origin !== own.identity.origin) continue;
      for (const { commitment } of await commitmentsOf(own, index)) sought.add(toHex(commitment));
    }
    if (sought.size === 0) return;
    await eraseFromKept(ownDir, ({ salt, bytes }) =>
      sought.has(toHex(commit(crypto.sha256, salt, bytes))),
    );
  }

  /** Blobs first, while the payload still says which: then payloads, rows, and what the database's files keep of rows. */
  async #erase(due: readonly Erasure[], all: readonly Erasure[]): Promise<void> {
    const { logs, marker } = this.#world;
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, '');
    const dropped: string[] = [];
    for (const one of due) {
      const log = logs.byOrigin(one.origin);
      if (log !== undefined) dropped.push(...(await this.#eraseEntry(log, one, all)));
    }
    await this.#eraseRows(due, dropped);
  }

  async #eraseRows(due: readonly Erasure[], dropped: readonly string[]): Promise<void> {
    const { projector, database, marker, forgetBlob } = this.#world;
    for (const [origin, some] of Map.groupBy(due, (one) => one.origin)) {
      const indices = some.map(({ index }) => index);
      await projector.reapply(origin, indices);
    }
    // Until now rows may have named them to whoever looked.
    for (const hash of dropped) forgetBlob(hash);
    await database.scrub();
    rmSync(marker, { force: true });
  }

  /** Returns the blobs that are gone with it. */
  async #eraseEntry(
    log: HeldLog,
    one: Erasure,
    all: readonly Erasure[],
  ): Promise<readonly string[]> {
    const { projection, blobs, forgetBlob } = this.#world;
    const { store } = log;
    const dropped: string[] = [];
    const scopes = (await commitmentsOf(log, one.index)).map(({ scope }) => scope);
    for (const scope of scopes) {
      const slot = await store.payload(one.index, scope);
      const parsed = slot.status === 'held' ? parsePayload(slot.bytes, scope) : undefined;
      const named = parsed?.ok === true ? blobNamedBy(parsed.value) : undefined;
      if (named === undefined || dropped.includes(named.hash)) continue;
      if (await isBlobNamedBeside(projection, named.hash, all)) continue;
      forgetBlob(named.hash);
      await blobs.remove(named.hash);
      dropped.push(named.hash);
    }
    for (const scope of scopes) await store.erasePayload(one.index, scope);
    return dropped;
  }

  async #recordDone(all: readonly Erasure[]): Promise<void> {
    const { logs, commands } = this.#world;
    const { own } = logs;
    for (const { leaf, origin, done } of all) {
      if (own === undefined || done.includes(own.identity.party)) continue;
      const isPrivate = origin === logs.private?.identity.origin;
      const command = { act: 'erase-done', leaf, log: isPrivate ? 'private' : 'shared' };
      const about = isPrivate ? origin : own.identity.origin;
      const recorded = await commands.execute({ kind: 'log', about, command, isNode: true });
      if (recorded.ok || isSettled.has(recorded.error.code)) continue;
      const message = `what was erased cannot be recorded: ${recorded.error.code}`;
      throw new ComityError('server.erase.not-recorded', message);
    }
  }
}

/** It is on record, or never can be: a closed log takes no more statements. */
const isSettled: ReadonlySet<string> = new Set([
  ...['programme.erasure.already-done', 'programme.log.frozen'],
]);
const settled = [() => true, () => false] as const;

/** Whether every payload of an entry is erased. */
async function isGone(log: HeldLog, index: number): Promise<boolean> {
  for (const { scope } of await commitmentsOf(log, index)) {
    if ((await log.store.payload(index, scope)).status !== 'erased') return false;
  }
  return true;
}

/** The scopes in which an entry has a payload, with its commitments; none where the envelope cannot be read. */
async function commitmentsOf(
  log: HeldLog,
  index: number,
): Promise<readonly { readonly scope: Scope; readonly commitment: Uint8Array }[]> {
  const [bytes] = await log.store.entries(index, index + 1);
  const envelope = parseEnvelope(bytes, log.identity.visibility);
  if (!envelope.ok) return [];
  return Object.entries(envelope.value.commitments).map(([scope, commitment]) => ({
    scope: scope as Scope,
    commitment,
  }));
}
