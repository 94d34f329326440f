// Logs for tests of the projection: entries with their payload slots, and one database per test file, each test
// in a programme of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '../../src/base/bytes.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../src/base/ids.ts';
import { canonicalBytes, type Json } from '../../src/base/json.ts';
import type { StatementHead } from '../../src/programme/statement.ts';
import { applyEntries } from '../../src/projection/apply.ts';
import type { AppliedEntry, Slot } from '../../src/projection/entry-rows.ts';
import { createQueries } from '../../src/projection/read.ts';
import { createTables } from '../../src/projection/schema.ts';
import type { LogIdentity, ProjectionSetting } from '../../src/projection/setting.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { ProjectionDatabase } from '../../src/store/projection-database.ts';
import { type Entry, hk, mo, place, sha256, sz } from './given.ts';
import { openTestDatabase, runIn } from './postgres.ts';

/** An entry as it lies in a log, with every payload that it commits to. */
export interface LogEntry {
  readonly party: PartyId;
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  readonly payloads: AppliedEntry['slots'];
}

const marks = new Map<PartyId, Mark>([
  [hk, 'HK' as Mark],
  [sz, 'SZ' as Mark],
  [mo, 'MO' as Mark],
]);
const zones = { [hk]: 'Asia/Hong_Kong', [sz]: 'Asia/Shanghai', [mo]: 'Asia/Macau' };

/** The log of a party. */
export function logOf(party: PartyId): LogIdentity {
  const origin = `log.${party}.invalid/joint` as Origin;
  return { origin, party, zone: zones[party] ?? 'UTC', visibility: 'shared' };
}

/** A payload that is held. */
export function held(statement: unknown): Slot {
  const bytes =
    statement instanceof Uint8Array ? statement : canonicalBytes(statement as unknown as Json);
  return { status: 'held', bytes };
}

/** An entry with payloads of its own instead of the statement in the public slot. */
export type Told = Entry & { readonly payloads?: AppliedEntry['slots'] };

/** Returns what stands in the logs: leaf hashes are those of `place` (given.ts). */
export function tell(entries: readonly Told[]): readonly LogEntry[] {
  return place(entries).map(({ place: where }, i) => ({
    party: where.party,
    index: where.index,
    leaf: where.leaf,
    at: where.at,
    payloads: entries[i]?.payloads ?? { public: held(entries[i]?.statement as StatementHead) },
  }));
}

/** Returns an entry as applied, with some of its slots in another status. */
export function toApplied(entry: LogEntry, slots: AppliedEntry['slots'] = {}): AppliedEntry {
  const { index, at, payloads } = entry;
  return { index, leaf: fromHex(entry.leaf)!, at, slots: { ...payloads, ...slots } };
}

/** A database in a folder of its own, and settings on it. */
export interface ProjectionRig {
  readonly db: ProjectionDatabase;
  /** A programme of its own; parties are those of given.ts unless named. */
  setting(parties?: () => readonly PartyId[]): ProjectionSetting;
  close(): Promise<void>;
}

/**
 * Opens a database with the tables: PGlite, or with COMITY_TEST_PROJECTION=postgres a schema of its own in a
 * PostgreSQL, so that all tests of the projection can be run there too.
 */
export async function openRig(): Promise<ProjectionRig> {
  if (process.env.COMITY_TEST_PROJECTION === 'postgres') return openPostgresRig();
  const dir = mkdtempSync(join(tmpdir(), 'comity-projection-'));
  const db = await openPglite({ dir: join(dir, 'db'), watchdogMilliseconds: 30_000 });
  return rigOf(db, async () => rmSync(dir, { recursive: true, force: true }));
}

/** Opens a PostgreSQL with the tables. */
export async function openPostgresRig(): Promise<ProjectionRig> {
  const { url, ...server } = await openTestDatabase();
  const schema = `comity_rig_${process.pid}_${Date.now()}`;
  const db = await openPostgres({ url, schema, mark: schema, watchdogMilliseconds: 30_000 });
  return rigOf(db, async () => {
    await runIn(url, [`drop schema ${schema} cascade`]);
    await server[Symbol.asyncDispose]();
  });
}

async function rigOf(db: ProjectionDatabase, remove: () => Promise<void>): Promise<ProjectionRig> {
  await createTables(db);
  let programmes = 0;
  return {
    db,
    setting: (parties = () => [hk, sz, mo]) => ({
      db,
      programme: `joint-${++programmes}` as ProgrammeId,
      sha256,
      logs: () => parties().map(logOf),
      marks: () => new Map(parties().map((party) => [party, marks.get(party) as Mark])),
    }),
    close: async () => {
      await db.close();
      await remove();
    },
  };
}

/** Applies entries of several logs, each log's in one piece, in the order of their first entry. */
export async function applyAll(
  setting: ProjectionSetting,
  entries: readonly LogEntry[],
): Promise<void> {
  for (const [party, own] of Map.groupBy(entries, (entry) => entry.party)) {
    await applyEntries(
      setting,
      logOf(party),
      own.map((entry) => toApplied(entry)),
    );
  }
}

/** Returns the questions of a fold where everything is confirmed. */
export function queriesOf(setting: ProjectionSetting, fold: 'public' | 'programme' = 'programme') {
  return createQueries({
    ...setting,
    fold,
    standingOf: () => 'confirmed',
    knownParties: () => [],
  });
}
