// docs/spec/model.md M70, M71, M72: a project is its owner's own or joint, as its first statement says, for ever.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, sz } from '../../../test/support/given.ts';
import { posts } from '../../../test/support/texts.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import { concludedText } from '../joint.ts';
import type { JointProjectState, OwnProjectState } from './project.ts';
import type { ReportState } from './report.ts';

const kind = 'project';
const about = 'HK-P001';
const title = { en: 'Harbour tunnel' };
const content = {
  title,
  parts: [
    { party: hk, key: 'south', title: { en: 'Southern section' } },
    { party: sz, key: 'north', title: { en: 'Northern section' } },
  ],
  target: { part: 'south', code: 'A900' },
};
const open = (more: object = {}) => ({
  by: hk,
  kind,
  command: { act: 'open', title, ...more } as Json,
});
const propose = (changes: object = {}, signatories: object = posts) => ({
  by: hk,
  kind,
  command: { act: 'propose', signatories, content: { ...content, ...changes } } as unknown as Json,
});
const ask = (by: PartyId, command: object) => ({ by, kind, about, command: command as Json });
const own = (held: Given) => held.state<OwnProjectState>(kind, about);
const joint = (held: Given) => held.state<JointProjectState>(kind, about);
const opened = given([])
  .when(open({ modes: ['passengers'] }))
  .recorded();
const proposed = given([]).when(propose()).recorded();
const text = joint(proposed).joint.texts[0].hash;
const signBoth = (held: Given, hash: string) =>
  [hk, sz].reduce(
    (before, party) => before.when(ask(party, { act: 'sign', text: hash })).recorded(),
    held,
  );
const agreed = signBoth(proposed, text);

describe('a party’s own project', () => {
  it('is as its owner describes it last', () => {
    const summary = { en: 'A road tunnel.' };
    const held = opened
      .when(ask(hk, { act: 'describe', summary, target: { code: 'A900' } }))
      .recorded();
    expect(own(held)).toMatchObject({
      basis: 'own',
      party: hk,
      title,
      summary,
      target: { code: 'A900' },
      modes: ['passengers'],
      opened: [],
    });
    const before = {
      kind,
      about,
      act: 'describe',
      summary: { en: 'Old.' },
      happened: '2018-01-01',
    };
    expect(own(given([...held.entries, entry(hk, before)])).summary).toEqual(summary);
  });

  it('has the newest status by day', () => {
    const status = (value: string, happened: string) =>
      entry(hk, { kind, about, act: 'status', status: value, happened });
    const held = given([
      ...opened.entries,
      status('implementation', '2019-06-01'),
      status('preparation', '2018-06-01'),
    ]);
    expect(own(held).status).toMatchObject({ status: 'implementation', day: '2019-06-01' });
    opened
      .when(ask(hk, { act: 'status', status: 'delayed' }))
      .then({ refused: 'programme.command.malformed', params: { path: 'status' } });
  });

  it('comes into use once for each mode', () => {
    const act = { act: 'open-mode', mode: 'passengers', happened: '2019-09-23' };
    const held = opened.when(ask(hk, act)).recorded();
    expect(own(held).opened).toMatchObject([{ mode: 'passengers', on: '2019-09-23' }]);
    held
      .when(ask(hk, act))
      .then({ refused: 'programme.project.mode-open', params: { date: '2019-09-23' } });
    const again = entry(hk, { kind, about, ...act, happened: '2020-01-01' });
    expect(given([...held.entries, again]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { opened: [{ on: '2019-09-23' }] },
    });
  });

  it('may be the part of a joint project, from its opening on', () => {
    const partOf = { project: 'SZ-P001', key: 'south' };
    const part = given([]).when(open({ partOf })).recorded();
    expect(own(part).partOf).toEqual(partOf);
    part
      .when(ask(hk, { act: 'describe', partOf }))
      .then({ refused: 'programme.command.malformed' });
    given([])
      .when(open({ partOf: { project: 'SZ-A001', key: 'south' } }))
      .then({ refused: 'programme.command.malformed', params: { path: 'partOf.project' } });
  });

  it('is written by its owner only and opened once', () => {
    opened
      .when(ask(sz, { act: 'describe', title }))
      .then({ refused: 'programme.record.not-owner', params: { id: about, mark: 'HK' } });
    opened.when(ask(hk, { act: 'open', title })).then({ refused: 'programme.record.exists' });
    given([])
      .when({ by: hk, kind, command: { act: 'status', status: 'completed' } })
      .then({ refused: 'programme.record.missing' });
    const foreign = entry(sz, { kind, about, act: 'describe', title: { en: 'Other' } });
    const twice = entry(hk, { kind, about, act: 'open', title: { en: 'Again' } });
    expect(given([...opened.entries, foreign, twice]).fold(kind, about)).toMatchObject({
      invalid: 2,
      state: { title },
    });
  });
});

