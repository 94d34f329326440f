// Who may give which command: roles that a party's private log grants to its persons, and the one table of what each
// role may do (docs/spec/access.md, docs/decisions/0039). Pure; the node asks it before it decides.
import type { CivilDate } from '../base/dates.ts';
import type { Issue, Refusal, Result } from '../base/result.ts';
import type { Area, Draft, OutsideRecord, OutsideRule, Writer } from './kind.ts';

/**
 * Roles, as in the log. None contains another: who administers may not sign, unless that is granted, too. Those of an organization are
 * for people from outside, and reach the records of the appointment's organization alone.
 */
export const roles = [
  'administrator',
  'agreements-officer',
  'case-officer',
  'editor',
  'finance-officer',
  'organization-administrator',
  'organization-member',
  'project-officer',
  'publisher',
  'services-officer',
  'signatory',
] as const;
export type Role = (typeof roles)[number];

/** Returns whether a role is for people from outside the party. */
export function isOutsideRole(role: string): boolean {
  return role === 'organization-administrator' || role === 'organization-member';
}

/** The role whose daily work the records of an area are. */
const roleOfArea: Readonly<Record<Area, Role>> = {
  administration: 'administrator',
  agreements: 'agreements-officer',
  approvals: 'case-officer',
  projects: 'project-officer',
  money: 'finance-officer',
  services: 'services-officer',
  texts: 'editor',
};

/** What of a kind says who may act on its records. */
interface ActedOn {
  readonly name: string;
  readonly area: Area;
  readonly writer: Writer;
  readonly acts: readonly string[];
  readonly outside?: OutsideRule;
  parseCommand(command: unknown): Result<unknown, readonly Issue[]>;
}

/** Acts that bind the party on joint texts, or end what binds it. */
const bindingActs: ReadonlySet<string> = new Set(['end', 'sign', 'terminate']);
/** A link between two schedules binds nobody to anything: whoever plans signs and ends it. */
const signedByOfficers: ReadonlySet<string> = new Set(['link']);

/**
 * Returns the roles that may give the act, sorted; any one of them is enough.
 *
 * - `publish` widens what others may read: the publisher's alone.
 * - `translate` is the editor's besides the area's role.
 * - `sign`, `terminate` and `end` bind the party: the signatory's alone. `decline` ends a text, or withdraws one's own: either's.
 * - Everything else, corrections among it, is the area's role's.
 * - What a kind leaves to people from outside, they may give beside all that, on records of their organization.
 */
export function rolesFor(kind: ActedOn, act: string): readonly Role[] {
  return sorted([...insideRolesFor(kind, act), ...outsideRolesFor(kind, act)]);
}

function outsideRolesFor({ outside }: ActedOn, act: string): readonly Role[] {
  if (outside?.member.includes(act) === true)
    return ['organization-administrator', 'organization-member'];
  return outside?.administrator.includes(act) === true ? ['organization-administrator'] : [];
}

function insideRolesFor(kind: ActedOn, act: string): readonly Role[] {
  const own = roleOfArea[kind.area];
  const isOwnAct = kind.acts.includes(act);
  if (act === 'publish' && !isOwnAct) return ['publisher'];
  if (act === 'translate' && !isOwnAct) return sorted([own, 'editor']);
  const isJoint = kind.acts.includes('propose') && kind.acts.includes('sign');
  if (isJoint && !signedByOfficers.has(kind.name)) {
    if (bindingActs.has(act)) return ['signatory'];
    if (act === 'decline') return sorted([own, 'signatory']);
  }
  return [own];
}

function sorted(some: readonly Role[]): readonly Role[] {
  return [...new Set(some)].sort();
}

/** What one appointment gives: a person may have several. */
export interface Grant {
  readonly pseudonym: string;
  /** Names that are not known here are a newer release's, and give nothing. */
  readonly roles: readonly string[];
  /** Absent: whatever the kind allows. `programme`: nothing that this person says becomes public by it. */
  readonly widest?: 'programme' | undefined;
  /** Of the appointment: its records are all that roles for people from outside reach. */
  readonly organization?: string | undefined;
  readonly from: CivilDate;
  /** The last day. */
  readonly until?: CivilDate | undefined;
}

/** A person who asks for a command. */
export interface Asking {
  readonly pseudonym: string;
  /** Today, in the party's zone. */
  readonly day: CivilDate;
  /** Every grant of the party, ended ones too. None at all: no roles are in use yet, and everything may be done. */
  readonly grants: readonly Grant[];
}

/** Some commands come to statements of other names: what amends a charter proposes a text. */
function isCommand({ parseCommand }: ActedOn, act: string): boolean {
  const parsed = parseCommand({ act });
  return parsed.ok || parsed.error[0]?.code !== 'programme.command.unknown';
}

/** What every kind has beside its own acts. */
const correctingActs: ReadonlySet<string> = new Set([
  ...['rectify', 'retract', 'publish', 'translate'],
]);

