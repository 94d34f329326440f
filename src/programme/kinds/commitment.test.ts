// docs/spec/model.md M20, M21: a commitment before its agreement, kept, disputed, withdrawn, and late on a day.
import { describe, expect, it } from 'vitest';
import { type Entry, entry, given, hk, leafOf, mo, sz } from '../../../test/support/given.ts';
import { signedByBoth } from '../../../test/support/texts.ts';
import type { Json } from '../../base/json.ts';
import { type CommitmentState, commitmentOn } from './commitment.ts';

const kind = 'commitment';
const about = 'HK-C001';
const agreed = signedByBoth('agreement');
const at = '2020-02-11T02:00:00Z';
const ask = (by: typeof hk, command: object) => ({ by, kind, about, at, command: command as Json });
const claim = { act: 'claim-kept', happened: '2020-02-10', note: { en: 'Done.' } };
const claimed = entry(hk, { kind, about, ...claim }, at);
const why = { en: 'No funds.' };
const withdrawn = entry(hk, { kind, about, act: 'withdraw', why }, at);
const state = (entries: readonly Entry[]) => given(entries).state<CommitmentState>(kind, about);

describe('fold of a commitment', () => {
  it('is open once the agreement is signed by all, with its terms', () => {
    expect(state(agreed)).toMatchObject({
      standing: 'open',
      agreement: 'HK-A001',
      debtors: [hk],
      due: '2019-12-31',
    });
  });

  it('waits for its agreement, whichever log arrives first', () => {
    expect(given([claimed]).fold(kind, about)).toMatchObject({
      state: { standing: 'pending' },
      pending: 1,
    });
    expect(state([claimed, ...agreed]).standing).toBe('kept');
  });

  it('is kept on the day claimed, accepted or disputed beside it', () => {
    const held = given([...agreed, claimed]);
    const of = leafOf(held, 'claim-kept');
    const accept = entry(sz, { kind, about, act: 'accept', of }, at);
    const dispute = entry(sz, { kind, about, act: 'dispute', of, why }, at);
    expect(state(held.entries)).toMatchObject({ standing: 'kept', keptOn: '2020-02-10' });
    expect(state([...held.entries, accept])).toMatchObject({ acceptedBy: [sz], disputedBy: [] });
    expect(state([...held.entries, accept, dispute])).toMatchObject({
      standing: 'kept',
      acceptedBy: [],
      disputedBy: [sz],
    });
  });

  it('is withdrawn by one alone until every creditor accepts', () => {
    const held = given([...agreed, withdrawn]);
    expect(state(held.entries).standing).toBe('withdrawn-claimed');
    const accept = { kind, about, act: 'accept', of: leafOf(held, 'withdraw') };
    expect(state([...held.entries, entry(sz, accept, at)]).standing).toBe('withdrawn');
  });

  it('ignores claims by parties that do not owe it', () => {
    const folded = given([...agreed, entry(sz, { kind, about, ...claim })]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 1, state: { standing: 'open', acts: [] } });
  });

  it('inherits the sample mark of its agreement', () => {
    const sample = agreed.map((one) => ({
      ...one,
      statement: { ...one.statement, sample: true as const },
    }));
    expect(state(sample).sample).toBe(true);
    expect(state(agreed).sample).toBe(false);
  });
});

describe('commitmentOn', () => {
  it('is open on the due day, late the day after, and counts the days', () => {
    expect(commitmentOn(state(agreed), '2019-12-31')).toEqual({ standing: 'open', daysLate: 0 });
    expect(commitmentOn(state(agreed), '2020-01-01')).toEqual({ standing: 'late', daysLate: 1 });
  });

  it('is kept 41 days late when it was', () => {
    const kept = state([...agreed, claimed]);
    expect(commitmentOn(kept, '2020-03-01')).toEqual({ standing: 'kept-late', daysLate: 41 });
    expect(commitmentOn(kept, '2020-02-01')).toEqual({ standing: 'late', daysLate: 32 });
    const inTime = { ...claim, happened: '2019-12-31' };
    const early = state([...agreed, entry(hk, { kind, about, ...inTime }, at)]);
    expect(commitmentOn(early, '2020-03-01')).toEqual({ standing: 'kept', daysLate: 0 });
  });

  it('is pending without its agreement and withdrawn once withdrawn', () => {
    expect(commitmentOn(state([claimed]), '2020-03-01').standing).toBe('pending');
    expect(commitmentOn(state([...agreed, withdrawn]), '2020-03-01').standing).toBe('withdrawn');
  });
});

describe('decide on a commitment', () => {
  it('records progress, claims and answers', () => {
    const held = given(agreed);
    held.when(ask(hk, { act: 'progress', note: { en: 'Half.' } })).then([{ act: 'progress' }]);
    const kept = held
      .when(ask(hk, claim))
      .then([{ happened: '2020-02-10' }])
      .recorded();
    const of = leafOf(kept, 'claim-kept');
    kept.when(ask(sz, { act: 'accept', of })).then([{ act: 'accept', of }]);
  });

  it('keeps notes out of the public slot when both are filled', () => {
    const { result } = given(agreed).when({ ...ask(hk, claim), bound: 'both' });
    const payloads = result.ok ? result.value[0].payloads : {};
    expect(payloads.public).not.toHaveProperty('note');
    expect(payloads.programme).toHaveProperty('note');
  });

  it('refuses debtors’ acts by others and creditors’ answers by others', () => {
    const held = given([...agreed, claimed]);
    held
      .when(ask(sz, claim))
      .then({ refused: 'programme.commitment.not-a-debtor', params: { party: sz } });
    held
      .when(ask(mo, { act: 'accept', of: leafOf(held, 'claim-kept') }))
      .then({ refused: 'programme.commitment.not-a-creditor' });
  });

  it('refuses answers to nothing, claims made already, and acts before or after its time', () => {
    given(agreed)
      .when(ask(sz, { act: 'accept', of: '0'.repeat(64) }))
      .then({ refused: 'programme.commitment.nothing-to-answer' });
    given([...agreed, claimed])
      .when(ask(hk, claim))
      .then({ refused: 'programme.commitment.already-claimed' });
    given([claimed]).when(ask(hk, claim)).then({ refused: 'programme.commitment.not-in-force' });
    const held = given([...agreed, withdrawn]);
    const accept = { kind, about, act: 'accept', of: leafOf(held, 'withdraw') };
    given([...held.entries, entry(sz, accept, at)])
      .when(ask(hk, claim))
      .then({ refused: 'programme.commitment.withdrawn' });
    given([]).when({ by: hk, kind, command: claim }).then({ refused: 'programme.record.missing' });
  });

  it('lets a debtor claim again after a dispute', () => {
    const held = given([...agreed, claimed]);
    const dispute = entry(
      sz,
      { kind, about, act: 'dispute', of: leafOf(held, 'claim-kept'), why },
      at,
    );
    given([...held.entries, dispute])
      .when(ask(hk, claim))
      .then([{ act: 'claim-kept' }]);
  });
});
