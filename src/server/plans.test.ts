// docs/spec/joint-schedule.md N2, N5, N21, N30, N31, N32, N33, N34, N53, N60: plans from records, their inputs documents,
// and when they are computed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, entry, hk, sha256, sz } from '../../test/support/given.ts';
import {
  allHeld,
  forecastEntry,
  held,
  opened,
  permitEntries,
  reportEntry,
  storyEntries,
} from '../../test/support/joint-story.ts';
import type { Events } from '../../test/support/network.ts';
import {
  applyAll,
  logOf,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { readSchedule } from '../exchange/formats.ts';
import { forecastProject } from '../plan/forecast.ts';
import { applyEntries } from '../projection/apply.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { forecastRuns, plansKeptMax } from './limits.ts';
import { openPlanDesk } from './plan-desk.ts';
import { type PlanTask, workPlan } from './plan-work.ts';
import { createPlans, type PlansWorld, seedOf } from './plans.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

/** Plans over a projection, with a desk that keeps what it was asked. */
function plansOn(setting: ProjectionSetting, more: Partial<PlansWorld> = {}) {
  const tasks: PlanTask[] = [];
  const work = async (task: PlanTask) => {
    tasks.push(task);
    return workPlan(task);
  };
  const desk = { work, close: async () => {} } as PlansWorld['desk'];
  const world = { queries: queriesOf(setting), scope: 'public', sha256, desk } as const;
  const plans = createPlans({ ...world, scheduleOf: allHeld, ...more });
  return { plans, tasks, kinds: () => tasks.map(({ kind }) => kind) };
}

async function plansOf(entries: readonly Entry[], more: Partial<PlansWorld> = {}) {
  const setting = rig.setting();
  await applyAll(setting, tell(entries));
  return { setting, ...plansOn(setting, more) };
}

const story = storyEntries();
const id = 'HK-P009';
const why = { en: 'Survey' };
const stop = (): Events => [
  ['2026-03-02', 'open'],
  ['2026-03-06', 'stop', { why }],
];

async function hashOf(entries: readonly Entry[], more: Partial<PlansWorld> = {}) {
  const { plans } = await plansOf(entries, more);
  return (await plans.plan(id))?.computed?.inputsHash;
}

describe('a project’s plan', () => {
  it('has dates, a forecast of the opening, and what it was made with', async () => {
    const { plans } = await plansOf(story);
    const plan = await plans.plan(id);
    expect(plan?.problems).toEqual([]);
    expect(plan?.computed).toMatchObject({
      ...{ runs: forecastRuns, seed: seedOf(sha256, id), sample: false },
    });
    const ids = plan?.network.activities.map((one) => one.id);
    expect(plan?.computed?.activities.map((one) => one.activity.id)).toEqual(ids);
    const { p50 = 0, p80 = 0 } = plan?.computed?.forecast ?? {};
    expect(p50).toBeLessThan(p80);
  });

  it('is undefined for a part, and for what is no project', async () => {
    const { plans } = await plansOf(story);
    expect(await plans.plan('SZ-P001')).toBeUndefined();
    expect(await plans.plan('SZ-K001')).toBeUndefined();
    expect(await plans.whatIf('SZ-P001', [])).toBeUndefined();
    expect(await plans.inputs('SZ-P001')).toBeUndefined();
    expect(await plans.ranking('SZ-P001')).toEqual({ alone: [], pairs: [] });
  });

  it('has problems in the place of a forecast where nothing can be computed', async () => {
    const problem = { code: 'schedule.out-of-range', severity: 'error', message: 'x', members: [] };
    const work = async () => ({ ok: false, error: [problem] });
    const desk = { work, close: async () => {} } as unknown as PlansWorld['desk'];
    const { plans } = await plansOf(story, { desk });
    const plan = await plans.plan(id);
    expect(plan?.problems).toEqual([problem]);
    expect(plan).not.toHaveProperty('computed');
    expect(await plans.inputs(id)).toBeUndefined();
    expect(await plans.ranking(id)).toEqual({ alone: [], pairs: [] });
    expect(await plans.whatIf(id, [])).toMatchObject({ problems: [problem] });
  });

  it('is a network without dates once every part is over, but not for a day on which it was not', async () => {
    const over = (party: typeof hk, about: string) =>
      entry(
        party,
        { kind: 'project', about, act: 'status', happened: '2026-03-03', status: 'completed' },
        '2026-03-03T02:00:00Z',
      );
    const { plans, tasks } = await plansOf([...story, over(hk, 'HK-P001'), over(sz, 'SZ-P001')]);
    const plan = await plans.plan(id);
    expect(plan).not.toHaveProperty('computed');
    expect(plan?.network.activities).toHaveLength(5);
    expect(tasks).toEqual([]);
    expect((await plans.plan(id, { asof: '2026-03-02' }))?.computed).toBeDefined();
  });

  it('is computed the same on the thread', async () => {
    const desk = openPlanDesk();
    try {
      const [threaded, alone] = [await plansOf(story, { desk }), await plansOf(story)];
      const on = await threaded.plans.plan(id);
      expect(on?.computed).toEqual((await alone.plans.plan(id))?.computed);
    } finally {
      await desk.close();
    }
  });
});

describe('the inputs document', () => {
  it('is canonical, so that the hash of the file is the hash of the inputs', async () => {
    const { plans } = await plansOf(story);
    const document = (await plans.inputs(id)) ?? '';
    const hash = (await plans.plan(id))?.computed?.inputsHash;
    expect(toHex(sha256(utf8(document)))).toBe(hash);
    const records = (await plans.plan(id))?.records.heads;
    expect(JSON.parse(document)).toMatchObject({
      ...{ schema: 'comity-forecast-inputs/1', model: 2, profile: 'comity', project: id },
      ...{ target: 'SZ-P001/C', scope: 'public', records },
    });
    expect(JSON.parse(document)).not.toHaveProperty('sample');
  });

  it('read by anybody gives the same forecast', async () => {
    const { plans } = await plansOf(storyEntries(stop()));
    const { computed, network } = (await plans.plan(id))!;
    const read = readSchedule(utf8((await plans.inputs(id)) ?? ''));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.issues).toEqual([]);
    const { runs, seed } = computed!;
    const again = forecastProject({
      ...{ schedule: read.value.schedule, target: network.target, profile: 'comity' },
      ...{ runs, seed, days: [], sha256 },
    });
    const { activities: _, ...forecast } = computed!.forecast;
    expect(again).toMatchObject({ ok: true, value: forecast });
  });

  it('is the same on both nodes, whichever log arrived first', async () => {
    const turned = [...story].sort((a, b) => (a.party < b.party ? 1 : a.party > b.party ? -1 : 0));
    expect(await hashOf(turned)).toBe(await hashOf(story));
  });

  it('is another once an input changes, and the same beside what is no input', async () => {
    const before = await hashOf(story);
    expect(await hashOf(storyEntries(stop()))).not.toBe(before);
    const beside = [
      ...story,
      opened('HK-P002', {}, '2026-03-02T06:00:00Z'),
      forecastEntry('SZ', '2026-03-02T07:00:00Z', { dataDate: '2026-03-02' }),
    ];
    expect(await hashOf(beside)).toBe(before);
    const next = forecastEntry('HK', '2026-03-03T07:00:00Z', { dataDate: '2026-03-03' });
    expect(await hashOf([...story, next])).not.toBe(before);
  });

  it('has no proposed link in its schedule', async () => {
    const proposed = story.filter(({ party, statement }) => {
      return !(party === hk && statement.about === 'SZ-L001');
    });
    const { plans } = await plansOf(proposed);
    const { schedule } = JSON.parse((await plans.inputs(id)) ?? '');
    const ends = schedule.projects[0].links.map((one: { to: string }) => one.to);
    expect(ends).toEqual(['HK-P001/D', 'SZ-P001/B', 'SZ-P001/C']);
  });

  const marked = (about: string) =>
    story.map((one) => {
      if (one.statement.about !== about) return one;
      return { ...one, statement: { ...one.statement, sample: true as const } };
    });
  it.each(['HK-P001', 'SZ-S001', 'SZ-K001', 'SZ-L001', 'SZ-PR001', 'SZ-CA001', 'HK-P009'])(
    'is sample when %s is',
    async (about) => {
      const { plans } = await plansOf(marked(about));
      expect((await plans.plan(id))?.computed?.sample).toBe(true);
      expect(JSON.parse((await plans.inputs(id)) ?? '')).toMatchObject({ sample: true });
    },
  );

  it('is sample when a report is that stands for the matter', async () => {
    const others = story.filter(({ statement }) => statement.about !== 'SZ-K001');
    const report = reportEntry({ sample: true }, '2026-03-02T03:00:00Z');
    const { plans } = await plansOf([...others, report]);
    expect((await plans.plan(id))?.computed?.sample).toBe(true);
  });
});

