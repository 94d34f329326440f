// Two parties without any network: what passes between them lies in one folder that is carried to and fro. They found
// a programme and confirm each other's logs; what is garbage, forged or a link in that folder is refused as it would be
// from the network (F53 to F56).
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, tlogcheckRefusal } from '../support/processes.ts';
import {
  areAgreed,
  charterFile,
  describeOne,
  exportTo,
  initTwo,
  logsOf,
  type PartyNode,
  programme,
  type TwoNodes,
} from '../support/two-nodes.ts';

let two: TwoNodes;
let stick = '';

interface Round {
  readonly logs?: readonly { readonly failed?: { readonly code: string } }[];
}
const carry = (node: PartyNode, way: 'export' | 'import', dir = stick) =>
  call<Round>(node.data, `sync-${way}`, { dir });
/** One journey: what this side has goes out, the other side takes it and answers. */
const journey = async (from: PartyNode, to: PartyNode) => {
  for (const [node, way] of [
    [from, 'export'],
    [to, 'import'],
    [to, 'export'],
    [from, 'import'],
  ] as const) {
    const { logs = [] } = await carry(node, way);
    expect(logs.filter((log) => log.failed !== undefined)).toEqual([]);
  }
};

beforeAll(async () => {
  two = await initTwo();
  const { stage, a, b } = two;
  stick = stage.path('stick');
  mkdirSync(stick);
  const files = [await exportTo(stage, a), await exportTo(stage, b)] as const;
  for (const [node, file, other] of [
    [a, files[1], b],
    [b, files[0], a],
  ] as const) {
    const words = ['--fingerprint', other.fingerprint, '--no-input', '--data', node.data];
    const done = await stage.run('party', 'trust', file, '--address', `file://${stick}`, ...words);
    expect(done.code, done.stderr).toBe(0);
  }
  // A stick that nobody has written to answers nothing, and so nobody signs yet.
  for (const node of [a, b]) {
    const done = await stage.run('sync', 'export', stick, '--data', node.data);
    expect(done.code, done.stderr).toBe(0);
  }
  a.process = await stage.serve(a.data);
  b.process = await stage.serve(b.data);
});
afterAll(() => two?.[Symbol.asyncDispose]());

