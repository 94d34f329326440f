// docs/spec/model.md M180: a pairing names one service of each party; the party of each signs it.
import { describe, expect, it } from 'vitest';
import { given, hk, mo, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { JointState } from '../joint.ts';
import type { KnownRecord } from '../kind.ts';

const kind = 'pairing';
const about = 'HK-SP001';
const at = '2019-04-02T02:00:00Z';
const post = { en: 'Secretary' };
const both = [hk, sz].map((party) => ({ party, post }));
const content = {
  services: ['HK-SV001', 'SZ-SV001'],
  need: { en: 'Keeping a boat' },
  lifeEvent: 'moving',
  differences: { en: 'Hong Kong asks for proof of insurance.' },
};
const service = (more: object = {}, isPublic = true) => ({
  kind: 'service',
  state: more,
  isPublic,
});
const known: ReadonlyMap<string, KnownRecord> = new Map([
  ['HK-SV001', service()],
  ['HK-SV002', service()],
  ['SZ-SV001', service({ closedOn: '2019-04-03' })],
  ['SZ-SV002', service({ closedOn: '2019-04-02' })],
  ['SZ-SV003', service({}, false)],
]);
const ask = (by: typeof hk, command: object, id?: string) => ({
  ...{ by, kind, at, known, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const propose = (more: object = {}) => ({
  ...{ act: 'propose', signatories: both, content: { ...content, ...more } },
});
const proposed = given([]).when(ask(hk, propose())).recorded();
interface State {
  readonly standing: string;
  readonly content: { readonly need: object; readonly differences?: object };
  readonly joint: JointState<unknown>;
}
const stateOf = (held: typeof proposed) => held.state<State>(kind, about);
const sign = (held: typeof proposed, by: typeof hk) => {
  const text = stateOf(held).joint.texts.at(-1)?.hash ?? '';
  return held.when(ask(by, { act: 'sign', text }, about)).recorded();
};
const agreed = sign(sign(proposed, hk), sz);
const refuses = (services: readonly string[], code: string, params: Record<string, string> = {}) =>
  given([])
    .when(ask(hk, propose({ services })))
    .then({ refused: code, params });

describe('a pairing of services', () => {
  it('is agreed once the party of each service has signed', () => {
    expect(stateOf(proposed).standing).toBe('proposed');
    expect(stateOf(sign(proposed, sz)).standing).toBe('proposed');
    expect(stateOf(agreed)).toMatchObject({ standing: 'agreed', content });
    given([])
      .when(ask(hk, { ...propose(), signatories: both.slice(0, 1) }))
      .then({ refused: 'programme.text.signatory-missing', params: { party: sz } });
    given([])
      .when(ask(hk, { ...propose(), signatories: [both[0], { party: mo, post }] }))
      .then({ refused: 'programme.text.unknown-party', params: { party: mo } });
  });

  it('has one service of each party, here, public and given', () => {
    refuses(['HK-SV001', 'HK-SV002'], 'programme.pairing.same-party', { service: 'HK-SV002' });
    refuses(['HK-SV001', 'SZ-SV009'], 'programme.pairing.unknown-service', { service: 'SZ-SV009' });
    refuses(['HK-SV001', 'SZ-SV003'], 'programme.pairing.service-not-public', {
      service: 'SZ-SV003',
    });
    refuses(['HK-SV001', 'SZ-SV002'], 'programme.pairing.service-closed', { date: '2019-04-02' });
    refuses(['HK-SV001'], 'programme.command.malformed');
    refuses(['HK-SV001', 'SZ-OF001'], 'programme.command.malformed');
  });

  it('keeps its services when its text is amended', () => {
    const { differences: _, ...bare } = content;
    const amended = agreed.when(ask(sz, { act: 'amend', content: bare }, about)).recorded();
    expect(stateOf(amended).content.differences).toEqual(content.differences);
    expect(stateOf(sign(sign(amended, sz), hk)).content).toEqual(bare);
    const services = ['HK-SV002', 'SZ-SV001'];
    agreed.when(ask(sz, { act: 'amend', content: { ...content, services } }, about)).then({
      refused: 'programme.pairing.other-services',
      params: { id: about, services: 'HK-SV001, SZ-SV001' },
    });
  });

  it('ends when one signatory says so', () => {
    const end = { act: 'end', why: { en: 'The permit is abolished.' } };
    const ended = agreed.when(ask(sz, end, about)).recorded();
    expect(stateOf(ended).standing).toBe('ended');
    ended.when(ask(hk, end, about)).then({ refused: 'programme.text.already-ended' });
  });
});
