// docs/spec/model.md M100 to M102: services with checked fees, questions that lead to a checklist, pairs by need.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { factsOn, matchServices, type ServiceState } from './service.ts';
import { checklistFor } from './service-questions.ts';

const kind = 'service';
const about = 'HK-SV001';
const source = { url: 'https://berths.example/fees', title: 'Fees', accessed: '2019-03-01' };
const checked = { words: { en: 'About a week' }, source, checked: '2019-03-01' };
const amount = { amount: '590.5', currency: 'HKD' };
const describeIt = {
  act: 'describe',
  name: { en: 'Berth permit' },
  office: 'HK-OR001',
  url: 'https://berths.example/permit',
  need: 'berth',
  channels: ['counter'],
  languages: ['en'],
};
const answer = (id: string, leads: object) => ({ id, text: { en: id }, ...leads });
const items = ['form', 'passport', 'licence', 'letter'].map((id) => ({ id, text: { en: id } }));
const questions = [
  {
    id: 'who',
    text: { en: 'Who applies?' },
    answers: [
      answer('person', { items: ['passport'] }),
      answer('firm', { next: 'since', items: ['licence'] }),
    ],
  },
  {
    id: 'since',
    text: { en: 'Is the firm new?' },
    answers: [answer('no', { items: ['licence'] }), answer('yes', { items: ['letter'] })],
  },
];
const ask = (fields: object, id?: string, by = hk) => ({
  by,
  kind,
  command: fields as Json,
  ...(id === undefined ? {} : { about: id }),
});
const refuses = (fields: object, code: string, params: Record<string, string> = {}) =>
  given([])
    .when(ask({ ...describeIt, ...fields }))
    .then({ refused: code, params });

describe('a service', () => {
  it('is as its owner described it last, by day and as a whole, until it is closed', () => {
    const later = entry(hk, { kind, about, ...describeIt, what: { en: 'New' }, happened: '2019' });
    const first = entry(hk, { kind, about, ...describeIt, need: 'quay', happened: '2018' });
    const held = given([later, first]);
    expect(held.state(kind, about)).toEqual({
      ...{ id: about, party: hk, sample: false, name: describeIt.name, office: 'HK-OR001' },
      ...{ url: describeIt.url, need: 'berth', lifeEvents: [], what: { en: 'New' } },
      ...{ channels: ['counter'], languages: ['en'], documents: [], legalBasis: [] },
      ...{ items: [], questions: [] },
    });
    const close = { act: 'close', happened: '2020-01-01' };
    const closed = held.when(ask(close, about)).recorded();
    expect(closed.state(kind, about)).toMatchObject({ closedOn: '2020-01-01' });
    closed
      .when(ask(describeIt, about))
      .then({ refused: 'programme.service.already-closed', params: { date: '2020-01-01' } });
    given([]).when(ask(close)).then({ refused: 'programme.record.missing' });
    held.when(ask(close, about, sz)).then({ refused: 'programme.record.not-owner' });
  });

  it('is given by an office that is here', () => {
    const known = new Map([['HK-OR001', { kind: 'organization', state: {} }]]);
    given([])
      .when({ ...ask(describeIt), known })
      .then([{ act: 'describe', about }]);
    given([])
      .when({ ...ask(describeIt), known: new Map() })
      .then({ refused: 'programme.service.unknown-office', params: { office: 'HK-OR001' } });
  });

  it('has no fee and no time without a source and the day it was checked', () => {
    for (const name of ['fee', 'time']) {
      for (const missing of ['source', 'checked', 'words']) {
        given([])
          .when(ask({ ...describeIt, [name]: { ...checked, [missing]: undefined } }))
          .then({
            refused: 'programme.command.malformed',
            params: { path: `${name}.${missing}` },
          });
      }
      refuses(
        { [name]: { ...checked, checked: '2019-04-03' } },
        'programme.service.checked-ahead',
        {
          ...{ date: '2019-04-03', today: '2019-04-02' },
        },
      );
      given([])
        .when(ask({ ...describeIt, [name]: { ...checked, checked: '2019-04-02' } }))
        .then([{ [name]: { checked: '2019-04-02' } }]);
    }
  });

  it('takes a time as a duration too, which working days and words are not', () => {
    for (const duration of ['P60D', 'P1Y2M', 'PT2H30M', 'P1DT12H']) {
      given([])
        .when(ask({ ...describeIt, time: { ...checked, duration } }))
        .then([{ time: { duration } }]);
    }
    for (const duration of ['P', 'PT', 'P1DT', 'P10WD', '10 days', '-P1D', 'P1.5D', '']) {
      given([])
        .when(ask({ ...describeIt, time: { ...checked, duration } }))
        .then({ refused: 'programme.command.malformed', params: { path: 'time.duration' } });
    }
  });

  it('has a fee in a currency that there is, with no more digits than it has', () => {
    const fee = { ...checked, amount };
    given([])
      .when(ask({ ...describeIt, fee }))
      .then([{ fee }]);
    refuses(
      { fee: { ...fee, amount: { amount: '5.5', currency: 'JPY' } } },
      'programme.service.fee-unreadable',
    );
    refuses(
      { fee: { ...fee, amount: { amount: '5', currency: 'QQQ' } } },
      'programme.service.fee-unreadable',
      {
        ...{ amount: '5', currency: 'QQQ' },
      },
    );
    given([])
      .when(ask({ ...describeIt, fee: { ...fee, amount: { amount: '-5', currency: 'HKD' } } }))
      .then({ refused: 'programme.command.malformed', params: { path: 'fee.amount.amount' } });
  });

  it('may be out of date when it was checked more than 180 days before', () => {
    const state = { fee: { ...checked, amount }, time: { ...checked, checked: '2019-03-02' } };
    const on = factsOn(state, '2019-08-28');
    expect(on.fee).toMatchObject({ amount, checkedDaysAgo: 180, mayBeOutdated: false });
    expect(factsOn(state, '2019-08-29').fee).toMatchObject({ mayBeOutdated: true });
    expect(factsOn(state, '2019-08-29').time).toMatchObject({ mayBeOutdated: false });
    expect(factsOn(state, '2019-02-27').fee).toMatchObject({
      ...{ checkedDaysAgo: -2, mayBeOutdated: false },
    });
    expect(factsOn({}, '2019-08-29')).toEqual({});
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    const next = fc.constantFrom('who', 'since', undefined);
    const tree = next.map((to) => [
      { ...questions[0], answers: [answer('a', { next: to }), answer('b', { next: 'since' })] },
      { ...questions[1], answers: [answer('a', { items: ['form'] }), answer('b', { next: to })] },
    ]);
    expectOneState(kind, about, [
      someAct('describe', {
        ...Object.fromEntries(
          Object.entries(describeIt).map(([name, value]) => [name, fc.constant(value)]),
        ),
        questions: fc.oneof(tree, fc.constantFrom(questions, [])),
        items: fc.constantFrom(items, items.slice(0, 1), [...items, ...items]),
        time: fc.constant(checked),
      }),
      someAct('close', { happened: someDay }),
    ]);
  });
});