describe('what plans keep', () => {
  it('is computed once while nothing changes, however often it is asked for', async () => {
    const { plans, kinds } = await plansOf(story);
    const both = await Promise.all([plans.plan(id), plans.plan(id)]);
    expect(both[0]?.computed).toBe(both[1]?.computed);
    await plans.inputs(id);
    await plans.whatIf(id, []);
    expect(kinds()).toEqual(['forecast']);
    await plans.ranking(id);
    await plans.ranking(id);
    expect(kinds()).toEqual(['forecast', 'rank']);
  });

  it('is computed anew for a statement, a schedule that is held now, and another day', async () => {
    let scheduleOf = held('south', 'before');
    const { setting, plans, kinds } = await plansOf(story, {
      scheduleOf: (hash) => scheduleOf(hash),
    });
    const codes = async () => (await plans.plan(id))?.network.issues.map(({ code }) => code);
    expect(await codes()).toContain('network.not-held');
    scheduleOf = allHeld;
    expect(await codes()).toEqual([]);
    expect(kinds()).toHaveLength(2);
    const [stopped] = permitEntries(stop()).slice(-1);
    const told = tell([...story, stopped!]).slice(-1);
    await applyAll(setting, told);
    expect((await plans.plan(id))?.network.activities).toHaveLength(6);
    await plans.plan(id, { asof: '2026-03-03' });
    expect(kinds()).toHaveLength(4);
  });

  it('shows forecasts recorded since without computing anything', async () => {
    const { setting, plans, kinds } = await plansOf(story);
    await plans.plan(id);
    const made = forecastEntry('HK', '2026-03-02T08:00:00Z', { dataDate: '2026-03-02' });
    await applyAll(setting, tell([...story, made]).slice(-1));
    expect((await plans.plan(id))?.records.forecasts).toHaveLength(1);
    expect(kinds()).toEqual(['forecast']);
  });

  it('is computed anew for a payload that comes late, though no newer statement does', async () => {
    const setting = rig.setting();
    const logs = tell(storyEntries(stop()));
    const late = logs.find(({ party, index }) => {
      return party === sz && index === logs.filter((one) => one.party === sz).length - 2;
    });
    for (const party of [hk, sz]) {
      const own = logs.filter((one) => one.party === party);
      const applied = own.map((one) =>
        toApplied(one, one === late ? { public: { status: 'not-held' } } : {}),
      );
      await applyEntries(setting, logOf(party), applied);
    }
    const { plans, kinds } = plansOn(setting);
    const startOf = async () => {
      const [project] = (await plans.plan(id))?.network.schedule?.projects ?? [];
      return project?.activities.find((one) => one.id === 'SZ-P001/B')?.actualStart;
    };
    expect(await startOf()).toBeUndefined();
    await applyEntries(setting, logOf(sz), [toApplied(late!)]);
    expect(await startOf()).toBeDefined();
    expect(kinds()).toHaveLength(2);
  });

  it('is forgotten, oldest first, beyond its limit', async () => {
    const { plans, kinds } = await plansOf(story);
    for (let day = 1; day <= plansKeptMax + 1; day++) {
      await plans.plan(id, {
        asof: `2026-${day > 28 ? '04' : '03'}-${String(((day - 1) % 28) + 1).padStart(2, '0')}`,
      });
    }
    const before = kinds().length;
    await plans.plan(id, { asof: '2026-03-02' });
    expect(kinds()).toHaveLength(before);
    await plans.plan(id, { asof: '2026-03-01' });
    expect(kinds()).toHaveLength(before + 1);
  });

  it('is no failure: what broke once is tried again', async () => {
    let breaks = true;
    const work = async (task: PlanTask) => {
      if (breaks) throw new TypeError('broken');
      return workPlan(task);
    };
    const desk = { work, close: async () => {} } as PlansWorld['desk'];
    const { plans } = await plansOf(story, { desk });
    await expect(plans.plan(id)).rejects.toThrow('broken');
    breaks = false;
    expect((await plans.plan(id))?.computed).toBeDefined();
  });
});

