// Erasing in what lies beside a log's folder: the logs that healing kept aside (swap-folder.ts), and a copy that was
// never finished. Their journals are not opened: a kept log may be somebody's evidence and stays as it is.
import { join } from 'node:path';
import { ComityError, messageOf } from '../base/errors.ts';
import { type Files, nodeFiles, parentOf } from './files.ts';
import type { NewPayload } from './log-store.ts';
import { openPayloadSegments } from './payload-segments.ts';
import { newFolderOf } from './swap-folder.ts';

/**
 * Erases payloads from every `DIR.replaced-<n>` and removes `DIR.new`; durable on return. Returns how many payloads
 * were erased. Rejects with `store.folder.unwritable`. Cost: linear in what the kept logs hold.
 * @param dir The folder of the log in use; this process has the data folder's lock.
 */
export async function eraseFromKept(
  dir: string,
  isSought: (payload: Omit<NewPayload, 'scope'>) => boolean,
  files: Files = nodeFiles,
): Promise<number> {
  const parent = parentOf(dir);
  const base = dir.slice(parent.length).replace(/^\//, '');
  let erased = 0;
  try {
    await files.remove(newFolderOf(dir));
    const names = await files.list(parent);
    for (const name of names.filter((one) => one.startsWith(`${base}.replaced-`))) {
      const payloads = join(parent, name, 'private', 'payloads');
      if ((await files.list(payloads)).length === 0) continue;
      const size = Number.MAX_SAFE_INTEGER;
      const segments = await openPayloadSegments({ files, dir: payloads, size });
      try {
        erased += await segments.eraseAll(isSought);
      } finally {
        await segments.close();
      }
    }
    return erased;
  } catch (error) {
    const message = `the logs kept beside ${dir} cannot be erased from: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}
