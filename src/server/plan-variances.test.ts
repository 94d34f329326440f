// docs/spec/model.md M179: what differs from the baselines of a project's parts, or why nothing can be compared.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, entry, hk, place, sha256, sz } from '../../test/support/given.ts';
import { allHeld, held, storyEntries } from '../../test/support/joint-story.ts';
import {
  applyAll,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
} from '../../test/support/projection.ts';
import { minuteToText } from '../plan/civil-time.ts';
import { type PlanTask, workPlan } from './plan-work.ts';
import { createPlans, type PlansWorld } from './plans.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const story = storyEntries();
const adoptions = place(story).filter(({ statement }) => statement.act === 'adopt');
const leafOf = (about: string, nth = 0) =>
  adoptions.filter(({ statement }) => statement.about === about)[nth]?.place.leaf ?? '';
const words = { en: 'As first approved' };
function baseline(about: string, version: string, more: object = {}): Entry {
  const mark = about.slice(0, 2);
  const fields = { project: `${mark}-P001`, schedule: `${mark}-S001`, version };
  const set = { kind: 'baseline', about, act: 'set', happened: '2026-02-20', ...fields };
  const said = { title: words, reason: words, approvedBy: words };
  const party = mark === 'HK' ? hk : sz;
  return entry(party, { ...set, ...said, ...more }, '2026-03-02T02:00:00Z');
}

const asked = { day: '2026-03-02' };
async function plansOf(entries: readonly Entry[], more: Partial<PlansWorld> = {}) {
  const setting = rig.setting();
  await applyAll(setting, tell(entries));
  const tasks: string[] = [];
  const work = async (task: PlanTask) => {
    tasks.push(task.kind);
    return workPlan(task);
  };
  const desk = { work, close: async () => {} } as PlansWorld['desk'];
  const world = { queries: queriesOf(setting), scope: 'public', sha256, desk } as const;
  return { plans: createPlans({ ...world, scheduleOf: allHeld, ...more }), tasks };
}

describe('what differs from a baseline', () => {
  it('is the version in force by itself against the dates of the joint network', async () => {
    const { plans, tasks } = await plansOf([...story, baseline('SZ-BL001', leafOf('SZ-S001'))]);
    const [found, ...more] = await plans.variances('HK-P009', asked);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ part: 'SZ-P001', sample: false });
    expect(found?.lacks).toBeUndefined();
    const { activities = [], added, removed } = found?.variances ?? {};
    expect(activities.map(({ code }) => code)).toEqual(['A', 'C']);
    expect([added, removed]).toEqual([['B'], []]);
    const plan = await plans.plan('HK-P009');
    const last = plan?.computed?.activities.find(({ activity }) => activity.id === 'SZ-P001/C');
    const [, c] = activities;
    expect(minuteToText(c?.current.finish ?? 0)).toBe(minuteToText(last?.earlyFinish ?? 0));
    expect(c?.finishDays).toBeGreaterThan(0);
    // The version never changes: its dates are computed once.
    await plans.variances('HK-P009', asked);
    expect(tasks.filter((kind) => kind === 'dates')).toHaveLength(1);
  });

  it('is of the baseline that was in force on the day asked for', async () => {
    const first = baseline('SZ-BL001', leafOf('SZ-S001'));
    const second = baseline('SZ-BL002', leafOf('SZ-S001', 1), { happened: '2026-03-01' });
    const { plans } = await plansOf([...story, second, first]);
    const [now] = await plans.variances('HK-P009', asked);
    expect(now?.baselines.map(({ id }) => id)).toEqual(['SZ-BL001', 'SZ-BL002']);
    expect(now?.variances?.added).toEqual([]);
    const [then] = await plans.variances('HK-P009', { asof: '2026-02-28', day: '2026-02-28' });
    expect(then?.baselines.map(({ id }) => id)).toEqual(['SZ-BL001']);
    expect(await plans.variances('HK-P009', { asof: '2026-02-19', day: '2026-02-19' })).toEqual([]);
  });

  it('is nothing where the version or its file is not here, or the project is over', async () => {
    const version = leafOf('SZ-S001');
    const missing = await plansOf([...story, baseline('SZ-BL001', 'cd'.repeat(32))]);
    expect(await missing.plans.variances('HK-P009', asked)).toMatchObject([{ lacks: 'version' }]);
    const set = [...story, baseline('SZ-BL001', version)];
    const scheduleOf = held('south', 'north');
    const unread = await plansOf(set, { scheduleOf });
    expect(await unread.plans.variances('HK-P009', asked)).toMatchObject([{ lacks: 'file' }]);
    const over = (['HK-P001', 'SZ-P001'] as const).map((about) =>
      entry(
        about.startsWith('HK') ? hk : sz,
        { kind: 'project', about, act: 'status', status: 'completed', happened: '2026-03-01' },
        '2026-03-02T02:00:00Z',
      ),
    );
    const ended = await plansOf([...set, ...over]);
    expect(await ended.plans.variances('HK-P009', asked)).toMatchObject([{ lacks: 'plan' }]);
    expect(await ended.plans.variances('SZ-P001', asked)).toEqual([]);
  });

  it('is sample where the baseline is', async () => {
    const { plans } = await plansOf([
      ...story,
      baseline('SZ-BL001', leafOf('SZ-S001'), { sample: true }),
    ]);
    expect(await plans.variances('HK-P009', asked)).toMatchObject([{ sample: true }]);
  });
});
