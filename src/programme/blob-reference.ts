// Blobs: files larger than a payload, which a statement names by their SHA-256 (docs/decisions/0024).
import { z } from 'zod';
import { blobBytesMax } from '../base/limits.ts';
import { hash } from './statement.ts';

/** How a statement names a blob: hex SHA-256 and size. */
export const blobReference = z.looseObject({
  hash,
  bytes: z.int().min(1).max(blobBytesMax),
});
/** A blob as a statement names it. */
export type BlobReference = Readonly<z.infer<typeof blobReference>>;
