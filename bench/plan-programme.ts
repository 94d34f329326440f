// How long does a whole programme take? 12,000 activities of 300 projects on six calendars, 3,000 of them approvals whose
// durations come from 3,000 past cases: its forecast, the forecast of what one change touches, and the ranking of 300
// procedures. `node bench/plan-programme.ts`
import { availableParallelism } from 'node:os';
import { type ForecastAsked, forecastProject } from '../src/plan/forecast.ts';
import { estimateDuration, type PastCase } from '../src/plan/past-cases.ts';
import type { Policy } from '../src/plan/policy.ts';
import { streamOf, uniform } from '../src/plan/random.ts';
import type { Activity, Link, Project } from '../src/plan/schedule.ts';
import { forecastOnThreads, rankOnThreads } from '../src/server/forecast-workers.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { answer, secondsOf } from './support/answer.ts';
import { sixCalendars } from './support/random-project.ts';

const { sha256 } = nodeCrypto;
const projectCount = 300;
const activityCount = 40;
const procedureCount = 300;
/** Projects that links join, as those of one corridor are. */
const groupCount = 5;
const cores = availableParallelism();
const seed = 1;

/** A number from 0 to below a bound that depends on its names alone. */
const draw = (name: string, below: number) =>
  Math.floor(uniform(seed, 0, streamOf(sha256, name)) * below);
const codeOf = (project: number, activity: number) => `${project}-${activity}`;
/** Every fourth activity is an approval; ten cases go through each procedure. */
const procedureOf = (project: number, activity: number) =>
  activity % 4 === 1 ? ((project * activityCount + activity - 1) / 4) % procedureCount : undefined;

function pastCases(): readonly PastCase[] {
  return Array.from({ length: 10 * procedureCount }, (_, i): PastCase => {
    const procedure = i % procedureCount;
    const typical = 2_400 + draw(`procedure ${procedure}`, 20_000);
    const minutes = Math.floor(typical / 2 + draw(`case ${i}`, typical * 2));
    return { path: ['programme', `${procedure}`], minutes, isOpen: i % 11 === 0 };
  });
}

function activitiesOf(project: number, lawOf: (procedure: number) => Activity['distribution']) {
  return Array.from({ length: activityCount }, (_, at): Activity => {
    const code = codeOf(project, at);
    const minutes = 480 + 60 * draw(`minutes ${code}`, 100);
    const low = Math.floor((minutes * 4) / 5);
    const procedure = procedureOf(project, at);
    const calendar = sixCalendars[draw(`calendar ${code}`, 6)]?.id;
    const law = procedure === undefined ? undefined : lawOf(procedure);
    const distribution = law ?? ({ type: 'pert', low, mode: minutes, high: 2 * minutes } as const);
    const own = { ...(calendar === undefined ? {} : { calendar }), distribution };
    return { id: code, code, type: 'task', durationMinutes: minutes, ...own };
  });
}

function linksOf(project: number): readonly Link[] {
  const links: Link[] = [];
  const link = (from: string, to: string, lagMinutes = 0) =>
    links.push({ from, to, type: 'FS', lagMinutes });
  for (let at = 1; at < activityCount; at++) {
    const code = codeOf(project, at);
    link(codeOf(project, at - 1 - draw(`first ${code}`, Math.min(at, 3))), code);
    if (at > 4) link(codeOf(project, at - 2 - draw(`second ${code}`, 3)), code, 60);
  }
  if (project % groupCount > 0) link(codeOf(project - 1, 20), codeOf(project, 10));
  return links;
}

function programmeOf(first: number, end: number): Project {
  const cases = pastCases();
  const laws = Array.from({ length: procedureCount }, (_, procedure) => {
    const threePoint = { low: 2_400, mode: 4_800, high: 14_400 };
    const found = estimateDuration({ cases, path: ['programme', `${procedure}`], threePoint });
    return found.ok ? found.value.distribution : undefined;
  });
  const projects = Array.from({ length: end - first }, (_, i) => first + i);
  return {
    ...{ id: '1', code: 'PROGRAMME', dataDate: 29_000_000 },
    activities: projects.flatMap((one) => activitiesOf(one, (procedure) => laws[procedure])),
    links: projects.flatMap(linksOf),
  };
}

function askedOf(project: Project, runs: number): ForecastAsked {
  const schedule = { calendars: sixCalendars, projects: [project] as const };
  return { schedule, profile: 'comity', runs, seed, days: [], sha256 };
}

const programme = programmeOf(0, projectCount);
const asked = askedOf(programme, 10_000);
const more = { activities: programme.activities.length, links: programme.links.length };
const whole = await secondsOf(() => forecastOnThreads(asked, cores));
const alone = await secondsOf(async () => forecastProject(asked));
answer({
  question: 'forecast of a programme of 300 projects, 3,000 cases, 10,000 runs, every core',
  value: whole,
  unit: 's',
  peer: 'one thread',
  peerValue: alone,
  more: { ...more, threads: cores, mustReachOn4Cores: 15, mustReachOn2Cores: 30 },
});
const group = askedOf(programmeOf(0, groupCount), 10_000);
answer({
  question: 'forecast of what one change touches, the projects that links join with it, one thread',
  value: await secondsOf(async () => forecastProject(group)),
  unit: 's',
  peer: 'the whole programme, one thread',
  peerValue: alone,
  more: { activities: groupCount * activityCount, mustReach: 1 },
});

const policies = Array.from({ length: procedureCount }, (_, procedure): Policy => {
  const activities = programme.activities.flatMap(({ id }) => {
    const [project, at] = id.split('-').map(Number);
    return procedureOf(project ?? 0, at ?? 0) === procedure ? [id] : [];
  });
  return { name: `${procedure}`, activities, change: { type: 'faster', percent: 33 } };
});
let screening = 0;
const ranking = await secondsOf(async () => {
  const from = performance.now();
  const screened = await rankOnThreads({ ...askedOf(programme, 500), policies }, cores);
  screening = (performance.now() - from) / 1_000;
  const best = new Set((screened.ok ? screened.value : []).slice(0, 20).map((one) => one.policy));
  const chosen = policies.filter((one) => best.has(one.name));
  await rankOnThreads({ ...askedOf(programme, 5_000), policies: chosen }, cores);
});
answer({
  question: 'ranking of 300 procedures: all with 500 runs, the best 20 with 5,000, every core',
  value: ranking,
  unit: 's',
  peer: 'must reach on 4 cores',
  peerValue: 90,
  more: { ...more, screeningSeconds: Math.round(screening * 10) / 10 },
});
