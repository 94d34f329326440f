// docs/spec/access.md: the matrix of command, role, scope and day, over every kind there is.
import { describe, expect, it } from 'vitest';
import { entry, given, hk } from '../../test/support/given.ts';
import type { CivilDate } from '../base/dates.ts';
import type { Mark } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import {
  type Asking,
  type Grant,
  isOutsideRole,
  refuseAct,
  refuseRecord,
  refuseStatement,
  roles,
  rolesFor,
} from './access.ts';
import type { Draft, OutsideRecord } from './kind.ts';
import { grantOf, type PersonRoleState } from './kinds/person-role.ts';
import { kinds } from './kinds.ts';
import type { StatementHead } from './statement.ts';

const everywhere = ['rectify', 'retract', 'publish', 'translate'];
const commands = Object.values(kinds).flatMap((kind) =>
  [...new Set([...kind.acts, ...everywhere])].map((act) => ({ kind, act })),
);
const person = 'hk8b1e6f02';
const grant = (given: Partial<Grant>): Grant => ({
  ...{ pseudonym: person, roles: [], from: '2026-01-01' as CivilDate },
  ...given,
});
const asking = (...grants: readonly Grant[]): Asking => ({
  pseudonym: person,
  day: '2026-06-15' as CivilDate,
  grants,
});
const codeOf = (...asked: Parameters<typeof refuseAct>) => refuseAct(...asked)?.code;

describe('the roles of a command', () => {
  it('are known for every act of every kind, and at least one', () => {
    expect(commands.length).toBeGreaterThan(200);
    for (const { kind, act } of commands) {
      const needed = rolesFor(kind, act);
      expect(needed.length, `${kind.name} ${act}`).toBeGreaterThan(0);
      expect(needed, `${kind.name} ${act}`).toEqual([...new Set(needed)].sort());
      for (const role of needed) expect(roles).toContain(role);
    }
  });

  it('leave no role without work', () => {
    const used = new Set(commands.flatMap(({ kind, act }) => rolesFor(kind, act)));
    expect([...used].sort()).toEqual([...roles]);
  });

  it('give what binds the party to its signatory alone, and what widens to the publisher alone', () => {
    const signed = commands.filter(({ kind, act }) => act === 'sign' && kind.name !== 'link');
    expect(signed.map(({ kind }) => kind.name)).toEqual(
      expect.arrayContaining(['agreement', 'charter', 'crossing', 'mechanism', 'project']),
    );
    for (const { kind, act } of signed) expect(rolesFor(kind, act)).toEqual(['signatory']);
    expect(rolesFor(kinds.link, 'sign')).toEqual(['project-officer']);
    expect(rolesFor(kinds.mechanism, 'end')).toEqual(['signatory']);
    expect(rolesFor(kinds.agreement, 'decline')).toEqual(['agreements-officer', 'signatory']);
    for (const { kind, act } of commands.filter((one) => one.act === 'publish'))
      expect(rolesFor(kind, act), kind.name).toEqual(['publisher']);
  });
});

