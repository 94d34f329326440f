// docs/spec/model.md M10 to M16: what counts as a signature, when a text dies, what is in force and concluded.
import { describe, expect, it } from 'vitest';
import { contextOf, type Entry, entry, given, hk, mo, sz } from '../../test/support/given.ts';
import {
  agreementContent,
  charterContent,
  charterParty,
  joint,
  posts,
  signedByBoth,
} from '../../test/support/texts.ts';
import type { PartyId } from '../base/ids.ts';
import { foldSubject } from './fold.ts';
import { concludedText, type JointState } from './joint.ts';

const kind = 'agreement';
const about = 'HK-A001';
const post = { en: 'Secretary' };
const title = { en: 'Other', 'zh-Hant': '另一' };
const first = joint(kind);
const second = joint(kind, { content: agreementContent({ title }) });
const short = joint(kind, { openUntil: '2019-04-05' });

const propose = (party: PartyId, text: object, at?: string) =>
  entry(party, { kind, about, act: 'propose', text }, at);
const sign = (party: PartyId, text: string, at?: string) =>
  entry(party, { kind, about, act: 'sign', text, post }, at);
const decline = (party: PartyId, text: string, at?: string) =>
  entry(party, { kind, about, act: 'decline', text }, at);
const fold = (entries: readonly Entry[]) => given(entries).state<JointState<unknown>>(kind, about);
const textOf = (entries: readonly Entry[], hash: string) =>
  fold(entries).texts.find((text) => text.hash === hash);

