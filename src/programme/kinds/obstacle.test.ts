// docs/spec/model.md M126, M127: an obstacle is its filer's to answer; the neighbour speaks in its own log.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { type ObstacleState, obstacleClockEvents } from './obstacle.ts';

const kind = 'obstacle';
const about = 'HK-O001';
const text = { en: 'Two permits for one sample.' };
const file = { act: 'file', title: { en: 'Samples' }, what: text, flows: ['goods'] };
const act = (name: string, happened: string, more: object = {}, by = hk) =>
  entry(by, { kind, about, act: name, happened, ...more });
const filed = act('file', '2026-03-02', { ...file, act: 'file' });
const ask = (command: object, by = hk) => ({ by, kind, about, command: command as Json });
const stateOf = (entries: readonly Entry[]) => given(entries).state<ObstacleState>(kind, about);

const course: readonly (readonly [string, string, object, string])[] = [
  ['request-clarification', '2026-03-30', { what: text }, 'clarification-asked'],
  ['clarify', '2026-04-13', {}, 'filed'],
  ['assess', '2026-05-04', { finding: 'incomplete', reasons: text }, 'incomplete'],
  ['assess', '2026-05-11', { finding: 'obstacle', reasons: text }, 'assessed'],
  ['refer', '2026-05-18', { way: 'administrative', to: text }, 'referred'],
  ['answer', '2026-06-30', { outcome: 'not-resolved', reasons: text }, 'answered'],
  ['close', '2026-07-01', {}, 'closed'],
  ['reopen', '2026-08-01', { why: text }, 'filed'],
  ['assess', '2026-08-02', { finding: 'none', reasons: text }, 'no-obstacle'],
];
const events = course.map(([name, happened, more]) => act(name, happened, more));

describe('an obstacle', () => {
  it('goes from filed to answered and closed, each act one event, and may be reopened', () => {
    for (const [i, [, , , standing]] of course.entries()) {
      expect(stateOf([filed, ...events.slice(0, i + 1)]).standing).toBe(standing);
    }
    const state = stateOf([filed, ...events]);
    expect(state).toMatchObject({ party: hk, flows: ['goods'], filed: { day: '2026-03-02' } });
    expect(state.events.map(({ happened }) => happened)).toEqual(course.map(([, day]) => day));
    expect(state.events[5]).toMatchObject({ outcome: 'not-resolved', text });
  });

  it('stands by day, whenever something was entered, and takes one filing', () => {
    const late = [filed, events[5]!, events[3]!, act('file', '2026-04-01', file)];
    expect(given(late).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { standing: 'answered', title: file.title },
    });
    expect(given(events).fold(kind, about)).toMatchObject({ state: undefined });
  });

  it('has what the others say in a slice of their own, whichever log arrives first', () => {
    const words = [
      entry(sz, { kind, about, act: 'take-note' }),
      entry(sz, { kind, about, act: 'contribute', text }),
      entry(sz, { kind, about, act: 'decline-parallel', why: text }),
    ];
    const said = (entries: readonly Entry[]) => stateOf(entries).neighbours.map((one) => one.act);
    expect(said([filed, ...words])).toEqual(['take-note', 'contribute', 'decline-parallel']);
    expect(said([...words, filed])).toEqual(said([filed, ...words]));
    const foreign = entry(sz, { kind, about, act: 'answer', outcome: 'resolved', reasons: text });
    expect(given([filed, foreign]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { standing: 'filed' },
    });
  });

  it('folds to one state however its logs arrive, and never throws', () => {
    const own = [filed, ...events, act('file', '2026-09-01', file)];
    const theirs = ['take-note', 'contribute', 'answer'].map((name) =>
      entry(sz, { kind, about, act: name, text, outcome: 'resolved', reasons: text }),
    );
    const whole = JSON.stringify(given([...own, ...theirs]).fold(kind, about));
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), (turns) => {
        const [a, b] = [[...own], [...theirs]];
        const mixed = turns.flatMap((isOwn) => (isOwn ? a : b).shift() ?? []);
        const folded = given([...mixed, ...a, ...b]).fold(kind, about);
        expect(JSON.stringify(folded)).toBe(whole);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('gives clocks what they look at: filed is received, assessed accepted, answered decided', () => {
    const codes = obstacleClockEvents(stateOf([filed, ...events.slice(0, 6)])).map(
      ({ code, happened }) => `${happened} ${code}`,
    );
    expect(codes).toEqual([
      '2026-03-02 received',
      '2026-03-30 information-requested',
      '2026-04-13 information-received',
      '2026-05-04 accepted',
      '2026-05-11 accepted',
      '2026-06-30 decided',
    ]);
  });
});

describe('decide on an obstacle', () => {
  it('files, handles and answers', () => {
    const recorded = given([])
      .when({ by: hk, kind, command: { ...file, happened: '2026-03-02' } as Json })
      .then([{ act: 'file', about }])
      .recorded();
    const answer = { act: 'answer', happened: '2026-06-30', outcome: 'resolved', reasons: text };
    recorded.when(ask(answer)).then([{ act: 'answer', happened: '2026-06-30' }]);
    recorded.when(ask({ act: 'contribute', text }, sz)).then([{ act: 'contribute' }]);
  });

  it('refuses what has no place in its course', () => {
    const closed = [filed, act('close', '2026-07-01')];
    given(closed)
      .when(ask({ act: 'assess', happened: '2026-07-02', finding: 'none', reasons: text }))
      .then({ refused: 'programme.obstacle.closed', params: { id: about } });
    given([filed])
      .when(ask({ act: 'reopen', happened: '2026-07-02', why: text }))
      .then({ refused: 'programme.obstacle.not-closed' });
    given([filed])
      .when(ask({ act: 'clarify', happened: '2026-04-01' }))
      .then({ refused: 'programme.obstacle.nothing-asked' });
    given([filed])
      .when(ask({ act: 'take-note' }))
      .then({ refused: 'programme.obstacle.own-file' });
    given([filed])
      .when(ask({ act: 'close', happened: '2026-07-02' }, sz))
      .then({ refused: 'programme.record.not-owner' });
    const unknown = { ...file, initiator: 'HK-OR077' };
    given([])
      .when({ by: hk, kind, command: unknown as Json, known: new Map() })
      .then({ refused: 'programme.obstacle.unknown-initiator', params: { initiator: 'HK-OR077' } });
  });
});
