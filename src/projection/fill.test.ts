// docs/spec/projection.md J1: tables that are filled with whole logs have the rows of applying their entries.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateProgramme } from '../../examples/generator/programme.ts';
import { openOffice } from '../../test/support/office.ts';
import { held, openRig, type ProjectionRig } from '../../test/support/projection.ts';
import type { Mark, Origin, PartyId } from '../base/ids.ts';
import { applyEntries } from './apply.ts';
import { projectionDigest } from './digest.ts';
import { type FillPart, fillTables } from './fill.ts';
import { createTables, emptyTables, hasTables } from './schema.ts';
import type { LogIdentity, ProjectionSetting } from './setting.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
}, 60_000);
afterAll(() => rig.close());
beforeEach(() => createTables(rig.db));

const made = generateProgramme({ seed: 11, parties: 3, projects: 16 });
const parties = made.parties.parties as unknown as Parameters<typeof openOffice>[0];

function setting(): ProjectionSetting {
  return {
    ...rig.setting(),
    logs: () => parties.map(logOf),
    marks: () => new Map(parties.map(({ party, mark }) => [party as PartyId, mark as Mark])),
  };
}

function logOf({ party, zone }: { readonly party: string; readonly zone: string }): LogIdentity {
  const origin = `log.${party}.invalid/generated` as Origin;
  return { origin, party: party as PartyId, zone, visibility: 'shared' };
}

/** What the logs hold, a few entries at a time; some payloads are not held, and one is rubbish. */
function partsOf(atOnce: number): readonly FillPart[] {
  const office = openOffice(parties, ['en', 'zh-Hant', 'zh-Hans']);
  const entries = [...made.steps()].flatMap((step) => office.give(step));
  return parties.flatMap((one) => {
    const own = entries
      .filter(({ party }) => party === one.party)
      .map(({ index, leaf, at, payloads }) => {
        const slots = Object.entries(payloads).map(([scope, statement]) => {
          if (index % 17 === 3) return [scope, { status: 'not-held' }];
          return [scope, held(index === 20 ? new Uint8Array([123]) : statement)];
        });
        return { index, leaf, at, slots: Object.fromEntries(slots) };
      });
    const starts = Array.from({ length: Math.ceil(own.length / atOnce) }, (_, i) => i * atOnce);
    return starts.map((from) => ({ log: logOf(one), entries: own.slice(from, from + atOnce) }));
  });
}

describe('fillTables', () => {
  it('gives the rows of applying the entries, whatever was in the tables before', async () => {
    const on = setting();
    for (const { log, entries } of partsOf(9)) await applyEntries(on, log, entries);
    const applied = await projectionDigest(on);
    expect(applied.rows.entry).toBeGreaterThan(250);
    expect(applied.rows.seed).toBeGreaterThan(0);
    await fillTables(on, partsOf(64));
    expect(await projectionDigest(on)).toEqual(applied);
    await emptyTables(rig.db);
    await fillTables(on, partsOf(7));
    expect(await projectionDigest(on)).toEqual(applied);
  });

  it('can be gone on with as with rows that came one after another', async () => {
    const on = setting();
    const parts = partsOf(10);
    const last = parts.filter(({ entries }) => entries.length < 10);
    expect(last.length).toBeGreaterThan(0);
    await fillTables(
      on,
      parts.filter((part) => !last.includes(part)),
    );
    for (const { log, entries } of last) await applyEntries(on, log, entries);
    const grown = await projectionDigest(on);
    await fillTables(on, parts);
    expect(grown).toEqual(await projectionDigest(on));
  });

  it('leaves tables that count as not there where it is stopped, in the rows or in the folds', async () => {
    const on = setting();
    const parts = partsOf(100);
    for (const stopAfter of [1, parts.length + 1]) {
      await createTables(rig.db);
      let told = 0;
      const stop = () => {
        told += 1;
        if (told === stopAfter) throw new Error('stopped');
      };
      await expect(fillTables(on, parts, stop)).rejects.toThrow('stopped');
      expect(await hasTables(rig.db)).toBe(false);
    }
    await fillTables(on, parts);
    expect(await hasTables(rig.db)).toBe(true);
  });

  it('makes every index that tables have which were never filled', async () => {
    const indexes = async () =>
      (await rig.db.query(`select indexdef from pg_indexes where schemaname = current_schema()`))
        .map(({ indexdef }) => indexdef)
        .sort();
    const before = await indexes();
    await fillTables(setting(), partsOf(100));
    expect(await indexes()).toEqual(before);
    expect(before.length).toBeGreaterThan(8);
  });
});
