// Rows as Primavera P6 names their columns, whatever the file that they come from, and what cells say.
import { textToMinute } from '../plan/civil-time.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';

/** One row: a cell by the name of its column in small letters. */
export interface P6Row {
  readonly line: number;
  /** Returns the cell without spaces at its ends; empty where there is none. */
  text(column: string): string;
  /** Returns where the cell stands, both 1-based. */
  at(column: string): { readonly line: number; readonly column: number | undefined };
}

/** What stands between whole numbers and decimals in a file. */
export type DecimalSign = '.' | ',';

/** Reads the cells of one file, and says of each that it cannot read where it stands. */
export interface P6Cells {
  /** Returns hours as whole minutes. Undefined for an empty cell and one that is no number: exchange.p6-number. */
  minutes(row: P6Row, column: string): number | undefined;
  /** Returns a time without its seconds. Undefined for an empty cell and one that is no time: exchange.p6-time. */
  time(row: P6Row, column: string): number | undefined;
}

/** Returns the reader of cells of a file. */
export function p6Cells(decimal: DecimalSign, issues: PlanIssue[]): P6Cells {
  const fault = (row: P6Row, column: string, code: string) => {
    const sentence = `expected ${code === 'exchange.p6-time' ? 'a time YYYY-MM-DD HH:MM' : 'a number'} in ${column}`;
    const got = `${sentence}, got ${row.text(column).slice(0, 40)}`;
    issues.push(planError(code, got, row.at(column)));
    return undefined;
  };
  return {
    minutes(row, column) {
      const cell = row.text(column);
      if (cell === '') return undefined;
      const hours = numberOf(cell, decimal);
      if (hours === undefined) return fault(row, column, 'exchange.p6-number');
      return Math.round(hours * 60);
    },
    time(row, column) {
      const cell = row.text(column);
      if (cell === '') return undefined;
      const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?$/.exec(cell);
      const minute =
        match === null ? undefined : textToMinute(`${match[1]}T${match[2] ?? '00:00'}`);
      return minute ?? fault(row, column, 'exchange.p6-time');
    },
  };
}

/** Grouping signs are left out; a single comma or point is a decimal sign unless the file's currency says otherwise. */
function numberOf(text: string, decimal: DecimalSign): number | undefined {
  const groups = decimal === ',' ? /\.(?=\d{3}(\D|$))/g : /,(?=\d{3}(\D|$))/g;
  const plain = text.replaceAll(groups, '').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : undefined;
}

/** Words of a file count in any case. */
export function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Returns what a word stands for; an empty cell says nothing, an unknown word is told. */
export function wordOf<Meaning>(
  row: P6Row,
  given: {
    readonly column: string;
    readonly words: ReadonlyMap<string, Meaning>;
    readonly issues: PlanIssue[];
  },
): Meaning | undefined {
  const word = row.text(given.column);
  const meaning = given.words.get(word.toLowerCase());
  if (word !== '' && meaning === undefined) {
    const sentence = `${given.column} has the unknown word ${word.slice(0, 40)}`;
    given.issues.push(planError('exchange.p6-word', sentence, row.at(given.column)));
  }
  return meaning;
}
