// docs/spec/model.md M13: a command on a joint text is refused where its statement would count for nothing.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, mo, sz } from '../../test/support/given.ts';
import { joint, jointKinds, posts, signedByBoth } from '../../test/support/texts.ts';
import type { Json } from '../base/json.ts';
import type { JointState } from './joint.ts';

const post = { en: 'Secretary' };

for (const kind of ['agreement', 'charter'] as const) {
  const { id: about, content } = jointKinds[kind];
  const other = content({ title: { en: 'Other', 'zh-Hant': '另一', 'zh-Hans': '另一' } });
  const first = joint(kind);
  const sibling = joint(kind, { content: other });
  const proposed = entry(hk, { kind, about, act: 'propose', text: first.text });
  const siblingProposed = entry(sz, { kind, about, act: 'propose', text: sibling.text });
  const sign = (party: typeof hk, text = first.hash) =>
    entry(party, { kind, about, act: 'sign', text, post });
  const decline = (party: typeof hk) =>
    entry(party, { kind, about, act: 'decline', text: first.hash });
  const ask = (by: typeof hk, command: object) => ({ by, kind, about, command: command as Json });
  const propose = (changes: object = {}) => ({
    by: hk,
    kind,
    command: { act: 'propose', signatories: posts, content: content(), ...changes } as Json,
  });
  const code = (cause: string) => `programme.text.${cause}`;

  describe(`decide on the text of ${kind === 'charter' ? 'a charter' : 'an agreement'}`, () => {
    it('proposes under the next id, without signing', () => {
      const outcome = given([]).when(propose());
      outcome.then([{ act: 'propose', about, text: { of: about, base: null } }]);
      const state = outcome.recorded().state<JointState<unknown>>(kind, about);
      expect(state.texts[0]).toMatchObject({ hash: first.hash, signatures: [], state: 'open' });
    });

    it('signs, each in its own log, until the text is in force', () => {
      const held = given([proposed])
        .when(ask(hk, { act: 'sign', text: first.hash, happened: '2019-04-02' }))
        .recorded()
        .when(ask(sz, { act: 'sign', text: first.hash, happened: '2019-04-03' }))
        .then([{ act: 'sign', post: { en: 'Director' } }])
        .recorded();
      const state = held.state<JointState<unknown>>(kind, about);
      expect(state).toMatchObject({ inForce: first.hash, invalid: 0, pending: 0 });
      expect(state.texts[0]).toMatchObject({ state: 'signed', signedOn: '2019-04-03' });
    });

    it('counter-proposes under the same base', () => {
      given([proposed])
        .when(ask(sz, { act: 'counter-propose', answers: first.hash, content: other }))
        .then([{ act: 'propose', answers: first.hash, text: { base: null, signatories: posts } }]);
    });

    it('amends the text in force', () => {
      given(signedByBoth(kind))
        .when(ask(sz, { act: 'amend', content: other }))
        .then([{ act: 'propose', text: { base: first.hash } }]);
    });

    it('declines with a reason', () => {
      given([proposed])
        .when(ask(sz, { act: 'decline', text: first.hash, why: { en: 'Too early.' } }))
        .then([{ act: 'decline', why: { en: 'Too early.' } }]);
    });

    it('refuses a second answer to one text', () => {
      const signed = given([proposed, sign(hk)]);
      const command = { text: first.hash };
      signed.when(ask(hk, { act: 'sign', ...command })).then({ refused: code('already-signed') });
      signed
        .when(ask(hk, { act: 'decline', ...command }))
        .then({ refused: code('already-signed') });
      given([proposed, decline(sz)])
        .when(ask(sz, { act: 'sign', ...command }))
        .then({ refused: code('already-declined') });
    });

    it('refuses to sign a text that is dead or past its last day', () => {
      given([proposed, decline(sz)])
        .when(ask(hk, { act: 'sign', text: first.hash }))
        .then({ refused: code('dead-text') });
      const short = joint(kind, { openUntil: '2019-04-05' });
      given([entry(hk, { kind, about, act: 'propose', text: short.text })])
        .when({ ...ask(sz, { act: 'sign', text: short.hash }), at: '2019-04-05T16:00:01Z' })
        .then({ refused: code('dead-text') });
    });

    it('refuses to sign a second text while the first is open', () => {
      given([proposed, siblingProposed, sign(hk)])
        .when(ask(hk, { act: 'sign', text: sibling.hash }))
        .then({ refused: code('earlier-text-open'), params: { text: first.hash } });
      given([proposed, siblingProposed, sign(hk), decline(sz)])
        .when(ask(hk, { act: 'sign', text: sibling.hash }))
        .then([{ act: 'sign', text: sibling.hash }]);
    });

    it('refuses an unknown text, and one of which the party is no signatory', () => {
      const held = given([proposed]);
      const text = '0'.repeat(64);
      held.when(ask(hk, { act: 'sign', text })).then({ refused: code('unknown-text') });
      held
        .when(ask(hk, { act: 'counter-propose', answers: text, content: other }))
        .then({ refused: code('unknown-text') });
      held
        .when(ask(mo, { act: 'sign', text: first.hash }))
        .then({ refused: code('not-a-signatory'), params: { party: mo } });
    });

    it('refuses to counter a text signed by all, and to amend before there is one', () => {
      given(signedByBoth(kind))
        .when(ask(sz, { act: 'counter-propose', answers: first.hash, content: other }))
        .then({ refused: code('signed-by-all') });
      given([proposed])
        .when(ask(sz, { act: 'amend', content: other }))
        .then({ refused: code('nothing-in-force'), params: { id: about } });
    });

    it('refuses the same text again', () => {
      given([proposed])
        .when(ask(sz, { act: 'counter-propose', answers: first.hash, content: content() }))
        .then({ refused: code('same-text') });
    });

    it('refuses signatories that are unknown, named twice, or missing', () => {
      const signatories = (...parties: string[]) => parties.map((party) => ({ party, post }));
      given([])
        .when(propose({ signatories: signatories(hk, sz, mo) }))
        .then({ refused: code('unknown-party'), params: { party: mo } });
      given([])
        .when(propose({ signatories: signatories(hk, hk) }))
        .then({ refused: code('signatory-twice') });
      given([])
        .when(propose({ signatories: signatories(sz) }))
        .then({ refused: code('proposer-not-signatory') });
      given([proposed])
        .when(
          ask(sz, {
            act: 'counter-propose',
            answers: first.hash,
            content: other,
            signatories: signatories(sz),
          }),
        )
        .then({ refused: code('signatory-missing'), params: { party: hk } });
      given(signedByBoth(kind))
        .when(ask(hk, { act: 'amend', content: other, signatories: signatories(hk) }))
        .then({ refused: code('signatory-missing'), params: { party: sz } });
    });

    it('refuses a last day that has passed', () => {
      given([])
        .when(propose({ openUntil: '2019-04-01' }))
        .then({ refused: code('open-until-past'), params: { date: '2019-04-01' } });
    });

    it('refuses to propose under an id that is taken, and to sign what does not exist', () => {
      given([proposed])
        .when({ ...propose(), about })
        .then({ refused: 'programme.record.exists' });
      given([])
        .when({ by: hk, kind, command: { act: 'sign', text: first.hash } })
        .then({ refused: 'programme.record.missing' });
    });

    it('keeps to the scope in which the record began', () => {
      const held = given([proposed]);
      const command = { act: 'sign', text: first.hash };
      held
        .when({ ...ask(sz, { ...command, scope: 'public' }), bound: 'programme' })
        .then({ refused: 'programme.scope.bound', params: { scope: 'programme' } });
      const { result } = held.when({ ...ask(sz, command), bound: 'both' });
      const payloads = result.ok ? result.value[0].payloads : {};
      expect(Object.keys(payloads).sort()).toEqual(['programme', 'public']);
      expect(payloads.public).toEqual(payloads.programme);
    });
  });
}
