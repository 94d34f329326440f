// From records to the joint network: schedules are read from their files, calendars resolved, clocks run on the data
// date, and each matter taken once, by its owner's record where there is one (docs/spec/joint-schedule.md 1).
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { PastCase } from '../plan/past-cases.ts';
import type { Schedule } from '../plan/schedule.ts';
import { pastCasesMin, pastWork } from '../programme/case-work.ts';
import { isUsable, type JointNetwork, joinNetwork } from '../programme/joint-network.ts';
import type {
  NetworkCase,
  NetworkPart,
  NetworkVersion,
  PastMatters,
} from '../programme/network-input.ts';
import { networkCases, recordOf, workingCalendars } from './network-cases.ts';
import type { PlanRecords } from './plan-records.ts';
import type { ProgrammeView } from './queries.ts';

/** What building needs of the world. */
export interface NetworkWorld {
  readonly sha256: Sha256;
  /** Returns the schedule of a file by its hash; undefined where it is not held here or cannot be read. */
  readonly scheduleOf: (hash: string) => Promise<Schedule | undefined>;
}

/** Returns the joint network of a project on its records' data date. */
export async function buildNetwork(
  world: NetworkWorld,
  records: PlanRecords,
  parties: ProgrammeView['parties'],
): Promise<JointNetwork> {
  const { project, dataDate } = records;
  const parts = await Promise.all(records.parts.map((part) => toPart(world, records, part.id)));
  const { sha256 } = world;
  const calendars = workingCalendars(records.calendars, sha256);
  const target = targetOf(records);
  const setting = {
    ...{ sha256, parties, asOf: dataDate, working: calendars },
    procedures: records.procedures,
    calendars: records.calendars,
  };
  return joinNetwork({
    project: project.id,
    ...(target === undefined ? {} : { target }),
    parts,
    cases: networkCases(setting, records.cases, records.reports),
    past: pastMatters(networkCases(setting, [...records.cases, ...records.past], []), dataDate),
    aliases: aliasesOf(records),
    links: records.links.map((one) => one.state),
    calendars,
    dataDate,
  });
}

/** By procedure, how long each matter took that owners have on record. */
function pastMatters(
  cases: readonly NetworkCase[],
  dataDate: CivilDate,
): ReadonlyMap<string, PastMatters> {
  const found = new Map<string, { cases: PastCase[]; sample: boolean }>();
  for (const { state, version, calendar, answer } of cases) {
    if (version === undefined || calendar === undefined) continue;
    const work = pastWork({ state, version, calendar, answer, dataDate });
    if (work === undefined) continue;
    const matters = found.get(state.procedure) ?? { cases: [], sample: false };
    matters.cases.push(work);
    found.set(state.procedure, { ...matters, sample: matters.sample || state.sample });
  }
  const isEnough = ({ cases: all }: PastMatters) =>
    all.filter((one) => !one.isOpen).length >= pastCasesMin;
  return new Map([...found].filter(([, matters]) => isEnough(matters)));
}

async function toPart(world: NetworkWorld, records: PlanRecords, id: string): Promise<NetworkPart> {
  const part = records.parts.find((one) => one.id === id);
  return {
    part: id,
    party: (part?.state.party ?? '') as PartyId,
    title: part?.state.title ?? { en: id },
    sample: part?.state.sample ?? false,
    versions: await readVersions(world, records, id),
  };
}

/** Returns the versions of a part's schedule, newest first, down to the first that can be used: older ones are not read. */
export async function readVersions(
  world: Pick<NetworkWorld, 'scheduleOf'>,
  records: PlanRecords,
  part: string,
): Promise<readonly NetworkVersion[]> {
  const found: NetworkVersion[] = [];
  for (const { hash, dataDate, sample } of newestFirst(records, part)) {
    const schedule = await world.scheduleOf(hash);
    found.push({ hash, dataDate, sample, ...(schedule === undefined ? {} : { schedule }) });
    if (schedule !== undefined && isUsable(schedule)) break;
  }
  return found;
}

function newestFirst({ schedules }: PlanRecords, part: string) {
  return schedules
    .filter(({ state }) => state.project === part)
    .flatMap(({ state }) => state.versions.map((one) => ({ ...one, sample: state.sample })))
    .reverse()
    .sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? 1 : -1));
}

function aliasesOf({ cases, reports }: PlanRecords): ReadonlyMap<string, string> {
  const found = reports.map(({ id, state }) => [id, recordOf(cases, state)] as const);
  return new Map(
    found.flatMap(([id, record]) => (record === undefined ? [] : [[id, record] as const])),
  );
}

function targetOf(records: PlanRecords): { part: string; code: string } | undefined {
  const { state, id } = records.project;
  if (state.basis === 'own') {
    return state.target === undefined ? undefined : { part: id, code: state.target.code };
  }
  const target = state.content?.target;
  const part = records.parts.find((one) => one.state.partOf?.key === target?.part);
  return target === undefined || part === undefined
    ? undefined
    : { part: part.id, code: target.code };
}