describe('the matrix', () => {
  it('lets each role give exactly its acts', () => {
    for (const role of roles) {
      const who = asking(grant({ roles: [role] }));
      for (const { kind, act } of commands) {
        const isAllowed = rolesFor(kind, act).includes(role);
        const code = isAllowed ? undefined : 'programme.access.act';
        expect(codeOf(who, kind, act), `${role}: ${kind.name} ${act}`).toBe(code);
      }
    }
  });

  it('lets nobody give any without a role, before the first day or after the last', () => {
    const others = grant({ pseudonym: 'hk3f9a2c7d', roles: [...roles] });
    const early = grant({ roles: [...roles], from: '2026-06-16' as CivilDate });
    const late = grant({ roles: [...roles], until: '2026-06-14' as CivilDate });
    const later = grant({ roles: ['a-role-of-a-newer-release'] });
    for (const { kind, act } of commands) {
      expect(codeOf(asking(others), kind, act)).toBe('programme.access.no-role');
      expect(codeOf(asking(grant({ roles: [] })), kind, act)).toBe('programme.access.no-role');
      expect(codeOf(asking(early), kind, act)).toBe('programme.access.not-yet');
      expect(codeOf(asking(late), kind, act)).toBe('programme.access.ended');
      expect(codeOf(asking(later), kind, act)).toBe('programme.access.act');
    }
    const lastDay = grant({ roles: ['editor'], until: '2026-06-15' as CivilDate });
    expect(codeOf(asking(lastDay), kinds.story, 'tell')).toBeUndefined();
  });

  it('lets everybody give all while no role is in use', () => {
    for (const { kind, act } of commands) expect(codeOf(asking(), kind, act)).toBeUndefined();
  });

  it('keeps from the public what a role may only record for the parties, in every kind', () => {
    const payload = {} as StatementHead;
    const drafts = {
      public: { payloads: { public: payload } },
      both: { payloads: { public: payload, programme: payload } },
      programme: { payloads: { programme: payload } },
      // The node makes it public at that instant, and asks nobody again.
      later: { payloads: { programme: { ...payload, publishAt: '2026-07-01T00:00:00Z' } } },
      internal: { payloads: { internal: payload } },
    } satisfies Record<string, Draft>;
    for (const { kind, act } of commands) {
      const role = rolesFor(kind, act).find((one) => !isOutsideRole(one)) ?? '';
      const narrow = asking(grant({ roles: [role], widest: 'programme' }));
      const wide = asking(grant({ roles: [role] }));
      const besides = asking(
        grant({ roles: [role], widest: 'programme' }),
        grant({ roles: [role] }),
      );
      for (const [scope, draft] of Object.entries(drafts)) {
        const asked = { act, draft, records: [] };
        const code = refuseStatement(narrow, kind, asked)?.code;
        const isPublic = ['public', 'both', 'later'].includes(scope);
        expect(code, `${kind.name} ${act} ${scope}`).toBe(
          isPublic ? 'programme.access.scope' : undefined,
        );
        for (const who of [wide, besides])
          expect(refuseStatement(who, kind, asked)).toBeUndefined();
      }
    }
  });
});

