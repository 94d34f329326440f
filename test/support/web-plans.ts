// Records and plans of the fixture of the pages, computed as a node computes them: statements are folded, states joined to
// a network, dates and forecasts computed from it. The forecasts on record are those that were computed on their days.

import { type CivilDate, civilDateIn, lastDay } from '../../src/base/dates.ts';
import type { PartyId } from '../../src/base/ids.ts';
import { minuteToText } from '../../src/plan/civil-time.ts';
import { forecastModelVersion } from '../../src/plan/forecast.ts';
import { foldSubject } from '../../src/programme/fold.ts';
import type { KindName, StateOf } from '../../src/programme/kinds.ts';
import type { Placed, StatementHead } from '../../src/programme/statement.ts';
import type { Plans, ProjectPlan } from '../../src/projection/plan.ts';
import type { PlanAsked } from '../../src/projection/plan-records.ts';
import type { AsOf, HistoryLine, Queries, RecordView } from '../../src/projection/queries.ts';
import type { PlanDesk } from '../../src/server/plan-desk.ts';
import { workPlan } from '../../src/server/plan-work.ts';
import { createPlans } from '../../src/server/plans.ts';
import { contextOf, type Given, sha256 } from './given.ts';
import { tellAgree } from './web-agree.ts';
import { tellBaselines } from './web-baselines.ts';
import { tellCalendars, tellCases, tellProcedures, tellReports } from './web-cases.ts';
import { tellChanges } from './web-changes.ts';
import { tellIndicators } from './web-indicators.ts';
import { hongKong, type Say, shenzhen } from './web-places.ts';
import { tellFacts, tellLinks, tellProjects } from './web-projects.ts';
import { tellRegister } from './web-register.ts';
import { tellReturns } from './web-returns.ts';
import { readFile, scheduleFiles } from './web-schedules.ts';
import { tellServe } from './web-serve.ts';
import { createTeller, type Teller } from './web-story.ts';

/** Where the story ends: before any forecast, after an approval was stopped, after its answer, or with time alone gone by. */
export type Ending = 'unforecast' | 'stopped' | 'answered' | 'waited';

/** What the fixture is asked for beside the records that it makes itself. */
export interface World {
  records: Queries['records'];
  record: Queries['record'];
  readonly plans: Plans;
}

/** Inputs documents of the forecasts that were put on record, by hash: the blobs of the node. */
const documents = new Map<string, string>();

/** The desk without its thread. */
const desk: PlanDesk = { work: async (task) => workPlan(task) as never, close: async () => {} };

/** Returns everything there is when the story has ended. `others` are the records that are not of the story. */
export function createWorld(
  given: { readonly say: Say; readonly text: (words: string) => string; readonly ending: Ending },
  others: Queries,
): World {
  const teller = createTeller(given.say, given.text);
  const told = tellStory(teller, others, given.ending);
  const queriesThen = async () => ({ ...others, ...recordsOf(await told) });
  const plansThen = told.then((held) => plansOf({ ...others, ...recordsOf(held) }, given.say));
  return {
    records: async (kind, when) => {
      const found = await (await queriesThen()).records(kind, when);
      return joined(kind, found, { others, when });
    },
    record: async (kind, id, when) => {
      const found = await (await queriesThen()).records(kind, when);
      return (await joined(kind, found, { others, when })).find((one) => one.id === id);
    },
    plans: {
      plan: async (id, when) => (await plansThen).plan(id, when),
      variances: async (id, when) => (await plansThen).variances(id, when),
      cases: async (when) => (await plansThen).cases(when),
      obstacles: async (when) => (await plansThen).obstacles(when),
      ranking: async (id) => (await plansThen).ranking(id),
      whatIf: async (id, changes) => (await plansThen).whatIf(id, changes),
      inputs: async (id) => (await plansThen).inputs(id),
      recordedInputs: async (project, hash) => {
        const { placed } = await told;
        const names = ({ statement }: Placed<StatementHead>) => {
          const { project: of, inputs } = statement as {
            project?: string;
            inputs?: { hash: string };
          };
          return of === project && inputs?.hash === hash;
        };
        return placed.some(names) ? documents.get(hash) : undefined;
      },
    },
  };
}

/** Organizations and some reports are the fixture's own. */
async function joined<Name extends KindName>(
  kind: Name,
  found: readonly RecordView<StateOf[Name]>[],
  given: { readonly others: Queries; readonly when: AsOf | undefined },
): Promise<readonly RecordView<StateOf[Name]>[]> {
  const { others, when } = given;
  if (kind === 'organization') return (await others.organizations(when)) as never;
  if (kind !== 'report') return found;
  return [...((await others.reports(when)) as readonly RecordView<never>[]), ...found];
}

