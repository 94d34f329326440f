// Blobs: files larger than a payload, which a statement names by their SHA-256 (docs/decisions/0024). The bytes are
// held beside the logs and are served only as far as a held payload names them.
import { z } from 'zod';
import { blobBytesMax } from '../base/limits.ts';
import { hash, type StatementHead } from './statement.ts';

/** How a statement names a blob: hex SHA-256 and size. */
export const blobReference = z.looseObject({
  hash,
  bytes: z.int().min(1).max(blobBytesMax),
});
/** A blob as a statement names it. */
export type BlobReference = Readonly<z.infer<typeof blobReference>>;

/** By kind: the act and the field that names a blob. */
const fields: Readonly<Record<string, { readonly act: string; readonly field: string }>> = {
  'schedule/1': { act: 'adopt', field: 'blob' },
  'forecast/1': { act: 'make', field: 'inputs' },
};

/** Kinds whose statements name blobs. */
export const blobKinds: readonly string[] = Object.keys(fields).map(
  (schema) => schema.split('/')[0] ?? '',
);

/**
 * Returns the blob that a statement names, its correction or publication included; undefined when it names none.
 * Total: what does not have the shape names none.
 */
export function blobNamedBy(statement: StatementHead): BlobReference | undefined {
  const where = Object.hasOwn(fields, statement.schema) ? fields[statement.schema] : undefined;
  if (where === undefined) return undefined;
  const isMeta = statement.act === 'rectify' || statement.act === 'publish';
  const content = isMeta ? statement.content : statement;
  if (typeof content !== 'object' || content === null) return undefined;
  const { act, [where.field]: named } = content as Readonly<Record<string, unknown>>;
  const parsed = blobReference.safeParse(named);
  return act === where.act && parsed.success ? parsed.data : undefined;
}
