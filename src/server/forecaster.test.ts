// docs/spec/joint-schedule.md N35, N38: forecasts on record, once a change and once a day, by the party that leads, with inputs that
// anybody can compute them from. On a real node of one party.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { link, schedule, task } from '../../test/support/schedules.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import { printComityJson } from '../exchange/comity-json.ts';
import type { ForecastState } from '../programme/kinds/forecast.ts';
import type { RecordView } from '../projection/queries.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { createControl } from './control.ts';
import { createForecaster } from './forecaster.ts';
import { initNode } from './init.ts';
import { openNode } from './node.ts';
import { type NodePlans, openNodePlans } from './node-plans.ts';

const ended: (() => Promise<void>)[] = [];
let here: Here;
beforeAll(async () => {
  here = await openHere();
});
afterAll(async () => {
  for (const end of ended.reverse()) await end();
});

const distribution = { type: 'triangular', low: 480, mode: 960, high: 9_600 } as const;
const works = (hours: number) =>
  schedule([task('A', 16, { distribution }), task('B', hours)], [link('A FS B')]);

/** A node of a party of its own whose clock is set by the tests; each opens projects of its own. */
async function openHere() {
  const dir = mkdtempSync(join(tmpdir(), 'comity-forecaster-'));
  ended.push(async () => rmSync(dir, { recursive: true, force: true }));
  const time = { now: Date.UTC(2026, 5, 1, 2) };
  const clock = () => time.now;
  const dataDir = join(dir, 'data');
  const own = {
    party: 'north',
    mark: 'NO',
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns',
  };
  const named = { name: { en: 'North' }, witnessName: 'log.north.invalid/witness' };
  const place = { port: 0, stateDir: '../state', programme: 'two-towns' };
  const input = { ...place, ...named, own } as unknown as Parameters<typeof initNode>[1];
  await initNode(dataDir, input, { clock, random: randomBytes, crypto: nodeCrypto });
  const node = await openNode({ dataDir, network: 'off', startCheck: 'ask-witnesses', clock });
  const plans = openNodePlans(node);
  ended.push(async () => {
    await plans.close();
    await node.close();
  });
  const control = createControl(node, plans);
  const ask = async (method: string, params: Json) => {
    return (await control(method, params)) as Result<never, { code: string }>;
  };
  const act = async (kind: string, command: object, about?: string) => {
    const done = await ask('command', { kind, command: command as Json, ...(about && { about }) });
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    return (done.value as { ids: string[] }).ids[0] ?? '';
  };
  const adopt = async (project: string, hours: number, about?: string) => {
    const file = Buffer.from(printComityJson(works(hours)));
    const put = await ask('put-blob', { base64: file.toString('base64') });
    if (!put.ok) throw new Error('a blob');
    const blob = put.value as { hash: string; bytes: number };
    const fields = { project, blob, format: 'comity-schedule/1', dataDate: '2026-06-01' };
    return act('schedule', { act: 'adopt', ...fields }, about);
  };
  const forecasts = async (project: string) => {
    const listed = await ask('list', { kind: 'forecast' });
    const all = listed.ok ? (listed.value as readonly RecordView<ForecastState>[]) : [];
    return all.filter(({ state }) => state.project === project);
  };
  const makes = async (project: string) =>
    (await forecasts(project)).flatMap(({ state }) => state.makes);
  const open = (more: object = {}) =>
    act('project', { act: 'open', title: { en: 'Pier' }, ...more });
  return { node, plans, time, ask, act, adopt, forecasts, makes, open };
}
type Here = Awaited<ReturnType<typeof openHere>>;

/** One round of looking at what is due. */
async function round({ node, plans }: Pick<Here, 'node' | 'plans'>): Promise<void> {
  const forecaster = createForecaster(node, plans);
  await forecaster.start();
  await forecaster.close();
}

const day = 86_400_000;

