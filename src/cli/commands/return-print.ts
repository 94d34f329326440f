// What the commands on returns print for people: the answers to check, and who has reported.
import { statusKeys } from '../../exchange/returns-columns.ts';
import type { ReadReturn } from '../../exchange/returns-file.ts';
import type { ReturnGrid } from '../../exchange/returns-grid.ts';
import type { ReturnAnswer } from '../../server/return-desk.ts';
import { pickText } from '../../text/language-map.ts';
import type { Context } from '../command.ts';
import { tableOf } from '../table.ts';

type Words = Pick<Context, 'language' | 'text'>;

const answerColumns = [
  'returns.column.id',
  'returns.column.title',
  'returns.column.status',
  'returns.column.percent',
  'returns.column.spent',
  'returns.column.expected',
  'cli.return.column.what',
] as const;

/** Returns the answers row by row, and what was or would be recorded. */
export function answerLines(
  { language, text }: Words,
  given: { readonly answer: ReturnAnswer; readonly grid: ReturnGrid; readonly read: ReadReturn },
): readonly string[] {
  const { answer, grid, read } = given;
  const titles = new Map(
    grid.lines.map(
      (one) => [one.project, pickText(one.title, language, grid.textLanguages).text] as const,
    ),
  );
  const rows = read.rows.map(({ content: one }) => [
    ...[one.project, titles.get(one.project) ?? '', text(statusKeys[one.status])],
    ...[one.percent === undefined ? '–' : `${one.percent}%`],
    ...[one.spent === undefined ? '–' : `${one.spent.amount} ${one.spent.currency}`],
    ...[one.next?.expected ?? '–'],
    one.unchanged === true ? text('cli.return.unchanged') : text('cli.return.filled'),
  ]);
  const gaps = read.missing.map(({ project }) => [
    ...[project, titles.get(project) ?? '', '–', '–', '–', '–', text('cli.return.gap')],
  ]);
  const { recorded, month } = answer;
  const counts = { count: read.rows.length, missing: read.missing.length, left: read.left.length };
  const done =
    recorded === undefined
      ? text('cli.return.foreseen', { month, ...counts })
      : text('cli.return.done', { month, id: recorded.ids[0] ?? '', ...counts });
  return [...tableOf([answerColumns.map((key) => text(key)), ...rows, ...gaps]), done];
}

const standings = {
  reported: 'returns.standing.reported',
  'reported-late': 'returns.standing.reported-late',
  explained: 'returns.standing.explained',
  awaited: 'returns.standing.awaited',
  late: 'returns.standing.late',
  'not-asked': 'returns.standing.not-asked',
} as const;

/** Returns for each party who has reported and who is late. */
export function listLines(
  { language, text }: Words,
  grids: readonly ReturnGrid[],
): readonly string[] {
  return grids.flatMap(({ party, month, due, textLanguages, lines }) => {
    const rows = lines.map(({ project, title, standing, lateDays, reported }) => [
      ...[project, pickText(title, language, textLanguages).text, reported ?? '–'],
      text(standings[standing], { count: lateDays }),
    ]);
    const done = lines.filter(({ reported }) => reported !== undefined).length;
    const late = lines.filter(({ standing }) => standing === 'late').length;
    const params = { party, month, due, done, count: lines.length, late };
    return [text('cli.return.party', params), ...tableOf(rows)];
  });
}
