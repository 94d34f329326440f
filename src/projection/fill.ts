// Whole logs into empty tables, as a rebuild does: first all rows of entries and statements, then the indexes, then every
// subject folded once. The rows are those of applying the entries one after another (`apply.ts`); the work is a third.
import type { Instant } from '../base/dates.ts';
import { toSubject, writeContext } from './apply.ts';
import type { Database } from './database.ts';
import { type AppliedEntry, readRows, writeRows } from './entry-rows.ts';
import { clocksOf, refold } from './refold.ts';
import { beginFilling, endFilling, makeIndexes } from './schema.ts';
import type { LogIdentity, ProjectionSetting } from './setting.ts';

/** Entries that follow one another in a log. */
export interface FillPart {
  readonly log: LogIdentity;
  readonly entries: readonly AppliedEntry[];
}

const subjectsAtOnce = 500;

/**
 * Empties the tables and fills them with the logs, each in its order from its first entry on. Stopped on the way, the
 * tables count as not there. Cost: linear in the entries, plus one fold per subject, and one more for each that another
 * contributes to.
 * @param onPart Called after each part and each group of subjects: may throw to stop it.
 */
export async function fillTables(
  setting: ProjectionSetting,
  parts: AsyncIterable<FillPart> | Iterable<FillPart>,
  onPart: () => void = () => undefined,
): Promise<void> {
  const { db } = setting;
  await beginFilling(db);
  const latest = new Map<string, Instant>();
  for await (const { log, entries } of parts) {
    if (entries.length === 0) continue;
    const rows = readRows(log, entries, latest.get(log.origin) ?? '');
    latest.set(log.origin, rows.latest);
    await db.transaction((sql) => writeRows(sql, setting, { log, rows, clock: rows.latest }));
    onPart();
  }
  await makeIndexes(db);
  await db.transaction((sql) => writeContext(sql, setting));
  for await (const subjects of subjectsOf(db, setting)) {
    await db.transaction(async (sql) => {
      await refold(sql, setting, { subjects, clocks: await clocksOf(sql, setting) });
    });
    onPart();
  }
  await endFilling(db);
}

/** Every subject that a statement is about, kind by kind; all folds of one together, so that one fold may serve them. */
async function* subjectsOf(db: Database, { programme }: ProjectionSetting) {
  const kinds = await db.query(
    'select distinct kind from statement where programme = $1 order by kind',
    [programme],
  );
  for (const { kind } of kinds) {
    const rows = await db.query(
      `select distinct s.fold, $2 as kind, s.id
       from (values ('public'), ('programme'), ('internal')) as f(fold)
       cross join lateral (select t.fold, t.subject as id from statement t where t.programme = $1
         and t.fold = f.fold and t.kind = $2 offset 0) s
       order by s.id, s.fold`,
      [programme, kind],
    );
    for (let from = 0; from < rows.length; from += subjectsAtOnce)
      yield rows.slice(from, from + subjectsAtOnce).map(toSubject);
  }
}
