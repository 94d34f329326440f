// docs/spec/projection.md J1, J2, J3, J7: rows are a function of what the logs hold, not of how it arrived.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, mo, place, sz } from '../../test/support/given.ts';
import {
  applyAll,
  held,
  type LogEntry,
  logOf,
  openRig,
  type ProjectionRig,
  queriesOf,
  type Told,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { agreementContent, joint } from '../../test/support/texts.ts';
import type { PartyId } from '../base/ids.ts';
import { applyEntries } from './apply.ts';
import { projectionDigest } from './digest.ts';
import { fillTables } from './fill.ts';
import { emptyTables } from './schema.ts';
import type { ProjectionSetting } from './setting.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const about = 'HK-A001';
const post = { en: 'Secretary' };
const first = joint('agreement', { openUntil: '2019-04-30' });
// Proposed by a party that may not: held back from the texts, but a signature on it holds back the next.
const strange = joint('agreement', {
  openUntil: '2019-04-05',
  content: agreementContent({ title: { en: 'Other', 'zh-Hant': '另一' } }),
});
const act = (party: PartyId, at: string, fields: { act: string } & Record<string, unknown>) =>
  entry(party, { kind: 'agreement', about, ...fields }, at);
const body = (party: PartyId, at: string, fields: { act: string } & Record<string, unknown>) =>
  entry(party, { kind: 'organization', about: 'HK-OR001', ...fields }, at);

/** Three logs with everything that can befall a statement. */
function story(): readonly LogEntry[] {
  const described = body(hk, '2019-04-01T02:00:00Z', { act: 'describe', name: { en: 'Old' } });
  const of = place([described])[0]!.place.leaf;
  const why = { en: 'Misspelt' };
  const content = { act: 'describe', name: { en: 'New' } };
  const claimed = { kind: 'commitment', about: 'HK-C001', act: 'claim-kept' };
  const heads = act(hk, '2019-04-02T02:30:00Z', { act: 'sign', text: first.hash, post });
  const two = { ...heads.statement, act: 'decline' };
  const entries: readonly Told[] = [
    described,
    body(hk, '2019-04-01T03:00:00Z', { act: 'rectify', of, content, why }),
    act(hk, '2019-04-02T02:00:00Z', { act: 'propose', text: first.text }),
    act(hk, '2019-04-02T02:10:00Z', { act: 'sign', text: strange.hash, post }),
    { ...heads, payloads: { public: held(heads.statement), programme: held(two) } },
    act(hk, '2019-04-02T02:40:00Z', { act: 'sign', text: first.hash, post }),
    entry(hk, claimed, '2019-04-20T02:00:00Z'),
    // A clock that went back, a kind of a newer release, and bytes that are no statement.
    entry(hk, { kind: 'case', about: 'HK-K001', act: 'open' }, '2019-04-10T02:00:00Z'),
    { ...described, payloads: { public: held(new Uint8Array([123])) } },
    act(sz, '2019-04-03T02:00:00Z', { act: 'sign', text: first.hash, post }),
    body(sz, '2019-04-03T03:00:00Z', { act: 'describe', name: { en: 'Not ours' } }),
    entry(
      sz,
      { kind: 'organization', about: 'SZ-OR001', act: 'describe', name: { en: 'X' } },
      '2019-05-04T02:00:00Z',
    ),
    act(mo, '2019-04-02T01:00:00Z', { act: 'propose', text: strange.text }),
    act(mo, '2019-05-02T01:00:00Z', { act: 'sign', text: strange.hash, post }),
  ];
  return tell(entries);
}

interface Step {
  readonly entry: LogEntry;
  readonly slots?: Parameters<typeof toApplied>[1];
}

/** Each log in its order; which comes next, and when a payload comes late or goes, as the numbers say. */
function arrival(logs: readonly LogEntry[], choices: readonly number[]): readonly Step[] {
  const queues = [...Map.groupBy(logs, (one) => one.party).values()].map((log) =>
    log.map((one): Step => ({ entry: one })),
  );
  const steps: Step[] = [];
  for (let i = 0; queues.some((queue) => queue.length > 0); i++) {
    const open = queues.filter((queue) => queue.length > 0);
    const choice = choices[i % choices.length] ?? 0;
    const step = open[choice % open.length]!.shift()!;
    const scopes = Object.keys(step.entry.payloads);
    if (step.slots === undefined && choice % 5 === 0 && scopes.length > 0) {
      const slots = { [scopes[choice % scopes.length]!]: { status: 'not-held' } as const };
      steps.push({ ...step, slots });
      queues.push([{ entry: step.entry, slots: {} }]);
    } else {
      steps.push(step);
    }
  }
  return steps;
}

async function play(setting: ProjectionSetting, steps: readonly Step[], atOnce: number) {
  await emptyTables(rig.db);
  for (let i = 0; i < steps.length; ) {
    const { entry: one, slots } = steps[i]!;
    const batch = [toApplied(one, slots)];
    for (i++; i < steps.length && batch.length < atOnce; i++) {
      const next = steps[i]!;
      const follows =
        next.entry.party === one.party && next.entry.index === batch.at(-1)!.index + 1;
      if (!follows) break;
      batch.push(toApplied(next.entry, next.slots));
    }
    await applyEntries(setting, logOf(one.party), batch);
  }
}

describe('applyEntries', () => {
  it('gives the rows of a rebuild in any order of arrival, with payloads that come late', async () => {
    const setting = rig.setting();
    const logs = story();
    await emptyTables(rig.db);
    await applyAll(setting, logs);
    const rebuilt = await projectionDigest(setting);
    expect(rebuilt.rows).toMatchObject({ entry: 14, state: expect.any(Number) });
    const property = fc.asyncProperty(
      fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 4 }),
      async (choices, atOnce) => {
        await play(setting, arrival(logs, choices), atOnce);
        expect(await projectionDigest(setting)).toEqual(rebuilt);
      },
    );
    await fc.assert(property, { seed: 20190402, numRuns: 25 });
  }, 60_000);

  it('gives the rows of tables that are filled with whole logs', async () => {
    const setting = rig.setting();
    const logs = story();
    await emptyTables(rig.db);
    await applyAll(setting, logs);
    const applied = await projectionDigest(setting);
    const parts = [...Map.groupBy(logs, ({ party }) => party)].map(([party, own]) => ({
      log: logOf(party),
      entries: own.map((one) => toApplied(one)),
    }));
    for (const order of [parts, parts.toReversed()]) {
      await fillTables(setting, order);
      expect(await projectionDigest(setting)).toEqual(applied);
    }
  });

  it('gives the rows of a rebuild when payloads are erased', async () => {
    const setting = rig.setting();
    const logs = story();
    const property = fc.asyncProperty(
      fc.nat(logs.length - 1),
      fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }),
      async (which, choices) => {
        const gone = logs[which]!;
        const erased = { status: 'erased' } as const;
        const slots = Object.fromEntries(Object.keys(gone.payloads).map((one) => [one, erased]));
        const after = logs.with(which, { ...gone, payloads: slots });
        await play(setting, [...arrival(logs, choices), { entry: gone, slots }], 3);
        const grown = await projectionDigest(setting);
        await emptyTables(rig.db);
        await applyAll(setting, after);
        expect(grown).toEqual(await projectionDigest(setting));
      },
    );
    await fc.assert(property, { seed: 20190403, numRuns: 15 });
  }, 60_000);

  it('would be caught if a late payload changed nothing', async () => {
    const setting = rig.setting();
    const logs = story();
    await play(
      setting,
      logs.map((one) => ({ entry: one })),
      4,
    );
    const whole = await projectionDigest(setting);
    const late = logs.map((one, i) =>
      i === 2 ? { entry: one, slots: { public: { status: 'not-held' } as const } } : { entry: one },
    );
    await play(setting, late, 4);
    expect((await projectionDigest(setting)).all).not.toBe(whole.all);
  });

  it('folds every subject again once another party is known', async () => {
    const parties = [hk];
    const setting = rig.setting(() => parties);
    const one = { kind: 'organization', about: 'SZ-OR001', act: 'describe', name: { en: 'X' } };
    const logs = tell([
      entry(hk, { ...one, about: 'HK-OR001' }),
      entry(hk, { kind: 'party', about: 'SZ-PA001', act: 'describe', name: { en: 'X' } }),
      entry(sz, one),
    ]);
    await applyAll(setting, logs.slice(0, 2));
    parties.push(sz);
    await applyAll(setting, logs.slice(2));
    const grown = await projectionDigest(setting);
    await emptyTables(rig.db);
    await applyAll(setting, logs);
    expect(grown).toEqual(await projectionDigest(setting));
  });

  it('lets a text that nobody may propose die as well, and counts the signature that waited for it', async () => {
    const setting = rig.setting();
    const logs = tell([
      act(hk, '2019-04-02T02:00:00Z', { act: 'propose', text: first.text }),
      act(hk, '2019-04-02T02:10:00Z', { act: 'sign', text: strange.hash, post }),
      act(hk, '2019-04-02T02:20:00Z', { act: 'sign', text: first.hash, post }),
      act(mo, '2019-04-02T01:00:00Z', { act: 'propose', text: strange.text }),
      act(sz, '2019-04-03T02:00:00Z', { act: 'sign', text: first.hash, post }),
      entry(
        sz,
        { kind: 'organization', about: 'SZ-OR001', act: 'describe', name: { en: 'X' } },
        '2019-04-06T02:00:00Z',
      ),
    ]);
    await applyAll(setting, logs.slice(0, 5));
    const before = await queriesOf(setting).agreement(about);
    expect(before?.state.texts.map((text) => text.state)).toEqual(['open']);
    await applyAll(setting, logs.slice(5));
    const after = await queriesOf(setting).agreement(about);
    expect(after?.state.texts.map((text) => text.state)).toEqual(['signed']);
  });
});