describe('a joint project', () => {
  it('lists two parts and is in force once both parties have signed', () => {
    expect(joint(proposed)).toMatchObject({ basis: 'joint', title, content });
    expect(joint(proposed).joint.inForce).toBeUndefined();
    expect(joint(agreed)).toMatchObject({ content, joint: { inForce: text } });
    const later = { ...content, title: { en: 'Harbour crossing' } };
    const amending = agreed.when(ask(sz, { act: 'amend', content: later })).recorded();
    expect(joint(amending).title).toEqual(title);
    const amended = signBoth(amending, joint(amending).joint.texts[1].hash);
    expect(joint(amended)).toMatchObject({ title: later.title, content: later });
  });

  it('is concluded once every signature is confirmed', () => {
    const { joint: texts } = joint(agreed);
    expect(concludedText(texts, () => true)).toMatchObject({ text });
    expect(concludedText(texts, (place) => place.party === hk)).toBeUndefined();
  });

  it('keeps its title but no content once every text is declined', () => {
    const declined = joint(proposed.when(ask(sz, { act: 'decline', text })).recorded());
    expect(declined.title).toEqual(title);
    expect(declined).not.toHaveProperty('content');
  });

  it('binds no party to a part that it does not sign for', () => {
    given([])
      .when(propose({}, [posts[0]]))
      .then({ refused: 'programme.text.signatory-missing', params: { party: sz, kind } });
    const [{ statement }] = proposed.entries;
    const alone = { ...(statement.text as object), signatories: [posts[0]] };
    const held = given([entry(hk, { kind, about, act: 'propose', text: alone })]);
    expect(held.fold(kind, about)).toMatchObject({ state: undefined, invalid: 1 });
  });

  it('refuses a part named twice and an opening on a part that is not there', () => {
    const [south, north] = content.parts;
    given([])
      .when(propose({ parts: [south, { ...north, key: 'south' }] }))
      .then({ refused: 'programme.project.part-twice', params: { part: 'south' } });
    given([])
      .when(propose({ target: { part: 'middle', code: 'A900' } }))
      .then({ refused: 'programme.project.unknown-part', params: { part: 'middle' } });
  });
});

describe('the basis of a project', () => {
  it('refuses acts of the other basis', () => {
    agreed
      .when(ask(hk, { act: 'status', status: 'completed' }))
      .then({ refused: 'programme.record.joint-basis', params: { id: about, act: 'status' } });
    agreed.when(ask(hk, { act: 'open', title })).then({ refused: 'programme.record.exists' });
    opened
      .when(ask(hk, { act: 'amend', content }))
      .then({ refused: 'programme.record.own-basis', params: { id: about, act: 'amend' } });
    opened.when({ ...propose(), about }).then({ refused: 'programme.record.exists' });
  });

  it('counts statements of the other basis as invalid', () => {
    const sign = entry(sz, { kind, about, act: 'sign', text, post: { en: 'Director' } });
    const tried = given([...opened.entries, ...proposed.entries, sign]);
    expect(tried.fold(kind, about)).toMatchObject({ invalid: 2, state: { basis: 'own', title } });
    const status = entry(hk, { kind, about, act: 'status', status: 'completed' });
    expect(given([...agreed.entries, status]).fold(kind, about)).toMatchObject({
      invalid: 1,
      state: { basis: 'joint', joint: { inForce: text } },
    });
  });

  it('is the owner’s to fix: texts of others wait for it', () => {
    const [{ statement }] = proposed.entries;
    const theirs = [
      entry(sz, { kind, about, act: 'propose', text: statement.text }),
      entry(sz, { kind, about, act: 'sign', text, post: { en: 'Director' } }),
    ];
    expect(given(theirs).fold(kind, about)).toMatchObject({
      state: undefined,
      invalid: 0,
      pending: 2,
    });
    // What they say is the same, whichever log arrives first.
    const whole = [...theirs, ...proposed.entries];
    expect(joint(given(whole)).joint.texts[0].signatures).toMatchObject([{ party: sz }]);
    expect(given([...theirs, ...opened.entries]).fold(kind, about)).toMatchObject({
      invalid: 2,
      state: { basis: 'own' },
    });
  });

  it('keeps to the scope in which it began, as do links, mechanisms and crossings', () => {
    opened
      .when({ ...ask(hk, { act: 'describe', title, scope: 'public' }), bound: 'programme' })
      .then({ refused: 'programme.scope.bound', params: { scope: 'programme' } });
    for (const joined of ['project', 'link', 'mechanism', 'crossing']) {
      given([])
        .when({
          ...{ by: hk, kind: joined, bound: 'both' },
          command: { act: 'sign', text, scope: 'public' },
        })
        .then({ refused: 'programme.scope.bound' });
    }
  });

  it('takes the owner’s translations of its own project, and none of a text', () => {
    const translate = entry(hk, {
      ...{ kind, about, act: 'translate', field: 'title', language: 'zh-Hant' },
      ...{ text: '海港隧道', state: 'draft', sourceHash: '0'.repeat(64) },
    });
    expect(given([...opened.entries, translate]).fold(kind, about).translations).toHaveLength(1);
    expect(given([...agreed.entries, translate]).fold(kind, about)).toMatchObject({
      translations: [],
      invalid: 1,
    });
  });

  it('is own where another party reports on the project', () => {
    const statement = { schema: 'project/1', act: 'open', title };
    const report = (nested: object) =>
      entry(hk, { kind: 'report', about: 'HK-R001', act: 'state', owner: 'SZ', statement: nested });
    const text = { schema: 'project/1', act: 'sign', text: '0'.repeat(64), post: { en: 'None' } };
    const held = given([report(statement), report(text)]);
    const { state, invalid } = held.fold('report', 'HK-R001');
    expect((state as ReportState).subject).toMatchObject({ basis: 'own', title });
    expect(invalid).toBe(1);
  });
});
