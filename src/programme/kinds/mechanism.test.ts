// docs/spec/model.md M75: mechanisms change nothing by themselves; each change says one thing.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, mo, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { MechanismState } from './mechanism.ts';

const kind = 'mechanism';
const about = 'SZ-M001';
const why = { en: 'The pilot is over.' };
const content = {
  title: { en: 'Marine works: one limit' },
  changes: [
    { procedure: 'SZ-PR001', limit: 20 },
    { procedure: 'HK-PR002', stage: 'review', percent: 30 },
  ],
};
const propose = (changes: object = {}, signatories: object = posts) => ({
  by: sz,
  kind,
  command: { act: 'propose', signatories, content: { ...content, ...changes } } as unknown as Json,
});
const ask = (by: PartyId, command: object) => ({ by, kind, about, command: command as Json });
const read = (held: Given) => held.state<MechanismState>(kind, about);
const proposed = given([]).when(propose()).recorded();
const text = read(proposed).joint.texts[0].hash;
const agreed = proposed
  .when(ask(sz, { act: 'sign', text }))
  .recorded()
  .when(ask(hk, { act: 'sign', text }))
  .recorded();

describe('a mechanism', () => {
  it('is proposed, agreed by all, and ended by one', () => {
    expect(read(proposed)).toMatchObject({ standing: 'proposed', title: content.title, content });
    expect(read(agreed)).toMatchObject({ standing: 'agreed', joint: { inForce: text } });
    const ended = agreed.when(ask(hk, { act: 'end', why })).recorded();
    expect(read(ended)).toMatchObject({ standing: 'ended', ended: { party: hk, why } });
    ended
      .when(ask(sz, { act: 'amend', content }))
      .then({ refused: 'programme.text.already-ended', params: { id: about, kind } });
  });

  it('is declined when its only text is', () => {
    const declined = proposed.when(ask(hk, { act: 'decline', text })).recorded();
    expect(read(declined)).toMatchObject({ standing: 'declined' });
  });

  it('shows the text in force while an amendment is open, then the amendment', () => {
    const later = { ...content, title: { en: 'Marine works: shorter limit' } };
    const open = agreed.when(ask(hk, { act: 'amend', content: later })).recorded();
    expect(read(open).title).toEqual(content.title);
    const hash = read(open).joint.texts.find((one) => one.base === text)!.hash;
    const signed = [hk, sz].reduce(
      (held, party) => held.when(ask(party, { act: 'sign', text: hash })).recorded(),
      open,
    );
    expect(read(signed)).toMatchObject({ standing: 'agreed', title: later.title });
  });

  it('says exactly one thing by each change', () => {
    for (const change of [
      { procedure: 'SZ-PR001' },
      { procedure: 'SZ-PR001', limit: 20, percent: 30 },
      { procedure: 'SZ-PR001', percent: 101 },
      { procedure: 'SZ-P001', limit: 20 },
    ]) {
      given([])
        .when(propose({ changes: [change] }))
        .then({ refused: 'programme.command.malformed' });
    }
    const changes = [{ procedure: 'SZ-PR001', parallelWith: 'HK-PR001' }];
    given([])
      .when(propose({ changes }))
      .then([{ act: 'propose', text: { content: { changes } } }]);
  });

  it('needs the signature of whoever’s procedure it changes', () => {
    given([])
      .when(propose({}, [posts[1]]))
      .then({ refused: 'programme.text.signatory-missing', params: { party: hk, kind } });
  });

  it('is not ended by a stranger', () => {
    const end = entry(mo, { kind, about, act: 'end', why });
    expect(given([...agreed.entries, end]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { standing: 'agreed' },
    });
  });
});
