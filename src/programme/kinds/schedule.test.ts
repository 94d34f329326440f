// docs/spec/model.md M61, M62: schedules and forecasts are named by hash, of one project each, and all of them stay.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { blobNamedBy } from '../blobs.ts';
import { kinds } from '../kinds.ts';
import type { ForecastState } from './forecast.ts';
import type { ScheduleState } from './schedule.ts';

const blob = (letter: string) => ({ hash: letter.repeat(64), bytes: 2_000 });
const adopt = {
  act: 'adopt',
  project: 'HK-P001',
  blob: blob('a'),
  format: 'comity-schedule/1',
  dataDate: '2026-03-31',
};
const { schema: _, by: __, about: ___, ...example } = kinds.forecast.example;
const make: Record<string, unknown> = {
  ...example,
  sample: undefined,
  happened: '2026-04-01',
};
const ask = (kind: string, command: object, about?: string) => ({
  by: hk,
  kind,
  at: '2026-09-01T02:00:00Z',
  command: JSON.parse(JSON.stringify(command)) as Json,
  ...(about === undefined ? {} : { about }),
});

describe('a schedule', () => {
  const kind = 'schedule';
  const about = 'HK-S001';
  const adopted = (fields: object) => entry(hk, { kind, about, ...adopt, ...fields });

  it('is adopted again and again; the newest by day is in force and all stay', () => {
    const held = given([])
      .when(ask(kind, { ...adopt, happened: '2026-04-02' }))
      .recorded()
      .when(ask(kind, { ...adopt, blob: blob('b'), happened: '2026-07-02' }, about))
      .recorded()
      .when(ask(kind, { ...adopt, blob: blob('c'), happened: '2026-01-02' }, about))
      .recorded();
    const state = held.state<ScheduleState>(kind, about);
    expect(state).toMatchObject({ id: about, party: hk, project: 'HK-P001', sample: false });
    expect(state.versions.map(({ hash, day }) => `${hash[0]} ${day}`)).toEqual([
      'c 2026-01-02',
      'a 2026-04-02',
      'b 2026-07-02',
    ]);
    expect(state.versions[2]).toMatchObject({ dataDate: '2026-03-31', place: { index: 1 } });
  });

  it('is of one project, of the party that adopts it', () => {
    const held = given([adopted({})]);
    held
      .when(ask(kind, { ...adopt, project: 'HK-P002' }, about))
      .then({ refused: 'programme.schedule.other-project', params: { project: 'HK-P001' } });
    given([])
      .when(ask(kind, { ...adopt, project: 'SZ-P001' }))
      .then({ refused: 'programme.schedule.foreign-project', params: { mark: 'HK' } });
    const others = [adopted({ project: 'SZ-P001' }), adopted({ project: 'HK-P002' })];
    expect(given([others[0]]).fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
    const folded = given([others[0], adopted({}), others[1]]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 2, state: { project: 'HK-P001' } });
  });

  it('has a data date of today at the latest, where the party is', () => {
    const tomorrow = { ...ask(kind, { ...adopt, dataDate: '2026-09-02' }) };
    given([])
      .when({ ...tomorrow, at: '2026-09-01T15:59:59Z' })
      .then({
        refused: 'programme.schedule.data-date-ahead',
        params: { day: '2026-09-02', today: '2026-09-01' },
      });
    given([])
      .when({ ...tomorrow, at: '2026-09-01T16:00:00Z' })
      .then([{ dataDate: '2026-09-02' }]);
  });

  it('is not rectified to a day that has not come', () => {
    const held = given([adopted({})]);
    const content = { ...adopt, dataDate: '2026-09-02' };
    const rectify = { act: 'rectify', of: leafOf(held, 'adopt'), why: { en: 'Slip' }, content };
    held
      .when(ask(kind, rectify, about))
      .then({ refused: 'programme.schedule.data-date-ahead', params: { today: '2026-09-01' } });
    const meant = { ...rectify, content: { ...adopt, dataDate: '2026-09-01' } };
    held.when(ask(kind, meant, about)).then([{ act: 'rectify' }]);
  });

  it('hangs on a project that is there, and never on a joint one', () => {
    const known = (basis?: string) =>
      new Map(basis === undefined ? [] : [['HK-P001', { kind: 'project', state: { basis } }]]);
    const params = { project: 'HK-P001' };
    given([])
      .when({ ...ask(kind, adopt), known: known() })
      .then({ refused: 'programme.schedule.unknown-project', params });
    given([])
      .when({ ...ask(kind, adopt), known: known('joint') })
      .then({ refused: 'programme.schedule.joint-project', params });
    given([])
      .when({ ...ask(kind, adopt), known: known('own') })
      .then([{ act: 'adopt' }]);
  });

  it('is adopted by its owner only, in a format that is known, and fits a blob', () => {
    given([adopted({})])
      .when({ ...ask(kind, adopt, about), by: sz })
      .then({ refused: 'programme.record.not-owner' });
    for (const wrong of [
      { format: 'xer' },
      { dataDate: '2026-03' },
      { blob: { hash: 'a'.repeat(64), bytes: 16 * 1_048_576 + 1 } },
      { blob: { hash: 'A'.repeat(64), bytes: 10 } },
    ]) {
      given([])
        .when(ask(kind, { ...adopt, ...wrong }))
        .then({ refused: 'programme.command.malformed' });
    }
  });

  it('marks every later version of a sample one', () => {
    const held = given([adopted({ sample: true }), adopted({ blob: blob('b') })]);
    expect(held.state(kind, about)).toMatchObject({ sample: true });
    held.when(ask(kind, adopt, about)).then([{ sample: true }]);
  });
});

