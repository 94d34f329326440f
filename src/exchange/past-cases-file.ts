// Files of past cases: Comity JSON, or CSV with the columns class, received and ended (RFC 4180, UTF-8). A class is
// written from wide to narrow with slashes between.
import { isCivilDate } from '../base/dates.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { DatedCase } from '../plan/backtest.ts';
import { type DayNumber, dateToDay } from '../plan/civil-time.ts';
import { cutIssues, type PlanIssue, planError } from '../plan/plan-issue.ts';
import { parseObject, shapeErrors } from './comity-json.ts';
import { csvLines } from './csv-lines.ts';
import { casesLinesMax, fileBytesMax } from './limits.ts';
import { pastCasesSchema, pastCasesShape } from './past-cases-shape.ts';
import { utf8Text } from './text-encoding.ts';

/** What a file holds. */
export interface PastCasesFile {
  readonly cases: readonly DatedCase[];
  /** As the file states it, else its latest day. */
  readonly asOf: DayNumber;
}

/** One case as it stands in a file. */
interface Row {
  readonly class: readonly string[];
  readonly received: string;
  readonly ended?: string | undefined;
  /** 1-based line, where the file has lines. */
  readonly line?: number;
}

/**
 * Reads a file. Errors, all at once: exchange.too-large, exchange.cases-encoding, base.json.*, exchange.json-schema,
 * exchange.json-shape, exchange.cases-columns, exchange.cases-row, exchange.cases-date, exchange.cases-none.
 * @param bytes Untrusted: a file that somebody made.
 */
export function readPastCases(bytes: Uint8Array): Result<PastCasesFile, readonly PlanIssue[]> {
  if (bytes.length > fileBytesMax) {
    const sentence = `expected at most ${fileBytesMax} bytes, got ${bytes.length}`;
    return err([planError('exchange.too-large', sentence)]);
  }
  const text = utf8Text(bytes);
  if (text === undefined) {
    return err([planError('exchange.cases-encoding', 'expected UTF-8 text')]);
  }
  const read = /^\s*\{/.test(text) ? rowsOfJson(text) : rowsOfCsv(text);
  if (!read.ok) return err(cutIssues(read.error));
  const { rows, asOf } = read.value;
  const issues: PlanIssue[] = [];
  const cases = rows.map((row, i) => toCase(row, i, issues));
  const stated = asOf === undefined ? undefined : dayOf(asOf, { member: 'asOf' }, issues);
  if (issues.length > 0) return err(cutIssues(issues));
  if (cases.length === 0) return err([planError('exchange.cases-none', 'the file holds no case')]);
  const latest = cases.reduce((day, one) => Math.max(day, one.ended ?? one.received), -Infinity);
  return ok({ cases, asOf: stated ?? latest });
}

interface Rows {
  readonly rows: readonly Row[];
  readonly asOf?: string | undefined;
}

function rowsOfJson(text: string): Result<Rows, readonly PlanIssue[]> {
  const json = parseObject(text, pastCasesSchema);
  if (!json.ok) return json;
  const parsed = pastCasesShape.safeParse(json.value);
  if (!parsed.success) return err(shapeErrors(parsed.error.issues));
  return ok({ rows: parsed.data.cases, asOf: parsed.data.asOf });
}

const columns = ['class', 'received', 'ended'] as const;

function rowsOfCsv(text: string): Result<Rows, readonly PlanIssue[]> {
  const lines = csvLines(text, casesLinesMax);
  const head = lines[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const at = columns.map((name) => head.indexOf(name));
  if (at.includes(-1)) {
    const sentence = `expected the columns ${columns.join(', ')}, got ${head.join(', ').slice(0, 200)}`;
    return err([planError('exchange.cases-columns', sentence, { line: 1 })]);
  }
  const issues: PlanIssue[] = [];
  const rows = lines.slice(1).flatMap(({ cells, line }): readonly Row[] => {
    if (cells.length === 1 && cells[0] === '') return [];
    if (cells.length !== head.length) {
      const sentence = `expected ${head.length} cells, got ${cells.length}`;
      issues.push(planError('exchange.cases-row', sentence, { line }));
      return [];
    }
    const [path, received, ended] = at.map((column) => cells[column].trim());
    const names = path === '' ? [] : path.split('/').map((name) => name.trim());
    return [{ class: names, received, ended: ended === '' ? undefined : ended, line }];
  });
  return issues.length > 0 ? err(issues) : ok({ rows });
}

interface Where {
  readonly member: string;
  readonly line?: number | undefined;
}

function toCase(row: Row, index: number, issues: PlanIssue[]): DatedCase {
  const where = { member: `${index + 1}`, line: row.line };
  const received = dayOf(row.received, where, issues);
  const ended = row.ended === undefined ? undefined : dayOf(row.ended, where, issues);
  return { path: row.class, received, ended };
}

function dayOf(text: string, { member, line }: Where, issues: PlanIssue[]): DayNumber {
  if (isCivilDate(text)) return dateToDay(text);
  const sentence = `expected a date YYYY-MM-DD that exists, got ${text.slice(0, 40)}`;
  issues.push(planError('exchange.cases-date', sentence, { members: [member], line }));
  return 0;
}
