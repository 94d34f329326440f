// What every database of a projection must do, whatever it is made of (docs/spec/projection.md J11, J12). Run by the
// test of each driver.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../projection/database.ts';
import type { ProjectionDatabase } from './projection-database.ts';

/** Runs the contract on one database made by `open`, in which the tables of the contract are made. */
export function describeProjectionDatabase(
  name: string,
  open: () => Promise<ProjectionDatabase & { readonly remove: () => Promise<void> }>,
): void {
  let db: Awaited<ReturnType<typeof open>>;
  const rowsOf = async (sql: Sql = db) =>
    (await sql.query('select number from kept order by number')).map((row) => row.number);
  const insert = (sql: Sql, number: number) =>
    sql.query('insert into kept (number) values ($1)', [number]);

  describe(`${name}: a projection's database`, () => {
    beforeAll(async () => {
      db = await open();
      await db.query('create table kept (number integer primary key)');
      await db.query('create table counted (total bigint not null)');
      await db.query('insert into counted values (0)');
    }, 60_000);
    afterAll(async () => {
      await db?.close();
      await db?.remove();
    });

    it('keeps all of a transaction, or nothing', async () => {
      await db.transaction(async (sql) => {
        await insert(sql, 1);
        await insert(sql, 2);
      });
      const failed = db.transaction(async (sql) => {
        await insert(sql, 3);
        throw new TypeError('in the middle');
      });
      await expect(failed).rejects.toThrow('in the middle');
      const refused = db.transaction(async (sql) => {
        await insert(sql, 4);
        await insert(sql, 1);
      });
      await expect(refused).rejects.toMatchObject({ code: '23505' });
      expect(await rowsOf()).toEqual([1, 2]);
    });

    it('returns what a transaction returns, and shows it its own rows first', async () => {
      const seen = await db.transaction(async (sql) => {
        await insert(sql, 5);
        return rowsOf(sql);
      });
      expect(seen).toEqual([1, 2, 5]);
      await db.query('delete from kept where number = $1', [5]);
    });

    it('runs transactions one after another, so that none misses what another wrote', async () => {
      await Promise.all(
        Array.from({ length: 12 }, () =>
          db.transaction(async (sql) => {
            const [row] = await sql.query('select total from counted');
            await sql.query('update counted set total = $1', [Number(row?.total) + 1]);
          }),
        ),
      );
      expect(await db.query('select total from counted')).toEqual([{ total: 12 }]);
    });

    it('goes on with the next transaction after one that failed', async () => {
      const results = await Promise.allSettled([
        db.transaction((sql) => insert(sql, 1)),
        db.transaction((sql) => insert(sql, 6)),
        db.query('select nonsense from kept'),
        db.transaction((sql) => insert(sql, 7)),
      ]);
      expect(results.map((one) => one.status)).toEqual([
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await rowsOf()).toEqual([1, 2, 6, 7]);
    });

    it('answers many questions at once', async () => {
      const asked = Array.from({ length: 40 }, (_, i) => db.query('select $1::integer as i', [i]));
      const answers = await Promise.all(asked);
      expect(answers.flat().map((row) => row.i)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    });

    it('takes every kind of parameter that statements use, and gives it back', async () => {
      const body = JSON.stringify([{ fold: 'public', index: 9, text: '深圳 “a”\n\\', none: null }]);
      const [row] = await db.query(
        `select $1::text as words, $2::text as nothing, $3::boolean as yes, $4::integer as small,
           $5::bigint as big, array_length($6::bigint[], 1) as many, 7 = any($6::bigint[]) as within,
           r.fold, r.index, r.text, r.none
         from jsonb_to_recordset($7::jsonb) as r(fold text, index bigint, text text, none text)`,
        ['港口 é ‘x’; --', null, true, -3, 2 ** 40, [7, 2 ** 41], body],
      );
      expect(row).toEqual({
        ...{ words: '港口 é ‘x’; --', nothing: null, yes: true, small: -3, big: 2 ** 40, many: 2 },
        ...{ within: true, fold: 'public', index: 9, text: '深圳 “a”\n\\', none: null },
      });
    });

    it('gives whole numbers as numbers while they are safe, and exactly beyond', async () => {
      const [row] = await db.query(
        `select 9007199254740991::bigint as safe, 9007199254740993::bigint as beyond,
           '-9223372036854775808'::bigint as least, count(*) as counted from kept`,
      );
      expect(row).toEqual({
        safe: Number.MAX_SAFE_INTEGER,
        beyond: 9_007_199_254_740_993n,
        least: -(2n ** 63n),
        counted: 4,
      });
    });

    it('orders texts by code point, and takes a Han character for a letter', async () => {
      const rows = await db.query(
        `select t, t ~ '^[[:alpha:]]$' as letter from unnest($1::text[]) as u(t) order by t`,
        [['a', '深', 'é', 'Z', '_', 'B']],
      );
      expect(rows.map((row) => row.t)).toEqual(['B', 'Z', '_', 'a', 'é', '深']);
      expect(rows.filter((row) => row.letter === true)).toHaveLength(5);
    });

    it('puts no value into the text of a statement', async () => {
      const words = `'); drop table kept; --`;
      expect(await db.query('select $1::text as words', [words])).toEqual([{ words }]);
      expect(await rowsOf()).toEqual([1, 2, 6, 7]);
    });
  });
}
