// docs/spec/access.md on a real node: roles are asked for on the one road of commands, take effect at once, and what was
// recorded for few is in no row that others read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import { assert } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { kinds } from '../programme/kinds.ts';
import type { StatementHead } from '../programme/statement.ts';
import { createAccessCheck } from './access-check.ts';
import { acceptCharter, amendCharter, proposeCharter } from './founding.ts';
import type { Node } from './node.ts';

let dir: string;
let node: Node;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-access-'));
  await initNorth(join(dir, 'data'));
  node = await openNorth(join(dir, 'data'));
});
afterEach(async () => {
  await node.close();
  rmSync(dir, { recursive: true });
});

const officer = 'no8b1e6f02';
const name = { en: 'A. Person' };
const organization = { act: 'describe', name: { en: 'Harbour Office' } };

async function give(kind: string, command: object, more: { about?: string; as?: string } = {}) {
  assert(node.party !== undefined, 'the node keeps a log');
  const done = await node.party.commands.execute({ kind, command: command as Json, ...more });
  return done.ok ? (done.value.ids[0] ?? '') : done.error.code;
}

async function appoint(pseudonym: string, ...roles: readonly string[]): Promise<string> {
  const post = { en: 'Officer' };
  const id = await give('person-role', {
    act: 'appoint',
    pseudonym,
    name,
    post,
    from: '2020-01-01',
  });
  await give('person-role', { act: 'grant', roles }, { about: id });
  return id;
}

