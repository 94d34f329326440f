// docs/spec/model.md M144: what one currency was worth in another, when, and who says so.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { type ExchangeRateState, exchangeRate } from './exchange-rate.ts';

const kind = 'exchange-rate';
const about = 'HK-XR001';
const source = { url: 'https://rates.invalid/', title: 'Rates', accessed: '2026-07-02' };
const rate = { base: 'CNY', quote: 'HKD', period: { from: '2026-06' }, rate: '1.0825', source };
const implied = { base: { amount: '11.18', roundedTo: '0.01' }, quote: { amount: '75' } };
const at = '2026-07-02T02:00:00Z';
const ask = (command: object, id?: string) => ({
  ...{ by: hk, kind, at, command: { act: 'state', ...command } as Json },
  ...(id === undefined ? {} : { about: id }),
});
const say = (more: object, by = hk) => entry(by, { kind, about, act: 'state', ...more });

describe('an exchange rate', () => {
  it('is as its owner stated it last, by day and as a whole', () => {
    const first = say({ ...rate, note: { en: 'Early' }, happened: '2026-07-01' });
    const later = say({ ...rate, rate: '1.0824', happened: '2026-07-02' });
    const held = given([later, first]);
    const { act: _, ...fields } = { act: '', ...rate, rate: '1.0824' };
    expect(held.state<ExchangeRateState>(kind, about)).toMatchObject({ ...fields, party: hk });
    expect(held.state(kind, about)).not.toHaveProperty('note');
    given([first])
      .when(ask({ ...rate, rate: '1.08' }, about))
      .then([{ about, rate: '1.08' }]);
    expect(given([first, say(rate, sz)]).fold(kind, about)).toMatchObject({ invalid: 1 });
  });

  it('is of two known currencies and the period that it began with', () => {
    for (const [other, refused] of [
      [{ base: 'XXX' }, 'programme.exchange-rate.unknown-currency'],
      [{ quote: 'CNY' }, 'programme.exchange-rate.one-currency'],
      [{ period: { from: '2026-06', to: '2026-05' } }, 'programme.exchange-rate.ends-before-start'],
    ] as const) {
      given([])
        .when(ask({ ...rate, ...other }))
        .then({ refused });
    }
    for (const other of [{ quote: 'USD' }, { period: { from: '2026-05' } }]) {
      given([say(rate)])
        .when(ask({ ...rate, ...other }, about))
        .then({ refused: 'programme.exchange-rate.other-pair', params: { id: about } });
      const held = given([say(rate), say({ ...rate, ...other })]);
      expect(held.fold(kind, about)).toMatchObject({ invalid: 1, state: { quote: 'HKD' } });
    }
  });

  it('is of a day or a period that is over', () => {
    given([])
      .when(ask({ ...rate, period: { from: '2026-07-02' } }))
      .then([{ base: 'CNY' }]);
    given([])
      .when(ask({ ...rate, period: { from: '2026-06', to: '2026-07' } }))
      .then({ refused: 'programme.exchange-rate.future', params: { date: '2026-07' } });
  });

  it('is given or implied by two amounts, never both, and has a source', () => {
    const { rate: _, source: __, ...bare } = rate;
    given([])
      .when(ask({ ...bare, source, implied }))
      .then([{ implied }]);
    for (const wrong of [
      { ...bare, source },
      { ...rate, implied },
    ]) {
      given([]).when(ask(wrong)).then({ refused: 'programme.exchange-rate.rate-or-implied' });
      expect(given([say(wrong)]).fold(kind, about)).toMatchObject({ invalid: 1 });
    }
    given([])
      .when(ask({ ...bare, rate: '1' }))
      .then({ refused: 'programme.command.malformed' });
    const wide = { ...implied, quote: { amount: '75', roundedTo: '100' } };
    given([])
      .when(ask({ ...bare, source, implied: wide }))
      .then({
        refused: 'programme.exchange-rate.all-rounding',
        params: { amount: '75', step: '100' },
      });
  });

  it('is more than nothing, in exact decimals', () => {
    for (const wrong of ['0', '-1', '1.10', '1e3', 1.1]) {
      given([])
        .when(ask({ ...rate, rate: wrong }))
        .then({ refused: 'programme.command.malformed' });
      expect(exchangeRate.parse(say({ ...rate, rate: wrong }).statement).ok).toBe(false);
    }
  });
});
