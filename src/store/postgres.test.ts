// docs/spec/projection.md J12, J13: what is checked before a row is written to a PostgreSQL server, and what happens
// when it goes. Skipped, and says so, where there is none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOldPostgres } from '../../test/support/old-postgres.ts';
import {
  type Cluster,
  hasCluster,
  hasPostgres,
  openCluster,
  openTestDatabase,
  runIn,
} from '../../test/support/postgres.ts';
import { until } from '../../test/support/processes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { openPostgres } from './postgres.ts';
import { describeProjectionDatabase } from './projection-database.contract.ts';

const watchdogMilliseconds = 20_000;
const mark = 'a folder';
const schema = 'comity_contract_0123456789ab';

describe.skipIf(!hasPostgres)('a server’s files', () => {
  it('are left to its operator', async () => {
    const server = await openTestDatabase();
    const own = { url: server.url, schema: `${schema}_files`, mark, watchdogMilliseconds };
    const db = await openPostgres(own);
    expect(await db.scrub()).toBe('by-operator');
    await db.close();
    await runIn(server.url, [`drop schema ${schema}_files cascade`]);
    await server[Symbol.asyncDispose]();
  });
});

describe.skipIf(!hasPostgres)('PostgreSQL (skipped where there is none)', () => {
  describeProjectionDatabase('PostgreSQL', async () => {
    const server = await openTestDatabase();
    // A server that is named may have been used before.
    await runIn(server.url, [`drop schema if exists ${schema} cascade`]);
    const db = await openPostgres({ url: server.url, schema, mark, watchdogMilliseconds });
    return {
      query: (text, params) => db.query(text, params),
      transaction: (work) => db.transaction(work),
      whenLost: (told) => db.whenLost(told),
      scrub: () => db.scrub(),
      close: () => db.close(),
      remove: async () => {
        await runIn(server.url, [`drop schema ${schema} cascade`]);
        await server[Symbol.asyncDispose]();
      },
    };
  });
});

describe('an older PostgreSQL', () => {
  it('is refused, with its version and the one that is wanted: store.projection.version', async () => {
    await using server = await openOldPostgres(14);
    const opened = openPostgres({ url: server.url, schema, mark, watchdogMilliseconds });
    const error: unknown = await opened.catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe('store.projection.version');
    expect(messageOf(error)).toContain('version 14, expected 15');
  });
});