describe('the questions of a service', () => {
  const list = (given: Record<string, string>) => {
    const found = checklistFor({ items, questions }, new Map(Object.entries(given)));
    return [found.items.map(({ id }) => id), found.next?.id];
  };

  it('lead to a checklist, with what everybody needs', () => {
    expect(list({})).toEqual([['form'], 'who']);
    expect(list({ who: 'person', since: 'yes' })).toEqual([['form', 'passport'], undefined]);
    expect(list({ who: 'firm' })).toEqual([['form', 'licence'], 'since']);
    expect(list({ who: 'firm', since: 'no' })).toEqual([['form', 'licence'], undefined]);
    expect(list({ who: 'firm', since: 'yes' })).toEqual([['form', 'licence', 'letter'], undefined]);
    expect(list({ who: 'ship' })).toEqual([['form'], 'who']);
    const none = checklistFor({ items, questions: [] }, new Map());
    expect(none).toEqual({ items, answered: [] });
    const way = new Map(Object.entries({ who: 'person', since: 'yes', colour: 'red' }));
    expect(
      checklistFor({ items, questions }, way).answered.map(({ question, answer: given }) => [
        question.id,
        given,
      ]),
    ).toEqual([['who', 'person']]);
  });

  it('end: each answer leads to a later question or to the checklist, and each question is reached', () => {
    const [who, since] = questions;
    const lead = (leads: object) => [
      { ...who, answers: [answer('a', leads), answer('b', { next: 'since' })] },
      since,
    ];
    given([])
      .when(ask({ ...describeIt, items, questions }))
      .then([{ items, questions }]);
    const params = { question: 'who', answer: 'a' };
    refuses({ items, questions: lead({}) }, 'programme.service.leads-nowhere', params);
    refuses(
      { items, questions: lead({ items: ['stamp'] }) },
      'programme.service.unknown-item',
      params,
    );
    refuses(
      { items, questions: lead({ next: 'when' }) },
      'programme.service.unknown-question',
      params,
    );
    refuses(
      { items, questions: lead({ next: 'who' }) },
      'programme.service.question-order',
      params,
    );
    refuses({ items, questions: [questions[1], questions[0]] }, 'programme.service.question-order');
    refuses({ items, questions: [since, since] }, 'programme.service.question-twice', {
      question: 'since',
    });
    refuses({ items: [items[0], items[0]] }, 'programme.service.item-twice', { item: 'form' });
    const same = { ...since, answers: [since?.answers[0], since?.answers[0]] };
    refuses({ items, questions: [same] }, 'programme.service.answer-twice', {
      question: 'since',
      answer: 'no',
    });
    const lost = { ...since, id: 'lost' };
    refuses({ items, questions: [who, since, lost] }, 'programme.service.question-unreached', {
      question: 'lost',
    });
  });

  it('that could go round for ever count for nothing where another log holds them', () => {
    const round = [{ ...questions[0], answers: [answer('a', { next: 'who' }), answer('b', {})] }];
    const held = [describeIt, { ...describeIt, items, questions: round }].map((fields) =>
      entry(hk, { kind, about, ...fields }),
    );
    expect(given(held).fold(kind, about)).toMatchObject({ invalid: 1, state: { questions: [] } });
  });
});

describe('services of two sides', () => {
  it('are matched by need and life event while both are given', () => {
    const make = (id: string, party: typeof hk, fields: Partial<ServiceState>) =>
      ({ id, party, need: id, lifeEvents: [], ...fields }) as unknown as ServiceState;
    const services = [
      make('SZ-SV001', sz, { need: 'berth', lifeEvents: ['moving', 'founding'] }),
      make('HK-SV001', hk, { need: 'berth' }),
      make('HK-SV002', hk, { need: 'berth', closedOn: '2026-02-01' }),
      make('HK-SV003', hk, { lifeEvents: ['founding', 'moving', 'study'] }),
      make('HK-SV004', hk, {}),
    ];
    const expected = [
      { services: ['HK-SV001', 'SZ-SV001'], need: 'berth', lifeEvents: [] },
      { services: ['HK-SV003', 'SZ-SV001'], lifeEvents: ['founding', 'moving'] },
    ];
    expect(matchServices(services, '2026-02-01')).toEqual(expected);
    expect(matchServices([...services].reverse(), '2026-02-01')).toEqual(expected);
    expect(matchServices(services, '2026-01-31')).toHaveLength(3);
  });
});
