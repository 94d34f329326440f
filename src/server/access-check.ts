// Asks, before a command is decided, whether the person who gives it may (src/programme/access.ts). Roles stand in the
// private log; they are read again when it has grown. Whoever holds the machine may always give and take roles and keep
// the log: he has the folder and the keys in any case, and nobody locks a node out.
import { civilDateIn } from '../base/dates.ts';
import type { Mark } from '../base/ids.ts';
import type { Clock } from '../base/ports.ts';
import type { Refusal } from '../base/result.ts';
import { type Asking, refuseAct, refuseRecord, refuseStatement } from '../programme/access.ts';
import type { Draft, KnownRecord, OutsideRecord } from '../programme/kind.ts';
import { grantOf, type PersonRoleState } from '../programme/kinds/person-role.ts';
import { type AnyKind, kindNamed } from '../programme/kinds.ts';
import type { StatementHead } from '../programme/statement.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import type { Config } from './config.ts';
import type { Logs } from './logs.ts';
import type { Projector } from './projector.ts';

/** What is asked of a command; the projection has what the private log recorded. */
export interface AccessCheck {
  /** Refusals: programme.access.no-role, .ended, .not-yet, .act. */
  act(who: Acting, kind: AnyKind, act: string): Promise<Refusal | undefined>;
  /**
   * Asked before anything is decided by a record: whether somebody from outside may look at it that closely. Refusal:
   * programme.access.organization.
   */
  record(
    who: Acting,
    asked: { readonly kind: AnyKind; readonly act: string },
    facts: AccessFacts,
  ): Promise<Refusal | undefined>;
  /**
   * Asked after {@link AccessCheck.act}, of each statement that the command comes to: one answer to a report makes a record
   * of another kind. Refusals: those of `act`, programme.access.organization and programme.access.scope.
   */
  drafts(who: Acting, drafts: readonly Draft[], facts: AccessFacts): Promise<Refusal | undefined>;
}

/** Who gives a command. */
export interface Acting {
  /** Pseudonym. */
  readonly actor: string;
  /** Over the network, by a token: nobody holds the machine there, and without any grant nobody may do anything. */
  readonly isRemote?: boolean | undefined;
}

/** What is known of the subject of a command, and of what it names. */
export interface AccessFacts {
  /** The subject's; absent for a creation. */
  readonly about?: string | undefined;
  readonly state: unknown;
  readonly known: ReadonlyMap<string, KnownRecord>;
}

/** Kinds on which the operator of the machine may always act. */
const ofTheMachine: ReadonlySet<string> = new Set(['person-role', 'log']);

/** Returns the check of a node. */
export function createAccessCheck(world: {
  readonly config: Config;
  readonly clock: Clock;
  readonly logs: Pick<Logs, 'private'>;
  readonly projection: ProjectionSetting;
  readonly projector: Pick<Projector, 'waitFor'>;
}): AccessCheck {
  const { config, clock, projection } = world;
  let kept: { readonly size: number; readonly persons: readonly PersonRoleState[] } | undefined;
  const personsNow = async () => {
    const held = world.logs.private;
    const size = held?.store.head().size ?? 0;
    // Rows may lag behind the log: what is kept for a size has been read after all up to it was applied.
    if (held !== undefined) await world.projector.waitFor(held.identity.origin, size);
    if (kept?.size !== size) kept = { size, persons: await readPersons(projection) };
    return kept.persons;
  };
  const asking = async (pseudonym: string): Promise<Asking> => {
    const grants = (await personsNow()).flatMap((state) => grantOf(state) ?? []);
    const day = civilDateIn(config.own?.zone ?? 'UTC', new Date(clock()).toISOString());
    return { pseudonym, day, grants };
  };
  /** Each slot of a statement is looked at: what one of them says of an organization, the other may not. */
  const recordsOf = async (
    statements: readonly StatementHead[],
    { about, state, known }: AccessFacts,
  ): Promise<readonly OutsideRecord[]> => {
    const operator = config.operator === undefined ? [] : [{ pseudonym: config.operator }];
    const persons = [...operator, ...(await personsNow())];
    const mark = config.own?.mark ?? ('' as Mark);
    return statements.map((statement) => ({
      ...{ id: statement.about, statement, known, mark, persons },
      ...(statement.about === about ? { state } : {}),
    }));
  };
  const isExempt = ({ actor, isRemote }: Acting, kind: AnyKind) =>
    ofTheMachine.has(kind.name) && actor === config.operator && isRemote !== true;
  return {
    act: async (acting, kind, act) => {
      if (isExempt(acting, kind)) return undefined;
      const who = await asking(acting.actor);
      if (acting.isRemote === true && who.grants.length === 0)
        return { code: 'programme.access.no-role', params: { person: acting.actor } };
      return refuseAct(who, kind, act);
    },
    record: async (acting, { kind, act }, { about = '', state, known }) => {
      if (state === undefined || isExempt(acting, kind)) return undefined;
      const mark = config.own?.mark ?? ('' as Mark);
      const record = { id: about, state, known, mark, persons: [] };
      return refuseRecord(await asking(acting.actor), kind, { act, record });
    },
    drafts: async (acting, drafts, facts) => {
      const who = await asking(acting.actor);
      for (const draft of drafts) {
        const said = Object.values(draft.payloads);
        const [head] = said;
        const kind = kindNamed(head?.schema.split('/')[0] ?? '');
        if (head === undefined || kind === undefined || isExempt(acting, kind)) continue;
        const { act } = head;
        const records = await recordsOf(said, facts);
        const refused =
          refuseAct(who, kind, act) ?? refuseStatement(who, kind, { act, draft, records });
        if (refused !== undefined) return refused;
      }
      return undefined;
    },
  };
}

/** Returns every appointment in the private log, in order of id. */
export async function readPersons(
  projection: ProjectionSetting,
): Promise<readonly PersonRoleState[]> {
  const rows = await projection.db.query(
    `select body from state where programme = $1 and fold = 'internal' and kind = 'person-role' order by id`,
    [projection.programme],
  );
  return rows.map((row) => JSON.parse(String(row.body)) as PersonRoleState);
}
