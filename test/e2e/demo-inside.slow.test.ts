// The demonstration seen from inside its process: what it says when a step, a wait, a cheat or a rebuild fails.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, messageOf } from '../../src/base/errors.ts';
import { readMessages } from '../../src/cli/locales.ts';
import { createControl } from '../../src/server/control.ts';
import { type Demo, type DemoCast, startDemo } from '../../src/server/demo.ts';
import { cheat, healDemo } from '../../src/server/demo-cheat.ts';
import { type StoryStep, tellStory } from '../../src/server/demo-story.ts';

const example = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../examples/shenzhen-hong-kong/${name}`, import.meta.url), 'utf8'),
  );

let dir = '';
let demo: Demo;
const describeParty: StoryStep = {
  node: 'hong-kong',
  kind: 'organization',
  command: {
    act: 'describe',
    sample: true,
    happened: '2026-11-20',
    name: { en: 'A', 'zh-Hant': 'A', 'zh-Hans': 'A' },
  },
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-inside-'));
  demo = await startDemo({
    dir,
    ports: [0, 0, 0],
    cast: example('parties.json') as DemoCast,
    messages: readMessages(),
    report: [],
    onError: (error) => expect.unreachable(messageOf(error)),
  });
}, 60_000);

afterAll(async () => {
  await demo.close();
  rmSync(dir, { recursive: true, force: true });
});

const tell = (steps: readonly StoryStep[]) =>
  tellStory(demo, dir, {
    story: { charter: example('charter.json'), steps },
    onStep: () => undefined,
  });

describe('a demonstration', () => {
  it('that is stopped before it is up says so, and leaves nothing half-made: server.demo.stopped', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'comity-stopped-'));
    const stopped = await startDemo({
      dir: elsewhere,
      ports: [0, 0, 0],
      cast: example('parties.json') as DemoCast,
      messages: readMessages(),
      report: [],
      onError: (error) => expect.unreachable(messageOf(error)),
      stop: AbortSignal.abort(),
    }).catch((error: unknown) => error);
    expect(codeOf(stopped)).toBe('server.demo.stopped');
    expect(existsSync(join(elsewhere, 'template'))).toBe(false);
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it('names the step that was refused, and goes on from there: server.demo.step', async () => {
    const wrong = { ...describeParty, kind: 'meeting' };
    const told = await tell([describeParty, wrong]).catch((error: unknown) => error);
    expect(codeOf(told)).toBe('server.demo.step');
    expect(messageOf(told)).toContain('step 2 (meeting describe on hong-kong)');
    const before = demo.byId('hong-kong').node.logs.own?.store.head().size;
    await tell([describeParty]);
    expect(demo.byId('hong-kong').node.logs.own?.store.head().size).toBeGreaterThanOrEqual(
      before ?? 0,
    );
    const control = createControl(demo.byId('hong-kong').node);
    const listed = await control('list', { kind: 'organization' });
    expect(listed.ok && (listed.value as readonly unknown[]).length).toBe(1);
  }, 60_000);

  it('knows its nodes by name: server.demo.unknown', () => {
    expect(() => demo.byId('macao')).toThrow(
      expect.objectContaining({ code: 'server.demo.unknown' }),
    );
  });

  it('says what has not settled in time: server.demo.not-settled', async () => {
    await demo.settle(30_000);
    const { party } = demo.byId('shenzhen').node;
    await party?.commands.execute({ kind: 'organization', command: describeParty.command });
    expect(await demo.settle(0).catch(codeOf)).toBe('server.demo.not-settled');
    await demo.settle(30_000);
  }, 70_000);

  it('gives no id twice when a node takes a command before its rows are there again', async () => {
    const describe = () =>
      demo
        .byId('hong-kong')
        .node.party?.commands.execute({ kind: 'organization', command: describeParty.command });
    const before = await describe();
    // The rows are gone and made anew from the journal, as after a kill between the two.
    await demo.restart(
      'hong-kong',
      async (dataDir) => rmSync(join(dataDir, 'projection'), { recursive: true }),
      'ask-witnesses',
    );
    const after = await describe();
    const ids = [before, after].map((one) => (one?.ok === true ? one.value.ids : one));
    expect(ids).toEqual([['HK-OR002'], ['HK-OR003']]);
    await demo.settle(30_000);
  }, 60_000);

  it('says who has not refused a cheat when a node does not answer: server.demo.not-caught', async () => {
    const witness = demo.byId('witness');
    await witness.serving.close();
    const caught = await cheat(demo, 'backdate', 2_000).catch((error: unknown) => error);
    expect(codeOf(caught)).toBe('server.demo.not-caught');
    expect(messageOf(caught)).toContain('witness');
    expect(messageOf(caught)).not.toContain('shenzhen');
    await demo.restart('witness', async () => undefined, 'ask-witnesses');
    await healDemo(demo);
  }, 60_000);

  it('says when the projection cannot be built: server.projection.rebuild, and stops waiting for it: server.projection.closed', async () => {
    const { party, logs } = demo.byId('shenzhen').node;
    await party?.projection.db.query('alter table statement drop column day');
    expect(await party?.projector.rebuild().catch(codeOf)).toBe('server.projection.rebuild');
    expect(party?.projector.state().ready).toBe(false);
    await party?.projector.close();
    const size = (logs.own?.store.head().size ?? 0) + 1;
    const waiting = party?.projector.waitFor(logs.own?.identity.origin ?? '', size);
    expect(await waiting?.catch(codeOf)).toBe('server.projection.closed');
  }, 30_000);
});