describe.skipIf(!hasCluster)('openPostgres (skipped where no cluster can be started)', () => {
  let cluster: Cluster;
  let url = '';
  beforeAll(async () => {
    cluster = await openCluster();
    url = await cluster.database('comity');
  }, 60_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const setting = (name: string, of = url) => ({
    url: of,
    schema: `comity_${name}_0123456789ab`,
    mark,
    watchdogMilliseconds,
  });
  const open = (name: string, of?: string) => openPostgres(setting(name, of));
  const refused = async (of: string) => {
    const error: unknown = await open('refused', of).catch((thrown: unknown) => thrown);
    return { code: codeOf(error), message: messageOf(error) };
  };
  const inSchema = (name: string) =>
    cluster.run(
      'comity',
      `select table_name as name from information_schema.tables where table_schema = 'comity_${name}_0123456789ab' order by 1`,
    );
  /** Ends every connection of Comity from the server's side. */
  const terminate = () =>
    cluster.run(
      'comity',
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'comity'`,
    );

  it('keeps to a schema of its own, made when missing, and leaves public empty', async () => {
    const db = await open('own');
    await db.query('create table kept (number integer)');
    await db.close();
    expect(await inSchema('own')).toEqual([{ name: 'folder_mark' }, { name: 'kept' }]);
    const open_ = `select 1 from information_schema.tables where table_schema = 'public'`;
    expect(await cluster.run('comity', open_)).toEqual([]);
  });

  it('keeps rows for the same data folder, and drops those that another has made', async () => {
    const first = await open('marked');
    await first.query('create table kept (number integer)');
    await first.close();
    const same = await open('marked');
    expect(await same.query('select number from kept')).toEqual([]);
    await same.close();
    const other = await openPostgres({ ...setting('marked'), mark: 'another folder' });
    await other.close();
    expect(await inSchema('marked')).toEqual([{ name: 'folder_mark' }]);
  });

  it('shares a database between nodes, each in its schema', async () => {
    const [a, b] = [await open('north'), await open('south')];
    for (const [db, number] of [
      [a, 1],
      [b, 2],
    ] as const) {
      await db.query('create table kept (number integer)');
      await db.query('insert into kept values ($1)', [number]);
    }
    expect(await a.query('select number from kept')).toEqual([{ number: 1 }]);
    expect(await b.query('select number from kept')).toEqual([{ number: 2 }]);
    await a.close();
    await b.close();
  });

  it('lets one process at a time work on a schema: store.projection.in-use', async () => {
    const first = await open('lock');
    await expect(open('lock').catch(codeOf)).resolves.toBe('store.projection.in-use');
    await first.close();
    const second = await open('lock');
    await second.close();
  });

  it('says that nothing answers: store.projection.unreachable', async () => {
    const nobody = await refused('postgres://clerk:s3cret-word@127.0.0.1:9/comity');
    expect(nobody.code).toBe('store.projection.unreachable');
    expect(nobody.message).toContain('127.0.0.1:9/comity');
    expect(nobody.message).not.toContain('s3cret');
  });

  it('says what is wrong with an address, and repeats nothing of it: store.projection.url', async () => {
    for (const wrong of [
      'comity',
      'mysql://clerk:s3cret-word@db/comity',
      'postgres://clerk:s3cret/word@db.example/comity',
      'postgres://clerk:12#s3cret-word@db.example/comity',
    ]) {
      const { code, message } = await refused(wrong);
      expect(code, wrong).toBe('store.projection.url');
      expect(message).not.toMatch(/s3cret|db\.example/);
    }
  });

  it('says that it is not let in, without the password: store.projection.login', async () => {
    await cluster.run('comity', `create role guest login password 'right-word'`);
    const wrong = await refused(cluster.urlOf('comity', 'guest', 's3cret-word'));
    expect(wrong.code).toBe('store.projection.login');
    expect(wrong.message).toContain('guest');
    expect(wrong.message).not.toContain('s3cret-word');
    expect((await refused(cluster.urlOf('nowhere'))).code).toBe('store.projection.login');
  });

  it('wants a schema that it may use: store.projection.schema', async () => {
    await cluster.run('comity', 'create role clerk login');
    const of = cluster.urlOf('comity', 'clerk');
    const { code, message } = await refused(of);
    expect(code).toBe('store.projection.schema');
    expect(message).toContain('clerk');
    // Made by the administrator instead, it need not be allowed to make any.
    await cluster.run('comity', 'create schema comity_refused_0123456789ab authorization clerk');
    const db = await open('refused', of);
    await db.query('create table kept (number integer)');
    await db.close();
  });

  it('wants UTF8, and says how to make it: store.projection.encoding', async () => {
    const latin = await cluster.database('latin', `ENCODING 'SQL_ASCII' LOCALE 'C'`);
    const { code, message } = await refused(latin);
    expect(code).toBe('store.projection.encoding');
    expect(message).toContain(`ENCODING UTF8 LOCALE 'C.UTF-8'`);
  });

  it('wants Chinese characters to be letters, and order by code point: store.projection.locale', async () => {
    const c = await refused(await cluster.database('c', `ENCODING 'UTF8' LOCALE 'C'`));
    expect(c.code).toBe('store.projection.locale');
    expect(c.message).toContain('LC_CTYPE C');
    const ordered = `ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C.UTF-8'`;
    expect((await refused(await cluster.database('ordered', ordered))).code).toBe(
      'store.projection.locale',
    );
    const mixed = `ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`;
    const db = await open('mixed', await cluster.database('mixed', mixed));
    await db.close();
  });

  it('goes on after its connections were ended, and says so', async () => {
    const db = await open('ended');
    let told = 0;
    db.whenLost(() => {
      told += 1;
    });
    await db.query('create table kept (number integer)');
    await terminate();
    await until('the loss is told', () => told === 1, 5_000);
    await db.query('insert into kept values (1)');
    expect(await db.query('select number from kept')).toEqual([{ number: 1 }]);
    await db.close();
    expect(told).toBe(1);
  });

  it('writes nothing of a transaction whose connection ended: store.projection.lost', async () => {
    const db = await open('torn');
    await db.query('create table kept (number integer)');
    const torn = db.transaction(async (sql) => {
      await sql.query('insert into kept values (1)');
      await terminate();
      await sql.query('insert into kept values (2)');
    });
    await expect(torn.catch(codeOf)).resolves.toBe('store.projection.lost');
    expect(await db.query('select number from kept')).toEqual([]);
    await db.close();
  });

  it('commits nothing once its lock is gone', async () => {
    const db = await open('fenced');
    await db.query('create table kept (number integer)');
    const keeper = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`;
    let told = false;
    db.whenLost(() => {
      told = true;
    });
    const fenced = db.transaction(async (sql) => {
      await sql.query('insert into kept values (1)');
      await cluster.run('comity', keeper);
      await until('the loss is told', () => told, 5_000);
    });
    await expect(fenced.catch(codeOf)).resolves.toBe('store.projection.lost');
    expect(await db.query('select number from kept')).toEqual([]);
    await db.close();
  });

  it('waits out a server that is stopped and started', async () => {
    const db = await open('stopped');
    await db.query('create table kept (number integer)');
    await cluster.stop();
    await expect(db.query('select 1').catch(codeOf)).resolves.toMatch(
      /^store\.projection\.(lost|unreachable)$/,
    );
    await expect(db.query('select 1').catch(codeOf)).resolves.toBe('store.projection.unreachable');
    await cluster.start();
    expect(await db.query('select number from kept')).toEqual([]);
    await db.close();
  });

  it('begins anew when somebody drops its schema while it runs', async () => {
    const db = await open('dropped');
    await db.query('create table kept (number integer)');
    await cluster.run('comity', 'drop schema comity_dropped_0123456789ab cascade');
    await expect(db.query('select number from kept').catch(codeOf)).resolves.toBe(
      'store.projection.lost',
    );
    await db.query('create table kept (number integer)');
    expect(await db.query('select number from kept')).toEqual([]);
    await db.close();
  });

  it('gives up a call that does not end: store.projection.hung', async () => {
    const db = await openPostgres({ ...setting('hung'), watchdogMilliseconds: 1_500 });
    await db.query('create table kept (number integer)');
    await expect(db.query('select pg_sleep(30)').catch(codeOf)).resolves.toBe(
      'store.projection.hung',
    );
    const stuck = db.transaction(async (sql) => {
      await sql.query('insert into kept values (1)');
      return new Promise<never>(() => undefined);
    });
    await expect(stuck.catch(codeOf)).resolves.toBe('store.projection.hung');
    expect(await db.query('select number from kept')).toEqual([]);
    await db.close();
  });

  it('answers nothing once it is closed', async () => {
    const db = await open('closed');
    await db.close();
    await expect(db.query('select 1').catch(codeOf)).resolves.toBe('store.projection.lost');
    expect(
      await cluster.run(
        'comity',
        `select 1 from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory'`,
      ),
    ).toEqual([]);
  });
});
