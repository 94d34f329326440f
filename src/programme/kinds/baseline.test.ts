// docs/spec/model.md M177, M178: a baseline is a version of a schedule of an own project, approved by a post, replaced by a later one.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { KnownRecord } from '../kind.ts';
import { type BaselineState, baselinesOf } from './baseline.ts';

const kind = 'baseline';
const about = 'HK-BL001';
const at = '2019-04-02T02:00:00Z';
const adopted = given([
  entry(hk, {
    ...{ kind: 'schedule', about: 'HK-S001', act: 'adopt', project: 'HK-P001' },
    ...{ blob: { hash: 'ab'.repeat(32), bytes: 9 }, format: 'comity-schedule/1' },
    ...{ dataDate: '2019-03-01', happened: '2019-03-01' },
  }),
]);
const version = leafOf(adopted, 'adopt');
const project = (basis: string) => ({ kind: 'project', state: { basis } });
const known: ReadonlyMap<string, KnownRecord> = new Map([
  ['HK-P001', project('own')],
  ['HK-P002', project('own')],
  ['HK-P003', project('joint')],
  ['SZ-P001', project('own')],
  ['HK-S001', { kind: 'schedule', state: adopted.state<object>('schedule', 'HK-S001') }],
  ['HK-CR001', { kind: 'change-request', state: { of: 'HK-S001', standing: 'accepted' } }],
  ['HK-CR002', { kind: 'change-request', state: { of: 'HK-S001', standing: 'open' } }],
]);
const set = {
  ...{ act: 'set', project: 'HK-P001', schedule: 'HK-S001', version, happened: '2019-03-15' },
  title: { en: 'As first approved' },
  reason: { en: 'Contracts were let.' },
  approvedBy: { en: 'Works committee' },
};
const ask = (fields: object = {}, id?: string) => ({
  ...{ by: hk, kind, at, known, command: { ...set, ...fields } as Json },
  ...(id === undefined ? {} : { about: id }),
});
const refuses = (fields: object, code: string, params: Record<string, string> = {}) =>
  adopted.when(ask(fields)).then({ refused: code, params });

describe('a baseline', () => {
  it('is a version of a schedule with its reason, the post that approved it and the change that it follows', () => {
    const held = adopted.when(ask({ change: 'HK-CR001' })).recorded();
    expect(held.state(kind, about)).toMatchObject({
      ...{ id: about, party: hk, project: 'HK-P001', schedule: 'HK-S001', version },
      ...{ approvedBy: set.approvedBy, change: 'HK-CR001', day: '2019-03-15' },
    });
    refuses({ change: 'HK-CR002' }, 'programme.change-request.not-accepted', { id: 'HK-CR002' });
    refuses({ change: 'HK-CR009' }, 'programme.change-request.unknown');
    held.when(ask({}, about)).then({ refused: 'programme.record.exists', params: { id: about } });
  });

  it('is of a version that is here, of an own project', () => {
    const mark = 'HK';
    refuses({ project: 'HK-P009' }, 'programme.baseline.unknown-project', { mark });
    refuses({ project: 'SZ-P001' }, 'programme.baseline.foreign-project', { mark });
    refuses({ project: 'HK-P003' }, 'programme.baseline.joint-project', { mark });
    refuses({ project: 'HK-P002' }, 'programme.baseline.other-project', { project: 'HK-P001' });
    refuses({ schedule: 'HK-S009' }, 'programme.baseline.unknown-schedule');
    refuses({ version: 'cd'.repeat(32) }, 'programme.baseline.unknown-version', {
      schedule: 'HK-S001',
    });
  });

  it('was approved on a day that has come, not before its version was adopted', () => {
    refuses({ happened: '2019-04-03' }, 'programme.baseline.approved-ahead', {
      day: '2019-04-03',
      today: '2019-04-02',
    });
    refuses({ happened: '2019-02-28' }, 'programme.baseline.before-version', {
      adopted: '2019-03-01',
    });
    adopted.when(ask({ happened: '2019-03-01' })).then([{ act: 'set', about }]);
  });

  it('is replaced by the one approved after it, and holds from the day of its approval', () => {
    const held = adopted
      .when(ask())
      .recorded()
      .when(ask({ happened: '2019-04-01' }))
      .recorded()
      .when(ask({ happened: '2019-03-20' }))
      .recorded();
    const all = ['HK-BL001', 'HK-BL002', 'HK-BL003'].map((id) =>
      held.state<BaselineState>(kind, id),
    );
    const idsOn = (day: string) => baselinesOf(all, 'HK-P001', day).map(({ id }) => id);
    expect(idsOn('2019-04-01')).toEqual(['HK-BL001', 'HK-BL003', 'HK-BL002']);
    expect(idsOn('2019-03-31')).toEqual(['HK-BL001', 'HK-BL003']);
    expect(idsOn('2019-03-14')).toEqual([]);
    expect(baselinesOf(all, 'HK-P002', '2019-04-01')).toEqual([]);
  });

  it('is corrected by what was meant, checked as when it was set, and taken back', () => {
    const held = adopted.when(ask()).recorded();
    const of = leafOf(held, 'set');
    const correct = (content: object) => ({
      ...ask({}, about),
      command: { act: 'rectify', of, content, why: { en: 'A slip.' } } as Json,
    });
    held
      .when(correct({ ...set, version: 'cd'.repeat(32) }))
      .then({ refused: 'programme.baseline.unknown-version' });
    const meant = held.when(correct({ ...set, title: { en: 'Revision A' } })).recorded();
    expect(meant.state(kind, about)).toMatchObject({ title: { en: 'Revision A' }, version });
    const retract = { act: 'retract', of, why: { en: 'Never approved.' } };
    const gone = held.when({ ...ask({}, about), command: retract as Json }).recorded();
    expect(gone.fold(kind, about).state).toBeUndefined();
  });

  it('counts as invalid where it is set twice, by another party, or of another party’s schedule', () => {
    const { happened, ...fields } = set;
    const statement = { kind, about, ...fields, happened };
    const twice = given([entry(hk, statement), entry(hk, statement)]).fold(kind, about);
    expect(twice).toMatchObject({ invalid: 1, pending: 0 });
    const others = given([entry(hk, { ...statement, schedule: 'SZ-S001' })]).fold(kind, about);
    expect(others).toMatchObject({ state: undefined, invalid: 1, pending: 0 });
    expect(given([entry(sz, statement)]).fold(kind, about).state).toBeUndefined();
  });
});
