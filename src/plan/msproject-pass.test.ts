// The rules of Microsoft Project, each on a network small enough to be worked out by hand: Monday to Friday, 08:00 to
// 12:00 and 13:00 to 17:00, from Monday 2026-06-01 08:00.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link, minute, monday, schedule, task, week } from '../../test/support/schedules.ts';
import { minuteToText } from './civil-time.ts';
import { scheduleFile } from './critical-path.ts';
import type { ProfileName } from './profile.ts';
import type { Activity, Constraint, Link, Project } from './schedule.ts';

function projectsOf(activities: readonly Activity[], more: Partial<Project>) {
  const result = scheduleFile(schedule(activities, [], more), 'msproject');
  return result.ok ? result.value.projects : [];
}

/** `A 06-01T08:00 06-01T17:00 | 06-01T08:00 06-01T17:00 | 0` : early, late, total float. */
function rows(
  activities: readonly Activity[],
  links: readonly Link[] = [],
  more: Partial<Project> = {},
): readonly string[] {
  const result = scheduleFile(schedule(activities, links, more), 'msproject');
  if (!result.ok) return result.error.map((issue) => issue.code);
  const time = (at: number) => minuteToText(at).slice(5).replace('T', ' ');
  return result.value.projects[0]!.activities.map((one) => {
    const early = `${time(one.earlyStart)} ${time(one.earlyFinish)}`;
    const late = `${time(one.lateStart)} ${time(one.lateFinish)}`;
    return `${one.activity.id} ${early} | ${late} | ${one.totalFloatMinutes}`;
  });
}

const must = (type: Constraint['type'], at: string) => ({
  constraints: [{ type, at: minute(`2026-06-${at}`) }],
});
const earlyOf = (more: Partial<Activity>, links: readonly Link[] = []) =>
  rows([task('P', 8), task('A', 16, more)], links)[1]!.split(' |')[0];

