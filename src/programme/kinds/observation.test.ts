// docs/spec/model.md M142: the value of an indicator in a period that is over, from somewhere.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { ObservationState } from './observation.ts';

const kind = 'observation';
const about = 'HK-OB001';
const known = new Map([
  ['HK-IN001', { kind: 'indicator', state: {} }],
  ['HK-IN002', { kind: 'indicator', state: {} }],
]);
const figure = { indicator: 'HK-IN001', period: '2025', value: '28.4', method: { en: 'Counted' } };
const ask = (command: object, id?: string, at = '2026-01-02T02:00:00Z') => ({
  ...{ by: hk, kind, at, command: { act: 'observe', ...command } as Json, known },
  ...(id === undefined ? {} : { about: id }),
});
const say = (more: object, by = hk) => entry(by, { kind, about, act: 'observe', ...more });

describe('an observation', () => {
  it('is as its observer stated it last, by day and as a whole', () => {
    const first = say({ ...figure, note: { en: 'Early' }, happened: '2026-01-05' });
    const revised = say({ ...figure, value: '27.9', happened: '2026-02-05' });
    expect(given([revised, first]).state<ObservationState>(kind, about)).toMatchObject({
      ...{ id: about, party: hk, sample: false, ...figure, value: '27.9' },
      place: { day: '2026-02-05' },
    });
    expect(given([revised, first]).state(kind, about)).not.toHaveProperty('note');
    given([first])
      .when(ask({ ...figure, value: '27.9' }, about))
      .then([{ about, value: '27.9' }]);
  });

  it('is of the indicator and the period that it began with', () => {
    const other = { ...figure, period: '2024' };
    given([say(figure)])
      .when(ask(other, about))
      .then({
        refused: 'programme.observation.other-figure',
        params: { id: about, indicator: 'HK-IN001', period: '2025' },
      });
    given([say(figure)])
      .when(ask({ ...figure, indicator: 'HK-IN002' }, about))
      .then({ refused: 'programme.observation.other-figure' });
    expect(given([say(figure), say(other)]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { period: '2025' },
    });
  });

  it('is of an indicator that is here, and rests on a source or a method', () => {
    given([])
      .when(ask({ ...figure, indicator: 'HK-IN003' }))
      .then({
        refused: 'programme.observation.unknown-indicator',
        params: { indicator: 'HK-IN003' },
      });
    const { method: _, ...bare } = figure;
    given([]).when(ask(bare)).then({ refused: 'programme.observation.nothing-behind' });
    const source = { url: 'https://count.invalid/', title: 'Counts', accessed: '2026-01-01' };
    given([])
      .when(ask({ ...bare, source }))
      .then([{ source }]);
  });

  it('is of a period that is over where its observer is', () => {
    // 1 January 2026 in Hong Kong begins at 16:00 of the day before in UTC.
    given([])
      .when(ask({ ...figure, period: '2026-01-01' }, undefined, '2025-12-31T16:00:00Z'))
      .then([{ period: '2026-01-01' }]);
    given([])
      .when(ask({ ...figure, period: '2026-01-01' }, undefined, '2025-12-31T15:59:59Z'))
      .then({
        refused: 'programme.observation.period-not-over',
        params: { period: '2026-01-01' },
      });
    given([])
      .when(ask({ ...figure, period: '2026' }))
      .then({ refused: 'programme.observation.period-not-over' });
  });

  it('is written by its owner only', () => {
    const foreign = say({ ...figure, value: '1' }, sz);
    expect(given([say(figure), foreign]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { value: '28.4' },
    });
  });
});
