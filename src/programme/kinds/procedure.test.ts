// docs/spec/model.md M37, M38: procedures in versions, and clocks that do not contradict themselves.
import { describe, expect, it } from 'vitest';
import { readClocks } from '../../../examples/calendars/read.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { type ProcedureState, versionFor } from './procedure.ts';

const kind = 'procedure';
const about = 'SZ-PR001';
const { licence } = readClocks('prc-licensing-law').procedures;
const clocks = licence.map((rule) => ({ ...rule, dayCalendar: 'SZ-CA001' }));
const state = {
  act: 'state',
  name: { en: 'Licence', 'zh-Hans': '行政许可' },
  authority: 'SZ-OR001',
  calendar: 'SZ-CA001',
  clocks,
  stages: [
    { key: 'intake', name: { en: 'Intake' }, clocks: ['acceptance'] },
    { key: 'review', name: { en: 'Review' }, clocks: ['decision', 'delivery'] },
  ],
  validFrom: '2024-01-01',
};
const ask = (command: object, known?: string) => ({
  by: sz,
  kind,
  command: command as Json,
  ...(known === undefined ? {} : { about: known }),
});
const stated = given([]).when(ask(state)).recorded();
const read = (held: typeof stated) => held.state<ProcedureState>(kind, about);

describe('a procedure', () => {
  it('has a version for each day from which it is valid', () => {
    const faster = { ...state, validFrom: '2026-07-01', mechanism: 'SZ-M001' };
    const held = stated.when(ask(faster, about)).recorded();
    const found = read(held);
    expect(found.versions.map(({ validFrom }) => validFrom)).toEqual(['2024-01-01', '2026-07-01']);
    const days = ['2020-05-05', '2026-06-30', '2026-07-01', '2030-01-01'];
    expect(days.map((day) => versionFor(found, day)?.validFrom)).toEqual([
      '2024-01-01',
      '2024-01-01',
      '2026-07-01',
      '2026-07-01',
    ]);
    expect(versionFor(found, '2026-07-01')).toMatchObject({ mechanism: 'SZ-M001', clocks });
  });

  it('has its authority’s newest reply to how long it takes, also after it was withdrawn', () => {
    const reply = (happened: string, en: string) => ({ act: 'reply', happened, text: { en } });
    const withdraw = { act: 'withdraw', happened: '2026-01-01', why: { en: 'Abolished' } };
    const held = stated
      .when(ask(reply('2026-02-01', 'Two posts are filled again.'), about))
      .recorded()
      .when(ask(reply('2025-02-01', 'Two posts are vacant.'), about))
      .recorded()
      .when(ask(withdraw, about))
      .recorded();
    expect(read(stated).reply).toBeUndefined();
    expect(read(held).reply).toMatchObject({ text: { en: 'Two posts are filled again.' } });
    const later = held.when(ask(reply('2026-03-01', 'The last are decided.'), about)).recorded();
    expect(read(later).reply).toMatchObject({
      text: { en: 'The last are decided.' },
      place: { day: '2026-03-01' },
    });
    given([])
      .when(ask(reply('2026-02-01', 'Nothing to reply to.')))
      .then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('is replaced by what is said later of the same day', () => {
    const corrected = {
      ...state,
      durationDays: { low: 5, mode: 12, high: 20 },
      applicantDays: { low: 1, mode: 3, high: 30 },
      estimateBasis: { en: 'Cases of 2025' },
      inputs: { en: 'Form and drawings' },
    };
    const { versions } = read(stated.when(ask(corrected, about)).recorded());
    const { act: _act, ...fields } = corrected;
    expect(versions).toMatchObject([{ ...fields, place: { index: 1 } }]);
  });

  it('is withdrawn once, and then has no more versions', () => {
    const withdraw = { act: 'withdraw', happened: '2026-12-31', why: { en: 'Abolished' } };
    const held = stated.when(ask(withdraw, about)).recorded();
    expect(read(held)).toMatchObject({ withdrawnOn: '2026-12-31', versions: [{}] });
    const refused = { refused: 'programme.procedure.already-withdrawn' };
    held.when(ask(withdraw, about)).then({ ...refused, params: { date: '2026-12-31' } });
    held.when(ask(state, about)).then(refused);
    given([]).when(ask(withdraw)).then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('is written by its owner only', () => {
    const foreign = entry(hk, { kind, about, ...state, validFrom: '2025-01-01' });
    const folded = given([...stated.entries, foreign]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { versions: [{}] } });
  });
});

describe('decide on a procedure', () => {
  it('refuses rules that contradict themselves, and says where', () => {
    const { dayCalendar: _none, ...loose } = clocks[1];
    stated.when(ask({ ...state, clocks: [clocks[0], loose, clocks[2]] }, about)).then({
      refused: 'programme.procedure.rule-unsound',
      params: { clock: 'decision', path: 'dayCalendar', cause: 'clock.rule-working-days' },
    });
  });

  it('refuses names used twice, and stages with a clock that there is not', () => {
    const [intake, review] = state.stages;
    given([])
      .when(ask({ ...state, clocks: [...clocks, clocks[0]] }))
      .then({ refused: 'programme.procedure.clock-twice', params: { clock: 'acceptance' } });
    given([])
      .when(ask({ ...state, stages: [intake, review, intake] }))
      .then({ refused: 'programme.procedure.stage-twice', params: { stage: 'intake' } });
    given([])
      .when(ask({ ...state, stages: [{ ...review, clocks: ['appeal'] }] }))
      .then({
        refused: 'programme.procedure.unknown-clock',
        params: { stage: 'review', clock: 'appeal' },
      });
  });

  it('refuses estimates out of order, and calendars that are no record ids', () => {
    const path = (given_: string) => ({
      refused: 'programme.command.malformed',
      params: { path: given_ },
    });
    given([])
      .when(ask({ ...state, durationDays: { low: 5, mode: 3, high: 9 } }))
      .then(path('durationDays'));
    given([])
      .when(ask({ ...state, clocks: licence }))
      .then(path('clocks.0.dayCalendar'));
  });
});
