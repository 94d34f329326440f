// docs/spec/model.md M64, M65: amounts with their own period and currency, and figures of flows by period.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { FlowObservationState } from './flow-observation.ts';
import type { InvestmentState } from './investment.ts';

const ask = (kind: string, command: object, about?: string) => ({
  by: hk,
  kind,
  command: command as Json,
  ...(about === undefined ? {} : { about }),
});

describe('an investment', () => {
  const kind = 'investment';
  const about = 'HK-V001';
  const state = {
    act: 'state',
    project: 'HK-P001',
    kind: 'required',
    amount: { amount: '75000000000', currency: 'CNY', approx: true },
    alsoStated: { amount: '11180000000', currency: 'USD' },
    period: { from: '2019', to: '2025-12' },
  };
  // `kind` of the record and `kind` of the amount are two fields with one name.
  const stated = (fields: object) => {
    const made = entry(hk, { about, act: 'state', kind });
    return { ...made, statement: { ...made.statement, ...state, ...fields } };
  };

  it('is for a project that is there', () => {
    given([])
      .when({ ...ask(kind, state), known: new Map() })
      .then({ refused: 'programme.investment.unknown-project', params: { project: 'HK-P001' } });
    const known = new Map([['HK-P001', { kind: 'project', state: {} }]]);
    given([])
      .when({ ...ask(kind, state), known })
      .then([{ act: 'state' }]);
  });

  it('is as its owner stated it last, by day, as a whole', () => {
    const held = given([
      stated({ happened: '2020-01-01', sourceKind: 'loan' }),
      stated({ happened: '2019-01-01', kind: 'budget' }),
    ]);
    const found = held.state<InvestmentState>(kind, about);
    expect(found).toMatchObject({
      party: hk,
      kind: 'required',
      amount: state.amount,
      alsoStated: state.alsoStated,
      period: state.period,
      sourceKind: 'loan',
      place: { index: 0 },
    });
    const { alsoStated: _, ...alone } = state;
    const later = given([stated({})])
      .when(ask(kind, { ...alone, period: { from: '2026' } }, about))
      .recorded();
    expect(later.state<InvestmentState>(kind, about).alsoStated).toBeUndefined();
  });

  it('refuses unknown currencies, more digits than a currency has, and one currency twice', () => {
    const amount = (text: string, currency: string) => ({ amount: text, currency });
    const refusalOf = (fields: object) => given([]).when(ask(kind, { ...state, ...fields }));
    refusalOf({ amount: amount('1', 'XBT') }).then({
      refused: 'programme.investment.unknown-currency',
      params: { currency: 'XBT' },
    });
    refusalOf({ alsoStated: amount('0.5', 'JPY') }).then({
      refused: 'programme.investment.too-many-digits',
      params: { currency: 'JPY', digits: 0 },
    });
    refusalOf({ alsoStated: amount('1', 'CNY') }).then({
      refused: 'programme.investment.currency-twice',
    });
    refusalOf({ amount: amount('1e9', 'CNY') }).then({ refused: 'programme.command.malformed' });
    refusalOf({ amount: amount('1', 'cny') }).then({ refused: 'programme.command.malformed' });
  });

  it('keeps finer amounts and newer currencies of others as they are', () => {
    const amount = { amount: '0.005', currency: 'XBT' };
    expect(given([stated({ amount })]).state(kind, about)).toMatchObject({ amount });
  });

  it('refuses a period that ends before it begins, where a year counts to its last day', () => {
    given([])
      .when(ask(kind, { ...state, period: { from: '2026-05', to: '2026-04' } }))
      .then({ refused: 'programme.investment.ends-before-start' });
    given([])
      .when(ask(kind, { ...state, period: { from: '2026-05', to: '2026' } }))
      .then([{ period: { from: '2026-05', to: '2026' } }]);
  });

  it('keeps to the scope in which it began', () => {
    given([stated({})])
      .when({ ...ask(kind, { ...state, scope: 'public' }, about), bound: 'programme' })
      .then({ refused: 'programme.scope.bound' });
  });
});

describe('a flow observation', () => {
  const kind = 'flow-observation';
  const about = 'HK-FL001';
  const said = {
    on: '2026-02-10',
    by: { en: 'Statistics' },
    source: { url: 'https://statistics.example/1', title: 'Traffic', accessed: '2026-03-01' },
  };
  const observe = {
    act: 'observe',
    crossing: 'SZ-X001',
    measure: 'count',
    subject: 'passengers',
    direction: 'both',
    unit: 'month',
    rows: [
      { period: '2026-02', value: 90 },
      { period: '2026-01', value: 100 },
    ],
    said,
  };
  const observed = (fields: object) => entry(hk, { kind, about, ...observe, ...fields });

  it('has one row per period, and a later statement replaces a row', () => {
    const corrected = {
      rows: [{ period: '2026-01', value: 101 }],
      said: { ...said, on: '2026-03' },
    };
    const old = { rows: [{ period: '2026-01', value: 1 }], said: { ...said, on: '2026-01-31' } };
    const held = given([observed({}), observed(corrected), observed(old)]);
    const state = held.state<FlowObservationState>(kind, about);
    expect(state.rows).toMatchObject([
      { period: '2026-01', value: 101, place: { index: 1 } },
      { period: '2026-02', value: 90, place: { index: 0 } },
    ]);
    expect(state).toMatchObject({ said: { on: '2026-03' }, place: { index: 1 } });
  });

  it('refuses another series, a period twice, and a period that is not of its unit', () => {
    given([observed({})])
      .when(ask(kind, { ...observe, direction: 'in' }, about))
      .then({ refused: 'programme.flow-observation.other-series', params: { id: about } });
    const folded = given([observed({}), observed({ measure: 'teu' })]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { measure: 'count' } });
    const rows = [...observe.rows, { period: '2026-01', value: 7 }];
    given([])
      .when(ask(kind, { ...observe, rows }))
      .then({ refused: 'programme.flow-observation.period-twice', params: { period: '2026-01' } });
    given([])
      .when(ask(kind, { ...observe, unit: 'day' }))
      .then({ refused: 'programme.flow-observation.period-not-of-unit', params: { unit: 'day' } });
  });

  it('takes rows of mixed periods where no unit is given, and counts only from nothing upwards', () => {
    const { unit: _, ...free } = observe;
    const rows = [{ period: '2025', value: 1_200 }, ...observe.rows];
    given([])
      .when(ask(kind, { ...free, rows }))
      .then([{ about, rows }]);
    for (const value of [-1, 0.5]) {
      given([])
        .when(ask(kind, { ...observe, rows: [{ period: '2026-01', value }] }))
        .then({ refused: 'programme.command.malformed' });
    }
    given([observed({})])
      .when({ ...ask(kind, observe, about), by: sz })
      .then({ refused: 'programme.record.not-owner' });
  });
});
