// The log store on PostgreSQL as truth (docs/decisions/0033): any number of processes read, the one that holds the lock
// appends. Each append raises the log's size from the one this process knows, under the epoch it was given when it took
// over: a process that was thought dead and comes back appends nothing.
import { equalBytes } from '../base/bytes.ts';
import { assert, ComityError, Fault, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import type { Sql } from '../projection/database.ts';
import { appendLeaf, emptyRange, emptyRoot, leafHash, rangeRoot } from '../record/merkle.ts';
import { requireAcceptable, requireAcceptablePayload } from './append-rules.ts';
import { createGroupCommit, type Submit } from './group-commit.ts';
import type { NoteRecord } from './journal.ts';
import type {
  CheckpointName,
  LogStore,
  NewEntry,
  NewPayload,
  PayloadSlot,
  TreeHead,
} from './log-store.ts';
import type { Followed, FollowingLog, LogDatabase } from './postgres-log-database.ts';
import {
  addPayloads,
  createPayloadReader,
  erasePayloadRow,
  type PayloadReader,
  putPayloadRow,
} from './postgres-log-payloads.ts';
import {
  corrupt,
  growTree,
  type LogTree,
  loadTree,
  readEntryPieces,
  readEntryRows,
  requireRoot,
  type TreeSource,
  writeTiles,
} from './postgres-log-tree.ts';
import { bytesOf, piecesOf } from './postgres-pieces.ts';
import { createPublishedNotes, type PublishedNotes, rootOfNote } from './published-notes.ts';
import { readResource } from './resource.ts';
import { createSerial, type Serial } from './serial.ts';
import { createWholeLevels } from './tree-levels.ts';

/** What {@link openPostgresLog} needs. */
export interface PostgresLogSetting {
  readonly database: LogDatabase;
  readonly origin: Origin;
  readonly sha256: Sha256;
  /** How this process is called where another one refuses a command. */
  readonly process: string;
}

/**
 * Opens a log in a database that stays open; an empty one where there is none. Computes the tree from the tiles of the
 * published part, checked against its note, and from the entries behind. Rejects with `store.log-database.corrupt`,
 * `store.log-database.rolled-back` and `store.log.unreadable`; writing rejects with `store.log.standby` in a process
 * that is not the sequencer.
 */
export async function openPostgresLog(setting: PostgresLogSetting): Promise<LogStore> {
  const log = new PostgresLog(setting);
  await setting.database.add(log);
  return log;
}

class PostgresLog implements LogStore, FollowingLog {
  readonly origin: Origin;
  readonly #setting: PostgresLogSetting;
  readonly #source: TreeSource;
  readonly #submit: Submit;
  readonly #readPayload: PayloadReader;
  readonly #publishing: Serial = createSerial();
  readonly #notes: PublishedNotes = createPublishedNotes();
  #tree: LogTree;
  #head: TreeHead;
  #epoch = -1;
  /** How many payloads came or went late, as far as was told. */
  #changes = 0;
  /** The published size whose tiles are written. */
  #tiles = 0;
  #ended: { readonly cause: unknown } | undefined;

  constructor(setting: PostgresLogSetting) {
    const { database, origin, sha256 } = setting;
    this.origin = origin;
    this.#setting = setting;
    this.#source = { sql: database, sha256, log: origin };
    this.#submit = createGroupCommit((entries) => this.#record(entries));
    this.#readPayload = createPayloadReader(database, origin);
    this.#tree = { levels: createWholeLevels(sha256), range: emptyRange };
    this.#head = { size: 0, root: emptyRoot(sha256) };
  }

  head(): TreeHead {
    return this.#head;
  }

  async append(
    entries: readonly NewEntry[],
  ): Promise<{ readonly firstIndex: number; readonly leaves: readonly Uint8Array[] }> {
    requireAcceptable(entries);
    this.#requireOpen();
    if (entries.length === 0) return { firstIndex: this.#head.size, leaves: [] };
    const firstIndex = await this.#submit(entries);
    return { firstIndex, leaves: await this.leaves(firstIndex, firstIndex + entries.length) };
  }

  async entries(from: number, to: number): Promise<readonly Uint8Array[]> {
    assert(from <= to && to <= this.#head.size, `entries ${from} to ${to} of ${this.#head.size}`);
    return this.#reading(async () => {
      const all: Uint8Array[] = [];
      for await (const piece of readEntryPieces(this.#source, { from, to })) {
        for (const entry of piece) {
          const index = from + all.length;
          if (!this.#tree.levels.leaves.has(index, leafHash(this.#setting.sha256, entry))) {
            throw corrupt(this.origin, `entry ${index} has changed since it was recorded`);
          }
          all.push(entry);
        }
      }
      return all;
    });
  }

  async leaves(from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.#tree.levels.leaves.list(from, to);
  }

  resource(path: string): Promise<Uint8Array | undefined> {
    const source = {
      publishedSize: this.#notes.size(),
      tile: this.#tree.levels.tile,
      entries: (from: number, to: number) => this.entries(from, to),
    };
    return readResource(source, path);
  }

  async payload(index: number, scope: Scope): Promise<PayloadSlot> {
    if (index >= this.#head.size) return { status: 'not-held' };
    return this.#reading(() => this.#readPayload(index, scope));
  }

  async putPayload(index: number, payload: NewPayload): Promise<void> {
    requireAcceptablePayload(payload);
    this.#requireRecorded(index);
    await this.#change(index, (sql) => putPayloadRow(sql, this.origin, { index, payload }));
  }

  async erasePayload(index: number, scope: Scope): Promise<void> {
    this.#requireRecorded(index);
    await this.#change(index, (sql) => erasePayloadRow(sql, this.origin, { index, scope }));
  }

  putCheckpoint(name: CheckpointName, note: string, size: number): Promise<void> {
    return this.#publishing(() => this.#publish({ kind: 'note', name, note, size }));
  }

  async checkpoint(name: CheckpointName): Promise<string | undefined> {
    return this.#notes.get(name)?.note;
  }

  async close(): Promise<void> {
    await this.#publishing(async () => {
      this.#ended = { cause: closedInOrder };
    });
  }

  /** Rows of an append: entries are there before the size that covers them, notes before we ask for them. */
  async follow(): Promise<Followed> {
    if (this.#ended !== undefined) return { hasGrown: false, late: [] };
    return this.#reading(async () => {
      const { sql, log } = this.#source;
      const notes = await sql.query('select name, size, note from checkpoint where log = $1', [
        log,
      ]);
      const [row] = await sql.query('select size, root, changes from log where log = $1', [log]);
      const empty = { size: 0, root: emptyRoot(this.#source.sha256) };
      const stated =
        row === undefined ? empty : { size: Number(row.size), root: bytesOf(row.root) };
      if (stated.size < this.#head.size) throw rolledBack(log, this.#head.size, stated.size);
      const records = notes.map(toNote).toSorted((a, b) => a.size - b.size);
      const grown = stated.size > this.#head.size;
      if (grown) await this.#growTo(stated, records.at(-1));
      const told = await this.#takeNotes(records);
      return { hasGrown: grown || told, late: await this.#takeLate(Number(row?.changes ?? 0)) };
    });
  }

  /** Which entries' payloads came or went since it was asked last, by another process's hand. */
  async #takeLate(changes: number): Promise<readonly number[]> {
    if (changes === this.#changes) return [];
    const { sql, log } = this.#source;
    const rows = await sql.query(
      'select distinct index from late where log = $1 and change > $2 and change <= $3 order by index',
      [log, this.#changes, changes],
    );
    this.#changes = changes;
    return rows.map((row) => Number(row.index));
  }

  /** The lock is held: nobody else writes. The epoch keeps out whoever held it before and does not know yet. */
  async lead(sql: Sql): Promise<void> {
    const [row] = await sql.query(
      `insert into log (log, epoch, sequencer, size, root, changes) values ($1, 1, $2, $3, $4, 0)
       on conflict (log) do update set epoch = log.epoch + 1, sequencer = excluded.sequencer
       returning epoch, size`,
      [this.origin, this.#setting.process, 0, Buffer.from(emptyRoot(this.#setting.sha256))],
    );
    assert(Number(row.size) === this.#head.size, 'a log is led from what it holds');
    this.#epoch = Number(row.epoch);
  }

  async #growTo(stated: TreeHead, published: NoteRecord | undefined): Promise<void> {
    if (this.#head.size === 0 && published !== undefined && published.size > 0) {
      const { size } = published;
      const root = rootOfNote({ note: published.note, origin: this.origin, size });
      const loaded = await loadTree(this.#source, { size, root });
      this.#tree = loaded;
      this.#tiles = loaded.tiles === 'sound' ? size : 0;
    }
    const grown = await growTree(this.#source, this.#tree, stated.size);
    requireRoot(this.#source, grown, stated);
    this.#tree = grown;
    this.#head = stated;
  }

  /** Another process has published: its note must state the root that we find. */
  async #takeNotes(records: readonly NoteRecord[]): Promise<boolean> {
    let changed = false;
    for (const record of records) {
      if (this.#notes.get(record.name)?.note === record.note) continue;
      const { note, size } = record;
      if (size > this.#head.size) throw corrupt(this.origin, `a note states ${size} entries`);
      const root = rootOfNote({ note, origin: this.origin, size });
      requireSameRoot(await this.#tree.levels.check(size, 'just-read'), { root, size });
      this.#notes.set(record);
      changed = true;
    }
    // Whoever published has written the tiles.
    if (changed && this.#tiles > 0) this.#tiles = Math.max(this.#tiles, this.#notes.size());
    return changed;
  }

  /** One transaction: the size under our epoch, the entries, their payloads. Durable when it is committed. */
  async #record(entries: readonly NewEntry[]): Promise<number> {
    this.#requireOpen();
    const { sha256 } = this.#setting;
    const oldSize = this.#head.size;
    const leaves = entries.map((entry) => leafHash(sha256, entry.bytes));
    let { range } = this.#tree;
    for (const leaf of leaves) range = appendLeaf(sha256, range, leaf);
    const after = { size: oldSize + entries.length, root: rangeRoot(sha256, range) };
    const placed = entries.flatMap((entry, i) =>
      entry.payloads.map((payload) => ({ index: oldSize + i, payload })),
    );
    const bytes = piecesOf(entries.map((entry) => entry.bytes));
    await this.#inTransaction(async (sql) => {
      const raised = await sql.query(
        `update log set size = $4, root = $5 where log = $1 and epoch = $2 and size = $3
         returning size`,
        [this.origin, this.#epoch, oldSize, after.size, Buffer.from(after.root)],
      );
      this.#requireFenced(raised.length);
      await sql.query(
        `insert into entry (log, index, bytes)
         select $1, $2::bigint + e.nth - 1, substring($3::bytea from e.first for e.length)
         from unnest($4::integer[], $5::integer[]) with ordinality as e(first, length, nth)`,
        [this.origin, oldSize, bytes.bytes, bytes.firsts, bytes.lengths],
      );
      await addPayloads(sql, this.origin, placed);
    });
    for (const leaf of leaves) this.#tree.levels.leaves.push(leaf);
    this.#tree = { levels: this.#tree.levels, range };
    this.#head = after;
    return oldSize;
  }

  /** The second computation of the root, from rows read back; then tiles and note in one transaction. */
  async #publish(record: NoteRecord): Promise<void> {
    this.#requireOpen();
    const { name, note, size } = record;
    const root = rootOfNote({ note, origin: this.origin, size });
    assert(size <= this.#head.size, `a note of ${size} entries covers recorded ones only`);
    const before = this.#notes.get(name)?.size ?? 0;
    if (size < before) {
      const message = `${name} states ${before} entries and is not replaced by one of ${size}`;
      throw new ComityError('store.log.note-older', message);
    }
    const { levels } = this.#tree;
    const readBack = (from: number, to: number) =>
      this.#reading(() => readEntryRows(this.#source, { from, to }));
    requireSameRoot(await levels.check(size, readBack), { root, size });
    await this.#inTransaction(async (sql) => {
      const held = await sql.query(
        'select epoch from log where log = $1 and epoch = $2 for update',
        [this.origin, this.#epoch],
      );
      this.#requireFenced(held.length);
      await writeTiles(sql, this.origin, { levels, from: this.#tiles, to: size });
      await sql.query(
        `insert into checkpoint (log, name, size, note) values ($1, $2, $3, $4)
         on conflict (log, name) do update set size = excluded.size, note = excluded.note`,
        [this.origin, name, size, note],
      );
    });
    this.#tiles = Math.max(this.#tiles, size);
    this.#notes.set(record);
  }

  /** A payload comes or goes late: numbered, so that those who read beside us look at it again. */
  async #change(index: number, work: (sql: Sql) => Promise<void>): Promise<void> {
    await this.#inTransaction(async (sql) => {
      const raised = await sql.query(
        'update log set changes = changes + 1 where log = $1 and epoch = $2 returning changes',
        [this.origin, this.#epoch],
      );
      this.#requireFenced(raised.length);
      const change = Number(raised[0].changes);
      await sql.query('insert into late (log, change, index) values ($1, $2, $3)', [
        ...[this.origin, change, index],
      ]);
      await work(sql);
      this.#changes = change;
    });
  }

  /** The first failure ends all writing until this process has taken over anew. */
  async #inTransaction(work: (sql: Sql) => Promise<void>): Promise<void> {
    this.#requireOpen();
    try {
      await this.#setting.database.write(work);
    } catch (cause) {
      if (cause instanceof ComityError && cause.code === 'store.log.standby') throw cause;
      throw this.#closedError(cause);
    }
  }

  #requireFenced(rows: number): void {
    if (rows === 1) return;
    const message = `another process sequences ${this.origin} since epoch ${this.#epoch}`;
    throw new ComityError('store.log.fenced', message);
  }

  async #reading<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ComityError || error instanceof Fault) throw error;
      const message = `${this.origin} cannot be read from its database: ${messageOf(error)}`;
      throw new ComityError('store.log.unreadable', message, error);
    }
  }

  #requireOpen(): void {
    if (this.#ended !== undefined) throw this.#closedError(this.#ended.cause);
  }

  #requireRecorded(index: number): void {
    const { size } = this.#head;
    assert(index >= 0 && index < size, `entry ${index} of ${size}`);
    this.#requireOpen();
  }

  #closedError(cause: unknown): ComityError {
    const why = cause === closedInOrder ? 'it was closed' : messageOf(cause);
    const message = `the log ${this.origin} takes no more writes until it is taken over anew: ${why}`;
    return new ComityError('store.log.closed', message, cause);
  }
}

const closedInOrder = Symbol('closed in order');

function toNote(row: Readonly<Record<string, unknown>>): NoteRecord {
  const name = row.name === 'checkpoint' ? 'checkpoint' : 'checkpoint.pending';
  return { kind: 'note', name, note: String(row.note), size: Number(row.size) };
}

function requireSameRoot(computed: Uint8Array, stated: TreeHead): void {
  if (equalBytes(computed, stated.root)) return;
  const message = `the note states another root at size ${stated.size} than the entries give`;
  throw new ComityError('store.log.root-mismatch', message);
}

function rolledBack(log: string, before: number, now: number): ComityError {
  const message = `${log}: the database had ${before} entries and now has ${now}: it was put back, or lost what it had answered`;
  return new ComityError('store.log-database.rolled-back', message);
}
