// The charter: the programme as its parties founded it (design: founding). A joint text of parties, origins,
// keys, languages, fields, witnesses and publication rules. Joining, leaving and every change is an amendment.
// Public scope as a rule; may have one party, which signs alone.
import { isZone } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Refusal } from '../../base/result.ts';
import { type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointCommand, type JointRules, jointCommands } from '../joint-decide.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Kind } from '../kind.ts';
import { commandParser, statementParser } from '../shapes.ts';
import type { LanguageMap } from '../statement.ts';
import { type CharterContent, charterContent } from './charter-content.ts';

/** A charter with its texts. */
export type CharterState = JointState<CharterContent>;
type Statement = JointStatement<typeof charterContent>;
type Command = JointCommand<typeof charterContent>;
type Text = ProposedText<CharterContent>;

const acts = jointActs(charterContent);

/**
 * Every party of the text signs it, and everyone who signed its base: less one party that it removes, whose
 * signature nobody can demand (record.md 4.12). Removing two at once needs all signatures of the base, or
 * one party could drop all the others.
 */
function required(text: Text, base: Text | undefined): readonly PartyId[] {
  const staying = text.content.parties.map((one) => one.party);
  if (base === undefined) return staying;
  const before = base.signatories.map((line) => line.party);
  const removed = before.filter((party) => !staying.includes(party));
  return removed.length === 1 ? staying : [...new Set([...staying, ...before])];
}

function checkContent(_who: Actor, text: Text): Refusal | undefined {
  const { parties, languages, fields, title } = text.content;
  const party = firstTwice(parties.map((one) => one.party));
  if (party !== undefined) return no('party-twice', { party });
  const mark = firstTwice([...parties, ...(text.content.expects ?? [])].map((one) => one.mark));
  if (mark !== undefined) return no('mark-twice', { mark });
  const field = firstTwice(fields.map((one) => one.id));
  if (field !== undefined) return no('field-twice', { field });
  const zone = parties.map((one) => one.zone).find((one) => !isZone(one));
  if (zone !== undefined) return no('unknown-zone', { zone });
  const maps: readonly (readonly [string, LanguageMap])[] = [
    ['title', title],
    ...parties.map((one) => [one.party, one.name] as const),
    ...fields.map((one) => [one.id, one.label] as const),
  ];
  for (const [where, map] of maps) {
    const language = languages.find((tag) => map[tag] === undefined);
    if (language !== undefined) return no('missing-language', { language, where });
  }
  return undefined;
}

function firstTwice<Value>(values: readonly Value[]): Value | undefined {
  return values.find((value, i) => values.indexOf(value) !== i);
}

type Cause = 'party-twice' | 'mark-twice' | 'field-twice' | 'unknown-zone' | 'missing-language';

function no(cause: Cause, params: Refusal['params']): Refusal {
  return { code: `programme.charter.${cause}`, params };
}

const rules: JointRules<CharterContent> = { kind: 'charter', required, checkContent };

/** Charter, letters CH, joint. Commands: propose, counter-propose, amend, sign, decline. */
export const charter: Kind<Statement, CharterState, Command> = {
  name: 'charter',
  letters: 'CH',
  writer: 'joint',
  area: 'administration',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['propose'],
  answers: [],
  parse: statementParser('charter', acts),
  parseCommand: commandParser(jointCommands(charterContent)),
  decide: (who, state, command) => decideJoint(rules, who, { state, command }),
  fold: (input) => foldJoint<CharterContent>(input, required),
  example: {
    schema: 'charter/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-CH001',
    text: {
      of: 'HK-CH001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長', 'zh-Hans': '局长' } },
      ],
      content: {
        title: { en: 'Joint programme', 'zh-Hant': '合作計劃', 'zh-Hans': '合作计划' },
        parties: [
          {
            party: 'hong-kong',
            mark: 'HK',
            name: { en: 'Hong Kong', 'zh-Hant': '香港', 'zh-Hans': '香港' },
            zone: 'Asia/Hong_Kong',
            origin: 'log.hong-kong.invalid/joint',
            logKey:
              'log.hong-kong.invalid/joint+0a1b2c3d+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
            witnessKey:
              'witness.hong-kong.invalid+0a1b2c3e+BFBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
            requestKey:
              'node.hong-kong.invalid+0a1b2c3f+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW',
          },
        ],
        languages: ['en', 'zh-Hant', 'zh-Hans'],
        fields: [
          {
            id: 'infrastructure',
            label: { en: 'Infrastructure', 'zh-Hant': '基建', 'zh-Hans': '基建' },
          },
        ],
        witnesses: [],
        publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
        expects: [{ mark: 'SZ', name: { en: 'Shenzhen', 'zh-Hant': '深圳', 'zh-Hans': '深圳' } }],
      },
    },
  } as unknown as Statement,
};
