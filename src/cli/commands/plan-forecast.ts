// `comity plan forecast FILE`: when a project ends, by many runs, with no node, no data folder and no network.
import { err, ok, type Result } from '../../base/result.ts';
import { dateToDay, dayToDate, minuteToText } from '../../plan/civil-time.ts';
import {
  type ActivityForecast,
  type Forecast,
  type ForecastAsked,
  findForecastErrors,
  forecastProject,
} from '../../plan/forecast.ts';
import { forecastDatesMax } from '../../plan/limits.ts';
import type { PlanIssue } from '../../plan/plan-issue.ts';
import { forecastOnThreads } from '../../server/forecast-workers.ts';
import { type Command, type Context, type ExitCode, exitCodes, listOption } from '../command.ts';
import { printForecast, sharesOf } from '../forecast-print.ts';
import {
  findRunsFault,
  type RunsTyped,
  readPlanInputs,
  runsOptions,
  runsTyped,
  sayIssues,
  threadsFor,
  watchOf,
} from './plan-inputs.ts';

/** The command that forecasts a file. */
export const planForecast: Command = {
  path: 'plan forecast',
  usage: 'FILE --runs N --seed S [--date YYYY-MM-DD …] [--threads T] [--details] [--json]',
  options: { ...runsOptions, details: { type: 'boolean' } },
  run: runForecast,
};

interface Asked extends RunsTyped {
  readonly file: string;
  readonly dates: readonly string[];
}

interface Answer {
  readonly forecast: Forecast;
  readonly inputsHash: string;
}

async function runForecast(context: Context): Promise<ExitCode> {
  const fault = findRunsFault(context);
  if (fault !== undefined) {
    context.say(fault);
    return exitCodes.usage;
  }
  const asked = askedOf(context);
  if (asked === undefined) {
    context.say(context.text('cli.plan.forecast.usage', { count: forecastDatesMax }));
    return exitCodes.usage;
  }
  const answer = await answerFor(context, asked);
  if (!answer.ok) {
    sayIssues(context, answer.error);
    return exitCodes.failed;
  }
  const { forecast } = answer.value;
  const { drawnCount, beyondExperience } = forecast;
  if (drawnCount === 0) context.say(context.text('cli.plan.forecast.fixed'));
  if (beyondExperience.length > 0) {
    const codes = forecast.activities
      .filter(({ activity }) => beyondExperience.includes(activity.id))
      .map(({ activity }) => activity.code);
    context.say(context.text('cli.plan.forecast.beyond', { codes: codes.join(', ') }));
  }
  if (context.options.json === true) {
    const isDetailed = context.options.details === true;
    const plain = jsonOf(asked, answer.value);
    context.print(JSON.stringify(isDetailed ? withDetails(plain, forecast) : plain));
  } else printForecast(context, asked.dates, forecast);
  return exitCodes.ok;
}

/** Undefined for anything that is not as the usage says. */
function askedOf({ args, options }: Context): Asked | undefined {
  const [file, ...more] = args;
  const typed = runsTyped(options);
  const dates = listOption(options, 'date');
  if (file === undefined || more.length > 0 || dates.length > forecastDatesMax) return undefined;
  if (typed === undefined) return undefined;
  return { file, dates, ...typed };
}

async function answerFor(
  context: Context,
  asked: Asked,
): Promise<Result<Answer, readonly PlanIssue[]>> {
  const read = await readPlanInputs(asked.file);
  if (!read.ok) return read;
  const { runs, seed } = asked;
  const question = {
    ...read.value.asked,
    runs,
    seed,
    days: asked.dates.map(dateToDay),
    crucialityAsked: context.options.details === true,
  };
  const errors = [...read.value.errors, ...findForecastErrors(question)];
  if (errors.length > 0) return err(errors);
  const result = await forecastFor(context, question, asked);
  return result.ok ? ok({ forecast: result.value, inputsHash: read.value.hash() }) : result;
}

/** Forecasts here, or on threads where they were asked for or there is much to do: the answer is the same. */
export async function forecastFor(
  context: Context,
  question: ForecastAsked,
  typed: RunsTyped,
): Promise<Result<Forecast, readonly PlanIssue[]>> {
  const size = question.schedule.projects[0].activities.length;
  const threads = threadsFor(typed, question.runs * size);
  return threads === 0
    ? forecastProject(question)
    : forecastOnThreads(question, threads, watchOf(context));
}

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ runs, seed, dates }: Asked, { forecast, inputsHash }: Answer) {
  const { probabilities, activities } = forecast;
  return {
    ...quantilesOf(forecast),
    probability: Object.fromEntries(dates.map((date, i) => [date, probabilities[i]])),
    activities: activities.map(({ activity, criticality, ssi, dragMinutes }) => {
      return { id: activity.id, criticality, ssi, drag: dragMinutes, dragMinutes };
    }),
    runs,
    seed,
    inputsHash,
  };
}

/** Returns the four quantiles as JSON has them. */
export function quantilesOf({ p10, p50, p80, p90 }: Forecast) {
  return {
    p10: minuteToText(p10),
    p50: minuteToText(p50),
    p80: minuteToText(p80),
    p90: minuteToText(p90),
  };
}

/** The further fields of `--details`. */
function withDetails(plain: ReturnType<typeof jsonOf>, forecast: Forecast) {
  const time = (minute: number | undefined) => (minute === undefined ? null : minuteToText(minute));
  const own = ({ finishes, cruciality }: ActivityForecast) => ({
    cruciality: cruciality ?? null,
    p50: time(finishes?.p50),
    p80: time(finishes?.p80),
  });
  return {
    ...plain,
    activities: plain.activities.map((one, i) => ({ ...one, ...own(forecast.activities[i]) })),
    statedFinish: time(forecast.statedFinish),
    deciles: Object.fromEntries(
      forecast.deciles.map((minute, i) => [`p${(i + 1) * 10}`, minuteToText(minute)]),
    ),
    finishDays: forecast.histogram.map(({ day, runs }) => [dayToDate(day), runs]),
    finishShares: sharesOf(forecast).map(({ day, share }) => [dayToDate(day), share]),
    beyondExperience: forecast.beyondExperience,
  };
}
