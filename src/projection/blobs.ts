// Which blobs the statements of a log name, and who may have them: read from the statements that are held, so that a
// payload that was erased or never came names nothing.
import type { Origin } from '../base/ids.ts';
import type { BlobReference } from '../programme/blob-reference.ts';
import { blobKinds, blobNamedBy } from '../programme/blobs.ts';
import type { StatementHead } from '../programme/statement.ts';
import type { ProjectionSetting } from './setting.ts';

/** A blob as a statement of a log names it. */
export interface NamedBlob extends BlobReference {
  /** The entry. */
  readonly index: number;
  /** Of the payload that names it. */
  readonly scope: 'public' | 'programme';
}

/** Where to look: from an entry on, or at some entries. */
export type BlobRange = { readonly from: number } | { readonly indices: readonly number[] };

const kinds = blobKinds.map((kind) => `'${kind}'`).join(', ');

/**
 * Returns the blobs that up to `limit` statements of a log name, by entry, and the entry to go on from; undefined at
 * the end. A statement held in both scopes names its blob twice.
 */
export async function blobsOfLog(
  setting: ProjectionSetting,
  log: { readonly origin: Origin },
  range: BlobRange & { readonly limit: number },
): Promise<{ readonly named: readonly NamedBlob[]; readonly next: number | undefined }> {
  const isList = 'indices' in range;
  const rows = await setting.db.query(
    `select fold, index, body from statement where programme = $1 and origin = $2
     and fold in ('public', 'programme') and kind in (${kinds})
     and ${isList ? 'index = any($3::bigint[])' : 'index >= $3'} order by index, fold desc limit $4`,
    [setting.programme, log.origin, isList ? range.indices : range.from, range.limit + 1],
  );
  const named = rows.flatMap((row) => {
    const found = blobNamedBy(JSON.parse(String(row.body)) as StatementHead);
    const scope = row.fold === 'public' ? ('public' as const) : ('programme' as const);
    return found === undefined ? [] : [{ ...found, index: Number(row.index), scope }];
  });
  const beyond = rows[range.limit];
  return { named, next: beyond === undefined ? undefined : Number(beyond.index) };
}

/** Returns whether a held statement of the log names that blob in a payload of the scope, or in a public one. */
export async function isBlobNamed(
  setting: ProjectionSetting,
  log: { readonly origin: Origin },
  asked: { readonly hash: string; readonly scope: 'public' | 'programme' },
): Promise<boolean> {
  const rows = await setting.db.query(
    `select body from statement where programme = $1 and origin = $2 and fold in ('public', $3)
     and kind in (${kinds}) and position($4 in body) > 0`,
    [setting.programme, log.origin, asked.scope, asked.hash],
  );
  const statements = rows.map((row) => JSON.parse(String(row.body)) as StatementHead);
  return statements.some((statement) => blobNamedBy(statement)?.hash === asked.hash);
}

/** Returns whether a held statement names that blob, in any log, but for those of some entries. */
export async function isBlobNamedBeside(
  setting: ProjectionSetting,
  hash: string,
  entries: readonly { readonly origin: Origin; readonly index: number }[],
): Promise<boolean> {
  const rows = await setting.db.query(
    `select origin, index, body from statement where programme = $1 and kind in (${kinds})
     and position($2 in body) > 0`,
    [setting.programme, hash],
  );
  const beside = rows.filter(
    (row) => !entries.some((one) => one.origin === row.origin && one.index === Number(row.index)),
  );
  const statements = beside.map((row) => JSON.parse(String(row.body)) as StatementHead);
  return statements.some((statement) => blobNamedBy(statement)?.hash === hash);
}
