// Agreements between parties: memorandum, framework, arrangement or project agreement (an ELI legal resource).
// A joint text; signed by all, it creates the commitments it lists. Public or programme, the same text in each.
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { checkChange } from '../changes.ts';
import { draft, ownFields } from '../draft.ts';
import { type JointState, type JointStatement, jointActs, type Signatory } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, Kind, Seed } from '../kind.ts';
import { textPublication } from '../publication-rule.ts';
import { refusal, textRefusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, hash, type LanguageMap, languageMap, partId } from '../statement.ts';
import {
  type AgreementContent,
  agreementContent,
  type CommitmentSeed,
} from './agreement-content.ts';

/** An agreement with its texts. */
export type AgreementState = JointState<AgreementContent>;
type Text = ProposedText<AgreementContent>;

/** After conclusion: one party ends it by a clause; the others answer. */
const afterwards = {
  terminate: { effective: civilDate, clause: partId, why: languageMap.optional() },
  agree: { of: hash, why: languageMap.optional() },
  dispute: { of: hash, why: languageMap },
} as const;

const acts = { ...jointActs(agreementContent), ...afterwards };
const commands = { ...jointCommands(agreementContent), ...afterwards };
type Statement = JointStatement<typeof agreementContent> | StatementOf<typeof afterwards>;
type Command = CommandOf<typeof commands>;

/** An amendment needs everyone who signed its base. */
function required(_text: Text, base: Text | undefined): readonly PartyId[] {
  return base === undefined ? [] : base.signatories.map((line) => line.party);
}

function checkContent(
  who: Actor,
  text: Text,
  state: AgreementState | undefined,
): Refusal | undefined {
  const { content } = text;
  const foreign = content.authentic.find((tag) => !who.languages.includes(tag));
  if (foreign !== undefined) return no('language-not-of-programme', { language: foreign });
  for (const [where, map] of textsOf(content)) {
    const language = content.authentic.find((tag) => map[tag] === undefined);
    if (language !== undefined) return no('missing-language', { language, where });
  }
  const clauses = content.clauses.map((clause) => clause.id);
  const clause = clauses.find((id, i) => clauses.indexOf(id) !== i);
  if (clause !== undefined) return no('clause-twice', { clause });
  return checkCommitments(who, text, state) ?? checkChange(who, content.change, [text.of]);
}

/** Everything that must be there in every authentic language, with where it stands. */
function textsOf(content: AgreementContent): readonly (readonly [string, LanguageMap])[] {
  const { title, clauses, commitments } = content;
  return [
    ['title', title],
    ...clauses.map((clause) => [clause.id, clause.text] as const),
    ...clauses.flatMap(({ id, heading }) =>
      heading === undefined ? [] : [[id, heading] as const],
    ),
    ...commitments.map((commitment) => [commitment.id, commitment.measure] as const),
  ];
}

function checkCommitments(
  who: Actor,
  { content, signatories }: Text,
  state: AgreementState | undefined,
): Refusal | undefined {
  const signing = new Set(signatories.map((line) => line.party));
  const known = new Set<string>(who.parties.map((one) => one.party));
  const clauses = new Set(content.clauses.map((clause) => clause.id));
  const named = new Set(
    (state?.texts ?? []).flatMap((text) => text.content.commitments.map((c) => c.id)),
  );
  const seen = new Set<string>();
  for (const { id, clause, debtors, creditors } of content.commitments) {
    if (seen.has(id)) return no('commitment-twice', { id });
    seen.add(id);
    if (!clauses.has(clause)) return no('unknown-clause', { id, clause });
    const debtor = debtors.find((party) => !known.has(party));
    if (debtor !== undefined) return no('unknown-debtor', { id, party: debtor });
    const outsider = debtors.find((party) => !signing.has(party));
    if (outsider !== undefined) return no('debtor-not-signatory', { id, party: outsider });
    const creditor = creditors.find((party) => !known.has(party));
    if (creditor !== undefined) return no('unknown-creditor', { id, party: creditor });
    // A commitment that an earlier text of this agreement names keeps its id.
    if (named.has(id)) continue;
    const parsed = parseRecordId(id);
    const own = parsed.ok && parsed.value.mark === who.mark && parsed.value.letters === 'C';
    if (!own) return no('commitment-id-foreign', { id, mark: who.mark });
    if (who.isTaken?.(id) === true) return no('commitment-id-taken', { id });
  }
  return undefined;
}

