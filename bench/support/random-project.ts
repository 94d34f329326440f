// A random project for the questions about plans: the same network in every run, on the clock or on four calendars.
import type { Bands, Calendar } from '../../src/plan/calendar.ts';
import type { Distribution } from '../../src/plan/distribution.ts';
import type { Activity, Link, Project } from '../../src/plan/schedule.ts';

const dataDate = 29_000_000;

/** Marsaglia's xorshift: the same network in every run. */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const office: Bands = [
  { from: 540, to: 720 },
  { from: 840, to: 1_080 },
];
const long: Bands = [{ from: 480, to: 1_140 }];
const short: Bands = [{ from: 600, to: 900 }];
/** Six: two sides and their joint hours, five and six days a week, holidays on three of them. */
export const sixCalendars: readonly Calendar[] = [office, long, short].flatMap((bands, i) => {
  const holidays = Array.from({ length: 150 }, (_, n) => [20_200 + n * 23, []] as const);
  const week = [bands, bands, bands, bands, bands, [], []];
  return [
    { id: `five-${i}`, week, exceptions: new Map(holidays) },
    { id: `six-${i}`, week: [...week.slice(0, 5), bands, []], exceptions: new Map() },
  ];
});

/** Four of them. */
export const calendars = sixCalendars.slice(0, 4);

/** 85 % FS, 8 % SS, 6 % FF, 1 % SF, a lag on every tenth link, predecessors among the 100 before. */
export function randomProject(
  size: number,
  given: { readonly calendars: readonly Calendar[]; readonly isUncertain?: boolean },
): Project {
  const draw = createDraw(20_261_124);
  const activities: Activity[] = [];
  const links: Link[] = [];
  for (let i = 0; i < size; i++) {
    const known = given.calendars;
    const calendar = known.length === 0 ? {} : { calendar: known[draw(known.length)].id };
    const durationMinutes = 60 + 30 * draw(100);
    const distribution =
      given.isUncertain === true ? { distribution: drawnFrom(i, durationMinutes) } : {};
    const own = { ...calendar, ...distribution };
    activities.push({ id: `${i}`, code: `${i}`, type: 'task', durationMinutes, ...own });
    for (let k = 0; k < 2 && i > 0; k++) {
      const from = `${i - 1 - draw(Math.min(i, 100))}`;
      const kind = draw(100);
      const type = kind < 85 ? 'FS' : kind < 93 ? 'SS' : kind < 99 ? 'FF' : 'SF';
      links.push({ from, to: `${i}`, type, lagMinutes: draw(10) === 0 ? 30 * draw(40) : 0 });
    }
  }
  return { id: '1', code: '1', dataDate, activities, links };
}

/** A third each: triangular, PERT, log-normal. */
function drawnFrom(i: number, minutes: number): Distribution {
  if (i % 3 === 2) return { type: 'log-normal', median: minutes, sigmaPermille: 400 };
  const type = i % 3 === 0 ? 'triangular' : 'pert';
  return { type, low: Math.floor(minutes / 2), mode: minutes, high: 3 * minutes };
}

/** The best of some runs, in seconds: what the machine can do, not what else it was doing. */
export function bestSeconds(runs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    work();
    best = Math.min(best, (performance.now() - from) / 1_000);
  }
  return best;
}
