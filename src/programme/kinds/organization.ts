// Organizations: departments, firms and bodies that records refer to (org:Organization, OC4IDS `parties[]`).
// Written by their owner party, whole descriptions each time; public or programme.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { checkContact, contactReference } from '../contacts.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind, OutsideRule } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, type LanguageMap, languageMap } from '../statement.ts';

const acts = {
  describe: {
    name: languageMap,
    identifier: z
      .looseObject({ scheme: z.string().min(1).max(40), id: z.string().min(1).max(100) })
      .optional(),
    roles: z.array(z.string().min(1).max(60)).max(20).optional(),
    url: z.url().max(2_000).optional(),
    contact: contactReference,
  },
  close: { happened: civilDate, why: languageMap.optional() },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** An organization's administrator keeps its description; only the party puts one on record, or ends it. */
const outside: OutsideRule = {
  member: [],
  administrator: ['describe'],
  organizationsOf: ({ id, state }) => [state === undefined ? undefined : id],
};

/** An organization as its owner describes it. */
export interface OrganizationState {
  readonly id: string;
  /** The owner of the record. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** As in org-id.guide: a register and the number in it. */
  readonly identifier?: { readonly scheme: string; readonly id: string };
  /** OC4IDS partyRole codes. */
  readonly roles?: readonly string[];
  readonly url?: string;
  /** Id of the contact; whom it names stands there alone. */
  readonly contact?: string;
  /** Set when it has ceased to exist. */
  readonly closedOn?: CivilDate;
}

function decide(
  who: Actor,
  state: OrganizationState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state === undefined && command.act === 'close') {
    return refusal('programme.record.missing', { kind: 'organization' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.organization.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'describe') {
    const found = checkContact(who, command.contact);
    if (found !== undefined) return err(found);
  }
  const { act } = command;
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'organization', about, act, fields, sample })]);
}

function fold(input: FoldInput<Statement>): Folding<OrganizationState> {
  const { id, owner, sample } = input;
  const dated = [...input.statements].sort(byDay);
  const described = dated.findLast(({ statement }) => statement.act === 'describe')?.statement;
  const closed = dated.findLast(({ statement }) => statement.act === 'close');
  if (described?.act !== 'describe' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: input.statements.length };
  }
  const { name, identifier, roles, url, contact } = described;
  const state: OrganizationState = {
    ...{ id, party: owner, sample, name },
    ...(identifier === undefined ? {} : { identifier }),
    ...(roles === undefined ? {} : { roles }),
    ...(url === undefined ? {} : { url }),
    ...(contact === undefined ? {} : { contact }),
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

/** Organization, letters OR, own. Commands: describe, close. */
export const organization: Kind<Statement, OrganizationState, Command> = {
  name: 'organization',
  letters: 'OR',
  writer: 'own',
  area: 'services',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['describe'],
  answers: [],
  outside,
  parse: statementParser('organization', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'describe' ? checkContact(who, statement.contact) : undefined,
  fold,
  example: {
    schema: 'organization/1',
    act: 'describe',
    by: 'hk3f9a2c7d',
    about: 'HK-OR001',
    name: { en: 'Highways Department', 'zh-Hant': '路政署', 'zh-Hans': '路政署' },
    roles: ['publicAuthority'],
  },
};
