// docs/spec/model.md M107: stories are told once, corrected with reasons, and withdrawn.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { payloadBytesMax } from '../../base/limits.ts';

const kind = 'story';
const about = 'HK-ST001';
const source = { url: 'https://news.example/1', title: 'News', accessed: '2019-04-01' };
const tell = {
  act: 'tell',
  title: { en: 'Shorter', 'zh-Hant': '更快' },
  text: { en: 'Ten minutes.', 'zh-Hant': '十分鐘。' },
  source,
  editor: { en: 'Editor' },
  published: '2019-04-02',
  records: ['HK-X001'],
};
const why = { en: 'It is eleven.' };
const text = { en: 'Eleven minutes.', 'zh-Hant': '十一分鐘。' };
const held = given([entry(hk, { kind, about, ...tell })]);
const ask = (fields: object, id: string | undefined = about, by = hk) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});
const refuses = (fields: object, code: string, params: Record<string, string>) =>
  given([])
    .when(ask({ ...tell, ...fields }, ''))
    .then({ refused: code, params });

describe('a story', () => {
  it('is told once, with source, editor, day and links to records', () => {
    const told = given([]).when(ask(tell, '')).recorded();
    const { act: _, ...fields } = tell;
    const state = { ...fields, id: about, party: hk, sample: false, corrections: [] };
    expect(told.state(kind, about)).toMatchObject(state);
    const again = entry(hk, { kind, about, ...tell, title: { en: 'Again' } });
    expect(given([...told.entries, again]).fold(kind, about)).toMatchObject({
      ...{ invalid: 1, state },
    });
    told.when(ask(tell)).then({ refused: 'programme.record.exists', params: { id: about } });
    told
      .when(ask({ act: 'correct', text, why }, about, sz))
      .then({ refused: 'programme.record.not-owner' });
    given([])
      .when(ask({ act: 'correct', text, why }, ''))
      .then({ refused: 'programme.record.missing' });
  });

  it('is corrected with a reason, each correction by its day, and the rest stays', () => {
    const late = { act: 'correct', title: { en: 'Much shorter' }, why, happened: '2019-06-01' };
    const early = { act: 'correct', text, title: { en: 'Short' }, why, happened: '2019-05-01' };
    const said = [late, early].map((fields) => entry(hk, { kind, about, ...fields }));
    expect(given([...held.entries, ...said]).state(kind, about)).toMatchObject({
      ...{ title: late.title, text, source, records: ['HK-X001'] },
      corrections: [
        { day: '2019-05-01', why, fields: ['title', 'text'] },
        { day: '2019-06-01', why, fields: ['title'] },
      ],
    });
    held.when(ask({ act: 'correct', text, why })).then([{ act: 'correct', text, why }]);
    held
      .when(ask({ act: 'correct', text }))
      .then({ refused: 'programme.command.malformed', params: { path: 'why' } });
    held.when(ask({ act: 'correct', why })).then({ refused: 'programme.story.nothing-corrected' });
    const empty = entry(hk, { kind, about, act: 'correct', why });
    expect(given([...held.entries, empty]).fold(kind, about)).toMatchObject({ invalid: 1 });
  });

  it('has title and text in the same languages, all of them the programme’s', () => {
    refuses({ text: { en: 'Ten.' } }, 'programme.story.half-in-language', { language: 'zh-Hant' });
    held
      .when(ask({ act: 'correct', text: { ...text, 'zh-Hans': '十一分钟。' }, why }))
      .then({ refused: 'programme.story.half-in-language', params: { language: 'zh-Hans' } });
    const pt = { en: 'A', pt: 'A' };
    refuses({ title: pt, text: pt }, 'programme.story.language-not-of-programme', {
      ...{ language: 'pt' },
    });
  });

  it('is published on a day that has come, and names records that are here, each once', () => {
    refuses({ published: '2019-04-03' }, 'programme.story.published-ahead', {
      ...{ date: '2019-04-03', today: '2019-04-02' },
    });
    refuses({ records: ['HK-X001', 'HK-X001'] }, 'programme.story.record-twice', {
      ...{ record: 'HK-X001' },
    });
    const known = new Map([['HK-X001', { kind: 'crossing', state: {} }]]);
    given([])
      .when({ ...ask(tell, ''), known })
      .then([{ records: ['HK-X001'] }]);
    given([])
      .when({ ...ask({ ...tell, records: ['HK-X001', 'HK-P001'] }, ''), known })
      .then({ refused: 'programme.story.unknown-record', params: { record: 'HK-P001' } });
  });

  it('of full length in three languages fits one payload, and longer is refused', () => {
    const full = {
      en: 'e'.repeat(8_000),
      'zh-Hant': '長'.repeat(8_000),
      'zh-Hans': '长'.repeat(8_000),
    };
    const title = { en: 'e'.repeat(200), 'zh-Hant': '長'.repeat(200), 'zh-Hans': '长'.repeat(200) };
    expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(payloadBytesMax);
    given([])
      .when(ask({ ...tell, title, text: full }, ''))
      .then([{ text: full }]);
    given([])
      .when(ask({ ...tell, text: { ...tell.text, en: 'e'.repeat(8_001) } }, ''))
      .then({ refused: 'programme.command.malformed', params: { path: 'text' } });
  });

  it('is withdrawn once, with the reason, and then left as it is', () => {
    const withdraw = { act: 'withdraw', happened: '2019-07-01', why };
    const gone = held.when(ask(withdraw)).recorded();
    expect(gone.state(kind, about)).toMatchObject({
      ...{ withdrawnOn: '2019-07-01', withdrawnWhy: why, text: tell.text },
    });
    for (const later of [withdraw, { act: 'correct', text, why }]) {
      gone
        .when(ask(later))
        .then({ refused: 'programme.story.withdrawn', params: { date: '2019-07-01' } });
    }
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    const { act, ...fields } = tell;
    expectOneState(kind, about, [
      someAct(
        act,
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, fc.constant(value)]),
        ),
      ),
      someAct('correct', {
        why: fc.constant(why),
        text: fc.constantFrom(text, tell.text, undefined),
        records: fc.constantFrom(['HK-P001'], undefined),
      }),
      someAct('withdraw', { happened: someDay, why: fc.constant(why) }),
    ]);
  });
});