async function tellStory(teller: Teller, others: Queries, ending: Ending): Promise<Given> {
  const { say, tell } = teller;
  tellProjects(teller);
  tellCalendars(teller);
  tellProcedures(teller);
  tellLinks(teller);
  tellCases(teller);
  tellReports(teller);
  tellFacts(teller);
  tellServe(teller);
  tellAgree(teller);
  tellIndicators(teller);
  tellChanges(teller);
  tellBaselines(teller);
  tellReturns(teller);
  tellRegister(teller);
  if (ending === 'unforecast') return teller.held();
  const make = (on: CivilDate, asked: PlanAsked = {}) =>
    tellForecast(teller, others, { on, asked });
  await make('2026-11-10');
  await make('2026-11-10', { asof: '2026-10-09' });
  const about = 'SZ-K003';
  const waitingFor = say('Drawings of the bridge, revised', '經修訂的橋樑圖則', '修订后的桥梁图纸');
  const why = say('The levels are missing.', '欠缺標高。', '缺少标高。');
  const stop = { act: 'stop', happened: '2026-11-16', why, waitingFor };
  tell({ by: shenzhen, kind: 'approval-case', about, on: '2026-11-16', command: stop });
  await make('2026-11-17');
  if (ending === 'answered') {
    const resume = { act: 'resume', happened: '2026-11-23', note: waitingFor };
    tell({ by: shenzhen, kind: 'approval-case', about, on: '2026-11-23', command: resume });
  }
  if (ending === 'waited') await make('2026-12-28', { day: '2026-12-28' });
  return teller.held();
}

/** Puts a forecast on record as the node does (src/server/node-plans.ts). */
async function tellForecast(
  teller: Teller,
  others: Queries,
  { on, asked }: { readonly on: CivilDate; readonly asked: PlanAsked },
): Promise<void> {
  const plans = plansOf({ ...others, ...recordsOf(teller.held()) }, teller.say);
  const found = await plans.published('HK-P001', asked);
  if (found === undefined || found.document === undefined) throw new Error('nothing to forecast');
  const { document, plan } = found;
  if (plan.computed !== undefined) documents.set(plan.computed.inputsHash, document);
  const isFirst = !teller.held().placed.some(({ statement }) => statement.act === 'make');
  teller.tell({
    ...{ by: hongKong, kind: 'forecast', on },
    ...(isFirst ? {} : { about: 'HK-FC001' }),
    command: {
      ...makeOf(plan, Buffer.byteLength(document)),
      ...(asked.asof === undefined ? {} : { backcast: true }),
    },
  });
}

function makeOf({ records, network, computed }: ProjectPlan, bytes: number) {
  if (computed === undefined) throw new Error('nothing computed');
  const { forecast, runs, seed, inputsHash } = computed;
  return {
    ...{
      act: 'make',
      project: records.project.id,
      inputs: { hash: inputsHash, bytes },
      inputsHash,
    },
    ...{ dataDate: network.dataDate, model: forecastModelVersion, runs, seed: String(seed) },
    p10: minuteToText(forecast.p10),
    p50: minuteToText(forecast.p50),
    p80: minuteToText(forecast.p80),
    p90: minuteToText(forecast.p90),
    counts: { public: records.heads.length, programme: 0 },
    heads: records.heads,
  };
}

function plansOf(queries: Queries, say: Say) {
  const files = Object.values(scheduleFiles(say));
  const schedules = new Map(files.map((file) => [file.hash, readFile(file)]));
  const scheduleOf = async (hash: string) => schedules.get(hash);
  return createPlans({ queries, scope: 'public', sha256, desk, scheduleOf });
}

/** Questions about the statements: folded when asked, for another day from those of that day (docs/spec/model.md 4). */
function recordsOf(held: Given): Pick<Queries, 'records' | 'record'> {
  const kept = new Map<string, readonly RecordView<unknown>[]>();
  const read = (kind: string, when: AsOf) => {
    const key = JSON.stringify([kind, when]);
    const found = kept.get(key) ?? foldAll(inView(held.placed, when), kind);
    kept.set(key, found);
    return found;
  };
  return {
    records: async (kind, when = {}) => read(kind, when) as never,
    record: async (kind, id, when = {}) => read(kind, when).find((one) => one.id === id) as never,
  };
}

function inView(placed: readonly Placed<StatementHead>[], { asof, known }: AsOf) {
  return placed.filter(({ place }) => {
    const isKnown =
      known === undefined || civilDateIn('Asia/Hong_Kong', place.at) <= lastDay(known);
    return isKnown && (asof === undefined || place.day <= lastDay(asof));
  });
}

function foldAll(
  placed: readonly Placed<StatementHead>[],
  kind: string,
): readonly RecordView<unknown>[] {
  const context = contextOf(placed);
  const mine = placed.filter(({ statement }) => statement.schema === `${kind}/1`);
  const byId = Map.groupBy(mine, ({ statement }) => statement.about);
  return [...byId].sort(byName).flatMap(([id, all]) => {
    const statements = all.toSorted(byLog);
    const { state, shown } = foldSubject({ kind, id, statements, context });
    const history = shown.map((one): HistoryLine => ({ ...one, standing: 'confirmed' }));
    return state === undefined ? [] : [{ id, kind, state, history }];
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byLog(a: Placed<StatementHead>, b: Placed<StatementHead>): number {
  const parties: readonly [PartyId, PartyId] = [a.place.party, b.place.party];
  if (parties[0] !== parties[1]) return parties[0] < parties[1] ? -1 : 1;
  return a.place.index - b.place.index;
}
