// What a monthly return says: a row for each project, in acts and in commands. One record is one party's month; its number is
// that month (`SZ-RT202610`), so that no second one can be opened beside it.
import { z } from 'zod';
import { type Mark, printRecordId, type RecordId } from '../../base/ids.ts';
import { amount } from '../amount.ts';
import { languageMapUpTo, month, partialDate, recordIdOf } from '../statement.ts';
import { changeCauses } from './change-request.ts';
import { ownProjectActs } from './project-content.ts';

/** Projects of one return: more than a programme of 300 needs, fewer than one journal record can hold. */
export const returnRowsMax = 500;

const project = recordIdOf('P');
const why = languageMapUpTo(2_000);

/** What is said of one project. */
const row = {
  project,
  status: ownProjectActs.status.status,
  /** Of the whole work, in whole percent. */
  percent: z.int().min(0).max(100).optional(),
  /** In that month alone: what was spent to date is computed. */
  spent: amount.refine((one) => !one.amount.startsWith('-'), 'expected nothing below 0').optional(),
  /** The next milestone, and when it is expected. */
  next: z.looseObject({ milestone: languageMapUpTo(500), expected: partialDate }).optional(),
  /** What is otherwise than last month, and why. */
  changed: languageMapUpTo(2_000).optional(),
  cause: z.enum(changeCauses).optional(),
  note: languageMapUpTo(2_000).optional(),
  /** Nothing is otherwise than last month: its values stand here again. */
  unchanged: z.literal(true).optional(),
};
/** A row as a command has it. */
export type ReturnRowContent = Readonly<z.infer<z.ZodObject<typeof row>>>;

const missing = z.array(z.looseObject({ project, why })).max(returnRowsMax).optional();

/** Statements: one `submit` for what one command handed in, then a `row` for each project of it. */
export const returnActs = {
  submit: { month, projects: z.array(project).max(returnRowsMax), missing },
  row: { month, ...row },
  correct: { month, ...row, why },
  withdraw: { project: project.optional(), why },
} as const;

/** Commands. */
export const returnCommands = {
  submit: {
    month,
    rows: z.array(z.strictObject(row)).max(returnRowsMax),
    missing,
  },
  correct: { ...row, why },
  withdraw: returnActs.withdraw,
} as const;

/** Returns the id of a party's return of a month. */
export function returnIdOf(mark: Mark, of: string): RecordId {
  return printRecordId({ mark, letters: 'RT', number: Number(of.replace('-', '')) });
}
