// docs/spec/model.md M76, M77: crossings: a joint text, and what each side says of openings and closures.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, mo, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { CrossingState } from './crossing.ts';

const kind = 'crossing';
const about = 'HK-X001';
const why = { en: 'Typhoon' };
const content = {
  name: { en: 'Bay crossing' },
  kind: 'land',
  modes: ['passengers', 'goods'],
};
const propose = (changes: object = {}) => ({
  by: hk,
  kind,
  command: {
    act: 'propose',
    signatories: posts,
    content: { ...content, ...changes },
  } as unknown as Json,
});
const ask = (by: PartyId, command: object) => ({ by, kind, about, command: command as Json });
const read = (held: Given) => held.state<CrossingState>(kind, about);
const sideOf = (held: Given, party: PartyId) =>
  read(held).sides.find((side) => side.party === party);
const proposed = given([])
  .when(propose({ names: { [sz]: { 'zh-Hans': '湾口岸' } } }))
  .recorded();
const text = read(proposed).joint.texts[0].hash;
const agreed = [hk, sz].reduce(
  (held, party) => held.when(ask(party, { act: 'sign', text })).recorded(),
  proposed,
);
const close = (happened: string, more: object = {}) => ({
  act: 'close',
  happened,
  modes: ['passengers', 'goods'],
  cause: 'weather',
  why,
  ...more,
});
const reopen = (happened: string, modes: readonly string[]) => ({ act: 'reopen', happened, modes });
const opened = { act: 'open-mode', mode: 'passengers', happened: '2007-07-01' };