describe('two nodes and a folder between them', () => {
  it('found a programme and confirm each other, and both logs pass the verifier of others', async () => {
    const { stage, a, b } = two;
    await call(a.data, 'propose', { charter: charterFile });
    await untilPublished(a);
    await journey(a, b);
    const accepted = await stage.run('programme', 'accept', programme, '--data', b.data);
    expect(accepted.code, accepted.stderr).toBe(0);
    await untilPublished(b);
    await journey(b, a);
    await untilPublished(a);
    await journey(a, b);
    await journey(b, a);
    expect(await areAgreed(two)).toBe(true);
    for (const [owner, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const check = { vkey: owner.vkey, witnesses: [other.witnessVkey] };
      expect(tlogcheckRefusal({ ...check, log: `${owner.data}/log` })).toBeUndefined();
      const log = `${stick}/${owner.party}/log/${programme}`;
      expect(tlogcheckRefusal({ ...check, log })).toBeUndefined();
    }
  });

  it('hand out what is for the parties only when the party is named, and take it back', async () => {
    const { stage, a } = two;
    const hidden = `${stick}/north/log/${programme}/payloads/programme`;
    const name = { en: 'Hidden', 'zh-Hant': '內部', 'zh-Hans': '内部' };
    await call(a.data, 'command', {
      kind: 'organization',
      command: { act: 'describe', scope: 'programme', name },
    });
    await untilPublished(a);
    await carry(a, 'export');
    expect(existsSync(hidden)).toBe(false);
    expect(bytesOf(stick)).not.toContain('Hidden');
    const named = await stage.run(
      'sync',
      'export',
      stick,
      '--programme-for',
      'south',
      '--data',
      a.data,
    );
    expect(named.code, named.stderr).toBe(0);
    expect(bytesOf(hidden)).toContain('Hidden');
    const other = await stage.run(
      'sync',
      'export',
      stick,
      '--programme-for',
      'east',
      '--data',
      a.data,
    );
    expect(other.code).toBe(8);
    expect(other.stderr).toContain('server.export.reader');
    await carry(two.b, 'import');
    expect((await logsOf(two.b)).get(a.origin)?.payloads.notHeld).toBe(0);
    await carry(a, 'export');
    expect(existsSync(hidden)).toBe(false);
  });
});

describe('a key that was changed', () => {
  it('goes with the folder: the other side believes it, also from another folder, and the log is confirmed', async () => {
    const { stage, a, b } = two;
    const change = async (key: string) => {
      const done = await stage.run(
        ...['key', 'rotate', key, '--overlap-days', '0', '--json', '--data', a.data],
      );
      expect(done.code, done.stderr).toBe(0);
      return (JSON.parse(done.stdout) as { readonly after: string }).after;
    };
    const vkey = await change('log');
    await describeOne(a, 'Signed by the new key alone');
    await untilPublished(a);
    // Not the trusted address, which only ever held the log as it was before.
    const other = stage.path('other-stick');
    await carry(a, 'export', other);
    const { logs = [] } = await carry(b, 'import', other);
    expect(logs.map((log) => log.failed)).toEqual([undefined]);
    rmSync(other, { recursive: true });
    await journey(a, b);
    await journey(b, a);
    expect(await areAgreed(two)).toBe(true);
    const check = { vkey, witnesses: [b.witnessVkey] };
    const log = `${stick}/${a.party}/log/${programme}`;
    expect(tlogcheckRefusal({ ...check, log })).toBeUndefined();
    // `witness`, too: what it cosigns of the other side's log from now on counts there.
    await change('witness');
    await untilPublished(a);
    await journey(a, b);
    await describeOne(b, 'To be cosigned by the new key');
    await untilPublished(b);
    await journey(b, a);
    await journey(b, a);
    expect(await areAgreed(two)).toBe(true);
  });
});

describe('a folder that lies', () => {
  // Another folder than the trusted address, which the running nodes look into by themselves.
  const spoilt = () => two.stage.path('spoilt');
  const log = () => `${spoilt()}/north/log/${programme}`;
  it.each([
    ['server.pull.note', () => writeFileSync(`${log()}/checkpoint.pending`, 'garbage')],
    [
      'server.pull.fork',
      () => {
        const [bundle = ''] = readdirSync(`${log()}/tile/entries/000.p`).sort((x, y) => +y - +x);
        const path = `${log()}/tile/entries/000.p/${bundle}`;
        const bytes = readFileSync(path);
        bytes[bytes.length - 3] ^= 1;
        writeFileSync(path, bytes);
      },
    ],
    ['server.pull.bundle', () => rmSync(`${log()}/tile/entries`, { recursive: true })],
    [
      'server.peer.link',
      () => {
        renameSync(`${log()}/tile`, two.stage.path('elsewhere'));
        symlinkSync(two.stage.path('elsewhere'), `${log()}/tile`);
      },
    ],
  ])('is refused: %s, and nothing of it is kept', async (code, spoil) => {
    const { a, b } = two;
    await describeOne(a, `Before ${code}`);
    await untilPublished(a);
    await carry(a, 'export', spoilt());
    spoil();
    const before = (await logsOf(b)).get(a.origin)?.recordedSize;
    const { logs = [] } = await carry(b, 'import', spoilt());
    expect(logs[0]?.failed?.code).toBe(code);
    expect((await logsOf(b)).get(a.origin)?.recordedSize).toBe(before);
    rmSync(two.stage.path('elsewhere'), { recursive: true, force: true });
    rmSync(spoilt(), { recursive: true });
  });
});

describe('an export', () => {
  it('is written through no link, and a node is carried at an address of this machine only', async () => {
    const { stage, a, b } = two;
    const dir = stage.path('linked');
    mkdirSync(`${dir}/north`, { recursive: true });
    mkdirSync(stage.path('outside'));
    symlinkSync(stage.path('outside'), `${dir}/north/log`);
    await expect(carry(a, 'export', dir)).rejects.toMatchObject({ code: 'server.export.link' });
    expect(readdirSync(stage.path('outside'))).toEqual([]);
    const words = ['--fingerprint', b.fingerprint, '--no-input', '--data', a.data];
    const trust = [stage.path('south.export'), '--address', 'http://127.0.0.1'];
    const refused = await stage.run('party', 'trust', ...trust, ...words);
    expect([refused.code, refused.stderr.includes('server.trust.address')]).toEqual([8, true]);
  });
});

describe('sync', () => {
  it('says what one round brought, and how each peer stands', async () => {
    const { stage, a, b } = two;
    await describeOne(a, 'Pulled');
    await untilPublished(a);
    await carry(a, 'export');
    const pulled = await stage.run('sync', 'pull', 'north', '--data', b.data, '--json');
    expect(pulled.code, pulled.stdout).toBe(0);
    expect(JSON.parse(pulled.stdout)).toMatchObject({ logs: [{ party: 'north', lag: 0 }] });
    // What was pulled from the folder is cosigned by the next export, also without an import.
    await carry(b, 'export');
    await carry(a, 'import');
    const own = (await logsOf(a)).get(a.origin);
    expect(own?.confirmedSize).toBe(own?.recordedSize);
    const nobody = await stage.run('sync', 'pull', 'east', '--data', b.data);
    expect(nobody.stderr).toContain('server.sync.party');
    const status = await stage.run('sync', 'status', '--data', b.data, '--json');
    const [peer] = JSON.parse(status.stdout) as readonly Record<string, unknown>[];
    expect(peer).toMatchObject({ name: 'north', url: `file://${stick}/north/` });
    expect(peer?.log).toMatchObject({ payloadsOutstanding: 0, blobsOutstanding: 0 });
    const witness = await stage.run('witness', 'status', '--data', b.data, '--json');
    expect(JSON.parse(witness.stdout)).toMatchObject({ logs: [{ origin: a.origin }] });
    const run = await stage.run('witness', 'run', '--data', b.data);
    expect([run.code, run.stderr.includes('south')]).toEqual([2, true]);
    const empty = await stage.run('sync', 'import', stage.path('none'), '--data', b.data);
    expect(empty.stderr).toContain('server.import.nothing');
    const evidence = await stage.run('evidence', 'export', stage.path('ev'), '--data', b.data);
    expect(evidence.code, evidence.stderr).toBe(0);
    expect(existsSync(stage.path('ev/manifest.json'))).toBe(true);
  });
});

function bytesOf(dir: string): string {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true });
  return files
    .filter((one) => one.isFile())
    .map((one) => readFileSync(`${one.parentPath}/${one.name}`, 'latin1'))
    .join('\n');
}

async function untilPublished(node: PartyNode): Promise<void> {
  for (;;) {
    const log = (await logsOf(node)).get(node.origin);
    if (log !== undefined && log.publishedSize === log.recordedSize) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
}
