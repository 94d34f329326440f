// A node faces a peer that is trusted and dishonest (docs/spec/federation.md F12, F15, F16): whatever it answers is
// refused and shown, nothing of others suffers, and an honest log is never framed.
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { printNote } from '../../src/record/note.ts';
import { encodeBundle } from '../../src/record/tile.ts';
import { printAddCheckpoint } from '../../src/record/witness.ts';
import { encodePayloadBundle } from '../../src/server/payload-bundle.ts';
import type { NewEntry } from '../../src/store/log-store.ts';
import {
  keyPair,
  type Misbehaviour,
  publicEntry,
  signClaim,
  signEntries,
  someEntries,
  tinyEntries,
} from '../support/peer.ts';
import { until } from '../support/processes.ts';
import { type Besieged, besiege, nextSecond, untilRefused } from './besieged.ts';

const mebibyte = 1024 ** 2;
let node: Besieged;
/** The rogue's one genuine log: what it shows when it does not lie. */
let genuine: readonly NewEntry[] = someEntries(20, 'genuine');
let memoryBefore = 0;
let diskBefore = 0;

beforeAll(async () => {
  node = await besiege();
  await node.rogue.show(genuine);
  await node.honest.show(someEntries(40, 'neighbour'));
  await node.pullNow();
  await until('both are mirrored', async () => (await sizes()).join() === '20,40', 30_000);
  // The node has been through each kind of work once: what it holds now is not the siege's.
  for (let i = 0; i < 20; i++) await fetch(`${node.url}/en/status`);
  await new Promise((done) => setTimeout(done, 3_000));
  node.slowest();
  node.memoryPeak();
  await new Promise((done) => setTimeout(done, 500));
  memoryBefore = node.memoryPeak();
  diskBefore = node.diskBytes();
});
afterAll(() => node?.[Symbol.asyncDispose]());

async function sizes() {
  const { logs } = await node.status();
  return ['rogue', 'honest'].map((party) => logs.find((log) => log.party === party)?.recordedSize);
}

/** Lets the rogue's genuine log grow, and the rogue be away until it is told how to behave. */
async function grow(more: readonly NewEntry[]): Promise<void> {
  node.rogue.misbehave = (_path, { response }) => {
    response.destroy();
    return true;
  };
  genuine = [...genuine, ...more];
  await node.rogue.show(genuine);
}

const mirrored = () =>
  until('the genuine log is mirrored', async () => (await sizes())[0] === genuine.length, 150_000);

/** Lets the rogue misbehave until the node shows the code. */
async function under(code: RegExp, misbehave: Misbehaviour): Promise<string> {
  const since = await nextSecond();
  node.rogue.misbehave = misbehave;
  await node.pullNow();
  return untilRefused(node, code, since);
}

/** Answers addresses that match with this, all others honestly. */
const answering =
  (path: RegExp, body: Uint8Array | string, headers: Record<string, string> = {}): Misbehaviour =>
  (asked, { response }) => {
    if (!path.test(asked)) return false;
    response.writeHead(200, headers).end(body);
    return true;
  };

/** Never ends. */
const endless =
  (path: RegExp): Misbehaviour =>
  (asked, { response }) => {
    if (!path.test(asked)) return false;
    const piece = Buffer.alloc(65_536, 0x41);
    const pour = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', pour);
    pour();
    return true;
  };

let seed = 1;
function garbage(bytes: number): Buffer {
  const made = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    made[i] = seed % 256;
  }
  return made;
}

afterEach(async () => {
  expect(node.slowest(), 'milliseconds of the slowest page').toBeLessThan(1_000);
  expect(node.process.stderr()).toBe('');
  expect((await sizes())[1], 'the honest neighbour').toBe(40);
});