describe('a crossing', () => {
  it('is what its text says, with a side for each signatory', () => {
    expect(read(agreed)).toMatchObject({ ...content, names: { [sz]: { 'zh-Hans': '湾口岸' } } });
    expect(read(agreed).sides).toEqual(
      [hk, sz].map((party) => ({ party, opened: [], passing: [], closures: [] })),
    );
  });

  it('is open for a mode since the day each side says', () => {
    const held = agreed
      .when(ask(hk, opened))
      .recorded()
      .when(ask(sz, { ...opened, happened: '2007-07-02' }))
      .recorded();
    expect(sideOf(held, hk)?.opened).toMatchObject([{ mode: 'passengers', on: '2007-07-01' }]);
    expect(sideOf(held, sz)?.opened).toMatchObject([{ mode: 'passengers', on: '2007-07-02' }]);
    held
      .when(ask(hk, { ...opened, happened: '2008-01-01' }))
      .then({ refused: 'programme.crossing.mode-open', params: { date: '2007-07-01' } });
  });

  it('is described by each side for each mode, the newest by day as a whole', () => {
    const hours = [{ days: ['mon', 'sat'], from: '06:30', to: '24:00' }];
    const describe = (command: object) => ({ act: 'describe', mode: 'passengers', ...command });
    const held = agreed
      .when(ask(hk, describe({ hours, happened: '2020-01-02', sample: true })))
      .recorded()
      .when(ask(hk, describe({ capacityPerDay: 30_000, happened: '2020-01-01' })))
      .recorded()
      .when(ask(hk, { act: 'describe', mode: 'goods', clearance: 'co-located' }))
      .recorded()
      .when(ask(sz, describe({ hours: [] })))
      .recorded();
    const { passing } = sideOf(held, hk)!;
    expect(passing.map(({ mode }) => mode).sort()).toEqual(['goods', 'passengers']);
    const [passengers] = passing.filter(({ mode }) => mode === 'passengers');
    expect(passengers).toMatchObject({ hours, sample: true });
    expect(passengers).not.toHaveProperty('capacityPerDay');
    expect(passing.find(({ mode }) => mode === 'goods')).toMatchObject({ sample: false });
    expect(sideOf(held, sz)!.passing).toMatchObject([{ mode: 'passengers', hours: [] }]);
  });

  it('refuses hours without length, and a description that says nothing', () => {
    const describe = (command: object) =>
      agreed.when(ask(hk, { act: 'describe', mode: 'passengers', ...command }));
    const hours = [{ days: ['mon'], from: '22:00', to: '06:00' }];
    describe({ hours }).then({
      refused: 'programme.crossing.hours',
      params: { from: '22:00', to: '06:00' },
    });
    describe({}).then({
      refused: 'programme.crossing.nothing-said',
      params: { mode: 'passengers' },
    });
    describe({ mode: 'rail', hours: [] }).then({ refused: 'programme.crossing.unknown-mode' });
    describe({ hours: [{ days: [], from: '06:00', to: '07:00' }] }).then({
      refused: 'programme.command.malformed',
    });
  });

  it('ends a closure the day before it reopens, for the modes that do', () => {
    const closed = agreed
      .when(ask(hk, close('2020-02-08', { cause: 'external-event' })))
      .recorded();
    const half = closed.when(ask(hk, reopen('2023-01-08', ['passengers']))).recorded();
    const { closures } = sideOf(half, hk)!;
    expect(closures).toMatchObject([
      { modes: ['passengers'], from: '2020-02-08', until: '2023-01-07', cause: 'external-event' },
      { modes: ['goods'], from: '2020-02-08' },
    ]);
    expect(closures[1]).not.toHaveProperty('until');
    expect(sideOf(half, sz)?.closures).toEqual([]);
    const day = agreed
      .when(ask(hk, close('2018-09-16')))
      .recorded()
      .when(ask(hk, reopen('2018-09-16', ['passengers', 'goods'])))
      .recorded();
    expect(sideOf(day, hk)?.closures).toMatchObject([{ from: '2018-09-16', until: '2018-09-16' }]);
  });

  it('refuses closures that overlap, end before they begin, or are not there to end', () => {
    const held = agreed.when(ask(hk, close('2018-09-16', { until: '2018-09-17' }))).recorded();
    held
      .when(ask(hk, close('2018-09-17')))
      .then({ refused: 'programme.crossing.already-closed', params: { mode: 'passengers' } });
    held.when(ask(hk, close('2018-09-18'))).then([{ act: 'close' }]);
    held.when(ask(sz, close('2018-09-17'))).then([{ act: 'close' }]);
    held
      .when(ask(hk, close('2018-10-02', { until: '2018-10-01' })))
      .then({ refused: 'programme.crossing.ends-before-start', params: { until: '2018-10-01' } });
    held
      .when(ask(hk, reopen('2018-09-18', ['goods'])))
      .then({ refused: 'programme.crossing.not-closed', params: { mode: 'goods' } });
  });

  it('refuses modes that its text does not list, or lists twice', () => {
    agreed
      .when(ask(hk, { ...opened, mode: 'livestock' }))
      .then({ refused: 'programme.crossing.unknown-mode', params: { mode: 'livestock' } });
    given([])
      .when(propose({ modes: ['goods', 'goods'] }))
      .then({ refused: 'programme.crossing.mode-twice', params: { mode: 'goods' } });
    given([])
      .when(propose({ names: { [mo]: { en: 'Bay' } } }))
      .then({ refused: 'programme.text.not-a-signatory', params: { party: mo } });
  });

  it('is spoken for by its signatories only, once all have signed', () => {
    proposed.when(ask(hk, opened)).then({ refused: 'programme.text.nothing-in-force' });
    agreed.when(ask(mo, opened)).then({ refused: 'programme.text.not-a-signatory' });
    given([]).when({ by: hk, kind, command: opened }).then({ refused: 'programme.record.missing' });
    const foreign = entry(mo, { kind, about, ...opened });
    expect(given([...agreed.entries, foreign]).fold(kind, about)).toMatchObject({ invalid: 1 });
    expect(given([foreign]).fold(kind, about)).toMatchObject({ state: undefined, pending: 1 });
  });

  it('counts what a log says against itself as nothing', () => {
    const wrong = [
      { kind, about, ...opened },
      { kind, about, ...opened, happened: '2009-01-01' },
      { kind, about, ...reopen('2010-01-01', ['goods']) },
      { kind, about, ...close('2011-01-02', { until: '2011-01-01' }) },
    ].map((statement) => entry(hk, statement));
    const held = given([...agreed.entries, ...wrong]);
    expect(held.fold(kind, about)).toMatchObject({ invalid: 3 });
    expect(sideOf(held, hk)).toMatchObject({ opened: [{ on: '2007-07-01' }], closures: [] });
  });
});
