// Links across the boundary: an activity or a stage of an approval on one side that waits for one on the other. A
// joint text, signed by its proposer in the same command; either side ends it at once (docs/spec/model.md 7).
import { z } from 'zod';
import { type Mark, type PartyId, parseRecordId } from '../../base/ids.ts';
import type { Refusal, Result } from '../../base/result.ts';
import { currentText, type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import { decideEnd, type Ended, readEnds, refuseEnded } from '../joint-end.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal, textRefusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { hash, type LanguageMap, languageMap, partId, recordIdOf } from '../statement.ts';

/** Ten years, either way. */
const lagMinutesMax = 5_256_000;

const activityEnd = z.looseObject({
  project: recordIdOf('P', 'R'),
  /** Code of an activity in the schedule in force. */
  code: z.string().min(1).max(200),
});
const caseEnd = z.looseObject({ case: recordIdOf('K', 'R'), stage: partId });
const end = z.union([activityEnd, caseEnd]);

const linkContent = z.looseObject({
  from: end,
  to: end,
  type: z.enum(['FS', 'SS', 'FF', 'SF']),
  /** Working minutes on `calendar`, else on that of the successor; negative for a lead. */
  lagMinutes: z.int().min(-lagMinutesMax).max(lagMinutesMax),
  calendar: recordIdOf('CA').optional(),
  why: languageMap.optional(),
});
type LinkContent = z.infer<typeof linkContent>;
type Text = ProposedText<LinkContent>;

const ending = { end: { why: languageMap } } as const;
const acts = { ...jointActs(linkContent), ...ending };
const { propose: proposeCommand } = jointCommands(linkContent);
const commands = {
  propose: proposeCommand,
  /** The text, unless given, is the only one that is open. */
  sign: { text: hash.optional(), post: languageMap.optional() },
  decline: { text: hash.optional(), why: languageMap.optional() },
  ...ending,
} as const;

type Statement = JointStatement<typeof linkContent> | StatementOf<typeof ending>;
type Command = CommandOf<typeof commands>;

/** One end of a link: an activity of a project's schedule in force, or a stage of an approval case. */
export type LinkEnd =
  | { readonly project: string; readonly code: string }
  | { readonly case: string; readonly stage: string };

/** A link as its text says. */
export interface LinkState {
  readonly id: string;
  readonly sample: boolean;
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  readonly type: 'FS' | 'SS' | 'FF' | 'SF';
  /** Working minutes on `calendar`, else on that of the successor. */
  readonly lagMinutes: number;
  readonly calendar?: string;
  readonly why?: LanguageMap;
  /** Accepted: signed by all. Declined: its texts are declined, withdrawn or expired. */
  readonly standing: 'proposed' | 'accepted' | 'declined' | 'ended';
  readonly proposedBy: PartyId;
  readonly joint: JointState<LinkContent>;
  readonly ended?: Ended;
}

/** Returns the record that an end names. */
function recordOf(one: LinkContent['from']): string {
  return 'case' in one ? String(one.case) : String(one.project);
}

/**
 * Whoever's record an end is signs: nobody's schedule waits for what only others signed. Undefined where a mark
 * is not known yet.
 */
function owners(
  markOf: ReadonlyMap<PartyId, Mark> | undefined,
  content: LinkContent,
): readonly PartyId[] | undefined {
  const found: PartyId[] = [];
  for (const one of [content.from, content.to]) {
    const parsed = parseRecordId(recordOf(one));
    const mark = parsed.ok ? parsed.value.mark : undefined;
    const owner = [...(markOf ?? [])].find(([, known]) => known === mark)?.[0];
    if (owner === undefined) return undefined;
    found.push(owner);
  }
  return found;
}

/** A later text needs, besides, everyone who signed its base. */
function required(markOf: ReadonlyMap<PartyId, Mark> | undefined, text: Text, base?: Text) {
  const ends = owners(markOf, text.content);
  if (ends === undefined || base === undefined) return ends;
  return [...ends, ...base.signatories.map((line) => line.party)];
}

function rulesFor(who: Actor): JointRules<LinkContent> {
  const markOf = new Map(who.parties.map(({ party, mark }) => [party, mark]));
  return {
    kind: 'link',
    proposerSigns: true,
    required: (text, base) => required(markOf, text, base),
    checkContent: (_who, { content }) => checkContent(markOf, content) ?? checkEnds(who, content),
  };
}

function checkContent(
  markOf: ReadonlyMap<PartyId, Mark>,
  content: LinkContent,
): Refusal | undefined {
  const { from, to } = content;
  const foreign = [from, to].find(
    (one) => owners(markOf, { ...content, from: one, to: one }) === undefined,
  );
  if (foreign !== undefined)
    return refusal('programme.link.unknown-owner', { id: recordOf(foreign) }).error;
  if (JSON.stringify(toEnd(from)) === JSON.stringify(toEnd(to))) {
    return refusal('programme.link.same-ends', { id: recordOf(from) }).error;
  }
  return undefined;
}

/** A link crosses the boundary, unless an end is a report on the other side; what it ties together is there. */
function checkEnds(who: Actor, { from, to }: LinkContent): Refusal | undefined {
  const parsed = [from, to].flatMap((one) => {
    const id = parseRecordId(recordOf(one));
    return id.ok ? [id.value] : [];
  });
  const [{ mark } = { mark: undefined }, ...others] = parsed;
  const isReported = parsed.some(({ letters }) => letters === 'R');
  if (mark !== undefined && !isReported && others.every((one) => one.mark === mark)) {
    return refusal('programme.link.one-side', { mark }).error;
  }
  for (const one of [from, to]) {
    const id = recordOf(one);
    const kinds = ['case' in one ? 'approval-case' : 'project', 'report'];
    if (!isKnownAs(who, id, kinds)) return refusal('programme.link.unknown-record', { id }).error;
  }
  return undefined;
}

function decide(
  who: Actor,
  state: LinkState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.act === 'end') return decideEnd('link', who, { state, command });
  const ended = refuseEnded('link', state);
  if (ended !== undefined) return ended;
  const rules = rulesFor(who);
  const joint = state?.joint;
  if (command.act === 'propose' || joint === undefined) {
    return decideJoint(rules, who, { state: joint, command });
  }
  const open = joint.texts.filter((text) => text.state === 'open');
  const text = command.text ?? open[0]?.hash ?? currentText(joint)?.hash;
  if (text === undefined || (command.text === undefined && open.length > 1)) {
    return textRefusal('link', 'unknown-text', { text: '' });
  }
  return decideJoint(rules, who, { state: joint, command: { ...command, text } });
}

