// How long does a person wait for the dates of a XER file of 4,000 activities, beyond Node's own start? The whole command:
// the file read in its thread, scheduled, printed as JSON. How long does the largest file take to be read, and how long do
// the 480 networks of PSPLIB's j30 where they are at hand? `node bench/plan-read.ts`
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSchedule } from '../src/exchange/formats.ts';
import { printXer } from '../src/exchange/xer-writer.ts';
import { scheduleFile } from '../src/plan/critical-path.ts';
import { openScheduleReader } from '../src/server/schedule-reader.ts';
import { answer, inFolder, secondsOf } from './support/answer.ts';
import { calendars, randomProject } from './support/random-project.ts';

const launcher = fileURLToPath(new URL('../bin/comity.js', import.meta.url));
const repeats = 7;

function xerOf(activities: number): string {
  const project = randomProject(activities, { calendars });
  return printXer({ calendars, projects: [project] }, 'p6').text;
}

/** The least of several runs, in milliseconds. */
async function leastMilliseconds(args: readonly string[]): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const run = () => void execFileSync(process.execPath, args, { maxBuffer: 1 << 28 });
    all.push((await secondsOf(async () => run())) * 1_000);
  }
  return Math.min(...all);
}

await inFolder(async (dir) => {
  const file = join(dir, 'schedule.xer');
  writeFileSync(file, xerOf(4_000));
  const own = await leastMilliseconds(['-e', '0']);
  const whole = await leastMilliseconds([launcher, 'plan', 'run', file, '--json']);
  answer({
    question: 'XER of 4,000 activities read, scheduled and printed, beyond the start of Node',
    unit: 'ms',
    value: whole - own,
    peer: 'must reach',
    peerValue: 400,
  });
  const large = new TextEncoder().encode(xerOf(190_000));
  const reader = openScheduleReader();
  const seconds = await secondsOf(async () => {
    const read = await reader.read(large);
    if (!read.ok) throw new TypeError(JSON.stringify(read.error));
  });
  await reader.close();
  answer({
    question: `XER of 190,000 activities (${Math.round(large.length / 2 ** 20)} MiB) read in its thread`,
    unit: 's',
    value: seconds,
    peer: 'must reach',
    peerValue: 30,
  });
});

const networks = new URL('../../shared/data/psplib-j30/', import.meta.url);
if (existsSync(networks)) {
  const names = readdirSync(networks).filter((name) => name.endsWith('.sm'));
  const seconds = await secondsOf(async () => {
    for (const name of names) {
      const read = readSchedule(readFileSync(new URL(name, networks)));
      if (!read.ok || !scheduleFile(read.value.schedule, 'comity').ok) throw new TypeError(name);
    }
  });
  answer({
    question: `${names.length} networks of PSPLIB j30 read and scheduled`,
    unit: 's',
    value: seconds,
    peer: 'must reach',
    peerValue: 1,
  });
}
