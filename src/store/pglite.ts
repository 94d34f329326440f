// The projection's database: PGlite, PostgreSQL in this process. It never calls fsync and can hang after a
// full disk (docs/decisions/0013), so it holds only what can be rebuilt, is opened under the folder's lock,
// and every call runs under a watchdog.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import v8 from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { ComityError, messageOf } from '../base/errors.ts';
import type { Row, Sql } from '../projection/database.ts';
import type { ProjectionDatabase } from './projection-database.ts';

/** How to open one. */
export interface PgliteSetting {
  /** Folder of the database; made when absent. */
  readonly dir: string;
  /** Folder of a closed database with the tables in it: a copy starts six times faster than a new one. */
  readonly template?: string;
  /** A call that takes longer means a hang (full disk): the database is given up. */
  readonly watchdogMilliseconds: number;
}

// Without these three, V8's optimising compiler takes 700 MB for the WASM a second into work.
const frugal = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
// Segments of the write-ahead log are removed, not used again with what stood in them.
const postgresSettings = ['shared_buffers=16MB', 'wal_recycle=off'];
/** Part of the folder's mark: one that was made with other settings is dropped as well. */
const settingsVersion = 2;

/**
 * Opens the database, or makes one. Failures: store.projection.open, store.projection.hung.
 * The folder is marked with the boot it was written in. A killed process loses nothing of it, a power cut
 * nearly everything, so a folder of another boot is dropped, and one that does not open (a process killed while
 * it made it) as well: the caller rebuilds.
 */
export async function openPglite(setting: PgliteSetting): Promise<ProjectionDatabase> {
  for (const flag of frugal) v8.setFlagsFromString(flag);
  if (!isOfThisBoot(setting.dir)) rmSync(setting.dir, { recursive: true, force: true });
  let pg = existsSync(setting.dir) ? await open(setting.dir).catch(() => undefined) : undefined;
  if (pg === undefined) {
    rmSync(setting.dir, { recursive: true, force: true });
    try {
      copyTemplate(setting);
      pg = await open(setting.dir);
    } catch (error) {
      throw new ComityError('store.projection.open', `projection: ${messageOf(error)}`, error);
    }
  }
  return wrap(pg, setting);
}

async function open(dir: string): Promise<PGlite> {
  const dataDir = join(dir, 'pg');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dir, 'boot'), markOfNow());
  return PGlite.create({ dataDir, postgresqlconf: postgresSettings });
}

function wrap(pg: PGlite, setting: PgliteSetting): ProjectionDatabase {
  let hung = false;
  let told: () => void = () => undefined;
  const guarded = async <Value>(work: Promise<Value>): Promise<Value> => {
    if (hung) throw new ComityError('store.projection.hung', 'the projection no longer answers');
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      hung = true;
      reject(
        new ComityError('store.projection.hung', `no answer in ${setting.watchdogMilliseconds} ms`),
      );
      told();
    }, setting.watchdogMilliseconds);
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  const sqlOf = (runner: Pick<PGlite, 'query'>): Sql => ({
    query: async (text, params = []) => (await runner.query<Row>(text, [...params])).rows,
  });
  return {
    query: (text, params) => guarded(sqlOf(pg).query(text, params)),
    transaction: (work) =>
      guarded(pg.transaction((tx) => work(sqlOf(tx as unknown as PGlite)))) as ReturnType<
        typeof work
      >,
    whenLost: (listener) => {
      told = listener;
    },
    scrub: async () => {
      // One call each: no lock and no watchdog spans them.
      const ask = (text: string) => guarded(sqlOf(pg).query(text));
      const tables = await ask(`select quote_ident(tablename) as name from pg_tables
        where schemaname = 'public' order by tablename`);
      for (const { name } of tables) await ask(`vacuum full ${name}`);
      // The old files go with the first checkpoint, the old segments once a new one is begun and checkpointed.
      for (const step of ['checkpoint', 'select pg_switch_wal()', 'checkpoint']) await ask(step);
      return 'done';
    },
    close: async () => {
      if (hung) return;
      await guarded(pg.close());
    },
  };
}

/** The template is copied beside and renamed, so that a half-made copy is never opened. */
function copyTemplate(setting: PgliteSetting): void {
  mkdirSync(dirname(setting.dir), { recursive: true });
  if (setting.template === undefined || !isOfThisBoot(setting.template)) {
    mkdirSync(setting.dir, { recursive: true });
    return;
  }
  const copy = `${setting.dir}.new`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(setting.template, copy, { recursive: true });
  renameSync(copy, setting.dir);
}

/** Returns whether a database folder was written since this machine started. */
export function isOfThisBoot(dir: string): boolean {
  const mark = join(dir, 'boot');
  return existsSync(mark) && readFileSync(mark, 'utf8') === markOfNow();
}

function markOfNow(): string {
  return `${bootId()} ${settingsVersion}`;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
