// `comity plan whatif FILE`: what changes of rules would be worth, each by itself and all together, over the same runs
// as the forecast (docs/spec/plan.md 12), with no node and no network.
import { err, ok, type Result } from '../../base/result.ts';
import { dateToDay, minutesPerDay, minuteToText } from '../../plan/civil-time.ts';
import type { Forecast } from '../../plan/forecast.ts';
import type { PlanIssue } from '../../plan/plan-issue.ts';
import {
  compareScenarios,
  findRankingErrors,
  type Policy,
  type PolicyEffect,
  type RankingAsked,
  type Scenario,
  scenariosOf,
} from '../../plan/policy.ts';
import { concludePairs, type PairEffect, pairScenarios } from '../../plan/policy-pairs.ts';
import type { Schedule } from '../../plan/schedule.ts';
import { compareOnThreads } from '../../server/forecast-workers.ts';
import { type Command, type Context, type ExitCode, exitCodes, listOption } from '../command.ts';
import { forecastFor, quantilesOf } from './plan-forecast.ts';
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

const words = ['limit', 'faster', 'recognise', 'parallel'] as const;
type Word = (typeof words)[number];
const list = { type: 'string', multiple: true } as const;

/** The command that tries changes on a file. */
export const planWhatif: Command = {
  path: 'plan whatif',
  usage:
    'FILE [--limit CODE=DAYS …] [--faster CODE=PERCENT …] [--recognise CODE …] [--parallel FROM:TO …] ' +
    '--runs N --seed S [--pairs] [--date YYYY-MM-DD] [--threads T] [--json]',
  options: {
    ...runsOptions,
    ...{ faster: list, limit: list, parallel: list, recognise: list },
    pairs: { type: 'boolean' },
  },
  run: runWhatif,
};

/** One change as typed: `limit`, `A=20`. */
interface Typed {
  readonly word: Word;
  readonly text: string;
}

interface Asked extends RunsTyped {
  readonly file: string;
  readonly typed: readonly Typed[];
  readonly date: string | undefined;
  /** Whether the changes are tried two by two as well. */
  readonly isPaired: boolean;
}

interface Answer {
  readonly base: Forecast;
  readonly changed: Forecast;
  readonly effects: readonly PolicyEffect[];
  /** Undefined where one change alone was asked. */
  readonly together: PolicyEffect | undefined;
  /** Undefined where they were not asked. */
  readonly pairs: readonly PairEffect[] | undefined;
  readonly inputsHash: string;
}

async function runWhatif(context: Context): Promise<ExitCode> {
  const fault = findRunsFault(context) ?? findChangeFault(context);
  if (fault !== undefined) {
    context.say(fault);
    return exitCodes.usage;
  }
  const asked = askedOf(context);
  if (asked === undefined) {
    context.say(context.text('cli.plan.whatif.usage'));
    return exitCodes.usage;
  }
  const answer = await answerFor(context, asked);
  if (!answer.ok) {
    sayIssues(context, answer.error);
    return exitCodes.failed;
  }
  if (context.options.json === true) context.print(JSON.stringify(jsonOf(asked, answer.value)));
  else printForPeople(context, answer.value);
  return exitCodes.ok;
}

const forms: Readonly<Record<Word, RegExp>> = {
  limit: /^.+=\d{1,9}[dm]?$/,
  faster: /^.+=\d{1,3}%?$/,
  recognise: /^.+$/,
  parallel: /^.+:.+$/,
};

function findChangeFault({ options, text: say }: Context): string | undefined {
  for (const word of words) {
    const given = listOption(options, word).find((text) => !forms[word].test(text));
    if (given !== undefined) return say('cli.plan.change', { option: `--${word}`, given });
  }
  return undefined;
}

