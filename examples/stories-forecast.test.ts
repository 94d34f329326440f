// The sample plans of the stories, through the joint network: when both sides would open by them, what holds the
// opening back, and what the answer to one request does to it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { daysBetween } from '../src/base/dates.ts';
import type { PartyId } from '../src/base/ids.ts';
import { readSchedule } from '../src/exchange/formats.ts';
import { minuteToText } from '../src/plan/civil-time.ts';
import { scheduleFile } from '../src/plan/critical-path.ts';
import { type Forecast, forecastProject } from '../src/plan/forecast.ts';
import type { Schedule } from '../src/plan/schedule.ts';
import { type JointNetwork, joinNetwork } from '../src/programme/joint-network.ts';
import type { ApprovalCaseState } from '../src/programme/kinds/approval-case.ts';
import type { CalendarState } from '../src/programme/kinds/calendar.ts';
import type { LinkState } from '../src/programme/kinds/link.ts';
import type { ProcedureState } from '../src/programme/kinds/procedure.ts';
import type { OwnProjectState, ProjectState } from '../src/programme/kinds/project.ts';
import type { ReportState } from '../src/programme/kinds/report.ts';
import type { ScheduleState } from '../src/programme/kinds/schedule.ts';
import type { NetworkPart } from '../src/programme/network-input.ts';
import { networkCases, workingCalendars } from '../src/projection/network-cases.ts';
import type { RecordView } from '../src/projection/queries.ts';
import { type Given, sha256 } from '../test/support/given.ts';
import { folder, playStories } from './stories.ts';

const { held } = playStories();
const files = new Map(
  ['huanggang-shenzhen', 'huanggang-hong-kong', 'liantang-shenzhen', 'liantang-hong-kong'].map(
    (name) => [name, readFile(name)],
  ),
);

function readFile(name: string): Schedule {
  const read = readSchedule(readFileSync(new URL(`schedules/${name}.json`, folder)));
  expect(read.ok ? read.value.issues : read.error, name).toEqual([]);
  return read.ok ? read.value.schedule : { calendars: [], projects: [] };
}

function recordsOf<State>(logs: Given, kind: string): readonly RecordView<State>[] {
  const ids = logs.placed
    .filter(({ statement }) => statement.schema === `${kind}/1`)
    .map(({ statement }) => statement.about);
  return [...new Set(ids)].map((id) => ({
    ...{ id, kind, history: [] },
    state: logs.state<State>(kind, id),
  }));
}

function statesOf<State>(logs: Given, kind: string): ReadonlyMap<string, State> {
  return new Map(recordsOf<State>(logs, kind).map(({ id, state }) => [id, state]));
}

interface Asked {
  readonly project: string;
  /** Files by the part whose schedule they are. */
  readonly parts: Readonly<Record<string, string>>;
  readonly target: { readonly part: string; readonly code: string };
  readonly day: string;
}

function networkOf(logs: Given, asked: Asked): JointNetwork {
  const calendars = statesOf<CalendarState>(logs, 'calendar');
  const working = workingCalendars(calendars, sha256);
  const projects = statesOf<ProjectState>(logs, 'project');
  const parts = Object.entries(asked.parts).map(([part, name]): NetworkPart => {
    const { party, title } = projects.get(part) as OwnProjectState;
    const schedules = [...statesOf<ScheduleState>(logs, 'schedule').values()];
    const adopted = schedules.find((one) => one.project === part)!.versions.at(-1)!;
    const schedule = files.get(name)!;
    const { hash, dataDate } = adopted;
    return {
      part,
      party,
      title,
      sample: true,
      versions: [{ hash, dataDate, sample: true, schedule }],
    };
  });
  const marks = [
    { party: 'hong-kong' as PartyId, mark: 'HK' },
    { party: 'shenzhen' as PartyId, mark: 'SZ' },
  ];
  const cases = networkCases(
    {
      ...{ sha256, calendars, working, asOf: asked.day },
      procedures: statesOf<ProcedureState>(logs, 'procedure'),
      parties: marks as unknown as Parameters<typeof networkCases>[0]['parties'],
    },
    recordsOf<ApprovalCaseState>(logs, 'approval-case').filter(isOf(asked)),
    recordsOf<ReportState>(logs, 'report').filter(({ state }) => {
      const reported = state.subject as Partial<ApprovalCaseState> | undefined;
      return Object.hasOwn(asked.parts, reported?.project ?? '');
    }),
  );
  return joinNetwork({
    ...{ project: asked.project, target: asked.target, parts, cases, dataDate: asked.day },
    links: [...statesOf<LinkState>(logs, 'link').values()].filter((one) => touches(one, asked)),
    calendars: working,
  });
}

