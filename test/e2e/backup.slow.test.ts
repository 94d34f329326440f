// A backup of a running node, and what happens when an old one is restored: the node is completed from the other
// party's mirror, signs no second past, and keeps what it recorded while nobody could be asked (F50 to F52).
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, until } from '../support/processes.ts';
import {
  describeOne,
  expectAccepted,
  foundTwo,
  logsOf,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

interface Told {
  readonly logs: readonly { readonly origin: string; readonly size: number }[];
  readonly newFiles: number;
  readonly files: number;
}

let two: TwoNodes;
beforeAll(async () => {
  two = await foundTwo();
});
afterAll(() => two?.[Symbol.asyncDispose]());

const backup = () => two.stage.path('backup');
const recorded = async () => (await logsOf(two.a)).get(two.a.origin)?.recordedSize ?? 0;
const signing = async () =>
  (await call<{ readonly signing: unknown }>(two.a.data, 'status')).signing;

describe('a backup of a running node', () => {
  it('is a prefix of what goes on being recorded, and a second one writes only what is new', async () => {
    const { stage, a } = two;
    const before = await recorded();
    let stop = false;
    const load = (async () => {
      for (let i = 0; !stop; i++) await describeOne(a, `Office ${i}`);
    })();
    const first = await stage.run('backup', backup(), '--data', a.data, '--json');
    stop = true;
    await load;
    expect(first.code, first.stderr).toBe(0);
    const told = JSON.parse(first.stdout) as Told;
    const size = told.logs.find((log) => log.origin === a.origin)?.size ?? 0;
    expect(size).toBeGreaterThanOrEqual(before);
    expect(size).toBeLessThanOrEqual(await recorded());
    const checked = await stage.run('restore', backup(), '--verify', '--json');
    expect(checked.code, checked.stdout).toBe(0);
    await untilAgreed(two);
    const second = await stage.run('backup', backup(), '--data', a.data, '--json');
    const again = JSON.parse(second.stdout) as Told;
    expect(again.newFiles).toBeLessThan(again.files);
    expect((await stage.run('restore', backup(), '--verify')).code).toBe(0);
  });
});

describe('an old backup that is restored', () => {
  it('is completed from the mirror of the other party before anything is signed', async () => {
    const { stage, a } = two;
    const later = await Promise.all([1, 2, 3].map((i) => describeOne(a, `Later ${i}`)));
    await untilAgreed(two);
    const size = await recorded();
    await a.process?.stop();
    rmSync(a.data, { recursive: true });
    const restored = await stage.run('restore', backup(), '--data', a.data);
    expect(restored.code, restored.stderr).toBe(0);
    a.process = await stage.serve(a.data);
    await untilAgreed(two);
    expect(await recorded()).toBe(size);
    const after = await describeOne(a, 'After');
    expect(later.map((one) => one.leaves[0])).not.toContain(after.leaves[0]);
    await untilAgreed(two);
    expectAccepted(two);
  });

  it('records and signs nothing while nobody can be asked, says so, and loses none of it when healed', async () => {
    const { stage, a, b } = two;
    await a.process?.stop();
    await b.process?.stop();
    rmSync(a.data, { recursive: true });
    expect((await stage.run('restore', backup(), '--data', a.data)).code).toBe(0);
    const state = readFolder(`${a.data}.state/last-signed`);
    a.process = await stage.serve(a.data);
    const alone = await describeOne(a, 'Recorded alone');
    await until('it says so', async () => {
      const said = JSON.stringify(await signing());
      return said.includes('server.signing.behind') && said.includes('false');
    });
    expect(readFolder(`${a.data}.state/last-signed`)).toBe(state);
    b.process = await stage.serve(b.data);
    await until(
      'it says what the matter is',
      async () =>
        JSON.stringify(await signing()).includes('server.signing.contradicted') ||
        JSON.stringify(await signing()).includes('server.signing.behind'),
    );
    await a.process.stop();
    const healed = await stage.run('heal', '--data', a.data, '--json');
    expect(healed.code, healed.stderr).toBe(0);
    expect(JSON.parse(healed.stdout)).toMatchObject({ followed: 1 });
    a.process = await stage.serve(a.data);
    await untilAgreed(two);
    const found = await call<{ readonly entry?: string }>(a.data, 'proof', {
      leaf: alone.leaves[0] ?? '',
    });
    expect(found.entry).toBeDefined();
    const alarms = await call<{ readonly alarms: readonly { readonly state: string }[] }>(
      b.data,
      'status',
    );
    expect(alarms.alarms.filter((alarm) => alarm.state === 'proven')).toEqual([]);
    expectAccepted(two);
  });

  it('is not taken when a byte of it has changed, and never over a node', async () => {
    const { stage, a } = two;
    const bad = stage.path('bad');
    cpSync(backup(), bad, { recursive: true });
    const manifest = JSON.parse(readFileSync(`${bad}/manifest.json`, 'utf8')) as {
      readonly files: readonly { readonly path: string; readonly sha256: string }[];
    };
    const entries = manifest.files.find(({ path }) => path.endsWith('/entries/0'));
    const path = `${bad}/files/${entries?.sha256}`;
    const bytes = readFileSync(path);
    bytes[100] ^= 1;
    writeFileSync(path, bytes);
    const into = await stage.run('restore', bad, '--data', stage.path('never'));
    expect(into.code).toBe(4);
    expect(into.stdout).toContain('store.backup.changed');
    const over = await stage.run('restore', backup(), '--data', a.data);
    expect(over.code).toBe(7);
    expect(over.stderr).toContain('server.restore.not-empty');
  });
});

function readFolder(dir: string): string {
  return readdirSync(dir)
    .map((name) => readFileSync(`${dir}/${name}`, 'hex'))
    .join();
}