describe('a peer that answers rubbish', () => {
  it.each([
    ['garbage for its note', /checkpoint\.pending$/, 2_000, /server\.pull\.note/],
    ['garbage for its confirmed note', /checkpoint$/, 2_000, /server\.pull\.note/],
    ['nothing for its note', /checkpoint\.pending$/, 0, /server\.pull\.note/],
    ['a note of 1 MiB', /checkpoint\.pending$/, mebibyte, /server\.peer\.too-long/],
  ] as const)('%s is refused', async (_what, path, bytes, code) => {
    expect(await under(code, answering(path, garbage(bytes)))).toMatch(code);
    expect((await sizes())[0]).toBe(genuine.length);
  });

  it('a note by another key, and one of another log, are refused', async () => {
    const claim = { size: 30, root: new Uint8Array(32) };
    for (const pair of [keyPair(5, node.rogue.origin), keyPair(6, 'log.else.invalid/x')]) {
      const note = printNote((await signClaim(pair, claim)).note);
      expect(await under(/pull\.note/, answering(/checkpoint\.pending$/, note))).toBe(
        'server.pull.note',
      );
    }
  });

  it('bundles of garbage, of wrong lengths and of forged entries are refused', async () => {
    const before = genuine;
    await grow(someEntries(10, 'more'));
    const forged = encodeBundle(
      [...before, ...someEntries(10, 'forged')].map(({ bytes }) => bytes),
    );
    const wrong = encodeBundle(genuine.map(({ bytes }) => bytes));
    wrong[0] = 0xff;
    for (const [body, code] of [
      [garbage(5_000), /server\.pull\.(bundle|fork)/],
      [wrong, /server\.pull\.bundle/],
      [forged, /server\.pull\.fork/],
    ] as const) {
      await under(code, answering(/tile\/entries\//, body));
      expect((await sizes())[0]).toBe(before.length);
    }
    node.rogue.misbehave = () => false;
    await node.pullNow();
    await mirrored();
  });

  it('payloads of garbage, and payloads that do not fit, are dropped and shown', async () => {
    await grow(someEntries(5, 'without payloads'));
    await under(/server\.payloads\./, answering(/payloads\/0/, garbage(5_000)));
    const slot = { status: 'held', salt: new Uint8Array(32), bytes: garbage(60_000) } as const;
    const misfit = encodePayloadBundle(genuine.map(() => slot));
    await under(/server\.pull\.payload/, answering(/payloads\/0/, misfit));
    await until('the entries are there without them', async () => {
      const { logs } = await node.status();
      const log = logs.find(({ party }) => party === 'rogue');
      return log?.recordedSize === genuine.length && log.payloads.notHeld === 5;
    });
  });

  it('answers to requests for cosignatures that are none are refused', async () => {
    for (const [misbehave, code] of [
      [answering(/add-checkpoint$/, garbage(500)), /server\.witness\.answer/],
      [endless(/add-checkpoint$/), /server\.peer\.too-long/],
    ] as const) {
      const since = await nextSecond();
      node.rogue.misbehave = misbehave;
      const command = { act: 'describe', name: { en: `Works department ${since}` } };
      await node.control('command', { kind: 'organization', command });
      await untilRefused(node, code, since);
    }
  });
});

describe('a peer that will not end, or leads elsewhere', () => {
  it('streams without end are cut at the limit of what was asked', async () => {
    await grow(someEntries(4, 'a'));
    for (const path of [/checkpoint\.pending$/, /tile\/entries\//, /payloads\/0/])
      await under(/server\.peer\.too-long/, endless(path));
  });

  it('slow bytes end after ten seconds of silence', async () => {
    const slow: Misbehaviour = (path, { response }) => {
      if (!/checkpoint\.pending$/.test(path)) return false;
      response.writeHead(200).write('l');
      return true;
    };
    await under(/server\.peer\.silent/, slow);
  });

  it('redirects are not followed, neither to metadata addresses nor to itself', async () => {
    for (const location of ['http://169.254.169.254/latest/meta-data', '/again', node.url]) {
      node.rogue.asked.length = 0;
      await under(/server\.peer\.redirect/, (path, { response }) => {
        if (!/checkpoint\.pending$/.test(path)) return false;
        response.writeHead(302, { location }).end();
        return true;
      });
      expect(node.rogue.asked.filter((path) => path.includes('again'))).toEqual([]);
    }
  });

  it('packed answers are not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(30 * mebibyte));
    await under(
      /server\.pull\.note/,
      answering(/checkpoint\.pending$/, bomb, { 'content-encoding': 'gzip' }),
    );
  });

  it('headers without end are cut', async () => {
    await under(/server\.peer\.unreachable/, (path, { response }) => {
      if (!/checkpoint\.pending$/.test(path)) return false;
      response.socket?.write(`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(20_000)}`);
      return true;
    });
  });

  it('a size of 2^40 is not believed and not stored', async () => {
    const claim = { size: 2 ** 40, root: new Uint8Array(32).fill(1) };
    const note = printNote((await signClaim(node.rogue.keys.log, claim)).note);
    const code = /server\.pull\.(bundle|fork)|record\.tile/;
    await under(code, answering(/checkpoint\.pending$/, note));
    expect((await sizes())[0]).toBe(genuine.length);
  });
});

describe('what all of that cost', () => {
  it('is less than 64 MiB of memory and 16 MiB of disk', () => {
    const memory = (node.memoryPeak() - memoryBefore) / mebibyte;
    const disk = (node.diskBytes() - diskBefore) / mebibyte;
    console.info(`the siege: ${memory.toFixed(1)} MiB of memory, ${disk.toFixed(1)} MiB of disk`);
    expect(memory).toBeLessThan(64);
    expect(disk).toBeLessThan(16);
  });
});

describe('a flood of add-checkpoint', () => {
  const post = async (body: string) => {
    const answer = await fetch(`${node.url}/witness/add-checkpoint`, { method: 'POST', body });
    return { status: answer.status, after: answer.headers.get('retry-after') };
  };
  const quiet = () => new Promise((done) => setTimeout(done, 5_500));

  it('is told to wait, and changes nothing', async () => {
    node.rogue.misbehave = () => false;
    await quiet();
    const note = printNote((await signEntries(node.rogue.keys.log, genuine.slice(0, 20))).note);
    const bodies = [
      'rubbish',
      `${garbage(50_000).toString('latin1')}`,
      printAddCheckpoint({ oldSize: 50, proof: [], note }),
      printAddCheckpoint({ oldSize: 0, proof: [], note }),
      printAddCheckpoint({ oldSize: 7, proof: [new Uint8Array(32)], note }),
    ];
    const answers = [];
    for (let round = 0; round < 40; round++) {
      const sent = Array.from({ length: 25 }, (_, i) =>
        post(bodies[(round + i) % bodies.length] ?? ''),
      );
      answers.push(...(await Promise.all(sent)));
    }
    const told = answers.filter(({ status }) => status === 429);
    expect(told.length).toBeGreaterThan(500);
    expect(told.every(({ after }) => Number(after) >= 1)).toBe(true);
    expect(answers.some(({ status }) => status === 400)).toBe(true);
    expect((await node.status()).alarms.filter(({ closed }) => closed === undefined)).toEqual([]);
  });

  it('of genuine older notes frames nobody', async () => {
    await quiet();
    for (const size of [1, 5, 12, 20, 40]) {
      const note = printNote(
        (await signEntries(node.honest.keys.log, someEntries(size, 'neighbour'))).note,
      );
      for (const oldSize of [0, 1, 3, 40]) {
        const proof = oldSize === 3 ? [new Uint8Array(32).fill(9)] : [];
        const { status } = await post(printAddCheckpoint({ oldSize, proof, note }));
        expect([200, 400, 409, 422]).toContain(status);
      }
    }
    const { alarms } = await node.status();
    expect(alarms.filter(({ origin }) => origin === node.honest.origin)).toEqual([]);
  });
});

describe('a peer that forks its log', () => {
  it.each([
    ['longer', 60],
    ['shorter', 11],
    ['of the same size', 0],
  ])('is proven guilty when its other tree is %s, and that tree kept out', async (_what, count) => {
    await node.rogue.show(someEntries(count === 0 ? genuine.length : count, 'forked'));
    await under(/server\.pull\.fork/, () => false);
    const { alarms, logs } = await node.status();
    const alarm = alarms.find((one) => one.origin === node.rogue.origin && !one.closed);
    expect(alarm?.state).toBe('proven');
    expect(logs.find(({ party }) => party === 'rogue')?.recordedSize).toBe(genuine.length);
    const file = await fetch(`${node.url}${alarm?.evidence}`);
    expect(await file.text()).toMatch(/^comity-evidence\/v1\n/);
  });
});

describe('a peer that is merely large', () => {
  const grownBy = async (more: readonly NewEntry[]) => {
    await node.rogue.show(genuine);
    node.rogue.misbehave = () => false;
    await node.pullNow();
    await new Promise((done) => setTimeout(done, 2_000));
    node.memoryPeak();
    await new Promise((done) => setTimeout(done, 300));
    const before = node.memoryPeak();
    await grow(more);
    // Making a large log takes this process seconds, in which it measures nothing but itself.
    await new Promise((done) => setTimeout(done, 500));
    node.slowest();
    node.rogue.misbehave = () => false;
    await node.pullNow();
    await mirrored();
    const memory = (node.memoryPeak() - before) / mebibyte;
    console.info(`${more.length} entries: ${memory.toFixed(1)} MiB of memory`);
    return memory;
  };

  it('is mirrored with 14 MiB of payloads in one bundle, within 64 MiB of memory', async () => {
    const large = Array.from({ length: 220 }, (_, i) =>
      publicEntry({ about: 'X', i, pad: 'x'.repeat(65_000) }),
    );
    expect(await grownBy(large)).toBeLessThan(64);
  });

  it('is mirrored with a hundred thousand tiny entries while pages answer', async () => {
    expect(await grownBy(tinyEntries(100_000))).toBeLessThan(64);
  });
});
