// docs/spec/model.md M82, M83: a line of the programme, of one party or of all, with or without a name.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { ActionState } from './action.ts';

const kind = 'action';
const about = 'HK-AC001';
const title = { en: 'Shared laboratories' };
const source = { url: 'https://report.example.invalid', title: 'Report', accessed: '2026-11-01' };
const known = new Map([
  ['HK-P001', { kind: 'project', state: {} }],
  ['HK-OR001', { kind: 'organization', state: {} }],
]);
const ask = (by: PartyId, command: object, id?: string) => ({
  ...{ by, kind, command: command as Json, known },
  ...(id === undefined ? {} : { about: id }),
});
const say = (act: string, more: object, by = hk) => entry(by, { kind, about, act, ...more });
const read = (held: Given) => held.state<ActionState>(kind, about);
const proposed = given([])
  .when(ask(hk, { act: 'propose', signatories: posts, content: { title, number: 1 } }))
  .recorded();

describe('an action of one party', () => {
  it('is as its owner states it last, by day and as a whole, and closed once', () => {
    const first = say('state', { title, field: 'innovation', happened: '2026-01-01' });
    const later = say('state', { title, projects: ['HK-P001'], happened: '2026-03-01' });
    const held = given([later, first]);
    expect(read(held)).toEqual({
      ...{ id: about, basis: 'own', party: hk, sample: false, title },
      content: { title, projects: ['HK-P001'] },
    });
    const closed = held.when(ask(hk, { act: 'close', happened: '2027-01-01' }, about)).recorded();
    expect(read(closed)).toMatchObject({ closedOn: '2027-01-01' });
    closed
      .when(ask(hk, { act: 'state', title }, about))
      .then({ refused: 'programme.action.already-closed', params: { date: '2027-01-01' } });
    given([])
      .when(ask(hk, { act: 'close', happened: '2027-01-01' }))
      .then({ refused: 'programme.record.missing', params: { kind } });
  });

  it('may have no name where a source counts it', () => {
    const held = given([])
      .when(ask(hk, { act: 'state', number: 3, source }))
      .recorded();
    expect(read(held)).toEqual({
      ...{ id: about, basis: 'own', party: hk, sample: false },
      content: { number: 3, source },
    });
    given([])
      .when(ask(hk, { act: 'state', number: 3 }))
      .then({ refused: 'programme.action.nothing-named' });
  });

  it('names projects, each once, and an owner that are here', () => {
    const fine = { act: 'state', title, projects: ['HK-P001'], owner: 'HK-OR001' };
    given([]).when(ask(hk, fine)).then([fine]);
    given([])
      .when(ask(hk, { ...fine, projects: ['HK-P001', 'HK-P001'] }))
      .then({ refused: 'programme.action.project-twice', params: { project: 'HK-P001' } });
    given([])
      .when(ask(hk, { ...fine, projects: ['HK-P002'] }))
      .then({ refused: 'programme.action.unknown-project', params: { project: 'HK-P002' } });
    given([])
      .when(ask(hk, { ...fine, owner: 'HK-OR002' }))
      .then({ refused: 'programme.action.unknown-owner', params: { owner: 'HK-OR002' } });
  });

  it('is nobody else’s to state', () => {
    const foreign = say('state', { title: { en: 'Other' } }, sz);
    expect(given([say('state', { title }), foreign]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { title },
    });
    given([say('state', { title })])
      .when(ask(sz, { act: 'state', title }, about))
      .then({ refused: 'programme.record.not-owner', params: { id: about } });
  });
});

describe('a joint action', () => {
  it('is adopted once all have signed, whichever log comes first', () => {
    const [open] = proposed.entries;
    const { joint } = read(proposed) as Extract<ActionState, { basis: 'joint' }>;
    const text = joint.texts[0]!.hash;
    const signed = [hk, sz].reduce(
      (held, party) => held.when(ask(party, { act: 'sign', text }, about)).recorded(),
      proposed,
    );
    expect(read(signed)).toMatchObject({ basis: 'joint', title, joint: { inForce: text } });
    const [, ours, theirs] = signed.entries;
    const turned = given([theirs!, open!, ours!]);
    expect(JSON.stringify(turned.fold(kind, about))).toBe(JSON.stringify(signed.fold(kind, about)));
    const amended = signed
      .when(ask(sz, { act: 'amend', content: { number: 1, source } }, about))
      .recorded();
    expect(read(amended).title).toEqual(title);
    given([])
      .when(ask(hk, { act: 'propose', signatories: posts, content: { number: 1 } }))
      .then({ refused: 'programme.action.nothing-named' });
  });

  it('has the basis that it began with', () => {
    proposed
      .when(ask(hk, { act: 'state', title }, about))
      .then({ refused: 'programme.record.joint-basis', params: { id: about, act: 'state' } });
    const own = given([say('state', { title })]);
    own
      .when(ask(hk, { act: 'propose', signatories: posts, content: { title } }, about))
      .then({ refused: 'programme.record.exists', params: { id: about } });
    own
      .when(ask(hk, { act: 'amend', content: { title } }, about))
      .then({ refused: 'programme.record.own-basis', params: { id: about, act: 'amend' } });
    const mixed = given([...own.entries, ...proposed.entries]).fold(kind, about);
    expect(mixed).toMatchObject({ invalid: 1, state: { basis: 'own' } });
  });
});
