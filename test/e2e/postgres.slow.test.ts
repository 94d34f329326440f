// The example on PostgreSQL beside PGlite (docs/decisions/0025): the same rows and pages from the same logs, and a
// server that goes away and comes back. docs/spec/projection.md J12, J13. Skipped where no cluster can be started.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStory } from '../../examples/story.ts';
import { codeOf, messageOf, present } from '../../src/base/errors.ts';
import { readMessages } from '../../src/cli/locales.ts';
import type { StatementHead } from '../../src/programme/statement.ts';
import { type ProjectionDigest, projectionDigest } from '../../src/projection/digest.ts';
import { type Demo, type DemoCast, type DemoNode, startDemo } from '../../src/server/demo.ts';
import { cheat, healDemo } from '../../src/server/demo-cheat.ts';
import { type StoryStep, tellStory } from '../../src/server/demo-story.ts';
import { type Cluster, hasCluster, openCluster, openTestDatabase } from '../support/postgres.ts';
import { type Ended, fetchText, freePorts, openStage, until } from '../support/processes.ts';

const folder = new URL('../../examples/shenzhen-hong-kong/', import.meta.url);
const example = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const parties = ['hong-kong', 'shenzhen'] as const;
const pagesMax = 2_000;

/** What one node has made of the logs. */
interface Seen {
  readonly digest: ProjectionDigest;
  readonly pages: ReadonlyMap<string, string>;
}

let dir = '';
let ports: readonly number[] = [];
let cluster: Cluster;
let demo: Demo;
const errors: unknown[] = [];
// Pages say how long ago something was recorded: while they are read, the clock stands, on both databases alike.
let standing: number | undefined;
let readAt = 0;

async function start(databaseUrl: string | undefined): Promise<Demo> {
  if (databaseUrl === undefined) delete process.env.COMITY_DATABASE_URL;
  else process.env.COMITY_DATABASE_URL = databaseUrl;
  return startDemo({
    dir,
    ports,
    cast: example('parties.json') as DemoCast,
    messages: readMessages(),
    report: example('report.json'),
    onError: (error) => void errors.push(error),
    clock: () => standing ?? Date.now(),
  });
}

const partyOf = (id: string) => present(demo.byId(id).node.party, 'a party');
const digestOf = (id: string) => projectionDigest(partyOf(id).projection);
const readyOf = (id: string) => partyOf(id).projector.state().ready;
const mirrorOf = (id: string) =>
  demo
    .byId(id)
    .node.logs.byOrigin(demo.byId('shenzhen').node.logs.own?.identity.origin ?? '')
    ?.store.head().size;
const sizeOf = (id: string) => demo.byId(id).node.logs.own?.store.head().size ?? 0;

function describeBody(id: string, name: string) {
  const names = { en: name, 'zh-Hant': name, 'zh-Hans': name };
  const command = { act: 'describe', sample: true, happened: '2026-11-20', name: names };
  return partyOf(id).commands.execute({ kind: 'organization', command });
}

/** Records without asking the database, as a command does that was decided when it went. */
async function recordOnly(id: string, about: string): Promise<void> {
  const { node } = demo.byId(id);
  const name = { en: about, 'zh-Hant': about, 'zh-Hans': about };
  const head = { schema: 'organization/1', act: 'describe', by: node.config.operator ?? '', about };
  const statement = { ...head, sample: true, name } as StatementHead;
  const own = present(node.logs.own, 'a log');
  await node.recorder.record(own, [{ payloads: { public: statement } }], async () => undefined);
  node.party?.publisher.kick();
  node.party?.projector.kick();
}

/** Every page that links lead to, but for those that tell of the node's own hour. */
async function pagesOf({ serving }: DemoNode): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const queue = ['/en/', '/zh-hant/', '/zh-hans/'];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (pages.has(path) || /^\/[a-z-]+\/status/.test(path)) continue;
    const { status, body } = await fetchText(`${serving.url}${path}`);
    expect(status, path).toBeLessThan(500);
    pages.set(path, body);
    expect(pages.size).toBeLessThan(pagesMax);
    for (const [, found] of body.matchAll(/href="(\/(?:en|zh-hant|zh-hans)\/[^"#]*)/g))
      if (found !== undefined) queue.push(found.replaceAll('&amp;', '&'));
  }
  return pages;
}

