// The demonstration as outsiders start it: one line on standard output, a second start, three ways to cheat and
// be caught, healing, stopping, and being killed in the middle of its story.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessages } from '../../src/cli/locales.ts';
import { languages } from '../../src/text/languages.ts';
import {
  call,
  fetchText,
  openStage,
  type Running,
  type Stage,
  tlogcheckRefusal,
  until,
} from '../support/processes.ts';

const readyMillisecondsMax = 90_000;
const caughtMillisecondsMax = 5_000;
const stopMillisecondsMax = 5_000;
const exit = { equivocation: 5, refused: 8 } as const;

interface DemoNode {
  readonly party: string;
  readonly url: string;
  readonly log: string | null;
  readonly vkey: string | null;
  readonly witnessVkey: string;
}

interface Head {
  readonly recorded: number;
  readonly confirmed: number;
}

let stage: Stage;
let data = '';
let demo: Running;
let nodes: readonly DemoNode[] = [];
let firstStart = 0;
/** Entries in each log after an undisturbed story. */
let wholeSizes: readonly number[] = [];

/** Starts the demonstration and waits for its line. */
async function startDemo(dir: string) {
  const from = Date.now();
  const process = stage.start('demo', '--data', dir, '--ports', '0,0,0', '--json');
  const line = await process.firstLine(readyMillisecondsMax);
  return { process, line, milliseconds: Date.now() - from };
}

const nodesOf = (line: object) => (line as { readonly nodes: readonly DemoNode[] }).nodes;
const parties = ['hong-kong', 'shenzhen'] as const;
const headsOf = (dir: string) =>
  Promise.all(parties.map((party) => call<Head>(`${dir}/${party}`, 'head')));

/** Every log carries the cosignature of both other nodes and passes the verifier of others. */
function expectAllAccepted() {
  for (const node of nodes) {
    if (node.log === null || node.vkey === null) continue;
    const witnesses = nodes.filter((other) => other !== node).map((other) => other.witnessVkey);
    const refusal = tlogcheckRefusal({ log: node.log, vkey: node.vkey, witnesses });
    expect(refusal, node.log).toBeUndefined();
  }
}

