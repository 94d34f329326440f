// An entry as a command that names it by its leaf hash needs it: whose it is, and what else its log says of the same
// subject, corrections and publications included.
import type { PartyId } from '../base/ids.ts';
import type { KnownEntry } from '../programme/kind.ts';
import { kindNamed } from '../programme/kinds.ts';
import { rowToPlaced } from './refold.ts';
import type { ProjectionSetting } from './setting.ts';

/** Returns the entry with that leaf hash, and the origin of its log; undefined where no log here has it. */
export async function readKnownEntry(
  setting: ProjectionSetting,
  leaf: string,
): Promise<(KnownEntry & { readonly origin: string }) | undefined> {
  const { db, programme } = setting;
  const [row] = await db.query(
    `select e.origin, e.party, s.fold, s.kind, s.subject from entry e
     left join statement s on s.programme = e.programme and s.origin = e.origin and s.index = e.index
     where e.programme = $1 and e.leaf = $2 order by s.fold = 'public' limit 1`,
    [programme, leaf],
  );
  if (row === undefined) return undefined;
  const origin = String(row.origin);
  const log = setting.logs().find((one) => one.origin === origin)?.visibility ?? 'shared';
  const known = { origin, party: String(row.party) as PartyId, log };
  if (row.subject === null) return { ...known, statements: [] };
  const rows = await db.query(
    `select origin, index, party, leaf, at, latest, day, body from statement
     where programme = $1 and fold = $2 and kind = $3 and subject = $4 and origin = $5 order by index`,
    [programme, row.fold, row.kind, row.subject, origin],
  );
  const rules = kindNamed(String(row.kind));
  return { ...known, ...(rules === undefined ? {} : { rules }), statements: rows.map(rowToPlaced) };
}

/** Returns where the entry with that leaf hash stands and what its public statement is about ('' without one). */
export async function findEntry(
  setting: ProjectionSetting,
  leaf: string,
): Promise<
  { readonly origin: string; readonly index: number; readonly about: string } | undefined
> {
  const [row] = await setting.db.query(
    `select e.origin, e.index, coalesce(s.subject, '') as about from entry e
     left join statement s on s.programme = e.programme and s.origin = e.origin and s.index = e.index and s.fold = 'public'
     where e.programme = $1 and e.leaf = $2 limit 1`,
    [setting.programme, leaf],
  );
  if (row === undefined) return undefined;
  return { origin: String(row.origin), index: Number(row.index), about: String(row.about) };
}
