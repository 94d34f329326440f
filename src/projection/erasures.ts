// What parties asked to erase and what they say they erased, read from the statements of log-keeping; where the
// entries stand and what their rows say is held of them.
import type { Instant } from '../base/dates.ts';
import type { Origin, PartyId } from '../base/ids.ts';
import type { LanguageMap, StatementHead } from '../programme/statement.ts';
import type { Row } from './database.ts';
import type { ProjectionSetting } from './setting.ts';

/** An entry that is to be erased everywhere, because the owner of its log asked for it. */
export interface Erasure {
  /** Leaf hash of the entry, hex. */
  readonly leaf: string;
  readonly origin: Origin;
  readonly party: PartyId;
  /** The entry's number in its log. */
  readonly index: number;
  /** Whether the rows say that every payload of it is erased here. */
  readonly isErased: boolean;
  /** The owner's request; absent where only this node's own word is left that it has erased the entry. */
  readonly request?: {
    readonly at: Instant;
    readonly ground: LanguageMap;
    readonly record?: string;
  };
  /** Parties whose logs say that they have erased it. */
  readonly done: readonly PartyId[];
}

interface Said {
  readonly row: Row;
  readonly statement: StatementHead;
}

/**
 * Returns all erasures, by log and entry. A request counts for entries before it in its own log only; a party's word
 * that it has erased an entry counts as a request on that party's own node, whose mirror may be older than its log.
 * Cost: linear in the statements about erasure.
 * @param own Origins of this node's own logs.
 */
export async function readErasures(
  setting: ProjectionSetting,
  own: readonly string[],
): Promise<readonly Erasure[]> {
  const said = await statementsOf(setting);
  const leaves = [...new Set(said.map(({ statement }) => String(statement.leaf)))];
  if (leaves.length === 0) return [];
  const entries = await setting.db.query(
    `select e.origin, e.party, e.index, e.leaf, e.public_slot, e.programme_slot, e.internal_slot
     from jsonb_array_elements_text($2::jsonb) as l(leaf)
     cross join lateral (select * from entry t where t.programme = $1 and t.leaf = l.leaf offset 0) e
     order by e.origin, e.index`,
    [setting.programme, JSON.stringify(leaves)],
  );
  const byLeaf = Map.groupBy(said, ({ statement }) => String(statement.leaf));
  return entries.flatMap((entry) => {
    const about = byLeaf.get(String(entry.leaf)) ?? [];
    const request = about.find(
      ({ row, statement }) =>
        statement.act === 'erase-request' &&
        row.origin === entry.origin &&
        Number(entry.index) < Number(row.index),
    );
    const dones = about.filter(({ statement }) => statement.act === 'erase-done');
    const isOwnWord = dones.some(({ row }) => own.includes(String(row.origin)));
    return request === undefined && !isOwnWord ? [] : [toErasure(entry, request, dones)];
  });
}

async function statementsOf(setting: ProjectionSetting): Promise<readonly Said[]> {
  const subjects = setting.logs().map(({ origin, visibility }) => {
    return { fold: visibility === 'private' ? 'internal' : 'public', subject: origin };
  });
  // One look into the index for each log, as in refold.ts: every page asks this, and other orders read all rows. Bodies
  // are printed without spaces: nothing stands between a name and its value.
  const rows = await setting.db.query(
    `select s.origin, s.party, s.index, s.at, s.body
     from jsonb_to_recordset($2::jsonb) as k(fold text, subject text)
     cross join lateral (select * from statement t where t.programme = $1 and t.fold = k.fold
       and t.kind = 'log' and t.subject = k.subject offset 0) s
     where s.origin = k.subject and position('"act":"erase-' in s.body) > 0 order by s.origin, s.index`,
    [setting.programme, JSON.stringify(subjects)],
  );
  return rows.map((row) => ({ row, statement: JSON.parse(String(row.body)) as StatementHead }));
}

function toErasure(entry: Row, request: Said | undefined, dones: readonly Said[]): Erasure {
  const slots = [entry.public_slot, entry.programme_slot, entry.internal_slot];
  const { record, ground } = (request?.statement ?? {}) as {
    record?: string;
    ground?: LanguageMap;
  };
  const asked = {
    at: String(request?.row.at),
    ground: ground ?? {},
    ...(record === undefined ? {} : { record }),
  };
  return {
    leaf: String(entry.leaf),
    origin: String(entry.origin) as Origin,
    party: String(entry.party) as PartyId,
    index: Number(entry.index),
    isErased: slots.every((slot) => slot === null || slot === 'erased'),
    ...(request === undefined ? {} : { request: asked }),
    done: [...new Set(dones.map(({ row }) => String(row.party) as PartyId))].sort(),
  };
}
