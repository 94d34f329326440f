// `comity plan backtest FILE`: how good forecasts from past cases would have been, month by month; no node, no network.
import { isCivilDate } from '../../base/dates.ts';
import type { Result } from '../../base/result.ts';
import { readPastCases } from '../../exchange/past-cases-file.ts';
import { type Backtest, backtest, type Score } from '../../plan/backtest.ts';
import { type DayNumber, dateToDay, dayToDate } from '../../plan/civil-time.ts';
import type { PlanIssue } from '../../plan/plan-issue.ts';
import { type Command, type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { tableOf } from '../table.ts';
import { readFileBytes, sayIssues } from './plan-inputs.ts';

/** The command that scores forecasts of past cases. */
export const planBacktest: Command = {
  path: 'plan backtest',
  usage: 'FILE [--asof YYYY-MM-DD] [--json]',
  options: { asof: { type: 'string' }, json: { type: 'boolean' } },
  run: runBacktest,
};

async function runBacktest(context: Context): Promise<ExitCode> {
  const [file, ...more] = context.args;
  const asOf = stringOption(context.options, 'asof');
  if (file === undefined || more.length > 0) {
    context.say(context.text('cli.plan.backtest.usage'));
    return exitCodes.usage;
  }
  if (asOf !== undefined && !isCivilDate(asOf)) {
    context.say(context.text('cli.case.day', { option: '--asof', given: asOf }));
    return exitCodes.usage;
  }
  const answer = answerFor(file, asOf === undefined ? undefined : dateToDay(asOf));
  if (!answer.ok) {
    sayIssues(context, answer.error);
    return exitCodes.failed;
  }
  if (context.options.json === true) context.print(JSON.stringify(jsonOf(answer.value)));
  else printForPeople(context, answer.value);
  return exitCodes.ok;
}

interface Answer extends Backtest {
  readonly asOf: DayNumber;
}

function answerFor(
  file: string,
  asked: DayNumber | undefined,
): Result<Answer, readonly PlanIssue[]> {
  const bytes = readFileBytes(file);
  if (!bytes.ok) return bytes;
  const read = readPastCases(bytes.value);
  if (!read.ok) return read;
  const asOf = asked ?? read.value.asOf;
  const result = backtest({ cases: read.value.cases, asOf });
  return result.ok ? { ok: true, value: { asOf, ...result.value } } : result;
}

/** Exactly the fields of docs/manual/forecast.md. */
function jsonOf({ asOf, months, classes, total }: Answer) {
  return {
    asOf: dayToDate(asOf),
    total: scoreJson(total),
    months: months.map(({ day, ...score }) => ({ date: dayToDate(day), ...scoreJson(score) })),
    classes: classes.map(({ path, ...score }) => ({ class: path, ...scoreJson(score) })),
  };
}

function scoreJson(score: Score) {
  return {
    forecasts: score.forecasts,
    unforecast: score.unforecast,
    scored: score.scored,
    crpsDays: score.crpsDays ?? null,
    pinball50Days: score.pinball50Days ?? null,
    pinball80Days: score.pinball80Days ?? null,
    settled: score.settled,
    coverage80: score.coverage80 ?? null,
  };
}

const columns = ['forecasts', 'scored', 'crps', 'pinball50', 'pinball80', 'coverage'] as const;

function printForPeople(context: Context, { asOf, months, classes, total }: Answer): void {
  const head = columns.map((column) => context.text(`cli.plan.backtest.${column}`));
  const all = context.text('cli.plan.backtest.total');
  const print = (rows: readonly (readonly string[])[]) => {
    for (const line of tableOf(rows)) context.print(line);
  };
  context.print(context.text('cli.plan.backtest.head', { date: dayToDate(asOf) }));
  const monthRows = months.map((one) => [dayToDate(one.day), ...cellsOf(one)]);
  print([[context.text('cli.plan.backtest.month'), ...head], ...monthRows]);
  context.print('');
  const classRows = classes.map((one) => [one.path.join('/'), ...cellsOf(one)]);
  const title = context.text('cli.plan.backtest.class');
  print([[title, ...head], ...classRows, [all, ...cellsOf(total)]]);
  if (total.unforecast === 0) return;
  context.say(context.text('cli.plan.backtest.unforecast', { count: total.unforecast }));
}

function cellsOf(score: Score): readonly string[] {
  const days = (value: number | undefined) => value?.toFixed(1) ?? '';
  const { coverage80 } = score;
  return [
    `${score.forecasts}`,
    `${score.scored}`,
    days(score.crpsDays),
    days(score.pinball50Days),
    days(score.pinball80Days),
    coverage80 === undefined ? '' : `${(coverage80 * 100).toFixed(0)} %`,
  ];
}
