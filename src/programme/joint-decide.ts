// Commands on joint texts: propose, counter-propose, amend, sign, decline (docs/spec/model.md 3). A command is
// refused where the statement would count for nothing.
import { z } from 'zod';
import { civilDateIn } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { partiesMax } from '../base/limits.ts';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { draft } from './draft.ts';
import { type JointState, type JointText, type Signatory, textHash } from './joint.ts';
import type { ProposedText, RequiredSignatories } from './joint-fold.ts';
import type { Actor, Draft } from './kind.ts';
import { refusal, textRefusal } from './refusals.ts';
import type { CommandOf } from './shapes.ts';
import { civilDate, hash, languageMap, partyId } from './statement.ts';

const signatories = z
  .array(z.strictObject({ party: partyId, post: languageMap }))
  .min(1)
  .max(partiesMax);

/** Returns the shapes of the commands on joint texts whose content has the given shape. */
export function jointCommands<Content extends z.ZodType>(content: Content) {
  const openUntil = civilDate.optional();
  return {
    propose: { signatories, openUntil, content },
    /** The base and, unless given, the signatories are those of the text it answers. */
    'counter-propose': { answers: hash, signatories: signatories.optional(), openUntil, content },
    /** The base is the text in force; the signatories, unless given, are the same. */
    amend: { signatories: signatories.optional(), openUntil, content },
    /** The post, unless given, is the one the text names. */
    sign: { text: hash, post: languageMap.optional() },
    decline: { text: hash, why: languageMap.optional() },
  } as const;
}

/** A command on joint texts. */
export type JointCommand<Content extends z.ZodType> = CommandOf<
  ReturnType<typeof jointCommands<Content>>
>;

/** What a joint kind adds to the generic rules. */
export interface JointRules<Content> {
  /** The kind's name. */
  readonly kind: string;
  /** Whether whoever proposes a text signs it in the same command. */
  readonly proposerSigns?: true;
  readonly required: RequiredSignatories<Content>;
  /** Looks at a text before it is proposed. `answered` is what it answers or amends. */
  readonly checkContent: (
    who: Actor,
    text: ProposedText<Content>,
    state: JointState<Content> | undefined,
  ) => Refusal | undefined;
}

/** The command without what its content's shape adds. */
interface AnyJointCommand<Content> {
  readonly act: string;
  readonly content?: Content;
  readonly signatories?: readonly Signatory[] | undefined;
  readonly openUntil?: string | undefined;
  readonly answers?: string;
  readonly text?: string;
  readonly post?: Readonly<Record<string, string>> | undefined;
  readonly why?: Readonly<Record<string, string>> | undefined;
  readonly happened?: string | undefined;
}

type Decided = Result<readonly Draft[], Refusal>;
type Named = { readonly kind: string };

/** Returns the drafts of a command on a joint text. Refusals: programme.record.*, programme.text.*, the kind's. */
export function decideJoint<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: {
    readonly state: JointState<Content> | undefined;
    readonly command: AnyJointCommand<Content>;
  },
): Decided {
  const { state, command } = given;
  if (command.act === 'propose') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    return propose(rules, who, { state, command, base: null, fallback: [] });
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: rules.kind });
  switch (command.act) {
    case 'counter-propose': {
      const answered = state.texts.find((text) => text.hash === command.answers);
      if (answered === undefined) return unknownText(rules, command.answers);
      if (answered.state === 'signed') {
        return textRefusal(rules.kind, 'signed-by-all', { text: answered.hash });
      }
      const fallback = answered.signatories;
      return propose(rules, who, { state, command, base: answered.base, fallback });
    }
    case 'amend': {
      const inForce = state.texts.find((text) => text.hash === state.inForce);
      if (inForce === undefined) {
        return textRefusal(rules.kind, 'nothing-in-force', { id: state.id });
      }
      const fallback = inForce.signatories;
      return propose(rules, who, { state, command, base: inForce.hash, fallback });
    }
    case 'sign':
      return sign(rules, who, { state, command });
    default:
      return decline(rules, who, { state, command });
  }
}

function propose<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: {
    readonly state: JointState<Content> | undefined;
    readonly command: AnyJointCommand<Content>;
    readonly base: string | null;
    readonly fallback: readonly Signatory[];
  },
): Decided {
  const { state, command, base } = given;
  const id = state?.id ?? who.nextId;
  const openUntil = command.openUntil === undefined ? {} : { openUntil: command.openUntil };
  const content = command.content as Content;
  const text: ProposedText<Content> = {
    of: id,
    base,
    signatories: command.signatories ?? given.fallback,
    ...openUntil,
    content,
  };
  const found = checkText(rules, who, { text, state }) ?? rules.checkContent(who, text, state);
  if (found !== undefined) return { ok: false, error: found };
  const hashed = textHash(who.sha256, text as unknown as Json);
  if (state?.texts.some((one) => one.hash === hashed)) {
    return textRefusal(rules.kind, 'same-text', { text: hashed });
  }
  const { kind } = rules;
  const fields = { text, answers: command.answers };
  const common = { kind, about: id, sample: state?.sample ?? false };
  const proposed = draft(who, command, { ...common, act: 'propose', fields });
  if (rules.proposerSigns !== true) return ok([proposed]);
  if (isPartial(command.happened)) return partialDay();
  const post = text.signatories.find((line) => line.party === who.party)?.post;
  const signing = { text: hashed, post };
  return ok([proposed, draft(who, command, { ...common, act: 'sign', fields: signing })]);
}

