// Blobs as rows of 1 MiB, beside the logs on PostgreSQL (docs/decisions/0033): what statements name by SHA-256 is where
// the statements are, so that whichever process takes over can give it out. The contract is that of blob-files.ts.
import { concat, toHex } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { blobBytesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import type { BlobFiles } from './blob-files.ts';
import type { LogDatabase } from './postgres-log-database.ts';
import { bytesOf } from './postgres-pieces.ts';

const chunkBytes = 1_048_576;

/** Returns the blobs of a node; `log` is its own, under which they lie. `put` rejects with `store.log.standby` too. */
export function openPostgresBlobs(setting: {
  readonly database: LogDatabase;
  readonly log: Origin;
  readonly sha256: Sha256;
}): BlobFiles {
  const { database, log, sha256 } = setting;
  const get = async (hash: string) => {
    const rows = await database.query(
      'select bytes from blob where log = $1 and hash = $2 order by chunk',
      [log, hash],
    );
    if (rows.length === 0) return undefined;
    const bytes = concat(...rows.map((row) => bytesOf(row.bytes)));
    if (toHex(sha256(bytes)) === hash) return bytes;
    const message = `blob ${hash}: its rows are not what its name says`;
    throw new ComityError('store.blob.changed', message);
  };
  const has = async (hash: string) => {
    try {
      return (await get(hash)) !== undefined;
    } catch (error) {
      if (codeOf(error) === 'store.blob.changed') return false;
      throw error;
    }
  };
  return {
    get,
    has,
    async remove(hash) {
      const gone = [log, hash];
      await database.write((sql) =>
        sql.query('delete from blob where log = $1 and hash = $2', gone),
      );
    },
    async put(bytes) {
      if (bytes.length === 0 || bytes.length > blobBytesMax) {
        const message = `a blob of ${bytes.length} bytes; expected 1 to ${blobBytesMax}`;
        throw new ComityError('store.blob.size', message);
      }
      const hash = toHex(sha256(bytes));
      if (await has(hash)) return hash;
      await database.write(async (sql) => {
        await sql.query('delete from blob where log = $1 and hash = $2', [log, hash]);
        for (let chunk = 0; chunk * chunkBytes < bytes.length; chunk++) {
          const part = bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes);
          await sql.query('insert into blob (log, hash, chunk, bytes) values ($1, $2, $3, $4)', [
            ...[log, hash, chunk, Buffer.from(part)],
          ]);
        }
      });
      return hash;
    },
    async list() {
      const rows = await database.query(
        'select distinct hash from blob where log = $1 order by hash',
        [log],
      );
      return rows.map((row) => String(row.hash));
    },
  };
}
