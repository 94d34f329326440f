// One subject as a command needs it: folded from all its statements, with the slots of its first one.

import type { Placed, StatementHead } from '../programme/statement.ts';
import type { Row } from './database.ts';
import {
  clocksOf,
  type Folded,
  foldRows,
  keyOf,
  namedPlaces,
  rowToPlaced,
  type Subject,
  seedsOf,
} from './refold.ts';
import type { ProjectionSetting } from './setting.ts';

/** A subject, and in which payload slots its first statement stands: they bind later ones (docs/spec/model.md 5). */
export interface ReadSubject {
  readonly folded: Folded;
  readonly bound?: 'public' | 'programme' | 'both';
  /** Statements without a public payload that no publication names, in (origin, index) order. */
  readonly unpublished: readonly Placed<StatementHead>[];
}

/** Reads and folds a subject. Its state is undefined where there is none. */
export async function readSubject(
  setting: ProjectionSetting,
  subject: Subject,
): Promise<ReadSubject> {
  const { db, programme } = setting;
  const rows = await db.query(
    // Lateral with an offset: one look into the index for each entry, where a join would read the whole table.
    `select s.origin, s.index, s.party, s.leaf, s.at, s.latest, s.day, s.body,
       e.public_slot is not null as in_public, e.programme_slot is not null as in_programme
     from (select * from statement t where t.programme = $1 and t.fold = $2 and t.kind = $3
       and t.subject = $4 offset 0) s
     cross join lateral (select public_slot, programme_slot from entry f where f.programme = s.programme
       and f.origin = s.origin and f.index = s.index offset 0) e
     order by s.origin, s.index`,
    [programme, subject.fold, subject.kind, subject.id],
  );
  const seeds = await seedsOf(db, setting, [subject]);
  const folded = foldRows(setting, subject, {
    rows,
    clocks: await clocksOf(db, setting),
    seed: seeds.get(keyOf(subject)),
    named: await namedPlaces(db, setting, rows),
  });
  const first = rows.reduce<Row | undefined>(earlier, undefined);
  if (first === undefined || subject.fold === 'internal') return { folded, unpublished: [] };
  const hidden = new Set(rows.filter((row) => row.in_public !== true).map((row) => row.leaf));
  for (const { statement } of rows.map(rowToPlaced)) {
    if (statement.act === 'publish') hidden.delete(String(statement.of));
  }
  const unpublished = rows.map(rowToPlaced).filter(({ place }) => hidden.has(place.leaf));
  if (hidden.has(first.leaf)) return { folded, bound: 'programme', unpublished };
  // What was published later is as if it had both slots from the start.
  const isBoth = first.in_public !== true || first.in_programme === true;
  return { folded, bound: isBoth ? 'both' : 'public', unpublished };
}

/** Of rows in (origin, index) order the first with the earliest `at`. */
function earlier(first: Row | undefined, row: Row): Row {
  return first === undefined || String(row.at) < String(first.at) ? row : first;
}