/** Checks what every joint text must satisfy, whatever its content. */
function checkText<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: { readonly text: ProposedText<Content>; readonly state: JointState<Content> | undefined },
): Refusal | undefined {
  const { text, state } = given;
  const parties = text.signatories.map((line) => line.party);
  const known = new Set(who.parties.map((one) => one.party));
  for (const party of parties) {
    if (!known.has(party)) return textRefusal(rules.kind, 'unknown-party', { party }).error;
    if (parties.filter((one) => one === party).length > 1) {
      return textRefusal(rules.kind, 'signatory-twice', { party }).error;
    }
  }
  const base = state?.texts.find((one) => one.hash === text.base);
  const mayPropose = [...parties, ...(base?.signatories ?? []).map((line) => line.party)];
  if (!mayPropose.includes(who.party))
    return textRefusal(rules.kind, 'proposer-not-signatory', { party: who.party }).error;
  const required = rules.required(text, base && toProposed(state, base)) ?? [];
  const needed = [...required, ...rootSigner(who, text)];
  const missing = needed.filter((party) => !parties.includes(party));
  if (missing.length > 0)
    return textRefusal(rules.kind, 'signatory-missing', { party: missing[0] }).error;
  if (text.openUntil !== undefined && text.openUntil < today(who)) {
    return textRefusal(rules.kind, 'open-until-past', { date: text.openUntil }).error;
  }
  return undefined;
}

/** Every text under no base is signed by the party whose mark the record carries. */
function rootSigner(who: Actor, text: ProposedText<unknown>): readonly PartyId[] {
  if (text.base !== null) return [];
  const mark = text.of.slice(0, text.of.indexOf('-'));
  return who.parties.filter((one) => one.mark === mark).map((one) => one.party);
}

function toProposed<Content>(
  state: JointState<Content> | undefined,
  text: JointText<Content>,
): ProposedText<Content> {
  const { base, signatories, openUntil, content } = text;
  return { of: state?.id ?? '', base, signatories, openUntil, content };
}

/** Returns the text when the party may still act on it. */
function actable<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: { readonly state: JointState<Content>; readonly text: string | undefined },
): Result<JointText<Content>, Refusal> {
  const text = given.state.texts.find((one) => one.hash === given.text);
  if (text === undefined) return unknownText(rules, given.text);
  const { hash } = text;
  if (!text.signatories.some((line) => line.party === who.party)) {
    return textRefusal(rules.kind, 'not-a-signatory', { party: who.party });
  }
  if (hasSigned(text, who.party)) return textRefusal(rules.kind, 'already-signed', { text: hash });
  if (text.declines.some((line) => line.party === who.party)) {
    return textRefusal(rules.kind, 'already-declined', { text: hash });
  }
  const past = text.openUntil !== undefined && text.openUntil < today(who);
  if (text.state === 'dead' || past) {
    return textRefusal(rules.kind, 'dead-text', { text: hash });
  }
  return ok(text);
}

function sign<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: { readonly state: JointState<Content>; readonly command: AnyJointCommand<Content> },
): Decided {
  const { state, command } = given;
  const found = actable(rules, who, { state, text: command.text });
  if (!found.ok) return found;
  const text = found.value;
  if (isPartial(command.happened)) return partialDay();
  const earlier = state.texts.find(
    (one) => one.base === text.base && one.state !== 'dead' && hasSigned(one, who.party),
  );
  if (earlier !== undefined) {
    return textRefusal(rules.kind, 'earlier-text-open', { text: earlier.hash });
  }
  const post = command.post ?? text.signatories.find((line) => line.party === who.party)?.post;
  const fields = { text: text.hash, post };
  const sample = state.sample;
  return ok([
    draft(who, command, { kind: rules.kind, about: state.id, act: 'sign', fields, sample }),
  ]);
}

function decline<Content>(
  rules: JointRules<Content>,
  who: Actor,
  given: { readonly state: JointState<Content>; readonly command: AnyJointCommand<Content> },
): Decided {
  const { state, command } = given;
  const found = actable(rules, who, { state, text: command.text });
  if (!found.ok) return found;
  const fields = { text: found.value.hash, why: command.why };
  const sample = state.sample;
  return ok([
    draft(who, command, { kind: rules.kind, about: state.id, act: 'decline', fields, sample }),
  ]);
}

/** Whether the party's signature is in its log, counting or held back by an earlier text. */
function hasSigned(text: JointText<unknown>, party: PartyId): boolean {
  const inLog = [...text.signatures, ...(text.waiting ?? [])];
  return inLog.some((line) => line.party === party);
}

/** A signature has a full date. */
function isPartial(happened: string | undefined): boolean {
  return happened !== undefined && happened.length !== 10;
}

function partialDay() {
  return refusal('programme.command.malformed', { path: 'happened', expected: 'YYYY-MM-DD' });
}

function today(who: Actor): string {
  return civilDateIn(who.zone ?? 'UTC', who.now);
}

function unknownText(rules: Named, text: string | undefined) {
  return textRefusal(rules.kind, 'unknown-text', { text: text ?? '' });
}
