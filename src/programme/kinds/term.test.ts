// docs/spec/model.md M117: what a concept is called in each language of the programme.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';

const kind = 'term';
const about = 'HK-T001';
const source = { url: 'https://terms.example/1', title: 'Terms', accessed: '2019-04-01' };
const called = { en: 'crossing', 'zh-Hant': '口岸', 'zh-Hans': '口岸' };
const define = {
  act: 'define',
  concept: 'crossing',
  term: called,
  definition: { en: 'Where one may pass.' },
  source,
  status: 'approved',
};
const why = { en: 'No longer used.' };
const held = given([entry(hk, { kind, about, ...define })]);
const ask = (fields: object, id: string | undefined = about, by = hk) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});

describe('a term', () => {
  it('is as its owner defined it last, by day and as a whole', () => {
    const { source: _, ...draft } = { ...define, term: { en: 'port' }, status: 'draft' };
    const later = entry(hk, { kind, about, ...draft, happened: '2019-06-01' });
    const state = { id: about, party: hk, sample: false, concept: 'crossing' };
    const { definition } = define;
    for (const entries of [
      [...held.entries, later],
      [later, ...held.entries],
    ]) {
      expect(given(entries).state(kind, about)).toEqual({
        ...state,
        ...{ term: { en: 'port' }, definition, status: 'draft' },
      });
    }
    const earlier = { ...later, statement: { ...later.statement, happened: '2018' } };
    expect(given([...held.entries, earlier]).state(kind, about)).toEqual({
      ...state,
      ...{ term: called, definition, source, status: 'approved' },
    });
    held.when(ask(define, about, sz)).then({ refused: 'programme.record.not-owner' });
  });

  it('has a word in every language of the programme before it is approved, and in no other', () => {
    const half = { ...define, term: { en: 'crossing', 'zh-Hant': '口岸' } };
    given([])
      .when(ask(half, ''))
      .then({ refused: 'programme.term.missing-language', params: { language: 'zh-Hans' } });
    given([])
      .when(ask({ ...half, status: 'draft' }, ''))
      .then([{ status: 'draft', about }]);
    given([]).when(ask(define, '')).then([define]);
    for (const name of ['term', 'definition']) {
      given([])
        .when(ask({ ...define, [name]: { ...called, pt: 'a' } }, ''))
        .then({ refused: 'programme.term.language-not-of-programme', params: { language: 'pt' } });
    }
    given([])
      .when(ask({ ...define, status: 'stale' }, ''))
      .then({ refused: 'programme.command.malformed', params: { path: 'status' } });
  });

  it('is about one concept', () => {
    const other = { ...define, concept: 'port' };
    held
      .when(ask(other))
      .then({ refused: 'programme.term.other-concept', params: { concept: 'crossing' } });
    const folded = given([...held.entries, entry(hk, { kind, about, ...other })]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { concept: 'crossing' } });
  });

  it('is retired once, with the reason, and then left as it is', () => {
    const retire = { act: 'retire', happened: '2019-06-01', why };
    const gone = held.when(ask(retire)).recorded();
    expect(gone.state(kind, about)).toMatchObject({
      ...{ status: 'retired', retiredOn: '2019-06-01', retiredWhy: why, term: called },
    });
    for (const later of [retire, define]) {
      gone
        .when(ask(later))
        .then({ refused: 'programme.term.retired', params: { id: about, date: '2019-06-01' } });
    }
    given([]).when(ask(retire, '')).then({ refused: 'programme.record.missing' });
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    expectOneState(kind, about, [
      someAct('define', {
        concept: fc.constantFrom('crossing', 'crossing', 'port'),
        term: fc.constantFrom(called, { en: 'port' }),
        definition: fc.constant(define.definition),
        status: fc.constantFrom('draft', 'approved'),
      }),
      someAct('retire', { happened: someDay, why: fc.constant(why) }),
    ]);
  });
});
