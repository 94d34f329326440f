// Alarms and refused items: raised, kept once, closed with a reason, bounded.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Files, nodeFiles } from '../store/files.ts';
import { type Alarms, openAlarms } from './alarms.ts';

let dir = '';
let opened: Alarms[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-alarms-'));
});
afterEach(async () => {
  // What is still being written would come back into the folder.
  await Promise.all(opened.map((one) => one.settle()));
  opened = [];
  rmSync(dir, { recursive: true, force: true });
});

let now = Date.UTC(2026, 10, 24);
const clock = () => now;
const open = async (): Promise<Alarms> => {
  const alarms = await openAlarms(dir, clock);
  opened.push(alarms);
  return alarms;
};
const origin = 'log.rogue.invalid/x';
const unproven = {
  origin,
  state: 'unproven',
  code: 'server.alarm.unproven',
  detail: 'size 9',
} as const;
const proven = {
  origin,
  state: 'proven',
  code: 'server.alarm.same-size',
  detail: 'sizes 9, 9',
  evidence: '/evidence/x/1.evidence',
} as const;
const reported = { ...unproven, state: 'reported', code: 'server.alarm.reported' } as const;

describe('refuse', () => {
  it('keeps equal refusals once, with the newest time and first', async () => {
    const alarms = await open();
    alarms.refuse({ from: 'a', code: 'x', detail: '1' });
    now += 1_000;
    alarms.refuse({ from: 'b', code: 'x', detail: '1' });
    now += 1_000;
    alarms.refuse({ from: 'a', code: 'x', detail: '1' });
    expect(alarms.refused().map(({ from, at }) => `${from} ${at}`)).toEqual([
      'a 2026-11-24T00:00:02Z',
      'b 2026-11-24T00:00:01Z',
    ]);
  });

  it('lets a flood from one source fill its own share only, and cuts long details', async () => {
    const alarms = await open();
    alarms.refuse({ from: 'honest', code: 'server.pull.note', detail: 'seen' });
    for (let i = 0; i < 1_000; i++)
      alarms.refuse({ from: 'flood', code: 'x', detail: `${i} ${'y'.repeat(10_000)}` });
    const refused = alarms.refused();
    expect(refused.filter(({ from }) => from === 'flood')).toHaveLength(40);
    expect(refused.at(-1)).toMatchObject({ from: 'honest' });
    expect(Math.max(...refused.map(({ detail }) => detail.length))).toBe(500);
  });

  it('keeps at most 200 of all', async () => {
    const alarms = await open();
    for (let i = 0; i < 300; i++) alarms.refuse({ from: `${i}`, code: 'x', detail: '' });
    expect(alarms.refused()).toHaveLength(200);
  });

  it('writes the disk at once, and then at most once a second, whatever the flood', async () => {
    let writes = 0;
    const files: Files = {
      ...nodeFiles,
      rename: async (from, to) => {
        writes += 1;
        await nodeFiles.rename(from, to);
      },
    };
    const alarms = await openAlarms(dir, clock, { files });
    const until = Date.now() + 1_500;
    for (let i = 0; Date.now() < until; i++) {
      alarms.refuse({ from: `${i % 7}`, code: 'x', detail: `${i}` });
      if (i % 50 === 0) await new Promise((done) => setImmediate(done));
    }
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(2);
    await alarms.settle();
    const last = alarms.refused()[0]?.detail ?? '';
    expect(readFileSync(join(dir, 'alarms.json'), 'utf8')).toContain(`"detail": "${last}"`);
  });
});

describe('raise and close', () => {
  it('raises unproven to proven, keeps its beginning, and never goes back by itself', async () => {
    const alarms = await open();
    alarms.raise(unproven);
    const since = alarms.standing(origin)?.since;
    now += 5_000;
    alarms.raise(proven);
    alarms.raise(unproven);
    alarms.withdrawUnproven(origin);
    expect(alarms.all()).toEqual([{ ...proven, since }]);
  });

  it('takes "not shown to grow" back when it was shown', async () => {
    const alarms = await open();
    alarms.raise(unproven);
    alarms.raise({ ...unproven, origin: 'other' });
    alarms.withdrawUnproven(origin);
    expect(alarms.all().map((alarm) => alarm.origin)).toEqual(['other']);
  });

  it('does not count what another node reports as its own finding', async () => {
    const alarms = await open();
    alarms.raise(reported);
    expect(alarms.standing(origin)).toBeUndefined();
    alarms.raise(proven);
    expect(alarms.all().map(({ state }) => state)).toEqual(['proven', 'reported']);
  });

  it('closes with a reason that stays beside it, also after a restart', async () => {
    const alarms = await open();
    alarms.raise(proven);
    alarms.raise(reported);
    expect(alarms.close(origin, 'healed')).toBe(2);
    expect(alarms.close(origin, 'again')).toBe(0);
    expect(alarms.standing(origin)).toBeUndefined();
    await alarms.settle();
    const again = await open();
    expect(again.all().map(({ closed }) => closed?.why)).toEqual(['healed', 'healed']);
    again.raise(proven);
    expect(again.standing(origin)?.state).toBe('proven');
    expect(again.all()).toHaveLength(3);
  });

  it('keeps a hundred, and never drops an open one for one that is closed', async () => {
    const alarms = await open();
    alarms.raise({ ...proven, origin: 'first' });
    for (let i = 0; i < 150; i++) {
      alarms.raise({ ...proven, detail: `${i}` });
      alarms.close(origin, 'x');
    }
    expect(alarms.all()).toHaveLength(100);
    expect(alarms.standing('first')).toBeDefined();
  });
});

describe('openAlarms', () => {
  it.each(['', '{', '[]', 'null', '7', '{"refused":1,"alarms":[]}'])(
    'begins anew over a damaged file: %s',
    async (text) => {
      writeFileSync(join(dir, 'alarms.json'), text);
      const alarms = await open();
      expect([alarms.refused(), alarms.all()]).toEqual([[], []]);
      alarms.raise(proven);
      await alarms.settle();
      expect((await open()).all()).toHaveLength(1);
    },
  );

  it('goes on in memory when the disk takes nothing', async () => {
    const alarms = await openAlarms(join(dir, 'gone'), clock);
    alarms.raise(proven);
    await alarms.settle();
    expect(alarms.standing(origin)?.state).toBe('proven');
  });
});