function isOf({ parts }: Asked) {
  return ({ state }: RecordView<ApprovalCaseState>) => Object.hasOwn(parts, state.project);
}

function touches(link: LinkState, { parts }: Asked): boolean {
  return [link.from, link.to].some((end) => 'project' in end && Object.hasOwn(parts, end.project));
}

function forecastOf(network: JointNetwork): Forecast {
  const asked = { runs: 1_000, seed: 20_261_125, days: [], profile: 'comity', sha256 } as const;
  const found = forecastProject({ ...asked, schedule: network.schedule!, target: network.target });
  expect(found.ok ? [] : found.error).toEqual([]);
  return (found as { readonly value: Forecast }).value;
}

const dayOf = (minute: number) => minuteToText(minute).slice(0, 10);

const stageTwo: Asked = {
  project: 'HK-P001',
  parts: { 'SZ-P001': 'huanggang-shenzhen', 'HK-P002': 'huanggang-hong-kong' },
  target: { part: 'SZ-P001', code: 'OPEN' },
  day: '2026-11-25',
};
const liantang: Asked = {
  project: 'SZ-P002',
  parts: { 'SZ-P003': 'liantang-shenzhen', 'HK-P003': 'liantang-hong-kong' },
  target: { part: 'SZ-P003', code: 'OPEN' },
  day: '2019-04-02',
};

describe('the schedules', () => {
  it.each([...files])('of %s can be computed, with names in every language', (_name, schedule) => {
    const scheduled = scheduleFile(schedule, 'comity');
    expect(scheduled.ok ? [] : scheduled.error).toEqual([]);
    const { activities } = schedule.projects[0];
    expect(activities.length).toBeGreaterThanOrEqual(13);
    expect(activities.length).toBeLessThanOrEqual(22);
    expect(activities.at(-1)?.code).toBe('OPEN');
    for (const { names, code } of activities) {
      expect(Object.keys(names ?? {}), code).toEqual(['en', 'zh-Hant', 'zh-Hans']);
    }
  });
});

describe('stage two of New Huanggang', () => {
  const network = networkOf(held, stageTwo);
  const forecast = forecastOf(network);
  const criticality = new Map(forecast.activities.map((one) => [one.activity.id, one.criticality]));

  it('joins both plans, with every case and accepted link in its place', () => {
    expect(network.issues).toEqual([]);
    expect(network.listed).toEqual([]);
    expect(network.unscheduled.map((one) => one.link.id)).toEqual(['HK-L003']);
    const approvals = network.activities.filter((one) => one.kind === 'approval');
    expect(approvals.map((one) => one.case?.id).sort()).toEqual([
      ...['HK-K001', 'HK-K002', 'HK-K003', 'HK-K004', 'HK-K005', 'HK-K006', 'HK-R004'],
      ...['SZ-K001', 'SZ-K002', 'SZ-K003', 'SZ-K004', 'SZ-K005', 'SZ-K006', 'SZ-K007'],
    ]);
  });

  it('opens in the middle of 2027', () => {
    expect(dayOf(forecast.p50)).toMatch(/^2027-0[678]-/);
    expect(dayOf(forecast.p80) > dayOf(forecast.p50)).toBe(true);
  });

  it('is held back by approvals of both sides', () => {
    const shareOf = (id: string) => criticality.get(id) ?? 0;
    expect(shareOf('SZ-P001/A030/applicant')).toBeGreaterThan(0.5);
    expect(shareOf('HK-P002/B040/applicant')).toBeGreaterThan(0.02);
  });

  it('comes weeks earlier once the applicant answers the request of Shenzhen', () => {
    const resumed = held
      .when({
        ...{ by: 'shenzhen' as PartyId, kind: 'approval-case', about: 'SZ-K003' },
        command: { act: 'resume', sample: true, happened: '2026-11-25' },
        at: '2026-11-25T09:00:00Z',
      })
      .recorded();
    const after = forecastOf(networkOf(resumed, stageTwo));
    expect(daysBetween(dayOf(after.p50), dayOf(forecast.p50))).toBeGreaterThanOrEqual(14);
  });
});

describe('Liantang, looking back from 2 April 2019', () => {
  const network = networkOf(held, liantang);
  const forecast = forecastOf(network);

  it('has nothing left out of its network', () => {
    expect(network.issues).toEqual([]);
    expect(network.unscheduled).toEqual([]);
    expect(network.activities).toHaveLength(26);
  });

  it('would rather have opened in 2020 than by the end of the year, as was said that day', () => {
    expect(dayOf(forecast.p50) > '2019-12-31').toBe(true);
    expect(dayOf(forecast.p90) < '2020-08-26').toBe(true);
  });
});
