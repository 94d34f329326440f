// The manifest of a backup: which logs it holds and how large, which files, and what each is called.
import { z } from 'zod';
import { ComityError } from '../base/errors.ts';
import { parseOrigin } from '../base/ids.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { BackupFolder } from '../store/backup-folder.ts';
import { keyChangesMax } from './limits.ts';

//   logs/<origin hash>/entries/<n>             the n-th bundle of 256 entries (c2sp.org/tlog-tiles)
//   logs/<origin hash>/payloads/<scope>/<n>    their payloads (payload-bundle.ts); absent when none was ever held
//   node/…                                     files of the data folder, as they lie there
//   keys/<name>.key                            only when asked for

const hash = z.string().regex(/^[0-9a-f]{64}$/);
// No part is `.` or `..`, so that no path leads out of the folder that is restored.
const path = z
  .string()
  .max(1_000)
  .regex(/^(logs|node|keys)(\/(?!\.{1,2}(\/|$))[^/\\\p{Cc}]+)+$/u);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const logShape = z.strictObject({
  origin: z.string().transform((text, context) => {
    const parsed = parseOrigin(text);
    if (parsed.ok) return parsed.value;
    context.addIssue('not an origin');
    return z.NEVER;
  }),
  kind: z.enum(['own', 'private', 'mirror']),
  vkey: z.string().max(4_096),
  /** Of a log whose key was changed: those that came after `vkey`, oldest first. */
  laterVkeys: z.array(z.string().max(4_096)).max(keyChangesMax).optional(),
  size: count,
  /** Hex; of all entries, published or not. */
  root: hash,
  notes: z.strictObject({
    checkpoint: z.string().optional(),
    'checkpoint.pending': z.string().optional(),
  }),
});

const shape = z.strictObject({
  format: z.literal('comity-backup/1'),
  made: z.string(),
  version: z.string(),
  /** Whose it is: a backup of another node is never written over it. */
  programme: z.string(),
  node: z.string(),
  logs: z.array(logShape).max(64),
  files: z.array(z.strictObject({ path, bytes: count, sha256: hash })),
});

/** What a backup holds. */
export type BackupManifest = z.infer<typeof shape>;
/** A log in a backup. */
export type BackedUpLog = z.infer<typeof logShape>;

/** Returns the manifest as data for {@link BackupFolder.commit}. */
export function manifestJson(manifest: BackupManifest): JsonObject {
  return JSON.parse(JSON.stringify(manifest)) as JsonObject;
}

/**
 * Reads a manifest. Undefined when there is none. Failures: store.backup.manifest (changed), and
 * server.backup.manifest for one of another format or with a path that leads elsewhere.
 */
export async function readManifest(folder: BackupFolder): Promise<BackupManifest | undefined> {
  const json: Json | undefined = await folder.manifest();
  if (json === undefined) return undefined;
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
  throw new ComityError(
    'server.backup.manifest',
    `not a backup that this release reads: ${faults}`,
  );
}
