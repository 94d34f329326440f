// docs/spec/model.md M176: a field of cooperation is adopted by a text that every party signs, and keeps its code.
import { describe, expect, it } from 'vitest';
import { given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { JointState } from '../joint.ts';

const kind = 'field';
const about = 'HK-F001';
const post = { en: 'Secretary' };
const both = [hk, sz].map((party) => ({ party, post }));
const content = { code: 'sport', label: { en: 'Sport' }, covers: { en: 'Grounds and events.' } };
const ask = (by: typeof hk, command: object, id?: string) => ({
  ...{ by, kind, command: command as Json },
  ...(id === undefined ? {} : { about: id }),
});
const propose = { act: 'propose', signatories: both, content };
const proposed = given([]).when(ask(hk, propose)).recorded();
interface State {
  readonly standing: string;
  readonly content: { readonly code: string; readonly sectors?: readonly string[] };
  readonly joint: JointState<unknown>;
}
const stateOf = (held: typeof proposed) => held.state<State>(kind, about);
const sign = (held: typeof proposed, by: typeof hk) => {
  const text = stateOf(held).joint.texts.at(-1)?.hash ?? '';
  return held.when(ask(by, { act: 'sign', text }, about)).recorded();
};
const adopted = sign(sign(proposed, hk), sz);

describe('a field of cooperation', () => {
  it('is adopted once every party has signed', () => {
    expect(stateOf(proposed).standing).toBe('proposed');
    expect(stateOf(sign(proposed, hk)).standing).toBe('proposed');
    expect(stateOf(adopted)).toMatchObject({ standing: 'agreed', content });
    given([])
      .when(ask(hk, { ...propose, signatories: both.slice(0, 1) }))
      .then({ refused: 'programme.text.signatory-missing', params: { party: sz } });
  });

  it('keeps its code when its text is amended', () => {
    const wider = { ...content, sectors: ['cultureSportsAndRecreation', 'transport.rail'] };
    const amended = adopted.when(ask(sz, { act: 'amend', content: wider }, about)).recorded();
    expect(stateOf(amended).content.sectors).toBeUndefined();
    expect(stateOf(sign(sign(amended, sz), hk)).content).toEqual(wider);
    adopted
      .when(ask(sz, { act: 'amend', content: { ...content, code: 'games' } }, about))
      .then({ refused: 'programme.field.other-code', params: { id: about, code: 'sport' } });
    given([])
      .when(ask(hk, { ...propose, content: { ...content, sectors: ['sport and play'] } }))
      .then({ refused: 'programme.command.malformed' });
  });

  it('ends when one signatory says so', () => {
    const end = { act: 'end', why: { en: 'Part of culture.' } };
    const ended = adopted.when(ask(sz, end, about)).recorded();
    expect(stateOf(ended).standing).toBe('ended');
    ended.when(ask(hk, end, about)).then({ refused: 'programme.text.already-ended' });
  });
});
