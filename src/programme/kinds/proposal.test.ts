// docs/spec/model.md M78: a proposal is its opener's; the others explore it or decline it in their own logs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entry, given, hk, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { ProposalState } from './proposal.ts';

const kind = 'proposal';
const about = 'HK-I001';
const text = { en: 'Both libraries have the same system.' };
const idea = { title: { en: 'One card' }, what: { en: 'One card for both libraries' } };
const say = (by: typeof hk, act: string, more: object = {}) =>
  entry(by, { kind, about, act, ...more });
const opened = say(hk, 'open', idea);
const joined = say(sz, 'join', { happened: '2026-03-02' });
const declined = say(sz, 'decline', { happened: '2026-05-04', reasons: text });
const adopted = say(hk, 'adopt', { happened: '2026-06-01', records: ['SZ-P001', 'SZ-P001'] });
const ask = (by: typeof hk, command: object) => ({ by, kind, about, command: command as Json });
const stateOf = (entries: readonly Entry[]) => given(entries).state<ProposalState>(kind, about);

describe('a proposal', () => {
  it('goes from an idea over what others explore with it to the records that adopt it', () => {
    expect(stateOf([opened])).toMatchObject({ party: hk, standing: 'idea', ...idea });
    expect(stateOf([opened, joined])).toMatchObject({ standing: 'explored', exploredBy: [sz] });
    const state = stateOf([opened, joined, adopted]);
    expect(state).toMatchObject({ standing: 'adopted', ended: { records: ['SZ-P001'] } });
    const withdrawn = stateOf([opened, say(hk, 'withdraw', { why: text })]);
    expect(withdrawn).toMatchObject({ standing: 'withdrawn', ended: { records: [], why: text } });
  });

  it('is declined when none of those who have spoken explores it, by the newest word of each', () => {
    expect(stateOf([opened, declined, joined])).toMatchObject({
      standing: 'declined',
      exploredBy: [],
      declinedBy: [sz],
      words: [{ act: 'join' }, { act: 'decline', text }],
    });
    const third = say(mo, 'join', { note: text });
    expect(stateOf([opened, joined, declined, third])).toMatchObject({
      standing: 'explored',
      exploredBy: [mo],
      declinedBy: [sz],
    });
  });

  it('is as its opener describes it last, and ends once', () => {
    const later = say(hk, 'describe', {
      happened: '2026-09-01',
      field: 'culture',
      wanted: 'project',
    });
    const withdrawn = say(hk, 'withdraw', { happened: '2026-07-01', why: text });
    expect(given([opened, later, withdrawn, adopted, opened]).fold(kind, about)).toMatchObject({
      invalid: 2,
      state: { standing: 'adopted', field: 'culture', wanted: 'project', title: idea.title },
    });
    expect(given([joined, adopted]).fold(kind, about)).toMatchObject({
      state: undefined,
      pending: 2,
    });
  });

  it('counts nothing that another says for its opener, or its opener for another', () => {
    const foreign = [say(sz, 'adopt', { records: ['SZ-P001'] }), say(hk, 'join')];
    expect(given([opened, ...foreign]).fold(kind, about)).toMatchObject({
      invalid: 2,
      state: { standing: 'idea', words: [] },
    });
  });

  it('folds to one state however its logs arrive, and never throws', () => {
    const own = [opened, say(hk, 'note', { text }), adopted, say(hk, 'withdraw', { why: text })];
    const theirs = [joined, say(sz, 'contribute', { text }), declined, say(sz, 'adopt', {})];
    const whole = JSON.stringify(given([...own, ...theirs]).fold(kind, about));
    const turns = fc.array(fc.boolean(), { maxLength: own.length + theirs.length });
    fc.assert(
      fc.property(turns, (isOwn) => {
        const [a, b] = [[...own], [...theirs]];
        const mixed = isOwn.flatMap((first) => (first ? a : b).shift() ?? []);
        const folded = given([...mixed, ...a, ...b]).fold(kind, about);
        expect(JSON.stringify(folded)).toBe(whole);
      }),
      { seed: 11, numRuns: 200 },
    );
    const hostile = fc.array(
      fc.record({
        by: fc.constantFrom(hk, sz, mo),
        act: fc.constantFrom('open', 'describe', 'adopt', 'withdraw', 'join', 'decline', 'fly'),
        more: fc.dictionary(
          fc.constantFrom('records', 'why', 'title', 'field', 'reasons'),
          fc.jsonValue(),
        ),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(hostile, (lines) => {
        const entries = lines.map(({ by, act, more }) => say(by, act, { ...idea, ...more }));
        const folded = given(entries).fold(kind, about);
        const counts = [folded.invalid, folded.pending];
        expect(counts.every((count) => count >= 0 && count <= entries.length)).toBe(true);
      }),
      { seed: 12, numRuns: 300 },
    );
  });
});

describe('decide on a proposal', () => {
  it('opens, explores together and adopts', () => {
    const recorded = given([])
      .when({ by: hk, kind, command: { act: 'open', ...idea } })
      .then([{ act: 'open', about }])
      .recorded()
      .when(ask(sz, { act: 'join' }))
      .then([{ act: 'join', about }])
      .recorded();
    const project = { kind: 'project', state: {} };
    recorded
      .when({
        ...ask(hk, { act: 'adopt', records: ['SZ-P001'] }),
        known: new Map([['SZ-P001', project]]),
      })
      .then([{ act: 'adopt', records: ['SZ-P001'] }]);
    recorded
      .when({ ...ask(hk, { act: 'adopt', records: ['SZ-P001'] }), known: new Map() })
      .then({ refused: 'programme.proposal.unknown-record', params: { record: 'SZ-P001' } });
    recorded
      .when(ask(hk, { act: 'adopt', records: ['SZ-K001'] }))
      .then({ refused: 'programme.command.malformed' });
  });

  it('refuses what has no place in its course', () => {
    const adopt = { act: 'adopt', records: ['HK-A001'] };
    const cases: readonly (readonly [readonly Entry[], typeof hk, object, string])[] = [
      [[opened], hk, adopt, 'programme.proposal.not-explored'],
      [[opened, joined, declined], hk, adopt, 'programme.proposal.not-explored'],
      [[opened], hk, { act: 'join' }, 'programme.proposal.own-proposal'],
      [[opened, joined], sz, { act: 'join' }, 'programme.proposal.already-joined'],
      [
        [opened, declined],
        sz,
        { act: 'decline', reasons: text },
        'programme.proposal.already-declined',
      ],
      [[opened, joined, adopted], sz, { act: 'contribute', text }, 'programme.proposal.ended'],
      [[opened, joined, adopted], hk, { act: 'withdraw', why: text }, 'programme.proposal.ended'],
    ];
    for (const [entries, by, command, refused] of cases) {
      given(entries)
        .when(ask(by, command))
        .then({ refused, params: { id: about } });
    }
    given([opened])
      .when(ask(sz, { act: 'withdraw', why: text }))
      .then({ refused: 'programme.record.not-owner' });
    given([])
      .when(ask(hk, { act: 'note', text }))
      .then({ refused: 'programme.record.missing', params: { kind } });
  });
});
