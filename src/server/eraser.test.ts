// docs/spec/federation.md F32, F33: carrying an erasure out on a real node of one party, whatever stops it half-way.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBytes } from '../../test/support/byte-search.ts';
import { utf8 } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { PayloadSlot } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import type { ProjectionDatabase } from '../store/projection-database.ts';
import { createControl } from './control.ts';
import { createEraser, type EraserWorld } from './eraser.ts';
import { fsckNode } from './fsck.ts';
import { initNode } from './init.ts';
import { type Node, openNode } from './node.ts';
import { recordPrivateRoot } from './private-root.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-eraser-'));
const dataDir = join(dir, 'data');
const marker = join(dataDir, 'projection', 'erasing');
let node: Node;
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
  const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
  await initNode(dataDir, input, world);
  node = await openNode({ dataDir, network: 'off', startCheck: 'ask-witnesses' });
  await act('project', { act: 'open', title: { en: 'Pier' } });
}, 60_000);
afterAll(async () => {
  await node?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(method: string, params: Json) {
  return (await createControl(node)(method, params)) as Result<never, { code: string }>;
}

async function act(kind: string, command: object, about?: string) {
  const done = await ask('command', { kind, command: command as Json, ...(about && { about }) });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value as { ids: readonly [string]; leaves: readonly [string]; firstIndex: number };
}

/** Statements of an act about one leaf. */
async function said(act: string, leaf: string): Promise<number> {
  const { projection } = partyOf();
  const rows = await projection.db.query(`select body from statement where fold <> 'programme'`);
  const statements = rows.map(
    (row) => JSON.parse(String(row.body)) as { act: string; leaf: string },
  );
  return statements.filter((one) => one.act === act && one.leaf === leaf).length;
}

function partyOf(): NonNullable<Node['party']> {
  if (node.party === undefined) throw new Error('a party');
  return node.party;
}

let count = 0;
/** A schedule in both slots, whose file and note hold a word that stands nowhere else. */
async function secretSchedule() {
  const secret = `secret-${Buffer.from(randomBytes(9)).toString('hex')}-${++count}`;
  const project = {
    ...{ code: 'PIER', name: secret, dataDate: '2026-03-31T08:00' },
    activities: [{ id: 'A', durationMinutes: 60 }],
  };
  const text = JSON.stringify({ schema: 'comity-schedule/1', projects: [project] });
  const put = await ask('put-blob', { base64: Buffer.from(text).toString('base64') });
  if (!put.ok) throw new Error('a blob');
  const blob = put.value as { readonly hash: string; readonly bytes: number };
  const fields = { project: 'NO-P001', blob, format: 'comity-schedule/1', dataDate: '2026-03-31' };
  const said = { on: '2026-03-31', by: { en: secret } };
  const source = { url: 'https://example.invalid/', title: 'x', accessed: '2026-03-31' };
  const command = { act: 'adopt', ...fields, said: { ...said, source }, scope: 'both' };
  return { ...(await act('schedule', command)), blob, secret };
}

/** The eraser of a node whose process stops at the n-th step, before or after it is done. */
function eraserThatStops(
  stop?: { readonly at: number; readonly when: 'before' | 'after' },
  commands: EraserWorld['commands'] = partyOf().commands,
  mayErase: EraserWorld['mayErase'] = () => true,
) {
  const party = partyOf();
  let steps = 0;
  const step = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    steps += 1;
    const isHere = stop?.at === steps;
    if (isHere && stop?.when === 'before') throw new ComityError('test.stopped', 'before');
    const value = await work();
    if (isHere) throw new ComityError('test.stopped', 'after');
    return value;
  };
  const { logs, blobs, alarms } = node;
  const byOrigin: EraserWorld['logs']['byOrigin'] = (origin) => {
    const log = logs.byOrigin(origin);
    if (log === undefined) return undefined;
    const store = {
      ...{ origin: log.store.origin, head: () => log.store.head() },
      entries: (from: number, to: number) => log.store.entries(from, to),
      payload: (...of: Parameters<typeof log.store.payload>) => log.store.payload(...of),
      erasePayload: (...of: Parameters<typeof log.store.erasePayload>) =>
        step(() => log.store.erasePayload(...of)),
    };
    return { ...log, store: store as unknown as typeof log.store };
  };
  const eraser = createEraser({
    logs: { ...logs, byOrigin },
    crypto: nodeCrypto,
    mayErase,
    projection: party.projection,
    database: { scrub: () => step(() => (party.projection.db as ProjectionDatabase).scrub()) },
    projector: {
      caughtUp: (which) => party.projector.caughtUp(which),
      listen: () => undefined,
      reapply: (...of) => step(() => party.projector.reapply(...of)),
    },
    commands: {
      execute: (input) => {
        const run = () => commands.execute(input);
        return isDoneCommand(input.command) ? step(run) : run();
      },
    },
    blobs: { remove: (hash) => step(() => blobs.remove(hash)) },
    forgetBlob: () => undefined,
    alarms,
    ownDir: join(dataDir, 'log'),
    marker,
  });
  return { eraser, steps: () => steps };
}

const isDoneCommand = (command: Json) => (command as { act?: string }).act === 'erase-done';

const slotsOf = async (index: number): Promise<readonly PayloadSlot['status'][]> => {
  const store = node.logs.own?.store;
  const slots = [await store?.payload(index, 'public'), await store?.payload(index, 'programme')];
  return slots.map((slot) => slot?.status ?? 'not-held');
};
const ground = { en: 'Asked by the person named' };

async function expectGone(of: Awaited<ReturnType<typeof secretSchedule>>) {
  const [leaf] = of.leaves;
  expect(await slotsOf(of.firstIndex)).toEqual(['erased', 'erased']);
  expect(findBytes([dataDir], [{ what: 'the secret', bytes: utf8(of.secret) }])).toEqual([]);
  expect(await node.blobs.list()).not.toContain(of.blob.hash);
  expect([await said('erase-request', leaf), await said('erase-done', leaf)]).toEqual([1, 1]);
  expect(existsSync(marker)).toBe(false);
}

describe('an erasure', () => {
  it('takes payloads, salts, rows and the file that only they named; entry and ids stay', async () => {
    const given = await secretSchedule();
    const [leaf] = given.leaves;
    const secret = [{ what: 'the secret', bytes: utf8(given.secret) }];
    expect(findBytes([dataDir], secret)).not.toEqual([]);
    const asked = await ask('erase', { leaf, ground });
    expect(asked.ok).toBe(true);
    await expectGone(given);
    expect(await ask('erasures', {})).toMatchObject({
      value: [{ leaf, record: given.ids[0], done: ['north'], parties: ['north'] }],
    });
    const fsck = await fsckNode(node);
    expect([fsck.issues, fsck.logs[0]?.erased]).toEqual([[], 2]);
    expect((await secretSchedule()).ids).not.toEqual(given.ids);
    expect(await ask('erase', { leaf, ground })).toMatchObject({
      error: { code: 'programme.erasure.already-asked' },
    });
  });

  it('comes to the same end wherever it is stopped, and is recorded as done once', async () => {
    const whole = await secretSchedule();
    const counted = eraserThatStops();
    await counted.eraser.request({ leaf: whole.leaves[0], ground });
    const steps = counted.steps();
    // Blob, two payloads, rows, database files, the word that it is done.
    expect(steps).toBe(6);
    for (let at = 1; at <= steps; at++) {
      for (const when of ['before', 'after'] as const) {
        const given = await secretSchedule();
        const { eraser } = eraserThatStops({ at, when });
        const asked = eraser.request({ leaf: given.leaves[0], ground });
        expect(await asked.catch(codeOf), `${when} ${at}`).toBe('server.erase.unfinished');
        const next = eraserThatStops();
        await next.eraser.settle('files');
        await expectGone(given);
        const before = next.steps();
        await next.eraser.settle('files');
        expect(next.steps()).toBe(before);
      }
    }
  }, 60_000);

  it('takes only rows where another process of the node erases, once that has', async () => {
    const given = await secretSchedule();
    const standing = eraserThatStops(undefined, partyOf().commands, () => false);
    await standing.eraser.request({ leaf: given.leaves[0], ground });
    expect(await slotsOf(given.firstIndex)).toEqual(['held', 'held']);
    expect(standing.steps()).toBe(0);
    for (const scope of ['public', 'programme'] as const)
      await node.logs.own?.store.erasePayload(given.firstIndex, scope);
    await standing.eraser.settle('rows');
    // Rows and the files of the database.
    expect(standing.steps()).toBe(2);
    expect(existsSync(marker)).toBe(false);
    expect(await said('erase-done', given.leaves[0])).toBe(0);
    await eraserThatStops().eraser.settle('files');
    expect(await said('erase-done', given.leaves[0])).toBe(1);
  });

  it('keeps a file that another statement names', async () => {
    const given = await secretSchedule();
    const fields = { project: 'NO-P001', format: 'comity-schedule/1', dataDate: '2026-03-31' };
    const other = await act('schedule', { act: 'adopt', blob: given.blob, ...fields });
    await ask('erase', { leaf: given.leaves[0], ground });
    expect(await node.blobs.list()).toContain(given.blob.hash);
    await ask('erase', { leaf: other.leaves[0], ground });
    expect(await node.blobs.list()).not.toContain(given.blob.hash);
  });

  it('reaches a log that healing kept aside, before and after', async () => {
    const given = await secretSchedule();
    const secret = [{ what: 'the secret', bytes: utf8(given.secret) }];
    const kept = join(dataDir, 'log.replaced-1');
    cpSync(join(dataDir, 'log'), kept, { recursive: true });
    cpSync(join(dataDir, 'log'), join(dir, 'copy'), { recursive: true });
    expect(findBytes([kept], secret)).not.toEqual([]);
    await ask('erase', { leaf: given.leaves[0], ground });
    expect(findBytes([dataDir], secret)).toEqual([]);
    cpSync(join(dir, 'copy'), join(dataDir, 'log.replaced-2'), { recursive: true });
    await partyOf().eraser.settle('files');
    expect(findBytes([dataDir], secret)).toEqual([]);
  });

  it('in the private log concerns its own party alone', async () => {
    const name = { en: 'Ms Chan' };
    const fields = { pseudonym: 'no12345678', name, post: { en: 'Clerk' }, from: '2026-01-01' };
    const { leaves } = await act('person-role', { act: 'appoint', ...fields });
    expect((await ask('erase', { leaf: leaves[0], ground })).ok).toBe(true);
    const listed = (await ask('erasures', {})) as unknown as { value: readonly object[] };
    expect(listed.value).toContainEqual(
      expect.objectContaining({ leaf: leaves[0], isPrivate: true, done: ['north'] }),
    );
    const status = (await ask('status', {})) as unknown as {
      value: { erasures: readonly object[] };
    };
    expect(status.value.erasures).not.toContainEqual(expect.objectContaining({ leaf: leaves[0] }));
    expect(await said('erase-done', leaves[0])).toBe(1);
    expect(findBytes([dataDir], [{ what: 'a name', bytes: utf8('no12345678') }])).toEqual([]);
  });

  it('does not hide which root of the private log was committed to last', async () => {
    await recordPrivateRoot(node);
    const given = await secretSchedule();
    await ask('erase', { leaf: given.leaves[0], ground });
    expect(await recordPrivateRoot(node)).toBe(false);
  });

  it('says why it cannot record that it is done: server.erase.not-recorded', async () => {
    const given = await secretSchedule();
    const { commands } = partyOf();
    const refused = { code: 'programme.command.malformed', params: {} };
    const { eraser } = eraserThatStops(undefined, {
      execute: async (input) =>
        isDoneCommand(input.command) ? { ok: false, error: refused } : commands.execute(input),
    });
    expect(await eraser.request({ leaf: given.leaves[0], ground }).catch(codeOf)).toBe(
      'server.erase.unfinished',
    );
    expect(await eraser.settle('rows').catch(codeOf)).toBe('server.erase.not-recorded');
  });

  it('is carried out, and not on record, where the own log is closed', async () => {
    const given = await secretSchedule();
    const { commands } = partyOf();
    const refused = { code: 'programme.log.frozen', params: {} };
    const { eraser } = eraserThatStops(undefined, {
      execute: async (input) =>
        isDoneCommand(input.command) ? { ok: false, error: refused } : commands.execute(input),
    });
    expect((await eraser.request({ leaf: given.leaves[0], ground })).ok).toBe(true);
    expect(await slotsOf(given.firstIndex)).toEqual(['erased', 'erased']);
    expect(await said('erase-done', given.leaves[0])).toBe(0);
  });

  it('can be closed while it waits to try again', async () => {
    const thrown = Promise.withResolvers<void>();
    let isAway = false;
    const { eraser } = eraserThatStops(undefined, partyOf().commands, () => {
      if (!isAway) return true;
      thrown.resolve();
      throw new ComityError('server.projection.closed', 'the node is stopping');
    });
    eraser.start();
    await eraser.ready(10_000);
    expect(eraser.state()).toBe('ready');
    isAway = true;
    eraser.kick();
    await thrown.promise;
    await new Promise((done) => setImmediate(done));
    await eraser.close();
  });
});
