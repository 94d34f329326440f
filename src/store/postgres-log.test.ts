// The log store on PostgreSQL: the contract of every driver, and what only this one can get wrong: a second process, a
// sequencer that comes back, rows that changed, a database that was put back. docs/spec/store.md S33 to S41. Skipped
// where there is no PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOldPostgres } from '../../test/support/old-postgres.ts';
import { type Cluster, hasCluster, openCluster, runIn } from '../../test/support/postgres.ts';
import { toBase64, utf8 } from '../base/bytes.ts';
import { present } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import {
  contractOrigin,
  describeLogStore,
  growTo,
  noteOver,
  payloadOf,
  plainEntries,
  plainEntry,
} from './log-store.contract.ts';
import type { LogStore } from './log-store.ts';
import { nodeCrypto } from './node-crypto.ts';
import { openPostgresLog } from './postgres-log.ts';
import { type LogDatabase, openLogDatabase } from './postgres-log-database.ts';

const { sha256 } = nodeCrypto;
let cluster: Cluster;
let url = '';
let made = 0;

async function openDatabase(schema: string, process = 'first'): Promise<LogDatabase> {
  return openLogDatabase({ url, schema, process });
}

function openLog(database: LogDatabase, process = 'first'): Promise<LogStore> {
  return openPostgresLog({ database, origin: contractOrigin, sha256, process });
}

/** A process of its own, as far as the database can tell. */
async function openProcess(schema: string, process = 'first') {
  const database = await openDatabase(schema, process);
  const log = await openLog(database, process);
  const close = async () => {
    await log.close();
    await database.close();
  };
  return { database, log, close, [Symbol.asyncDispose]: close };
}

const freshSchema = () => `comity_test_${made++}`;
const inSchema = (schema: string, ...statements: readonly string[]) =>
  runIn(url, [`set search_path = ${schema}`, ...statements]);

