// docs/spec/model.md M23: a meeting is its opener's record; the others answer the minutes in their own logs.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { MeetingState } from './meeting.ts';

const kind = 'meeting';
const about = 'HK-G001';
const open = {
  act: 'open',
  title: { en: 'Conference' },
  date: '2019-04-02',
  chairs: [{ party: hk }],
  agenda: [{ id: '1', text: { en: 'Eight fields' } }],
  facts: [{ id: 'f1', text: { en: '31 projects start.' } }],
};
const decision = { id: 'd1', text: { en: 'Sign.' }, records: ['HK-A001'] };
const hold = { act: 'hold', decisions: [decision] };
const opened = entry(hk, { kind, about, ...open });
const held = given([opened, entry(hk, { kind, about, ...hold })]);
const ask = (by: typeof hk, command: object) => ({ by, kind, about, command: command as Json });
const why = { en: 'That was not decided.' };

describe('fold of a meeting', () => {
  it('has agenda and facts from the start, decisions once minutes are kept', () => {
    expect(given([opened]).state(kind, about)).toMatchObject({ minutes: 'none', decisions: [] });
    expect(held.state(kind, about)).toMatchObject({
      party: hk,
      minutes: 'kept',
      decisions: [decision],
      facts: [{ id: 'f1' }],
      opened: { index: 0 },
    });
  });

  it('takes the newest answer of each other party, whichever log arrives first', () => {
    const answers = [
      entry(sz, { kind, about, act: 'agree' }),
      entry(sz, { kind, about, act: 'dispute', why }),
    ];
    const expected = { answers: [{ party: sz, answer: 'disputed', why }] };
    expect(given([...answers, ...held.entries]).state(kind, about)).toMatchObject(expected);
    expect(given([...held.entries, ...answers]).state(kind, about)).toMatchObject(expected);
  });

  it('ignores minutes by another party and answers by its opener', () => {
    const foreign = entry(sz, { kind, about, ...hold });
    const own = entry(hk, { kind, about, act: 'agree' });
    const folded = given([opened, foreign, own]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 2, state: { minutes: 'none', answers: [] } });
  });

  it('keeps the first of two openings and the first of two decisions with one id', () => {
    const again = entry(hk, { kind, about, ...open, title: { en: 'Again' } });
    const twice = entry(hk, { kind, about, ...hold, decisions: [{ ...decision, records: [] }] });
    const folded = given([...held.entries, again, twice]).fold(kind, about);
    expect(folded).toMatchObject({
      invalid: 1,
      state: { title: open.title, decisions: [decision] },
    });
  });

  it('waits while nobody has opened it', () => {
    const folded = given([entry(sz, { kind, about, act: 'agree' })]).fold(kind, about);
    expect(folded).toMatchObject({ state: undefined, pending: 1 });
  });
});

describe('decide on a meeting', () => {
  it('opens, amends and holds', () => {
    const { state } = given([])
      .when({ by: hk, kind, command: open as Json })
      .recorded()
      .when(ask(hk, { act: 'amend', date: '2019-04-03' }))
      .recorded()
      .when(ask(hk, hold))
      .recorded();
    expect(state<MeetingState>(kind, about)).toMatchObject({ date: '2019-04-03', minutes: 'kept' });
  });

  it('refuses minutes by another party, and answers by the opener or before there are minutes', () => {
    given([opened]).when(ask(sz, hold)).then({ refused: 'programme.record.not-owner' });
    held.when(ask(hk, { act: 'agree' })).then({ refused: 'programme.meeting.own-meeting' });
    given([opened])
      .when(ask(sz, { act: 'agree' }))
      .then({ refused: 'programme.meeting.no-minutes' });
    held.when(ask(sz, { act: 'dispute', why })).then([{ act: 'dispute', why }]);
  });

  it('refuses a decision or a fact with an id that is there already', () => {
    held
      .when(ask(hk, hold))
      .then({ refused: 'programme.meeting.decision-twice', params: { decision: 'd1' } });
    held
      .when(ask(hk, { act: 'hold', decisions: [], facts: open.facts }))
      .then({ refused: 'programme.meeting.fact-twice', params: { fact: 'f1' } });
    const facts = [...open.facts, ...open.facts];
    given([])
      .when({ by: hk, kind, command: { ...open, facts } as Json })
      .then({ refused: 'programme.meeting.fact-twice' });
  });

  it('refuses to open one that exists and to change one that does not', () => {
    held.when(ask(hk, open)).then({ refused: 'programme.record.exists' });
    given([]).when({ by: hk, kind, command: hold }).then({ refused: 'programme.record.missing' });
  });
});