beforeAll(async () => {
  stage = openStage();
  data = stage.path('demo');
  const started = await startDemo(data);
  demo = started.process;
  nodes = nodesOf(started.line);
  firstStart = started.milliseconds;
  wholeSizes = (await headsOf(data)).map((head) => head.recorded);
}, 120_000);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe('comity demo --json', () => {
  it('prints one line of the agreed shape and nothing else', () => {
    const lines = demo.stdout().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('');
    const line = JSON.parse(lines[0]) as Record<string, unknown>;
    expect(Object.keys(line)).toEqual(['ready', 'programme', 'nodes']);
    expect(line.ready).toBe(true);
    expect(line.programme).toBe('shenzhen-hong-kong');
    expect(nodes.map((node) => node.party)).toEqual(['hong-kong', 'shenzhen', 'witness']);
    for (const node of nodes) {
      expect(Object.keys(node)).toEqual(['party', 'url', 'log', 'vkey', 'witnessVkey']);
      expect(node.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      if (node.party !== 'witness') expect(node.log?.startsWith(`${node.url}/log/`)).toBe(true);
      expect(node.witnessVkey).toMatch(/^[^+ ]+\+[0-9a-f]{8}\+B/);
    }
  });

  it('is ready only when every log is confirmed, mirrored and cosigned by all', async () => {
    for (const head of await headsOf(data)) expect(head.confirmed).toBe(head.recorded);
    expectAllAccepted();
  });

  it('exits 0 within five seconds of SIGTERM, and starts again on its folder, sooner', async () => {
    const before = await headsOf(data);
    const from = Date.now();
    expect((await demo.stop(stopMillisecondsMax)).code).toBe(0);
    const stopped = Date.now() - from;
    const again = await startDemo(data);
    demo = again.process;
    nodes = nodesOf(again.line);
    console.info(
      `demo: ready ${firstStart} ms, stop ${stopped} ms, again ${again.milliseconds} ms`,
    );
    expect(again.milliseconds).toBeLessThan(firstStart);
    expect(await headsOf(data)).toMatchObject(before.map(({ recorded }) => ({ recorded })));
    expectAllAccepted();
  });
});

interface CheatReport {
  readonly refusedBy: readonly {
    readonly node: string;
    readonly code: string;
    readonly evidence?: string;
  }[];
  readonly milliseconds: number;
}

/** What a node holds as evidence is listed as proven, and its copies are proof by themselves. */
async function expectProven(dir: string) {
  const listed = await stage.run('evidence', 'list', '--data', dir, '--json');
  expect(listed.code, listed.stderr).toBe(0);
  expect(JSON.parse(listed.stdout)[0]).toMatchObject({ party: 'hong-kong', verified: true });
  const folder = stage.path('exported');
  const exported = await stage.run('evidence', 'export', folder, '--data', dir, '--json');
  expect(exported.code, exported.stderr).toBe(0);
  const { files } = JSON.parse(exported.stdout) as { files: { file: string; vkey: string }[] };
  expect(readdirSync(folder).sort()).toEqual(
    ['HOW-TO-VERIFY.txt', 'manifest.json', ...files.map((one) => one.file)].sort(),
  );
  const [{ file, vkey } = { file: '', vkey: '' }] = files;
  const verified = await stage.run('verify', `${folder}/${file}`, '--vkey', vkey);
  expect(verified.code, verified.stderr).toBe(exit.equivocation);
}

describe('comity demo cheat and heal', () => {
  const messages = readMessages();
  const [english] = languages;
  const says = (key: string, party: string) => messages.text(english, key, { party });

  /** The entries of Hong Kong's log as its confirmed checkpoint has them. */
  const leavesOf = async () => {
    const { recorded } = await call<Head>(`${data}/hong-kong`, 'head');
    const response = await fetch(`${nodes[0].log}/tile/0/000.p/${recorded}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    return Array.from({ length: recorded }, (_, i) => bytes.toString('hex', i * 32, i * 32 + 32));
  };

  for (const kind of ['backdate', 'delete', 'split'] as const) {
    it(`catches ${kind} in time, says so everywhere, proves it, and heals`, async () => {
      const leaves = await leavesOf();
      const cheated = await stage.run('demo', 'cheat', kind, '--data', data, '--json');
      expect(cheated.code, cheated.stderr).toBe(0);
      const report = JSON.parse(cheated.stdout) as CheatReport;
      console.info(`demo cheat ${kind}: caught after ${report.milliseconds} ms`);
      expect(report.refusedBy.map((one) => one.node).sort()).toEqual(['shenzhen', 'witness']);
      expect(report.milliseconds).toBeLessThan(caughtMillisecondsMax);

      const [cheater, peer, witness] = nodes;
      for (const other of [peer, witness]) {
        const page = await fetchText(`${other.url}/en/status`);
        expect(page.status, other.party).toBe(200);
        const told = page.body.includes(says('status.alarm.proven', 'Hong Kong'));
        expect(told, `${other.party} tells`).toBe(true);
      }
      await until('the cheater says that it was refused', async () => {
        const page = await fetchText(`${cheater.url}/en/status`);
        const keys = ['status.alarm.reported', 'status.alarm.proven'];
        const held = page.body.includes(messages.text(english, 'status.summary.not-signing'));
        return held || keys.some((key) => page.body.includes(says(key, 'Hong Kong')));
      });

      const found = report.refusedBy.flatMap((one) => one.evidence ?? []);
      expect(found.length).toBeGreaterThan(0);
      for (const [i, url] of found.entries()) {
        const file = stage.path(`${kind}-${i}.evidence`);
        writeFileSync(file, (await fetchText(url)).body);
        const verified = await stage.run('verify', file, '--vkey', cheater.vkey ?? '');
        expect(verified.code, verified.stderr).toBe(exit.equivocation);
        const forged = readFileSync(file, 'utf8').replace(
          /^\d+$/m,
          (size) => `${Number(size) + 1}`,
        );
        writeFileSync(file, forged);
        expect((await stage.run('verify', file)).code).not.toBe(exit.equivocation);
      }
      if (kind === 'backdate') await expectProven(`${data}/${peer.party}`);
      const twice = await stage.run('demo', 'cheat', kind, '--data', data);
      expect(twice.code).toBe(exit.refused);
      expect(twice.stderr).toContain('[server.demo.heal-first]');

      const from = Date.now();
      const healed = await stage.run('demo', 'heal', '--data', data, '--json');
      expect(healed.code, healed.stderr).toBe(0);
      console.info(`demo heal after ${kind}: ${Date.now() - from} ms, ${healed.stdout.trim()}`);
      for (const head of await headsOf(data)) expect(head.confirmed).toBe(head.recorded);
      expect((await leavesOf()).slice(0, leaves.length)).toEqual(leaves);
      expectAllAccepted();
      for (const node of nodes) {
        const { alarms } = await call<{ readonly alarms: readonly { readonly closed?: object }[] }>(
          `${data}/${node.party}`,
          'status',
        );
        expect(
          alarms.filter((alarm) => alarm.closed === undefined),
          node.party,
        ).toEqual([]);
      }
    });
  }

  it('survives a restart after all that', async () => {
    expect((await demo.stop(stopMillisecondsMax)).code).toBe(0);
    const again = await startDemo(data);
    demo = again.process;
    nodes = nodesOf(again.line);
    expectAllAccepted();
  });
});

describe('a demonstration that is killed in the middle of its story', () => {
  const doneIn = (dir: string) => {
    const path = `${dir}/story-progress.json`;
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { done: number }).done : 0;
  };
  const idsOf = async (dir: string) => {
    const kinds = ['agreement', 'meeting', 'commitment', 'organization', 'party', 'report'];
    const lists = kinds.map((kind) =>
      call<readonly { id: string }[]>(`${dir}/shenzhen`, 'list', { kind }),
    );
    return (await Promise.all(lists)).flat().map((record) => record.id);
  };

  it('goes on where it was and repeats nothing', async () => {
    const dir = stage.path('killed');
    for (const done of [2, 13, 38, 420]) {
      const running = stage.start('demo', '--data', dir, '--ports', '0,0,0', '--json');
      await running.reaches(`step ${done}`, () => doneIn(dir) >= done, readyMillisecondsMax);
      await running.kill();
    }
    const { process } = await startDemo(dir);
    expect((await idsOf(dir)).sort()).toEqual((await idsOf(data)).sort());
    expect((await headsOf(dir)).map((head) => head.recorded)).toEqual(wholeSizes);
    expect((await process.stop(stopMillisecondsMax)).code).toBe(0);
  });

  it('knows its own charter again when it was killed before noting it', async () => {
    const dir = stage.path('charter');
    const running = stage.start('demo', '--data', dir, '--ports', '0,0,0', '--json');
    const trust = `${dir}/hong-kong/trust`;
    await until('all are introduced', () => existsSync(trust) && readdirSync(trust).length === 2);
    await running.kill();
    const charter = 'examples/shenzhen-hong-kong/charter.json';
    const path = new URL(`../../${charter}`, import.meta.url).pathname;
    const proposed = await stage.run('programme', 'propose', path, '--data', `${dir}/hong-kong`);
    expect(proposed.code, proposed.stderr).toBe(0);
    const { process } = await startDemo(dir);
    expect((await process.stop(stopMillisecondsMax)).code).toBe(0);
  });
});