describe('a node', () => {
  it('asks for roles from the first grant on, whoever gives the command', async () => {
    expect(await give('organization', organization)).toBe('NO-OR001');
    expect(await give('organization', organization, { as: officer })).toBe('NO-OR002');
    await appoint(officer, 'services-officer');
    expect(await give('organization', organization, { as: officer })).toBe('NO-OR003');
    // The operator, too, has only the roles that were granted.
    expect(await give('organization', organization)).toBe('programme.access.no-role');
    expect(await give('place', { act: 'describe' }, { as: officer })).toBe('programme.access.act');
    const about = 'NO-OR001';
    const retract = { act: 'retract', of: '0'.repeat(64), why: name };
    expect(await give('organization', retract, { about })).toBe('programme.access.no-role');
    expect(await give('organization', { act: 'publish' }, { about, as: officer })).toBe(
      'programme.access.act',
    );
  });

  it('lets whoever holds the machine give roles always, so that nobody is locked out', async () => {
    const id = await appoint(officer, 'editor');
    expect(await give('person-role', { act: 'grant', roles: [] }, { about: id })).toBe(id);
    expect(await give('organization', organization)).toBe('programme.access.no-role');
    expect(await appoint(node.config.operator ?? '', 'services-officer')).toBe('NO-U002');
    expect(await give('organization', organization)).toBe('NO-OR001');
    const other = { act: 'grant', roles: ['signatory'] };
    expect(await give('person-role', other, { about: id, as: officer })).toBe(
      'programme.access.no-role',
    );
  });

  it('lets a role that stops at the parties record for them, and not in public', async () => {
    const id = await appoint(officer, 'services-officer');
    const roles = ['services-officer'];
    await give('person-role', { act: 'grant', roles, widest: 'programme' }, { about: id });
    const as = officer;
    expect(await give('organization', organization, { as })).toBe('programme.access.scope');
    const scoped = (scope: string) => give('organization', { ...organization, scope }, { as });
    expect(await scoped('both')).toBe('programme.access.scope');
    expect(await scoped('programme')).toBe('NO-OR001');
    // What the node would make public by itself.
    const later = { ...organization, publishAt: '2099-01-01T00:00:00Z' };
    expect(await give('organization', later, { as })).toBe('programme.access.scope');
  });

  it('goes on with its own work, whatever roles there are', async () => {
    await appoint(officer, 'editor');
    assert(node.party !== undefined, 'the node keeps a log');
    const done = await node.party.commands.execute({
      ...{ kind: 'organization', command: organization as Json, isNode: true },
    });
    expect(done.ok).toBe(true);
  });

  it('asks of each statement that a command comes to, whatever kind it is of', async () => {
    const { party, config, logs } = node;
    assert(party !== undefined, 'the node keeps a log');
    const { projector, projection } = party;
    const access = createAccessCheck({ config, logs, projector, projection, clock: Date.now });
    // Where no role is in use nobody may do anything from elsewhere, whoever holds the machine among them.
    for (const actor of [officer, config.operator ?? ''])
      for (const kind of [kinds.organization, kinds['person-role']])
        expect(await access.act({ actor, isRemote: true }, kind, 'describe')).toMatchObject({
          code: 'programme.access.no-role',
        });
    await appoint(officer, 'agreements-officer');
    const of = (kind: 'report' | 'organization', act: string) => ({
      payloads: { public: { ...kinds[kind].example, act } as StatementHead },
    });
    const facts = { state: undefined, known: new Map() };
    expect(
      await access.drafts({ actor: officer }, [of('report', 'confirm')], facts),
    ).toBeUndefined();
    const both = [of('report', 'confirm'), of('organization', 'describe')];
    expect(await access.drafts({ actor: officer }, both, facts)).toMatchObject({
      code: 'programme.access.act',
      params: { kind: 'organization', act: 'describe' },
    });
  });

  it('takes a role away though rows lag behind the log, and commands run beside', async () => {
    const id = await appoint(officer, 'services-officer');
    const { party, config, logs } = node;
    assert(party !== undefined, 'the node keeps a log');
    const { projector, projection } = party;
    const access = createAccessCheck({ config, logs, projector, projection, clock: Date.now });
    expect(await access.act({ actor: officer }, kinds.organization, 'describe')).toBeUndefined();
    const sizeNow = () => logs.private?.store.head().size;
    const before = sizeNow();
    const taken = give('person-role', { act: 'grant', roles: [] }, { about: id });
    while (sizeNow() === before) await new Promise((done) => setImmediate(done));
    // It is in the log, and its rows are still to come.
    const first = await access.act({ actor: officer }, kinds.organization, 'describe');
    await taken;
    const second = await access.act({ actor: officer }, kinds.organization, 'describe');
    expect([first?.code, second?.code]).toEqual(
      Array.from({ length: 2 }, () => 'programme.access.no-role'),
    );
  });

  it('lets people from outside act on what is their organization’s, and their administrator appoint more of them', async () => {
    const [university, firm] = [
      await give('organization', organization),
      await give('organization', organization),
    ];
    const join = async (pseudonym: string, of: string, as?: string) =>
      give(
        'person-role',
        { act: 'appoint', pseudonym, name, post: name, from: '2020-01-01', organization: of },
        as === undefined ? {} : { as },
      );
    const admin = 'no1a2b3c4d';
    const grantOf = (role: string) => ({ act: 'grant', roles: [role] });
    expect(await join(admin, 'NO-OR009')).toBe('NO-U001');
    expect(await give('person-role', grantOf('organization-member'), { about: 'NO-U001' })).toBe(
      'programme.person-role.unknown-organization',
    );
    const about = await join(admin, university);
    expect(await give('person-role', grantOf('organization-administrator'), { about })).toBe(about);
    const member = await join(officer, university, admin);
    const role = grantOf('organization-member');
    expect(await give('person-role', role, { about: member, as: admin })).toBe(member);
    expect(await join('no5e6f7a8b', firm, admin)).toBe('programme.access.organization');
    const offer = { ...kinds.offer.example, act: 'state' } as unknown as Record<string, unknown>;
    const { schema: _schema, by: _by, about: _about, sample: _sample, ...content } = offer;
    const state = (of: string) => give('offer', { ...content, organization: of }, { as: officer });
    expect(await state(university)).toBe('NO-OF001');
    expect(await state(firm)).toBe('programme.access.organization');
    const moved = { ...content, organization: firm };
    expect(await give('offer', moved, { about: 'NO-OF001', as: officer })).toBe(
      'programme.access.organization',
    );
    expect(await give('organization', organization, { as: officer })).toBe('programme.access.act');
    const renamed = { about: university, as: admin };
    expect(await give('organization', organization, renamed)).toBe(university);
    const end = { act: 'end', until: '2020-01-02' };
    expect(await give('person-role', end, { about, as: admin })).toBe(
      'programme.access.organization',
    );
    expect(await give('person-role', end, { about: member, as: admin })).toBe(member);
    expect(await state(university)).toBe('programme.access.ended');
  });

  it('takes the charter from who may propose it and the signature from who may sign it', async () => {
    const admin = 'no1a2b3c4d';
    const charter = {
      ...{ title: name, languages: ['en'], fields: [] },
      publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
    };
    await appoint(admin, 'administrator');
    await appoint(officer, 'signatory');
    const proposed = await proposeCharter(node, charter as unknown as Json, { as: admin });
    expect(proposed).toMatchObject({ ok: true, value: { isSigned: false } });
    const again = await acceptCharter(node, undefined, { as: admin });
    expect(again).toMatchObject({ error: { code: 'programme.access.act' } });
    const signed = await acceptCharter(node, undefined, { as: officer });
    expect(signed).toMatchObject({ ok: true, value: { isSigned: true } });
    expect(node.federation.charter()).toBeDefined();
    const nobody = await amendCharter(node, { period: '2031' }, { as: officer });
    expect(nobody).toMatchObject({ error: { code: 'programme.access.act' } });
  });

  it('tells an organization’s administrator nothing of whom the party appointed, and lets nobody take another’s pseudonym', async () => {
    const university = await give('organization', organization);
    const signatory = await appoint('no7c2d9e4f', 'signatory');
    const admin = 'no1a2b3c4d';
    const join = { act: 'appoint', name, post: name, from: '2020-01-01', organization: university };
    const about = await give('person-role', { ...join, pseudonym: admin });
    const role = { act: 'grant', roles: ['organization-administrator'] };
    expect(await give('person-role', role, { about })).toBe(about);
    const barred = 'programme.access.organization';
    // From when on he was appointed, and to which organization, is said by what would refuse this.
    for (const command of [
      { act: 'end', until: '1990-01-01' },
      { act: 'grant', roles: ['organization-member'] },
    ])
      expect(await give('person-role', command, { about: signatory, as: admin })).toBe(barred);
    for (const pseudonym of ['no7c2d9e4f', node.config.operator ?? '', admin])
      expect(await give('person-role', { ...join, pseudonym }, { as: admin })).toBe(barred);
    const fresh = await give('person-role', { ...join, pseudonym: officer }, { as: admin });
    expect(fresh).toMatch(/^NO-U/);
    expect(await give('person-role', { ...join, pseudonym: officer }, { as: admin })).toMatch(
      /^NO-U/,
    );
  });

  it('keeps its roles when it starts again', async () => {
    await appoint(officer, 'services-officer');
    await node.close();
    node = await openNorth(join(dir, 'data'));
    expect(await give('organization', organization)).toBe('programme.access.no-role');
    expect(await give('organization', organization, { as: officer })).toBe('NO-OR001');
  });
});

