// Two processes of one node on one PostgreSQL (docs/decisions/0033): one sequences, the other shows the same and takes
// over when it is killed, stopped, or the server crashes. docs/spec/store.md S37 to S42. Skipped where no cluster can be
// started.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, present } from '../../src/base/errors.ts';
import type { Origin } from '../../src/base/ids.ts';
import { readConfig } from '../../src/server/config.ts';
import { callControl } from '../../src/server/control-socket.ts';
import { openLogPlace } from '../../src/server/log-place.ts';
import { contains } from '../../src/server/startup.ts';
import { openLastSigned } from '../../src/store/last-signed.ts';
import { testCrypto } from '../support/crypto.ts';
import { type Cluster, hasCluster, openCluster } from '../support/postgres.ts';
import { call, fetchText, freePorts, tlogcheckRefusal, until } from '../support/processes.ts';
import {
  describeOne,
  foundTwo,
  logsOf,
  type PartyNode,
  programme,
  type TwoNodes,
} from '../support/two-nodes.ts';

/** What the issue asks for. */
const takeoverMilliseconds = 10_000;
const minute = 60_000;

interface Acknowledged {
  readonly leaf: string;
  readonly index: number;
}

let cluster: Cluster;
let two: TwoNodes;
/** The two processes of the north, by the ports they listen on. */
let first: PartyNode;
let second: PartyNode;
/** What the south reaches: the process that sequences, as a proxy would find it. */
let door: Door;
const acknowledged: Acknowledged[] = [];

interface Door {
  readonly server: Server;
  readonly open: Set<Socket>;
  to: number;
}

