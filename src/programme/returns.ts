// Who has reported for a month, who is late and by how much: computed for the day asked from projects, returns and the charter's
// rule, never stored (docs/spec/model.md). Pure.
import { type CivilDate, daysBetween, lastDay } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import { type Money, parseMoney, sumMoney } from '../base/money.ts';
import type { CharterState } from './kinds/charter.ts';
import type { CharterContent } from './kinds/charter-content.ts';
import type { OwnProjectState, ProjectState } from './kinds/project.ts';
import type { ReturnGap, ReturnRow, ReturnState } from './kinds/return.ts';

/** When returns are due, and from which month on they are asked of every party. */
export interface ReturnsRule {
  /** Day of the following month, 1 to 28. */
  readonly dueDay: number;
  /** `2026-10`; absent where each party begins with its own first return. */
  readonly from?: string;
}

/** What holds where the charter says nothing. */
export const returnsDefault: ReturnsRule = { dueDay: 10 };

/**
 * How a project stands for a month: reported by the due day or after it; not reported with a reason; not reported and not due
 * yet, or late; or not asked, since nobody had asked for returns of that month and none was handed in.
 */
export type ReturnStanding =
  | 'reported'
  | 'reported-late'
  | 'explained'
  | 'awaited'
  | 'late'
  | 'not-asked';

/** One project in one month. */
export interface ReturnLine {
  readonly project: OwnProjectState;
  readonly row?: ReturnRow;
  readonly gap?: ReturnGap;
  /** The newest row of a month before. */
  readonly before?: { readonly month: string; readonly row: ReturnRow };
  readonly standing: ReturnStanding;
  /** Days after the due day: of the report, else so far. 0 where not late. */
  readonly lateDays: number;
  /** Spent by the returns up to this month, each currency by itself. */
  readonly spentToDate: readonly Money[];
  /** Whether the project is sample, or any return of its party that the standing rests on. */
  readonly sample: boolean;
}

/** What is known of projects and returns. */
export interface ReturnRecords {
  readonly projects: readonly ProjectState[];
  readonly returns: readonly ReturnState[];
}

/** Returns the rule of the charter: of its text in force, else of none. */
export function returnsRule(charter: CharterState | undefined): ReturnsRule {
  const text = charter?.texts.find(({ hash }) => hash === charter.inForce);
  const { returns }: Partial<CharterContent> = text?.content ?? {};
  if (returns === undefined) return returnsDefault;
  const { dueDay, from } = returns;
  return { dueDay, ...(from === undefined ? {} : { from }) };
}

/** Returns the month so many months after another; before it where the number is negative. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Returns the day by which the return of a month is due. */
export function returnDue(month: string, { dueDay }: ReturnsRule): CivilDate {
  return `${monthAfter(month, 1)}-${String(dueDay).padStart(2, '0')}`;
}

const over: ReadonlySet<string> = new Set([
  'completed',
  'cancelled',
  'maintenance',
  'decommissioning',
]);

/** Own projects and parts that are on record by a month's end and, as far as is known, not over by then. */
function isExpected(project: OwnProjectState, month: string): boolean {
  const end = lastDay(month);
  if (project.opening.day > end) return false;
  const { status } = project;
  return status === undefined || status.day > end || !over.has(status.status);
}

/**
 * Returns each project that a return of the month is expected of or has a row, by id.
 * @param day For which lateness is computed.
 */
export function returnLines(
  { projects, returns }: ReturnRecords,
  asked: { readonly month: string; readonly day: CivilDate; readonly rule: ReturnsRule },
): readonly ReturnLine[] {
  const { month } = asked;
  const current = returns.filter((one) => one.month === month);
  const rows = new Map(current.flatMap((one) => one.rows).map((row) => [String(row.project), row]));
  const gaps = new Map(current.flatMap((one) => one.missing).map((gap) => [gap.project, gap]));
  const own = projects.flatMap((one) => (one.basis === 'own' ? [one] : []));
  return own
    .filter((one) => isExpected(one, month) || rows.has(one.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((project) => {
      const row = rows.get(project.id);
      const gap = gaps.get(project.id);
      const before = rowBefore(returns, project.id, month);
      return {
        project,
        ...(row === undefined ? {} : { row }),
        ...(gap === undefined ? {} : { gap }),
        ...(before === undefined ? {} : { before }),
        ...standingOf({ row, gap, from: firstAsked(returns, project.party, asked.rule) }, asked),
        spentToDate: spentBy(returns, project.id, month),
        sample: project.sample || returns.some((one) => one.sample && one.party === project.party),
      };
    });
}

/** The month from which on a party's returns are expected. */
function firstAsked(
  returns: readonly ReturnState[],
  party: PartyId,
  rule: ReturnsRule,
): string | undefined {
  const own = returns.filter((one) => one.party === party).map(({ month }) => month);
  const [first] = [...own, ...(rule.from === undefined ? [] : [rule.from])].sort();
  return first;
}

function standingOf(
  given: {
    readonly row: ReturnRow | undefined;
    readonly gap: ReturnGap | undefined;
    readonly from: string | undefined;
  },
  asked: { readonly month: string; readonly day: CivilDate; readonly rule: ReturnsRule },
): Pick<ReturnLine, 'standing' | 'lateDays'> {
  const { row, gap, from } = given;
  const due = returnDue(asked.month, asked.rule);
  const lateDays = Math.max(0, daysBetween(due, row?.reported ?? asked.day));
  if (row !== undefined) {
    return { standing: lateDays > 0 ? 'reported-late' : 'reported', lateDays };
  }
  if (gap !== undefined) return { standing: 'explained', lateDays: 0 };
  if (from === undefined || asked.month < from) return { standing: 'not-asked', lateDays: 0 };
  return { standing: lateDays > 0 ? 'late' : 'awaited', lateDays };
}

function rowBefore(
  returns: readonly ReturnState[],
  project: string,
  month: string,
): ReturnLine['before'] {
  const earlier = returns
    .filter((one) => one.month < month)
    .flatMap((one) => one.rows.map((row) => ({ month: one.month, row })))
    .filter(({ row }) => row.project === project)
    .sort((a, b) => (a.month < b.month ? -1 : 1));
  return earlier.at(-1);
}

/** Returns what was spent up to a month, each currency by itself. Each row's amount belongs to its own month: to date is their sum. Amounts that are no money of the table are left out. */
export function spentBy(
  returns: readonly ReturnState[],
  project: string,
  month: string,
): readonly Money[] {
  const amounts = returns
    .filter((one) => one.month <= month)
    .flatMap((one) => one.rows)
    .flatMap((row) => (row.project === project && row.spent !== undefined ? [row.spent] : []))
    .map(parseMoney);
  return sumMoney(amounts.flatMap((one) => (one.ok ? [one.value] : [])));
}

/** Returns the newest row of a project, with its month and the return that has it. */
export function newestRow(returns: readonly ReturnState[], project: string) {
  const all = returns.flatMap((of) =>
    of.rows.filter((row) => row.project === project).map((row) => ({ of, row })),
  );
  return all.sort((a, b) => (a.of.month < b.of.month ? -1 : 1)).at(-1);
}

/** Returns the last month that was over on a day: the one whose return a page shows first. */
export function lastMonthBy(day: CivilDate): string {
  return monthAfter(day.slice(0, 7), -1);
}