describe('what was recorded for few', () => {
  const marked = (kind: string) => `zebra-${kind}`;

  /** Rows of every table that some reader of the fold could be shown, as text. */
  async function rowsOf(fold: 'public' | 'programme'): Promise<string> {
    const { db, programme } = node.party?.projection ?? {};
    assert(db !== undefined, 'the node has a projection');
    const tables = await db.query(
      `select table_name as name from information_schema.columns where column_name = 'fold'`,
    );
    expect(tables.length).toBeGreaterThan(1);
    const found = [];
    for (const { name: table } of tables) {
      const rows = await db.query(
        `select * from ${String(table)} where programme = $1 and fold = $2`,
        [programme, fold],
      );
      found.push(JSON.stringify(rows));
    }
    return found.join('\n');
  }

  it('is in no row of the public, in any kind; what is internal is in no row of the parties either', async () => {
    const { own, private: kept } = node.logs;
    assert(own !== undefined && kept !== undefined, 'the node keeps logs');
    const shared = Object.values(kinds).filter(
      ({ scopes, name: kind }) => scopes.includes('programme') && kind !== 'log',
    );
    expect(shared.length).toBeGreaterThan(30);
    const statementOf = (kind: (typeof shared)[number]) =>
      ({
        ...kind.example,
        about: String(kind.example.about).replace(/^[A-Z]+/, 'NO'),
        words: marked(kind.name),
      }) as unknown as StatementHead;
    const none = async () => undefined;
    for (const kind of shared)
      await node.recorder.record(own, [{ payloads: { programme: statementOf(kind) } }], none);
    const secret = { payloads: { internal: statementOf(kinds['person-role']) } };
    await node.recorder.record(kept, [secret], none);
    await node.party?.projector.caughtUp('own');
    const [all, few] = [await rowsOf('public'), await rowsOf('programme')];
    for (const { name: kind } of shared) {
      expect(all, kind).not.toContain(`"${marked(kind)}"`);
      expect(all, kind).not.toContain(`\\"${marked(kind)}\\"`);
      expect(few, kind).toContain(marked(kind));
    }
    expect(all + few).not.toContain(marked('person-role'));
  });
});
