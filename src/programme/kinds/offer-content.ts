// What offers and needs have in common: what is offered or looked for, by whom, on which terms and until when. Both are
// announced anew as a whole, and end by being closed (somebody was found) or withdrawn.
import { z } from 'zod';
import { type CivilDate, civilDateIn, lastDay } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { checkContact, contactReference } from '../contacts.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind, OutsideRule } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  partId,
  recordIdOf,
} from '../statement.ts';

/** What is exchanged. */
const types = [
  'research-and-development',
  'intellectual-property',
  'trade',
  'financing',
  'mediation',
  'talent',
] as const;
/** On which terms: those offered, or those that would do. */
const terms = [
  'licence',
  'sale',
  'joint-development',
  'joint-venture',
  'service',
  'loan',
  'equity',
  'grant',
  'employment',
  'secondment',
] as const;

const acts = {
  state: {
    title: languageMapUpTo(200),
    /** What everybody may read; no detail that is not for everybody. */
    teaser: languageMapUpTo(2_000),
    type: z.enum(types),
    /** Id of one of the charter's fields. */
    field: partId,
    /** Technology readiness level: the one reached, or the least that would do. */
    readiness: z.int().min(1).max(9).optional(),
    /** A registered right: the office by its two letters (WIPO ST.3) and its number there. */
    ip: z
      .looseObject({
        office: z.string().regex(/^[A-Z]{2}$/, 'expected two letters such as CN'),
        number: z.string().min(1).max(60),
      })
      .optional(),
    terms: z.array(z.enum(terms)).min(1).max(terms.length).optional(),
    organization: recordIdOf('OR'),
    contact: contactReference,
    /** The last day on which it holds. */
    validUntil: civilDate,
  },
  close: { happened: civilDate, why: languageMap.optional() },
  withdraw: { happened: civilDate, why: languageMap },
} as const;

/** A statement on an offer or a need. */
export type AnnouncedStatement = StatementOf<typeof acts>;
/** A command on an offer or a need. */
export type AnnouncedCommand = CommandOf<typeof acts>;
type Announcement = Extract<AnnouncedStatement, { act: 'state' }>;

/** An offer or a need as its owner stated it last. */
export interface AnnouncedState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly teaser: LanguageMap;
  readonly type: (typeof types)[number];
  readonly field: string;
  readonly readiness?: number;
  readonly ip?: { readonly office: string; readonly number: string };
  /** In the order of the list above, each once; empty where none are stated. */
  readonly terms: readonly (typeof terms)[number][];
  readonly organization: string;
  /** Id of the contact; whom it names stands there alone. */
  readonly contact?: string;
  readonly validUntil: CivilDate;
  readonly standing: 'open' | 'closed' | 'withdrawn';
  /** Set when it is closed or withdrawn. */
  readonly endedOn?: CivilDate;
  readonly endedWhy?: LanguageMap;
}

/** Returns how an offer or a need stands on a day: expired once its last day is past, whoever knows it. */
export function standingOn(
  { standing, endedOn, validUntil }: Pick<AnnouncedState, 'standing' | 'endedOn' | 'validUntil'>,
  day: CivilDate,
): AnnouncedState['standing'] | 'expired' {
  if (endedOn !== undefined && endedOn <= day) return standing;
  return validUntil < day ? 'expired' : 'open';
}

type Announced = 'offer' | 'need';

/** An organization's people say what it offers and needs, and move nothing to another. */
const outside: OutsideRule = {
  member: ['state', 'close', 'withdraw'],
  administrator: [],
  organizationsOf: ({ state, statement }) => {
    const before = state as AnnouncedState | undefined;
    const said = statement as AnnouncedStatement | undefined;
    const after = said?.act === 'state' ? said.organization : before?.organization;
    return before === undefined ? [after] : [before.organization, after];
  },
};

/** Returns one of the two kinds: its acts, refusals and fold. Commands: state, close, withdraw. */
export function announcedKind({
  name,
  letters,
  example,
}: {
  readonly name: Announced;
  readonly letters: string;
  readonly example: AnnouncedStatement;
}): Kind<AnnouncedStatement, AnnouncedState, AnnouncedCommand> {
  return {
    name,
    letters,
    writer: 'own',
    area: 'services',
    scopes: ['public', 'programme'],
    acts: Object.keys(acts),
    opens: ['state'],
    answers: [],
    outside,
    parse: statementParser(name, acts),
    parseCommand: commandParser(acts),
    decide: (who, state, command) => decide(name, who, { state, command }),
    checkContent: (who, statement) =>
      statement.act === 'state' ? checkAnnouncement(name, who, statement) : undefined,
    fold,
    example,
  };
}

function decide(
  kind: Announced,
  who: Actor,
  asked: { readonly state: AnnouncedState | undefined; readonly command: AnnouncedCommand },
): Result<readonly Draft[], Refusal> {
  const { state, command } = asked;
  const { act } = command;
  if (state === undefined && act !== 'state') return refusal('programme.record.missing', { kind });
  if (state?.endedOn !== undefined) {
    return refusal(`programme.${kind}.already-ended`, { id: state.id, date: state.endedOn });
  }
  if (command.act === 'state') {
    const found = checkAnnouncement(kind, who, command);
    if (found !== undefined) return err(found);
  }
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind, about, act, fields: ownFields(command), sample })]);
}

type Checked = Pick<Announcement, 'contact' | 'organization' | 'validUntil' | 'happened'>;

/** It is of an organization that is here, and not past on the day on which it is stated. */
function checkAnnouncement(
  kind: Announced,
  who: Actor,
  { contact, organization, validUntil, happened }: Checked,
): Refusal | undefined {
  if (!isKnownAs(who, organization, ['organization'])) {
    return refusal(`programme.${kind}.unknown-organization`, { organization }).error;
  }
  const day = happened === undefined ? civilDateIn(who.zone ?? 'UTC', who.now) : lastDay(happened);
  if (validUntil >= day) return checkContact(who, contact);
  return refusal(`programme.${kind}.valid-until-past`, { date: validUntil, day }).error;
}

/** The newest statement by day stands as a whole; so does the newest end. */
function fold(input: FoldInput<AnnouncedStatement>): Folding<AnnouncedState> {
  const { id, owner, sample } = input;
  const dated = [...input.statements].sort(byDay);
  const newest = dated.findLast(({ statement }) => statement.act === 'state')?.statement;
  const end = dated.findLast(({ statement }) => statement.act !== 'state');
  if (newest?.act !== 'state' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: dated.length };
  }
  const { title, teaser, type, field, readiness, ip, contact, organization, validUntil } = newest;
  const stated = newest.terms ?? [];
  const state: AnnouncedState = {
    ...{ id, party: owner, sample, title, teaser, type, field },
    ...(readiness === undefined ? {} : { readiness }),
    ...(ip === undefined ? {} : { ip }),
    terms: terms.filter((term) => stated.includes(term)),
    ...{ organization, validUntil },
    ...(contact === undefined ? {} : { contact }),
    ...endOf(end),
  };
  return { state, invalid: 0, pending: 0 };
}

function endOf(end: FoldInput<AnnouncedStatement>['statements'][number] | undefined) {
  if (end === undefined || end.statement.act === 'state') return { standing: 'open' as const };
  const { act, why } = end.statement;
  return {
    standing: act === 'close' ? ('closed' as const) : ('withdrawn' as const),
    endedOn: end.place.day,
    ...(why === undefined ? {} : { endedWhy: why }),
  };
}