/** Undefined for anything that is not as the usage says. */
function askedOf({ args, options }: Context): Asked | undefined {
  const [file, ...more] = args;
  const runs = runsTyped(options);
  const [date, ...dates] = listOption(options, 'date');
  const typed = words.flatMap((word) => listOption(options, word).map((text) => ({ word, text })));
  if (file === undefined || runs === undefined || more.length + dates.length > 0) return undefined;
  if (typed.length === 0) return undefined;
  return { file, typed, date, isPaired: options.pairs === true, ...runs };
}

async function answerFor(
  context: Context,
  asked: Asked,
): Promise<Result<Answer, readonly PlanIssue[]>> {
  const read = await readPlanInputs(asked.file);
  if (!read.ok) return read;
  const { runs, seed, date } = asked;
  const { schedule, inForce = [] } = read.value.asked;
  const policies = asked.typed.map((one) => policyOf(one, schedule));
  const day = date === undefined ? undefined : dateToDay(date);
  const question: RankingAsked = { ...read.value.asked, runs, seed, policies, day };
  const errors = [...read.value.errors, ...findRankingErrors(question)];
  if (errors.length > 0) return err(errors);
  const days = day === undefined ? [] : [day];
  const base = await forecastFor(context, { ...question, days }, asked);
  if (!base.ok) return base;
  const following = { ...question, days, inForce: [...inForce, ...policies] };
  const changed = await forecastFor(context, following, asked);
  if (!changed.ok) return changed;
  const effects = await effectsOf(context, question, asked);
  if (!effects.ok) return effects;
  const alone = effects.value.filter((one) => one.policy !== together);
  const scenarios = asked.isPaired ? pairScenarios(question, alone) : [];
  const pairs = await compare(context, { question, scenarios, asked });
  if (!pairs.ok) return pairs;
  return ok({
    base: base.value,
    changed: changed.value,
    effects: alone,
    together: effects.value.find((one) => one.policy === together),
    pairs: asked.isPaired ? concludePairs(alone, pairs.value) : undefined,
    inputsHash: read.value.hash(),
  });
}

/** No name of a change as typed is empty. */
const together = '';

async function effectsOf(context: Context, question: RankingAsked, asked: Asked) {
  const { policies } = question;
  const alone = scenariosOf(question);
  const scenarios = alone.length === 1 ? alone : [...alone, { name: together, policies }];
  return compare(context, { question, scenarios, asked });
}

async function compare(
  context: Context,
  given: {
    readonly question: RankingAsked;
    readonly scenarios: readonly Scenario[];
    readonly asked: Asked;
  },
) {
  const { question, scenarios, asked } = given;
  if (scenarios.length === 0) return ok([]);
  const { schedule, runs } = question;
  const placements = runs * schedule.projects[0].activities.length * (scenarios.length + 1);
  const threads = threadsFor(asked, placements);
  return threads === 0
    ? compareScenarios(question, scenarios)
    : compareOnThreads({ ...question, scenarios }, threads, watchOf(context));
}

/** A change by its name as typed. Codes that are not there stay, to be told with everything else that is wrong. */
function policyOf({ word, text }: Typed, schedule: Schedule): Policy {
  const name = `${word} ${text}`;
  const split = text.lastIndexOf('=');
  const [id, value] = [idOf(text.slice(0, split), schedule), text.slice(split + 1)];
  switch (word) {
    case 'limit': {
      const isMinutes = value.endsWith('m');
      const minutes = Number.parseInt(value, 10) * (isMinutes ? 1 : dayMinutes(id, schedule));
      return { name, activities: [id], change: { type: 'limit', minutes } };
    }
    case 'faster': {
      const percent = Number.parseInt(value, 10);
      return { name, activities: [id], change: { type: 'faster', percent } };
    }
    case 'recognise':
      return { name, activities: [idOf(text, schedule)], change: { type: 'recognised' } };
    case 'parallel': {
      const [from, to] = endsOf(text, schedule);
      return { name, activities: [], change: { type: 'parallel', links: [{ from, to }] } };
    }
  }
}

