// What a version of a procedure says (docs/spec/model.md 7): the authority, its calendar, the statutory clocks of
// docs/spec/clocks.md 3, stages, and what its party estimates that it takes.
import { z } from 'zod';
import { type ClockCode, clockCodes } from '../../plan/clock-rule.ts';
import { civilDate, languageMap, partId, recordId } from '../statement.ts';

const days = z.int().min(0).max(36_525);
/** A three-point estimate in whole days. */
const estimate = z
  .looseObject({ low: days, mode: days, high: days })
  .refine(({ low, mode, high }) => low <= mode && mode <= high, 'expected low ≤ mode ≤ high');

const code = z.enum(clockCodes as unknown as readonly [ClockCode, ...ClockCode[]]);
const codes = z.array(code).max(clockCodes.length);
const count = z.int().min(1).max(36_525);

/** Shape of the law and article on which a period rests. */
export const legalBasis = z.looseObject({
  law: z.string().min(1).max(500),
  article: z.string().min(1).max(200),
  url: z.url().max(2_000).optional(),
});

/** A rule's own fields; what they may not say together is `findRuleIssues` (plan/clock-rule.ts). */
const clockRule = z.looseObject({
  clock: partId,
  runsAgainst: z.enum(['authority', 'applicant']).optional(),
  unit: z.enum(['working', 'calendar', 'month']),
  dayCalendar: recordId.optional(),
  rollCalendar: recordId.optional(),
  startsAt: codes,
  startsOutcome: z.enum(['approved', 'refused']).optional(),
  endsAt: codes,
  dayZero: z.enum(['excluded', 'included']),
  limit: count.optional(),
  limitDate: partId.optional(),
  countBack: z.literal(true).optional(),
  shortPeriod: z.looseObject({ max: count }).optional(),
  roll: z.enum(['next-working', 'none']),
  extensions: z
    .looseObject({
      max: count,
      days: count,
      by: z.string().min(1).max(200).optional(),
      reason: z.literal('required').optional(),
    })
    .optional(),
  stops: z.enum(['suspend', 'restart', 'none']),
  excludedKinds: z.array(partId).max(40),
  onExpiry: z.enum([
    'nothing',
    'deemedAccepted',
    'deemedApproved',
    'deemedRefused',
    'deemedRenewed',
  ]),
  legalBasis: z.array(legalBasis).max(20),
  effective: z.looseObject({ from: civilDate, until: civilDate.optional() }),
});

/** Shape of a version: who decides, by which clocks and stages, valid from a day on. */
export const procedureVersion = {
  name: languageMap,
  authority: recordId,
  /** The authority's working days and hours. */
  calendar: recordId,
  clocks: z.array(clockRule).max(20),
  stages: z
    .array(z.looseObject({ key: partId, name: languageMap, clocks: z.array(partId).max(20) }))
    .max(40),
  validFrom: civilDate,
  /** The mechanism that this version puts in force. */
  mechanism: recordId.optional(),
  inputs: languageMap.optional(),
  /** Authority days from received to decision or issue. */
  durationDays: estimate.optional(),
  /** Calendar days that the applicant takes to answer a request. */
  applicantDays: estimate.optional(),
  estimateBasis: languageMap.optional(),
} as const;