describe('foldJoint', () => {
  it('counts the first of sign and decline, whichever comes later', () => {
    const signedFirst = [propose(hk, first.text), sign(hk, first.hash), decline(hk, first.hash)];
    expect(textOf([...signedFirst, sign(sz, first.hash)], first.hash)?.state).toBe('signed');
    const declinedFirst = [propose(hk, first.text), decline(sz, first.hash), sign(sz, first.hash)];
    expect(textOf(declinedFirst, first.hash)).toMatchObject({
      state: 'dead',
      deadBecause: 'declined',
    });
    expect(fold(declinedFirst).invalid).toBe(1);
  });

  it('calls a decline by the proposer a withdrawal', () => {
    expect(textOf([propose(hk, first.text), decline(hk, first.hash)], first.hash)).toMatchObject({
      deadBecause: 'withdrawn',
      declines: [{ party: hk, withdrawn: true }],
    });
  });

  it('lets a text die when a signatory’s log passes its last day in that party’s zone', () => {
    const open = [propose(hk, short.text), sign(hk, short.hash)];
    const other = { kind: 'organization', about: 'SZ-OR001', act: 'describe', name: { en: 'X' } };
    const lastSecond = entry(sz, other, '2019-04-05T15:59:59Z');
    expect(textOf([...open, lastSecond], short.hash)?.state).toBe('open');
    const nextDay = entry(sz, other, '2019-04-05T16:00:00Z');
    expect(textOf([...open, nextDay], short.hash)).toMatchObject({ deadBecause: 'expired' });
  });

  it('gives a late signature no effect, even by a clock that went back', () => {
    const open = [propose(hk, short.text), sign(hk, short.hash)];
    expect(textOf([...open, sign(sz, short.hash, '2019-04-06T02:00:00Z')], short.hash)?.state).toBe(
      'dead',
    );
    const late = sign(sz, short.hash, '2019-04-04T00:00:00Z');
    expect(textOf([...open, late], short.hash)?.state).toBe('signed');
    // An earlier entry about this record, or about another one, shows that the log had passed the day.
    const behind = [...open, sign(sz, first.hash, '2019-04-06T00:00:00Z'), late];
    expect(textOf(behind, short.hash)?.state).toBe('dead');
    const { placed } = given([...open, late]);
    const latest = '2019-04-06T00:00:00Z';
    const statements = placed.map((one) => ({ ...one, place: { ...one.place, latest } }));
    const { state } = foldSubject({ kind, id: about, statements, context: contextOf(placed) });
    expect(state).toMatchObject({ texts: [{ state: 'dead', deadBecause: 'expired' }] });
  });

  it('holds a second signature under one base back until the first text is dead', () => {
    const both = [propose(hk, first.text), propose(sz, second.text), sign(hk, first.hash)];
    const waiting = [...both, sign(hk, second.hash), sign(sz, second.hash)];
    expect(textOf(waiting, second.hash)).toMatchObject({ state: 'open', waiting: [{ party: hk }] });
    expect(textOf([...waiting, decline(sz, first.hash)], second.hash)?.state).toBe('signed');
  });

  it('holds a signature back while an earlier one names a text not known yet', () => {
    const held = [propose(hk, first.text), sign(hk, second.hash), sign(hk, first.hash)];
    expect(textOf([...held, sign(sz, first.hash)], first.hash)?.state).toBe('open');
    expect(fold([...held, sign(sz, first.hash)]).pending).toBe(1);
  });

  it('ignores acts of parties that are no signatories, and texts of another record', () => {
    const stranger = [propose(hk, first.text), sign(mo, first.hash), decline(mo, first.hash)];
    expect(fold(stranger)).toMatchObject({ invalid: 2, texts: [{ state: 'open' }] });
    const elsewhere = propose(hk, { ...first.text, of: 'HK-A002' });
    expect(given([elsewhere]).fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
    expect(given([propose(mo, first.text)]).fold(kind, about)).toMatchObject({ invalid: 1 });
  });

  it('lets no text under no base go without the party whose record it is', () => {
    const alone = joint(kind, { signatories: [posts[1]] });
    const folded = given([propose(sz, alone.text), sign(sz, alone.hash)]).fold(kind, about);
    expect(folded).toMatchObject({ state: undefined, invalid: 1 });
  });

  it('follows amendments, and waits for the base of one', () => {
    const amended = joint(kind, { base: first.hash, content: agreementContent({ title }) });
    const later = [propose(sz, amended.text), sign(sz, amended.hash), sign(hk, amended.hash)];
    expect(fold([...signedByBoth(kind), ...later]).inForce).toBe(amended.hash);
    expect(fold(later)).toMatchObject({ pending: 1, texts: [{ state: 'open' }] });
  });

  it('lets everyone else remove one party of a charter, and shows the split when each removes the other', () => {
    const charter = 'HK-CH001';
    const base = joint('charter').hash;
    const without = (party: PartyId, mark: string, line: object) =>
      joint('charter', {
        base,
        signatories: [line],
        content: charterContent({ parties: [charterParty(party, mark)] }),
      });
    const [hkAlone, szAlone] = [without(hk, 'HK', posts[0]), without(sz, 'SZ', posts[1])];
    const act = (party: PartyId, fields: { act: string } & Record<string, unknown>) =>
      entry(party, { kind: 'charter', about: charter, ...fields });
    const removal = [
      act(hk, { act: 'propose', text: hkAlone.text }),
      act(hk, { act: 'sign', text: hkAlone.hash, post }),
    ];
    const removed = given([...signedByBoth('charter'), ...removal]);
    expect(removed.state<JointState<unknown>>('charter', charter).inForce).toBe(hkAlone.hash);
    const split = given([
      ...removed.entries,
      act(sz, { act: 'propose', text: szAlone.text }),
      act(sz, { act: 'sign', text: szAlone.hash, post }),
    ]).state<JointState<unknown>>('charter', charter);
    expect(split.inForce).toBe(base);
    expect(split.split).toEqual([hkAlone.hash, szAlone.hash].sort());
  });

  it('marks every signature on a sample text as sample', () => {
    const entries = signedByBoth(kind).map((one, i) =>
      i === 0 ? { ...one, statement: { ...one.statement, sample: true as const } } : one,
    );
    expect(fold(entries)).toMatchObject({ sample: true });
    expect(fold(entries).texts[0].signatures.map((line) => line.sample)).toEqual([true, true]);
  });
});

describe('concludedText', () => {
  it('names the text once every counting signature is confirmed, on the latest day signed', () => {
    const state = fold(signedByBoth(kind));
    expect(concludedText(state, () => true)).toEqual({ text: first.hash, on: '2019-04-03' });
    expect(concludedText(state, (place) => place.party === hk)).toBeUndefined();
  });

  it('leaves the base concluded while an amendment is not confirmed', () => {
    const amended = joint(kind, { base: first.hash, content: agreementContent({ title }) });
    const at = '2019-05-02T02:00:00Z';
    const later = [
      propose(sz, amended.text, at),
      sign(sz, amended.hash, at),
      sign(hk, amended.hash, at),
    ];
    const state = fold([...signedByBoth(kind), ...later]);
    expect(concludedText(state, (place) => place.at < at)?.text).toBe(first.hash);
    expect(concludedText(state, () => true)).toEqual({ text: amended.hash, on: '2019-05-02' });
  });
});
