// docs/spec/projection.md J4, J5, J6, J7, J8, J9, J10: what is read, on which day, by whom, and how it is shown.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, mo, place, sz } from '../../test/support/given.ts';
import {
  applyAll,
  held,
  logOf,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { joint, signedByBoth } from '../../test/support/texts.ts';
import { applyEntries } from './apply.ts';
import { readHistory } from './read.ts';
import { createTables, hasTables } from './schema.ts';
import type { ProjectionSetting } from './setting.ts';
import { readSubject } from './subject.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const organization = (name: string, at: string, more: object = {}) =>
  entry(
    hk,
    { kind: 'organization', about: 'HK-OR001', act: 'describe', name: { en: name }, ...more },
    at,
  );
const tick = (at: string, party = sz) =>
  entry(party, { kind: 'organization', about: 'SZ-OR001', act: 'describe', name: { en: 'X' } }, at);
const names = async (setting: ProjectionSetting, when = {}) =>
  (await queriesOf(setting).organizations(when)).map((one) => one.state.name.en);

describe('createQueries', () => {
  it('creates commitments from an agreement, whichever log arrives first', async () => {
    const [proposed, byHk, bySz] = signedByBoth('agreement');
    const claim = {
      kind: 'commitment',
      about: 'HK-C001',
      act: 'claim-kept',
      happened: '2020-02-10',
    };
    const logs = tell([bySz!, proposed!, byHk!, entry(hk, claim, '2020-02-11T02:00:00Z')]);
    const ofHk = logs.filter((one) => one.party === hk);
    const ofSz = logs.filter((one) => one.party === sz);
    const setting = rig.setting();
    await applyAll(setting, ofHk);
    const [waiting] = await queriesOf(setting).commitments();
    expect(waiting?.state).toMatchObject({ standing: 'pending', acts: [{ act: 'claim-kept' }] });
    await applyAll(setting, ofSz);
    const agreement = await queriesOf(setting).agreement('HK-A001');
    expect(agreement?.concluded?.on).toBe('2019-04-03');
    expect(agreement?.commitments.map((one) => one.state.standing)).toEqual(['kept']);
  });

  it('takes a commitment back that an agreement no longer creates', async () => {
    const logs = tell(signedByBoth('agreement'));
    const setting = rig.setting();
    await applyAll(setting, logs);
    expect(await queriesOf(setting).commitments()).toHaveLength(1);
    const gone = toApplied(logs[2]!, { public: { status: 'erased' } });
    await applyEntries(setting, logOf(sz), [gone]);
    expect(await queriesOf(setting).commitments()).toEqual([]);
  });

  it('lets an open text die when a signatory’s log passes its last day', async () => {
    const short = joint('agreement', { openUntil: '2019-04-05' });
    const propose = { kind: 'agreement', about: 'HK-A001', act: 'propose', text: short.text };
    const logs = tell([
      entry(hk, propose),
      tick('2019-04-05T15:59:59Z'),
      tick('2019-04-05T16:00:00Z'),
    ]);
    const setting = rig.setting();
    const stateNow = async (when = {}) =>
      (await queriesOf(setting).agreement('HK-A001', when))?.state.texts[0]?.state;
    await applyAll(setting, logs.slice(0, 2));
    expect(await stateNow()).toBe('open');
    await applyAll(setting, logs.slice(2));
    expect(await stateNow()).toBe('dead');
    // The day ends in the party's zone, not at midnight UTC.
    expect(await stateNow({ asof: '2019-04-05' })).toBe('open');
    expect(await stateNow({ known: '2019-04-05' })).toBe('open');
    expect(await stateNow({ asof: '2019-04-06' })).toBe('dead');
  });

  it('gives a signature no effect that a log made after passing the last day elsewhere', async () => {
    const short = joint('agreement', { openUntil: '2019-04-05' });
    const about = { kind: 'agreement', about: 'HK-A001' };
    const sign = { ...about, act: 'sign', text: short.hash, post: { en: 'Director' } };
    const logs = tell([
      entry(hk, { ...about, act: 'propose', text: short.text }),
      entry(hk, sign),
      tick('2019-04-08T02:00:00Z'),
      entry(sz, sign, '2019-04-04T02:00:00Z'),
    ]);
    const setting = rig.setting();
    await applyAll(setting, logs);
    const agreement = await queriesOf(setting).agreement('HK-A001');
    expect(agreement?.state.texts[0]).toMatchObject({ state: 'dead', deadBecause: 'expired' });
  });

  it('answers as of a day and from what was known on a day', async () => {
    const logs = tell([
      organization('First', '2019-04-01T02:00:00Z'),
      organization('Second', '2021-04-01T02:00:00Z'),
      // Entered in 2022 about 2020: known only from then on.
      organization('Between', '2022-04-01T02:00:00Z', { happened: '2020-06' }),
      organization('Behind', '2019-12-01T02:00:00Z'),
    ]);
    const setting = rig.setting();
    await applyAll(setting, logs);
    expect(await names(setting)).toEqual(['Second']);
    expect(await names(setting, { asof: '2020-12-31' })).toEqual(['Between']);
    expect(await names(setting, { asof: '2020-06-29' })).toEqual(['Behind']);
    expect(await names(setting, { asof: '2020-12-31', known: '2021-12-31' })).toEqual(['First']);
    // An entry behind a later one was not known before it, whatever its clock says.
    expect(await names(setting, { known: '2020-12-31' })).toEqual(['First']);
    expect(await names(setting, { asof: '2018' })).toEqual([]);
  });

  it('knows today what was rectified since, and what was known then', async () => {
    const first = organization('Frist', '2019-04-01T02:00:00Z', { happened: '2019-01-01' });
    const of = place([first])[0]!.place.leaf;
    const content = { act: 'describe', name: { en: 'First' }, happened: '2019-03-01' };
    const why = { en: 'Misspelt, and the day was wrong' };
    const rectify = { kind: 'organization', about: 'HK-OR001', act: 'rectify', of, content, why };
    const setting = rig.setting();
    await applyAll(setting, tell([first, entry(hk, rectify, '2022-01-01T02:00:00Z')]));
    expect(await names(setting, { asof: '2019-06-30' })).toEqual(['First']);
    expect(await names(setting, { asof: '2019-02-01' })).toEqual([]);
    expect(await names(setting, { asof: '2019-06-30', known: '2020-01-01' })).toEqual(['Frist']);
  });

  it('shows rectified and retracted statements struck, in the history and among the latest', async () => {
    const [a, b] = [
      organization('A', '2019-04-01T02:00:00Z'),
      organization('B', '2019-04-02T02:00:00Z'),
    ];
    const [first, second] = place([a, b]).map((one) => one.place.leaf);
    const why = { en: 'Wrong' };
    const content = { act: 'describe', name: { en: 'C' } };
    const on = { kind: 'organization', about: 'HK-OR001' };
    const setting = rig.setting();
    const retract = entry(hk, { ...on, act: 'retract', of: second, why }, '2019-04-04T02:00:00Z');
    const rectify = { ...on, act: 'rectify', of: first, content, why };
    await applyAll(setting, tell([a, b, entry(hk, rectify, '2019-04-03T02:00:00Z'), retract]));
    const [record] = await queriesOf(setting).organizations();
    expect(record?.state.name).toEqual({ en: 'C' });
    expect(record?.history).toMatchObject([
      {
        place: { index: 0 },
        statement: { name: { en: 'C' } },
        struck: { was: { name: { en: 'A' } } },
      },
      { place: { index: 1 }, struck: { by: { index: 3 }, why } },
    ]);
    const latest = await queriesOf(setting).latest(10);
    expect(latest.map((line) => line.struck !== undefined)).toEqual([false, false, true, true]);
    expect(await queriesOf(setting).latest(3, 'organization')).toEqual(latest.slice(0, 3));
    expect(await queriesOf(setting).latest(10, 'meeting')).toEqual([]);
    const raw = await readHistory(
      { ...setting, fold: 'programme', standingOf: () => 'recorded', knownParties: () => [] },
      { subject: 'HK-OR001' },
    );
    expect(raw.map((line) => line.statement.act)).toEqual([
      'describe',
      'describe',
      'rectify',
      'retract',
    ]);
  });

  it('rectifies a statement whose payload is gone', async () => {
    const first = organization('Name of a person', '2019-04-01T02:00:00Z');
    const of = place([first])[0]!.place.leaf;
    const content = { act: 'describe', name: { en: 'Office' } };
    const rectify = {
      kind: 'organization',
      about: 'HK-OR001',
      act: 'rectify',
      of,
      content,
      why: { en: 'Person' },
    };
    const setting = rig.setting();
    const logs = tell([first, entry(hk, rectify, '2019-04-03T02:00:00Z')]);
    await applyAll(setting, logs);
    await applyEntries(setting, logOf(hk), [toApplied(logs[0]!, { public: { status: 'erased' } })]);
    const [record] = await queriesOf(setting).organizations();
    expect(record?.state.name).toEqual({ en: 'Office' });
    expect(record?.history).toMatchObject([{ place: { index: 0, leaf: of } }]);
  });

  it('shows the public no word of what is in programme payloads', async () => {
    const shown = organization('Public name', '2019-04-01T02:00:00Z');
    const secret = { ...shown.statement, name: { en: 'Secret name' }, remark: 'secret' };
    const only = organization('Secret body', '2019-04-01T03:00:00Z');
    const two = { ...only.statement, about: 'HK-OR002', remark: 'secret' };
    const setting = rig.setting();
    const payloads = { public: held(shown.statement), programme: held(secret) };
    await applyAll(
      setting,
      tell([
        { ...shown, payloads },
        { ...only, payloads: { programme: held(two) } },
      ]),
    );
    const tables = ['statement', 'seed', 'state'];
    const rows = await Promise.all(
      tables.map((table) =>
        rig.db.query(`select * from ${table} where programme = $1 and fold = 'public'`, [
          setting.programme,
        ]),
      ),
    );
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('secret');
    expect((await queriesOf(setting, 'public').organizations()).map((one) => one.id)).toEqual([
      'HK-OR001',
    ]);
    expect((await queriesOf(setting).organizations()).map((one) => one.state.name.en)).toEqual([
      'Secret name',
      'Secret body',
    ]);
  });

  it('counts nothing for the parties when heads differ, and the same for the public everywhere', async () => {
    const shown = organization('Name', '2019-04-01T02:00:00Z');
    const other = { ...shown.statement, about: 'HK-OR009' };
    const logs = tell([
      { ...shown, payloads: { public: held(shown.statement), programme: held(other) } },
    ]);
    const setting = rig.setting();
    await applyAll(setting, logs);
    const invalid = async () =>
      (await rig.db.query('select invalid from entry where programme = $1', [setting.programme]))[0]
        ?.invalid;
    expect(await invalid()).toBe('programme.payload.heads-differ');
    expect(await queriesOf(setting).organizations()).toEqual([]);
    expect(await queriesOf(setting, 'public').organizations()).toHaveLength(1);
    await applyEntries(setting, logOf(hk), [
      toApplied(logs[0]!, { programme: { status: 'not-held' } }),
    ]);
    expect(await invalid()).toBeNull();
    expect(await queriesOf(setting, 'public').organizations()).toHaveLength(1);
  });

  it('keeps what it cannot read, and counts it', async () => {
    const strange = entry(mo, { kind: 'case', about: 'MO-K001', act: 'open' });
    const rubbish = { ...strange, payloads: { public: held(new Uint8Array([123])) } };
    const setting = rig.setting();
    await applyAll(setting, tell([strange, rubbish]));
    await applyEntries(setting, logOf(mo), [
      { index: 2, leaf: new Uint8Array(32), at: '', slots: {}, invalid: 'record.envelope.json' },
    ]);
    const entries = await rig.db.query(
      'select invalid from entry where programme = $1 order by index',
      [setting.programme],
    );
    expect(entries.map((row) => row.invalid)).toEqual([
      null,
      'base.json.syntax',
      'record.envelope.json',
    ]);
    const subject = { fold: 'public', kind: 'case', id: 'MO-K001' } as const;
    const { folded } = await readSubject(setting, subject);
    expect(folded).toMatchObject({ state: undefined, pending: 1, invalid: 0 });
    expect(await queriesOf(setting).latest(10)).toHaveLength(1);
  });

  it('stands on a log of which no envelope can be read', async () => {
    const short = joint('agreement', { openUntil: '2019-04-05' });
    const propose = { kind: 'agreement', about: 'HK-A001', act: 'propose', text: short.text };
    const setting = rig.setting();
    await applyEntries(setting, logOf(sz), [
      { index: 0, leaf: new Uint8Array(32), at: '', slots: {}, invalid: 'record.envelope.json' },
    ]);
    await applyAll(setting, tell([entry(hk, propose)]));
    expect((await queriesOf(setting).agreement('HK-A001'))?.state.texts).toMatchObject([
      { state: 'open' },
    ]);
  });

  it('lists in the order of ids, and asks no more often for many agreements than for one', async () => {
    const text = (of: string) => ({ ...joint('agreement').text, of });
    const propose = (of: string) =>
      entry(hk, { kind: 'agreement', about: of, act: 'propose', text: text(of) });
    const setting = rig.setting();
    await applyAll(setting, tell(['HK-A1000', 'HK-A002', 'HK-A010'].map(propose)));
    let asked = 0;
    const query = (sql: string, params?: readonly unknown[]) => {
      asked += 1;
      return setting.db.query(sql, params);
    };
    const counting = { ...setting, db: { ...setting.db, query } };
    const list = await queriesOf(counting).agreements();
    expect(list.map((one) => one.id)).toEqual(['HK-A002', 'HK-A010', 'HK-A1000']);
    const forMany = asked;
    asked = 0;
    await queriesOf(counting).agreement('HK-A002');
    expect(forMany).toBeLessThanOrEqual(asked);
  });
});

describe('createTables', () => {
  it('drops the tables of another version', async () => {
    expect(await hasTables(rig.db)).toBe(true);
    await rig.db.query('update projection_version set version = 1');
    expect(await hasTables(rig.db)).toBe(false);
    await createTables(rig.db);
    expect(await hasTables(rig.db)).toBe(true);
  });
});

describe('readSubject', () => {
  it('says in which slots the first statement stands', async () => {
    const one = organization('Name', '2019-04-01T02:00:00Z');
    const setting = rig.setting();
    const both = { public: held(one.statement), programme: held(one.statement) };
    await applyAll(
      setting,
      tell([{ ...one, payloads: both }, organization('Later', '2019-04-02T02:00:00Z')]),
    );
    const subject = { fold: 'programme', kind: 'organization', id: 'HK-OR001' } as const;
    expect((await readSubject(setting, subject)).bound).toBe('both');
  });

  it('says what no publication names yet; once published, a record is as if it had both slots', async () => {
    const one = organization('Name', '2019-04-01T02:00:00Z');
    const hidden = { ...one, payloads: { programme: held(one.statement) } };
    const subject = { fold: 'programme', kind: 'organization', id: 'HK-OR001' } as const;
    const before = rig.setting();
    await applyAll(before, tell([hidden]));
    const found = await readSubject(before, subject);
    expect(found.bound).toBe('programme');
    expect(found.unpublished.map(({ statement }) => statement.act)).toEqual(['describe']);
    const { schema, by, about, ...content } = one.statement;
    const of = found.unpublished[0]?.place.leaf;
    const publish = { schema, by, about, act: 'publish', of, content };
    const later = organization('Name', '2019-04-03T02:00:00Z');
    const after = rig.setting();
    await applyAll(
      after,
      tell([
        { ...hidden, leaf: of },
        { ...later, statement: publish, payloads: { public: held(publish) } },
      ] as Parameters<typeof tell>[0]),
    );
    expect(await readSubject(after, subject)).toMatchObject({ bound: 'both', unpublished: [] });
    expect((await readSubject(after, { ...subject, fold: 'public' })).folded.state).toMatchObject({
      name: { en: 'Name' },
    });
  });
});
