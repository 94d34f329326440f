// Who did what in this party's logs, newest first: each statement names the person who made it (`comity access acts`).
import type { CivilDate, Instant } from '../base/dates.ts';
import type { ProjectionSetting } from '../projection/setting.ts';

/** One statement. */
export interface ListedAct {
  readonly at: Instant;
  /** Pseudonym, or the id of a system's credential. */
  readonly person: string;
  readonly kind: string;
  readonly act: string;
  readonly id: string;
  /** Of the entry, hex. */
  readonly leaf: string;
}

/** What of it is meant. */
export interface ActsAsked {
  readonly person?: string | undefined;
  /** Of one record. */
  readonly id?: string | undefined;
  /** From that day on, UTC. */
  readonly since?: CivilDate | undefined;
  readonly most: number;
}

/**
 * Returns what the logs of these origins say that persons did, the private log among them; one line an entry. What was erased is not
 * among it: who made it was erased with it.
 */
export async function readActs(
  { db, programme }: ProjectionSetting,
  origins: readonly string[],
  { person, id, since, most }: ActsAsked,
): Promise<readonly ListedAct[]> {
  const rows = await db.query(
    `select distinct on (at, origin, index) at, origin, index, leaf, kind, subject,
       body::jsonb ->> 'by' as person, body::jsonb ->> 'act' as act
     from statement where programme = $1 and origin = any($2::text[]) and at >= $3
       and ($4::text is null or body::jsonb ->> 'by' = $4) and ($5::text is null or subject = $5)
     order by at desc, origin, index desc limit $6`,
    [programme, origins, since ?? '', person ?? null, id ?? null, most],
  );
  return rows.map((row) => ({
    at: String(row.at) as Instant,
    person: String(row.person),
    kind: String(row.kind),
    act: String(row.act),
    id: String(row.subject),
    leaf: String(row.leaf),
  }));
}
