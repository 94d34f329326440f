// Bodies: standing groups of the parties, such as a joint office or a task force. Mandate, chairs and members by their posts are
// a joint text; its meetings are those that name it. Who holds a post, only each side's own pages say.
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
import { isKnownAs } from '../known.ts';
import { textPublication } from '../publication-rule.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { type LanguageMap, languageMap, partyId, recordIdOf } from '../statement.ts';

const post = {
  party: partyId,
  post: languageMap,
  /** The organization that the post is of. */
  organization: recordIdOf('OR').optional(),
};

function contentOf<Post extends z.ZodType>(line: Post) {
  return z.looseObject({
    name: languageMap,
    /** What it is for, and what it may decide. */
    mandate: languageMap,
    /** Under which it was set up. */
    agreement: recordIdOf('A').optional(),
    /** One for each side at most. */
    chairs: z.array(line).min(1).max(16),
    members: z.array(line).max(200).optional(),
    /** How often it meets. */
    meets: languageMap.optional(),
  });
}

const bodyContent = contentOf(z.looseObject(post));
/** What we write names nothing else of a post: no name of a person slips into what stays for ever. */
const writtenContent = contentOf(z.strictObject(post));
/** What the text of a body says. */
type BodyContent = z.infer<typeof bodyContent>;
type Text = ProposedText<BodyContent>;

const ending = { end: { why: languageMap } } as const;
const acts = { ...jointActs(bodyContent), ...ending };
const commands = { ...jointCommands(writtenContent), ...ending };

type Statement = JointStatement<typeof bodyContent> | StatementOf<typeof ending>;
type Command = CommandOf<typeof commands>;

/** A standing group with its texts. */
export interface BodyState {
  readonly id: string;
  readonly sample: boolean;
  readonly title: LanguageMap;
  /** Of the text in force, else of the newest open one, else of the newest. */
  readonly content: BodyContent;
  readonly standing: JointStanding;
  readonly joint: JointState<BodyContent>;
  readonly ended?: Ended;
}

/** Each side that chairs or sits in it signs, and everyone who signed its base. */
function required({ content }: Text, base: Text | undefined): readonly PartyId[] {
  const seated = [...content.chairs, ...(content.members ?? [])].map((one) => one.party);
  const before = base?.signatories.map((line) => line.party) ?? [];
  return [...new Set([...seated, ...before])];
}

function checkContent(who: Actor, { content }: Text): Refusal | undefined {
  const chairing = content.chairs.map((one) => one.party);
  const twice = chairing.find((party, i) => chairing.indexOf(party) !== i);
  if (twice !== undefined) return refusal('programme.body.chair-twice', { party: twice }).error;
  const { agreement } = content;
  if (agreement === undefined || isKnownAs(who, agreement, ['agreement'])) return undefined;
  return refusal('programme.body.unknown-agreement', { agreement }).error;
}

const rules: JointRules<BodyContent> = { kind: 'body', required, checkContent };

function decide(
  who: Actor,
  state: BodyState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.act === 'end') return decideEnd('body', who, { state, command });
  const ended = refuseEnded('body', state);
  return ended ?? decideJoint(rules, who, { state: state?.joint, command });
}

function fold(input: FoldInput<Statement>): Folding<BodyState> {
  const folding = foldJoint<BodyContent>(input, required);
  const joint = folding.state;
  const { ended, invalid, pending } = readEnds(input, joint);
  const tally = { invalid: folding.invalid + invalid, pending: folding.pending + pending };
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { content } = text;
  const state: BodyState = {
    ...{ id: input.id, sample: input.sample, title: content.name, content },
    standing: standingOf(joint, ended),
    joint,
    ...(ended === undefined ? {} : { ended }),
  };
  return { state, ...tally };
}

/** Body, letter B, joint. Commands: those of joint texts, and end by any signatory. */
export const body: Kind<Statement, BodyState, Command> = {
  name: 'body',
  letters: 'B',
  writer: 'joint',
  area: 'agreements',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('body', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'body/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-B001',
    sample: true,
    text: {
      of: 'HK-B001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長' } },
        { party: 'shenzhen', post: { en: 'Director', 'zh-Hans': '主任' } },
      ],
      content: {
        name: { en: 'Joint task force', 'zh-Hant': '聯合專班', 'zh-Hans': '联合专班' },
        mandate: { en: 'Follows the joint projects between the meetings.' },
        chairs: [
          { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長' } },
          { party: 'shenzhen', post: { en: 'Director', 'zh-Hans': '主任' } },
        ],
      },
    },
  } as unknown as Statement,
};
