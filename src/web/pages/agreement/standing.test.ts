// How an agreement stands, and which text a page shows.
import { describe, expect, it } from 'vitest';
import { agreementsOf } from '../../../../test/support/web-agreements.ts';
import {
  hash1,
  hash2,
  hash3,
  hongKong,
  leafOf,
  plain,
} from '../../../../test/support/web-places.ts';
import { awaited } from '../../parts/joint.ts';
import { agreementStatus, shownText, standingOfLeaf } from './standing.ts';

const [concluded, open] = agreementsOf(plain) as [
  ReturnType<typeof agreementsOf>[0],
  ReturnType<typeof agreementsOf>[0],
];

describe('agreementStatus', () => {
  it('is concluded when every signature is confirmed, signed until then', () => {
    expect(agreementStatus(concluded)).toBe('concluded');
    const { concluded: _concluded, ...signed } = concluded;
    expect(agreementStatus(signed)).toBe('signed');
  });

  it('is open while a text waits, dead when every text is declined', () => {
    expect(agreementStatus(open)).toBe('open');
    const texts = concluded.state.texts.filter((text) => text.state === 'dead');
    expect(agreementStatus({ ...open, state: { ...open.state, texts } })).toBe('dead');
  });

  it('is ended once a party has ended it, whatever was concluded', () => {
    const { place } = concluded.state.texts[1]!.signatures[0]!;
    const ended = [{ party: hongKong, effective: '2027-01-01', clause: '3', place, answers: [] }];
    expect(agreementStatus({ ...concluded, state: { ...concluded.state, ended } })).toBe('ended');
  });
});

describe('shownText', () => {
  it('is the concluded text, else the open one, else the newest', () => {
    expect(shownText(concluded)?.hash).toBe(hash1);
    expect(shownText(open)?.hash).toBe(hash3);
    const texts = concluded.state.texts.filter((text) => text.state === 'dead');
    expect(shownText({ ...open, state: { ...open.state, texts } })?.hash).toBe(hash2);
    expect(shownText({ ...open, state: { ...open.state, texts: [] } })).toBeUndefined();
  });
});

describe('awaited', () => {
  it('names the signatories who have not answered', () => {
    expect(awaited(open.state.texts[0]!)).toEqual([hongKong]);
    expect(awaited(concluded.state.texts[1]!)).toEqual([]);
  });
});

describe('standingOfLeaf', () => {
  it('finds the standing of a signature in the history, and claims no more than that', () => {
    expect(standingOfLeaf(concluded, leafOf(8))).toBe('confirmed');
    expect(standingOfLeaf(concluded, 'none')).toBe('recorded');
  });
});
