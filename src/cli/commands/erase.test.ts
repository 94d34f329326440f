// The commands on erasure, on a node of one party that does not run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import type { ErasureStatus } from '../../projection/queries.ts';
import { createControl } from '../../server/control.ts';
import { initNode } from '../../server/init.ts';
import { openNode } from '../../server/node.ts';
import { nodeCrypto, randomBytes } from '../../store/node-crypto.ts';
import { type Command, exitCodes } from '../command.ts';
import { eraseCommands } from './erase.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-erase-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let leaf = '';
beforeAll(async () => {
  const own = {
    party: 'north',
    mark: 'NO',
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns',
  };
  const named = { name: { en: 'North' }, witnessName: 'log.north.invalid/witness' };
  const place = { port: 0, stateDir: '../state', programme: 'two-towns' };
  const input = { ...place, ...named, own } as unknown as Parameters<typeof initNode>[1];
  await initNode(data, input, { clock: Date.now, random: randomBytes, crypto: nodeCrypto });
  const node = await openNode({ dataDir: data, network: 'off', startCheck: 'ask-witnesses' });
  const command = { act: 'describe', name: { en: 'Ms Chan' } };
  const done = await createControl(node)('command', { kind: 'organization', command });
  await node.close();
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  leaf = (done.value as { leaves: readonly [string] }).leaves[0];
}, 60_000);

const [erase, list] = eraseCommands as readonly [Command, Command];
const ground = ['en=Asked by the person'];

describe('comity erase', () => {
  it('wants one leaf hash and a ground', async () => {
    for (const args of [[], ['HK-OR001'], [leaf, leaf], [leaf.toUpperCase()]]) {
      const ran = await runCommand(erase, args, { data, ground });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.erase.which']]);
    }
    for (const grounds of [[], [' ']]) {
      const ran = await runCommand(erase, [leaf], { data, ground: grounds });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.erase.ground']]);
    }
  });

  it('erases, says how far it has come, and refuses a second time and what it does not know', async () => {
    const none = await runCommand(list, [], { data });
    expect([none.code, none.out]).toEqual([exitCodes.ok, ['erasure.none']]);
    const ran = await runCommand(erase, [leaf], { data, ground });
    expect(ran.code).toBe(exitCodes.ok);
    expect(ran.out).toEqual([`${leaf} north 1 NO-OR001: erasure.confirmed`]);
    const again = await runCommand(erase, [leaf], { data, ground });
    expect(again.code).toBe(exitCodes.refused);
    expect(again.said.join()).toContain('programme.erasure.already-asked');
    const unknown = await runCommand(erase, ['ab'.repeat(32)], { data, ground });
    expect(unknown.code).toBe(exitCodes.refused);
    expect(unknown.said.join()).toContain('programme.erasure.unknown');
  }, 60_000);

  it('lists what was asked for, for programs too, and nothing for a leaf that was not', async () => {
    const ran = await runCommand(list, [leaf], { data, json: true });
    const [listed] = JSON.parse(ran.out[0] ?? '') as readonly ErasureStatus[];
    expect(listed).toMatchObject({ leaf, party: 'north', index: 1, done: ['north'] });
    expect(listed?.ground).toEqual({ en: 'Asked by the person' });
    const other = await runCommand(list, ['cd'.repeat(32)], { data });
    expect(other.code).toBe(exitCodes.notFound);
  }, 60_000);
});
