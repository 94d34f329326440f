// docs/spec/model.md M147, M148: a change asked for, decided once, and named by the version that follows.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { Json } from '../../base/json.ts';
import type { ChangeRequestState } from './change-request.ts';
import type { OwnProjectState } from './project.ts';
import type { ScheduleState } from './schedule.ts';

const kind = 'change-request';
const about = 'HK-CR001';
const wanted = {
  of: 'HK-S001',
  title: { en: 'Bored piles' },
  what: { en: 'Bored in the place of driven piles.' },
  why: { en: 'Noise at night was not permitted.' },
  cause: 'approval',
  effect: { days: 45, money: [{ amount: '12500000', currency: 'HKD' }] },
};
const decision = {
  outcome: 'accepted',
  decidedBy: { en: 'Works committee' },
  reasons: { en: 'No other method is left.' },
};
const at = '2026-11-20T02:00:00Z';
const records: (readonly [string, { kind: string; state: unknown }])[] = [
  ['HK-S001', { kind: 'schedule', state: { project: 'HK-P001' } }],
  ['HK-P001', { kind: 'project', state: { basis: 'own' } }],
  ['SZ-P001', { kind: 'project', state: { basis: 'own' } }],
  ['SZ-P002', { kind: 'project', state: { basis: 'joint' } }],
  ['SZ-A001', { kind: 'agreement', state: {} }],
];
const known = new Map(records);
const ask = (command: object, id?: string) => ({
  ...{ by: hk, kind, at, known, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const say = (act: string, more: object, by = hk) =>
  entry(by, { kind, about, act, ...more }, '2026-11-10T02:00:00Z');
const asked = say('request', wanted);
const read = (held: Given) => held.state<ChangeRequestState>(kind, about);

describe('a change request', () => {
  it('says what, why and what of, and is worded anew as a whole until it is decided', () => {
    const held = given([asked]);
    const { effect, ...words } = wanted;
    expect(read(held)).toMatchObject({ ...words, party: hk, standing: 'open', ...effect });
    const shorter = { act: 'request', ...wanted, effect: { days: -3 } };
    const again = held.when(ask(shorter, about)).recorded();
    expect(read(again)).toMatchObject({ days: -3, money: [], standing: 'open' });
    expect(given([asked, say('request', wanted, sz)]).fold(kind, about)).toMatchObject({
      invalid: 1,
    });
  });

  it('is accepted or rejected once, by whom and with reasons, on a day that has come', () => {
    const held = given([asked]);
    const decide = { act: 'decide', ...decision, happened: '2026-11-12' };
    const decided = held.when(ask(decide, about)).recorded();
    expect(read(decided)).toMatchObject({
      standing: 'accepted',
      decision: { decidedBy: decision.decidedBy, reasons: decision.reasons, on: '2026-11-12' },
    });
    for (const later of [
      decide,
      { act: 'request', ...wanted },
      { act: 'withdraw', why: { en: 'No' } },
    ]) {
      decided.when(ask(later, about)).then({
        refused: 'programme.change-request.already-decided',
        params: { id: about, date: '2026-11-12' },
      });
    }
    held
      .when(ask({ ...decide, outcome: 'rejected', happened: '2026-11-21' }, about))
      .then({ refused: 'programme.change-request.future', params: { today: '2026-11-20' } });
    held.when(ask({ ...decide, happened: '2026-11-09' }, about)).then({
      refused: 'programme.change-request.decided-before-request',
      params: { date: '2026-11-09', requested: '2026-11-10' },
    });
    given([]).when(ask(decide)).then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('is decided as it was worded by then, whatever a log says afterwards', () => {
    const decided = say('decide', { ...decision, outcome: 'rejected', happened: '2026-11-12' });
    const reworded = say('request', { ...wanted, effect: { days: 1 }, happened: '2026-11-13' });
    const second = say('decide', { ...decision, happened: '2026-11-14' });
    expect(given([asked, decided, reworded, second]).fold(kind, about)).toMatchObject({
      invalid: 2,
      state: { standing: 'rejected', days: 45 },
    });
  });

  it('is withdrawn by its owner while it is open', () => {
    const withdrawn = given([asked])
      .when(ask({ act: 'withdraw', why: { en: 'Not needed' } }, about))
      .recorded();
    expect(read(withdrawn)).toMatchObject({ standing: 'withdrawn', withdrawn: { why: {} } });
    withdrawn
      .when(ask({ act: 'decide', ...decision, happened: '2026-11-20' }, about))
      .then({ refused: 'programme.change-request.withdrawn', params: { id: about } });
  });

  it('is of an own project or schedule that is here, or of a joint record', () => {
    const request = (more: object) => given([]).when(ask({ act: 'request', ...wanted, ...more }));
    for (const of of ['HK-P001', 'SZ-P002', 'SZ-A001']) request({ of }).then([{ of }]);
    request({ of: 'HK-S002' }).then({
      refused: 'programme.change-request.unknown-record',
      params: { record: 'HK-S002' },
    });
    request({ of: 'SZ-P001' }).then({
      refused: 'programme.change-request.foreign-record',
      params: { record: 'SZ-P001' },
    });
    given([asked])
      .when(ask({ act: 'request', ...wanted, of: 'HK-P001' }, about))
      .then({ refused: 'programme.change-request.other-subject', params: { of: 'HK-S001' } });
  });

  it('counts money in each currency once, in its digits', () => {
    const request = (...money: object[]) =>
      given([]).when(ask({ act: 'request', ...wanted, effect: { money } }));
    const one = { amount: '-1.5', currency: 'HKD' };
    request(one, { ...one, currency: 'CNY' }).then([{ effect: { money: [one, {}] } }]);
    request(one, { amount: '2', currency: 'HKD' }).then({
      refused: 'programme.change-request.currency-twice',
      params: { currency: 'HKD' },
    });
    request({ ...one, currency: 'XXX' }).then({
      refused: 'programme.change-request.unknown-currency',
      params: { currency: 'XXX' },
    });
    request({ amount: '1.005', currency: 'HKD' }).then({
      refused: 'programme.change-request.too-many-digits',
      params: { digits: 2 },
    });
  });
});

describe('a version that names a change request', () => {
  const withRequest = (of: string, standing: string) =>
    new Map([...records, [about, { kind, state: { of, standing } }] as const]);
  const blob = { hash: 'ab'.repeat(32), bytes: 1 };
  const adopt = {
    ...{ act: 'adopt', project: 'HK-P001', blob, format: 'comity-schedule/1' },
    ...{ dataDate: '2026-11-01', change: about },
  };
  const project = entry(hk, {
    kind: 'project',
    about: 'HK-P001',
    act: 'open',
    title: { en: 'Pier' },
  });

  it('is a schedule, a project or a text, which keep its id', () => {
    const accepted = withRequest('HK-P001', 'accepted');
    const adopted = given([])
      .when({ by: hk, kind: 'schedule', at, known: accepted, command: adopt })
      .recorded();
    expect(adopted.state<ScheduleState>('schedule', 'HK-S001').versions).toMatchObject([
      { change: about },
    ]);
    const title = { en: 'Longer pier' };
    const command = { act: 'describe', title, change: about };
    const described = given([project])
      .when({ by: hk, kind: 'project', about: 'HK-P001', at, known: accepted, command })
      .recorded();
    expect(described.state<OwnProjectState>('project', 'HK-P001')).toMatchObject({
      title,
      changes: [{ request: about }],
    });
  });

  it('follows from one that is here, of the same record and accepted', () => {
    const schedule = { by: hk, kind: 'schedule', at, command: adopt };
    for (const [of, standing, refused] of [
      ['HK-P001', 'open', 'programme.change-request.not-accepted'],
      ['HK-P001', 'rejected', 'programme.change-request.not-accepted'],
      ['SZ-A001', 'accepted', 'programme.change-request.other-record'],
    ] as const) {
      given([])
        .when({ ...schedule, known: withRequest(of, standing) })
        .then({ refused });
      const title = { en: 'Longer pier' };
      const command = { act: 'describe', title, change: about };
      given([project])
        .when({
          by: hk,
          kind: 'project',
          about: 'HK-P001',
          known: withRequest(of, standing),
          command,
        })
        .then({ refused });
    }
    given([])
      .when({ ...schedule, known })
      .then({ refused: 'programme.change-request.unknown', params: { id: about } });
    const content = {
      ...{ type: 'memorandum', title: { en: 'Text' }, authentic: ['en'], commitments: [] },
      clauses: [{ id: '1', text: { en: 'One' } }],
      change: about,
    };
    const parts = [{ party: hk, key: 'hk', title: { en: 'Ours' } }];
    for (const [named, texts] of [
      ['agreement', content],
      ['project', { title: { en: 'Joint' }, parts, change: about }],
    ] as const) {
      const command = { act: 'propose', signatories: posts, content: texts } as unknown as Json;
      given([])
        .when({ by: hk, kind: named, known: withRequest('SZ-A001', 'accepted'), command })
        .then({ refused: 'programme.change-request.other-record', params: { of: 'SZ-A001' } });
    }
  });
});
