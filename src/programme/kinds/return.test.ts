// docs/spec/model.md M151, M152: what is handed in for a month, by whom, once, and how it is corrected and taken back.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { ReturnState } from './return.ts';

const kind = 'return';
const about = 'SZ-RT202610';
const at = '2026-11-05T02:00:00Z';
const own = (id: string) => [id, { kind: 'project', state: { id, basis: 'own' } }] as const;
const known = new Map<string, { kind: string; state: unknown }>([
  own('SZ-P001'),
  own('SZ-P002'),
  own('HK-P001'),
  ['SZ-P003', { kind: 'project', state: { basis: 'joint' } }],
  [
    'SZ-V001',
    { kind: 'investment', state: { project: 'SZ-P001', amount: { amount: '1', currency: 'CNY' } } },
  ],
]);
const row = (project: string, more: object = {}) => ({
  project,
  status: 'implementation',
  ...more,
});
const submit = (...rows: object[]) => ({ act: 'submit', month: '2026-10', rows });
const ask = (command: object, id?: string) => ({
  ...{ by: sz, kind, at, known, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const read = (held: Given) => held.state<ReturnState>(kind, about);
const first = () =>
  given([])
    .when(ask(submit(row('SZ-P002', { percent: 40 }), row('SZ-P001'))))
    .recorded();

describe('a monthly return', () => {
  it('is handed in once for all projects: one statement for it, one for each row', () => {
    const full = row('SZ-P001', {
      ...{ percent: 46, spent: { amount: '31500000.5', currency: 'CNY' } },
      next: { milestone: { en: 'Roof closed' }, expected: '2027-03' },
      ...{
        changed: { en: 'Two weeks of rain' },
        cause: 'external-event',
        note: { en: 'Fine now' },
      },
    });
    const missing = [{ project: 'SZ-P002', why: { en: 'No site office yet' } }];
    const outcome = given([]).when(ask({ ...submit(full), missing }));
    outcome.then([
      { about, act: 'submit', month: '2026-10', projects: ['SZ-P001'], missing },
      { about, act: 'row', month: '2026-10', ...full },
    ]);
    expect(read(outcome.recorded())).toMatchObject({
      ...{ id: about, party: sz, month: '2026-10', withdrawn: [] },
      rows: [{ ...full, reported: '2026-11-05' }],
      missing,
    });
  });

  it('has the month as its number, so that there is no second one of a month', () => {
    const taken = { ...ask(submit(row('SZ-P001'))), isTaken: (id: string) => id === about };
    given([])
      .when(taken)
      .then({ refused: 'programme.return.exists', params: { id: about } });
    const odd = entry(sz, {
      ...{ kind, about: 'SZ-RT202609', act: 'submit' },
      ...{ month: '2026-10', projects: [] },
    });
    expect(given([odd]).fold(kind, 'SZ-RT202609')).toMatchObject({ state: undefined, pending: 1 });
    first()
      .when(ask({ ...submit(row('SZ-P001')), month: '2026-09' }, about))
      .then({ refused: 'programme.return.other-month', params: { month: '2026-10' } });
  });

  it('is of a month that has begun, and of the day on which it is recorded', () => {
    const of = (month: string) => given([]).when(ask({ ...submit(row('SZ-P001')), month }));
    of('2026-11').then([{}, {}]);
    of('2026-12').then({ refused: 'programme.return.future-month', params: { month: '2026-12' } });
    const dated = { ...submit(row('SZ-P001')), happened: '2026-11-01' };
    given([]).when(ask(dated)).then({ refused: 'programme.return.dated' });
  });

  it('has each project once, and what is reported is corrected and not reported again', () => {
    given([]).when(ask(submit())).then({ refused: 'programme.return.empty' });
    given([])
      .when(ask(submit(row('SZ-P001'), row('SZ-P001'))))
      .then({ refused: 'programme.return.project-twice', params: { project: 'SZ-P001' } });
    first()
      .when(ask(submit(row('SZ-P001')), about))
      .then({ refused: 'programme.return.already-reported', params: { project: 'SZ-P001' } });
  });

  it('is completed by what comes later, each row with its own day', () => {
    const held = given([])
      .when(ask(submit(row('SZ-P001'))))
      .recorded();
    const later = { ...ask(submit(row('SZ-P002')), about), at: '2026-11-14T18:00:00Z' };
    expect(read(held.when(later).recorded()).rows).toMatchObject([
      { project: 'SZ-P001', reported: '2026-11-05' },
      { project: 'SZ-P002', reported: '2026-11-15' },
    ]);
  });

  it('is of own projects and parts that are here, never of the joint record', () => {
    const of = (project: string) => given([]).when(ask(submit(row(project))));
    of('SZ-P009').then({ refused: 'programme.return.unknown-project' });
    of('HK-P001').then({ refused: 'programme.return.foreign-project' });
    of('SZ-P003').then({ refused: 'programme.return.joint-project' });
    const missing = [{ project: 'HK-P001', why: { en: 'Why' } }];
    const gap = { ...submit(row('SZ-P001')), missing };
    given([]).when(ask(gap)).then({ refused: 'programme.return.foreign-project' });
  });

  it('takes whole percent from 0 to 100 and nothing spent below 0', () => {
    const of = (more: object) => given([]).when(ask(submit(row('SZ-P001', more))));
    const refused = 'programme.command.malformed';
    for (const percent of [-1, 101]) {
      of({ percent }).then({ refused, params: { path: 'rows.0.percent' } });
    }
    for (const percent of [0, 100]) of({ percent }).then([{}, { percent }]);
    const spent = { amount: '-1', currency: 'CNY' };
    of({ spent }).then({ refused, params: { path: 'rows.0.spent' } });
  });

  it('counts money in a currency in which the project has some, in its digits', () => {
    const of = (project: string, amount: string, currency: string) =>
      given([]).when(ask(submit(row(project, { spent: { amount, currency } }))));
    of('SZ-P001', '2', 'HKD').then({
      refused: 'programme.return.other-currency',
      params: { currency: 'HKD', stated: 'CNY' },
    });
    of('SZ-P002', '2', 'HKD').then([{}, {}]);
    of('SZ-P001', '2.005', 'CNY').then({ refused: 'programme.return.too-many-digits' });
    of('SZ-P001', '2', 'XXX').then({ refused: 'programme.return.unknown-currency' });
  });

  it('has a cause only of what changed, and expects nothing before its month', () => {
    const of = (more: object) => given([]).when(ask(submit(row('SZ-P001', more))));
    of({ cause: 'works' }).then({ refused: 'programme.return.cause-alone' });
    const next = (expected: string) => ({ next: { milestone: { en: 'Roof' }, expected } });
    of(next('2026-09')).then({ refused: 'programme.return.expected-before-month' });
    of(next('2026')).then([{}, {}]);
  });

  it('is corrected row by row, with a reason, and stays as punctual as it was', () => {
    const correct = {
      act: 'correct',
      ...row('SZ-P002', { percent: 44 }),
      why: { en: 'Recounted' },
    };
    const held = first()
      .when({ ...ask(correct, about), at: '2026-12-20T02:00:00Z' })
      .recorded();
    expect(read(held).rows).toMatchObject([
      { project: 'SZ-P001' },
      { percent: 44, corrected: { why: { en: 'Recounted' } }, reported: '2026-11-05' },
    ]);
    first()
      .when(ask({ ...correct, project: 'SZ-P009' }, about))
      .then({ refused: 'programme.return.not-reported', params: { project: 'SZ-P009' } });
    given([]).when(ask(correct)).then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('is taken back by row or as a whole, with a reason, and can be handed in again', () => {
    const why = { en: 'Wrong project' };
    const one = first()
      .when(ask({ act: 'withdraw', project: 'SZ-P001', why }, about))
      .recorded();
    expect(read(one)).toMatchObject({
      rows: [{ project: 'SZ-P002' }],
      withdrawn: [{ project: 'SZ-P001', why }],
    });
    const all = one.when(ask({ act: 'withdraw', why }, about)).recorded();
    expect(read(all).rows).toEqual([]);
    const again = { ...ask(submit(row('SZ-P001')), about), at: '2026-11-20T02:00:00Z' };
    expect(read(all.when(again).recorded()).rows).toMatchObject([{ reported: '2026-11-20' }]);
  });

  it('does not count what another party or another month says', () => {
    const say = (act: string, more: object) => entry(sz, { kind, about, act, ...more }, at);
    const held = [
      say('submit', { month: '2026-10', projects: [] }),
      say('row', { month: '2026-10', ...row('HK-P001') }),
      say('row', { month: '2026-09', ...row('SZ-P001') }),
      say('correct', { month: '2026-10', ...row('SZ-P001'), why: { en: 'No row' } }),
      entry(hk, { kind, about, act: 'row', month: '2026-10', ...row('SZ-P001') }, at),
    ];
    expect(given(held).fold(kind, about)).toMatchObject({ state: { rows: [] }, invalid: 4 });
  });
});
