// Power and patience: a serving node is killed with SIGKILL again and again while commands arrive. What was
// acknowledged is there afterwards, under the place and the leaf that were told; both logs grow from every
// checkpoint shown before; a rebuilt projection equals the one that grew. COMITY_KILLS sets how often each is
// killed: by default 10 times, 50 on a CI machine.
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/errors.ts';
import type { Origin } from '../../src/base/ids.ts';
import { logCommands } from '../../src/cli/commands/log.ts';
import { leafHash } from '../../src/record/merkle.ts';
import { bundlePath, decodeBundle, tileWidth } from '../../src/record/tile.ts';
import { originHash } from '../../src/server/logs.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { openLastSigned } from '../../src/store/last-signed.ts';
import { report } from '../faults/stand.ts';
import { runCommand } from '../support/command-run.ts';
import { testCrypto } from '../support/crypto.ts';
import { call, fetchText, tlogcheckRefusal, until } from '../support/processes.ts';
import {
  describeOne,
  expectAccepted,
  foundTwo,
  logsOf,
  namesOf,
  type PartyNode,
  programme,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

const kills = Number(process.env.COMITY_KILLS ?? (process.env.CI === undefined ? 10 : 50));
const audit = present(
  logCommands.find((command) => command.path === 'log audit'),
  'a command',
);
const workers = 4;
const minute = 60_000;

interface Acknowledged {
  readonly id: string;
  readonly leaf: string;
  readonly index: number;
}

interface Digest {
  readonly all: string;
  readonly public: string;
  readonly rows: Readonly<Record<string, number>>;
}

let two: TwoNodes;
/** Checkpoints that were shown just before each kill. */
const shown = new Map<PartyNode, readonly string[]>();

beforeAll(async () => {
  two = await foundTwo();
});
afterAll(() => two?.[Symbol.asyncDispose]());

/** Gives commands from several sides at once until told to stop; what fails was never acknowledged. */
function load(node: PartyNode, given: { readonly name: string }) {
  let stopped = false;
  const done: Acknowledged[] = [];
  const work = async (worker: number) => {
    for (let i = 0; !stopped; i++) {
      try {
        const { ids, leaves, firstIndex } = await describeOne(node, `${given.name} ${worker} ${i}`);
        done.push({ id: ids[0], leaf: leaves[0], index: firstIndex });
      } catch {
        // Killed in the middle of it, or not up yet.
        await new Promise((wait) => setTimeout(wait, 20));
      }
    }
  };
  const working = Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return {
    count: () => done.length,
    stop: async () => {
      stopped = true;
      await working;
      return done;
    },
  };
}

async function killUnderLoad(node: PartyNode): Promise<readonly Acknowledged[]> {
  const all: Acknowledged[] = [];
  const notes: string[] = [];
  shown.set(node, notes);
  for (let round = 0; round < kills; round++) {
    const loading = load(node, { name: `Office ${round}` });
    // At another moment of the work each time, the same in every run.
    const wanted = 1 + ((round * 7) % 23);
    await until('commands are acknowledged', () => loading.count() >= wanted, 30_000);
    await new Promise((wait) => setTimeout(wait, (round * 37) % 211));
    notes.push(await noteOf(node));
    await node.process?.kill();
    all.push(...(await loading.stop()));
    node.process = await two.stage.serve(node.data);
  }
  return all;
}

/** Every leaf of the confirmed log in order, from the bundles that anybody may read. */
async function leavesServed(node: PartyNode): Promise<readonly string[]> {
  const base = `${node.url}/log/${programme}`;
  const size = Number((await noteOf(node)).split('\n')[1]);
  const leaves: string[] = [];
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const response = await fetch(`${base}/${bundlePath({ index, width })}`);
    const bundle = decodeBundle(new Uint8Array(await response.arrayBuffer()), width);
    if (!bundle.ok) throw new Error(`bundle ${index}: ${bundle.error[0]?.code}`);
    for (const entry of bundle.value) leaves.push(toHex(leafHash(testCrypto.sha256, entry)));
  }
  return leaves;
}

async function noteOf(node: PartyNode): Promise<string> {
  return (await fetchText(`${node.url}/log/${programme}/checkpoint`)).body;
}

