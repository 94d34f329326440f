// The payloads of one log on PostgreSQL. What is asked for in one turn is read with one query: whoever reads a hundred
// entries asks for each of their payloads by itself. Erased means that the row is gone and its mark stands.

import type { Scope } from '../programme/statement.ts';
import type { Sql } from '../projection/database.ts';
import type { NewPayload, PayloadSlot } from './log-store.ts';
import { bytesOf, piecesOf } from './postgres-pieces.ts';

/** A payload and the entry it belongs to. */
export interface PlacedPayload {
  readonly index: number;
  readonly payload: NewPayload;
}

const readMax = 512;

/** Adds payloads of entries that are new in this transaction, so that none of them can be erased already. */
export async function addPayloads(
  sql: Sql,
  log: string,
  placed: readonly PlacedPayload[],
): Promise<void> {
  if (placed.length === 0) return;
  const bytes = piecesOf(placed.map(({ payload }) => payload.bytes));
  const salts = piecesOf(placed.map(({ payload }) => payload.salt));
  await sql.query(
    `insert into payload (log, index, scope, salt, bytes)
     select $1, p.index, p.scope, substring($2::bytea from p.salt_first for p.salt_length),
       substring($3::bytea from p.first for p.length)
     from unnest($4::bigint[], $5::text[], $6::integer[], $7::integer[], $8::integer[], $9::integer[])
       as p(index, scope, salt_first, salt_length, first, length)`,
    [
      ...[log, salts.bytes, bytes.bytes, placed.map(({ index }) => index)],
      ...[placed.map(({ payload }) => payload.scope), salts.firsts, salts.lengths],
      ...[bytes.firsts, bytes.lengths],
    ],
  );
}

/** Stores a payload that came later, unless it was erased. The caller holds the log's row. */
export async function putPayloadRow(sql: Sql, log: string, placed: PlacedPayload): Promise<void> {
  const { index, payload } = placed;
  const { scope, salt, bytes } = payload;
  const erased = await sql.query(
    'select 1 from erased where log = $1 and index = $2 and scope = $3',
    [log, index, scope],
  );
  if (erased.length > 0) return;
  await sql.query(
    `insert into payload (log, index, scope, salt, bytes) values ($1, $2, $3, $4, $5)
     on conflict (log, index, scope) do update set salt = excluded.salt, bytes = excluded.bytes`,
    [log, index, scope, Buffer.from(salt), Buffer.from(bytes)],
  );
}

/** Removes a payload's row and leaves the mark. The caller holds the log's row. */
export async function erasePayloadRow(
  sql: Sql,
  log: string,
  place: { readonly index: number; readonly scope: Scope },
): Promise<void> {
  const params = [log, place.index, place.scope];
  await sql.query('delete from payload where log = $1 and index = $2 and scope = $3', params);
  await sql.query(
    'insert into erased (log, index, scope) values ($1, $2, $3) on conflict do nothing',
    params,
  );
}

/** Reads payloads by place; what is asked for in one turn goes out as one query. */
export type PayloadReader = (index: number, scope: Scope) => Promise<PayloadSlot>;

/** Returns a reader of one log's payloads. */
export function createPayloadReader(sql: Sql, log: string): PayloadReader {
  let waiting: Asked[] = [];
  const flush = () => {
    const asked = waiting;
    waiting = [];
    for (let at = 0; at < asked.length; at += readMax) {
      void answer(sql, log, asked.slice(at, at + readMax));
    }
  };
  return (index, scope) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ index, scope, resolve, reject });
    });
}

interface Asked {
  readonly index: number;
  readonly scope: Scope;
  readonly resolve: (slot: PayloadSlot) => void;
  readonly reject: (error: unknown) => void;
}

async function answer(sql: Sql, log: string, asked: readonly Asked[]): Promise<void> {
  try {
    const params = [log, asked.map(({ index }) => index), asked.map(({ scope }) => scope)];
    const places = '(index, scope) in (select * from unnest($2::bigint[], $3::text[]))';
    // Marks last: an erasure between the two queries is then seen.
    const held = await sql.query(
      `select index, scope, salt, bytes from payload where log = $1 and ${places}`,
      params,
    );
    const marks = await sql.query(
      `select index, scope from erased where log = $1 and ${places}`,
      params,
    );
    const rows = new Map(held.map((row) => [`${row.index} ${row.scope}`, row]));
    const erased = new Set(marks.map((row) => `${row.index} ${row.scope}`));
    for (const { index, scope, resolve } of asked) {
      const row = rows.get(`${index} ${scope}`);
      if (erased.has(`${index} ${scope}`)) resolve({ status: 'erased' });
      else if (row === undefined) resolve({ status: 'not-held' });
      else resolve({ status: 'held', salt: bytesOf(row.salt), bytes: bytesOf(row.bytes) });
    }
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
