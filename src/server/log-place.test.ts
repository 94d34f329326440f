// Where a node's logs live: what is said when the database is not named, is another node's, or cannot do what is asked.
// Parts that need PostgreSQL are skipped where there is none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCluster, openCluster } from '../../test/support/postgres.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { writeConfig } from './config.ts';
import { healNode } from './heal.ts';
import { type InitInput, initNode } from './init.ts';
import { openLogPlace } from './log-place.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-place-'));
  delete process.env.COMITY_LOG_DATABASE_URL;
});
afterEach(() => {
  delete process.env.COMITY_LOG_DATABASE_URL;
  rmSync(dir, { recursive: true, force: true });
});

const world = { clock: () => 1_764_000_000_000, random: randomBytes, crypto: nodeCrypto };
const inputOf = (stateDir: string): InitInput => ({
  programme: 'two-towns' as ProgrammeId,
  own: {
    party: 'north' as PartyId,
    mark: 'NO' as Mark,
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns' as Origin,
  },
  name: { en: 'Town North' },
  witnessName: 'witness.north.invalid',
  port: 8801,
  logStore: 'postgres',
  stateDir,
});

describe('openLogPlace', () => {
  it('wants the database named where the logs are there: server.config.log-database', async () => {
    const made = initNode(join(dir, 'node'), inputOf(join(dir, 'state')), world);
    await expect(made).rejects.toMatchObject({ code: 'server.config.log-database' });
  });

  it('leaves a node whose logs are there to its database: server.heal.database', async () => {
    await writeConfig(dir, { format: 1, ...inputOf(join(dir, 'state')) });
    const healed = healNode(dir, world.clock);
    await expect(healed).rejects.toMatchObject({ code: 'server.heal.database' });
  });

  it.skipIf(!hasCluster)(
    'takes no log that was begun with other keys: server.init.log-exists (skipped without PostgreSQL)',
    async () => {
      await using cluster = await openCluster('durable');
      process.env.COMITY_LOG_DATABASE_URL = await cluster.database('comity');
      const config = await initNode(join(dir, 'one'), inputOf(join(dir, 'one.state')), world);
      const other = initNode(join(dir, 'two'), inputOf(join(dir, 'two.state')), world);
      await expect(other).rejects.toMatchObject({ code: 'server.init.log-exists' });
      const place = await openLogPlace(join(dir, 'one'), config);
      const log = await place.open({
        origin: 'log.north.invalid/two-towns' as Origin,
        folder: 'log',
      });
      expect(log.head().size).toBe(1);
      await place.close();
    },
  );
});
