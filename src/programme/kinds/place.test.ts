// docs/spec/model.md M81: an area with rules of its own is as its owner described it last.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { place } from './place.ts';

const kind = 'place';
const about = 'SZ-PL001';
const name = { en: 'Bay pilot zone' };
const known = new Map([['SZ-PR001', { kind: 'procedure', state: {} }]]);
const describeIt = (more: object = {}, happened?: string) =>
  entry(sz, { kind, about, act: 'describe', name, ...more, ...(happened && { happened }) });
const ask = (command: object) => ({ by: sz, kind, command: command as Json, known });
const corners = [
  ['113.8', '22.5'],
  ['113.9', '22.5'],
  ['113.9', '22.6'],
  ['113.8', '22.5'],
];
const polygon = (coordinates: unknown) => ({ geometry: { type: 'Polygon', coordinates } });
const point = (...coordinates: readonly unknown[]) => ({
  geometry: { type: 'Point', coordinates },
});

describe('a place', () => {
  it('is as its owner described it last, by day and as a whole', () => {
    const rules = [{ procedure: 'SZ-PR001' }];
    const first = describeIt({ ...point('113.9', '22.52'), rules }, '2026-01-01');
    const later = describeIt({ name: { en: 'Bay zone' }, since: '2026-02-01' }, '2026-02-01');
    const state = given([later, first]).state(kind, about);
    expect(state).toEqual({
      ...{ id: about, party: sz, sample: false, name: { en: 'Bay zone' } },
      ...{ rules: [], since: '2026-02-01' },
    });
    expect(given([first]).state(kind, about)).toMatchObject({
      ...point('113.9', '22.52'),
      rules,
    });
  });

  it('lies at a point or within closed rings, in degrees that are decimals', () => {
    for (const fine of [
      point('-180', '90'),
      point('0', '-0.5'),
      polygon([corners]),
      polygon([corners, corners]),
    ]) {
      given([])
        .when(ask({ act: 'describe', name, ...fine }))
        .then([{ act: 'describe', about, ...fine }]);
    }
    for (const bad of [
      point('180.1', '0'),
      point('0', '90.000000001'),
      point(113, 22),
      point('113.9'),
      point('0113', '22'),
      point('1e2', '22'),
      polygon([]),
      polygon([corners.slice(0, 3)]),
      polygon([[...corners.slice(0, 3), ['113.8', '22.6']]]),
      polygon([Array.from({ length: 1_001 }, () => corners[0])]),
      polygon([corners, Array.from({ length: 997 }, () => corners[0])]),
      { geometry: { type: 'LineString', coordinates: corners } },
    ]) {
      given([])
        .when(ask({ act: 'describe', name, ...bad }))
        .then({ refused: 'programme.command.malformed' });
    }
  });

  it('has procedures that are here, each once', () => {
    const rule = { procedure: 'SZ-PR001' };
    given([])
      .when(ask({ act: 'describe', name, rules: [rule] }))
      .then([{ rules: [rule] }]);
    given([])
      .when(ask({ act: 'describe', name, rules: [rule, rule] }))
      .then({ refused: 'programme.place.procedure-twice', params: { procedure: 'SZ-PR001' } });
    given([])
      .when(ask({ act: 'describe', name, rules: [{ procedure: 'HK-PR009' }] }))
      .then({ refused: 'programme.place.unknown-procedure', params: { procedure: 'HK-PR009' } });
  });

  it('is closed once, by its owner', () => {
    const close = { act: 'close', happened: '2027-01-01' };
    const held = given([describeIt()])
      .when({ ...ask(close), about })
      .recorded();
    expect(held.state(kind, about)).toMatchObject({ closedOn: '2027-01-01' });
    held
      .when({ ...ask(close), about })
      .then({ refused: 'programme.place.already-closed', params: { date: '2027-01-01' } });
    given([]).when(ask(close)).then({ refused: 'programme.record.missing', params: { kind } });
    const foreign = entry(hk, { kind, about, act: 'close', happened: '2026-03-01' });
    const folded = given([describeIt(), foreign]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { name } });
    expect(folded.state).not.toHaveProperty('closedOn');
  });

  it('reads whatever geometry a log holds, or counts it as invalid, and never throws', () => {
    const any = fc.record({
      type: fc.constantFrom('Point', 'Polygon', 'x'),
      coordinates: fc.jsonValue(),
    });
    fc.assert(
      fc.property(any, (geometry) => {
        const statement = describeIt({ geometry });
        const { state, invalid } = given([statement]).fold(kind, about);
        const isRead = place.parse(statement.statement).ok;
        expect([state !== undefined, invalid]).toEqual([isRead, isRead ? 0 : 1]);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