async function openDoor(): Promise<Door> {
  const opened: Door = { server: createServer(), open: new Set(), to: 0 };
  opened.server.on('connection', (outside) => {
    const inside = new Socket();
    inside.connect(opened.to, '127.0.0.1');
    opened.open.add(outside);
    outside.once('close', () => opened.open.delete(outside));
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((done) => opened.server.listen(0, '127.0.0.1', done));
  return opened;
}

/** Leads to another process; connections to the one before are ended, as a proxy does that has given it up. */
function turnDoor(node: PartyNode): void {
  door.to = portOf(node);
  for (const socket of door.open) socket.destroy();
}

const portOf = (node: PartyNode) => Number(new URL(node.url).port);

/** A second process: the configuration, trust and keys of the first, and nothing of what that has signed. */
async function copyNode(node: PartyNode): Promise<PartyNode> {
  const [port] = await freePorts(1);
  const data = `${node.data}-second`;
  const config = JSON.parse(readFileSync(`${node.data}/comity.json`, 'utf8'));
  cpSync(`${node.data}/trust`, `${data}/trust`, { recursive: true });
  cpSync(`${node.data}.state`, `${data}.state`, { recursive: true });
  rmSync(`${data}.state/last-signed`, { recursive: true, force: true });
  const other = { ...config, port, stateDir: `${data}.state` };
  writeFileSync(`${data}/comity.json`, JSON.stringify(other));
  return { ...node, data, url: `http://127.0.0.1:${port}` };
}

async function serve(node: PartyNode): Promise<void> {
  node.process = await two.stage.serve(node.data);
}

/** Gives commands until told to stop; counts what was acknowledged. */
function load(node: PartyNode) {
  let stopped = false;
  let number = 0;
  let done = 0;
  const work = async () => {
    while (!stopped) {
      const answer = await describeOne(node, `Body ${number++}`).catch(() => undefined);
      if (answer === undefined) await new Promise((wait) => setTimeout(wait, 20));
      else {
        acknowledged.push({ leaf: answer.leaves[0], index: answer.firstIndex });
        done++;
      }
    }
  };
  const working = Promise.all([work(), work(), work(), work()]);
  return {
    count: () => done,
    stop: async () => {
      stopped = true;
      await working;
    },
  };
}

/** Waits until a process takes a command, as the south's door then finds it. */
async function untilItTakesOver(node: PartyNode): Promise<void> {
  const takes = async () => {
    const answer = await describeOne(node, 'After the takeover').catch(() => undefined);
    if (answer !== undefined)
      acknowledged.push({ leaf: answer.leaves[0], index: answer.firstIndex });
    return answer !== undefined;
  };
  await until('the other process takes commands', takes, takeoverMilliseconds);
  turnDoor(node);
}

async function signingOf(node: PartyNode) {
  const status = await call<{ readonly signing: { readonly reason?: string } }>(
    node.data,
    'status',
  );
  return status.signing.reason;
}

/** The south holds and confirms all that the north has recorded. */
async function untilConfirmed(node: PartyNode): Promise<void> {
  const agree = async () => {
    const [here, there] = [
      (await logsOf(node)).get(node.origin),
      (await logsOf(two.b)).get(node.origin),
    ];
    const size = here?.recordedSize ?? -1;
    return [here?.confirmedSize, there?.recordedSize, there?.confirmedSize].every(
      (one) => one === size,
    );
  };
  await until('all is confirmed on both sides', agree, 30_000).catch(async (error: unknown) => {
    for (const one of [first, second, two.b])
      console.error(JSON.stringify(await call(one.data, 'status')));
    throw error;
  });
}

/** Everything acknowledged is in the log where it was told; both processes signed nothing but its beginnings. */
async function expectNothingLost(survivor: PartyNode, shown: string): Promise<void> {
  process.env.COMITY_LOG_DATABASE_URL = cluster.urlOf('comity');
  const config = readConfig(survivor.data);
  const place = await openLogPlace(survivor.data, config);
  try {
    // A third process that reads.
    const store = await place.open({ origin: survivor.origin as Origin, folder: 'log' });
    expect(place.database?.role().kind).toBe('standby');
    for (const { leaf, index } of acknowledged) {
      const [found] = await store.leaves(index, index + 1);
      expect(Buffer.from(present(found, 'a leaf')).toString('hex')).toBe(leaf);
    }
    const indices = acknowledged.map(({ index }) => index);
    expect(new Set(indices).size).toBe(indices.length);
    for (const node of [first, second]) {
      const state = openLastSigned(`${node.data}.state`);
      const signed = present(await state.get(store.origin), `a signed tree of ${node.data}`);
      expect(await contains(testCrypto, store, signed), node.data).toBe(true);
    }
  } finally {
    await place.close();
    delete process.env.COMITY_LOG_DATABASE_URL;
  }
  const old = two.stage.path('shown.checkpoint');
  writeFileSync(old, shown);
  const log = `${survivor.url}/log/${programme}`;
  const check = { log, vkey: survivor.vkey, witnesses: [two.b.witnessVkey], old };
  expect(tlogcheckRefusal(check)).toBeUndefined();
}

const checkpointOf = async (node: PartyNode) =>
  (await fetchText(`${node.url}/log/${programme}/checkpoint`)).body;

describe.skipIf(!hasCluster)('two processes on one database (skipped without PostgreSQL)', () => {
  beforeAll(async () => {
    cluster = await openCluster('durable');
    const url = await cluster.database('comity');
    door = await openDoor();
    const address = door.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const words = ['--log-store', 'postgres', '--url', `http://127.0.0.1:${port}`];
    const onMade = (node: PartyNode) => {
      door.to = portOf(node);
    };
    two = await foundTwo({ env: { COMITY_LOG_DATABASE_URL: url }, words, onMade });
    first = two.a;
    second = await copyNode(first);
    await serve(second);
  });
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    door?.server.close();
    await cluster?.[Symbol.asyncDispose]();
  });

  it('keeps nothing of the record in the folder, and checks it whole', async () => {
    const done = await two.stage.run('fsck', '--data', second.data, '--json');
    expect(done.code, done.stderr).toBe(0);
    const report = JSON.parse(done.stdout) as { readonly logs: readonly { entries: number }[] };
    expect(report.logs).toHaveLength(3);
    for (const name of ['log', 'mirrors', 'private', 'cosigned', 'witness'])
      expect(() => readFileSync(`${first.data}/${name}`)).toThrow('ENOENT');
  });

  it('shows the same on both, and the one that stands by refuses commands with the name of the other', async () => {
    await describeOne(first, 'The water board');
    await untilConfirmed(first);
    const same = async () => (await checkpointOf(first)) === (await checkpointOf(second));
    await until('the second shows the same checkpoint', same);
    // Pages name the address they were asked at, and the second in which.
    const page = async (node: PartyNode) => {
      const { body } = await fetchText(`${node.url}/en/organizations`);
      return body.replaceAll(node.url, 'ADDRESS').replace(/Shown <time.*?<\/time>/, '');
    };
    const shows = async () => (await page(second)).includes('The water board');
    await until('and the same page', shows);
    expect(await page(second)).toBe(await page(first));
    expect(await signingOf(second)).toBe('server.signing.standby');
    const command = { act: 'describe', name: { en: 'x', 'zh-Hant': 'x', 'zh-Hans': 'x' } };
    const given = { method: 'command', params: { kind: 'organization', command } };
    const refused = await callControl(second.data, given);
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: 'server.command.standby',
        params: { sequencer: expect.stringContaining(`:${portOf(first)} `) },
      },
    });
    const body = 'old 0\n\nx\n';
    const cosign = await fetch(`${second.url}/witness/add-checkpoint`, { method: 'POST', body });
    expect([cosign.status, await cosign.text()]).toEqual([503, 'server.witness.standby\n']);
  });

  it('takes over within ten seconds of a kill under load, twice, and nothing acknowledged is lost', async () => {
    for (const [killed, survivor] of [
      [first, second],
      [second, first],
    ] as const) {
      const shown = await checkpointOf(killed);
      const running = load(killed);
      await until('commands are acknowledged', () => running.count() > 20, minute);
      await killed.process?.kill();
      await running.stop();
      await untilItTakesOver(survivor);
      await untilConfirmed(survivor);
      await expectNothingLost(survivor, shown);
      await serve(killed);
    }
  });

  it('takes over from a process that was stopped, which appends nothing when it goes on', async () => {
    const [stopped, survivor] = [first, second];
    const shown = await checkpointOf(stopped);
    const running = load(stopped);
    await until('commands are acknowledged', () => running.count() > 5, minute);
    process.kill(present(stopped.process, 'a process').pid, 'SIGSTOP');
    await untilItTakesOver(survivor);
    const before = (await logsOf(survivor)).get(survivor.origin)?.recordedSize ?? 0;
    process.kill(present(stopped.process, 'a process').pid, 'SIGCONT');
    // What it had begun is refused, and so is what comes after.
    await until('it stands by', async () => {
      return (await signingOf(stopped)) === 'server.signing.standby';
    });
    await expect(describeOne(stopped, 'Too late')).rejects.toThrow('server.command.standby');
    await running.stop();
    expect((await logsOf(survivor)).get(survivor.origin)?.recordedSize).toBe(before);
    await untilConfirmed(survivor);
    await expectNothingLost(survivor, shown);
  });

  it('goes on after the server crashed under load, with all that it had acknowledged', async () => {
    const shown = await checkpointOf(second);
    const running = load(second);
    await until('commands are acknowledged', () => running.count() > 5, minute);
    await cluster.crash();
    const closed = await describeOne(second, 'In the dark').catch((error: unknown) => error);
    // Whatever it was about to do: append, look whether it may, or read what the command is judged by.
    const refusal = /store\.log\.(?:closed|standby|unreadable)|server\.command\.standby/;
    expect(`${codeOf(closed)} ${String(closed)}`).toMatch(refusal);
    expect((await fetchText(`${second.url}/en/status`)).status).toBe(200);
    await cluster.start();
    const before = running.count();
    const goesOn = async () => {
      const sequencer = await Promise.any(
        [first, second].map(async (node) => {
          await describeOne(node, 'In the light');
          return node;
        }),
      ).catch(codeOf);
      if (typeof sequencer === 'string') return false;
      turnDoor(sequencer);
      return true;
    };
    await until('one of them takes commands', goesOn, 20_000);
    await running.stop();
    expect(running.count()).toBeGreaterThanOrEqual(before);
    const survivor = door.to === portOf(first) ? first : second;
    await untilConfirmed(survivor);
    await expectNothingLost(survivor, shown);
  });

  it('shows what a changed key signed, takes over without it and says so, and publishes when it has it', async () => {
    const [sequencer, other] = door.to === portOf(first) ? [first, second] : [second, first];
    const change = (node: PartyNode, key: string) => {
      const words = ['--overlap-days', '0', '--json', '--data', node.data];
      return two.stage.run('key', 'rotate', key, ...words);
    };
    // It would make a key that the log does not name.
    const elsewhere = await change(other, 'log');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      8,
      expect.stringContaining('server.command.standby'),
    ]);
    expect(existsSync(`${other.data}.state/log-2.key`)).toBe(false);
    for (const key of ['log', 'witness']) {
      const changed = await change(sequencer, key);
      expect(changed.code, changed.stderr).toBe(0);
    }
    await describeOne(sequencer, 'Signed by the new key alone');
    await untilConfirmed(sequencer);
    const confirmed = async () => (await logsOf(other)).get(other.origin)?.confirmedSize;
    const size = (await logsOf(sequencer)).get(sequencer.origin)?.recordedSize;
    await until('the other believes the new key', async () => (await confirmed()) === size);
    await sequencer.process?.kill();
    await untilItTakesOver(other);
    interface Status {
      readonly refused: readonly { readonly code: string }[];
    }
    const refused = async () => {
      const status = await call<Status>(other.data, 'status');
      return status.refused.map(({ code }) => code);
    };
    await until('it says so', async () => (await refused()).includes('server.keys.not-here'));
    await until('it does not publish', async () =>
      (await refused()).includes('server.signer.refused'),
    );
    await other.process?.stop();
    for (const file of ['log-2.key', 'witness-2.key'])
      cpSync(`${sequencer.data}.state/${file}`, `${other.data}.state/${file}`);
    await serve(other);
    await untilConfirmed(other);
    const shown = await checkpointOf(other);
    const { after } = present(
      (await call<readonly { readonly use: string; readonly vkey: string }[]>(other.data, 'keys'))
        .filter(({ use }) => use === 'log')
        .map(({ vkey }) => ({ after: vkey }))
        .at(-1),
      'a log key',
    );
    await expectNothingLost({ ...other, vkey: after }, shown);
  });
});
