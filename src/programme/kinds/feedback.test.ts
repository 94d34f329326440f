// docs/spec/model.md M108, M109: feedback without its author, and the day by which it is to be answered.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { type FeedbackState, feedbackOn } from './feedback.ts';

const kind = 'feedback';
const about = 'HK-Q001';
const receive = {
  act: 'receive',
  happened: '2019-03-01',
  record: 'SZ-P001',
  topic: 'question',
  text: { en: 'Will there be a lift?' },
  due: '2019-03-29',
};
const text = { en: 'Yes.' };
const received = entry(hk, { kind, about, ...receive });
const answer = (by: typeof hk, happened: string, said: object = text) =>
  entry(by, { kind, about, act: 'answer', text: said, happened });
const ask = (fields: object, id: string | undefined = about, by = hk) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});
const refuses = (fields: object, code: string, params: Record<string, string>) =>
  given([])
    .when(ask({ ...receive, ...fields }, ''))
    .then({ refused: code, params });

describe('feedback', () => {
  it('is received on one side about a record of the other, and answered there', () => {
    const held = given([])
      .when(ask(receive, ''))
      .recorded()
      .when(ask({ act: 'answer', text, happened: '2019-03-28' }, about, sz))
      .recorded();
    expect(held.state(kind, about)).toMatchObject({
      ...{ id: about, party: hk, record: 'SZ-P001', topic: 'question', text: receive.text },
      ...{ received: '2019-03-01', due: '2019-03-29', addressed: 'SZ', answeredOn: '2019-03-28' },
      answers: [{ party: sz, text }],
    });
    held.when(ask(receive)).then({ refused: 'programme.record.exists', params: { id: about } });
    given([])
      .when(ask({ act: 'answer', text }, ''))
      .then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('never has its author in a payload or a state', () => {
    for (const name of ['author', 'contact', 'email']) {
      given([])
        .when(ask({ ...receive, [name]: 'Ms Chan' }, ''))
        .then({ refused: 'programme.command.malformed' });
    }
    const foreign = entry(hk, { kind, about, ...receive, author: 'Ms Chan' });
    expect(JSON.stringify(given([foreign]).state(kind, about))).not.toContain('Chan');
  });

  it('is about a record that is here, received on a day that has come, and due no earlier', () => {
    const known = new Map([['SZ-P001', { kind: 'project', state: {} }]]);
    given([])
      .when({ ...ask(receive, ''), known })
      .then([{ act: 'receive', about }]);
    given([])
      .when({ ...ask(receive, ''), known: new Map() })
      .then({ refused: 'programme.feedback.unknown-record', params: { record: 'SZ-P001' } });
    refuses({ happened: '2019-04-03' }, 'programme.feedback.received-ahead', {
      ...{ date: '2019-04-03', today: '2019-04-02' },
    });
    refuses({ due: '2019-02-28' }, 'programme.feedback.due-before-receipt', {
      ...{ due: '2019-02-28', received: '2019-03-01' },
    });
    const sameDay = { ...receive, due: receive.happened };
    given([]).when(ask(sameDay, '')).then([sameDay]);
    const early = entry(hk, { kind, about, ...receive, due: '2019-02-28' });
    expect(given([early]).fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
    expect(given([early, received, received]).fold(kind, about)).toMatchObject({
      ...{ invalid: 2, state: { due: '2019-03-29' } },
    });
  });

  it('is not received by another party for its owner', () => {
    const foreign = entry(sz, { kind, about, ...receive });
    expect(given([foreign]).fold(kind, about)).toMatchObject({ state: undefined });
    expect(given([foreign, received]).fold(kind, about)).toMatchObject({ invalid: 1 });
  });

  it('has the newest answer of each party, and is answered on the first day of the one addressed', () => {
    const said = [
      answer(hk, '2019-03-02', { en: 'Passed on.' }),
      answer(sz, '2019-04-05', { en: 'Two lifts.' }),
      answer(sz, '2019-04-01'),
      answer(mo, '2019-03-02'),
    ];
    const state = {
      answeredOn: '2019-04-01',
      answers: [{ party: hk }, { party: mo }, { party: sz, text }],
    };
    expect(given([received, ...said]).state(kind, about)).toMatchObject(state);
    expect(given([...said, received]).state(kind, about)).toMatchObject(state);
    const [passedOn] = said;
    expect(given([received, passedOn!]).state(kind, about)).not.toHaveProperty('answeredOn');
  });

  it('is late the day after it was due, until the day of the answer', () => {
    const { due } = receive;
    const answeredOn = '2019-04-01';
    const on = (state: Pick<FeedbackState, 'due' | 'answeredOn'>, day: string) => {
      const { standing, lateDays } = feedbackOn(state, day);
      return `${standing} ${lateDays}`;
    };
    expect(on({ due }, '2019-03-29')).toBe('open 0');
    expect(on({ due }, '2019-03-30')).toBe('late 1');
    expect(on({ due, answeredOn }, '2019-03-31')).toBe('late 2');
    expect(on({ due, answeredOn }, '2019-04-01')).toBe('answered 3');
    expect(on({ due, answeredOn }, '2020-04-01')).toBe('answered 3');
    expect(on({ due, answeredOn: due }, '2020-04-01')).toBe('answered 0');
    expect(on({ due, answeredOn: '2019-03-02' }, '2019-03-29')).toBe('answered 0');
  });

  it('keeps the scope in which it was received', () => {
    given([received])
      .when({ ...ask({ act: 'answer', text, scope: 'public' }, about, sz), bound: 'programme' })
      .then({ refused: 'programme.scope.bound' });
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    const one = fc.constantFrom;
    expectOneState(kind, about, [
      someAct('receive', {
        happened: someDay,
        record: one('SZ-P001', 'HK-P001', 'MO-P001'),
        topic: one('error', 'praise'),
        text: one(receive.text),
        due: someDay,
      }),
      someAct('answer', { text: one(text, { en: 'No.' }) }),
    ]);
  });
});
