// Services of one side for residents and firms (CPSV-AP 3.2.0 PublicService: office, life event, channel, language, evidence,
// rule, cost). What a service costs and how long it takes stands only with its source and the day on which that was checked.
// Matched with those of the other side by need and life event, which is computed and never recorded; what both sides sign to be the
// same need is a pairing (pairing.ts).
import { z } from 'zod';
import { type CivilDate, civilDateIn, daysBetween } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { isAmount, parseMoney } from '../../base/money.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { checkContact, contactReference } from '../contacts.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  languageTag,
  type Placed,
  partId,
  recordIdOf,
  source,
} from '../statement.ts';
import { findTreeFault, type QuestionTree, questionFields } from './service-questions.ts';

/** Days after which what was checked may be out of date. */
const checkedDaysMax = 180;

const channels = ['counter', 'online', 'kiosk', 'post', 'telephone'] as const;
/** What is known of a fee or a time: nothing without where it stands and when somebody looked. */
const checkedFact = { words: languageMap, source, checked: civilDate };
const fee = z.looseObject({
  ...checkedFact,
  amount: z
    .looseObject({
      amount: z
        .string()
        .refine((text) => isAmount(text) && !text.startsWith('-'), 'expected a sum such as 590'),
      currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code'),
    })
    .optional(),
});
const time = z.looseObject({
  ...checkedFact,
  /** The same as xsd:duration, where it is one: working days are none. */
  duration: z
    .string()
    .max(40)
    .regex(
      /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
      'expected a duration such as P10D or PT2H',
    )
    .optional(),
});