/** The id of the activity with a code, or with that id; else what was typed. */
function idOf(typed: string, { projects }: Schedule): string {
  const [project] = projects;
  return project?.activities.find((one) => one.code === typed)?.id ?? typed;
}

/** Codes may hold colons: the first parting into two that are there counts. */
function endsOf(text: string, schedule: Schedule): readonly [string, string] {
  const known = new Set(schedule.projects[0]?.activities.map((one) => one.id));
  const partings = [...text].flatMap((sign, i) => (sign === ':' ? [i] : []));
  const pairs = partings.map((at) => {
    return [idOf(text.slice(0, at), schedule), idOf(text.slice(at + 1), schedule)] as const;
  });
  return pairs.find((pair) => pair.every((id) => known.has(id))) ?? pairs[0];
}

/** Minutes of a day of work: the mean of the days of the week that the activity's calendar works on. */
function dayMinutes(id: string, { projects, calendars }: Schedule): number {
  const activity = projects[0]?.activities.find((one) => one.id === id);
  const calendar = calendars.find((one) => one.id === activity?.calendar);
  const worked = calendar?.week.filter((bands) => bands.length > 0) ?? [];
  if (worked.length === 0) return minutesPerDay;
  const all = worked.flat().reduce((sum, band) => sum + band.to - band.from, 0);
  return Math.floor(all / worked.length);
}

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ runs, seed }: Asked, answer: Answer) {
  const { base, changed, effects, together: all, pairs, inputsHash } = answer;
  const plain = (forecast: Forecast) => {
    const [probability = null] = forecast.probabilities;
    return { ...quantilesOf(forecast), probability };
  };
  return {
    base: plain(base),
    changed: plain(changed),
    effects: effects.map((one) => ({ policy: one.policy, ...numbersOf(one) })),
    together: all === undefined ? null : numbersOf(all),
    ...(pairs === undefined
      ? {}
      : {
          pairs: pairs.map((one) => ({
            policies: one.policies,
            ...numbersOf(one),
            surplusMinutes: one.surplusMinutes,
          })),
        }),
    runs,
    seed,
    inputsHash,
  };
}

function numbersOf(effect: Omit<PolicyEffect, 'policy'>) {
  return {
    meanMinutes: effect.meanMinutes,
    standardErrorMinutes: effect.standardErrorMinutes,
    p50: minuteToText(effect.p50),
    p80: minuteToText(effect.p80),
    p80ShiftMinutes: effect.p80ShiftMinutes,
    probability: effect.probability ?? null,
  };
}

function printForPeople(context: Context, answer: Answer): void {
  const { base, changed, effects, together: all, pairs } = answer;
  const when = (minute: number) => minuteToText(minute).replace('T', ' ');
  const days = (minutes: number) => (minutes / minutesPerDay).toFixed(1).padStart(8);
  context.print(context.text('cli.plan.whatif.head'));
  for (const name of ['p10', 'p50', 'p80', 'p90'] as const) {
    context.print(`${name.toUpperCase()}  ${when(base[name])}  ${when(changed[name])}`);
  }
  context.print(context.text('cli.plan.whatif.effects'));
  for (const one of all === undefined ? effects : [...effects, all]) {
    const name = one.policy === together ? context.text('cli.plan.whatif.together') : one.policy;
    const numbers = [one.meanMinutes, one.standardErrorMinutes, one.p80ShiftMinutes].map(days);
    context.print(`  ${numbers.join('  ')}  ${name}`);
  }
  if (pairs === undefined) return;
  context.print(context.text('cli.plan.whatif.pairs'));
  for (const { policies, meanMinutes, surplusMinutes } of pairs.slice(0, pairsPrinted)) {
    context.print(`  ${days(meanMinutes)}  ${days(surplusMinutes)}  ${policies.join(' + ')}`);
  }
}

/** People see the pairs that are worth most together; `--json` has them all. */
const pairsPrinted = 20;
