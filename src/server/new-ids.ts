// Ids of new records: of each kind the number after the highest that was ever given, here or by another process before.
// Creations of a kind are decided in the order in which they were asked for, however long each reads before.
import { type Mark, parseRecordId, printRecordId, type RecordId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { kindNamed } from '../programme/kinds.ts';
import { recordIdsIn } from '../programme/known.ts';
import type { ProjectionSetting } from '../projection/setting.ts';

/** Gives ids to new records of a party. */
export interface NewIds {
  /** Takes a place in the row of creations of that kind, and gives it up when `leave` is called. */
  line(kindName: string): Place;
  /** Returns the next id of a kind, after those that are in rows and those given since; it is not given by this. */
  next(kindName: string, inRows: number): RecordId;
  /** Gives the id away. */
  give(id: RecordId): void;
  /** Takes an id back that came to nothing, unless a later one was given. */
  takeBack(id: RecordId): void;
}

/** A place in a row. */
export interface Place {
  /** Resolves when all before have left. */
  readonly turn: Promise<void>;
  leave(): void;
}

/** Returns the ids of a party, whose records carry its mark. */
export function createNewIds(mark: Mark): NewIds {
  const lines = new Map<string, Promise<void>>();
  const highest = new Map<string, number>();
  const lettersOf = (kindName: string) => kindNamed(kindName)?.letters ?? 'X';
  return {
    line: (kindName) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const turn = lines.get(kindName) ?? Promise.resolve();
      const last = turn.then(() => promise);
      lines.set(kindName, last);
      void last.then(() => {
        if (lines.get(kindName) === last) lines.delete(kindName);
      });
      return { turn, leave: resolve };
    },
    next: (kindName, inRows) => {
      const letters = lettersOf(kindName);
      const number = Math.max(inRows, highest.get(letters) ?? 0) + 1;
      return printRecordId({ mark, letters, number });
    },
    give: (id) => {
      const { letters, number } = partsOf(id);
      highest.set(letters, Math.max(number, highest.get(letters) ?? 0));
    },
    takeBack: (id) => {
      const { letters, number } = partsOf(id);
      if (highest.get(letters) === number) highest.set(letters, number - 1);
    },
  };
}

function partsOf(id: RecordId): { readonly letters: string; readonly number: number } {
  const parsed = parseRecordId(id);
  return parsed.ok ? parsed.value : { letters: '', number: 0 };
}

/**
 * Returns the highest number that an own record of the kind ever had, 0 where there is none: ids are never used again,
 * also not those of records that were erased.
 */
export async function highestNumber(
  setting: ProjectionSetting,
  given: { readonly mark: Mark; readonly kind: string },
): Promise<number> {
  const letters = kindNamed(given.kind)?.letters ?? 'X';
  const start = `${given.mark}-${letters}`;
  // Lateral with an offset, by fold: looks into the index, where anything else would read the whole table. Numbers are
  // compared as numbers: HK-A1000 comes after HK-A999.
  const rows = await setting.db.query(
    `select max(cast(substr(id, $4) as integer)) as number
     from (values ('public'), ('programme'), ('internal')) as f(fold) cross join lateral (
       select id from (select subject as id from statement t where t.programme = $1 and t.fold = f.fold
         and t.kind = $2 offset 0) as own
       union all select id from (select id from seed t where t.programme = $1 and t.fold = f.fold
         and t.kind = $2 offset 0) as seeded
       union all select body::jsonb ->> 'record' from (select body from statement t where t.programme = $1
         and t.fold = f.fold and t.kind = 'log' and position('"record":' in body) > 0 offset 0) as erased
     ) as used
     where id ~ $3`,
    [setting.programme, given.kind, `^${start}[0-9]{3,9}$`, start.length + 1],
  );
  return Number(rows[0]?.number ?? 0);
}

/** Of the ids in a command those that are a record's, or ever were. */
export async function takenAmong(
  setting: ProjectionSetting,
  command: Json,
): Promise<ReadonlySet<string>> {
  const ids = recordIdsIn(command, undefined, Number.POSITIVE_INFINITY);
  if (ids.length === 0) return new Set();
  const rows = await setting.db.query(
    `with asked as (select jsonb_array_elements_text($2::jsonb) as id)
     select distinct subject as id from statement
       where programme = $1 and kind <> 'log' and subject in (select id from asked)
     union select distinct id from seed where programme = $1 and id in (select id from asked)
     union select body::jsonb ->> 'record' from statement where programme = $1 and kind = 'log'
       and position('"record":' in body) > 0`,
    [setting.programme, JSON.stringify(ids)],
  );
  return new Set(rows.map((row) => String(row.id)));
}