/** Waits until it holds; a takeover is a matter of a second. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within 15 s: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('openLogDatabase', () => {
  it('wants PostgreSQL 15 or newer: store.log-database.version', async () => {
    await using server = await openOldPostgres(14);
    const opened = openLogDatabase({ url: server.url, schema: 'comity_old', process: 'first' });
    await expect(opened).rejects.toMatchObject({ code: 'store.log-database.version' });
  });
});

describe.skipIf(!hasCluster)('the log store on PostgreSQL (skipped where there is none)', () => {
  beforeAll(async () => {
    cluster = await openCluster('durable');
    url = await cluster.database('comity');
  });
  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
  });

  describeLogStore('PostgreSQL log', async () => {
    // Tables take longer to make than to empty.
    const { database, log: before } = await openProcess('comity_contract');
    await before.close();
    await inSchema(
      'comity_contract',
      'truncate log, entry, payload, erased, late, tile, checkpoint, cosigned, witness, blob',
    );
    const log = await openLog(database);
    const close = log.close.bind(log);
    log.close = async () => {
      await close();
      await database.close();
    };
    return log;
  });

  describe('what is kept', () => {
    it('is there for the next process: entries, payloads, erasures, notes and tiles', async () => {
      const schema = freshSchema();
      const first = await openProcess(schema);
      await growTo(first.log, 700);
      const payloads = [payloadOf('public', 'a'), payloadOf('programme', 'b')];
      await first.log.append([{ ...plainEntry(700), payloads }]);
      await first.log.erasePayload(700, 'public');
      const [head, note] = [first.log.head(), await first.log.checkpoint('checkpoint.pending')];
      const tile = await first.log.resource('tile/0/002.p/188');
      await first.close();
      await using next = await openProcess(schema);
      expect(next.log.head()).toEqual(head);
      expect(await next.log.checkpoint('checkpoint.pending')).toBe(note);
      expect(await next.log.resource('tile/0/002.p/188')).toEqual(tile);
      expect(await next.log.payload(700, 'public')).toEqual({ status: 'erased' });
      expect(await next.log.payload(700, 'programme')).toMatchObject({ status: 'held' });
      await growTo(next.log, 1_100);
      expect(next.log.head().size).toBe(1_100);
    });

    it('holds no byte of an erased payload in any row', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      const payloads = [payloadOf('public', 'the words that go'), payloadOf('programme', 'kept')];
      await one.log.append([{ ...plainEntry(0), payloads }]);
      const rows = () => inSchema(schema, 'select scope, salt, bytes from payload');
      expect(await rows()).toHaveLength(2);
      await one.log.erasePayload(0, 'public');
      expect(await rows()).toEqual([expect.objectContaining({ scope: 'programme' })]);
      await one.log.putPayload(0, payloadOf('public', 'the words that go'));
      expect(await rows()).toHaveLength(1);
    });

    it('has tiles as rows that are those a reader is given', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      await growTo(one.log, 300);
      await growTo(one.log, 1_000);
      const [rows] = (await inSchema(
        schema,
        'select count(*)::integer as count, sum(length(hashes))::integer as bytes from tile',
      )) as readonly { readonly count: number; readonly bytes: number }[];
      // Three full ones and one of 232, and their three roots.
      expect(rows).toEqual({ count: 5, bytes: (1_000 + 3) * 32 });
      const [tile] = await inSchema(schema, 'select hashes from tile where level = 1');
      const served = await one.log.resource('tile/1/000.p/3');
      expect(tile).toEqual({ hashes: Buffer.from(present(served, 'a tile')) });
    });

    it('lets nobody but a superuser change or remove an entry', async () => {
      const schema = freshSchema();
      await cluster.run('comity', `create role owner_${schema} login`);
      await cluster.run('comity', `create schema ${schema} authorization owner_${schema}`);
      const owner = cluster.urlOf('comity', `owner_${schema}`);
      const database = await openLogDatabase({ url: owner, schema, process: 'first' });
      const log = await openLog(database);
      await log.append(plainEntries(0, 3));
      for (const statement of [
        `update entry set bytes = 'x'`,
        'delete from entry',
        'truncate entry',
      ]) {
        const done = runIn(owner, [`set search_path = ${schema}`, statement]);
        await expect(done).rejects.toThrow('permission denied');
      }
      await log.close();
      await database.close();
    });
  });

  describe('rows that changed', () => {
    it('are found when they are read: store.log-database.corrupt', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      await one.log.append(plainEntries(0, 10));
      const code = { code: 'store.log-database.corrupt' };
      await inSchema(schema, `update entry set bytes = 'other' where index = 3`);
      await expect(one.log.entries(0, 10)).rejects.toMatchObject(code);
      await inSchema(schema, `update entry set bytes = repeat('x', 70000)::bytea where index = 3`);
      await expect(one.log.entries(0, 10)).rejects.toMatchObject(code);
      await inSchema(schema, 'delete from entry where index = 3');
      await expect(one.log.entries(0, 10)).rejects.toMatchObject(code);
      expect(await one.log.entries(4, 10)).toHaveLength(6);
    });

    it('are found before they are published: no note covers them', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      await one.log.append(plainEntries(0, 10));
      const note = await noteOver(one.log, 10);
      await inSchema(schema, `update entry set bytes = 'other' where index = 3`);
      await expect(one.log.putCheckpoint('checkpoint.pending', note, 10)).rejects.toMatchObject({
        code: 'store.log.root-mismatch',
      });
      expect(await one.log.checkpoint('checkpoint.pending')).toBeUndefined();
    });

    it('keep a log from opening: entries behind the note, and the whole where the tiles are wrong', async () => {
      const schema = freshSchema();
      const first = await openProcess(schema);
      await growTo(first.log, 600);
      await first.log.append(plainEntries(600, 610));
      await first.close();
      // Wrong tiles are made again from entries.
      await inSchema(schema, `update tile set hashes = hashes || hashes where index = 0`);
      await inSchema(schema, `update tile set hashes = substring(hashes from 33) where level = 0`);
      const mended = await openProcess(schema);
      expect(mended.log.head().size).toBe(610);
      await growTo(mended.log, 611);
      const tile = await mended.log.resource('tile/0/000');
      const rows = await inSchema(schema, 'select hashes from tile where level = 0 and index = 0');
      expect(rows).toEqual([{ hashes: Buffer.from(present(tile, 'a tile')) }]);
      await mended.close();
      await inSchema(schema, `update entry set bytes = 'other' where index = 605`);
      await inSchema(schema, 'delete from tile');
      const database = await openDatabase(schema);
      await expect(openLog(database)).rejects.toMatchObject({ code: 'store.log-database.corrupt' });
      await database.close();
    });
  });

  describe('two processes', () => {
    it('one appends, the other reads and refuses: store.log.standby, with the name of the first', async () => {
      const schema = freshSchema();
      await using first = await openProcess(schema, 'first');
      await using second = await openProcess(schema, 'second');
      expect(first.database.role()).toEqual({ kind: 'sequencer' });
      expect(second.database.role()).toEqual({ kind: 'standby', sequencer: 'first' });
      const payloads = [payloadOf('public', 'for all')];
      await first.log.append([{ ...plainEntry(0), payloads }, ...plainEntries(1, 300)]);
      const note = await noteOver(first.log, 299);
      await first.log.putCheckpoint('checkpoint.pending', note, 299);
      const holds = () => second.log.head().size === 300;
      await until('the second has read what the first recorded', holds);
      expect(second.log.head()).toEqual(first.log.head());
      expect(await second.log.entries(0, 300)).toEqual(await first.log.entries(0, 300));
      expect(await second.log.payload(0, 'public')).toMatchObject({ status: 'held' });
      second.database.onChange(() => undefined);
      const isTold = new Promise<ReadonlyMap<string, readonly number[]>>((done) => {
        second.database.onChange((late) => late.size > 0 && done(late));
      });
      await first.log.putPayload(3, payloadOf('public', 'late'));
      await first.log.erasePayload(0, 'public');
      expect([...new Set([...(await isTold)].flatMap(([, indices]) => indices))]).toContain(3);
      expect(await second.log.checkpoint('checkpoint.pending')).toBe(note);
      expect(await second.log.resource('tile/0/001.p/43')).toHaveLength(43 * 32);
      const standby = { code: 'store.log.standby', message: expect.stringContaining('first') };
      await expect(second.log.append([plainEntry(301)])).rejects.toMatchObject(standby);
      await expect(second.log.erasePayload(0, 'public')).rejects.toMatchObject(standby);
      await expect(second.log.putCheckpoint('checkpoint', note, 299)).rejects.toMatchObject(
        standby,
      );
    });

    it('the other takes over when the first has gone, and goes on from all that was recorded', async () => {
      const schema = freshSchema();
      const first = await openProcess(schema, 'first');
      await using second = await openProcess(schema, 'second');
      await first.log.append(plainEntries(0, 5));
      await first.close();
      await until('it takes over', () => second.database.role().kind === 'sequencer');
      expect((await second.log.append([plainEntry(5)])).firstIndex).toBe(5);
      await using third = await openProcess(schema, 'third');
      expect(third.database.role()).toEqual({ kind: 'standby', sequencer: 'second' });
    });

    it('a sequencer whose connection was ended writes nothing until it has taken over anew', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      await one.log.append(plainEntries(0, 5));
      const ended = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()`;
      const appended = Promise.allSettled(
        Array.from({ length: 50 }, async (_, i) => {
          await new Promise((done) => setTimeout(done, i));
          return one.log.append([plainEntry(1_000 + i)]);
        }),
      );
      await runIn(url, [ended]);
      const results = await appended;
      const codes = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.code] : []));
      for (const code of codes) expect(code).toMatch(/^store\.log\.(closed|standby)$/);
      await until('it takes over anew', () => one.database.role().kind === 'sequencer');
      for (const result of results) {
        if (result.status !== 'fulfilled') continue;
        const { firstIndex, leaves } = result.value;
        expect(await one.log.leaves(firstIndex, firstIndex + 1)).toEqual(leaves);
      }
      const { size } = one.log.head();
      expect((await one.log.append([plainEntry(1)])).firstIndex).toBe(size);
    });

    it('are kept apart by the epoch even without the lock: store.log.fenced', async () => {
      const schema = freshSchema();
      await using one = await openProcess(schema);
      await one.log.append(plainEntries(0, 5));
      const before = one.log.head();
      // As if another had been let in while this one still believes in its lock.
      await inSchema(schema, `update log set epoch = epoch + 1, sequencer = 'another'`);
      const late = one.log.append([plainEntry(5)]);
      await expect(late).rejects.toMatchObject({
        code: 'store.log.closed',
        cause: { code: 'store.log.fenced' },
      });
      const rows = await inSchema(schema, 'select count(*)::integer as count from entry');
      expect(rows).toEqual([{ count: 5 }]);
      expect(one.log.head()).toEqual(before);
    });

    it('all take nothing back: a database put back to an older state is refused by who saw more', async () => {
      const schema = freshSchema();
      const first = await openProcess(schema, 'first');
      await using second = await openProcess(schema, 'second');
      await first.log.append(plainEntries(0, 5));
      await until('the second has read it', () => second.log.head().size === 5);
      const [old] = (await inSchema(schema, `select encode(root, 'hex') as root from log`)) as [
        { readonly root: string },
      ];
      await first.log.append(plainEntries(5, 9));
      await until('and this', () => second.log.head().size === 9);
      await inSchema(
        schema,
        'delete from entry where index >= 5',
        `update log set size = 5, root = decode('${old.root}', 'hex')`,
      );
      await first.close();
      const trouble = () => {
        const role = second.database.role();
        return role.kind === 'standby' && role.trouble === 'store.log-database.rolled-back';
      };
      await until('it says so', trouble);
      await expect(second.log.append([plainEntry(9)])).rejects.toMatchObject({
        code: 'store.log.standby',
      });
    });
  });

  describe('a database', () => {
    const code = (wanted: string) => ({ code: wanted });
    const open = (where: string, schema = freshSchema()) =>
      openLogDatabase({ url: where, schema, process: 'first' });

    it('that would lose what it answered is refused: store.log-database.durability', async () => {
      await cluster.run('postgres', 'create role hasty login superuser');
      await cluster.run('postgres', 'alter role hasty set synchronous_commit = off');
      const durability = code('store.log-database.durability');
      await expect(open(cluster.urlOf('comity', 'hasty'))).rejects.toMatchObject(durability);
      await using loose = await openCluster();
      await expect(open(await loose.database('comity'))).rejects.toMatchObject(durability);
    });

    it('that is no address, does not answer or does not let us in is named by its code', async () => {
      await expect(open('postgres//comity')).rejects.toMatchObject(code('store.log-database.url'));
      const nowhere = 'postgres://127.0.0.1:9/comity';
      await expect(open(nowhere)).rejects.toMatchObject(code('store.log-database.unreachable'));
      const absent = cluster.urlOf('absent');
      await expect(open(absent)).rejects.toMatchObject(code('store.log-database.login'));
    });

    it('with another encoding, a newer format or no right to a schema is refused', async () => {
      const latin = await cluster.database('latin', `ENCODING 'SQL_ASCII' LOCALE 'C'`);
      await expect(open(latin)).rejects.toMatchObject(code('store.log-database.encoding'));
      const schema = freshSchema();
      await (await openProcess(schema)).close();
      await inSchema(schema, 'insert into log_format (format) values (2)');
      await expect(open(url, schema)).rejects.toMatchObject(code('store.log-database.format'));
      await cluster.run('postgres', 'create role nobody_here login');
      await expect(open(cluster.urlOf('comity', 'nobody_here'))).rejects.toMatchObject(
        code('store.log-database.schema'),
      );
    });

    it('keeps the logs of a node apart, and those of two nodes', async () => {
      const [one, two] = [await openProcess(freshSchema()), await openProcess(freshSchema())];
      const other = await openPostgresLog({
        database: one.database,
        origin: 'b.example/comity' as Origin,
        sha256,
        process: 'first',
      });
      await one.log.append(plainEntries(0, 3));
      await other.append([plainEntry(7)]);
      await two.log.append([plainEntry(9)]);
      expect([one.log, other, two.log].map((log) => log.head().size)).toEqual([3, 1, 1]);
      expect(await other.entries(0, 1)).toEqual([utf8('entry 7')]);
      expect(toBase64(two.log.head().root)).not.toBe(toBase64(other.head().root));
      await one.close();
      await two.close();
    });
  });
});