describe('people from outside', () => {
  const [theirs, others] = ['HK-OR001', 'HK-OR002'];
  const of = (role: string, organization: string = theirs) =>
    asking(grant({ roles: [role], organization }));
  const statement = (fields: object) => fields as StatementHead;
  const record = (given: Partial<OutsideRecord>) => ({
    ...{ id: 'HK-OF001', mark: 'HK' as Mark, known: new Map(), statement: statement({}) },
    ...{ persons: [], ...given },
  });
  /** What is asked of a statement in the given slots: one record each. */
  const refusedTo = (
    who: Asking,
    kind: keyof typeof kinds,
    ...records: readonly OutsideRecord[]
  ) => {
    const act = String(records[0]?.statement?.act);
    const draft = { payloads: { public: {} as StatementHead } };
    return refuseStatement(who, kinds[kind], { act, draft, records })?.code;
  };

  it('may give no act on a record whose organization is another, or of which none is known, in any kind', () => {
    for (const role of ['organization-administrator', 'organization-member'])
      for (const { kind, act } of commands) {
        const pair = { offer: 'HK-OF001', need: 'SZ-NE001' };
        const said = statement({
          act,
          organization: others,
          pseudonym: person,
          roles: [],
          ...pair,
        });
        const draft = { payloads: { public: said } };
        for (const records of [
          [record({ statement: said })],
          [record({ statement: said, state: {} })],
        ])
          expect(
            refuseStatement(of(role), kind, { act, draft, records })?.code,
            `${role}: ${kind.name} ${act}`,
          ).toBe('programme.access.organization');
      }
  });

  it('say what their organization offers and needs, and move nothing to another or from it', () => {
    const member = of('organization-member');
    const state = { organization: theirs };
    const own = record({ statement: statement({ act: 'state', organization: theirs }) });
    const foreign = record({ statement: statement({ act: 'state', organization: others }) });
    for (const kind of ['offer', 'need'] as const) {
      expect(refusedTo(member, kind, own)).toBeUndefined();
      expect(refusedTo(member, kind, { ...own, state })).toBeUndefined();
      const close = record({ state, statement: statement({ act: 'close' }) });
      expect(refusedTo(member, kind, close)).toBeUndefined();
      const barred = 'programme.access.organization';
      expect(refusedTo(member, kind, { ...foreign, state })).toBe(barred);
      expect(refusedTo(member, kind, { ...own, state: { organization: others } })).toBe(barred);
      // One slot says theirs, the other does not.
      expect(refusedTo(member, kind, own, foreign)).toBe(barred);
      expect(refusedTo(of('organization-member', others), kind, own)).toBe(barred);
    }
  });

  it('bring together only what is theirs, whichever side asked', () => {
    const member = of('organization-member');
    const pair = { offer: 'HK-OF001', need: 'SZ-NE001' };
    const known = new Map([
      ['HK-OF001', { kind: 'offer', state: { organization: theirs } }],
      ['HK-OF002', { kind: 'offer', state: { organization: others } }],
      ['SZ-NE001', { kind: 'need', state: { organization: theirs } }],
    ]);
    const ask = record({ known, statement: statement({ act: 'ask', ...pair }) });
    expect(refusedTo(member, 'introduction', ask)).toBeUndefined();
    const other = statement({ act: 'ask', ...pair, offer: 'HK-OF002' });
    const barred = 'programme.access.organization';
    expect(refusedTo(member, 'introduction', { ...ask, statement: other })).toBe(barred);
    // Of a party whose mark begins like ours.
    const near = new Map([
      ['HKG-OF001', { kind: 'offer', state: { organization: theirs } }],
      ['HK-NE001', { kind: 'need', state: { organization: others } }],
    ]);
    const nearly = statement({ act: 'ask', offer: 'HKG-OF001', need: 'HK-NE001' });
    expect(refusedTo(member, 'introduction', record({ known: near, statement: nearly }))).toBe(
      barred,
    );
    for (const act of ['accept', 'refuse', 'outcome']) {
      const said = { known, statement: statement({ act }) };
      expect(refusedTo(member, 'introduction', record({ ...said, state: pair }))).toBeUndefined();
      const state = { ...pair, offer: 'HK-OF002' };
      expect(refusedTo(member, 'introduction', record({ ...said, state }))).toBe(barred);
    }
  });

  it('administer their organization, its contacts and its members, and nobody whom the party appointed', () => {
    const barred = 'programme.access.organization';
    const admin = of('organization-administrator');
    const described = record({ id: theirs, state: {}, statement: statement({ act: 'describe' }) });
    expect(refusedTo(admin, 'organization', described)).toBeUndefined();
    expect(refusedTo(admin, 'organization', { ...described, id: others })).toBe(barred);
    expect(refusedTo(admin, 'organization', { ...described, state: undefined })).toBe(barred);
    const contact = statement({ act: 'describe', organization: theirs });
    expect(refusedTo(admin, 'contact', record({ statement: contact }))).toBeUndefined();
    const moved = record({ state: { organization: others }, statement: contact });
    expect(refusedTo(admin, 'contact', moved)).toBe(barred);
    const appoint = statement({
      ...{ act: 'appoint', organization: theirs, pseudonym: 'hk8b1e6f02' },
    });
    expect(refusedTo(admin, 'person-role', record({ statement: appoint }))).toBeUndefined();
    const end = statement({ act: 'end' });
    const give = (...given: readonly string[]) => statement({ act: 'grant', roles: given });
    const person = (...given: readonly string[]) => ({
      organization: theirs,
      ...(given.length === 0 ? {} : { granted: { roles: given } }),
    });
    const cases = [
      [person(), give('organization-member'), undefined],
      [person('organization-member'), give(), undefined],
      [person('organization-member'), end, undefined],
      [person(), give('organization-administrator'), barred],
      [person(), give('organization-member', 'signatory'), barred],
      [person('signatory'), give('organization-member'), barred],
      [person('signatory'), end, barred],
      [person('organization-administrator'), end, barred],
      [{ ...person(), organization: others }, end, barred],
    ] as const;
    for (const [state, said, code] of cases)
      expect(refusedTo(admin, 'person-role', record({ state, statement: said }))).toBe(code);
  });

  it('appoint nobody under the pseudonym of somebody else: credentials go by it', () => {
    const admin = of('organization-administrator');
    const said = statement({ act: 'appoint', organization: theirs, pseudonym: person });
    const machine = { ...said, pseudonym: 'ce0123456789ab' };
    expect(refusedTo(admin, 'person-role', record({ statement: machine }))).toBe(
      'programme.access.organization',
    );
    const namesake = (given: object) =>
      refusedTo(
        admin,
        'person-role',
        record({ statement: said, persons: [{ pseudonym: person, ...given }] }),
      );
    const member = { granted: { roles: ['organization-member'] } };
    expect(namesake({ organization: theirs, ...member })).toBeUndefined();
    expect(namesake({ organization: theirs })).toBeUndefined();
    expect(namesake({ pseudonym: 'hk3f9a2c7d' })).toBeUndefined();
    for (const other of [
      {},
      { granted: { roles: ['signatory'] } },
      { organization: others, ...member },
      { organization: theirs, granted: { roles: ['organization-administrator'] } },
    ])
      expect(namesake(other), JSON.stringify(other)).toBe('programme.access.organization');
  });

  it('pass no wider scope on than their administrator has', () => {
    const granted = (fields: object) =>
      record({
        state: { organization: theirs },
        statement: statement({ act: 'grant', roles: ['organization-member'], ...fields }),
      });
    const ask = (who: Asking, given: OutsideRecord) =>
      refuseStatement(who, kinds['person-role'], {
        ...{ act: 'grant', records: [given] },
        draft: { payloads: { internal: {} as StatementHead } },
      })?.code;
    const roles = ['organization-administrator'];
    const narrow = asking(grant({ roles, organization: theirs, widest: 'programme' }));
    expect(ask(narrow, granted({}))).toBe('programme.access.scope');
    expect(ask(narrow, granted({ widest: 'programme' }))).toBeUndefined();
    expect(ask(narrow, granted({ roles: [] }))).toBeUndefined();
    expect(ask(of('organization-administrator'), granted({}))).toBeUndefined();
    const inside = asking(grant({ roles: ['administrator'], widest: 'programme' }));
    expect(ask(inside, granted({}))).toBeUndefined();
  });

  it('are told nothing of a record that is not theirs before anything is decided by it', () => {
    const ask = (
      who: Asking,
      asked: { kind: keyof typeof kinds; act: string; state: unknown; id?: string },
    ) => {
      const { kind, act, state, id = 'HK-OF001' } = asked;
      const one = record({ id, state, statement: undefined });
      return refuseRecord(who, kinds[kind], { act, record: one })?.code;
    };
    const [member, admin] = [of('organization-member'), of('organization-administrator')];
    const cases = [
      ['offer', 'close', { organization: theirs }, { organization: others }],
      ['contact', 'describe', { organization: theirs }, {}],
      ['person-role', 'end', { organization: theirs }, { organization: others }],
    ] as const;
    for (const [kind, act, own, foreign] of cases) {
      expect(ask(admin, { kind, act, state: own }), kind).toBeUndefined();
      expect(ask(admin, { kind, act, state: foreign }), kind).toBe('programme.access.organization');
    }
    const described = { kind: 'organization', act: 'describe', state: {} } as const;
    expect(ask(admin, { ...described, id: theirs })).toBeUndefined();
    expect(ask(admin, { ...described, id: others })).toBe('programme.access.organization');
    const answered = { kind: 'introduction', act: 'accept', state: { offer: 'HK-OF001' } } as const;
    expect(ask(member, answered)).toBe('programme.access.organization');
    const inside = asking(grant({ roles: ['services-officer'] }));
    expect(ask(inside, answered)).toBeUndefined();
    expect(ask(asking(), answered)).toBeUndefined();
  });

  it('act for one organization by its own grant: what another appointment allows does not reach it', () => {
    const who = asking(
      grant({ roles: ['organization-member'], organization: theirs, widest: 'programme' }),
      grant({ roles: ['organization-member'], organization: others }),
    );
    const own = record({ statement: statement({ act: 'state', organization: theirs }) });
    expect(refusedTo(who, 'offer', own)).toBe('programme.access.scope');
    const nowhere = asking(grant({ roles: ['organization-member'] }));
    expect(refusedTo(nowhere, 'offer', own)).toBe('programme.access.organization');
  });
});