describe('the forecaster', () => {
  it('records a forecast once a change, and once a day while nothing changes', async () => {
    const project = await here.open();
    const about = await here.adopt(project, 40);
    await round(here);
    await round(here);
    expect(await here.makes(project)).toHaveLength(1);
    await here.adopt(project, 80, about);
    await round(here);
    await round(here);
    expect(await here.makes(project)).toHaveLength(2);
    here.time.now += day;
    await round(here);
    await round(here);
    const made = await here.makes(project);
    expect(made.map(({ dataDate }) => dataDate)).toEqual([
      ...['2026-06-01', '2026-06-01', '2026-06-02'],
    ]);
    expect(new Set(made.map(({ inputsHash }) => inputsHash)).size).toBe(3);
    expect(await here.forecasts(project)).toHaveLength(1);
    expect(here.node.alarms.refused()).toEqual([]);
  });

  it('records inputs that are held and have the hash that it names', async () => {
    const project = await here.open({ target: { code: 'B' } });
    const schedule = await here.adopt(project, 40);
    await round(here);
    const [made] = await here.makes(project);
    expect(made?.inputs.hash).toBe(made?.inputsHash);
    const bytes = await here.node.blobs.get(made?.inputs.hash ?? '');
    expect(bytes?.length).toBe(made?.inputs.bytes);
    expect(toHex(nodeCrypto.sha256(bytes ?? new Uint8Array()))).toBe(made?.inputsHash);
    expect(made).toMatchObject({ model: 2, runs: 2_000, target: `${project}/B` });
    expect(made?.heads.map(({ record }) => record)).toEqual([project, schedule]);
    const plan = await here.plans.public.plan(project);
    expect(plan?.computed?.inputsHash).toBe(made?.inputsHash);
  });

  it('hands out the inputs of a recorded forecast after the plan has changed, to that project alone', async () => {
    const project = await here.open();
    const about = await here.adopt(project, 40);
    await round(here);
    await here.adopt(project, 80, about);
    const [made] = await here.makes(project);
    const hash = made?.inputs.hash ?? '';
    const { public: plans } = here.plans;
    const document = await plans.recordedInputs(project, hash);
    expect(document).not.toBe(await plans.inputs(project));
    expect(toHex(nodeCrypto.sha256(utf8(document ?? '')))).toBe(hash);
    expect(await plans.recordedInputs(await here.open(), hash)).toBeUndefined();
    expect(await plans.recordedInputs(project, 'ab'.repeat(32))).toBeUndefined();
  });

  it('records none for what is over, nor for what cannot be scheduled', async () => {
    const bare = await here.open();
    const over = await here.open();
    await here.adopt(over, 40);
    await here.act('project', { act: 'status', status: 'completed', happened: '2026-06-01' }, over);
    await round(here);
    expect(await here.makes(bare)).toEqual([]);
    expect(await here.makes(over)).toEqual([]);
  });

  it('records none where another party leads', async () => {
    const project = await here.open();
    await here.adopt(project, 40);
    const due: NodePlans['due'] = async (asked) => {
      const plan = await here.plans.due(asked);
      return plan && { ...plan, records: { ...plan.records, lead: 'south' as never } };
    };
    await round({ node: here.node, plans: { ...here.plans, due } });
    expect(await here.makes(project)).toEqual([]);
    await round(here);
    expect(await here.makes(project)).toHaveLength(1);
  });

  it('is closed only when what it is at has ended, the first round too, and tells nothing of that', async () => {
    const project = await here.open();
    await here.adopt(project, 40);
    const before = here.node.alarms.refused();
    let ended = false;
    const begun = Promise.withResolvers<void>();
    const due: NodePlans['due'] = async () => {
      begun.resolve();
      await new Promise((done) => setTimeout(done, 50));
      ended = true;
      throw new ComityError('server.plan.failed', 'the desk is closed');
    };
    const forecaster = createForecaster(here.node, { ...here.plans, due });
    const started = forecaster.start();
    await begun.promise;
    await forecaster.close();
    expect(ended).toBe(true);
    await started;
    expect(here.node.alarms.refused()).toEqual(before);
  });

  it('goes on to the next project where one breaks, and says what broke', async () => {
    const [first, second] = [await here.open(), await here.open()];
    await here.adopt(first, 40);
    await here.adopt(second, 40);
    const due: NodePlans['due'] = async (asked) => {
      if (asked.project === first) throw new ComityError('server.plan.slow', 'too slow');
      return here.plans.due(asked);
    };
    await round({ node: here.node, plans: { ...here.plans, due } });
    expect(await here.makes(first)).toEqual([]);
    expect(await here.makes(second)).toHaveLength(1);
    const refused = { ok: false, error: { code: 'server.blob.missing', params: {} } } as const;
    const record: NodePlans['record'] = async () => refused;
    await round({ node: here.node, plans: { ...here.plans, record } });
    const told = here.node.alarms.refused().map(({ code, detail }) => [code, detail.slice(0, 7)]);
    expect(told).toContainEqual(['server.plan.slow', first]);
    expect(told).toContainEqual(['server.blob.missing', first]);
  });
});

describe('a forecast that is asked for', () => {
  it('is recorded, by day as if made then, which counts among none of those that were', async () => {
    const project = await here.open();
    await here.adopt(project, 40);
    expect((await here.ask('forecast', { project })).ok).toBe(true);
    expect((await here.ask('forecast', { project, asof: '2026-06-02' })).ok).toBe(true);
    const [found] = await here.forecasts(project);
    expect(found?.state.makes.map(({ dataDate }) => dataDate)).toEqual(['2026-06-02']);
    expect(found?.state.backcasts.map(({ dataDate }) => dataDate)).toEqual(['2026-06-02']);
  });

  it('is one record however many are asked for at once', async () => {
    const project = await here.open();
    await here.adopt(project, 40);
    const both = [1, 2].map(() => here.ask('forecast', { project }));
    expect((await Promise.all(both)).map((one) => one.ok)).toEqual([true, true]);
    expect(await here.forecasts(project)).toHaveLength(1);
  });

  it('is refused where nothing can be forecast: server.forecast.none', async () => {
    const codeFor = async (params: Json) => {
      const answer = await here.ask('forecast', params);
      return answer.ok ? '' : answer.error.code;
    };
    expect(await codeFor({ project: await here.open() })).toBe('server.forecast.none');
    expect(await codeFor({ project: 'NO-P077' })).toBe('server.forecast.none');
    const malformed = 'programme.command.malformed';
    expect(await codeFor({ project: 'NO-P001', asof: '2026-02-30' })).toBe(malformed);
  });
});
