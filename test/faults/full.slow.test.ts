// The disk fills up under a log-only node, at another place of its work each time, and under a whole node that
// people read. Spec: docs/spec/store.md S46.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { Origin } from '../../src/base/ids.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { testCrypto } from '../support/crypto.ts';
import {
  call,
  fetchText,
  freePorts,
  openStage,
  tlogcheckRefusal,
  until,
} from '../support/processes.ts';
import { describeOne, exportTo, initOne, type PartyNode, programme } from '../support/two-nodes.ts';
import { canMount, endOf, openSmallDisk, report, scale, startWriter } from './stand.ts';
import { findLosses, hear, nothingTold } from './story.ts';

/** A node of which only the log may fail needs little; one with its projection about 40 MiB. */
const nodeKibibytes = 120_000;

const rounds = 20 * scale;
const smallestKibibytes = 400;
const ballastKibibytes = 200;

describe.skipIf(!canMount)('a full disk (skipped without root)', () => {
  it(
    'stops a log-only node with a word, keeps it readable, and loses nothing; with room it goes on',
    async () => {
      let acknowledged = 0;
      let lost = 0;
      for (let round = 0; round < rounds; round++) {
        using disk = openSmallDisk(smallestKibibytes + 4 * (round % 100));
        const ballast = join(disk.at, 'ballast');
        writeFileSync(ballast, new Uint8Array(ballastKibibytes * 1_024));
        const dir = join(disk.at, 'node');
        const told = nothingTold();
        const writer = await startWriter(dir);
        writer.go();
        await endOf(writer);
        const output = writer.output();
        hear(told, output);
        acknowledged += told.size;
        expect(output).toMatch(/^failed store\./m);
        expect(output).toMatch(/^read (\d+) of \1$/m);
        rmSync(ballast);
        const losses = await findLosses(dir, told);
        expect(losses).toEqual([]);
        lost += losses.length;
      }
      report({
        class: 'disk full, log-only node',
        tool: 'tmpfs size=',
        tried: rounds,
        acknowledged,
        lost,
      });
      expect(acknowledged).toBeGreaterThan(rounds);
    },
    rounds * 10_000,
  );

  it('lets a whole node say so and answer its readers; with room it goes on, and nothing acknowledged is lost', async () => {
    using disk = openSmallDisk(nodeKibibytes);
    await using stage = openStage();
    const data = join(disk.at, 'north');
    const [port] = await freePorts(1);
    const node = await initOne(stage, { party: 'north', mark: 'NO', port, data });
    await exportTo(stage, node);
    node.process = await stage.serve(data);
    const acknowledged = await fillUp(node, join(disk.at, 'ballast'));
    expect(await call(data, 'status')).toMatchObject({
      signing: { allowed: false, reason: 'store.folder.unwritable' },
    });
    for (const path of ['/en/', '/zh-hant/status', `/log/${programme}/checkpoint`]) {
      expect((await fetchText(`${node.url}${path}`)).status, path).toBe(200);
    }
    rmSync(join(disk.at, 'ballast'));
    await node.process.stop();
    node.process = await stage.serve(data);
    acknowledged.push(await describeOne(node, 'With room'));
    await until(
      'all of it is published',
      async () => (await checkpointSize(node)) > lastOf(acknowledged),
    );
    expect(await call(data, 'fsck')).toMatchObject({ issues: [] });
    expect((await node.process.stop()).code).toBe(0);
    const lost = await lostOf(node, acknowledged);
    const tally = { tried: 1, acknowledged: acknowledged.length, lost };
    report({ class: 'disk full, whole node', tool: 'tmpfs size=', ...tally });
    expect(lost).toBe(0);
    expect(
      tlogcheckRefusal({ log: `${data}/log`, vkey: node.vkey, witnesses: [] }),
    ).toBeUndefined();
  });
});

type Answer = Awaited<ReturnType<typeof describeOne>>;

/** Fills the disk and gives commands until three in a row fail. Returns what was acknowledged. */
async function fillUp(node: PartyNode, ballast: string): Promise<Answer[]> {
  const acknowledged = [await describeOne(node, 'Before')];
  expect(() => writeFileSync(ballast, new Uint8Array(nodeKibibytes * 1_024))).toThrow('ENOSPC');
  for (let refused = 0, i = 0; refused < 3; i++) {
    expect(i, 'a full disk is noticed').toBeLessThan(1_000);
    try {
      acknowledged.push(await describeOne(node, `Office ${i}`));
      refused = 0;
    } catch {
      refused += 1;
    }
  }
  return acknowledged;
}

async function checkpointSize(node: PartyNode): Promise<number> {
  return Number((await fetchText(`${node.url}/log/${programme}/checkpoint`)).body.split('\n')[1]);
}

function lastOf(acknowledged: readonly Answer[]): number {
  return Math.max(...acknowledged.map((one) => one.firstIndex));
}

/** Returns how many of the acknowledged are not in their place. */
async function lostOf(node: PartyNode, acknowledged: readonly Answer[]): Promise<number> {
  const { sha256 } = testCrypto;
  const log = await openFilesLog({
    dir: `${node.data}/log`,
    origin: node.origin as Origin,
    sha256,
  });
  const leaves = (await log.leaves(0, log.head().size)).map(toHex);
  await log.close();
  return acknowledged.filter((one) => leaves[one.firstIndex] !== one.leaves[0]).length;
}