async function see(): Promise<ReadonlyMap<string, Seen>> {
  await demo.settle(60_000);
  readAt ||= Date.now();
  standing = readAt;
  const seen = parties.map(async (id): Promise<[string, Seen]> => {
    return [id, { digest: await digestOf(id), pages: await pagesOf(demo.byId(id)) }];
  });
  const all = new Map(await Promise.all(seen));
  standing = undefined;
  return all;
}

describe.skipIf(!hasCluster)('the example on PostgreSQL (skipped where there is none)', () => {
  let url = '';
  let onPglite: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'comity-on-postgres-'));
    ports = await freePorts(3);
    cluster = await openCluster();
    url = await cluster.database('comity');
    demo = await start(undefined);
    const steps = readStory(folder) as readonly StoryStep[];
    await tellStory(demo, dir, {
      story: { charter: example('charter.json'), steps },
      onStep: () => undefined,
    });
    onPglite = await see();
    await demo.close();
    demo = await start(url);
  }, 170_000);
  afterAll(async () => {
    delete process.env.COMITY_DATABASE_URL;
    await demo?.close();
    await cluster?.[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  it('has the rows of PGlite, and pages that are equal byte for byte', async () => {
    const onPostgres = await see();
    for (const id of parties) {
      const [before, after] = [onPglite.get(id), onPostgres.get(id)];
      expect(after?.digest, id).toEqual(before?.digest);
      expect(after?.digest.rows.statement).toBeGreaterThan(50);
      expect([...(after?.pages.keys() ?? [])].sort()).toEqual(
        [...(before?.pages.keys() ?? [])].sort(),
      );
      expect(after?.pages.size).toBeGreaterThan(60);
      for (const [path, body] of after?.pages ?? [])
        expect(body, `${id} ${path}`).toBe(before?.pages.get(path));
    }
    const schemas = await cluster.run(
      'comity',
      `select distinct table_schema as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    );
    expect(schemas).toEqual([
      { name: expect.stringMatching(/^comity_hong_kong_[0-9a-f]{12}$/) },
      { name: expect.stringMatching(/^comity_shenzhen_[0-9a-f]{12}$/) },
    ]);
  }, 120_000);

  it('has the same rows after a rebuild', async () => {
    const before = await digestOf('hong-kong');
    await partyOf('hong-kong').projector.rebuild();
    expect(await digestOf('hong-kong')).toEqual(before);
  });

  it('goes on after its connections were ended in the middle of commands', async () => {
    let recording = true;
    const end = async () => {
      while (recording) {
        await cluster.run(
          'comity',
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'comity'`,
        );
        await new Promise((done) => setTimeout(done, 40));
      }
    };
    const ending = end();
    const from = sizeOf('shenzhen');
    for (let i = 0; i < 12; i++) await describeBody('shenzhen', `Body ${i}`).catch(() => undefined);
    recording = false;
    await ending;
    await until('both are ready', () => parties.every(readyOf), 30_000);
    await demo.settle(30_000);
    // Some were answered with an error, some refused before they were recorded; all that was recorded is shown.
    expect(sizeOf('shenzhen')).toBeGreaterThan(from);
    for (const id of parties) {
      const grown = await digestOf(id);
      await partyOf(id).projector.rebuild();
      expect(await digestOf(id), id).toEqual(grown);
    }
  }, 120_000);

  it('says that it is not ready while the server is stopped, and then shows what was recorded meanwhile', async () => {
    await cluster.stop();
    await until('both say so', () => parties.every((id) => !readyOf(id)), 10_000);
    const { error } = partyOf('hong-kong').projector.state();
    expect(error).toMatch(/^store\.projection\.(lost|unreachable)$/);
    const { status } = await fetchText(
      `${demo.byId('hong-kong').serving.url}/log/${demo.programme}/checkpoint`,
    );
    expect(status).toBe(200);
    const page = await fetchText(`${demo.byId('hong-kong').serving.url}/en/status`);
    expect(page.status).toBe(200);
    expect(page.body).toContain(String(error).slice(0, 'store.projection.'.length));
    await expect(describeBody('hong-kong', 'In the dark').catch(codeOf)).resolves.toMatch(
      /^store\.projection\./,
    );
    for (const number of [900, 901, 902]) await recordOnly('shenzhen', `SZ-OR${number}`);
    await until('the other side mirrors it', () => mirrorOf('hong-kong') === sizeOf('shenzhen'));
    await cluster.start();
    await until('both are ready again', () => parties.every(readyOf), 40_000);
    expect((await describeBody('hong-kong', 'In the light')).ok).toBe(true);
    await demo.settle(30_000);
    for (const id of parties) {
      const pages = await fetchText(`${demo.byId(id).serving.url}/en/organizations`);
      for (const shown of ['SZ-OR900', 'SZ-OR902', 'In the light'])
        expect(pages.body).toContain(shown);
      const grown = await digestOf(id);
      await partyOf(id).projector.rebuild();
      expect(await digestOf(id), id).toEqual(grown);
    }
  }, 120_000);

  it('builds everything anew when its schema is dropped while it runs', async () => {
    const before = await digestOf('hong-kong');
    const [own] = (await cluster.run(
      'comity',
      `select nspname as name from pg_namespace where nspname like 'comity_hong_kong_%'`,
    )) as readonly { readonly name: string }[];
    await cluster.run('comity', `drop schema ${own?.name} cascade`);
    await digestOf('hong-kong').catch(() => undefined);
    await until('it is ready', () => readyOf('hong-kong'), 30_000);
    await demo.settle(30_000);
    expect(await digestOf('hong-kong')).toEqual(before);
  }, 60_000);

  it('remembers nothing of a past that was replaced, and is healed: the rows follow the files', async () => {
    const before = await digestOf('hong-kong');
    const caught = await cheat(demo, 'backdate', 30_000);
    expect(caught).toBeDefined();
    expect((await digestOf('hong-kong')).all).not.toBe(before.all);
    await healDemo(demo);
    await demo.settle(60_000);
    expect((await digestOf('hong-kong')).public).toBe(before.public);
    for (const error of errors)
      expect(codeOf(error), messageOf(error)).toMatch(/^store\.projection\./);
  }, 120_000);
});

