// docs/spec/model.md M63: a saying belongs to whoever records it; the others may dispute that it was said.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { PromiseState } from './promise.ts';

const kind = 'promise';
const about = 'HK-D001';
const said = {
  on: '2019-04-02',
  by: { en: 'News report' },
  source: { url: 'https://news.example/1', title: 'To open in 2022', accessed: '2026-11-23' },
};
const say = {
  act: 'say',
  subject: 'SZ-P001',
  milestone: 'opened',
  mode: 'passengers',
  promised: { from: '2022-01-01', to: '2022-12-31', words: { en: '2022' } },
  said,
};
const recorded = entry(hk, { kind, about, ...say });
const why = { en: 'Nobody said that.' };
const ask = (by: typeof hk, command: object, id?: string) => ({
  by,
  kind,
  command: command as Json,
  ...(id === undefined ? {} : { about: id }),
});

describe('a promise', () => {
  it('is whoever records it’s, about any subject, on the day it was said', () => {
    const held = given([])
      .when(ask(hk, say))
      .then([{ about, subject: 'SZ-P001', said }])
      .recorded();
    expect(held.state<PromiseState>(kind, about)).toMatchObject({
      party: hk,
      milestone: 'opened',
      promised: say.promised,
      said,
      disputes: [],
      place: { day: '2019-04-02' },
    });
  });

  it('needs to say who said it, and about what kind of thing', () => {
    const { said: _, ...unsaid } = say;
    given([]).when(ask(hk, unsaid)).then({ refused: 'programme.command.malformed' });
    const ofAgreement = { ...say, subject: 'HK-A001' };
    given([]).when(ask(hk, ofAgreement)).then({ refused: 'programme.command.malformed' });
    given([])
      .when(ask(hk, { ...say, subject: 'HK-X001' }))
      .then([{ subject: 'HK-X001' }]);
  });

  it('is about something that is there', () => {
    const known = new Map([['SZ-P001', { kind: 'project', state: {} }]]);
    given([])
      .when({ ...ask(hk, say), known })
      .then([{ subject: 'SZ-P001' }]);
    given([])
      .when({ ...ask(hk, { ...say, subject: 'HK-X009' }), known })
      .then({ refused: 'programme.promise.unknown-subject', params: { id: 'HK-X009' } });
  });

  it('refuses a span that ends before it begins', () => {
    const promised = { ...say.promised, to: '2021-12-31' };
    given([])
      .when(ask(hk, { ...say, promised }))
      .then({ refused: 'programme.promise.ends-before-start', params: { to: '2021-12-31' } });
    const folded = given([entry(hk, { kind, about, ...say, promised })]).fold(kind, about);
    expect(folded).toMatchObject({ state: undefined, invalid: 1 });
  });

  it('is one saying: another is another record', () => {
    given([recorded])
      .when(ask(hk, say, about))
      .then({ refused: 'programme.record.exists' });
    const again = entry(hk, { kind, about, ...say, subject: 'HK-P002' });
    expect(given([recorded, again]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { subject: 'SZ-P001' },
    });
  });
});

describe('a dispute', () => {
  it('stands beside the promise, the newest of each other party, whichever log arrives first', () => {
    const disputes = [
      entry(sz, { kind, about, act: 'dispute', why: { en: 'First.' } }),
      entry(sz, { kind, about, act: 'dispute', why }),
      entry(mo, { kind, about, act: 'dispute', why }),
    ];
    const expected = { disputes: [{ party: mo }, { party: sz, why }] };
    expect(given([recorded, ...disputes]).state(kind, about)).toMatchObject(expected);
    expect(given([...disputes, recorded]).state(kind, about)).toMatchObject(expected);
    given([recorded])
      .when(ask(sz, { act: 'dispute', why }, about))
      .then([{ act: 'dispute', why }]);
  });

  it('is never the recorder’s own, nor of nothing', () => {
    given([recorded])
      .when(ask(hk, { act: 'dispute', why }, about))
      .then({ refused: 'programme.promise.own-promise', params: { id: about } });
    const own = entry(hk, { kind, about, act: 'dispute', why });
    expect(given([recorded, own]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { disputes: [] },
    });
    given([])
      .when(ask(sz, { act: 'dispute', why }))
      .then({ refused: 'programme.record.missing' });
    given([recorded])
      .when(ask(sz, say, about))
      .then({ refused: 'programme.record.not-owner' });
  });
});
