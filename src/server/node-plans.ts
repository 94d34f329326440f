// The plans of a node: those that pages show, from public records alone, and putting a forecast on record with the
// inputs that anybody can compute it from.

import { utf8, utf8ToString } from '../base/bytes.ts';
import type { CivilDate } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { type Refusal, type Result, refuse } from '../base/result.ts';
import { minuteToText } from '../plan/civil-time.ts';
import { forecastModelVersion } from '../plan/forecast.ts';
import type { Schedule } from '../plan/schedule.ts';
import type { StateOf } from '../programme/kinds.ts';
import type { Plans, ProjectPlan } from '../projection/plan.ts';
import type { PlanAsked } from '../projection/plan-records.ts';
import type { Queries } from '../projection/queries.ts';
import { createQueries } from '../projection/read.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { CommandOutcome } from './commands.ts';
import { schedulesKeptMax } from './limits.ts';
import type { Node } from './node.ts';
import { pageQueries, publicQueries } from './pages.ts';
import { openPlanDesk } from './plan-desk.ts';
import { createPlans } from './plans.ts';
import { openScheduleReader, type ScheduleReader } from './schedule-reader.ts';

/** What is put on record. */
export interface RecordAsked {
  readonly project: string;
  /** As the project stood on that day: a back-cast, which never counts among the forecasts that were made then. */
  readonly asof?: CivilDate;
  /** The data date is at least this: the daily forecast. */
  readonly day?: CivilDate;
}

/** Plans of a node. */
export interface NodePlans {
  readonly public: Plans;
  /** The plan as the next forecast of it would have it. */
  due(asked: RecordAsked): Promise<ProjectPlan | undefined>;
  /** Returns this party's own forecasts of a project, whoever may read them. */
  own(project: string): Promise<StateOf['forecast'] | undefined>;
  /** Records a forecast. Refusals: server.forecast.none, and those of the command. */
  record(asked: RecordAsked): Promise<Result<CommandOutcome, Refusal>>;
  close(): Promise<void>;
}

/** Returns the plans of a node; its thread starts when the first is asked for. */
export function openNodePlans(node: Node): NodePlans {
  const desk = openPlanDesk();
  const reader = openScheduleReader();
  const queries = publicQueries(node);
  const plans = createPlans({
    queries,
    scope: 'public',
    sha256: nodeCrypto.sha256,
    desk,
    scheduleOf: keptSchedules(node, reader),
  });
  let last: Promise<unknown> = Promise.resolve();
  return {
    public: { ...plans, recordedInputs: recordedInputsOf(node, queries) },
    own: (project) => ownForecast(node, project),
    due: async (asked) => (await plans.published(asked.project, askedOf(asked)))?.plan,
    record: async (asked) => {
      // One after another: the second finds the record that the first has begun.
      const mine = last.then(async () => {
        const found = await plans.published(asked.project, askedOf(asked));
        if (found?.plan.computed === undefined || found.document === undefined) {
          return refuse('server.forecast.none', { project: asked.project });
        }
        return recordForecast(node, found.plan, { document: found.document, asked });
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      await desk.close();
      await reader.close();
    },
  };
}

/** The file is handed out only where a forecast that is shown names it: a hash alone says nothing about who may read. */
function recordedInputsOf(node: Node, queries: Queries): Plans['recordedInputs'] {
  return async (project, hash) => {
    const forecasts = await queries.records('forecast');
    const made = forecasts
      .filter(({ state }) => state.project === project)
      .flatMap(({ state }) => [...state.makes, ...state.backcasts]);
    if (!made.some(({ inputs }) => inputs.hash === hash)) return undefined;
    const bytes = await node.blobs.get(hash);
    return bytes === undefined ? undefined : utf8ToString(bytes);
  };
}

function askedOf({ asof, day }: RecordAsked): PlanAsked {
  return { ...(asof === undefined ? {} : { asof }), ...(day === undefined ? {} : { day }) };
}

/** The inputs are here and durable before the statement that names them. */
/** By charter forecasts may be the parties' alone: then the public fold does not have them. */
async function ownForecast(node: Node, project: string): Promise<StateOf['forecast'] | undefined> {
  const all = await createQueries(pageQueries(node, 'programme')).records('forecast');
  const mine = all.find(
    ({ state }) => state.project === project && state.party === node.config.own?.party,
  );
  return mine?.state;
}

async function recordForecast(
  node: Node,
  plan: ProjectPlan,
  given: { readonly document: string; readonly asked: RecordAsked },
): Promise<Result<CommandOutcome, Refusal>> {
  const { party } = node;
  const { computed, records, network } = plan;
  if (party === undefined || computed === undefined) {
    throw new ComityError('server.command.no-log', 'a witness keeps no log and takes no commands');
  }
  const bytes = utf8(given.document);
  const hash = await node.blobs.put(bytes);
  const own = await ownForecast(node, records.project.id);
  const { forecast, runs, seed, inputsHash, sample } = computed;
  const command = {
    act: 'make',
    project: records.project.id,
    inputs: { hash, bytes: bytes.length },
    inputsHash,
    dataDate: network.dataDate,
    model: forecastModelVersion,
    runs,
    seed: String(seed),
    ...(network.target === undefined ? {} : { target: network.target }),
    p10: minuteToText(forecast.p10),
    p50: minuteToText(forecast.p50),
    p80: minuteToText(forecast.p80),
    p90: minuteToText(forecast.p90),
    counts: { public: records.heads.length, programme: 0 },
    heads: records.heads.map(({ record, leaf }) => ({ record, leaf })),
    ...(given.asked.asof === undefined ? {} : { backcast: true }),
    ...(sample ? { sample: true } : {}),
  };
  const about = own === undefined ? {} : { about: own.id };
  return party.commands.execute({ kind: 'forecast', ...about, command, isNode: true });
}

/** Schedules are read from their files once, the newest kept; so is that a file cannot be read. */
function keptSchedules(
  node: Node,
  reader: ScheduleReader,
): (hash: string) => Promise<Schedule | undefined> {
  const kept = new Map<string, Schedule | undefined>();
  return async (hash) => {
    if (kept.has(hash)) return kept.get(hash);
    const bytes = await node.blobs.get(hash);
    if (bytes === undefined) return undefined;
    const read = await reader.read(bytes);
    const isWhole = read.ok && !read.value.issues.some((issue) => issue.severity === 'error');
    kept.set(hash, isWhole ? read.value.schedule : undefined);
    for (const old of kept.keys()) if (kept.size > schedulesKeptMax) kept.delete(old);
    return kept.get(hash);
  };
}
