// Crossings of the boundary. Name, place, kind and modes are a joint text; openings, hours, capacity and closures are each
// side's own words in its own log, shown side by side (docs/spec/model.md 2).
import { z } from 'zod';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import { currentText, type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { textPublication } from '../publication-rule.ts';
import { refusal, textRefusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { type LanguageMap, languageMap, type Placed, partId, partyId } from '../statement.ts';
import {
  type CrossingSide,
  checkSide,
  foldSide,
  type SideCommand,
  sideActs,
} from './crossing-sides.ts';

const crossingContent = z.looseObject({
  name: languageMap,
  /** What each side calls it, where that differs. */
  names: z.record(partyId, languageMap).optional(),
  kind: z.enum(['land', 'rail', 'sea', 'air']),
  place: languageMap.optional(),
  modes: z.array(partId).min(1).max(20),
});
type CrossingContent = z.infer<typeof crossingContent>;
type Text = ProposedText<CrossingContent>;

const acts = { ...jointActs(crossingContent), ...sideActs };
const commands = { ...jointCommands(crossingContent), ...sideActs };

type SideStatement = StatementOf<typeof sideActs>;
type Statement = JointStatement<typeof crossingContent> | SideStatement;
type Command = CommandOf<typeof commands>;

/** A crossing as its text says, with what each side says of its own. */
export interface CrossingState {
  readonly id: string;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** By party: what that side calls it. */
  readonly names?: Readonly<Record<string, LanguageMap>>;
  readonly kind: 'land' | 'rail' | 'sea' | 'air';
  readonly place?: LanguageMap;
  readonly modes: readonly string[];
  readonly joint: JointState<CrossingContent>;
  /** Each signatory of its texts, by party. */
  readonly sides: readonly CrossingSide[];
}

/** An amendment needs everyone who signed its base. */
function required(_text: Text, base: Text | undefined) {
  return base === undefined ? [] : base.signatories.map((line) => line.party);
}

const rules: JointRules<CrossingContent> = {
  kind: 'crossing',
  required,
  checkContent: (_who, { content, signatories }) => {
    const mode = content.modes.find((one, i) => content.modes.indexOf(one) !== i);
    if (mode !== undefined) return refusal('programme.crossing.mode-twice', { mode }).error;
    const signing = signatories.map((line) => String(line.party));
    const stranger = Object.keys(content.names ?? {}).find((party) => !signing.includes(party));
    if (stranger === undefined) return undefined;
    return textRefusal('crossing', 'not-a-signatory', { party: stranger }).error;
  },
};

function isSideCommand(command: Command): command is SideCommand {
  return Object.hasOwn(sideActs, command.act);
}

function decide(
  who: Actor,
  state: CrossingState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (!isSideCommand(command)) return decideJoint(rules, who, { state: state?.joint, command });
  if (state === undefined) return refusal('programme.record.missing', { kind: 'crossing' });
  const { id, sample, joint } = state;
  const inForce = joint.texts.find((text) => text.hash === joint.inForce);
  if (inForce === undefined) return textRefusal('crossing', 'nothing-in-force', { id });
  const { party } = who;
  const side = state.sides.find((one) => one.party === party);
  if (side === undefined || !inForce.signatories.some((line) => line.party === party)) {
    return textRefusal('crossing', 'not-a-signatory', { party });
  }
  const found = checkSide(side, inForce.content.modes, command);
  if (found !== undefined) return { ok: false, error: found };
  const { act } = command;
  const fields = ownFields(command);
  return ok([draft(who, command, { kind: 'crossing', about: id, act, fields, sample })]);
}

function isSide(placed: Placed<Statement>): placed is Placed<SideStatement> {
  return Object.hasOwn(sideActs, placed.statement.act);
}

function fold(input: FoldInput<Statement>): Folding<CrossingState> {
  const folding = foldJoint<CrossingContent>(input, required);
  const said = input.statements.filter(isSide);
  const joint = folding.state;
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) {
    return { ...folding, state: undefined, pending: folding.pending + said.length };
  }
  const signing = joint.texts.flatMap((one) => one.signatories.map((line) => line.party));
  const parties = [...new Set(signing)].sort();
  const folded = parties.map((party) =>
    foldSide(
      party,
      said.filter(({ place }) => place.party === party),
    ),
  );
  const strangers = said.filter(({ place }) => !parties.includes(place.party)).length;
  const { name, names, kind, place, modes } = text.content;
  const state: CrossingState = {
    ...{ id: input.id, sample: input.sample, name, kind, modes, joint },
    ...(names === undefined ? {} : { names }),
    ...(place === undefined ? {} : { place }),
    sides: folded.map((one) => one.side),
  };
  const invalid = folded.reduce((sum, one) => sum + one.invalid, folding.invalid + strangers);
  return { state, invalid, pending: folding.pending };
}

/** Crossing, letters X, joint. Commands: those of joint texts; open-mode, describe, close, reopen by each side for its own. */
export const crossing: Kind<Statement, CrossingState, Command> = {
  name: 'crossing',
  letters: 'X',
  writer: 'joint',
  area: 'projects',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('crossing', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'crossing/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-X001',
    sample: true,
    text: {
      of: 'HK-X001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長' } },
        { party: 'shenzhen', post: { en: 'Director', 'zh-Hans': '主任' } },
      ],
      content: {
        name: { en: 'Bay crossing', 'zh-Hant': '海灣口岸', 'zh-Hans': '海湾口岸' },
        kind: 'land',
        modes: ['passengers', 'goods'],
      },
    },
  } as unknown as Statement,
};