/**
 * Returns why a person may not give the act: programme.access.no-role {person}, programme.access.ended {person, until},
 * programme.access.not-yet {person, from}, programme.access.act {person, kind, act, roles}, programme.command.unknown {kind, act, acts}
 * (no such act). Undefined: it may.
 */
export function refuseAct(asking: Asking, kind: ActedOn, act: string): Refusal | undefined {
  const { pseudonym: person, grants } = asking;
  if (grants.length === 0) return undefined;
  const own = grants.filter((one) => one.pseudonym === person && one.roles.length > 0);
  const inForce = own.filter((one) => isInForce(one, asking.day));
  if (inForce.length === 0) {
    const [newest] = own.toSorted((a, b) => (a.from < b.from ? 1 : -1));
    if (newest === undefined) return no('no-role', { person });
    const { from, until } = newest;
    return until !== undefined && until < asking.day
      ? no('ended', { person, until })
      : no('not-yet', { person, from });
  }
  const needed = rolesFor(kind, act);
  if (giving(inForce, needed).length > 0) return undefined;
  // A word that is mistyped is no matter of roles.
  if (!kind.acts.includes(act) && !correctingActs.has(act) && !isCommand(kind, act)) {
    const params = { kind: kind.name, act, acts: kind.acts.join(', ') };
    return { code: 'programme.command.unknown', params };
  }
  return no('act', { person, kind: kind.name, act, roles: needed.join(', ') });
}

/** One statement that a command comes to. */
export interface AskedStatement {
  readonly act: string;
  readonly draft: Draft;
  /** The statement in each of its slots, with what is known of the record. */
  readonly records: readonly OutsideRecord[];
}

/**
 * Returns why a person may not make a statement, asked after {@link refuseAct}: programme.access.organization {person, organization}
 * where only roles for people from outside give the act, and the record is not, or would not stay, one of the organization's;
 * programme.access.scope {person, scope} where it is public, or will be without anybody saying so again, or gives others what the
 * person may not say itself, and every appointment that gives it stops short of that.
 */
export function refuseStatement(
  asking: Asking,
  kind: ActedOn,
  asked: AskedStatement,
): Refusal | undefined {
  const { pseudonym: person, grants } = asking;
  if (grants.length === 0) return undefined;
  const { inside, fromOutside, reaching } = givingStatement(asking, kind, asked);
  const allowing = [...inside, ...reaching];
  if (allowing.length === 0) return notTheirs(person, fromOutside);
  const isPublic = Object.entries(asked.draft.payloads).some(
    ([slot, said]) => slot === 'public' || said?.publishAt !== undefined,
  );
  const passesOn =
    inside.length === 0 &&
    asked.records.some(({ statement }) => statement && kind.outside?.widens?.(statement));
  if (!(isPublic || passesOn) || allowing.some(({ widest }) => widest === undefined))
    return undefined;
  return no('scope', { person, scope: 'public' });
}

/**
 * Returns programme.access.organization where only roles for people from outside give the act, and the record is none of the
 * organization's as it stands: asked before anything is decided by it, so that no refusal tells them of it.
 */
export function refuseRecord(
  asking: Asking,
  kind: ActedOn,
  asked: { readonly act: string; readonly record: OutsideRecord },
): Refusal | undefined {
  if (asking.grants.length === 0) return undefined;
  const { act, record } = asked;
  const { inside, fromOutside, reaching } = givingStatement(asking, kind, {
    act,
    records: [record],
  });
  return inside.length > 0 || reaching.length > 0
    ? undefined
    : notTheirs(asking.pseudonym, fromOutside);
}

/** Appointments in force that give an act: as an officer, from outside, and of these those that reach the records. */
function givingStatement(
  { pseudonym, day, grants }: Asking,
  kind: ActedOn,
  { act, records }: Pick<AskedStatement, 'act' | 'records'>,
) {
  const inForce = grants.filter((one) => one.pseudonym === pseudonym && isInForce(one, day));
  const fromOutside = giving(inForce, outsideRolesFor(kind, act));
  const touched = records.flatMap((one) => kind.outside?.organizationsOf(one) ?? [undefined]);
  const reaching = fromOutside.filter(
    ({ organization }) =>
      organization !== undefined && touched.every((touches) => touches === organization),
  );
  return { inside: giving(inForce, insideRolesFor(kind, act)), fromOutside, reaching };
}

function notTheirs(person: string, fromOutside: readonly Grant[]): Refusal {
  const own = new Set(fromOutside.flatMap(({ organization }) => organization ?? []));
  return no('organization', { person, organization: [...own].join(', ') });
}

function isInForce({ from, until }: Grant, day: CivilDate): boolean {
  return from <= day && (until === undefined || day <= until);
}

function giving(grants: readonly Grant[], needed: readonly Role[]): readonly Grant[] {
  return grants.filter((one) => needed.some((role) => one.roles.includes(role)));
}

function no(
  cause: 'no-role' | 'ended' | 'not-yet' | 'act' | 'organization' | 'scope',
  params: Refusal['params'],
) {
  return { code: `programme.access.${cause}`, params } satisfies Refusal;
}
