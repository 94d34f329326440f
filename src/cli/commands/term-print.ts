// What `comity term import` prints: a line for each concept that is new, changed, refused or left out, then how many there are of
// each; and the same as JSON.
import type { Refusal } from '../../base/result.ts';
import { plainName } from '../../exchange/plain-name.ts';
import type { TermChange, TermRow } from '../../exchange/tbx-import.ts';
import type { TbxIssue } from '../../exchange/tbx-shape.ts';
import { pickText } from '../../text/language-map.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import type { Context } from '../command.ts';
import { tableOf } from '../table.ts';

/** An import as it is shown. */
export interface ShownPlan {
  readonly issues: readonly TbxIssue[];
  readonly rows: readonly TermRow[];
  /** Concepts of the file that are no row: what is wrong with each stands among the issues. */
  readonly dropped: number;
  /** What the node would refuse. */
  readonly refused: readonly { readonly row: TermRow; readonly refusal: Refusal }[];
  /** Ids of the rows that were recorded. Absent: nothing was recorded. */
  readonly records?: ReadonlyMap<TermRow, string | undefined>;
}

const whats = {
  new: 'cli.term.what.new',
  changed: 'cli.term.what.changed',
  same: 'cli.term.what.same',
  'left-out': 'cli.term.what.left-out',
  refused: 'cli.term.what.refused',
} as const;

const changeNames: Readonly<Record<TermChange, string>> = {
  term: 'cli.term.change.term',
  definition: 'cli.term.change.definition',
  field: 'cli.term.change.field',
  source: 'cli.term.change.source',
  status: 'cli.term.change.status',
};

const columns = [
  'cli.term.column.what',
  'cli.term.column.concept',
  'cli.term.column.record',
  'cli.term.column.term',
  'cli.term.column.about',
] as const;

/** Orders problems as the file has them. */
export function byPlace(a: TbxIssue, b: TbxIssue): number {
  const [lineA, lineB] = [a.line ?? Infinity, b.line ?? Infinity];
  if (lineA !== lineB) return lineA - lineB;
  return (a.column ?? 0) - (b.column ?? 0);
}

/** Returns a problem with its place: `12:30: … [exchange.tbx-language]`. */
export function issueLine({ messages, language }: Context, issue: TbxIssue): string {
  const { line, column, code } = issue;
  const place = line === undefined ? '' : `${line}:${column ?? 1}: `;
  return `${place}${sentenceOf(messages, language, issue)} [${code}]`;
}

/** Returns the lines for people. What is the same is only counted. */
export function planLines(context: Context, shown: ShownPlan): readonly string[] {
  const { text, language } = context;
  const { rows, records } = shown;
  const refusals = refusalsByRow(shown);
  const listed = rows.filter(({ what }) => what !== 'same');
  const lines = listed.map((row) => [
    text(refusals.has(row) ? whats.refused : whats[row.what]),
    row.concept,
    records?.get(row) ?? row.record ?? '–',
    plainName(pickText(row.term, language).text) ?? '',
    aboutOf(context, row, refusals.get(row)),
  ]);
  const counts = countsOf(shown);
  return [
    ...(lines.length === 0 ? [] : tableOf([columns.map((key) => text(key)), ...lines])),
    text('cli.term.counts', counts),
    records === undefined
      ? text('cli.term.dry-run')
      : text('cli.term.recorded', { count: records.size }),
  ];
}

function aboutOf(context: Context, row: TermRow, refusal: Refusal | undefined): string {
  const { text, messages, language } = context;
  if (refusal !== undefined) return sentenceOf(messages, language, refusal);
  if (row.why !== undefined) return issueLine(context, row.why);
  return row.changes.map((name) => text(changeNames[name])).join(', ');
}

/** Returns an import as JSON: every concept, also those that are the same. */
export function planToJson(context: Context, shown: ShownPlan) {
  const { messages, language } = context;
  const { issues, rows, records } = shown;
  const refusals = refusalsByRow(shown);
  const said = <One extends Refusal>(one: One) => ({
    ...one,
    sentence: sentenceOf(messages, language, one),
  });
  return {
    issues: issues.map(said),
    counts: countsOf(shown),
    recorded: records?.size ?? 0,
    terms: rows.map((row) => {
      const { command: _, why, record, ...about } = row;
      const refusal = refusals.get(row);
      return {
        ...about,
        record: records?.get(row) ?? record ?? null,
        ...(why === undefined ? {} : { why: said(why) }),
        ...(refusal === undefined ? {} : { refused: said(refusal) }),
      };
    }),
  };
}

function refusalsByRow({ refused }: ShownPlan): ReadonlyMap<TermRow, Refusal> {
  return new Map(refused.map(({ row, refusal }) => [row, refusal]));
}

function countsOf({ rows, dropped }: ShownPlan) {
  const count = (what: TermRow['what']) => rows.filter((row) => row.what === what).length;
  return {
    new: count('new'),
    changed: count('changed'),
    same: count('same'),
    left: count('left-out') + dropped,
  };
}
