// What lies beside the logs on PostgreSQL: blobs, what was cosigned, cosigned notes. docs/spec/store.md S42. Skipped where
// there is no PostgreSQL.
import { describe, expect, it } from 'vitest';
import { hasCluster, openCluster, runIn } from '../../test/support/postgres.ts';
import type { Origin } from '../base/ids.ts';
import { nodeCrypto } from './node-crypto.ts';
import { openPostgresBlobs } from './postgres-blobs.ts';
import { openLogDatabase } from './postgres-log-database.ts';
import { bytesOfLog, openCosignedRows, openPostgresWitnessState } from './postgres-notes.ts';

const { sha256 } = nodeCrypto;
const log = 'a.example/comity' as Origin;

describe.skipIf(!hasCluster)('what lies beside the logs (skipped without PostgreSQL)', () => {
  it('keep blobs whole or not at all, and the size of what was cosigned', async () => {
    await using cluster = await openCluster('durable');
    const url = await cluster.database('comity');
    const schema = 'comity_beside';
    const database = await openLogDatabase({ url, schema, process: 'first' });
    const inSchema = (statement: string) => runIn(url, [`set search_path = ${schema}`, statement]);
    try {
      const blobs = openPostgresBlobs({ database, log, sha256 });
      const bytes = new Uint8Array(2_500_000).map((_, i) => (i * 7) % 251);
      const hash = await blobs.put(bytes);
      expect(await blobs.put(bytes)).toBe(hash);
      expect(await blobs.get(hash)).toEqual(bytes);
      expect(await inSchema('select chunk from blob order by chunk')).toHaveLength(3);
      expect(await blobs.list()).toEqual([hash]);
      expect(await blobs.get('0'.repeat(64))).toBeUndefined();
      const size = { code: 'store.blob.size' };
      await expect(blobs.put(new Uint8Array(0))).rejects.toMatchObject(size);
      await expect(blobs.put(new Uint8Array(16 * 1_048_576 + 1))).rejects.toMatchObject(size);
      await inSchema('delete from blob where chunk = 2');
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'store.blob.changed' });
      expect(await blobs.has(hash)).toBe(false);
      // Changed, it counts as missing and is taken anew.
      await blobs.put(bytes);
      expect(await blobs.get(hash)).toEqual(bytes);
      await blobs.remove(hash);
      expect([await blobs.has(hash), await blobs.list()]).toEqual([false, []]);
      expect(await inSchema('select chunk from blob')).toEqual([]);
      await blobs.put(bytes);

      const state = openPostgresWitnessState(database);
      const tree = (size: number) => ({ size, root: sha256(bytes), note: `note ${size}\n` });
      expect(await state.get(log)).toBeUndefined();
      const raced = [state.compareAndSet(log, 0, tree(5)), state.compareAndSet(log, 0, tree(6))];
      expect(await Promise.all(raced)).toEqual([true, false]);
      expect(await state.compareAndSet(log, 5, tree(7))).toBe(true);
      expect(await state.get(log)).toEqual(tree(7));

      const cosigned = openCosignedRows(database, log);
      for (const [at, note] of [
        [3, 'first of three'],
        [3, 'second of three'],
        [9, 'of nine'],
      ] as const)
        await cosigned.append(at, note);
      expect(await cosigned.holding(2)).toEqual(['first of three', 'second of three', 'of nine']);
      expect(await cosigned.holding(3)).toEqual(['of nine']);
      expect(await bytesOfLog(database, log)).toBeGreaterThan('first of three'.length);
    } finally {
      await database.close();
    }
    const reader = await openLogDatabase({ url, schema, process: 'second', part: 'reads' });
    const standby = { code: 'store.log.standby' };
    const blobs = openPostgresBlobs({ database: reader, log, sha256 });
    await expect(blobs.put(new Uint8Array(1))).rejects.toMatchObject(standby);
    await expect(
      openPostgresWitnessState(reader).compareAndSet(log, 7, {
        size: 8,
        root: sha256(new Uint8Array(0)),
        note: '',
      }),
    ).rejects.toMatchObject(standby);
    await reader.close();
  });
});
