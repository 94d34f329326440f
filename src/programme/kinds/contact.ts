// Contacts: whom to ask, and how. Personal data in payloads of their own, between the parties unless a command says otherwise;
// other records name a contact by its id and never copy it, so that erasing it here erases it everywhere (docs/spec/model.md 5).
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind, OutsideRule } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMapUpTo,
  languageTag,
  recordIdOf,
} from '../statement.ts';

/** What each channel looks like; an address is in words. */
const channel = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('email'), value: z.email().max(254) }),
  z.looseObject({
    type: z.literal('telephone'),
    value: z.string().regex(/^\+[1-9][0-9 ]{3,24}$/, 'expected a number such as +852 2345 6789'),
  }),
  z.looseObject({ type: z.literal('address'), value: z.string().min(1).max(500) }),
  z.looseObject({ type: z.literal('web'), value: z.url({ protocol: /^https?$/ }).max(2_000) }),
]);

const acts = {
  describe: {
    /** Of a person, or of a post or desk. */
    name: languageMapUpTo(200),
    channels: z.array(channel).min(1).max(10),
    organization: recordIdOf('OR').optional(),
    /** In which one may write or call. */
    languages: z.array(languageTag).max(20).optional(),
  },
  close: { happened: civilDate },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** Whom to write to at an organization its administrator says. */
const outside: OutsideRule = {
  member: [],
  administrator: ['describe', 'close'],
  organizationsOf: ({ state, statement }) => {
    const before = state as ContactState | undefined;
    const said = statement as Statement | undefined;
    const after = said?.act === 'describe' ? said.organization : before?.organization;
    return before === undefined ? [after] : [before.organization, after];
  },
};

/** A contact as its owner described it last. */
export interface ContactState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  readonly channels: readonly {
    readonly type: 'email' | 'telephone' | 'address' | 'web';
    readonly value: string;
  }[];
  readonly organization?: string;
  readonly languages: readonly string[];
  /** Set when it is no longer to be used. */
  readonly closedOn?: CivilDate;
}

function decide(
  who: Actor,
  state: ContactState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act !== 'describe') {
    return refusal('programme.record.missing', { kind: 'contact' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.contact.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'describe') {
    const found = checkOrganization(who, command);
    if (found !== undefined) return err(found);
  }
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'contact', about, act, fields: ownFields(command), sample };
  return ok([draft(who, { ...command, scope: command.scope ?? 'programme' }, parts)]);
}

function checkOrganization(
  who: Actor,
  { organization }: { readonly organization?: string | undefined },
): Refusal | undefined {
  if (organization === undefined || isKnownAs(who, organization, ['organization']))
    return undefined;
  return refusal('programme.contact.unknown-organization', { organization }).error;
}

/** The newest description by day stands as a whole. */
function fold(input: FoldInput<Statement>): Folding<ContactState> {
  const { id, owner, sample } = input;
  const dated = [...input.statements].sort(byDay);
  const newest = dated.findLast(({ statement }) => statement.act === 'describe')?.statement;
  const closed = dated.findLast(({ statement }) => statement.act === 'close');
  if (newest?.act !== 'describe' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: dated.length };
  }
  const { name, channels, organization, languages = [] } = newest;
  const state: ContactState = {
    ...{ id, party: owner, sample, name },
    channels: channels.map(({ type, value }) => ({ type, value })),
    ...(organization === undefined ? {} : { organization }),
    languages,
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

/** Contact, letters CT, own; between the parties unless a command says otherwise. Commands: describe, close. */
export const contact: Kind<Statement, ContactState, Command> = {
  name: 'contact',
  letters: 'CT',
  writer: 'own',
  area: 'services',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['describe'],
  answers: [],
  outside,
  parse: statementParser('contact', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'describe' ? checkOrganization(who, statement) : undefined,
  fold,
  example: {
    schema: 'contact/1',
    act: 'describe',
    by: 'hk3f9a2c7d',
    about: 'HK-CT001',
    name: { en: 'Berths desk', 'zh-Hant': '泊位櫃位', 'zh-Hans': '泊位柜台' },
    channels: [{ type: 'email', value: 'desk@berths.example' }],
    organization: 'HK-OR001',
    languages: ['en', 'zh-Hant'],
    sample: true,
  } as unknown as Statement,
};
