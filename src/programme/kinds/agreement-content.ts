// What an agreement says (docs/spec/model.md 3 and 7): type, clauses in every authentic language, and the
// commitments that follow from it. In ELI terms the text of a legal resource.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId, RecordId } from '../../base/ids.ts';
import { civilDate, languageMap, languageTag, partId, partyId, recordId } from '../statement.ts';

const clause = z.looseObject({ id: partId, heading: languageMap.optional(), text: languageMap });

const commitmentLine = z.looseObject({
  id: recordId,
  clause: partId,
  debtors: z.array(partyId).min(1).max(16),
  creditors: z.array(partyId).max(16),
  due: civilDate,
  measure: languageMap,
});

/** Types of agreement. */
export const agreementTypes = ['memorandum', 'framework', 'arrangement', 'project'] as const;

/** Shape of an agreement's content. */
export const agreementContent = z.looseObject({
  type: z.enum(agreementTypes),
  title: languageMap,
  authentic: z.array(languageTag).min(1).max(16),
  clauses: z.array(clause).min(1).max(200),
  commitments: z.array(commitmentLine).max(200),
  effective: z.looseObject({ from: civilDate, until: civilDate.optional() }).optional(),
  fields: z.array(partId).max(40).optional(),
  meeting: recordId.optional(),
});
/** What an agreement says. */
export type AgreementContent = z.infer<typeof agreementContent>;

/** What a signed agreement tells each of its commitments: the seed of that subject. */
export interface CommitmentSeed {
  readonly agreement: string;
  /** Hash of the text in force. */
  readonly text: string;
  readonly clause: string;
  readonly debtors: readonly PartyId[];
  readonly creditors: readonly PartyId[];
  readonly due: CivilDate;
  readonly measure: Readonly<Record<string, string>>;
  readonly sample: boolean;
  readonly id: RecordId;
}
