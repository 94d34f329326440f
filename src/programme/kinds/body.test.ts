// docs/spec/model.md M79, M80: a standing group is a joint text with posts, signed by each side that sits in it.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, mo, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { BodyState } from './body.ts';
import type { MeetingState } from './meeting.ts';

const kind = 'body';
const about = 'HK-B001';
const why = { en: 'Its work is done.' };
const content = {
  name: { en: 'Joint task force' },
  mandate: { en: 'Follows the joint projects.' },
  chairs: posts,
};
const propose = (changes: object = {}, signatories: object = posts) => ({
  by: hk,
  kind,
  command: { act: 'propose', signatories, content: { ...content, ...changes } } as unknown as Json,
});
const ask = (by: PartyId, command: object) => ({ by, kind, about, command: command as Json });
const read = (held: Given) => held.state<BodyState>(kind, about);
const proposed = given([]).when(propose()).recorded();
const text = read(proposed).joint.texts[0]!.hash;
const agreed = [hk, sz].reduce(
  (held, party) => held.when(ask(party, { act: 'sign', text })).recorded(),
  proposed,
);

describe('a body', () => {
  it('is set up once all have signed, changed by a text of all, and ended by one', () => {
    expect(read(proposed)).toMatchObject({ standing: 'proposed', title: content.name, content });
    expect(read(agreed)).toMatchObject({ standing: 'agreed', joint: { inForce: text } });
    const chairs = [posts[0], { party: sz, post: { en: 'Vice mayor' } }];
    const open = agreed.when(ask(sz, { act: 'amend', content: { ...content, chairs } })).recorded();
    expect(read(open).content.chairs).toEqual(posts);
    const next = read(open).joint.texts.find((one) => one.base === text)!.hash;
    const changed = [hk, sz].reduce(
      (held, party) => held.when(ask(party, { act: 'sign', text: next })).recorded(),
      open,
    );
    expect(read(changed)).toMatchObject({ standing: 'agreed', content: { chairs } });
    const ended = changed.when(ask(sz, { act: 'end', why })).recorded();
    expect(read(ended)).toMatchObject({ standing: 'ended', ended: { party: sz, why } });
    ended
      .when(ask(hk, { act: 'amend', content }))
      .then({ refused: 'programme.text.already-ended', params: { id: about, kind } });
  });

  it('is declined when its only text is', () => {
    const declined = proposed.when(ask(sz, { act: 'decline', text })).recorded();
    expect(read(declined)).toMatchObject({ standing: 'declined' });
  });

  it('is signed by each side that chairs it or sits in it', () => {
    const missing = { refused: 'programme.text.signatory-missing', params: { party: sz, kind } };
    given([])
      .when(propose({}, [posts[0]]))
      .then(missing);
    given([])
      .when(propose({ chairs: [posts[0]], members: [posts[1]] }, [posts[0]]))
      .then(missing);
    const unsigned = { of: about, base: null, signatories: [posts[0]], content };
    const foreign = entry(hk, { kind, about, act: 'propose', text: unsigned });
    expect(given([foreign]).fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
  });

  it('has one chair for each side at most, and posts without names', () => {
    given([])
      .when(propose({ chairs: [...posts, posts[0]] }))
      .then({ refused: 'programme.body.chair-twice', params: { party: hk } });
    given([])
      .when(propose({ members: [{ ...posts[0], name: { en: 'Somebody' } }] }))
      .then({ refused: 'programme.command.malformed' });
  });

  it('names an agreement that is here', () => {
    const agreement = 'HK-A001';
    given([])
      .when({ ...propose({ agreement }), known: new Map() })
      .then({ refused: 'programme.body.unknown-agreement', params: { agreement } });
    const known = new Map([[agreement, { kind: 'agreement', state: {} }]]);
    given([])
      .when({ ...propose({ agreement }), known })
      .then([{ act: 'propose', text: { content: { agreement } } }]);
  });

  it('is not ended by a stranger, and folds to one state whichever log comes first', () => {
    const end = entry(mo, { kind, about, act: 'end', why });
    const whole = given([...agreed.entries, end]).fold(kind, about);
    expect(whole).toMatchObject({ invalid: 1, state: { standing: 'agreed' } });
    const [ours, theirs] = [hk, sz].map((party) =>
      agreed.entries.filter((one) => one.party === party),
    );
    const turned = given([end, ...theirs!, ...ours!]).fold(kind, about);
    expect(JSON.stringify(turned)).toBe(JSON.stringify(whole));
  });
});

describe('a meeting of a body', () => {
  const meeting = { title: { en: 'First' }, date: '2026-03-02', chairs: [], agenda: [] };
  const command = { act: 'open', ...meeting, body: about };
  const known = new Map([[about, { kind: 'body', state: {} }]]);

  it('names the body whose meeting it is', () => {
    const open = { by: sz, kind: 'meeting', command, known };
    const held = agreed.when(open).recorded();
    expect(held.state<MeetingState>('meeting', 'SZ-G001')).toMatchObject({ body: about });
    const other = { act: 'amend', body: 'HK-B002' };
    const moved = held
      .when({ by: sz, kind: 'meeting', about: 'SZ-G001', command: other })
      .recorded();
    expect(moved.state<MeetingState>('meeting', 'SZ-G001')).toMatchObject({ body: 'HK-B002' });
  });

  it('names none that is not here', () => {
    for (const asked of [
      { command },
      { about: 'SZ-G001', command: { act: 'amend', body: about } },
    ]) {
      agreed
        .when({ by: sz, kind: 'meeting', command, known })
        .recorded()
        .when({ by: sz, kind: 'meeting', known: new Map(), ...asked })
        .then({ refused: 'programme.meeting.unknown-body', params: { body: about } });
    }
  });
});
