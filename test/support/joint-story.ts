// A joint project of two parts for tests: HK-P009 with HK-P001 (south) and SZ-P001 (north), its schedules, one approval
// case and one link across the boundary, as both logs hold it. Nothing of it is sample, so that marks can be added.
import { toHex } from '../../src/base/bytes.ts';
import type { Json } from '../../src/base/json.ts';
import type { Schedule } from '../../src/plan/schedule.ts';
import { textHash } from '../../src/programme/joint.ts';
import { type Entry, entry, hk, sha256, sz } from './given.ts';
import {
  calendarEntries,
  caseEntries,
  type Events,
  partSchedule,
  procedureEntry,
} from './network.ts';
import { link, task } from './schedules.ts';
import { posts, signedByBoth } from './texts.ts';

const title = { en: 'Bridge' };

/** The schedules of both sides, and an earlier one of the north. */
export const schedules = {
  south: partSchedule([task('A', 24), task('D', 8)], [link('A FS D')]),
  north: partSchedule(
    [
      task('A', 16, { distribution: { type: 'triangular', low: 480, mode: 960, high: 4_800 } }),
      task('B', 40),
      { ...task('C', 0), type: 'finish-milestone' },
    ],
    [link('A FS B'), link('B FS C')],
  ),
  before: partSchedule([task('A', 8), { ...task('C', 0), type: 'finish-milestone' }]),
} satisfies Record<string, Schedule>;

/** Name of a schedule's file: what `scheduleOf` of a test is asked by. */
export function hashOf(name: keyof typeof schedules): string {
  return toHex(sha256(new TextEncoder().encode(name)));
}

/** Returns the schedules of some names, as a node holds them. */
export function held(...names: (keyof typeof schedules)[]) {
  const all = new Map(names.map((name) => [hashOf(name), schedules[name]]));
  return async (hash: string) => all.get(hash);
}

/** Every schedule of the story. */
export const allHeld = held('south', 'north', 'before');

/** Returns an entry made at another time. */
export function at(time: string, told: Entry): Entry {
  return { ...told, at: time };
}

/** A schedule that is adopted. */
export function adopt(
  about: string,
  name: keyof typeof schedules,
  more: { readonly at: string; readonly dataDate: string; readonly project?: string },
): Entry {
  const party = about.startsWith('HK') ? hk : sz;
  const { project = about.replace('S0', 'P0'), dataDate } = more;
  const blob = { hash: hashOf(name), bytes: 100 };
  const fields = { project, blob, format: 'comity-schedule/1', dataDate };
  return entry(party, { kind: 'schedule', about, act: 'adopt', ...fields }, more.at);
}

/** A joint record that both parties sign: two entries of the proposer, one of the other. */
export function agreed(
  kind: string,
  about: string,
  content: object,
  time: string,
): readonly Entry[] {
  const text = { of: about, base: null, signatories: posts, content };
  const hash = textHash(sha256, text as unknown as Json);
  const sign = { kind, about, act: 'sign', text: hash, post: { en: 'Director' } };
  const [first, second] = about.startsWith('HK') ? [hk, sz] : [sz, hk];
  const signed = { ...sign, happened: time.slice(0, 10) };
  return [
    entry(first, { kind, about, act: 'propose', text }, time),
    entry(first, signed, time),
    entry(second, signed, time),
  ];
}

/** An own project that is opened. */
export function opened(about: string, more: object = {}, time = '2026-02-01T02:00:00Z'): Entry {
  const party = about.startsWith('HK') ? hk : sz;
  return entry(party, { kind: 'project', about, act: 'open', title, ...more }, time);
}

/** The link of the story: the north's permit, then the south's last work. */
export const linkEntries = (time = '2026-02-12T02:00:00Z') =>
  agreed(
    'link',
    'SZ-L001',
    {
      ...{ from: { case: 'SZ-K001', stage: 'all' }, to: { project: 'HK-P001', code: 'D' } },
      ...{ type: 'FS', lagMinutes: 0 },
    },
    time,
  );

/** Events of the case of the story, recorded on their days at 10:00. */
export function permitEntries(events: Events): readonly Entry[] {
  const fields = { activity: { project: 'SZ-P001', code: 'B' } };
  const [planned, ...told] = caseEntries(events, fields);
  const first = planned === undefined ? [] : [at('2026-02-11T02:00:00Z', planned)];
  return [...first, ...told.map((one, i) => at(`${events[i]?.[0]}T02:00:00Z`, one))];
}

/** What both logs hold on 2 March 2026, the day on which the application was received. */
export function storyEntries(events: Events = [['2026-03-02', 'open']]): readonly Entry[] {
  const part = (key: string) => ({ partOf: { project: 'HK-P009', key } });
  const content = {
    title,
    parts: [
      { party: hk, key: 'south', title },
      { party: sz, key: 'north', title },
    ],
    target: { part: 'north', code: 'C' },
  };
  const early = '2026-02-02T02:00:00Z';
  return [
    ...signedByBoth('charter'),
    ...agreed('project', 'HK-P009', content, '2026-02-01T01:00:00Z'),
    opened('HK-P001', part('south')),
    opened('SZ-P001', part('north')),
    ...[...calendarEntries, procedureEntry()].map((one) => at(early, one)),
    adopt('HK-S001', 'south', { at: '2026-02-10T02:00:00Z', dataDate: '2026-02-09' }),
    adopt('SZ-S001', 'before', { at: '2026-02-10T02:00:00Z', dataDate: '2026-02-09' }),
    adopt('SZ-S001', 'north', { at: '2026-02-11T02:00:00Z', dataDate: '2026-02-10' }),
    ...linkEntries(),
    ...permitEntries(events),
  ];
}

/** A forecast of the joint project that is on record. */
export function forecastEntry(
  by: 'HK' | 'SZ',
  time: string,
  more: { readonly dataDate: string } & object,
): Entry {
  const hash = 'ab'.repeat(32);
  const quantiles = Object.fromEntries(
    ['p10', 'p50', 'p80', 'p90'].map((p) => [p, '2026-08-01T17:00']),
  );
  const fields = {
    ...{ project: 'HK-P009', inputs: { hash, bytes: 10 }, inputsHash: hash, model: 2, runs: 10 },
    ...{ seed: '7', counts: { public: 1, programme: 0 }, heads: [], ...quantiles },
  };
  const party = by === 'HK' ? hk : sz;
  return entry(
    party,
    { kind: 'forecast', about: `${by}-FC001`, act: 'make', ...fields, ...more },
    time,
  );
}

/** A report by Hong Kong on a case of Shenzhen. */
export function reportEntry(more: object = {}, time = '2026-03-01T02:00:00Z'): Entry {
  const statement = {
    ...{ schema: 'approval-case/1', act: 'open', happened: '2026-02-26', title },
    ...{ procedure: 'SZ-PR001', project: 'SZ-P001', activity: { project: 'SZ-P001', code: 'B' } },
  };
  const fields = { owner: 'SZ', statement };
  return entry(hk, { kind: 'report', about: 'HK-R001', act: 'state', ...fields, ...more }, time);
}
