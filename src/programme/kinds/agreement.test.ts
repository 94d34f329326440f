// docs/spec/model.md M17, M18: what an agreement's text must hold, how it ends, which commitments it creates.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, mo, sz } from '../../../test/support/given.ts';
import {
  agreementContent,
  commitmentLine,
  joint,
  posts,
  signedByBoth,
} from '../../../test/support/texts.ts';
import type { RecordId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { AgreementState } from './agreement.ts';

const kind = 'agreement';
const about = 'HK-A001';
const ask = (by: typeof hk, command: object) => ({ by, kind, about, command: command as Json });
const propose = (changes: object, by = hk) => ({
  by,
  kind,
  command: {
    act: 'propose',
    signatories: posts,
    content: agreementContent(changes as Record<string, unknown>),
  } as Json,
});
const clause = (id: string, text: object) => ({ id, text });
const both = { en: 'Both.', 'zh-Hant': '雙方。' };
const commitments = (...changes: object[]) => ({
  commitments: changes.map((change) => ({ ...commitmentLine, ...change })),
});

describe('decide on an agreement', () => {
  it('refuses clauses that lack an authentic language', () => {
    given([])
      .when(propose({ clauses: [clause('1', { en: 'Only English.' })] }))
      .then({
        refused: 'programme.agreement.missing-language',
        params: { language: 'zh-Hant', where: '1' },
      });
    given([])
      .when(propose(commitments({ measure: { 'zh-Hant': '公布' } })))
      .then({
        refused: 'programme.agreement.missing-language',
        params: { language: 'en', where: 'HK-C001' },
      });
  });

  it('refuses a title that lacks an authentic language', () => {
    given([])
      .when(propose({ title: { en: 'Only English' } }))
      .then({
        refused: 'programme.agreement.missing-language',
        params: { language: 'zh-Hant', where: 'title' },
      });
  });

  it('refuses an authentic language that is not of the programme', () => {
    given([])
      .when(propose({ authentic: ['en', 'pt'] }))
      .then({
        refused: 'programme.agreement.language-not-of-programme',
        params: { language: 'pt' },
      });
  });

  it('refuses two clauses of one number', () => {
    given([])
      .when(propose({ clauses: [clause('1', both), clause('1', both)] }))
      .then({ refused: 'programme.agreement.clause-twice', params: { clause: '1' } });
  });

  it('refuses a commitment under a clause that the text does not have', () => {
    given([])
      .when(propose(commitments({ clause: '9' })))
      .then({
        refused: 'programme.agreement.unknown-clause',
        params: { id: 'HK-C001', clause: '9' },
      });
  });

  it('refuses debtors and creditors that are no parties', () => {
    given([])
      .when(propose(commitments({ debtors: [mo] })))
      .then({ refused: 'programme.agreement.unknown-debtor', params: { party: mo } });
    given([])
      .when(propose(commitments({ creditors: [mo] })))
      .then({ refused: 'programme.agreement.unknown-creditor', params: { party: mo } });
  });

  it('refuses to bind a party that does not sign', () => {
    given([])
      .when({
        by: hk,
        kind,
        command: {
          act: 'propose',
          signatories: [posts[0]],
          content: agreementContent(commitments({ debtors: [sz] })),
        } as Json,
      })
      .then({ refused: 'programme.agreement.debtor-not-signatory', params: { party: sz } });
  });

  it('refuses ids of commitments that are foreign, taken or used twice', () => {
    given([])
      .when(propose(commitments({ id: 'SZ-C001' })))
      .then({ refused: 'programme.agreement.commitment-id-foreign', params: { mark: 'HK' } });
    given([])
      .when({ ...propose({}), isTaken: (id: RecordId) => id === 'HK-C001' })
      .then({ refused: 'programme.agreement.commitment-id-taken', params: { id: 'HK-C001' } });
    given([])
      .when(propose(commitments({}, {})))
      .then({ refused: 'programme.agreement.commitment-twice', params: { id: 'HK-C001' } });
  });

  it('lets a counter-proposal keep the ids of the text it answers', () => {
    const { text, hash } = joint(kind);
    const content = agreementContent(commitments({ due: '2020-03-31' }));
    given([entry(hk, { kind, about, act: 'propose', text })])
      .when({ ...ask(sz, { act: 'counter-propose', answers: hash, content }), isTaken: () => true })
      .then([{ act: 'propose' }]);
  });

  it('lets a signatory end it by a clause and the other answer', () => {
    const held = given(signedByBoth(kind))
      .when(ask(hk, { act: 'terminate', effective: '2020-01-01', clause: '1' }))
      .recorded();
    const of = leafOf(held, 'terminate');
    held.when(ask(hk, { act: 'terminate', effective: '2020-02-01', clause: '1' })).then({
      refused: 'programme.agreement.already-terminated',
      params: { party: hk },
    });
    held
      .when(ask(hk, { act: 'agree', of }))
      .then({ refused: 'programme.agreement.own-termination' });
    held
      .when(ask(sz, { act: 'agree', of: '0'.repeat(64) }))
      .then({ refused: 'programme.agreement.unknown-termination' });
    const answered = held
      .when(ask(sz, { act: 'dispute', of, why: { en: 'Clause 1 does not say so.' } }))
      .recorded();
    expect(answered.state<AgreementState>(kind, about)).toMatchObject({
      inForce: joint(kind).hash,
      ended: [{ party: hk, effective: '2020-01-01', answers: [{ party: sz, answer: 'disputed' }] }],
    });
  });

  it('refuses to end what is not in force, and by a stranger', () => {
    const terminate = { act: 'terminate', effective: '2020-01-01', clause: '1' };
    given(signedByBoth(kind).slice(0, 2))
      .when(ask(hk, terminate))
      .then({ refused: 'programme.text.nothing-in-force' });
    given(signedByBoth(kind))
      .when(ask(mo, terminate))
      .then({ refused: 'programme.text.not-a-signatory' });
  });
});

describe('seeds of an agreement', () => {
  it('create nothing before every signatory has signed', () => {
    expect(given(signedByBoth(kind).slice(0, 2)).fold(kind, about).seeds).toEqual([]);
  });

  it('create the commitments of the text in force', () => {
    const [seed] = given(signedByBoth(kind)).fold(kind, about).seeds;
    expect(seed).toMatchObject({ kind: 'commitment', id: 'HK-C001', data: { due: '2019-12-31' } });
  });

  it('bind nobody who has not signed', () => {
    const changes = {
      signatories: [posts[0]],
      content: agreementContent(commitments({ debtors: [sz] })),
    };
    const { text, hash } = joint(kind, changes);
    const held = given([
      entry(hk, { kind, about, act: 'propose', text }),
      entry(hk, { kind, about, act: 'sign', text: hash, post: { en: 'Secretary' } }),
    ]);
    expect(held.fold(kind, about)).toMatchObject({ state: { inForce: hash }, seeds: [] });
  });

  it('withdraw a commitment that an amendment no longer lists', () => {
    const base = joint(kind).hash;
    const amended = joint(kind, { base, content: agreementContent({ commitments: [] }) });
    const sign = { kind, about, act: 'sign', text: amended.hash, post: { en: 'Secretary' } };
    const held = given([
      ...signedByBoth(kind),
      entry(sz, { kind, about, act: 'propose', text: amended.text }),
      entry(sz, sign),
      entry(hk, sign),
    ]);
    expect(held.fold(kind, about).seeds).toMatchObject([{ data: { withdrawnBy: amended.hash } }]);
    expect(held.state('commitment', 'HK-C001')).toMatchObject({ standing: 'withdrawn' });
  });
});