describe('comity serve', () => {
  const init = (...rest: readonly string[]) => [
    ...['init', '--party', 'north', '--mark', 'NO', '--programme', 'two-towns'],
    ...['--zone', 'Asia/Hong_Kong', '--name', 'en=North', '--port', '0', ...rest],
  ];
  const expectSentence = (ended: Ended, code: string, exit: number) => {
    expect(ended.code, ended.stderr).toBe(exit);
    expect(ended.stderr).toContain(`[${code}]`);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('s3cret');
  };

  it('says in one sentence that its database does not answer, without the password', async () => {
    const url = 'postgres://clerk:s3cret-word@127.0.0.1:9/comity';
    await using stage = openStage({ COMITY_DATABASE_URL: url });
    const data = stage.path('north');
    const made = await stage.run(...init('--data', data));
    expect(made.code, made.stderr).toBe(0);
    expectSentence(await stage.run('serve', '--data', data), 'store.projection.unreachable', 6);
  });

  it.skipIf(!hasCluster)(
    'refuses a database that a copy of the node works on (skipped where there is no PostgreSQL)',
    async () => {
      await using server = await openTestDatabase();
      await using stage = openStage({ COMITY_DATABASE_URL: server.url });
      const [data, copy] = [stage.path('north'), stage.path('copy')];
      for (const dir of [data, copy]) {
        const made = await stage.run(...init('--data', dir));
        expect(made.code, made.stderr).toBe(0);
      }
      const serving = await stage.serve(data);
      expectSentence(await stage.run('serve', '--data', copy), 'store.projection.in-use', 7);
      // Killed, it leaves no lock behind; and rows of another folder are not taken for one's own.
      await serving.kill();
      const next = await stage.serve(copy);
      expect((await next.stop()).code).toBe(0);
    },
  );
});
