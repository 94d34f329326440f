// The database that every node of the demonstration starts from a copy of: made once a boot, on a thread of its own,
// because making one blocks the thread that does it for seconds, and a person may want to stop before that.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ComityError, messageOf } from '../base/errors.ts';
import { isOfThisBoot } from '../store/pglite.ts';

/**
 * Returns the folder of a closed database with its tables: three copies start sooner than three new ones. Failures:
 * store.projection.open; server.demo.stopped when the signal comes first, and then nothing half-made is left in use.
 */
export async function makeTemplate(dir: string, stop: AbortSignal | undefined): Promise<string> {
  const template = join(dir, 'template');
  if (isOfThisBoot(template)) return template;
  const fresh = `${template}.new`;
  for (const old of [template, fresh]) rmSync(old, { recursive: true, force: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(new URL('./demo-template-worker.ts', import.meta.url), {
    workerData: { dir: fresh },
  });
  const onStop = () =>
    reject(new ComityError('server.demo.stopped', 'stopped before it was ready'));
  stop?.addEventListener('abort', onStop, { once: true });
  worker.once('error', (error) => {
    reject(new ComityError('store.projection.open', `projection: ${messageOf(error)}`, error));
  });
  worker.once('exit', () => resolve());
  try {
    if (stop?.aborted === true) onStop();
    await promise;
  } finally {
    stop?.removeEventListener('abort', onStop);
    await worker.terminate();
  }
  if (!existsSync(fresh)) throw new ComityError('store.projection.open', 'no database was made');
  renameSync(fresh, template);
  return template;
}