const acts = {
  describe: {
    name: languageMap,
    what: languageMap.optional(),
    /** The organization that gives it. */
    office: recordIdOf('OR'),
    contact: contactReference,
    /** Its official page. */
    url: z.url().max(2_000),
    /** What somebody needs who looks for it, the same word on both sides: `driving-licence`. */
    need: partId,
    /** `moving`, `starting-a-business`. */
    lifeEvents: z.array(partId).max(20).optional(),
    channels: z.array(z.enum(channels)).min(1).max(channels.length),
    /** In which it is given. */
    languages: z.array(languageTag).min(1).max(20),
    /** Accepted as evidence. */
    documents: z.array(languageMap).max(50).optional(),
    legalBasis: z.array(languageMap).max(20).optional(),
    fee: fee.optional(),
    time: time.optional(),
    ...questionFields,
  },
  close: { happened: civilDate, why: languageMap.optional() },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Description = Extract<Statement, { act: 'describe' }>;
type Fee = z.infer<typeof fee>;
type Time = z.infer<typeof time>;

/** A service as its owner described it last. */
export interface ServiceState extends QuestionTree {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  readonly what?: LanguageMap;
  readonly office: string;
  /** Id of the contact; whom it names stands there alone. */
  readonly contact?: string;
  readonly url: string;
  readonly need: string;
  readonly lifeEvents: readonly string[];
  readonly channels: readonly (typeof channels)[number][];
  readonly languages: readonly string[];
  readonly documents: readonly LanguageMap[];
  readonly legalBasis: readonly LanguageMap[];
  readonly fee?: Fee;
  readonly time?: Time;
  /** Set when it is no longer given. */
  readonly closedOn?: CivilDate;
}

/** A fee or a time on a day. */
export type FactOnDay<Fact> = Fact & {
  /** Whole days since it was checked, negative where that was later. */
  readonly checkedDaysAgo: number;
  /** It was checked more than 180 days before. */
  readonly mayBeOutdated: boolean;
};

/** Returns fee and time as they can be relied on that day; what is not known is absent. */
export function factsOn(
  { fee: cost, time: duration }: Pick<ServiceState, 'fee' | 'time'>,
  day: CivilDate,
): { readonly fee?: FactOnDay<Fee>; readonly time?: FactOnDay<Time> } {
  return {
    ...(cost === undefined ? {} : { fee: onDay(cost, day) }),
    ...(duration === undefined ? {} : { time: onDay(duration, day) }),
  };
}

function onDay<Fact extends Time>(fact: Fact, day: CivilDate): FactOnDay<Fact> {
  const checkedDaysAgo = daysBetween(fact.checked, day);
  return { ...fact, checkedDaysAgo, mayBeOutdated: checkedDaysAgo > checkedDaysMax };
}

/** Two services of different parties that say the same of themselves. */
export interface ServiceMatch {
  /** Ids, in their order. */
  readonly services: readonly [string, string];
  /** Set where both serve the same need. */
  readonly need?: string;
  /** Those that both name. */
  readonly lifeEvents: readonly string[];
}

/**
 * Returns the services of different parties that are given that day and share a need or a life event, the same whatever
 * order they come in. Cost: quadratic in the services.
 */
export function matchServices(
  services: readonly ServiceState[],
  day: CivilDate,
): readonly ServiceMatch[] {
  const given = services
    .filter(({ closedOn }) => closedOn === undefined || closedOn > day)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return given.flatMap((one, place) =>
    given.slice(place + 1).flatMap((other): readonly ServiceMatch[] => {
      if (one.party === other.party) return [];
      const lifeEvents = one.lifeEvents.filter((event) => other.lifeEvents.includes(event)).sort();
      const isSameNeed = one.need === other.need;
      if (!isSameNeed && lifeEvents.length === 0) return [];
      const need = isSameNeed ? { need: one.need } : {};
      return [{ services: [one.id, other.id], ...need, lifeEvents }];
    }),
  );
}

function decide(
  who: Actor,
  state: ServiceState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act === 'close') {
    return refusal('programme.record.missing', { kind: 'service' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.service.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'describe') {
    const found = checkDescription(who, command);
    if (found !== undefined) return err(found);
  }
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'service', about, act, fields: ownFields(command), sample };
  return ok([draft(who, command, parts)]);
}

type Described = Pick<Description, 'contact' | 'office' | 'fee' | 'time' | 'items' | 'questions'>;

function checkDescription(who: Actor, described: Described): Refusal | undefined {
  const { office } = described;
  if (!isKnownAs(who, office, ['organization'])) {
    return refusal('programme.service.unknown-office', { office }).error;
  }
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  for (const fact of [described.fee, described.time]) {
    if (fact === undefined || fact.checked <= today) continue;
    return refusal('programme.service.checked-ahead', { date: fact.checked, today }).error;
  }
  const cost = described.fee?.amount;
  if (cost !== undefined && !parseMoney(cost).ok) {
    const { amount, currency } = cost;
    return refusal('programme.service.fee-unreadable', { amount, currency }).error;
  }
  return checkContact(who, described.contact) ?? findTreeFault(treeOf(described));
}

function treeOf({ items = [], questions = [] }: Pick<Description, 'items' | 'questions'>) {
  return { items, questions };
}

/** The newest description by day stands as a whole; one whose questions lead nowhere is invalid. */
function fold(input: FoldInput<Statement>): Folding<ServiceState> {
  const { id, owner, sample } = input;
  const sound = input.statements.filter(isSound).sort(byDay);
  const invalid = input.statements.length - sound.length;
  const newest = sound.findLast(({ statement }) => statement.act === 'describe')?.statement;
  const closed = sound.findLast(({ statement }) => statement.act === 'close');
  if (newest?.act !== 'describe' || owner === undefined) {
    return { state: undefined, invalid, pending: sound.length };
  }
  const { name, what, office, url, need, languages, fee: cost, time: duration } = newest;
  const { contact, lifeEvents = [], documents = [], legalBasis = [] } = newest;
  const state: ServiceState = {
    ...{ id, party: owner, sample, name, office, url, need, lifeEvents },
    ...(what === undefined ? {} : { what }),
    ...(contact === undefined ? {} : { contact }),
    ...{ channels: newest.channels, languages, documents, legalBasis },
    ...(cost === undefined ? {} : { fee: cost }),
    ...(duration === undefined ? {} : { time: duration }),
    ...treeOf(newest),
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid, pending: 0 };
}

function isSound({ statement }: Placed<Statement>): boolean {
  return statement.act !== 'describe' || findTreeFault(treeOf(statement)) === undefined;
}

/** Service, letters SV, own. Commands: describe, close. */
export const service: Kind<Statement, ServiceState, Command> = {
  name: 'service',
  letters: 'SV',
  writer: 'own',
  area: 'services',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['describe'],
  answers: [],
  parse: statementParser('service', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'describe' ? checkDescription(who, statement) : undefined,
  fold,
  example: {
    schema: 'service/1',
    act: 'describe',
    by: 'hk3f9a2c7d',
    about: 'HK-SV001',
    name: { en: 'Berth permit', 'zh-Hant': '泊位許可', 'zh-Hans': '泊位许可' },
    office: 'HK-OR001',
    url: 'https://berths.example/permit',
    need: 'berth',
    lifeEvents: ['starting-a-business'],
    channels: ['counter', 'online'],
    languages: ['en', 'zh-Hant'],
    documents: [{ en: 'Proof of address' }],
    fee: {
      words: { en: '590 for the first year' },
      amount: { amount: '590', currency: 'HKD' },
      source: {
        url: 'https://berths.example/fees',
        title: 'Fees',
        accessed: '2026-11-02',
      },
      checked: '2026-11-02',
    },
    sample: true,
  } as unknown as Statement,
};
