// Mechanisms: changes to the procedures of approval that parties try together. A joint text that alters no schedule
// by itself: each party puts it in force by a version of its procedure that names it (docs/spec/model.md 7).
import { z } from 'zod';
import type { PartyId } from '../../base/ids.ts';
import type { Refusal, Result } from '../../base/result.ts';
import { currentText, type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import {
  decideEnd,
  type Ended,
  type JointStanding,
  readEnds,
  refuseEnded,
  standingOf,
} from '../joint-end.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { textPublication } from '../publication-rule.ts';
import { textRefusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { hash, type LanguageMap, languageMap, partId, recordIdOf } from '../statement.ts';

const waysToChange = ['limit', 'percent', 'parallelWith', 'recognises'] as const;

const change = z
  .looseObject({
    procedure: recordIdOf('PR'),
    /** Key of one stage; without it, the whole procedure. */
    stage: partId.optional(),
    /** Authority days at most. */
    limit: z.int().min(1).max(3_660).optional(),
    /** Faster by this share. */
    percent: z.int().min(1).max(100).optional(),
    /** Runs beside that procedure, not after it. */
    parallelWith: recordIdOf('PR').optional(),
    /** Takes the result of that procedure for its own. */
    recognises: recordIdOf('PR').optional(),
  })
  .refine(
    (one) => waysToChange.filter((name) => one[name] !== undefined).length === 1,
    'expected exactly one of limit, percent, parallelWith and recognises',
  );

const minutesMax = 1_000_000_000;
const expected = z.looseObject({
  project: recordIdOf('P'),
  inputsHash: hash,
  /** Saved, from the same draws with and without the mechanism. */
  meanMinutes: z.int().min(-minutesMax).max(minutesMax),
  p80Minutes: z.int().min(-minutesMax).max(minutesMax),
  standardErrorMinutes: z.int().min(0).max(minutesMax),
});

const mechanismContent = z.looseObject({
  title: languageMap,
  summary: languageMap.optional(),
  /** Code of a field of cooperation. */
  field: partId.optional(),
  changes: z.array(change).min(1).max(100),
  /** Where it holds, when not everywhere. */
  place: languageMap.optional(),
  project: recordIdOf('P').optional(),
  expected: expected.optional(),
});
/** What a mechanism says. */
export type MechanismContent = z.infer<typeof mechanismContent>;
type Text = ProposedText<MechanismContent>;

const ending = { end: { why: languageMap } } as const;
const acts = { ...jointActs(mechanismContent), ...ending };
const commands = { ...jointCommands(mechanismContent), ...ending };

type Statement = JointStatement<typeof mechanismContent> | StatementOf<typeof ending>;
type Command = CommandOf<typeof commands>;

/** A mechanism with its texts. Whether it is in force is computed from the procedures that name it. */
export interface MechanismState {
  readonly id: string;
  readonly sample: boolean;
  readonly title: LanguageMap;
  /** Of the text in force, else of the newest open one, else of the newest. */
  readonly content: MechanismContent;
  readonly standing: JointStanding;
  readonly joint: JointState<MechanismContent>;
  readonly ended?: Ended;
}

/** An amendment needs everyone who signed its base. */
function required(_text: Text, base: Text | undefined): readonly PartyId[] {
  return base === undefined ? [] : base.signatories.map((line) => line.party);
}

/** Whoever's procedure is to change signs. The fold does not ask: nothing changes but by that party's own act. */
function checkContent(who: Actor, { content, signatories }: Text): Refusal | undefined {
  const signing = new Set(signatories.map((line) => line.party));
  for (const { procedure } of content.changes) {
    const owner = who.parties.find(({ mark }) => procedure.startsWith(`${mark}-`))?.party;
    if (owner !== undefined && !signing.has(owner)) {
      return textRefusal('mechanism', 'signatory-missing', { party: owner }).error;
    }
  }
  return undefined;
}

const rules: JointRules<MechanismContent> = { kind: 'mechanism', required, checkContent };

function decide(
  who: Actor,
  state: MechanismState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.act === 'end') return decideEnd('mechanism', who, { state, command });
  const ended = refuseEnded('mechanism', state);
  return ended ?? decideJoint(rules, who, { state: state?.joint, command });
}

function fold(input: FoldInput<Statement>): Folding<MechanismState> {
  const folding = foldJoint<MechanismContent>(input, required);
  const joint = folding.state;
  const { ended, invalid, pending } = readEnds(input, joint);
  const tally = { invalid: folding.invalid + invalid, pending: folding.pending + pending };
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { content } = text;
  const state: MechanismState = {
    ...{ id: input.id, sample: input.sample, title: content.title, content },
    standing: standingOf(joint, ended),
    joint,
    ...(ended === undefined ? {} : { ended }),
  };
  return { state, ...tally };
}

/** Mechanism, letters M, joint. Commands: those of joint texts, and end by any signatory. */
export const mechanism: Kind<Statement, MechanismState, Command> = {
  name: 'mechanism',
  letters: 'M',
  writer: 'joint',
  area: 'approvals',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('mechanism', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'mechanism/1',
    act: 'propose',
    by: 'sz5e0d1b7a',
    about: 'SZ-M001',
    sample: true,
    text: {
      of: 'SZ-M001',
      base: null,
      signatories: [
        { party: 'shenzhen', post: { en: 'Director of Planning', 'zh-Hans': '规划局局长' } },
        { party: 'hong-kong', post: { en: 'Director of Planning', 'zh-Hant': '規劃署署長' } },
      ],
      content: {
        title: { en: 'Marine works: one limit', 'zh-Hans': '海上工程：统一时限' },
        changes: [
          { procedure: 'SZ-PR001', limit: 20 },
          { procedure: 'HK-PR002', stage: 'review', percent: 30 },
        ],
      },
    },
  } as unknown as Statement,
};