describe('kill -9 under load', () => {
  for (const side of ['a', 'b'] as const) {
    it(
      `loses nothing that node ${side} acknowledged, and keeps each in its place`,
      async () => {
        const node = two[side];
        const all = await killUnderLoad(node);
        await untilAgreed(two, 60_000);
        const leaves = await leavesServed(node);
        const lost = all.filter((one) => leaves[one.index] !== one.leaf);
        const tally = { tried: kills, acknowledged: all.length, lost: lost.length };
        report({ class: `kill -9 under load, whole node ${side}`, tool: 'SIGKILL', ...tally });
        expect(all.length).toBeGreaterThanOrEqual(kills);
        expect(lost).toEqual([]);
        expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
        const listed = await call<readonly { readonly id: string }[]>(node.data, 'list', {
          kind: 'organization',
        });
        const ids = new Set(listed.map((one) => one.id));
        expect(all.filter((one) => !ids.has(one.id))).toEqual([]);
      },
      kills * minute,
    );
  }

  it('signs on after a kill between noting what it signs and publishing it', async () => {
    const { stage, a } = two;
    expect((await a.process?.stop())?.code).toBe(0);
    const file = stage.json('unpublished.json', { name: namesOf('Unpublished') });
    const words = ['organization', 'describe', '--file', file, '--data', a.data];
    expect((await stage.run(...words)).code).toBe(0);
    const setting = { dir: `${a.data}/log`, origin: a.origin as Origin, sha256: testCrypto.sha256 };
    const log = await openFilesLog(setting);
    const { size, root } = log.head();
    await log.close();
    await (await openLastSigned(`${a.data}.state`)).set(a.origin as Origin, { size, root });
    a.process = await stage.serve(a.data);
    await untilAgreed(two);
    expect((await logsOf(a)).get(a.origin)?.confirmedSize).toBe(size);
  });

  it('gets payloads that a mirror lost, and shows those that were stored and not applied', async () => {
    const { stage, a, b } = two;
    const segments = `${b.data}/mirrors/${originHash(testCrypto, a.origin)}/private/payloads`;
    const aside = stage.path('payloads-aside');
    // The hole is noted by a node that is alone; the payloads come back while nobody looks.
    expect((await a.process?.stop())?.code).toBe(0);
    expect((await b.process?.stop())?.code).toBe(0);
    cpSync(segments, aside, { recursive: true });
    for (const name of readdirSync(segments)) rmSync(`${segments}/${name}`);
    b.process = await stage.serve(b.data);
    await call(b.data, 'rebuild');
    expect((await logsOf(b)).get(a.origin)?.payloads.notHeld).toBeGreaterThan(0);
    await b.process.kill();
    cpSync(aside, segments, { recursive: true });
    b.process = await stage.serve(b.data);
    await until('it looks back', async () => {
      return (await logsOf(b)).get(a.origin)?.payloads.notHeld === 0;
    });
    // And once more, with nothing to come back but from the peer.
    expect((await b.process.stop()).code).toBe(0);
    for (const name of readdirSync(segments)) rmSync(`${segments}/${name}`);
    b.process = await stage.serve(b.data);
    await call(b.data, 'rebuild');
    a.process = await stage.serve(a.data);
    await untilAgreed(two, 60_000);
  });

  it('leaves logs that a verifier of others accepts, as growth of every checkpoint shown before', () => {
    expectAccepted(two);
    for (const node of [two.a, two.b]) {
      const other = node === two.a ? two.b : two.a;
      for (const [i, note] of (shown.get(node) ?? []).entries()) {
        const old = two.stage.path(`${node.party}-${i}.note`);
        writeFileSync(old, note);
        const check = { log: `${node.url}/log/${programme}`, vkey: node.vkey, old };
        expect(tlogcheckRefusal({ ...check, witnesses: [other.witnessVkey] })).toBeUndefined();
      }
    }
  });

  it('leaves a projection that equals a rebuilt one, and the same public fold on both nodes', async () => {
    const publicFolds: string[] = [];
    for (const node of [two.a, two.b]) {
      const grown = await call<Digest>(node.data, 'projection-hash');
      await call(node.data, 'rebuild');
      const rebuilt = await call<Digest>(node.data, 'projection-hash');
      expect(rebuilt).toEqual(grown);
      publicFolds.push(rebuilt.public);
    }
    expect(publicFolds[0]).toBe(publicFolds[1]);
  });

  it('leaves folders in which fsck finds nothing', async () => {
    for (const node of [two.a, two.b]) {
      const report = await call<{ readonly issues: readonly unknown[] }>(node.data, 'fsck');
      expect(report.issues).toEqual([]);
    }
  });

  it('leaves folders that pass an audit while their nodes run', async () => {
    for (const node of [two.a, two.b]) {
      const { code, out } = await runCommand(audit, [], { json: true, data: node.data });
      const report = JSON.parse(out[0] ?? '{}');
      expect([code, report.passed], out.join()).toEqual([0, true]);
      expect(report.logs.length).toBeGreaterThan(1);
    }
  });
});
