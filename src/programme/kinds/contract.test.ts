// docs/spec/model.md M149: who delivers what for which amount, every modification with what was before, and the end.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { type ContractState, contract } from './contract.ts';

const kind = 'contract';
const about = 'HK-CO001';
const hkd = (amount: string) => ({ amount, currency: 'HKD' });
const terms = {
  ...{ project: 'HK-P001', ocid: 'ocds-000000-1', title: { en: 'Piles' } },
  suppliers: [{ organization: 'HK-OR001' }, { name: 'Example Piling' }],
  value: hkd('100'),
  period: { from: '2026-03', to: '2027-09' },
};
const known = new Map([
  ['HK-P001', { kind: 'project', state: {} }],
  ['HK-OR001', { kind: 'organization', state: {} }],
  ['HK-CR001', { kind: 'change-request', state: { of: 'HK-P001', standing: 'open' } }],
]);
const ask = (command: object, id?: string) => ({
  ...{ by: hk, kind, known, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const say = (act: string, more: object, by = hk) => entry(by, { kind, about, act, ...more });
const stated = say('state', { ...terms, happened: '2026-03-01' });
const rationale = { en: 'Harder rock' };
const modified = (value: string, happened: string) =>
  say('modify', { rationale, value: hkd(value), happened });
const read = (held: Given) => held.state<ContractState>(kind, about);

describe('a contract', () => {
  it('is as its owner stated it last, and as modified since, each time with what was before', () => {
    const period = { from: '2026-03', to: '2028-03' };
    const longer = say('modify', { rationale, period, happened: '2026-08-01' });
    const held = given([longer, modified('120', '2026-05-01'), stated]);
    expect(read(held)).toMatchObject({
      ...{ id: about, party: hk, ...terms, value: hkd('120'), period },
      signedFor: { value: hkd('100'), period: terms.period },
      modifications: [
        { rationale, before: { value: hkd('100') }, after: { value: hkd('120') } },
        { before: { period: terms.period }, after: { value: hkd('120'), period } },
      ],
    });
    const other = say('state', { ...terms, title: { en: 'Bored piles' }, happened: '2026-04-01' });
    expect(read(given([other, ...held.entries]))).toMatchObject({
      title: { en: 'Bored piles' },
      value: hkd('120'),
    });
    expect(
      given([stated, say('modify', { rationale, happened: '2026-05-01' }, sz)]).fold(kind, about),
    ).toMatchObject({ invalid: 1, state: { modifications: [] } });
  });

  it('ends once, and is not modified afterwards', () => {
    const end = {
      act: 'end',
      outcome: 'completed',
      finalValue: hkd('130'),
      happened: '2027-09-30',
    };
    const ended = given([stated]).when(ask(end, about)).recorded();
    expect(read(ended)).toMatchObject({
      value: hkd('100'),
      ended: { outcome: 'completed', finalValue: hkd('130'), on: '2027-09-30' },
    });
    for (const later of [end, { act: 'modify', rationale, happened: '2027-10-01' }]) {
      ended
        .when(ask(later, about))
        .then({ refused: 'programme.contract.already-ended', params: { date: '2027-09-30' } });
    }
    const late = given([...ended.entries, modified('9', '2027-10-01')]);
    expect(late.fold(kind, about)).toMatchObject({ invalid: 1, state: { modifications: [] } });
    given([]).when(ask(end)).then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('is of a project that is here, and of the ocid that it began with', () => {
    given([])
      .when(ask({ act: 'state', ...terms, project: 'HK-P002' }))
      .then({ refused: 'programme.contract.unknown-project', params: { project: 'HK-P002' } });
    const other = { ...terms, ocid: 'ocds-000000-2' };
    given([stated])
      .when(ask({ act: 'state', ...other }, about))
      .then({ refused: 'programme.contract.other-contract', params: { ocid: terms.ocid } });
    expect(given([stated, say('state', other)]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { ocid: terms.ocid },
    });
    for (const ocid of ['1', 'ocds-1-1', 'ocds-000000-', 'ocds-000000-a b']) {
      expect(contract.parse(say('state', { ...terms, ocid }).statement).ok).toBe(false);
    }
  });

  it('names each supplier once, by a record that is here or by a name', () => {
    const state = (...suppliers: object[]) =>
      given([]).when(ask({ act: 'state', ...terms, suppliers }));
    state({ organization: 'HK-OR001' }, { name: 'A' }).then([{}]);
    state({ name: 'A' }, { name: 'A' }).then({
      refused: 'programme.contract.supplier-twice',
      params: { supplier: 'A' },
    });
    state({ organization: 'HK-OR002' }).then({
      refused: 'programme.contract.unknown-organization',
      params: { organization: 'HK-OR002' },
    });
    state({ organization: 'HK-OR001', name: 'A' }).then({ refused: 'programme.command.malformed' });
    state().then({ refused: 'programme.command.malformed' });
  });

  it('has one currency, in its digits, and a period that ends after it starts', () => {
    const state = (more: object) => given([]).when(ask({ act: 'state', ...terms, ...more }));
    state({ value: { amount: '1', currency: 'XXX' } }).then({
      refused: 'programme.contract.unknown-currency',
      params: { currency: 'XXX' },
    });
    state({ value: hkd('1.005') }).then({
      refused: 'programme.contract.too-many-digits',
      params: { digits: 2 },
    });
    state({ value: hkd('-1') }).then({ refused: 'programme.command.malformed' });
    state({ period: { from: '2027-02', to: '2027-01' } }).then({
      refused: 'programme.contract.ends-before-start',
      params: { from: '2027-02', to: '2027-01' },
    });
    const foreign = { rationale, value: { amount: '1', currency: 'CNY' }, happened: '2026-05-01' };
    given([stated])
      .when(ask({ act: 'modify', ...foreign }, about))
      .then({
        refused: 'programme.contract.other-currency',
        params: { currency: 'CNY', stated: 'HKD' },
      });
    expect(given([stated, say('modify', foreign)]).fold(kind, about)).toMatchObject({ invalid: 1 });
  });

  it('names a change request only once that is accepted', () => {
    const modify = { act: 'modify', rationale, happened: '2026-05-01', change: 'HK-CR001' };
    given([stated])
      .when(ask(modify, about))
      .then({ refused: 'programme.change-request.not-accepted', params: { id: 'HK-CR001' } });
  });
});
