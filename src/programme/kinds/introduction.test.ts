// docs/spec/model.md M105, M106: one side asks, the other answers in its own log, and either says what came of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct } from '../../../test/support/arrivals.ts';
import { entry, given, hk, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { KnownRecord } from '../kind.ts';

const kind = 'introduction';
const about = 'HK-N001';
const ask = { act: 'ask', offer: 'HK-OF001', need: 'SZ-NE001', reasons: { en: 'They fit.' } };
const why = { en: 'Too early.' };
const asked = entry(hk, { kind, about, ...ask });
const accepted = entry(sz, { kind, about, act: 'accept' });
const outcome = { act: 'outcome', outcome: 'licence', record: 'HK-A001' };
const say = (by: typeof hk, fields: { act: string } & Record<string, unknown>) =>
  entry(by, { kind, about, ...fields });
const request = (by: typeof hk, fields: object, id: string | undefined = about) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});
const announced = (name: string, fields: object = {}): KnownRecord => ({
  kind: name,
  state: { standing: 'open', validUntil: '2019-12-31', ...fields },
});

describe('an introduction', () => {
  it('is asked by one side, accepted by the other, and both say what came of it', () => {
    const held = given([])
      .when(request(hk, ask, ''))
      .recorded()
      .when(request(sz, { act: 'accept' }))
      .recorded()
      .when(request(sz, { act: 'outcome', outcome: 'none', why }))
      .recorded()
      .when(request(hk, outcome))
      .recorded();
    expect(held.state(kind, about)).toMatchObject({
      ...{ id: about, party: hk, offer: 'HK-OF001', need: 'SZ-NE001', other: 'SZ' },
      ...{ standing: 'accepted', reasons: ask.reasons, asked: { index: 0 } },
      outcomes: [
        { party: hk, outcome: 'licence', record: 'HK-A001' },
        { party: sz, outcome: 'none', why },
      ],
    });
    const again = held.when(request(sz, { act: 'outcome', outcome: 'licence' })).recorded();
    expect(again.state(kind, about)).toMatchObject({
      outcomes: [{ party: hk }, { party: sz, outcome: 'licence' }],
    });
  });

  it('may be accepted after it was refused, and is not refused after it was accepted', () => {
    const refused = say(sz, { act: 'refuse', why });
    expect(given([asked]).state(kind, about)).toMatchObject({ standing: 'asked', outcomes: [] });
    expect(given([asked, refused]).state(kind, about)).toMatchObject({
      ...{ standing: 'refused', answer: { why } },
    });
    const folded = given([asked, refused, accepted, refused]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { standing: 'accepted' } });
    given([asked, accepted])
      .when(request(sz, { act: 'refuse', why }))
      .then({ refused: 'programme.introduction.already-accepted', params: { id: about } });
  });

  it('has no outcome that counts until it is accepted, whichever log arrives first', () => {
    const ours = say(hk, outcome);
    const waiting = given([asked, ours]).fold(kind, about);
    expect(waiting).toMatchObject({ pending: 1, invalid: 0, state: { outcomes: [] } });
    const expected = { pending: 0, state: { outcomes: [{ party: hk, outcome: 'licence' }] } };
    expect(given([asked, ours, accepted]).fold(kind, about)).toMatchObject(expected);
    expect(given([accepted, asked, ours]).fold(kind, about)).toMatchObject(expected);
    given([asked])
      .when(request(hk, outcome))
      .then({ refused: 'programme.introduction.not-accepted', params: { id: about } });
  });

  it('is answered by the party that is asked and by nobody else', () => {
    const strangers = [
      say(mo, { act: 'accept' }),
      say(hk, { act: 'accept' }),
      say(mo, { act: 'outcome', outcome: 'licence' }),
    ];
    const folded = given([asked, ...strangers]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 3, state: { standing: 'asked' } });
    given([asked])
      .when(request(hk, { act: 'accept' }))
      .then({ refused: 'programme.introduction.own-request' });
    for (const act of ['accept', 'outcome']) {
      given([asked, accepted])
        .when(request(mo, act === 'accept' ? { act } : outcome))
        .then({ refused: 'programme.introduction.not-asked', params: { id: about, mark: 'SZ' } });
    }
    given([accepted])
      .when(request(sz, { act: 'accept' }))
      .then({ refused: 'programme.record.missing' });
    given([asked]).when(request(hk, ask)).then({ refused: 'programme.record.exists' });
  });

  it('waits for answers while it is not known whose mark the other is', () => {
    const folded = given([asked, accepted]).fold(kind, about, {
      markOf: new Map([[hk, 'HK' as never]]),
    });
    expect(folded).toMatchObject({ pending: 1, invalid: 0, state: { standing: 'asked' } });
  });

  it('brings one of the asker’s own and one of another party together, both open', () => {
    const refused = 'programme.introduction.not-one-own';
    const both = { ...ask, need: 'HK-NE001' };
    given([])
      .when(request(hk, both, ''))
      .then({ refused, params: { mark: 'HK' } });
    given([])
      .when(request(mo, ask, ''))
      .then({ refused, params: { mark: 'MO' } });
    const foreign = given([entry(hk, { kind, about, ...both })]).fold(kind, about);
    expect(foreign).toMatchObject({ invalid: 1, state: undefined });

    const known = new Map([
      ['HK-OF001', announced('offer')],
      ['SZ-NE001', announced('need')],
    ]);
    const asks = (records: ReadonlyMap<string, KnownRecord>) =>
      given([]).when({ ...request(hk, ask, ''), known: records });
    asks(known).then([{ act: 'ask', about }]);
    asks(new Map([...known].slice(1))).then({
      ...{ refused: 'programme.introduction.unknown-offer', params: { offer: 'HK-OF001' } },
    });
    asks(new Map([...known].slice(0, 1))).then({
      ...{ refused: 'programme.introduction.unknown-need', params: { need: 'SZ-NE001' } },
    });
    for (const ended of [
      { validUntil: '2019-04-01' },
      { standing: 'closed', endedOn: '2019-04-02' },
    ]) {
      asks(new Map([...known, ['SZ-NE001', announced('need', ended)]])).then({
        ...{ refused: 'programme.introduction.not-open', params: { id: 'SZ-NE001' } },
      });
    }
  });

  it('has an outcome with a reason where it is none, and a record of its kind where it names one', () => {
    const held = given([asked, accepted]);
    const refuses = (fields: object, code: string, params: Record<string, string> = {}) =>
      held.when(request(hk, { act: 'outcome', ...fields })).then({ refused: code, params });
    refuses({ outcome: 'none' }, 'programme.introduction.reason-missing');
    for (const [name, record] of [
      ['licence', 'HK-P001'],
      ['agreement', 'HK-P001'],
      ['project', 'HK-A001'],
    ]) {
      refuses({ outcome: name, record }, 'programme.introduction.record-unfit', {
        record: record ?? '',
      });
    }
    const unfit = 'programme.introduction.record-unfit';
    refuses({ outcome: 'none', why, record: 'HK-A001' }, unfit, { outcome: 'none' });
    held.when({ ...request(hk, outcome), known: new Map() }).then({ refused: unfit });
    const invalid = [{ outcome: 'none' }, { outcome: 'project', record: 'HK-A001' }];
    const said = invalid.map((fields) => say(hk, { act: 'outcome', ...fields }));
    const folded = given([asked, accepted, ...said]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 2, state: { outcomes: [] } });
  });

  it('keeps the scope in which it was asked', () => {
    given([asked])
      .when({ ...request(sz, { act: 'accept', scope: 'public' }), bound: 'programme' })
      .then({ refused: 'programme.scope.bound' });
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    const one = fc.constantFrom;
    expectOneState(kind, about, [
      someAct('ask', {
        offer: one('HK-OF001', 'HK-OF001', 'SZ-OF001'),
        need: one('SZ-NE001', 'SZ-NE001', 'HK-NE001'),
        reasons: one(ask.reasons),
      }),
      someAct('accept', {}),
      someAct('refuse', { why: one(why) }),
      someAct('outcome', {
        outcome: one('agreement', 'licence', 'project', 'none'),
        record: one('HK-A001', 'SZ-P001', undefined),
        why: one(why, undefined),
      }),
    ]);
  });
});
