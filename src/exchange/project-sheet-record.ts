// A row of a list of projects as commands: what a record has fields for becomes fields, the rest is kept beside them as an OC4IDS
// project would have it; the budget becomes a record of money where its years are known. And which record a row is already.
import { toHex, utf8 } from '../base/bytes.ts';
import type { JsonObject } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import type { StatedAmount } from '../programme/amount.ts';
import type { OwnProjectState } from '../programme/kinds/project.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { exactToKept, toDecimal } from './exact-json.ts';
import { filled, toPeriod } from './oc4ids-setting.ts';
import type { SheetProject } from './project-sheet.ts';
import { folded } from './returns-columns.ts';

/** What is said of all rows alike. */
export interface SheetSetting {
  /** Charter tag of texts of which the list names no language. */
  readonly language: string;
  readonly sample: boolean;
  readonly scope?: string;
}

/** What one row would have recorded, as plain JSON: its commands, one after another. */
export interface SheetCommands {
  readonly row: number;
  readonly reference?: string;
  readonly title: LanguageMap;
  /** Opens the project; the id of the kept OC4IDS project is still to be put in. */
  readonly open: JsonObject;
  readonly status?: JsonObject;
  /** Of an investment, still without its project. */
  readonly budget?: JsonObject;
}

/** Returns the commands of a row. */
export function sheetToCommands(project: SheetProject, setting: SheetSetting): SheetCommands {
  const { row, reference, title, description, status, location, budget } = project;
  const { language, sample, scope } = setting;
  const common = {
    ...(sample ? { sample: true } : {}),
    ...(scope === undefined ? {} : { scope }),
  };
  const period = periodOf(project);
  const { value, decimals } = exactToKept(keptOf(project));
  const open: JsonObject = {
    ...{ act: 'open', title, ...common },
    ...(description === undefined ? {} : { summary: description }),
    ...(location === undefined ? {} : { location: { [language]: location } }),
    oc4ids: { language, project: value, ...(decimals.length === 0 ? {} : { decimals }) },
  };
  return {
    ...{ row, title, open },
    ...(reference === undefined ? {} : { reference }),
    ...(status === undefined ? {} : { status: { act: 'status', status, ...common } }),
    ...(budget === undefined || period === undefined
      ? {}
      : { budget: { act: 'state', kind: 'budget', amount: amountOf(budget), period, ...common } }),
  };
}

function amountOf({ amount, currency, approx }: StatedAmount): JsonObject {
  return { amount, currency, ...(approx === true ? { approx } : {}) };
}

/** The years of a budget are those of its project; one that has only an end is of that year. */
function periodOf({ start, end }: SheetProject): JsonObject | undefined {
  const from = start ?? end;
  return from === undefined ? undefined : { from, ...(end === undefined ? {} : { to: end }) };
}

/** What a record has no field for; a budget only where no record of money can be made of it. */
function keptOf(project: SheetProject) {
  const { reference, sectors, otherSector, type, purpose, start, end, budget, authority } = project;
  const isBudgetKept = budget !== undefined && periodOf(project) === undefined;
  return filled({
    identifiers: reference === undefined ? [] : [{ id: reference }],
    publicAuthority: authority === undefined ? undefined : { id: 'authority', name: authority },
    parties:
      authority === undefined
        ? []
        : [{ id: 'authority', name: authority, roles: ['publicAuthority'] }],
    sector: sectors,
    additionalClassifications:
      otherSector === undefined ? [] : [{ scheme: 'x_comity-list', description: otherSector }],
    type,
    purpose,
    period: start === undefined ? endOnly(end) : toPeriod(start, end),
    budget: isBudgetKept
      ? { amount: { amount: toDecimal(budget.amount), currency: budget.currency } }
      : undefined,
  });
}

function endOnly(end: string | undefined) {
  return end === undefined ? undefined : filled({ endDate: toPeriod(end, end).endDate });
}

/** Returns the id under which a row's project goes out: its own number, or what only its title gives; the same at every import. */
export function sheetProjectId(
  party: string,
  { reference, title }: Pick<SheetCommands, 'reference' | 'title'>,
  sha256: Sha256,
): string {
  const names = Object.entries(title).sort(([a], [b]) => (a < b ? -1 : 1));
  const named = names.map(([, one]) => folded(one))[0] ?? '';
  const end = reference ?? toHex(sha256(utf8(named))).slice(0, 16);
  return `oc4ids-comity-${party}-${end}`;
}

/** A record that may be the project of a row. */
export type SheetRecord = Pick<OwnProjectState, 'id' | 'title' | 'oc4ids' | 'status'>;

/**
 * Returns the record that a row is already: by its own number, else by a title in any language where not both have numbers of their
 * own.
 */
export function recordOfRow<Known extends SheetRecord>(
  row: Pick<SheetCommands, 'reference' | 'title'>,
  id: string,
  records: readonly Known[],
): Known | undefined {
  const same = records.find(
    (one) => one.oc4ids?.project.id === id || hasNumber(one, row.reference),
  );
  if (same !== undefined) return same;
  const titles = new Set(Object.values(row.title).map(folded));
  return records.find(
    (one) =>
      Object.values(one.title).some((title) => titles.has(folded(title))) &&
      (row.reference === undefined || numbersOf(one).length === 0),
  );
}

function numbersOf({ oc4ids }: SheetRecord): readonly string[] {
  const { identifiers } = (oc4ids?.project ?? {}) as { readonly identifiers?: unknown };
  if (!Array.isArray(identifiers)) return [];
  return identifiers.flatMap((one: { readonly id?: unknown } | null) =>
    typeof one?.id === 'string' ? [folded(one.id)] : [],
  );
}

function hasNumber(record: SheetRecord, reference: string | undefined): boolean {
  return reference !== undefined && numbersOf(record).includes(folded(reference));
}
