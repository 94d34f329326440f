// docs/spec/model.md M73, M74: links across the boundary, proposed by one side, accepted by the other, ended by either.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, mo, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import type { KnownRecord } from '../kind.ts';
import type { LinkState } from './link.ts';

const kind = 'link';
const about = 'HK-L001';
const why = { en: 'Both tunnels meet first.' };
const content = {
  from: { project: 'SZ-P001', code: 'B200' },
  to: { project: 'HK-P001', code: 'A310' },
  type: 'FS',
  lagMinutes: 480,
};
const propose = (changes: object = {}, more: object = {}) => ({
  by: hk,
  kind,
  command: {
    act: 'propose',
    signatories: posts,
    content: { ...content, ...changes },
    ...more,
  } as unknown as Json,
});
const ask = (by: PartyId, command: object, at?: string) => ({
  by,
  kind,
  about,
  command: command as Json,
  ...(at === undefined ? {} : { at }),
});
const read = (held: Given) => held.state<LinkState>(kind, about);
const proposed = given([]).when(propose()).recorded();
const accepted = proposed.when(ask(sz, { act: 'sign' })).recorded();

describe('a link', () => {
  it('is proposed and signed by its proposer in one command', () => {
    given([])
      .when(propose({ calendar: 'HK-CA001', why }, { happened: '2019-04-02' }))
      .then([
        { schema: 'link/1', act: 'propose', about, text: { base: null, content: { why } } },
        { schema: 'link/1', act: 'sign', about, post: { en: 'Secretary' }, happened: '2019-04-02' },
      ]);
    expect(read(proposed)).toMatchObject({
      standing: 'proposed',
      proposedBy: hk,
      ...content,
      joint: { texts: [{ signatures: [{ party: hk }], state: 'open' }] },
    });
  });

  it('is accepted by the other side, without naming the only open text', () => {
    expect(read(accepted)).toMatchObject({ standing: 'accepted', ...content });
    expect(accepted.fold(kind, about)).toMatchObject({ invalid: 0, pending: 0 });
  });

  it('is declined by the other side, and then neither accepted nor proposed', () => {
    const declined = proposed.when(ask(sz, { act: 'decline', why })).recorded();
    expect(read(declined)).toMatchObject({ standing: 'declined' });
    declined.when(ask(sz, { act: 'sign' })).then({
      refused: 'programme.text.already-declined',
      params: { kind: 'link' },
    });
  });

  it('ends at once by either side, and a later signature does not revive it', () => {
    for (const party of [hk, sz]) {
      const ended = accepted.when(ask(party, { act: 'end', why })).recorded();
      expect(read(ended)).toMatchObject({ standing: 'ended', ended: { party, why } });
      ended
        .when(ask(sz, { act: 'end', why }))
        .then({ refused: 'programme.text.already-ended', params: { id: about, party } });
    }
    const taken = proposed.when(ask(hk, { act: 'end', why })).recorded();
    taken.when(ask(sz, { act: 'sign' })).then({ refused: 'programme.text.already-ended' });
    const text = read(taken).joint.texts[0].hash;
    const late = entry(sz, { kind, about, act: 'sign', text, post: { en: 'Director' } });
    expect(read(given([...taken.entries, late]))).toMatchObject({ standing: 'ended' });
  });

  it('shows the first end by day, whichever log arrives first', () => {
    const end = (party: PartyId, happened: string) =>
      entry(party, { kind, about, act: 'end', why, happened });
    const ends = [end(hk, '2019-05-02'), end(sz, '2019-05-01')];
    for (const order of [ends, [...ends].reverse()]) {
      expect(read(given([...accepted.entries, ...order])).ended).toMatchObject({ party: sz });
    }
  });

  it('is ended by a signatory only, and waits for its text', () => {
    const end = entry(mo, { kind, about, act: 'end', why });
    expect(given([...accepted.entries, end]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { standing: 'accepted' },
    });
    accepted
      .when(ask(mo, { act: 'end', why }))
      .then({ refused: 'programme.text.not-a-signatory', params: { party: mo, kind: 'link' } });
    expect(given([end]).fold(kind, about)).toMatchObject({ state: undefined, pending: 1 });
    given([])
      .when({ by: hk, kind, command: { act: 'end', why } })
      .then({ refused: 'programme.record.missing' });
  });
});

