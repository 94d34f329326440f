// Joint kinds that are their text and nothing else: proposed, signed, and ended at once by one signatory. What such a kind adds is the
// shape of its content, who must sign it, and what is checked where we write.

import type { z } from 'zod';
import type { PartyId } from '../base/ids.ts';
import { currentText, type JointState, type JointStatement, jointActs } from './joint.ts';
import { decideJoint, type JointRules, jointCommands } from './joint-decide.ts';
import {
  decideEnd,
  type Ended,
  type JointStanding,
  readEnds,
  refuseEnded,
  standingOf,
} from './joint-end.ts';
import { foldJoint, type ProposedText } from './joint-fold.ts';
import type { Area, FoldInput, Folding, Kind } from './kind.ts';
import { textPublication } from './publication-rule.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from './shapes.ts';
import { languageMap } from './statement.ts';

const ending = { end: { why: languageMap } } as const;

/** A joint record that is its text. */
export interface TextState<Content> {
  readonly id: string;
  readonly sample: boolean;
  /** Of the text in force, else of the newest open one, else of the newest. */
  readonly content: Content;
  readonly standing: JointStanding;
  readonly joint: JointState<Content>;
  readonly ended?: Ended;
}

/** What a kind adds. */
interface TextKind<Shape extends z.ZodType> {
  readonly name: string;
  readonly letters: string;
  readonly area: Area;
  readonly content: Shape;
  readonly checkContent: JointRules<z.infer<Shape>>['checkContent'];
  readonly example: object;
}

/** Returns a kind whose amendments need everyone who signed their base. Commands: those of joint texts, and end by any signatory. */
export function textKind<Shape extends z.ZodType>(own: TextKind<Shape>) {
  type Content = z.infer<Shape>;
  type Statement = JointStatement<Shape> | StatementOf<typeof ending>;
  type Command = CommandOf<ReturnType<typeof jointCommands<Shape>> & typeof ending>;
  type Text = ProposedText<Content>;
  const { name, letters, area, content, checkContent } = own;
  const acts = { ...jointActs(content), ...ending };
  const commands = { ...jointCommands(content), ...ending };
  const required = (_text: Text, base: Text | undefined): readonly PartyId[] =>
    base === undefined ? [] : base.signatories.map((line) => line.party);
  const rules: JointRules<Content> = { kind: name, required, checkContent };
  const fold = (input: FoldInput<Statement>): Folding<TextState<Content>> => {
    const folding = foldJoint<Content>(input, required);
    const joint = folding.state;
    const { ended, invalid, pending } = readEnds(input, joint);
    const tally = { invalid: folding.invalid + invalid, pending: folding.pending + pending };
    const text = joint && currentText(joint);
    if (joint === undefined || text === undefined) return { state: undefined, ...tally };
    const state = {
      ...{ id: input.id, sample: input.sample, content: text.content },
      ...{ standing: standingOf(joint, ended), joint },
      ...(ended === undefined ? {} : { ended }),
    };
    return { state, ...tally };
  };
  const kind: Kind<Statement, TextState<Content>, Command> = {
    ...{ name, letters, area, writer: 'joint', scopes: ['public', 'programme'] },
    ...{ acts: Object.keys(acts), opens: ['propose'], answers: [] },
    publication: textPublication,
    parse: statementParser(name, acts) as Kind<Statement, TextState<Content>, Command>['parse'],
    parseCommand: commandParser(commands) as Kind<
      Statement,
      TextState<Content>,
      Command
    >['parseCommand'],
    decide: (who, state, given) => {
      const command = given as { readonly act: string };
      if (command.act === 'end') return decideEnd(name, who, { state, command: command as never });
      const ended = refuseEnded(name, state);
      return ended ?? decideJoint(rules, who, { state: state?.joint, command: command as never });
    },
    fold,
    example: own.example as Statement,
  };
  return kind;
}