type Cause =
  | 'language-not-of-programme'
  | 'missing-language'
  | 'clause-twice'
  | 'commitment-twice'
  | 'unknown-clause'
  | 'unknown-debtor'
  | 'unknown-creditor'
  | 'debtor-not-signatory'
  | 'commitment-id-foreign'
  | 'commitment-id-taken';

function no(cause: Cause, params: Refusal['params']): Refusal {
  return { code: `programme.agreement.${cause}`, params };
}

const rules: JointRules<AgreementContent> = { kind: 'agreement', required, checkContent };

function decide(
  who: Actor,
  state: AgreementState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  switch (command.act) {
    case 'terminate':
    case 'agree':
    case 'dispute':
      if (state === undefined) return refusal('programme.record.missing', { kind: 'agreement' });
      return decideAfterwards(who, state, command);
    default:
      return decideJoint(rules, who, { state, command });
  }
}

function decideAfterwards(
  who: Actor,
  state: AgreementState,
  command: Extract<Command, { act: keyof typeof afterwards }>,
): Result<readonly Draft[], Refusal> {
  const inForce = state.texts.find((text) => text.hash === state.inForce);
  if (inForce === undefined) return textRefusal('agreement', 'nothing-in-force', { id: state.id });
  if (!inForce.signatories.some((line) => line.party === who.party)) {
    return textRefusal('agreement', 'not-a-signatory', { party: who.party });
  }
  const ended = state.ended ?? [];
  const { act } = command;
  const fields = ownFields(command);
  if (command.act === 'terminate') {
    if (ended.some((one) => one.party === who.party)) {
      return refusal('programme.agreement.already-terminated', { party: who.party });
    }
  } else {
    const termination = ended.find((one) => one.place.leaf === command.of);
    if (termination === undefined) {
      return refusal('programme.agreement.unknown-termination', { of: command.of });
    }
    if (termination.party === who.party) {
      return refusal('programme.agreement.own-termination', { party: who.party });
    }
  }
  const { id: about, sample } = state;
  return ok([draft(who, command, { kind: 'agreement', about, act, fields, sample })]);
}

function signs(signatories: readonly Signatory[], party: PartyId): boolean {
  return signatories.some((line) => line.party === party);
}

/**
 * Every commitment of the text in force, unless a debtor does not sign: nobody is bound by what others signed.
 * Those that an amendment dropped are withdrawn by it.
 */
function seeds(state: AgreementState): readonly Seed[] {
  const byHash = new Map(state.texts.map((text) => [text.hash, text]));
  const found = new Map<string, Seed>();
  let text = state.inForce === undefined ? undefined : byHash.get(state.inForce);
  while (text !== undefined) {
    const { signatories } = text;
    const sample = state.sample || text.signatures.some((line) => line.sample);
    for (const { id, clause, debtors, creditors, due, measure } of text.content.commitments) {
      if (found.has(id) || !debtors.every((party) => signs(signatories, party))) continue;
      const dropped = text.hash === state.inForce ? {} : { withdrawnBy: state.inForce };
      const terms = { clause, debtors, creditors, due, measure };
      const data: CommitmentSeed = {
        agreement: state.id,
        text: text.hash,
        ...terms,
        sample,
        ...dropped,
      };
      found.set(id, { kind: 'commitment', id, data });
    }
    text = text.base === null ? undefined : byHash.get(text.base);
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Agreement, letters A, joint. Commands: those of joint texts, terminate, and agree or dispute by the others. */
export const agreement: Kind<Statement, AgreementState, Command> = {
  name: 'agreement',
  letters: 'A',
  writer: 'joint',
  area: 'agreements',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('agreement', acts),
  parseCommand: commandParser(commands),
  decide,
  fold: (input) => foldJoint<AgreementContent>(input, required),
  seeds,
  example: {
    schema: 'agreement/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-A001',
    sample: true,
    text: {
      of: 'HK-A001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary for Innovation' } },
        { party: 'shenzhen', post: { en: 'Director of Commerce' } },
      ],
      openUntil: '2019-06-30',
      content: {
        type: 'memorandum',
        title: { en: 'Memorandum on research funding', 'zh-Hant': '科研資助備忘錄' },
        authentic: ['en', 'zh-Hant'],
        clauses: [
          {
            id: '1',
            text: { en: 'Both sides fund joint projects.', 'zh-Hant': '雙方資助合作項目。' },
          },
        ],
        commitments: [
          {
            id: 'HK-C001',
            clause: '1',
            debtors: ['hong-kong'],
            creditors: ['shenzhen'],
            due: '2019-12-31',
            measure: { en: 'First call published', 'zh-Hant': '公布首輪申請' },
          },
        ],
      },
    },
  } as unknown as Statement,
};
