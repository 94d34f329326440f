// Persons and posts: who stands behind a pseudonym, in which post, for how long, and what it may do (access.ts).
// Personal data: the private log only, never shared and never copied (docs/spec/model.md 5).
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { type Grant, isOutsideRole, type Role, roles } from '../access.ts';
import { ownFields, privateDraft } from '../draft.ts';
import type {
  Actor,
  AppointedPerson,
  Draft,
  FoldInput,
  Folding,
  Kind,
  OutsideRule,
} from '../kind.ts';
import { isKnownAs, isOwnId } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, headShape, type LanguageMap, languageMap, recordId } from '../statement.ts';

const acts = {
  appoint: {
    pseudonym: headShape.by,
    name: languageMap,
    post: languageMap,
    organization: recordId.optional(),
    from: civilDate,
  },
  /** All roles of the appointment from now on; none takes them away. Names of a newer release are read, and give nothing. */
  grant: {
    roles: z.array(z.string().regex(/^[a-z][a-z-]{0,39}$/)).max(20),
    widest: z.literal('programme').optional(),
  },
  end: { until: civilDate },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** Who stands behind a pseudonym. */
export interface PersonRoleState {
  readonly id: string;
  readonly sample: boolean;
  readonly pseudonym: string;
  readonly name: LanguageMap;
  readonly post: LanguageMap;
  readonly organization?: string;
  readonly from: CivilDate;
  /** The last day in the post. */
  readonly until?: CivilDate;
  /** As granted last. Absent: nothing has been. */
  readonly granted?: Pick<Grant, 'roles' | 'widest'>;
}

/** Returns what an appointment gives; undefined where nothing was granted. */
export function grantOf(state: PersonRoleState): Grant | undefined {
  const { pseudonym, organization, from, until, granted } = state;
  return granted && { pseudonym, ...granted, organization, from, until };
}

function decide(
  who: Actor,
  state: PersonRoleState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  const parts = { kind: 'person-role', act, fields, sample: state?.sample ?? false };
  if (command.act === 'appoint') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    return ok([privateDraft(who, command, { ...parts, about: who.nextId })]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'person-role' });
  const { id, from, until } = state;
  const isOver = until !== undefined && until < civilDateIn(who.zone ?? 'UTC', who.now);
  // Until its last day is past, roles can be taken away: who set that day may be the one who is to go.
  if (isOver || (until !== undefined && command.act === 'end'))
    return refusal('programme.person-role.already-ended', { id });
  if (command.act === 'grant') {
    const unknown = command.roles.find((role) => !roles.includes(role as Role));
    if (unknown !== undefined)
      return refusal('programme.person-role.unknown-role', {
        role: unknown,
        roles: roles.join(', '),
      });
    const unfit = checkOutside(who, state, command.roles);
    if (unfit !== undefined) return err(unfit);
    return ok([privateDraft(who, command, { ...parts, about: id })]);
  }
  if (command.until < from) {
    return refusal('programme.person-role.ends-before-start', { from, until: command.until });
  }
  return ok([privateDraft(who, command, { ...parts, about: id })]);
}

/** Roles for people from outside reach the records of an organization: one is needed, and it is on this party's record. */
function checkOutside(
  who: Actor,
  { id, organization }: PersonRoleState,
  given: readonly string[],
): Refusal | undefined {
  const role = given.find(isOutsideRole);
  if (role === undefined) return undefined;
  if (organization === undefined)
    return refusal('programme.person-role.no-organization', { id, role }).error;
  if (isOwnId(who, organization) && isKnownAs(who, organization, ['organization']))
    return undefined;
  return refusal('programme.person-role.unknown-organization', { organization }).error;
}

/** Ids of credentials: what a machine records stands under its own. */
const credentialForm = /^(ce|pe)[0-9a-f]{12}$/;

/**
 * An organization's administrator looks after its members; whoever has any other role is appointed by the party. Nor may a member
 * bear the pseudonym of somebody else: credentials and roles go by it.
 */
const outside: OutsideRule = {
  member: [],
  administrator: ['appoint', 'grant', 'end'],
  organizationsOf: ({ state, statement, persons }) => {
    const before = state as PersonRoleState | undefined;
    const said = statement as Statement | undefined;
    if (said?.act === 'appoint') {
      if (credentialForm.test(said.pseudonym)) return [undefined];
      const namesakes = persons.filter(({ pseudonym }) => pseudonym === said.pseudonym);
      return [said.organization, ...namesakes.map((one) => organizationOfMember(one))];
    }
    return [before && organizationOfMember(before, said?.act === 'grant' ? said.roles : [])];
  },
  widens: (statement) => {
    const said = statement as Statement;
    return said.act === 'grant' && said.roles.length > 0 && said.widest === undefined;
  },
};

/** The organization of an appointment that carries, and would carry, no role but membership. */
function organizationOfMember(
  { organization, granted }: Omit<AppointedPerson, 'pseudonym'>,
  after: readonly string[] = [],
): string | undefined {
  const isMember = [...(granted?.roles ?? []), ...after].every(
    (role) => role === 'organization-member',
  );
  return isMember ? organization : undefined;
}

/** The first appointment stands; a mistake in it is rectified. The first end after it ends it; the last grant counts. */
function fold(input: FoldInput<Statement>): Folding<PersonRoleState> {
  const { id, sample, statements } = input;
  const appointed = statements.find(({ statement }) => statement.act === 'appoint')?.statement;
  const ended = statements.find(({ statement }) => statement.act === 'end')?.statement;
  const grants = statements.flatMap(({ statement }) =>
    statement.act === 'grant' ? [statement] : [],
  );
  const granted = grants.at(-1);
  if (appointed?.act !== 'appoint') {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { pseudonym, name, post, organization, from } = appointed;
  const state: PersonRoleState = {
    ...{ id, sample, pseudonym, name, post, from },
    ...(organization === undefined ? {} : { organization }),
    ...(ended?.act === 'end' ? { until: ended.until } : {}),
    ...(granted === undefined ? {} : { granted: grantedBy(granted) }),
  };
  const used = (ended === undefined ? 1 : 2) + grants.length;
  return { state, invalid: statements.length - used, pending: 0 };
}

function grantedBy({ roles: given, widest }: Pick<Grant, 'roles' | 'widest'>) {
  return { roles: [...new Set(given)].sort(), ...(widest === undefined ? {} : { widest }) };
}

/** Person-role, letters U, private. Commands: appoint, grant, end. */
export const personRole: Kind<Statement, PersonRoleState, Command> = {
  name: 'person-role',
  letters: 'U',
  writer: 'private',
  area: 'administration',
  scopes: ['internal'],
  acts: Object.keys(acts),
  opens: ['appoint'],
  answers: [],
  outside,
  parse: statementParser('person-role', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'person-role/1',
    act: 'appoint',
    by: 'hk3f9a2c7d',
    about: 'HK-U001',
    pseudonym: 'hk8b1e6f02',
    name: { en: 'Sample Officer' },
    post: { en: 'Programme officer', 'zh-Hant': '計劃主任', 'zh-Hans': '项目主任' },
    from: '2026-01-05',
    sample: true,
  },
};
