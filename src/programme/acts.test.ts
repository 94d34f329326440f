// docs/spec/model.md M5 to M9: rectify, retract, publish and translate, in the own log only.
import { describe, expect, it } from 'vitest';
import { contextOf, entry, given, hk, place, sz } from '../../test/support/given.ts';
import { joint } from '../../test/support/texts.ts';
import type { PartyId } from '../base/ids.ts';
import { foldSubject } from './fold.ts';

const kind = 'organization';
const about = 'HK-OR001';
const why = { en: 'A mistake.' };
const named = (en: string) => ({ act: 'describe', name: { en } });
const first = entry(hk, { kind, about, ...named('First') });
const leaves = (entries: Parameters<typeof place>[0]) =>
  place(entries).map((one) => one.place.leaf);
const [firstLeaf] = leaves([first]);
const act = (party: PartyId, fields: { act: string } & Record<string, unknown>) =>
  entry(party, { kind, about, ...fields });
const rectified = act(hk, { act: 'rectify', of: firstLeaf, content: named('Meant'), why });

describe('rectify', () => {
  it('takes the named statement’s place and shows it struck through', () => {
    const folded = given([first, rectified]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 0, state: { name: { en: 'Meant' } } });
    expect(folded.shown).toMatchObject([
      { place: { index: 0 }, struck: { why, by: { index: 1 }, was: { name: { en: 'First' } } } },
    ]);
  });

  it('takes its day from what was meant', () => {
    const content = { ...named('Meant'), happened: '2018-05' };
    const [shown] = given([first, act(hk, { act: 'rectify', of: firstLeaf, content, why })]).fold(
      kind,
      about,
    ).shown;
    expect(shown.place.day).toBe('2018-05-31');
  });

  it('can itself be rectified or retracted', () => {
    const of = leaves([first, rectified])[1];
    const again = act(hk, { act: 'rectify', of, content: named('Really meant'), why });
    expect(given([first, rectified, again]).state(kind, about)).toMatchObject({
      name: { en: 'Really meant' },
    });
    const taken = act(hk, { act: 'retract', of, why });
    expect(given([first, rectified, taken]).state(kind, about)).toMatchObject({
      name: { en: 'First' },
    });
  });

  it('counts for nothing from another party’s log, with another act or malformed content', () => {
    const wrong = [
      act(sz, { act: 'rectify', of: firstLeaf, content: named('Theirs'), why }),
      act(hk, {
        act: 'rectify',
        of: firstLeaf,
        content: { act: 'close', happened: '2020-01-01' },
        why,
      }),
      act(hk, { act: 'rectify', of: firstLeaf, content: { act: 'describe', name: 'plain' }, why }),
    ];
    const folded = given([first, ...wrong]).fold(kind, about);
    expect(folded).toMatchObject({ invalid: 3, state: { name: { en: 'First' } } });
  });

  it('cannot remove the sample mark', () => {
    const sample = { ...first, statement: { ...first.statement, sample: true as const } };
    const of = leaves([sample])[0];
    const folded = given([sample, act(hk, { act: 'rectify', of, content: named('Meant'), why })]);
    expect(folded.state(kind, about)).toMatchObject({ sample: true });
  });

  it('applies when the named payload is gone', () => {
    const placed = place([first, rectified]);
    const context = {
      ...contextOf(placed),
      placeOf: (leaf: string) => (leaf === firstLeaf ? placed[0].place : undefined),
    };
    const statements = [placed[1]];
    const folded = foldSubject({ kind, id: about, statements, context });
    expect(folded).toMatchObject({ state: { name: { en: 'Meant' } }, invalid: 0, pending: 0 });
    const unknown = foldSubject({ kind, id: about, statements, context: contextOf(placed) });
    expect(unknown).toMatchObject({ state: undefined, pending: 1 });
  });
});

