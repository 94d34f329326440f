// Fields of cooperation that the parties adopt after the charter, and what one of the charter's covers (docs/spec/model.md 7). The
// charter founds a programme with the fields that it lists; each further one is proposed and signed by every party.
import { z } from 'zod';
import type { JointRules } from '../joint-decide.ts';
import { textKind } from '../joint-kind.ts';
import { refusal, textRefusal } from '../refusals.ts';
import { languageMapUpTo, partId } from '../statement.ts';

const fieldContent = z.looseObject({
  /** By which records name it, in no language, the same for ever: `environment`. */
  code: partId,
  label: languageMapUpTo(200),
  /** What belongs to it, and what does not. */
  covers: languageMapUpTo(4_000),
  /** Codes of the OC4IDS list projectSector, which is open: `waterAndWaste`, `transport.rail`. */
  sectors: z
    .array(
      z
        .string()
        .max(60)
        .regex(/^[A-Za-z]+(\.[A-Za-z]+)?$/, 'expected a code such as transport.rail'),
    )
    .max(20)
    .optional(),
});
/** What the text of a field says. */
export type FieldContent = z.infer<typeof fieldContent>;

/** Every party of the programme signs, and the code stays. */
const checkContent: JointRules<FieldContent>['checkContent'] = (who, text, state) => {
  const signing = text.signatories.map((line) => line.party);
  const missing = who.parties.find(({ party }) => !signing.includes(party));
  if (missing !== undefined) {
    return textRefusal('field', 'signatory-missing', { party: missing.party }).error;
  }
  const { code } = text.content;
  const before = state?.texts[0]?.content.code;
  if (state === undefined || before === undefined || before === code) return undefined;
  return refusal('programme.field.other-code', { id: state.id, code: before }).error;
};

/** Field, letter F, joint. Commands: those of joint texts, and end by any signatory. */
export const field = textKind({
  name: 'field',
  letters: 'F',
  area: 'agreements',
  content: fieldContent,
  checkContent,
  example: {
    schema: 'field/1',
    act: 'propose',
    by: 'hk3f9a2c7d',
    about: 'HK-F001',
    sample: true,
    text: {
      of: 'HK-F001',
      base: null,
      signatories: [
        { party: 'hong-kong', post: { en: 'Secretary', 'zh-Hant': '局長' } },
        { party: 'shenzhen', post: { en: 'Director', 'zh-Hans': '主任' } },
      ],
      content: {
        code: 'sport',
        label: { en: 'Sport', 'zh-Hant': '體育', 'zh-Hans': '体育' },
        covers: { en: 'Grounds and events for both sides.' },
        sectors: ['cultureSportsAndRecreation'],
      },
    },
  },
});
