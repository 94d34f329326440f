// Which statement names a blob: the act and field are those of its kind. The bytes are held beside the logs and are served only
// as far as a held payload names them (docs/decisions/0024).
import { type BlobReference, blobReference } from './blob-reference.ts';
import { kindOfSchema, kinds } from './kinds.ts';
import type { StatementHead } from './statement.ts';

/** Kinds whose statements name blobs. */
export const blobKinds: readonly string[] = Object.values(kinds)
  .filter(({ blob }) => blob !== undefined)
  .map(({ name }) => name);

/**
 * Returns the blob that a statement names, its correction or publication included; undefined when it names none.
 * Total: what does not have the shape names none.
 */
export function blobNamedBy(statement: StatementHead): BlobReference | undefined {
  const where = kindOfSchema(statement.schema)?.blob;
  if (where === undefined) return undefined;
  const isMeta = statement.act === 'rectify' || statement.act === 'publish';
  const content = isMeta ? statement.content : statement;
  if (typeof content !== 'object' || content === null) return undefined;
  const { act, [where.field]: named } = content as Readonly<Record<string, unknown>>;
  const parsed = blobReference.safeParse(named);
  return act === where.act && parsed.success ? parsed.data : undefined;
}
