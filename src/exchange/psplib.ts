// PSPLIB single-mode files (`.sm`; Kolisch and Sprecher 1997): jobs with durations and finish-to-start links. One unit
// is 24 hours from 2000-01-01T00:00. Resources are not scheduled, which is said.
import { err, ok, type Result } from '../base/result.ts';
import { minutesPerDay, textToMinute } from '../plan/civil-time.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import type { Activity, Link } from '../plan/schedule.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';

/** The reader of `.sm` files. */
export const psplib: ScheduleFormat = {
  name: 'PSPLIB',
  profile: 'comity',
  encoding: 'utf-8',
  recognises: (text) => /^\*{8,}\s*\r?\nfile with basedata\b/.test(text),
  read: readPsplib,
};

interface Row {
  readonly line: number;
  readonly values: readonly number[];
}

/**
 * Errors, each with its line: exchange.psplib-section, exchange.psplib-row, exchange.psplib-modes,
 * exchange.psplib-jobs. Warning: exchange.psplib-resources.
 */
function readPsplib(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const lines = text.split(/\r?\n/);
  const issues: PlanIssue[] = [];
  const precedence = rowsOf(lines, /^PRECEDENCE RELATIONS:/, issues);
  const requests = rowsOf(lines, /^REQUESTS\/DURATIONS:/, issues);
  if (issues.length > 0) return err(issues);
  const links = precedence.flatMap((row) => linksOf(row, issues));
  const activities = requests.flatMap((row) => activityOf(row, issues));
  const declared = numberAfter(lines, /^jobs\b.*:\s*(\d+)/);
  for (const rows of [precedence, requests]) {
    if (declared === undefined || rows.length === declared) continue;
    const sentence = `expected ${declared} jobs, got ${rows.length}`;
    issues.push(planError('exchange.psplib-jobs', sentence, { line: rows[0]?.line }));
  }
  if (issues.length > 0) return err(issues);
  const projectNumber = lines.findIndex((line) => /^pronr\./.test(line));
  const code = /\d+/.exec(lines[projectNumber + 1] ?? '')?.[0] ?? '1';
  const dataDate = textToMinute('2000-01-01T00:00') ?? 0;
  const warnings = requests.some((row) => row.values.length > 3)
    ? [planWarning('exchange.psplib-resources', 'resources are not scheduled')]
    : [];
  const projects = [{ id: code, code, dataDate, activities, links }];
  return ok({ schedule: { calendars: [], projects }, issues: warnings });
}

/** Rows of numbers after a heading and its column titles, up to the next line of stars. */
function rowsOf(lines: readonly string[], heading: RegExp, issues: PlanIssue[]): readonly Row[] {
  const begin = lines.findIndex((line) => heading.test(line));
  if (begin === -1) {
    const sentence = `expected a section ${heading.source.slice(1).replaceAll('\\', '')}`;
    issues.push(planError('exchange.psplib-section', sentence));
    return [];
  }
  if (!lines.slice(begin).some((line) => line.startsWith('*'))) {
    const sentence = 'a section does not end with a line of stars: the rest of the file is missing';
    issues.push(planError('exchange.psplib-section', sentence, { line: lines.length }));
  }
  const rows: Row[] = [];
  for (let i = begin + 1; i < lines.length && !lines[i].startsWith('*'); i++) {
    if (/^\s*(jobnr\.|-{4,}|$)/.test(lines[i])) continue;
    const values = lines[i].trim().split(/\s+/).map(Number);
    if (values.length < 3 || values.some((value) => !Number.isSafeInteger(value))) {
      const sentence = 'expected at least three whole numbers';
      const column = columnOf(
        lines[i],
        values.findIndex((value) => !Number.isSafeInteger(value)),
      );
      issues.push(planError('exchange.psplib-row', sentence, { line: i + 1, column }));
    } else rows.push({ line: i + 1, values });
  }
  return rows;
}

/** Where a word begins in its line, 1-based; for none of them the end of the line. */
function columnOf(line: string, word: number): number {
  const found = [...line.matchAll(/\S+/g)][word];
  return (found?.index ?? line.length) + 1;
}

/** `jobnr. #modes #successors successors…` */
function linksOf(row: Row, issues: PlanIssue[]): readonly Link[] {
  const [job, modes, count, ...successors] = row.values;
  if (modes !== 1) {
    const sentence = `expected one mode, got ${modes}`;
    issues.push(planError('exchange.psplib-modes', sentence, { line: row.line }));
  }
  if (successors.length !== count) {
    const sentence = `expected ${count} successors, got ${successors.length}`;
    issues.push(planError('exchange.psplib-row', sentence, { line: row.line }));
  }
  return successors.map((successor) => ({
    from: String(job),
    to: String(successor),
    type: 'FS',
    lagMinutes: 0,
    line: row.line,
  }));
}

/** `jobnr. mode duration R1 R2 …` */
function activityOf(row: Row, issues: PlanIssue[]): readonly Activity[] {
  const [job, mode, duration] = row.values;
  if (mode !== 1) {
    const sentence = `expected mode 1, got ${mode}`;
    issues.push(planError('exchange.psplib-modes', sentence, { line: row.line }));
  }
  const id = String(job);
  const durationMinutes = duration * minutesPerDay;
  return [{ id, code: id, type: 'task', durationMinutes, line: row.line }];
}

function numberAfter(lines: readonly string[], pattern: RegExp): number | undefined {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match !== null) return Number(match[1]);
  }
  return undefined;
}
