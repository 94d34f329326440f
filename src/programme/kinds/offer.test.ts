// docs/spec/model.md M103, M104: offers and needs, until when they hold, and which of them fit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { matches } from './matches.ts';
import { type AnnouncedState, standingOn } from './offer-content.ts';

const stated = {
  act: 'state',
  title: { en: 'Membrane' },
  teaser: { en: 'Holds back salt.' },
  type: 'research-and-development',
  field: 'environment',
  readiness: 6,
  ip: { office: 'CN', number: 'ZL1' },
  terms: ['joint-development', 'licence', 'licence'],
  organization: 'HK-OR001',
  validUntil: '2019-12-31',
};
const why = { en: 'Another was found.' };
const kindsOf = [
  {
    kind: 'offer',
    about: 'HK-OF001',
    ended: 'programme.offer.already-ended',
    unknown: 'programme.offer.unknown-organization',
    past: 'programme.offer.valid-until-past',
  },
  {
    kind: 'need',
    about: 'HK-NE001',
    ended: 'programme.need.already-ended',
    unknown: 'programme.need.unknown-organization',
    past: 'programme.need.valid-until-past',
  },
];

for (const { kind, about, ended, unknown, past } of kindsOf) {
  const ask = (fields: object, id?: string, by = hk) => ({
    by,
    kind,
    command: fields as Json,
    ...(id === undefined ? {} : { about: id }),
  });
  const held = given([entry(hk, { kind, about, ...stated })]);

  describe(`${kind === 'offer' ? 'an offer' : 'a need'}`, () => {
    it('is as its owner stated it last, by day and as a whole', () => {
      const { readiness: _, ip: __, terms: ___, ...less } = stated;
      const earlier = entry(hk, { kind, about, ...less, happened: '2018' });
      expect(given([...held.entries, earlier]).state(kind, about)).toEqual({
        ...{ id: about, party: hk, sample: false, title: stated.title, teaser: stated.teaser },
        ...{ type: stated.type, field: 'environment', readiness: 6, ip: stated.ip },
        ...{ terms: ['licence', 'joint-development'], organization: 'HK-OR001' },
        ...{ validUntil: '2019-12-31', standing: 'open' },
      });
      expect(given([earlier]).state<AnnouncedState>(kind, about).terms).toEqual([]);
    });

    it('is closed or withdrawn once, by its owner, and then left as it is', () => {
      for (const [act, standing] of [
        ['close', 'closed'],
        ['withdraw', 'withdrawn'],
      ]) {
        const end = { act, happened: '2019-05-01', why };
        const after = held.when(ask(end, about)).recorded();
        expect(after.state(kind, about)).toMatchObject({
          ...{ standing, endedOn: '2019-05-01', endedWhy: why },
        });
        after
          .when(ask(stated, about))
          .then({ refused: ended, params: { id: about, date: '2019-05-01' } });
        after.when(ask(end, about)).then({ refused: ended });
        given([]).when(ask(end)).then({ refused: 'programme.record.missing', params: { kind } });
        held.when(ask(end, about, sz)).then({ refused: 'programme.record.not-owner' });
      }
      held
        .when(ask({ act: 'withdraw', happened: '2019-05-01' }, about))
        .then({ refused: 'programme.command.malformed', params: { path: 'why' } });
    });

    it('is of an organization that is here, and not past when it is stated', () => {
      const known = new Map([['HK-OR001', { kind: 'organization', state: {} }]]);
      given([])
        .when({ ...ask(stated), known })
        .then([{ act: 'state', about }]);
      given([])
        .when({ ...ask(stated), known: new Map() })
        .then({ refused: unknown, params: { organization: 'HK-OR001' } });
      given([])
        .when(ask({ ...stated, validUntil: '2019-04-01' }))
        .then({ refused: past, params: { date: '2019-04-01', day: '2019-04-02' } });
      given([])
        .when(ask({ ...stated, validUntil: '2019-04-02' }))
        .then([{ validUntil: '2019-04-02' }]);
      given([])
        .when(ask({ ...stated, validUntil: '2018-12-31', happened: '2018-12' }))
        .then([{ happened: '2018-12' }]);
    });

    it('has a readiness level of 1 to 9 and a teaser of limited length in each language', () => {
      const refused = 'programme.command.malformed';
      for (const readiness of [0, 10, 4.5]) {
        given([])
          .when(ask({ ...stated, readiness }))
          .then({ refused, params: { path: 'readiness' } });
      }
      given([])
        .when(ask({ ...stated, teaser: { en: 'Short', 'zh-Hant': '長'.repeat(2_001) } }))
        .then({ refused, params: { path: 'teaser' } });
    });

    it('comes to one state whatever three logs hold of it, in any order', () => {
      const { act, validUntil: _, ...rest } = stated;
      const fields = Object.entries(rest).map(([name, value]) => [name, fc.constant(value)]);
      expectOneState(kind, about, [
        someAct(act, {
          ...Object.fromEntries(fields),
          validUntil: someDay,
          terms: fc.constantFrom(stated.terms, undefined),
        }),
        someAct('close', { happened: someDay }),
        someAct('withdraw', { happened: someDay, why: fc.constant(why) }),
      ]);
    });
  });
}

