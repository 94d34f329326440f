// docs/spec/model.md M24, M25: reports on another party's matter, and what their owner answers.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { ReportState } from './report.ts';

const kind = 'report';
const about = 'HK-R001';
const name = { en: 'Development Commission' };
const statement = { schema: 'organization/1', act: 'describe', name };
const state = { act: 'state', owner: 'SZ', statement };
const stated = given([entry(hk, { kind, about, ...state })]);
const of = [leafOf(stated, 'state')];
const ask = (by: typeof hk, command: object) => ({ by, kind, about, command: command as Json });
const read = (held: typeof stated) => held.state<ReportState>(kind, about);

describe('fold of a report', () => {
  it('builds the subject by the nested kind’s own fold', () => {
    expect(read(stated)).toMatchObject({
      reporter: hk,
      owner: 'SZ',
      nestedKind: 'organization',
      subject: { name },
      standing: 'unanswered',
    });
  });

  it('ignores answers by anyone but the owner of the matter', () => {
    const why = { en: 'No.' };
    const strangers = [mo, hk].map((party) =>
      entry(party, { kind, about, act: 'dispute', of, why }),
    );
    const folded = given([...stated.entries, ...strangers]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 2, state: { standing: 'unanswered' } });
  });

  it('ignores statements on another owner or of another kind, and records that are not the owner’s', () => {
    const wrong = [
      entry(hk, { kind, about, ...state, owner: 'MO' }),
      entry(hk, { kind, about, ...state, statement: { schema: 'party/1', act: 'describe' } }),
      entry(hk, { kind, about, act: 'match', record: 'HK-OR001' }),
      entry(sz, { kind, about, act: 'confirm', of, record: 'HK-OR001' }),
    ];
    const folded = given([...stated.entries, ...wrong]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 4, state: { standing: 'unanswered' } });
  });

  it('keeps what it says of a kind not known here', () => {
    const unknown = { schema: 'timetable/1', act: 'draw', rows: 3 };
    const held = given([entry(hk, { kind, about, ...state, statement: unknown })]);
    expect(read(held)).toMatchObject({
      nestedKind: 'timetable',
      statements: [{ statement: unknown }],
    });
    expect(read(held).subject).toBeUndefined();
  });

  it('waits with an answer to a statement not known yet', () => {
    const answer = { kind, about, act: 'confirm', of: ['0'.repeat(64)], record: 'SZ-OR001' };
    const folded = given([...stated.entries, entry(sz, answer)]).fold(kind, about);
    expect(folded).toMatchObject({ pending: 1, state: { standing: 'unanswered' } });
  });
});

describe('decide on a report', () => {
  it('opens a report under the reporter’s own id', () => {
    given([])
      .when({ by: hk, kind, command: state })
      .then([{ about, owner: 'SZ' }]);
  });

  it('confirms by the owner’s own record in the same command', () => {
    const confirmed = stated
      .when(ask(sz, { act: 'confirm', of }))
      .then([
        { schema: 'organization/1', about: 'SZ-OR001', name, by: 'sz5e0d1b7a' },
        { schema: 'report/1', act: 'confirm', of, record: 'SZ-OR001' },
      ])
      .recorded();
    expect(read(confirmed)).toMatchObject({ standing: 'confirmed', record: 'SZ-OR001' });
    expect(confirmed.state('organization', 'SZ-OR001')).toMatchObject({ party: sz, name });
  });

  it('corrects with what is true, and a later dispute is the newest answer', () => {
    const meant = { act: 'describe', name: { en: 'Reform Commission' } };
    const corrected = stated.when(ask(sz, { act: 'correct', of, statements: [meant] })).recorded();
    expect(read(corrected)).toMatchObject({ standing: 'corrected', record: 'SZ-OR001' });
    expect(corrected.state('organization', 'SZ-OR001')).toMatchObject({ name: meant.name });
    const why = { en: 'Nor that.' };
    const disputed = corrected.when(ask(sz, { act: 'dispute', of, why })).recorded();
    expect(read(disputed).standing).toBe('disputed');
  });

  it('lets the reporter match the owner’s record itself', () => {
    const matched = stated.when(ask(hk, { act: 'match', record: 'SZ-OR004' })).recorded();
    expect(read(matched)).toMatchObject({ standing: 'matched', record: 'SZ-OR004' });
  });

  it('gives sample answers to a sample report', () => {
    const sample = given(
      stated.entries.map((one) => ({
        ...one,
        statement: { ...one.statement, sample: true as const },
      })),
    );
    sample
      .when(ask(sz, { act: 'confirm', of: [leafOf(sample, 'state')] }))
      .then([{ sample: true }, { sample: true }]);
  });

  it('refuses a report on one’s own matter, or on another owner’s than before', () => {
    given([])
      .when({ by: hk, kind, command: { ...state, owner: 'HK' } })
      .then({ refused: 'programme.report.own-matter' });
    stated
      .when(ask(hk, { ...state, owner: 'MO' }))
      .then({ refused: 'programme.report.owner-changed', params: { owner: 'SZ' } });
  });

  it('refuses kinds that a report cannot speak of, and statements that do not fit theirs', () => {
    given([])
      .when({
        by: hk,
        kind,
        command: { ...state, statement: { schema: 'charter/1', act: 'sign' } },
      })
      .then({ refused: 'programme.report.unsupported-kind', params: { kind: 'charter' } });
    given([])
      .when({ by: hk, kind, command: { ...state, statement: { ...statement, name: 'plain' } } })
      .then({ refused: 'programme.report.invalid-statement', params: { path: 'name' } });
    given([])
      .when({ by: hk, kind, command: { ...state, statement: { ...statement, act: 'sing' } } })
      .then({ refused: 'programme.report.invalid-statement', params: { path: 'act' } });
  });

  it('refuses answers by others, to unknown statements, and foreign or unfit records', () => {
    stated
      .when(ask(mo, { act: 'confirm', of }))
      .then({ refused: 'programme.report.not-matter-owner', params: { owner: 'SZ' } });
    stated
      .when(ask(sz, { act: 'confirm', of: ['0'.repeat(64)] }))
      .then({ refused: 'programme.report.unknown-statement' });
    stated
      .when(ask(sz, { act: 'confirm', of, record: 'HK-OR001' }))
      .then({ refused: 'programme.report.record-not-own' });
    stated
      .when(ask(hk, { act: 'match', record: 'SZ-PA001' }))
      .then({ refused: 'programme.report.record-of-other-kind', params: { kind: 'organization' } });
  });
});