describe('retract', () => {
  it('strikes the statement', () => {
    const second = act(hk, named('Second'));
    const of = leaves([first, second])[1];
    const folded = given([first, second, act(hk, { act: 'retract', of, why })]).fold(kind, about);
    expect(folded).toMatchObject({ state: { name: { en: 'First' } } });
    expect(folded.shown).toMatchObject([{}, { struck: { why } }]);
  });

  it('is undone by retracting the retraction', () => {
    const retract = act(hk, { act: 'retract', of: firstLeaf, why });
    const of = leaves([first, retract])[1];
    expect(given([first, retract]).fold(kind, about).state).toBeUndefined();
    const undone = given([first, retract, act(hk, { act: 'retract', of, why })]);
    expect(undone.state(kind, about)).toMatchObject({ name: { en: 'First' } });
  });

  it('never takes back propose, sign or decline, nor rectifies them', () => {
    const { text, hash } = joint('agreement');
    const id = 'HK-A001';
    const proposed = entry(hk, { kind: 'agreement', about: id, act: 'propose', text });
    const signed = entry(hk, {
      kind: 'agreement',
      about: id,
      act: 'sign',
      text: hash,
      post: { en: 'Secretary' },
    });
    const taken = leaves([proposed, signed]).flatMap((of) => [
      entry(hk, { kind: 'agreement', about: id, act: 'retract', of, why }),
      entry(hk, { kind: 'agreement', about: id, act: 'rectify', of, content: named('x'), why }),
    ]);
    const folded = given([proposed, signed, ...taken]).fold('agreement', id);
    expect(folded).toMatchObject({
      invalid: 4,
      state: { texts: [{ signatures: [{ party: hk }] }] },
    });
  });
});

describe('publish', () => {
  const content = named('First');
  const published = act(hk, { act: 'publish', of: firstLeaf, content });

  it('changes nothing where the original is held', () => {
    expect(given([first, published]).fold(kind, about)).toMatchObject({ invalid: 0 });
  });

  it('stands for the original, at its place, where that is not held', () => {
    const placed = place([first, published]);
    const context = { ...contextOf(placed), placeOf: () => placed[0].place };
    const folded = foldSubject({ kind, id: about, statements: [placed[1]], context });
    expect(folded).toMatchObject({
      state: { name: content.name },
      shown: [{ place: { index: 0 } }],
    });
  });

  it('may leave fields out but never alter or add', () => {
    const rich = act(hk, { ...named('First'), roles: ['funder'] });
    const [of] = leaves([rich]);
    const partly = given([rich, act(hk, { act: 'publish', of, content })]);
    expect(partly.fold(kind, about).invalid).toBe(0);
    const altered = given([rich, act(hk, { act: 'publish', of, content: named('Better') })]);
    expect(altered.fold(kind, about).invalid).toBe(1);
    const added = given([
      first,
      act(hk, { act: 'publish', of: firstLeaf, content: { ...content, roles: [] } }),
    ]);
    expect(added.fold(kind, about).invalid).toBe(1);
  });

  it('shows a proposed text whole or not at all', () => {
    const { text } = joint('agreement');
    const id = 'HK-A001';
    const proposed = entry(hk, { kind: 'agreement', about: id, act: 'propose', text });
    const [of] = leaves([proposed]);
    const { content: _, ...part } = text;
    const publish = (shown: object) =>
      given([
        proposed,
        entry(hk, {
          kind: 'agreement',
          about: id,
          act: 'publish',
          of,
          content: { act: 'propose', text: shown },
        }),
      ]).fold('agreement', id).invalid;
    expect([publish(text), publish(part)]).toEqual([0, 1]);
  });
});

describe('translate', () => {
  const translation = {
    act: 'translate',
    field: 'name',
    language: 'zh-Hant',
    text: '路政署',
    state: 'approved',
    sourceHash: 'ab'.repeat(32),
  };

  it('is kept beside the record when its owner makes it', () => {
    const folded = given([first, act(hk, translation)]).fold(kind, about);
    expect(folded.translations).toMatchObject([{ field: 'name', text: '路政署' }]);
  });

  it('never enters the record from another party, nor a signed text', () => {
    const foreign = given([first, act(sz, translation)]).fold(kind, about);
    expect(foreign).toMatchObject({ translations: [], invalid: 1 });
    const { text } = joint('agreement');
    const id = 'HK-A001';
    const folded = given([
      entry(hk, { kind: 'agreement', about: id, act: 'propose', text }),
      entry(hk, { ...translation, kind: 'agreement', about: id }),
    ]).fold('agreement', id);
    expect(folded).toMatchObject({ translations: [], invalid: 1 });
  });
});