function fold(input: FoldInput<Statement>): Folding<LinkState> {
  const { markOf } = input.context;
  const folding = foldJoint<LinkContent>(input, (text, base) => required(markOf, text, base));
  const joint = folding.state;
  const { ended, invalid, pending } = readEnds(input, joint);
  const tally = { invalid: folding.invalid + invalid, pending: folding.pending + pending };
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { from, to, type, lagMinutes, calendar, why } = text.content;
  const state: LinkState = {
    ...{ id: input.id, sample: input.sample, type, lagMinutes },
    from: toEnd(from),
    to: toEnd(to),
    ...(calendar === undefined ? {} : { calendar }),
    ...(why === undefined ? {} : { why }),
    standing: standingOf(joint, ended),
    proposedBy: text.proposed.party,
    joint,
    ...(ended === undefined ? {} : { ended }),
  };
  return { state, ...tally };
}

function toEnd(one: LinkContent['from']): LinkEnd {
  if ('case' in one) return { case: String(one.case), stage: String(one.stage) };
  return { project: String(one.project), code: String(one.code) };
}

function standingOf(joint: JointState<LinkContent>, ended: Ended | undefined) {
  if (ended !== undefined) return 'ended';
  if (joint.inForce !== undefined) return 'accepted';
  return joint.texts.some((text) => text.state === 'open') ? 'proposed' : 'declined';
}

/** Link, letters L, joint. Commands: propose, which signs; sign, decline by the others; end by either side. */
export const link: Kind<Statement, LinkState, Command> = {
  name: 'link',
  letters: 'L',
  writer: 'joint',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('link', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'link/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-L001',
    sample: true,
    text: {
      of: 'HK-L001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Director of Highways', 'zh-Hant': '路政署署長' } },
        { party: 'shenzhen', post: { en: 'Director of Transport', 'zh-Hans': '交通运输局局长' } },
      ],
      content: {
        from: { project: 'SZ-P001', code: 'B200' },
        to: { project: 'HK-P001', code: 'A310' },
        type: 'FS',
        lagMinutes: 0,
        why: { en: 'Ventilation is tested once both tunnels meet.' },
      },
    },
  } as unknown as Statement,
};