describe('on a day', () => {
  const state = given([
    entry(hk, { kind: 'offer', about: 'HK-OF001', ...stated }),
  ]).state<AnnouncedState>('offer', 'HK-OF001');

  it('an offer has expired once its last day is past, and is not ended before it was', () => {
    expect(standingOn(state, '2019-12-31')).toBe('open');
    expect(standingOn(state, '2020-01-01')).toBe('expired');
    const ended = { ...state, standing: 'withdrawn', endedOn: '2019-06-01' } as const;
    expect(standingOn(ended, '2019-05-31')).toBe('open');
    expect(standingOn(ended, '2019-06-01')).toBe('withdrawn');
    expect(standingOn(ended, '2020-01-01')).toBe('withdrawn');
  });

  it('offers and needs of two parties fit by type, field, terms and readiness, with the reasons', () => {
    const make = (id: string, fields: Partial<AnnouncedState>): AnnouncedState => ({
      ...state,
      ...{ id, party: id.startsWith('SZ') ? sz : hk },
      ...fields,
    });
    const offers = [
      make('HK-OF002', { terms: [] }),
      make('HK-OF001', {}),
      make('HK-OF003', { field: 'culture' }),
      make('HK-OF004', { type: 'trade' }),
      make('HK-OF005', { terms: ['sale'] }),
      make('HK-OF006', { readiness: 4 }),
      make('HK-OF007', { validUntil: '2019-04-30' }),
      make('HK-OF008', { standing: 'closed', endedOn: '2019-04-30' }),
      make('SZ-OF001', {}),
    ];
    const wanted = make('SZ-NE001', { readiness: 5, terms: ['licence', 'sale'], sample: true });
    const type = { reason: 'type', type: stated.type };
    const field = { reason: 'field', field: 'environment' };
    const readiness = { reason: 'readiness', reached: 6, wanted: 5 };
    const pair = (offer: string, reasons: object[]) => ({
      ...{ offer, need: 'SZ-NE001', reasons: [type, field, ...reasons], sample: true },
    });
    const expected = [
      pair('HK-OF001', [{ reason: 'terms', terms: ['licence'] }, readiness]),
      pair('HK-OF005', [{ reason: 'terms', terms: ['sale'] }, readiness]),
      pair('HK-OF002', [readiness]),
    ];
    expect(matches(offers, [wanted], '2019-05-01')).toEqual(expected);
    expect(matches([...offers].reverse(), [wanted], '2019-05-01')).toEqual(expected);
    const before = matches(offers, [wanted], '2019-04-29').map(({ offer }) => offer);
    expect(before).toEqual(['HK-OF001', 'HK-OF005', 'HK-OF007', 'HK-OF008', 'HK-OF002']);
    expect(matches(offers, [wanted], '2020-01-01')).toEqual([]);
    const { readiness: _, ...plain } = { ...wanted, terms: [] };
    expect(matches(offers.slice(5, 6), [plain], '2019-05-01')).toEqual([
      { ...pair('HK-OF006', []), reasons: [type, field] },
    ]);
  });
});
