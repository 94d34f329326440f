// The small cases computed by Primavera P6 and kept beside the repository: the bytes of their XER file, and P6's answers
// from each case's comparison.csv.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/data/p6-cases/', import.meta.url);

/** Whether the cases are there. */
export const hasP6Cases = existsSync(folder);

/** What P6 says of one activity; empty where it says nothing. */
export interface P6Answer {
  readonly code: string;
  readonly dates: Readonly<Record<'ES' | 'EF' | 'LS' | 'LF', string>>;
  /** Days of eight hours. */
  readonly totalFloat: string;
  readonly freeFloat: string;
}

/** The file of all cases: a project for each, whose code ends with the case's number. */
export function readP6Cases(): Uint8Array {
  return readFileSync(new URL('cases-import.xer', folder));
}

/** The cases by name, each with P6's answers. */
export function readP6Answers(): ReadonlyMap<string, readonly P6Answer[]> {
  const names = readdirSync(folder).filter((name) => /^\d\d-/.test(name));
  return new Map(
    names.map((name) => {
      const text = readFileSync(new URL(`${name}/comparison.csv`, folder), 'utf8');
      const [head, ...rows] = text.trim().split(/\r?\n/);
      const columns = head!.split(',');
      const answers = rows.map((row): P6Answer => {
        const cells = row.split(',');
        const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
        const dates = {
          ES: cell('ES_p6'),
          EF: cell('EF_p6'),
          LS: cell('LS_p6'),
          LF: cell('LF_p6'),
        };
        const code = cell('activity_code');
        return { code, dates, totalFloat: cell('TF_p6'), freeFloat: cell('FF_p6') };
      });
      return [name, answers];
    }),
  );
}
