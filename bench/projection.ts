// How many statements a second become rows, as they come and in a rebuild? 10,000 statements on 2,500 subjects in
// batches of 256, beside the same database inserting the same statements into one bare table: on PGlite, and on
// PostgreSQL where there is one (COMITY_TEST_DATABASE_URL or Debian's package). `node bench/projection.ts`
import { join } from 'node:path';
import { utf8 } from '../src/base/bytes.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../src/base/ids.ts';
import { canonicalBytes, type Json } from '../src/base/json.ts';
import { applyEntries } from '../src/projection/apply.ts';
import { projectionDigest } from '../src/projection/digest.ts';
import type { AppliedEntry } from '../src/projection/entry-rows.ts';
import { createTables, emptyTables } from '../src/projection/schema.ts';
import type { LogIdentity, ProjectionSetting } from '../src/projection/setting.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { openPglite } from '../src/store/pglite.ts';
import { openPostgres } from '../src/store/postgres.ts';
import type { ProjectionDatabase } from '../src/store/projection-database.ts';
import { hasPostgres, openTestDatabase, runIn } from '../test/support/postgres.ts';
import { answer, inFolder, secondsOf } from './support/answer.ts';

const statements = 10_000;
const subjects = 2_500;
const batch = 256;
const watchdogMilliseconds = 60_000;
const { sha256 } = nodeCrypto;
const log: LogIdentity = {
  origin: 'bench.example/comity' as Origin,
  party: 'bench' as PartyId,
  zone: 'Asia/Hong_Kong',
  visibility: 'shared',
};
const entries = Array.from({ length: statements }, (_, index) => entryAt(index));

await inFolder(async (dir) => {
  const db = await openPglite({ dir: join(dir, 'db'), watchdogMilliseconds });
  await measure('PGlite', db);
});
if (hasPostgres) {
  await using server = await openTestDatabase();
  const schema = `comity_bench_${process.pid}`;
  const db = await openPostgres({ url: server.url, schema, mark: schema, watchdogMilliseconds });
  await measure('PostgreSQL', db);
  await runIn(server.url, [`drop schema ${schema} cascade`]);
}

async function measure(name: string, db: ProjectionDatabase): Promise<void> {
  const setting: ProjectionSetting = {
    db,
    programme: 'bench' as ProgrammeId,
    sha256,
    logs: () => [log],
    marks: () => new Map([[log.party, 'BE' as Mark]]),
  };
  await createTables(db);
  await db.query('create table bare (index integer primary key, body text not null)');
  const bare = await secondsOf(async () => {
    for (const some of batches()) await insertBare(setting, some);
  });
  const apply = async () => {
    for (const some of batches()) await applyEntries(setting, log, some);
  };
  const applied = await secondsOf(apply);
  const grown = await projectionDigest(setting);
  const rebuilt = await secondsOf(async () => {
    await emptyTables(db);
    await apply();
  });
  const again = await projectionDigest(setting);
  const [size] = await db.query(
    `select sum(pg_total_relation_size(oid)) as bytes from pg_class
     where relkind = 'r' and relname in ('entry', 'statement', 'state', 'seed')`,
  );
  await db.close();
  if (grown.all !== again.all) throw new TypeError('a rebuild gave other rows');
  const rows = Object.values(grown.rows).reduce((sum, count) => sum + count, 0);
  const bytesOfOne = Math.round(Number(size?.bytes) / statements);
  const peer = `${name} inserting the same statements into one bare table`;
  const of = { unit: 'statements/s', peer, peerValue: statements / bare };
  const more = { database: name, digest: grown.all, statements, subjects, batch, rows, bytesOfOne };
  const value = (seconds: number) => ({ ...of, value: statements / seconds, more });
  answer({ question: `statements applied a second as they come, ${name}`, ...value(applied) });
  answer({ question: `statements applied a second in a rebuild, ${name}`, ...value(rebuilt) });
}

function entryAt(index: number): AppliedEntry {
  const statement = {
    schema: 'organization/1',
    act: 'describe',
    by: 'be3f9a2c7d',
    about: `BE-OR${String((index % subjects) + 1).padStart(3, '0')}`,
    name: { en: `Body ${index}`, 'zh-Hant': `機構 ${index}`, 'zh-Hans': `机构 ${index}` },
  };
  const bytes = canonicalBytes(statement as Json);
  const leaf = sha256(utf8(String(index)));
  return { index, leaf, at: '2026-01-01T00:00:00Z', slots: { public: { status: 'held', bytes } } };
}

function* batches(): Generator<readonly AppliedEntry[]> {
  for (let from = 0; from < statements; from += batch) yield entries.slice(from, from + batch);
}

async function insertBare(
  setting: ProjectionSetting,
  some: readonly AppliedEntry[],
): Promise<void> {
  const rows = some.map(({ index, slots }) => {
    const slot = slots.public;
    return { index, body: slot?.status === 'held' ? new TextDecoder().decode(slot.bytes) : '' };
  });
  await setting.db.query(
    'insert into bare select r.index, r.body from jsonb_to_recordset($1::jsonb) as r(index integer, body text)',
    [JSON.stringify(rows)],
  );
}
