// What the page of a project shows: the record and its parts, the plan, and everything else on record about it.

import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { baselinesOf } from '../../../programme/kinds/baseline.ts';
import type { OwnProjectState, ProjectState } from '../../../programme/kinds/project.ts';
import type { KindName, StateOf } from '../../../programme/kinds.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import {
  type Movement,
  movedLast,
  type PlanVariance,
  type ProjectPlan,
  type Ranking,
} from '../../../projection/plan.ts';
import { isPart } from '../../../projection/plan-records.ts';
import type { Queries, RecordView } from '../../../projection/queries.ts';
import type { Site, Visit } from '../../site.ts';

/** Records of one kind. */
type Records<Name extends KindName> = readonly RecordView<StateOf[Name]>[];

/** The model of the page. */
export interface ProjectModel {
  readonly project: RecordView<ProjectState>;
  readonly parts: readonly RecordView<OwnProjectState>[];
  /** Absent for a part: its plan is the joint project's. */
  readonly plan?: ProjectPlan;
  /** Of a part: its own approvals. */
  readonly cases: readonly NetworkCase[];
  /** Of the project or part itself, and for a joint one of its parts: oldest first, as far as they hold on the day shown. */
  readonly baselines: Records<'baseline'>;
  /** What differs from those in force; empty for a part. */
  readonly variances: readonly PlanVariance[];
  /** What was budgeted for a part by the day on which its baseline was approved. */
  readonly budgets: ReadonlyMap<string, Records<'investment'>>;
  readonly moved?: Movement;
  readonly ranking: Ranking;
  readonly promises: Records<'promise'>;
  readonly investments: Records<'investment'>;
  /** Exchange rates of every party. */
  readonly rates: readonly StateOf['exchange-rate'][];
  readonly forecasts: Records<'forecast'>;
  /** Of the project, its parts and their schedules. */
  readonly changes: Records<'change-request'>;
  readonly schedules: Records<'schedule'>;
  readonly contracts: Records<'contract'>;
  /** Monthly returns of every party. */
  readonly returns: readonly StateOf['return'][];
  readonly mechanisms: Records<'mechanism'>;
  /** Every procedure by id: a version of one puts a mechanism in force. */
  readonly procedures: ReadonlyMap<string, StateOf['procedure']>;
  readonly crossing?: RecordView<StateOf['crossing']>;
  readonly flows: Records<'flow-observation'>;
  /** Names of organizations by id. */
  readonly names: ReadonlyMap<string, LanguageMap>;
}

/** Returns the model. Refusals: web.project.unknown; web.project.then.unknown where it was not on record by the day shown. */
export async function projectModel(
  site: Site,
  visit: Visit,
): Promise<Result<ProjectModel, Refusal>> {
  const { queries, plans } = site;
  const id = visit.params.id ?? '';
  const project = await queries.record('project', id, visit.when);
  if (project === undefined) {
    const now = isToday(visit) ? undefined : await queries.record('project', id);
    return now === undefined
      ? refuse('web.project.unknown', { id })
      : refuse('web.project.then.unknown', { id, day: visit.day });
  }
  const present = isToday(visit);
  const [facts, plan, variances, cases, ranking] = await Promise.all([
    readFacts(queries, visit, project),
    plans.plan(id, visit.when),
    plans.variances(id, { ...visit.when, day: visit.day }),
    isPart(project.state) ? plans.cases({ ...visit.when, day: visit.day }) : [],
    present ? plans.ranking(id) : { alone: [], pairs: [] },
  ]);
  const moved = plan === undefined || !present ? undefined : movedLast(plan);
  return ok({
    project,
    ...facts,
    ...(plan === undefined ? {} : { plan }),
    ...(moved === undefined ? {} : { moved }),
    variances,
    budgets: await budgetsThen(queries, visit, variances),
    cases: cases.filter((one) => one.state.project === id),
    ranking,
  });
}

/** Returns whether a page shows today: only then is anything computed for it. */
export function isToday({ when }: Pick<Visit, 'when'>): boolean {
  return when.asof === undefined && when.known === undefined;
}

/** As they were known to stand on that day. */
async function budgetsThen(
  queries: Queries,
  { when }: Visit,
  variances: readonly PlanVariance[],
): Promise<ReadonlyMap<string, Records<'investment'>>> {
  const found = variances.map(async ({ part, baselines }) => {
    const asof = baselines.at(-1)?.day;
    const all = await queries.records('investment', { ...when, ...(asof && { asof }) });
    const own = all.filter(({ state }) => state.kind === 'budget' && state.project === part);
    return [part, own] as const;
  });
  return new Map(await Promise.all(found));
}

async function readFacts(queries: Queries, visit: Visit, project: RecordView<ProjectState>) {
  const { when } = visit;
  const { id, state } = project;
  const [projects, promises, investments, rates, forecasts] = await Promise.all([
    queries.records('project', when),
    queries.records('promise', when),
    queries.records('investment', when),
    queries.records('exchange-rate', when),
    queries.records('forecast', when),
  ]);
  const [schedules, baselines, changes, contracts, returns] = await Promise.all([
    queries.records('schedule', when),
    queries.records('baseline', when),
    queries.records('change-request', when),
    queries.records('contract', when),
    queries.records('return', when),
  ]);
  const [mechanisms, crossings, flows, organizations, procedures] = await Promise.all([
    queries.records('mechanism', when),
    queries.records('crossing', when),
    queries.records('flow-observation', when),
    queries.records('organization'),
    queries.records('procedure', when),
  ]);
  const parts = projects.filter((one): one is RecordView<OwnProjectState> => {
    return isPart(one.state) && one.state.partOf?.project === id;
  });
  const ids = new Set([id, ...parts.map((part) => part.id)]);
  const ownSchedules = schedules.filter((one) => ids.has(one.state.project));
  const changing = new Set([...ids, ...ownSchedules.map((one) => one.id)]);
  const crossingId = state.basis === 'joint' ? state.content?.crossing : undefined;
  const crossing = crossings.find((one) => one.id === crossingId);
  const about = crossing === undefined ? ids : new Set([...ids, crossing.id]);
  return {
    parts,
    promises: promises.filter((one) => about.has(one.state.subject)),
    investments: investments.filter((one) => ids.has(one.state.project)),
    rates: rates.map((one) => one.state),
    forecasts: forecasts.filter((one) => one.state.project === id),
    mechanisms: mechanisms.filter((one) => one.state.content?.project === id),
    changes: changes.filter((one) => changing.has(one.state.of)),
    schedules: ownSchedules,
    baselines: baselinesThen(baselines, [...ids], visit.day),
    contracts: contracts.filter((one) => ids.has(one.state.project)),
    returns: returns.map(({ state: one }) => one),
    ...(crossing === undefined ? {} : { crossing }),
    flows: flows.filter((one) => one.state.crossing === crossingId),
    procedures: new Map(procedures.map((one) => [one.id, one.state])),
    names: new Map(organizations.map((one) => [one.id, one.state.name])),
  };
}

/** Project by project, oldest first. */
function baselinesThen(
  all: Records<'baseline'>,
  projects: readonly string[],
  day: string,
): Records<'baseline'> {
  const byId = new Map(all.map((one) => [one.id, one]));
  const states = all.map(({ state }) => state);
  return projects.flatMap((project) =>
    baselinesOf(states, project, day).flatMap(({ id }) => byId.get(id) ?? []),
  );
}
