// What the home page says of projects and approvals: how many there are, which dates of theirs lie ahead.

import type { OwnProjectState, ProjectState } from '../../../programme/kinds/project.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { isOver, isPart } from '../../../projection/plan-records.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { activeClock } from '../../parts/approvals.ts';
import type { Site, Visit } from '../../site.ts';
import { newestForecast, openingsOf } from '../project/standing.ts';
import type { NextThing } from './next.ts';

/** Returns the number of projects, of those with something still to open, and when that is forecast. */
export async function readProjects(
  { queries }: Site,
  visit: Visit,
): Promise<{
  readonly projects: number;
  readonly ahead: number;
  readonly openings: readonly NextThing[];
}> {
  const [all, forecasts] = await Promise.all([
    queries.records('project'),
    queries.records('forecast'),
  ]);
  const whole = all.filter(({ state }) => !isPart(state));
  const ahead = whole
    .map((project) => ({ project, parts: partsOf(project, all) }))
    .filter(({ parts }) => !isOver({ parts }))
    .filter(({ project, parts }) => {
      // In use already, with more to come, is what a forecast on record says.
      const isUsed = openingsOf(parts.map((part) => part.state)).length > 0;
      const forecast = newestForecast(forecasts, project.id);
      return !isUsed || (forecast !== undefined && forecast.p50.slice(0, 10) >= visit.day);
    });
  const openings = ahead.flatMap(({ project, parts }): readonly NextThing[] => {
    const { id, state } = project;
    const day = newestForecast(forecasts, id)?.p50.slice(0, 10);
    if (day === undefined || day < visit.day) return [];
    const parties = [...new Set(parts.map((part) => part.state.party))];
    // A forecast made of sample is sample, whatever the project.
    const sample = state.sample || isSampleForecast(forecasts, id);
    const about = { id, texts: state.title, parties, sample };
    return [{ day, kind: 'opening', late: false, ...about }];
  });
  return { projects: whole.length, ahead: ahead.length, openings };
}

function isSampleForecast(
  forecasts: readonly RecordView<StateOf['forecast']>[],
  project: string,
): boolean {
  return forecasts.some(({ state }) => state.project === project && state.sample);
}

/** The own projects that a project consists of: its parts, or itself. */
function partsOf(
  project: RecordView<ProjectState>,
  all: readonly RecordView<ProjectState>[],
): readonly RecordView<OwnProjectState>[] {
  return all.filter((one): one is RecordView<OwnProjectState> => {
    if (one.state.basis !== 'own') return false;
    return one.id === project.id || one.state.partOf?.project === project.id;
  });
}

const openStandings: ReadonlySet<string> = new Set(['open', 'stopped', 'referred']);

/** Returns the number of open approvals, of those overdue, and the due dates of running clocks. */
export async function readApprovals(
  { plans }: Site,
  visit: Visit,
): Promise<{
  readonly approvals: number;
  readonly approvalsLate: number;
  readonly due: readonly NextThing[];
}> {
  const cases = await plans.cases({ day: visit.day });
  const open = cases.filter(
    ({ state, disputed }) => openStandings.has(state.standing) && !disputed,
  );
  const due = open.flatMap(({ id, owner, state, answer }): readonly NextThing[] => {
    const clock = activeClock(answer);
    if (clock?.due === undefined || clock.ended !== undefined) return [];
    const { title, sample } = state;
    const about = { id, texts: title, parties: [owner], sample };
    return [{ day: clock.due, kind: 'approval', late: clock.state === 'overdue', ...about }];
  });
  const approvalsLate = due.filter((one) => one.late).length;
  return { approvals: open.length, approvalsLate, due };
}