describe('a forecast', () => {
  const kind = 'forecast';
  const about = 'HK-FC001';

  it('keeps what was made then apart from what was made later as if then', () => {
    const held = given([])
      .when(ask(kind, make))
      .recorded()
      .when(ask(kind, { ...make, happened: '2026-09-01', seed: '7' }, about))
      .recorded()
      .when(
        ask(kind, { ...make, happened: undefined, dataDate: '2025-12-31', backcast: true }, about),
      )
      .recorded();
    const state = held.state<ForecastState>(kind, about);
    expect(state.makes.map(({ day }) => day)).toEqual(['2026-04-01', '2026-09-01']);
    expect(state.makes[1]).toMatchObject({ seed: '7', p50: make.p50, target: make.target });
    expect(state.backcasts).toMatchObject([{ dataDate: '2025-12-31', place: { index: 2 } }]);
  });

  it('is of one project, with quantiles in order', () => {
    const first = entry(hk, { kind, about, ...example, act: 'make' });
    given([first])
      .when(ask(kind, { ...make, project: 'HK-P009' }, about))
      .then({ refused: 'programme.forecast.other-project', params: { project: 'HK-P001' } });
    const unordered = { ...make, p80: '2027-01-01T18:00' };
    given([])
      .when(ask(kind, unordered))
      .then({ refused: 'programme.forecast.quantiles-unordered' });
    const rubbish = entry(hk, { kind, about, ...example, act: 'make', p10: '2030-01-01T00:00' });
    const other = entry(hk, { kind, about, ...example, act: 'make', project: 'HK-P009' });
    const folded = given([rubbish, first, other]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 2, state: { makes: [{ place: { index: 1 } }] } });
  });

  it('is of a project that is there', () => {
    given([])
      .when({ ...ask(kind, make), known: new Map() })
      .then({ refused: 'programme.forecast.unknown-project', params: { project: 'HK-P001' } });
    const known = new Map([['HK-P001', { kind: 'project', state: { basis: 'joint' } }]]);
    given([])
      .when({ ...ask(kind, make), known })
      .then([{ act: 'make' }]);
  });

  it('takes times of day that exist, and seeds wider than a number', () => {
    given([])
      .when(ask(kind, { ...make, seed: '18446744073709551615' }))
      .then([{ seed: '18446744073709551615' }]);
    for (const wrong of [
      { p10: '2027-02-30T18:00' },
      { p10: '2026-02-03T24:00' },
      { p10: '2026-02-03' },
      { seed: '01' },
      { seed: '0x1' },
      { runs: 0 },
    ]) {
      given([])
        .when(ask(kind, { ...make, ...wrong }))
        .then({ refused: 'programme.command.malformed' });
    }
  });
});

describe('blobNamedBy', () => {
  const named = kinds.schedule.example;

  it('finds the blob of a schedule and of a forecast, corrected and published ones included', () => {
    expect(blobNamedBy(named)).toEqual({ hash: 'ab'.repeat(32), bytes: 48_211 });
    expect(blobNamedBy(kinds.forecast.example)).toMatchObject({ bytes: 61_440 });
    const { schema, by, about, ...content } = named;
    const head = { schema, by, about, of: 'cd'.repeat(32), content };
    expect(blobNamedBy({ ...head, act: 'rectify' })).toMatchObject({ bytes: 48_211 });
    expect(blobNamedBy({ ...head, act: 'publish' })).toMatchObject({ bytes: 48_211 });
  });

  it('finds none in other statements, nor in what only looks like it', () => {
    expect(blobNamedBy(kinds.organization.example)).toBeUndefined();
    expect(blobNamedBy({ ...named, act: 'retract' })).toBeUndefined();
    expect(blobNamedBy({ ...named, act: 'rectify', content: 7 })).toBeUndefined();
    expect(blobNamedBy({ ...named, blob: { hash: '../key', bytes: 1 } })).toBeUndefined();
    expect(blobNamedBy({ ...named, schema: 'toString' })).toBeUndefined();
    expect(blobNamedBy({ ...named, schema: 'meeting/1' })).toBeUndefined();
  });
});

describe('a schedule that nobody may have adopted', () => {
  it('waits while its owner is not known', () => {
    const foreign = entry(mo, { kind: 'schedule', about: 'HK-S001', ...adopt });
    const folded = given([foreign]).fold('schedule', 'HK-S001');
    expect(folded).toMatchObject({ state: undefined });
    expect(folded.invalid + folded.pending).toBe(1);
  });
});
