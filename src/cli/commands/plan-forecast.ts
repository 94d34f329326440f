// `comity plan forecast FILE`: when a project ends, by many runs, with no node, no data folder and no network.
import { readFileSync } from 'node:fs';
import { isCivilDate } from '../../base/dates.ts';
import { messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { printComityJson } from '../../exchange/comity-json.ts';
import { readSchedule } from '../../exchange/formats.ts';
import { dateToDay, minuteToText } from '../../plan/civil-time.ts';
import { type Forecast, forecastProject, inputsHash } from '../../plan/forecast.ts';
import { forecastDatesMax } from '../../plan/limits.ts';
import { cutIssues, type PlanIssue, planError } from '../../plan/plan-issue.ts';
import { isSupported } from '../../plan/profile.ts';
import { findScheduleErrors } from '../../plan/validation.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  stringOption,
} from '../command.ts';

/** The command that forecasts a file. */
export const planForecast: Command = {
  path: 'plan forecast',
  usage: 'FILE --runs N --seed S [--date YYYY-MM-DD …] [--json]',
  options: {
    date: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    runs: { type: 'string' },
    seed: { type: 'string' },
  },
  run: runForecast,
};

interface Asked {
  readonly file: string;
  readonly runs: number;
  readonly seed: number;
  readonly dates: readonly string[];
}

interface Answer {
  readonly forecast: Forecast;
  readonly inputsHash: string;
}

async function runForecast(context: Context): Promise<ExitCode> {
  const asked = askedOf(context);
  if (asked === undefined) {
    context.say(context.text('cli.plan.forecast.usage', { count: forecastDatesMax }));
    return exitCodes.usage;
  }
  const answer = answerFor(asked);
  if (!answer.ok) {
    for (const { code, message, line } of cutIssues(answer.error)) {
      const key = line === undefined ? 'cli.plan.error' : 'cli.plan.error-at';
      context.say(context.text(key, { code, message, line: String(line ?? '') }));
    }
    return exitCodes.failed;
  }
  const { forecast } = answer.value;
  if (forecast.drawnCount === 0) context.say(context.text('cli.plan.forecast.fixed'));
  if (context.options.json === true) context.print(JSON.stringify(jsonOf(asked, answer.value)));
  else printForPeople(context, asked, forecast);
  return exitCodes.ok;
}

/** Undefined for anything that is not as the usage says; ranges are checked by the forecast. */
function askedOf({ args, options }: Context): Asked | undefined {
  const [file, ...more] = args;
  const [runs, seed] = ['runs', 'seed'].map((name) => stringOption(options, name) ?? '');
  const dates = listOption(options, 'date');
  if (file === undefined || more.length > 0 || dates.length > forecastDatesMax) return undefined;
  if (![runs, seed].every((text) => /^\d{1,16}$/.test(text))) return undefined;
  if (!dates.every(isCivilDate)) return undefined;
  return { file, runs: Number(runs), seed: Number(seed), dates };
}

function answerFor(asked: Asked): Result<Answer, readonly PlanIssue[]> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(asked.file === '-' ? 0 : asked.file);
  } catch (error) {
    return err([planError('exchange.file-unreadable', messageOf(error))]);
  }
  const read = readSchedule(bytes);
  if (!read.ok) return read;
  const { schedule, issues, format } = read.value;
  const { profile } = format;
  if (!isSupported(profile)) {
    const sentence = `the profile ${profile} is not computed yet`;
    return err([planError('exchange.profile-unsupported', sentence)]);
  }
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (errors.length > 0) return err([...errors, ...findScheduleErrors(schedule)]);
  const days = asked.dates.map(dateToDay);
  const { runs, seed } = asked;
  const { sha256 } = nodeCrypto;
  const result = forecastProject({ schedule, profile, runs, seed, days, sha256 });
  if (!result.ok) return result;
  const inputs = {
    schema: 'comity-forecast-inputs/1',
    model: 1,
    profile,
    schedule: JSON.parse(printComityJson(schedule)) as Json,
  };
  return ok({ forecast: result.value, inputsHash: inputsHash(sha256, inputs) });
}

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ runs, seed, dates }: Asked, { forecast, inputsHash }: Answer) {
  const { p10, p50, p80, p90, probabilities, activities } = forecast;
  return {
    p10: minuteToText(p10),
    p50: minuteToText(p50),
    p80: minuteToText(p80),
    p90: minuteToText(p90),
    probability: Object.fromEntries(dates.map((date, i) => [date, probabilities[i]])),
    activities: activities.map(({ activity, criticality, dragMinutes }) => {
      return { id: activity.id, criticality, dragMinutes: dragMinutes ?? null };
    }),
    runs,
    seed,
    inputsHash,
  };
}

function printForPeople(context: Context, { dates }: Asked, forecast: Forecast): void {
  const when = (minute: number) => minuteToText(minute).replace('T', ' ');
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const { p10, p50, p80, p90 } = forecast;
  for (const [name, minute] of Object.entries({ P10: p10, P50: p50, P80: p80, P90: p90 })) {
    context.print(`${name}  ${when(minute)}`);
  }
  for (const [i, date] of dates.entries()) {
    context.print(`${date}  ${percent(forecast.probabilities[i])}`);
  }
  context.print(context.text('cli.plan.forecast.activities'));
  for (const { activity, criticality, dragMinutes } of forecast.activities) {
    const hours = dragMinutes === undefined ? '-' : (dragMinutes / 60).toFixed(1);
    context.print(`  ${percent(criticality).padStart(7)}  ${hours.padStart(8)}  ${activity.code}`);
  }
}