describe('grants in the private log', () => {
  const about = 'HK-U001';
  const joined = {
    ...{ kind: 'person-role', about, act: 'appoint', pseudonym: person },
    ...{ name: { en: 'A' }, post: { en: 'Officer' }, from: '2026-01-05' },
  };
  const appointed = entry(hk, joined);
  const ask = (command: object) => ({
    ...{ by: hk, kind: 'person-role', about, command: command as Json },
  });

  it('are the last one of an appointment; none was granted by an older log', () => {
    const held = given([appointed]);
    expect(grantOf(held.state<PersonRoleState>('person-role', about))).toBeUndefined();
    const granted = held
      .when(ask({ act: 'grant', roles: ['signatory', 'editor', 'editor'] }))
      .recorded();
    const state = granted.state<PersonRoleState>('person-role', about);
    expect(grantOf(state)).toMatchObject({ roles: ['editor', 'signatory'], from: '2026-01-05' });
    const taken = granted.when(ask({ act: 'grant', roles: [] })).recorded();
    expect(grantOf(taken.state<PersonRoleState>('person-role', about))?.roles).toEqual([]);
    expect(taken.fold('person-role', about).invalid).toBe(0);
  });

  it('for people from outside want an organization on this party’s record', () => {
    const member = ask({ act: 'grant', roles: ['editor', 'organization-member'] });
    given([appointed])
      .when(member)
      .then({ refused: 'programme.person-role.no-organization', params: { id: about } });
    const of = (organization: string) => given([entry(hk, { ...joined, organization })]);
    const known = new Map([
      ['HK-P001', { kind: 'project', state: {} }],
      ['SZ-OR001', { kind: 'organization', state: {} }],
    ]);
    for (const organization of ['HK-OR009', 'SZ-OR001', 'HK-P001'])
      of(organization)
        .when({ ...member, known })
        .then({ refused: 'programme.person-role.unknown-organization', params: { organization } });
  });

  it('name roles that there are, and somebody who is appointed', () => {
    const held = given([appointed]);
    held
      .when(ask({ act: 'grant', roles: ['king'] }))
      .then({ refused: 'programme.person-role.unknown-role' });
    held
      .when(ask({ act: 'grant', roles: ['Not A Role'] }))
      .then({ refused: 'programme.command.malformed' });
    const ended = held.when(ask({ act: 'end', until: '2026-02-01' })).recorded();
    // In Hong Kong: the last minute of the last day, and the first after it.
    const again = ask({ act: 'grant', roles: ['editor'] });
    ended.when({ ...again, at: '2026-02-01T15:59:00Z' }).recorded();
    ended
      .when({ ...again, at: '2026-02-01T16:00:00Z' })
      .then({ refused: 'programme.person-role.already-ended' });
  });

  it('are taken away at once from whose last day is still to come', () => {
    const leaving = given([appointed])
      .when(ask({ act: 'grant', roles: ['editor'] }))
      .recorded()
      .when(ask({ act: 'end', until: '2099-12-31' }))
      .recorded();
    const taken = leaving.when(ask({ act: 'grant', roles: [] })).recorded();
    expect(grantOf(taken.state<PersonRoleState>('person-role', about))).toMatchObject({
      ...{ roles: [], until: '2099-12-31' },
    });
    leaving
      .when(ask({ act: 'end', until: '2026-12-31' }))
      .then({ refused: 'programme.person-role.already-ended' });
  });
});