describe('what could be done', () => {
  it('is ranked by what each change is worth over the same runs', async () => {
    const { plans } = await plansOf(storyEntries(stop()));
    const { alone, pairs } = await plans.ranking(id);
    expect(new Set(alone.map(({ choice }) => choice.kind))).toEqual(
      new Set(['answer', 'faster', 'recognised']),
    );
    const saved = alone.map(({ effect }) => effect.meanMinutes);
    expect(saved).toEqual([...saved].sort((a, b) => b - a));
    expect(saved[0]).toBeGreaterThan(0);
    // Two by two, over the same runs: what both are worth, and how much of it neither is by itself.
    const means = new Map(alone.map(({ choice, effect }) => [choice, effect.meanMinutes]));
    expect(pairs).toHaveLength((alone.length * (alone.length - 1)) / 2);
    for (const { choices, effect } of pairs) {
      const apart = (means.get(choices[0]) ?? 0) + (means.get(choices[1]) ?? 0);
      expect(effect.surplusMinutes).toBe(effect.meanMinutes - apart);
    }
  });

  it('may be tried, and never makes the opening later', async () => {
    const { plans, kinds } = await plansOf(story);
    const plan = await plans.plan(id);
    const change = { type: 'recognised' } as const;
    const found = await plans.whatIf(id, [{ name: 'x', activities: ['SZ-P001/B'], change }]);
    expect(found?.changed?.p50).toBeLessThan(plan?.computed?.forecast.p50 ?? 0);
    expect(found?.plan.computed).toBe(plan?.computed);
    const unknown = await plans.whatIf(id, [{ name: 'x', activities: ['SZ-P001/Q'], change }]);
    expect(unknown?.problems.map(({ code }) => code)).toEqual(['policy.unknown-activity']);
    expect(unknown).not.toHaveProperty('changed');
    expect(kinds()).toEqual(['forecast', 'what-if', 'what-if']);
  });
});

describe('seedOf', () => {
  it('is a whole number of 53 bits that belongs to the project', () => {
    const seeds = ['HK-P001', 'HK-P002', 'SZ-P001'].map((one) => seedOf(sha256, one));
    expect(new Set(seeds).size).toBe(3);
    for (const seed of seeds) expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
    const hash = toHex(sha256(utf8('HK-P001')));
    expect(BigInt(seedOf(sha256, 'HK-P001'))).toBe(BigInt(`0x${hash.slice(0, 16)}`) >> 11n);
  });
});
