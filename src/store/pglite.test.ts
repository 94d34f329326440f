// docs/spec/projection.md J9, J11: the database is a place for what can be rebuilt, and says when it no longer answers.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBytes } from '../../test/support/byte-search.ts';
import { utf8 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { isOfThisBoot, openPglite } from './pglite.ts';
import { describeProjectionDatabase } from './projection-database.contract.ts';

const base = mkdtempSync(join(tmpdir(), 'comity-pglite-'));
const template = join(base, 'template');
beforeAll(async () => {
  const db = await openPglite({ dir: template, watchdogMilliseconds });
  await db.query('create table kept (number integer)');
  await db.query('insert into kept values ($1)', [7]);
  await db.close();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const watchdogMilliseconds = 20_000;
const folder = (name: string) => join(base, name);

/** Opens the database, as a copy of the template where it is not there, and closes it. */
async function rowsOf(dir: string): Promise<unknown> {
  const db = await openPglite({ dir, template, watchdogMilliseconds });
  try {
    const [table] = await db.query(`select to_regclass('kept') is not null as there`);
    return table?.there === true ? await db.query('select number from kept') : 'empty';
  } finally {
    await db.close();
  }
}

describeProjectionDatabase('PGlite', async () => {
  const db = await openPglite({ dir: folder('contract'), watchdogMilliseconds });
  return { ...db, remove: async () => rmSync(folder('contract'), { recursive: true }) };
});

describe('openPglite', () => {
  it('keeps rows while the machine runs, and drops a folder that another boot has written', async () => {
    const dir = folder('kept');
    const db = await openPglite({ dir, template, watchdogMilliseconds });
    await db.query('update kept set number = 8');
    await db.close();
    expect(isOfThisBoot(dir)).toBe(true);
    expect(await rowsOf(dir)).toEqual([{ number: 8 }]);
    writeFileSync(join(dir, 'boot'), 'another boot');
    expect(isOfThisBoot(dir)).toBe(false);
    expect(await rowsOf(dir)).toEqual([{ number: 7 }]);
    expect(isOfThisBoot(dir)).toBe(true);
  });

  it('leaves nothing of a removed row in any file, write-ahead log included', async () => {
    const dir = folder('scrubbed');
    const db = await openPglite({ dir, watchdogMilliseconds });
    await db.query('create table said (number integer primary key, body text)');
    const bodyOf = (word: string) => `${word} ${'x'.repeat(300)}`;
    for (let number = 0; number < 40; number++)
      await db.query('insert into said values ($1, $2)', [number, bodyOf(`word-${number}-end`)]);
    const found = (word: string) => findBytes([dir], [{ what: word, bytes: utf8(word) }]);
    await db.query('checkpoint');
    // One between others, and the last of its page: whose place nothing else takes.
    const gone = ['word-7-end', 'word-39-end'];
    const before = gone.flatMap(found);
    expect(before.some((place) => place.includes('/pg_wal/'))).toBe(true);
    expect(before.some((place) => place.includes('/base/'))).toBe(true);
    await db.query('delete from said where number in (7, 39)');
    expect(await db.scrub()).toBe('done');
    expect(gone.flatMap(found)).toEqual([]);
    expect(found('word-8-end')).not.toEqual([]);
    expect(await db.query('select count(*) as count from said')).toEqual([{ count: 38 }]);
    await db.close();
    expect(gone.flatMap(found)).toEqual([]);
  });

  it('begins as a copy of the template, unless another boot has written that', async () => {
    const dir = folder('copy');
    // What an interrupted copy left behind is in nobody's way.
    mkdirSync(`${dir}.new`, { recursive: true });
    writeFileSync(join(`${dir}.new`, 'boot'), 'half');
    expect(await rowsOf(dir)).toEqual([{ number: 7 }]);
    expect(existsSync(`${dir}.new`)).toBe(false);
    const mark = readFileSync(join(template, 'boot'), 'utf8');
    writeFileSync(join(template, 'boot'), 'another boot');
    expect(await rowsOf(folder('fresh'))).toBe('empty');
    writeFileSync(join(template, 'boot'), mark);
  });

  it('begins anew over a folder that it cannot open', async () => {
    const dir = folder('broken');
    expect(await rowsOf(dir)).toEqual([{ number: 7 }]);
    rmSync(join(dir, 'pg', 'global'), { recursive: true });
    expect(await rowsOf(dir)).toEqual([{ number: 7 }]);
  });

  it('gives a call up that does not end, and every later one at once', async () => {
    const db = await openPglite({ dir: folder('hung'), template, watchdogMilliseconds: 300 });
    let told = 0;
    db.whenLost(() => {
      told += 1;
    });
    await expect(
      db.transaction(() => new Promise<never>(() => undefined)).catch(codeOf),
    ).resolves.toBe('store.projection.hung');
    const from = performance.now();
    await expect(db.query('select 1').catch(codeOf)).resolves.toBe('store.projection.hung');
    await db.close();
    expect(told).toBe(1);
    expect(performance.now() - from).toBeLessThan(200);
  });

  it('holds all of a transaction or nothing', async () => {
    const db = await openPglite({ dir: folder('whole'), template, watchdogMilliseconds });
    const failed = db.transaction(async (sql) => {
      await sql.query('insert into kept values (1)');
      throw new TypeError('in the middle');
    });
    await expect(failed).rejects.toThrow('in the middle');
    expect(await db.query('select * from kept')).toEqual([{ number: 7 }]);
    await db.close();
  });

  it('says when it cannot be opened at all', async () => {
    writeFileSync(folder('file'), '');
    await expect(
      openPglite({ dir: join(folder('file'), 'db'), watchdogMilliseconds }).catch(codeOf),
    ).resolves.toBe('store.projection.open');
  });
});
