// Monthly returns on the node: the grid of a month from what is on record, a filled one considered row by row, then recorded as
// one command, and who has reported. The methods of the operator's commands (control.ts).
import { type CivilDate, civilDateIn } from '../base/dates.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type ReturnGrid, toGridLine } from '../exchange/returns-grid.ts';
import { lastMonthBy, returnDue, returnLines, returnsRule } from '../programme/returns.ts';
import { month as monthShape } from '../programme/statement.ts';
import { createQueries } from '../projection/read.ts';
import type { CommandOutcome } from './commands.ts';
import { type Node, nowOf } from './node.ts';
import { pageQueries } from './pages.ts';
import { textLanguagesOf } from './text-languages.ts';

type Party = NonNullable<Node['party']>;
type Params = Readonly<Record<string, Json | undefined>>;

/** What became of a filled grid. */
export interface ReturnAnswer {
  readonly month: string;
  readonly due: CivilDate;
  /** What would be wrong with each row alone, by its place among the rows given. */
  readonly refused: readonly (Refusal & { readonly index: number })[];
  /** What would be wrong with the return as a whole, its rows being right. */
  readonly whole?: Refusal;
  /** Absent where nothing was recorded. */
  readonly recorded?: CommandOutcome;
}

/** Returns every party's grid of a month, sorted by party; without one, of the last that is over. */
async function readGrids(
  node: Node,
  asked: Json | undefined,
): Promise<Result<readonly ReturnGrid[], Refusal>> {
  const day = civilDateIn(node.config.own?.zone ?? 'UTC', nowOf(node));
  const month = asked ?? lastMonthBy(day);
  if (!monthShape.safeParse(month).success || typeof month !== 'string') {
    return refuse('programme.command.malformed', { path: 'month', expected: 'YYYY-MM' });
  }
  const queries = createQueries(pageQueries(node, 'programme'));
  const own = node.config.own?.party;
  const [programme, textLanguages, projects, returns, investments, contracts] = await Promise.all([
    queries.programme(),
    textLanguagesOf(queries, own),
    queries.records('project'),
    queries.records('return'),
    queries.records('investment'),
    queries.records('contract'),
  ]);
  const rule = returnsRule(programme.charter?.state);
  const records = {
    projects: projects.map(({ state }) => state),
    returns: returns.map(({ state }) => state),
  };
  const money = [
    ...investments.map(({ state }) => [state.project, state.amount.currency] as const),
    ...contracts.map(({ state }) => [state.project, state.value.currency] as const),
  ];
  const lines = returnLines(records, { month, day, rule });
  const parties = [...new Set(lines.map(({ project }) => project.party))].sort();
  if (own !== undefined && !parties.includes(own)) parties.push(own);
  const grids = parties.map((party): ReturnGrid => {
    const record = records.returns.find((one) => one.party === party && one.month === month);
    return {
      ...{ party, month, due: returnDue(month, rule), textLanguages },
      ...(record === undefined ? {} : { record: record.id }),
      lines: lines
        .filter(({ project }) => project.party === party)
        .map((line) => {
          const currencies = money.flatMap(([of, code]) => (of === line.project.id ? [code] : []));
          return toGridLine(line, [...new Set(currencies)].sort());
        }),
    };
  });
  return ok(grids);
}

/** Returns the grids of a month, of every party whose projects are here. Refusal: programme.command.malformed. */
export async function listReturns(node: Node, params: Params): Promise<Result<unknown, Refusal>> {
  return readGrids(node, params.month);
}

/** Returns the own party's grid of a month. Refusal: programme.command.malformed. */
export async function returnGridOf(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<ReturnGrid, Refusal>> {
  await party.projector.caughtUp('own');
  const read = await readGrids(node, params.month);
  if (!read.ok) return read;
  const own = read.value.find((one) => one.party === node.config.own?.party);
  return own === undefined ? refuse('server.command.not-found', { id: 'return' }) : ok(own);
}

/**
 * Considers `{month, rows, missing?, preview?, as?, scope?, sample?}`: each row alone, then all of them; records them as one command where
 * nothing is wrong and no preview is asked for. Refusal of the whole: programme.command.malformed.
 */
export async function takeReturn(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<ReturnAnswer, Refusal>> {
  const read = await returnGridOf(node, party, params);
  if (!read.ok) return read;
  const { month, due, record } = read.value;
  const rows = Array.isArray(params.rows) ? (params.rows as readonly Json[]) : [];
  const missing = Array.isArray(params.missing) ? (params.missing as readonly Json[]) : [];
  // A return of sample projects is sample, and so is all that is handed in on it later.
  const named = new Set([...rows, ...missing].map((one) => isJsonObject(one) && one.project));
  const isSample = read.value.lines.some((one) => one.sample && named.has(one.project));
  const inputOf = (some: readonly Json[], gaps: readonly Json[]) => ({
    ...{ kind: 'return', ...(record === undefined ? {} : { about: record }) },
    ...(typeof params.as === 'string' ? { as: params.as } : {}),
    command: {
      ...{ act: 'submit', month, rows: [...some] },
      ...(gaps.length === 0 ? {} : { missing: [...gaps] }),
      ...(params.scope === undefined ? {} : { scope: params.scope }),
      ...(params.sample === true || isSample ? { sample: true } : {}),
    },
  });
  const refused: (Refusal & { readonly index: number })[] = [];
  for (const [index, row] of rows.entries()) {
    const considered = await party.commands.consider(inputOf([row], []));
    if (!considered.ok) refused.push({ index, ...considered.error });
  }
  if (refused.length > 0) return ok({ month, due, refused });
  const all = inputOf(rows, missing);
  if (params.preview === true) {
    const considered = await party.commands.consider(all);
    return ok({ month, due, refused, ...(considered.ok ? {} : { whole: considered.error }) });
  }
  const done = await party.commands.execute(all);
  return ok({
    month,
    due,
    refused,
    ...(done.ok ? { recorded: done.value } : { whole: done.error }),
  });
}
