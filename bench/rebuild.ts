// How long does a rebuild of all projections of 100,000 records take, and how long is an entry on its way into the rows?
// A generated programme (examples/generator), decided in memory; its entries filled in as a rebuild does,
// then one at a time. On PGlite, and on PostgreSQL where there is one. Beside it the same database inserting the same
// statements into one bare table. `node bench/rebuild.ts`; fewer: COMITY_BENCH_RECORDS=10000
import { join } from 'node:path';
import { generateProgramme } from '../examples/generator/programme.ts';
import type { Mark, PartyId, ProgrammeId } from '../src/base/ids.ts';
import { canonicalBytes, type Json } from '../src/base/json.ts';
import { applyEntries } from '../src/projection/apply.ts';
import type { AppliedEntry } from '../src/projection/entry-rows.ts';
import { fillTables } from '../src/projection/fill.ts';
import { createTables } from '../src/projection/schema.ts';
import type { LogIdentity, ProjectionSetting } from '../src/projection/setting.ts';
import { fillEntriesMax } from '../src/server/limits.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { openPglite } from '../src/store/pglite.ts';
import { openPostgres } from '../src/store/postgres.ts';
import type { ProjectionDatabase } from '../src/store/projection-database.ts';
import {
  type OfficeEntry,
  type OfficeParty,
  officeOrigin,
  openOffice,
} from '../test/support/office.ts';
import { hasPostgres, openTestDatabase, runIn } from '../test/support/postgres.ts';
import { answer, inFolder, secondsOf } from './support/answer.ts';

const records = Number(process.env.COMITY_BENCH_RECORDS ?? 100_000);
/** Entries kept back, to be applied one at a time at the end. */
const single = 500;
const watchdogMilliseconds = 120_000;
const { sha256 } = nodeCrypto;

/** One entry, of which log. */
interface Given {
  readonly log: LogIdentity;
  readonly entry: AppliedEntry;
}

const { parties, given, made } = programmeOf(records);
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
  const logs = [...new Map(given.map(({ log }) => [log.origin, log])).values()];
  const setting: ProjectionSetting = {
    ...{ db, programme: 'generated' as ProgrammeId, sha256 },
    logs: () => logs,
    marks: () => new Map(parties.map(({ party, mark }) => [party as PartyId, mark as Mark])),
  };
  await createTables(db);
  await db.query('create table bare (number integer primary key, body text not null)');
  const bare = await secondsOf(async () => {
    for (let from = 0; from < given.length; from += fillEntriesMax) await insertBare(db, from);
  });
  const most = given.slice(0, -single);
  const seconds = await secondsOf(() => fillTables(setting, batchesOf(most)));
  const waits: number[] = [];
  for (const { log, entry } of given.slice(-single))
    waits.push((await secondsOf(() => applyEntries(setting, log, [entry]))) * 1_000);
  const [states] = await db.query(`select count(*) as count from state where fold = 'public'`);
  await db.close();
  const more = { ...made, states: Number(states?.count) };
  const peer = `${name} inserting the same statements into one bare table`;
  const question = `rebuild of the projections of ${records} records, ${name}`;
  answer({ question, value: seconds, unit: 's', peer, peerValue: bare, more });
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? 0;
  answer({
    question: `one entry applied to ${records} records, 99th percentile, ${name}`,
    ...{ value: at(0.99), unit: 'ms', peer: 'the median of the same', peerValue: at(0.5) },
  });
}

async function insertBare(db: ProjectionDatabase, from: number): Promise<void> {
  const rows = given.slice(from, from + fillEntriesMax).map(({ entry }, i) => {
    const slot = entry.slots.public;
    const body = slot?.status === 'held' ? new TextDecoder().decode(slot.bytes) : '';
    return { number: from + i, body };
  });
  await db.query(
    `insert into bare select r.number, r.body from jsonb_to_recordset($1::jsonb) as r(number integer, body text)`,
    [JSON.stringify(rows)],
  );
}

/** A rebuild goes log by log. */
function* batchesOf(some: readonly Given[]) {
  for (const [log, list] of Map.groupBy(some, (one) => one.log)) {
    for (let from = 0; from < list.length; from += fillEntriesMax)
      yield { log, entries: list.slice(from, from + fillEntriesMax).map(({ entry }) => entry) };
  }
}

/** Entries of a generated programme with so many records at least. */
function programmeOf(least: number) {
  const size = { seed: 1, parties: 2, projects: Math.ceil(least / 7.5) };
  const programme = generateProgramme(size);
  const cast = programme.parties.parties as unknown as readonly OfficeParty[];
  const office = openOffice(cast, ['en', 'zh-Hant', 'zh-Hans']);
  const logOf = new Map(
    cast.map(({ party, zone }) => {
      const log = { origin: officeOrigin(party), party: party as PartyId, zone };
      return [party, { ...log, visibility: 'shared' } satisfies LogIdentity] as const;
    }),
  );
  const all: Given[] = [];
  for (const step of programme.steps()) {
    for (const entry of office.give(step)) {
      const log = logOf.get(entry.party);
      if (log !== undefined) all.push({ log, entry: appliedOf(entry) });
    }
  }
  const counts = office.counts();
  if (counts.records < least || counts.invalid > 0) throw new TypeError(JSON.stringify(counts));
  return {
    ...{ parties: cast, given: all },
    made: { records: counts.records, statements: all.length, projects: size.projects },
  };
}

function appliedOf({ index, leaf, at, payloads }: OfficeEntry): AppliedEntry {
  const slots = Object.entries(payloads).map(([scope, statement]) => {
    return [scope, { status: 'held', bytes: canonicalBytes(statement as unknown as Json) }];
  });
  return { index, leaf, at, slots: Object.fromEntries(slots) };
}