describe('unstarted work of Microsoft Project', () => {
  it('begins at the start of the project or when its links let it, on its own calendar', () => {
    expect(rows([task('A', 12), task('B', 4)], [link('A FS B')])).toEqual([
      'A 06-01 08:00 06-02 12:00 | 06-01 08:00 06-02 12:00 | 0',
      'B 06-02 13:00 06-02 17:00 | 06-02 13:00 06-02 17:00 | 0',
    ]);
  });

  it('is held and pulled by its constraint', () => {
    const after = [link('P FS A')];
    expect(earlyOf({}, after)).toBe('A 06-02 08:00 06-03 17:00');
    expect(earlyOf(must('start-no-earlier-than', '04T08:00'), after)).toBe(
      'A 06-04 08:00 06-05 17:00',
    );
    expect(earlyOf(must('start-no-later-than', '01T13:00'), after)).toBe(
      'A 06-01 13:00 06-03 12:00',
    );
    expect(earlyOf(must('mandatory-start', '01T08:00'), after)).toBe('A 06-01 08:00 06-02 17:00');
    expect(earlyOf(must('mandatory-finish', '04T17:00'), after)).toBe('A 06-03 08:00 06-04 17:00');
    expect(earlyOf(must('finish-no-earlier-than', '05T12:00'), after)).toBe(
      'A 06-03 13:00 06-05 12:00',
    );
    expect(earlyOf(must('finish-no-later-than', '02T12:00'), after)).toBe(
      'A 05-29 13:00 06-02 12:00',
    );
  });

  it('without predecessors does not start before the project, whatever its date: that is negative slack', () => {
    const slackOf = (type: Constraint['type']) =>
      rows([task('A', 8, { constraints: [{ type, at: minute('2026-05-28T13:00') }] })])[0];
    const early = 'A 06-01 08:00 06-01 17:00';
    expect(slackOf('start-no-earlier-than')).toBe(`${early} | 06-01 08:00 06-01 17:00 | 0`);
    expect(slackOf('mandatory-start')).toBe(`${early} | 05-28 13:00 05-29 12:00 | -720`);
    expect(slackOf('finish-no-later-than')).toBe(`${early} | 05-27 13:00 05-28 12:00 | -1200`);
  });

  it('starts before the project where its links let it, and ends on a finish bound as it is', () => {
    // As Project 2024 does: the end is the bound, not the last work before it.
    expect(rows([task('A', 16), task('B', 8)], [link('B SF A')])).toEqual([
      'A 05-28 08:00 06-01 08:00 | 05-29 08:00 06-01 17:00 | 480',
      'B 06-01 08:00 06-01 17:00 | 06-01 08:00 06-01 17:00 | 0',
    ]);
    const saturday = link('P FF A 120', { lagCalendar: '24h' });
    expect(earlyOf({}, [saturday])).toBe('A 06-04 08:00 06-06 17:00');
    expect(earlyOf({}, [link('P FS A -8')])).toBe('A 06-01 08:00 06-02 17:00');
    expect(earlyOf({}, [link('P SS A -8')])).toBe('A 05-29 08:00 06-01 17:00');
    expect(earlyOf(must('mandatory-start', '03T07:00'))).toBe('A 06-03 07:00 06-04 17:00');
    expect(earlyOf(must('finish-no-earlier-than', '06T09:00'))).toBe('A 06-04 08:00 06-05 17:00');
  });

  it('keeps its links first where the project says so', () => {
    const options = { conflicts: 'links-first' } as const;
    const held = (type: Constraint['type'], at: string) =>
      rows([task('P', 8), task('A', 16, must(type, at))], [link('P FS A')], { options })[1];
    const kept = 'A 06-02 08:00 06-03 17:00';
    expect(held('mandatory-start', '01T08:00')).toBe(`${kept} | 06-01 08:00 06-02 17:00 | -480`);
    expect(held('finish-no-later-than', '02T12:00')).toBe(
      `${kept} | 05-29 13:00 06-02 12:00 | -720`,
    );
    expect(held('mandatory-finish', '04T17:00')).toContain('A 06-03 08:00 06-04 17:00');
  });

  it('may begin later by a delay on the clock, before it looks for working time', () => {
    expect(earlyOf({ delayMinutes: 10 * 60 })).toBe('A 06-02 08:00 06-03 17:00');
    expect(earlyOf({ delayMinutes: 5 * 60 })).toBe('A 06-01 13:00 06-03 12:00');
  });

  it('without duration stands at the end of a day after other work, and at a start without', () => {
    const milestone = task('M', 0);
    expect(rows([task('A', 8), milestone], [link('A FS M')])[1]).toBe(
      'M 06-01 17:00 06-01 17:00 | 06-01 17:00 06-01 17:00 | 0',
    );
    const weekend = { dataDate: minute('2026-06-06T10:00') };
    expect(rows([milestone], [], weekend)[0]).toContain('M 06-08 08:00 06-08 08:00 ');
  });

  it('ends by links to its finish, without being split', () => {
    expect(rows([task('A', 24), task('B', 8)], [link('A FF B 4')])[1]).toBe(
      'B 06-03 13:00 06-04 12:00 | 06-03 13:00 06-04 12:00 | 0',
    );
  });

  it('as late as possible takes its late dates', () => {
    const late: Partial<Activity> = { constraints: [{ type: 'as-late-as-possible' }] };
    expect(rows([task('A', 24), task('B', 8, late)])[1]).toBe(
      'B 06-03 08:00 06-03 17:00 | 06-03 08:00 06-03 17:00 | 0',
    );
  });

  it('as late as possible takes all its slack, and what follows goes with it', () => {
    const late: Partial<Activity> = { constraints: [{ type: 'as-late-as-possible' }] };
    const placed = { start: monday, finish: minute('2026-06-01T17:00') };
    const given = [
      task('A', 24),
      task('B', 8, late),
      task('C', 8),
      task('D', 8, { ...late, placed }),
    ];
    expect(rows(given, [link('B FS C')])).toEqual([
      'A 06-01 08:00 06-03 17:00 | 06-01 08:00 06-03 17:00 | 0',
      'B 06-02 08:00 06-02 17:00 | 06-02 08:00 06-02 17:00 | 0',
      'C 06-03 08:00 06-03 17:00 | 06-03 08:00 06-03 17:00 | 0',
      'D 06-01 08:00 06-01 17:00 | 06-03 08:00 06-03 17:00 | 960',
    ]);
  });

  it('as late as possible without duration stands at the end of the project, not at the next start', () => {
    const late = { constraints: [{ type: 'as-late-as-possible' as const }] };
    expect(rows([task('A', 8), task('M', 0, late)])[1]).toBe(
      'M 06-01 17:00 06-01 17:00 | 06-01 17:00 06-01 17:00 | 0',
    );
  });
});

