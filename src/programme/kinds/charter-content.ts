// What a charter says: the parties with their logs and keys, languages, fields, witnesses and what is published.
import { z } from 'zod';
import { partiesMax } from '../../base/limits.ts';
import {
  civilDate,
  languageMap,
  languageTag,
  mark,
  month,
  origin,
  partId,
  partyId,
  vkey,
} from '../statement.ts';

const party = z.looseObject({
  party: partyId,
  mark,
  name: languageMap,
  /** IANA zone. */
  zone: z.string().min(1).max(64),
  origin,
  logKey: vkey,
  witnessKey: vkey,
  requestKey: vkey,
});

const publicationScope = z.enum(['public', 'programme']);

/** Shape of a charter's content. */
export const charterContent = z.looseObject({
  title: languageMap,
  parties: z.array(party).min(1).max(partiesMax),
  languages: z.array(languageTag).min(1).max(16),
  fields: z.array(z.looseObject({ id: partId, label: languageMap })).max(100),
  witnesses: z
    .array(z.looseObject({ name: z.string().min(1).max(200), key: vkey, url: z.url().optional() }))
    .max(16),
  publication: z.looseObject({
    meetings: publicationScope,
    agreements: publicationScope,
    drafts: publicationScope,
    /** Approval cases while they are open, and from their decision on. */
    cases: publicationScope.optional(),
    decidedCases: publicationScope.optional(),
    forecasts: publicationScope.optional(),
  }),
  /** Marks reserved for parties that have not joined: owners of reports until then. */
  expects: z
    .array(z.looseObject({ mark, name: languageMap }))
    .max(16)
    .optional(),
  /** Monthly returns: due on that day of the following month, asked of every party from that month on. */
  returns: z
    .looseObject({
      every: z.literal('month'),
      dueDay: z.int().min(1).max(28),
      from: month.optional(),
    })
    .optional(),
  period: z.looseObject({ from: civilDate, until: civilDate.optional() }).optional(),
});
/** What a charter says. */
export type CharterContent = z.infer<typeof charterContent>;