describe('the ends of a link', () => {
  it('are signed for by the parties whose records they are', () => {
    given([])
      .when(propose({}, { signatories: [posts[0]] }))
      .then({ refused: 'programme.text.signatory-missing', params: { party: sz } });
    given([])
      .when(propose({ from: { case: 'MO-K001', stage: 'review' } }))
      .then({ refused: 'programme.link.unknown-owner', params: { id: 'MO-K001' } });
    // What only one side signed holds nothing back on the other, whatever a log says.
    const [proposal] = proposed.entries;
    const text = { ...(proposal.statement.text as object), signatories: [posts[0]] };
    const alone = entry(hk, { kind, about, act: 'propose', text });
    expect(given([alone]).fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
  });

  it('wait while the mark of one is not known', () => {
    const markOf = new Map([[hk, 'HK' as never]]);
    expect(proposed.fold(kind, about, { markOf })).toMatchObject({ invalid: 0 });
    expect(proposed.fold(kind, about, { markOf }).pending).toBeGreaterThan(0);
    expect(accepted.fold(kind, about, { markOf }).state).not.toMatchObject({
      standing: 'accepted',
    });
  });

  it('are two places', () => {
    given([])
      .when(propose({ from: content.to }))
      .then({ refused: 'programme.link.same-ends', params: { id: 'HK-P001' } });
  });

  it('lie on two sides of the boundary', () => {
    given([])
      .when(propose({ from: { case: 'HK-K001', stage: 'review' } }))
      .then({ refused: 'programme.link.one-side', params: { mark: 'HK' } });
  });

  it('are there when they are linked', () => {
    const project = { 'HK-P001': { kind: 'project', state: {} } };
    const permit = { 'SZ-K001': { kind: 'approval-case', state: {} } };
    const known = (...records: readonly object[]) =>
      new Map<string, KnownRecord>(Object.entries(Object.assign({}, ...records)));
    const from = { case: 'SZ-K001', stage: 'review' };
    const asked = propose({ from });
    for (const [records, id] of [
      [[project], 'SZ-K001'],
      [[permit], 'HK-P001'],
      [[permit, { 'HK-P001': permit['SZ-K001'] }], 'HK-P001'],
    ] as const) {
      given([])
        .when({ ...asked, known: known(...records) })
        .then({ refused: 'programme.link.unknown-record', params: { id } });
    }
    given([])
      .when({ ...asked, known: known(project, permit) })
      .then([{ act: 'propose' }, { act: 'sign' }]);
  });

  it('may be one’s own report on the other side’s project, and then one signature is enough', () => {
    const alone = given([])
      .when(propose({ from: { project: 'HK-R001', code: 'X' } }, { signatories: [posts[0]] }))
      .recorded();
    expect(read(alone)).toMatchObject({ standing: 'accepted' });
  });

  it('take a whole date for the signature that comes with the proposal', () => {
    given([])
      .when(propose({}, { happened: '2019' }))
      .then({ refused: 'programme.command.malformed', params: { path: 'happened' } });
  });

  it('are chosen by text where several are open', () => {
    const other = { ...content, lagMinutes: 960 };
    const text = { of: about, base: null, signatories: posts, content: other };
    const second = entry(sz, { kind, about, act: 'propose', text });
    given([...proposed.entries, second])
      .when(ask(sz, { act: 'sign' }))
      .then({ refused: 'programme.text.unknown-text', params: { kind: 'link' } });
  });
});