describe('work of Microsoft Project that has begun', () => {
  const since = minute('2026-05-28T08:00');

  it('keeps its actual start and takes its full duration from there, whatever its links and what remains', () => {
    const begun = { actualStart: since, remainingMinutes: 60 };
    expect(rows([task('P', 8), task('A', 24, begun)], [link('P FS A')])[1]).toBe(
      'A 05-28 08:00 06-01 17:00 | 05-28 08:00 06-01 17:00 | 0',
    );
  });

  it('and ended keeps both dates, and presses on its predecessors', () => {
    const done = { actualStart: since, actualFinish: minute('2026-05-29T12:00') };
    const given = [task('P', 8), task('A', 8, done), task('B', 16)];
    expect(rows(given, [link('P FS A'), link('A FS B')])).toEqual([
      'P 06-01 08:00 06-01 17:00 | 05-27 08:00 05-27 17:00 | -1440',
      'A 05-28 08:00 05-29 12:00 | 05-28 08:00 05-29 12:00 | undefined',
      'B 05-29 13:00 06-02 12:00 | 05-29 13:00 06-02 12:00 | 0',
    ]);
  });

  it('placed by hand keeps its dates', () => {
    const placed = { start: minute('2026-06-03T10:00'), finish: minute('2026-06-03T18:00') };
    expect(rows([task('P', 40), task('A', 8, { placed })], [link('P FS A')])[1]).toContain(
      'A 06-03 10:00 06-03 18:00 |',
    );
  });
});

describe('late dates of Microsoft Project', () => {
  it('of work placed by hand are kept where no work is', () => {
    const placed = { start: monday, finish: minute('2026-06-01T17:00') };
    const given = [task('A', 8, { placed }), task('B', 8), task('C', 32)];
    expect(rows(given, [link('A FS B')])[0]).toBe(
      'A 06-01 08:00 06-01 17:00 | 06-03 08:00 06-04 08:00 | 960',
    );
    expect(rows(given, [link('A FS B 8')])[0]).toBe(
      'A 06-01 08:00 06-01 17:00 | 06-02 08:00 06-03 08:00 | 480',
    );
  });

  it('are those of its own end where each end has a critical path', () => {
    const given = [task('A', 8), task('B', 8), task('C', 32)];
    const options = { openEnds: 'own-finish' } as const;
    expect(rows(given, [link('A FS B')], { options })).toEqual([
      'A 06-01 08:00 06-01 17:00 | 06-01 08:00 06-01 17:00 | 0',
      'B 06-02 08:00 06-02 17:00 | 06-02 08:00 06-02 17:00 | 0',
      'C 06-01 08:00 06-04 17:00 | 06-01 08:00 06-04 17:00 | 0',
    ]);
  });

  it('show as slack below nothing what a constraint takes from a link', () => {
    const links = [link('P FS A')];
    const pulled = (type: Constraint['type'], at: string) =>
      rows([task('P', 16), task('A', 8, must(type, at))], links);
    expect(pulled('start-no-later-than', '01T08:00')).toEqual([
      'P 06-01 08:00 06-02 17:00 | 05-28 08:00 05-29 17:00 | -960',
      'A 06-01 08:00 06-01 17:00 | 06-01 08:00 06-01 17:00 | -960',
    ]);
    expect(pulled('mandatory-finish', '02T17:00')[1]).toContain('06-02 08:00 06-02 17:00 | -480');
    expect(pulled('mandatory-start', '04T08:00')[1]).toContain('06-04 08:00 06-04 17:00 | 0');
  });

  it('keep a deadline, which pulls nothing', () => {
    const deadline = { externalLateFinish: minute('2026-06-02T17:00') };
    expect(rows([task('A', 24, deadline)])).toEqual([
      'A 06-01 08:00 06-03 17:00 | 05-29 08:00 06-02 17:00 | -480',
    ]);
  });

  it('end with the project, completed work included, and are fixed by what must be', () => {
    const done = {
      actualStart: minute('2026-05-28T08:00'),
      actualFinish: minute('2026-06-05T17:00'),
    };
    expect(rows([task('A', 8), task('D', 8, done)])[0]).toBe(
      'A 06-01 08:00 06-01 17:00 | 06-05 08:00 06-05 17:00 | 1920',
    );
    expect(rows([task('A', 8, must('mandatory-start', '03T08:00')), task('B', 40)])[0]).toBe(
      'A 06-03 08:00 06-03 17:00 | 06-03 08:00 06-03 17:00 | 0',
    );
  });

  it('make work critical up to the slack that the file states', () => {
    const given = [task('A', 16), task('B', 8)];
    const critical = (criticalMinutes: number) => {
      const options = { criticalMinutes };
      const result = scheduleFile(schedule(given, [], { options }), 'msproject');
      return result.ok && result.value.projects[0]!.activities.map((one) => one.isCritical);
    };
    expect(critical(0)).toEqual([true, false]);
    expect(critical(480)).toEqual([true, true]);
  });
});

