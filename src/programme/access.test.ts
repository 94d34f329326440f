// docs/spec/access.md: the matrix of command, role, scope and day, over every kind there is.
import { describe, expect, it } from 'vitest';
import { entry, given, hk } from '../../test/support/given.ts';
import type { CivilDate } from '../base/dates.ts';
import type { Json } from '../base/json.ts';
import { type Asking, type Grant, refuseAct, refuseScope, roles, rolesFor } from './access.ts';
import type { Draft } from './kind.ts';
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
      public: [{ payloads: { public: payload } }],
      both: [{ payloads: { public: payload, programme: payload } }],
      programme: [{ payloads: { programme: payload } }],
      internal: [{ payloads: { internal: payload } }],
    } satisfies Record<string, readonly Draft[]>;
    for (const { kind, act } of commands) {
      const [role = ''] = rolesFor(kind, act);
      const narrow = asking(grant({ roles: [role], widest: 'programme' }));
      const wide = asking(grant({ roles: [role] }));
      const besides = asking(
        grant({ roles: [role], widest: 'programme' }),
        grant({ roles: [role] }),
      );
      for (const [scope, some] of Object.entries(drafts)) {
        const code = refuseScope(narrow, kind, { act, drafts: some })?.code;
        const isPublic = scope === 'public' || scope === 'both';
        expect(code, `${kind.name} ${act} ${scope}`).toBe(
          isPublic ? 'programme.access.scope' : undefined,
        );
        for (const who of [wide, besides])
          expect(refuseScope(who, kind, { act, drafts: some })).toBeUndefined();
      }
    }
  });
});

describe('grants in the private log', () => {
  const about = 'HK-U001';
  const appointed = entry(hk, {
    ...{ kind: 'person-role', about, act: 'appoint', pseudonym: person },
    ...{ name: { en: 'A' }, post: { en: 'Officer' }, from: '2026-01-05' },
  });
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

  it('name roles that there are, and somebody who is appointed', () => {
    const held = given([appointed]);
    held
      .when(ask({ act: 'grant', roles: ['king'] }))
      .then({ refused: 'programme.person-role.unknown-role' });
    held
      .when(ask({ act: 'grant', roles: ['Not A Role'] }))
      .then({ refused: 'programme.command.malformed' });
    held
      .when(ask({ act: 'end', until: '2026-02-01' }))
      .recorded()
      .when(ask({ act: 'grant', roles: ['editor'] }))
      .then({ refused: 'programme.person-role.already-ended' });
  });
});
