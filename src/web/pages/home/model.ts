// What the home page shows: figures, what comes next, what is new. Plain data for one day.
import { ok, type Refusal, type Result } from '../../../base/result.ts';
import { commitmentOn } from '../../../programme/kinds/commitment.ts';
import type { HistoryLine } from '../../../projection/queries.ts';
import type { Site, Visit } from '../../site.ts';
import type { NextThing } from './next.ts';
import { readApprovals, readProjects } from './plans.ts';

/** The model of the home page. */
export interface HomeModel {
  /** Joint ones and own ones that are no part of a joint one. */
  readonly projects: number;
  readonly projectsAhead: number;
  /** Filed and not decided. */
  readonly approvals: number;
  readonly approvalsLate: number;
  readonly agreements: number;
  readonly concluded: number;
  readonly commitments: number;
  readonly late: number;
  readonly meetings: number;
  /** Reports that their owner has not answered, or disputes. */
  readonly reportsOpen: number;
  readonly next: readonly NextThing[];
  readonly latest: readonly HistoryLine[];
}

const nextCountMax = 8;
/** So many late dates at most stand before those ahead; the rest is on the lists. */
const nextLateMax = 3;
const latestCount = 8;

/** Returns the model of the home page. */
export async function homeModel(site: Site, visit: Visit): Promise<Result<HomeModel, Refusal>> {
  const { queries } = site;
  const [agreements, meetings, commitments, reports, latest] = await Promise.all([
    queries.agreements(),
    queries.meetings(),
    queries.commitments(),
    queries.reports(),
    queries.latest(latestCount),
  ]);
  const [{ projects, ahead, openings }, { approvals, approvalsLate, due }] = await Promise.all([
    readProjects(site, visit),
    readApprovals(site, visit),
  ]);
  const standings = commitments.map(({ state }) => commitmentOn(state, visit.day).standing);
  const promised = commitments.flatMap<NextThing>(({ id, state }, i) => {
    const standing = standings[i];
    if (state.due === undefined || state.measure === undefined) return [];
    if (standing !== 'open' && standing !== 'late') return [];
    const { due, measure, debtors, sample } = state;
    const late = standing === 'late';
    return [{ day: due, kind: 'commitment', id, late, texts: measure, parties: debtors, sample }];
  });
  const planned = meetings
    .filter(({ state }) => state.date >= visit.day)
    .map<NextThing>(({ id, state }) => ({
      day: state.date,
      kind: 'meeting',
      id,
      late: false,
      texts: state.title,
      parties: state.chairs.map((chair) => chair.party),
      sample: state.sample,
    }));
  const open = agreements.flatMap(({ id, state }) =>
    state.texts.flatMap<NextThing>((text) => {
      if (text.state !== 'open' || text.openUntil === undefined) return [];
      const parties = text.signatories.map((line) => line.party);
      const { title } = text.content;
      const { sample } = state;
      return [
        {
          day: text.openUntil,
          kind: 'text-open-until',
          id,
          late: false,
          texts: title,
          parties,
          sample,
        },
      ];
    }),
  );
  const dates = [...promised, ...planned, ...open, ...openings, ...due].sort(byDay);
  const late = dates.filter((one) => one.late).slice(0, nextLateMax);
  return ok({
    projects,
    projectsAhead: ahead,
    approvals,
    approvalsLate,
    agreements: agreements.length,
    concluded: agreements.filter((agreement) => agreement.concluded !== undefined).length,
    commitments: commitments.length,
    late: standings.filter((standing) => standing === 'late').length,
    meetings: meetings.length,
    reportsOpen: reports.filter(({ state }) => openReports.has(state.standing)).length,
    next: [...late, ...dates.filter((one) => !one.late)].slice(0, nextCountMax),
    latest,
  });
}

const openReports: ReadonlySet<string> = new Set(['unanswered', 'disputed']);

function byDay(a: NextThing, b: NextThing): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1;
}
