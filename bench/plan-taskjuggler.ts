// How long do the dates of 1,000 and 5,000 activities take, a whole command from file to file? Beside TaskJuggler 3 (`tj3`,
// a package of Debian) on the same network in the same run: links from finish to start with their lags, on the clock, in
// whole hours, which is what both can say. Both write the finish of each activity; they must be the same.
// `node bench/plan-taskjuggler.ts`
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../src/base/errors.ts';
import { printComityJson } from '../src/exchange/comity-json.ts';
import { minuteToText, textToMinute } from '../src/plan/civil-time.ts';
import type { Project } from '../src/plan/schedule.ts';
import { answer, inFolder, secondsOf } from './support/answer.ts';
import { randomProject } from './support/random-project.ts';

const launcher = fileURLToPath(new URL('../bin/comity.js', import.meta.url));
const start = textToMinute('2026-06-01T00:00') ?? 0;
const hours = (minutes: number) => Math.max(1, Math.round(minutes / 60));

/** The random project with links from finish to start only, in whole hours. */
function inHours(size: number): Project {
  const { activities, links, ...rest } = randomProject(size, { calendars: [] });
  return {
    ...rest,
    dataDate: start,
    activities: activities.map((one) => ({
      ...one,
      durationMinutes: hours(one.durationMinutes) * 60,
    })),
    links: links.map(({ lagMinutes, ...one }) => ({
      ...one,
      type: 'FS',
      lagMinutes: lagMinutes === 0 ? 0 : hours(lagMinutes) * 60,
    })),
  };
}

function tjpOf({ activities, links }: Project): string {
  const into = Map.groupBy(links, ({ to }) => to);
  const tasks = activities.map(({ id, durationMinutes }) => {
    const depends = new Map((into.get(id) ?? []).map((one) => [one.from, one]));
    const words = [...depends.values()].map(({ from, lagMinutes }) =>
      lagMinutes === 0 ? `t${from}` : `t${from} { gapduration ${lagMinutes / 60}h }`,
    );
    const after = words.length === 0 ? 'start 2026-06-01-00:00' : `depends ${words.join(', ')}`;
    return `task t${id} "${id}" { duration ${durationMinutes / 60}h ${after} }`;
  });
  const head = `project p "P" 2026-06-01 +20y { timezone "UTC" timingresolution 60min timeformat "%Y-%m-%dT%H:%M" now 2026-06-01 }`;
  const report = 'taskreport "out" { formats csv columns id, end }';
  return [head, ...tasks, report].join('\n');
}

/** Of two links between the same two, tj3 takes one: the later. */
function withOneLink({ links, ...rest }: Project): Project {
  const kept = new Map(links.map((one) => [`${one.from} ${one.to}`, one]));
  return { ...rest, links: [...kept.values()] };
}

/** Finish by id, of both. */
function oursIn(text: string): ReadonlyMap<string, string> {
  const { activities } = JSON.parse(text) as {
    readonly activities: readonly { readonly id: string; readonly earlyFinish: string }[];
  };
  return new Map(activities.map((one) => [one.id, one.earlyFinish]));
}

function theirsIn(csv: string): ReadonlyMap<string, string> {
  const rows = csv.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [id = '', end = ''] = row.replaceAll('"', '').split(';');
      return [id.slice(1), end] as const;
    }),
  );
}

function least(all: readonly number[]): number {
  return Math.min(...all);
}

await inFolder(async (dir) => {
  for (const size of [1_000, 5_000]) {
    const project = withOneLink(inHours(size));
    const file = join(dir, 'network.json');
    writeFileSync(file, printComityJson({ calendars: [], projects: [project] }));
    writeFileSync(join(dir, 'network.tjp'), tjpOf(project));
    let printed = '';
    const own: number[] = [];
    for (let i = 0; i < 5; i++) {
      const args = [launcher, 'plan', 'run', file, '--json'];
      const seconds = await secondsOf(async () => {
        printed = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
      });
      own.push(seconds);
    }
    let peer = 0;
    let why = 'TaskJuggler 3 (tj3), the whole command';
    let same = '';
    try {
      const args = ['--silent', '--no-color', '--output-dir', dir, join(dir, 'network.tjp')];
      peer = await secondsOf(async () => void execFileSync('tj3', args, { stdio: 'pipe' }));
      const theirs = theirsIn(readFileSync(join(dir, 'out.csv'), 'utf8'));
      const ours = oursIn(printed);
      const equal = [...ours].filter(([id, finish]) => theirs.get(id) === finish).length;
      same = `${equal} of ${ours.size}`;
    } catch (error) {
      why = `no tj3: ${messageOf(error).split('\n')[0]}`;
    }
    answer({
      question: 'dates of a network on the clock, from file to file',
      unit: 's',
      value: least(own),
      peer: why,
      peerValue: peer,
      more: { activities: size, links: project.links.length, same, from: minuteToText(start) },
    });
  }
});