describe('a project of Microsoft Project that is scheduled back from its finish', () => {
  const back = { fromFinish: minute('2026-06-12T17:00') };
  const alap = { constraints: [{ type: 'as-late-as-possible' as const }] };

  it('starts as late as its work allows; what is to be late ends with it', () => {
    const given = [task('A', 16, alap), task('B', 8, alap), task('C', 8, alap), task('D', 4)];
    expect(rows(given, [link('A FS B')], back)).toEqual([
      'A 06-10 08:00 06-11 17:00 | 06-10 08:00 06-11 17:00 | 0',
      'B 06-12 08:00 06-12 17:00 | 06-12 08:00 06-12 17:00 | 0',
      'C 06-12 08:00 06-12 17:00 | 06-12 08:00 06-12 17:00 | 0',
      'D 06-10 08:00 06-10 12:00 | 06-12 13:00 06-12 17:00 | 1200',
    ]);
    const [project] = projectsOf([task('A', 16, alap), task('D', 4)], back);
    expect(minuteToText(project!.finish!)).toBe('2026-06-12T17:00');
  });

  it('has a start of its own work alone: what has begun, is done or is placed by hand sets none', () => {
    const done = {
      actualStart: minute('2026-06-01T08:00'),
      actualFinish: minute('2026-06-01T17:00'),
    };
    const placed = {
      placed: { start: minute('2026-06-02T08:00'), finish: minute('2026-06-02T17:00') },
    };
    expect(rows([task('A', 8, done), task('B', 8, placed), task('C', 8)], [], back)[2]).toBe(
      'C 06-12 08:00 06-12 17:00 | 06-12 08:00 06-12 17:00 | 0',
    );
    expect(rows([task('A', 8, done)], [], back)[0]).toContain('A 06-01 08:00 06-01 17:00 ');
  });

  it('is scheduled from its data date by the others', () => {
    const project = { ...schedule([task('A', 8)], [], back) };
    for (const profile of ['p6', 'comity'] as const) {
      const result = scheduleFile(project, profile);
      expect(result.ok && result.value.projects[0]!.activities[0]!.earlyStart).toBe(monday);
    }
  });
});

describe('a split task of Microsoft Project', () => {
  it('takes its pauses beside its work, in both passes, also once it has begun', () => {
    const split = { pauseMinutes: 8 * 60 };
    expect(rows([task('A', 16, split), task('B', 40)])).toEqual([
      'A 06-01 08:00 06-03 17:00 | 06-03 08:00 06-05 17:00 | 960',
      'B 06-01 08:00 06-05 17:00 | 06-01 08:00 06-05 17:00 | 0',
    ]);
    const begun = {
      ...split,
      actualStart: minute('2026-06-02T08:00'),
      remainingMinutes: 8 * 60,
    };
    expect(rows([task('A', 16, begun)])[0]).toContain('A 06-02 08:00 06-04 17:00 ');
  });

  it('is one piece to the others', () => {
    const result = scheduleFile(schedule([task('A', 8, { pauseMinutes: 480 })]), 'comity');
    const [one] = result.ok ? result.value.projects[0]!.activities : [];
    expect(minuteToText(one!.earlyFinish)).toBe('2026-06-01T17:00');
  });
});

describe('networks without constraints and progress', () => {
  it('have the dates of profile comity: the two differ in what they make of those', () => {
    const generated = fc.record({
      hours: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 15 }),
      drawn: fc.array(
        fc.tuple(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 20 })),
      ),
    });
    const datesOf = (given: Project, profile: ProfileName) => {
      const result = scheduleFile({ calendars: [week], projects: [given] }, profile);
      if (!result.ok) return result.error;
      return result.value.projects[0]!.activities.map((one) => [
        ...[one.earlyStart, one.earlyFinish, one.lateStart, one.lateFinish],
        ...[one.totalFloatMinutes, one.freeFloatMinutes, one.isOnLongestPath],
      ]);
    };
    fc.assert(
      fc.property(generated, ({ hours, drawn }) => {
        const activities = hours.map((one, i) => task(String(i), one));
        const links = drawn.flatMap(([from, step, lag]) => {
          const first = from % activities.length;
          const last = first + step;
          return last < activities.length ? [link(`${first} FS ${last} ${lag}`)] : [];
        });
        const project = { id: '1', code: 'P', dataDate: monday, activities, links };
        expect(datesOf(project, 'msproject')).toEqual(datesOf(project, 'comity'));
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
