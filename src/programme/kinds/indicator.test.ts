// docs/spec/model.md M140, M141: what is measured, from a baseline to a target, of one party or of all.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import { type IndicatorState, indicator } from './indicator.ts';

const kind = 'indicator';
const about = 'HK-IN001';
const content = {
  title: { en: 'Minutes to pass' },
  what: { en: 'Median wait of passengers' },
  unit: { en: 'minutes' },
  good: 'less',
  field: 'crossings',
  baseline: { value: '32.5', on: '2025' },
  target: { value: '20', by: '2028' },
};
const known = new Map([
  ['HK-P001', { kind: 'project', state: {} }],
  ['HK-A001', { kind: 'agreement', state: {} }],
]);
const ask = (by: PartyId, command: object, id?: string) => ({
  ...{ by, kind, command: command as Json, known },
  ...(id === undefined ? {} : { about: id }),
});
const say = (act: string, more: object, by = hk) => entry(by, { kind, about, act, ...more });
const read = (held: Given) => held.state<IndicatorState>(kind, about);
const proposed = given([])
  .when(ask(hk, { act: 'propose', signatories: posts, content }))
  .recorded();

describe('an indicator of one party', () => {
  it('is as its owner states it last, by day and as a whole, and closed once', () => {
    const first = say('state', { ...content, project: 'HK-P001', happened: '2026-01-01' });
    const target = { value: '18', by: '2029' };
    const later = say('state', { ...content, target, happened: '2026-03-01' });
    const held = given([later, first]);
    expect(read(held)).toEqual({
      ...{ id: about, basis: 'own', party: hk, sample: false, title: content.title },
      content: { ...content, target },
    });
    const closed = held.when(ask(hk, { act: 'close', happened: '2027-01-01' }, about)).recorded();
    expect(read(closed)).toMatchObject({ closedOn: '2027-01-01' });
    closed
      .when(ask(hk, { act: 'state', ...content }, about))
      .then({ refused: 'programme.indicator.already-closed', params: { date: '2027-01-01' } });
    given([])
      .when(ask(hk, { act: 'close', happened: '2027-01-01' }))
      .then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('has a target after its baseline, in the direction that is good', () => {
    const fine = { act: 'state', ...content };
    given([]).when(ask(hk, fine)).then([fine]);
    given([])
      .when(ask(hk, { ...fine, target: { value: '20', by: '2025-12' } }))
      .then({
        refused: 'programme.indicator.target-before-baseline',
        params: { baseline: '2025', target: '2025-12' },
      });
    for (const other of [
      { target: { value: '32.51', by: '2028' } },
      { target: { value: '32.5', by: '2028' } },
      { good: 'more' },
    ]) {
      given([])
        .when(ask(hk, { ...fine, ...other }))
        .then({ refused: 'programme.indicator.wrong-direction', params: { baseline: '32.5' } });
    }
    const more = { ...fine, good: 'more', target: { value: '32.500000000000000001', by: '2028' } };
    given([]).when(ask(hk, more)).then([more]);
  });

  it('takes values that are exact decimals, and nothing else', () => {
    for (const value of ['20.0', '2e1', '-0', '٢٠', '', 20, `1${'0'.repeat(40)}`]) {
      const target = { value, by: '2028' };
      given([])
        .when(ask(hk, { act: 'state', ...content, target }))
        .then({ refused: 'programme.command.malformed' });
      expect(indicator.parse(say('state', { ...content, target }).statement).ok).toBe(false);
    }
  });

  it('names a project and an agreement that are here', () => {
    const fine = { act: 'state', ...content, project: 'HK-P001', agreement: 'HK-A001' };
    given([]).when(ask(hk, fine)).then([fine]);
    given([])
      .when(ask(hk, { ...fine, project: 'HK-P002' }))
      .then({ refused: 'programme.indicator.unknown-project', params: { project: 'HK-P002' } });
    given([])
      .when(ask(hk, { ...fine, agreement: 'HK-A002' }))
      .then({
        refused: 'programme.indicator.unknown-agreement',
        params: { agreement: 'HK-A002' },
      });
  });

  it('is nobody else’s to state', () => {
    const foreign = say('state', { ...content, title: { en: 'Other' } }, sz);
    expect(given([say('state', content), foreign]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { title: content.title },
    });
    given([say('state', content)])
      .when(ask(sz, { act: 'state', ...content }, about))
      .then({ refused: 'programme.record.not-owner', params: { id: about } });
  });
});

describe('a joint indicator', () => {
  it('is adopted once all have signed, whichever log comes first', () => {
    const [open] = proposed.entries;
    const { joint } = read(proposed) as Extract<IndicatorState, { basis: 'joint' }>;
    const text = joint.texts[0]!.hash;
    const signed = [hk, sz].reduce(
      (held, party) => held.when(ask(party, { act: 'sign', text }, about)).recorded(),
      proposed,
    );
    expect(read(signed)).toMatchObject({ basis: 'joint', content, joint: { inForce: text } });
    const [, ours, theirs] = signed.entries;
    const turned = given([theirs!, open!, ours!]);
    expect(JSON.stringify(turned.fold(kind, about))).toBe(JSON.stringify(signed.fold(kind, about)));
    const target = { value: '15', by: '2030' };
    const amended = signed
      .when(ask(sz, { act: 'amend', content: { ...content, target } }, about))
      .recorded();
    expect(read(amended).content.target).toEqual(content.target);
    given([])
      .when(ask(hk, { act: 'propose', signatories: posts, content: { ...content, good: 'more' } }))
      .then({ refused: 'programme.indicator.wrong-direction' });
  });

  it('has the basis that it began with', () => {
    proposed
      .when(ask(hk, { act: 'state', ...content }, about))
      .then({ refused: 'programme.record.joint-basis', params: { id: about, act: 'state' } });
    const own = given([say('state', content)]);
    own
      .when(ask(hk, { act: 'propose', signatories: posts, content }, about))
      .then({ refused: 'programme.record.exists', params: { id: about } });
    own
      .when(ask(hk, { act: 'amend', content }, about))
      .then({ refused: 'programme.record.own-basis', params: { id: about, act: 'amend' } });
    const mixed = given([...own.entries, ...proposed.entries]).fold(kind, about);
    expect(mixed).toMatchObject({ invalid: 1, state: { basis: 'own' } });
  });
});
