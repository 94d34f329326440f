// What an agreement says (docs/spec/model.md 3 and 7): type, clauses in every authentic language, and the
// commitments that follow from it. In ELI terms the text of a legal resource.
import { z } from 'zod';
import { partiesMax } from '../../base/limits.ts';
import {
  civilDate,
  hash,
  languageMap,
  languageTag,
  partId,
  partyId,
  recordId,
  recordIdOf,
} from '../statement.ts';

const clause = z.looseObject({ id: partId, heading: languageMap.optional(), text: languageMap });

const commitmentLine = z.looseObject({
  id: recordId,
  clause: partId,
  debtors: z.array(partyId).min(1).max(partiesMax),
  creditors: z.array(partyId).max(partiesMax),
  due: civilDate,
  measure: languageMap,
});

/** Shape of an agreement's content. */
export const agreementContent = z.looseObject({
  type: z.enum(['memorandum', 'framework', 'arrangement', 'project']),
  title: languageMap,
  authentic: z.array(languageTag).min(1).max(16),
  clauses: z.array(clause).min(1).max(200),
  commitments: z.array(commitmentLine).max(200),
  effective: z.looseObject({ from: civilDate, until: civilDate.optional() }).optional(),
  fields: z.array(partId).max(40).optional(),
  meeting: recordId.optional(),
  /** The accepted request that this text follows from. */
  change: recordIdOf('CR').optional(),
});
/** What an agreement says. */
export type AgreementContent = z.infer<typeof agreementContent>;

/** Shape of what a signed agreement tells each of its commitments: the seed of that subject. */
export const commitmentSeed = z.looseObject({
  agreement: z.string(),
  /** Hash of the newest text signed by all that lists it. */
  text: hash,
  clause: partId,
  debtors: z.array(partyId),
  creditors: z.array(partyId),
  due: civilDate,
  measure: languageMap,
  sample: z.boolean(),
  /** Hash of the amendment that no longer lists it. */
  withdrawnBy: hash.optional(),
});
/** What a signed agreement tells each of its commitments. */
export type CommitmentSeed = z.infer<typeof commitmentSeed>;
