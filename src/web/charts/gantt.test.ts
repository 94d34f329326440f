// The joint schedule: lanes along the boundary, how activities stand, order of the Tab key, relations across the line.
import { describe, expect, it } from 'vitest';
import { tableRows } from '../../../test/support/chart-text.ts';
import { chartView } from '../../../test/support/chart-view.ts';
import { schedule } from '../../../test/support/charts.data.ts';
import { hongKong, shenzhen } from '../../../test/support/web-places.ts';
import type { PartyId } from '../../base/ids.ts';
import { languages } from '../../text/languages.ts';
import { ganttChart } from './gantt.ts';
import { type GanttActivity, type GanttData, type GanttLink, layOut } from './gantt-layout.ts';
import { standingOf } from './gantt-words.ts';

const view = await chartView(languages[0]!);
const macao = 'macao' as PartyId;
const dataDate = '2026-10-31';

function activity(id: string, fields: Partial<GanttActivity> = {}): GanttActivity {
  return {
    id,
    name: { en: `Name of ${id}` },
    party: hongKong,
    kind: 'work',
    start: '2026-01-05',
    finish: '2026-12-18',
    critical: false,
    sample: false,
    reported: false,
    ...fields,
  };
}

function data(activities: readonly GanttActivity[], links: readonly GanttLink[] = []): GanttData {
  return { id: 'g', caption: 'Schedule', activities, links, dataDate, today: '2026-11-24' };
}

function proposal(from: string, to: string, type: GanttLink['type'] = 'FS'): GanttLink {
  return { from, to, type, critical: false, standing: 'proposed' };
}

describe('an activity stands', () => {
  const standing = (fields: Partial<GanttActivity>) => standingOf(activity('A', fields), dataDate);

  it('as done when it is finished, however late', () => {
    expect(standing({ actualFinish: '2026-10-01', due: '2026-08-01' })).toBe('done');
  });

  it('as late when its finish or its statutory day is past, as of the end of the data date', () => {
    expect(standing({ finish: '2026-10-30' })).toBe('late');
    expect(standing({ due: '2026-10-30' })).toBe('late');
    expect(standing({ finish: '2026-10-31' })).toBe('planned');
  });

  it('as waiting while its clock stands still, and no longer', () => {
    const open = { actualStart: '2026-01-05', suspended: [{ from: '2026-09-01' }] };
    expect(standing(open)).toBe('waiting');
    expect(standing({ ...open, suspended: [{ from: '2026-09-01', to: '2026-09-30' }] })).toBe(
      'progress',
    );
  });

  it('as at risk when the P80, or without one the finish, is after the statutory day', () => {
    expect(standing({ due: '2026-12-31', p80Finish: '2027-01-01' })).toBe('risk');
    expect(standing({ due: '2026-12-31', p80Finish: '2026-12-31' })).toBe('planned');
    expect(standing({ due: '2026-12-01' })).toBe('risk');
  });
});

describe('a baseline', () => {
  const baseline = { start: '2025-12-01', finish: '2026-11-30' };

  it('is a thin bar beneath its activity, on a scale that holds it, and is said', async () => {
    const given = data([activity('A', { baseline }), activity('B')]);
    const { scale } = layOut(view, given);
    expect(scale(Date.parse('2025-12-01T00:00:00Z'))).toBeGreaterThanOrEqual(10);
    const text = String(await ganttChart(view, given));
    // One beneath the bar, one in the legend.
    expect(text.match(/class="baseline"/g)).toHaveLength(2);
    expect(text).toContain('In the baseline it ends on 30 November 2026.');
    expect(text).toContain('Baseline, a thin bar beneath');
    expect(String(await ganttChart(view, data([activity('B')])))).not.toContain('aseline');
  });

  it('of a milestone is a mark at its day', async () => {
    const one = activity('M', { kind: 'milestone', baseline });
    const text = String(await ganttChart(view, data([one])));
    expect(text).toMatch(/class="baseline" x="[\d.]+" y="\d+" width="6" height="3"/);
  });
});

describe('lanes', () => {
  it('stand in the order of the parties, with the boundary between them', () => {
    const { lanes, boundaries } = layOut(
      view,
      data([activity('S', { party: shenzhen }), activity('H')]),
    );
    expect(lanes.map(({ party }) => party)).toEqual([hongKong, shenzhen]);
    expect(boundaries).toHaveLength(1);
    const [upper, lower] = lanes;
    expect(boundaries[0]).toBeGreaterThan(upper!.rows[0]!.y);
    expect(boundaries[0]).toBeLessThan(lower!.top);
  });

  it('are stacked for three parties, a boundary between each two', async () => {
    const three = await chartView(languages[0]!, macao);
    const activities = [
      activity('M', { party: macao }),
      activity('H'),
      activity('S', { party: shenzhen }),
    ];
    const { lanes, boundaries } = layOut(three, data(activities));
    expect(lanes.map(({ party }) => party)).toEqual([hongKong, shenzhen, macao]);
    expect(boundaries).toHaveLength(2);
    expect(String(await ganttChart(three, data(activities)))).toContain('Macao');
  });

  it('of a party that the programme does not name come last', () => {
    const { lanes } = layOut(view, data([activity('M', { party: macao }), activity('H')]));
    expect(lanes.map(({ party }) => party)).toEqual([hongKong, macao]);
  });

  it('give each row its own height', () => {
    const { rows, height } = layOut(view, { ...schedule, caption: 'x' });
    const heights = rows.map(({ top }) => top);
    expect(new Set(heights).size).toBe(schedule.activities.length);
    expect(Math.max(...heights)).toBeLessThan(height);
  });
});

describe('the Tab key', () => {
  it('walks through bars in order of time, across lanes', async () => {
    const activities = [
      activity('late', { start: '2026-06-01' }),
      activity('first', { start: '2026-01-05', party: shenzhen }),
      activity('second', { start: '2026-03-02', href: '/en/projects/x' }),
    ];
    const text = String(await ganttChart(view, data(activities)));
    const stops = [...text.matchAll(/<(g|a) class="bar [^>]*>\s*<title[^>]*>Name of (\w+)/g)];
    expect(stops.map(([, tag, id]) => [tag, id])).toEqual([
      ['g', 'first'],
      ['a', 'second'],
      ['g', 'late'],
    ]);
    expect(text.match(/<g class="bar [^>]*tabindex="0" role="img"/g)).toHaveLength(2);
  });

  it('hears whole sentences', async () => {
    const text = String(
      await ganttChart(
        view,
        data([
          activity('K', {
            kind: 'approval',
            critical: true,
            reported: true,
            sample: true,
            actualStart: '2026-01-05',
            p50Finish: '2027-01-15',
            p80Finish: '2027-03-01',
            due: '2027-02-01',
            holder: 'applicant',
            suspended: [
              { from: '2026-02-02', to: '2026-03-01' },
              { from: '2026-04-07', to: '2026-04-07' },
              { from: '2026-09-01' },
            ],
          }),
        ]),
      ),
    );
    expect(/<title id="g-bar-1">([^<]*)/.exec(text)?.[1]).toBe(
      'Name of K (K), approval by Hong Kong: 5 January 2026 to 18 December 2026, Clock stopped. ' +
        'It is critical: a day lost here is lost at the end. ' +
        'Half of the forecast runs finish it by 15 January 2027, four in five by 1 March 2027. ' +
        'The statutory limit is 1 February 2027. It is with the applicant. ' +
        'Its clock stood still from 2 February 2026 to 1 March 2026. ' +
        'Its clock stood still on 7 April 2026. ' +
        'Its clock has stood still since 1 September 2026. ' +
        'As reported by the other side. Sample data.',
    );
  });
});

describe('names', () => {
  it('stand a second time in a drawing of their own, which narrow screens keep at their edge', async () => {
    const text = String(await ganttChart(view, data([activity('A'), activity('B')])));
    const above = text.slice(
      text.indexOf('class="gantt-above"'),
      text.indexOf('class="gantt-plot"'),
    );
    for (const name of ['Name of A', 'Name of B']) expect(above).toContain(name);
    expect(above).toContain('aria-hidden="true"');
  });
});

describe('relations', () => {
  const pair = [
    activity('H', { finish: '2026-06-30' }),
    activity('S', { party: shenzhen, start: '2026-07-01' }),
  ];

  it('across the boundary pass a gate on its line', async () => {
    const link = { ...proposal('H', 'S'), standing: 'accepted' as const };
    expect(
      String(await ganttChart(view, data(pair, [link]))).match(/<circle class="gate"[^>]*r="4"/g),
    ).toHaveLength(2);
    const own = [activity('H'), activity('I')];
    const inside = { ...proposal('H', 'I'), standing: 'own' as const };
    expect(String(await ganttChart(view, data(own, [inside])))).not.toContain('class="gate"');
  });

  it('that are proposed say that they are not scheduled, each on a line of its own', () => {
    const { links } = layOut(view, data(pair, [proposal('H', 'S'), proposal('H', 'S', 'SS')]));
    expect(links.map(({ level }) => level)).toEqual([0, 1]);
    const apart = layOut(view, data(pair, []));
    const both = layOut(view, data(pair, [proposal('H', 'S'), proposal('H', 'S', 'SS')]));
    expect(both.height - apart.height).toBe(30);
  });

  it('of every type reach from bar to bar, forwards and back', async () => {
    for (const type of ['FS', 'SS', 'FF', 'SF'] as const) {
      for (const ends of [
        ['H', 'S'],
        ['S', 'H'],
      ] as const) {
        const text = String(await ganttChart(view, data(pair, [proposal(ends[0], ends[1], type)])));
        expect(text).toMatch(
          /<g class="link link-proposed"><path d="M[\d.,L-]+"\/><path class="head" d="M[\d.,L-]+Z"\/>/,
        );
      }
    }
  });

  it('to an activity that is not there are left out', async () => {
    const rows = await tableRows(ganttChart(view, data(pair, [proposal('H', 'gone')])));
    expect(rows).toHaveLength(2);
  });
});

describe('a bar', () => {
  const draw = async (fields: Partial<GanttActivity>) =>
    String(await ganttChart(view, data([activity('A', fields)])));

  it('is hatched where the other side reported it', async () => {
    expect(await draw({ reported: true })).toMatch(/class="hatch"[^>]*fill="url\(#g-hatch\)"/);
    expect(await draw({})).not.toContain('class="hatch"');
  });

  it('fades from P50 to P80 until it is finished', async () => {
    const forecast = { p50Finish: '2027-01-15', p80Finish: '2027-06-01' };
    expect((await draw(forecast)).match(/class="fade fade-[1-4]"/g)?.length).toBeGreaterThanOrEqual(
      4,
    );
    expect(await draw({ ...forecast, actualFinish: '2026-10-01' })).not.toMatch(/class="fade/);
  });

  it('of a minute has a width that can be seen and hit', async () => {
    const text = await draw({ start: '2026-05-04T09:00', finish: '2026-05-04T09:01' });
    expect(text).toMatch(/class="halo"[^>]*width="24"/);
    expect(text).toMatch(/class="body"[^>]*width="2"/);
  });

  it('says whose turn it is beside itself', async () => {
    expect(await draw({ holder: 'authority' })).toMatch(/class="beside"[^>]*>with the authority</);
  });
});

describe('samples', () => {
  it('are marked one by one where not all are samples', async () => {
    const mixed = data([activity('A', { sample: true }), activity('B')]);
    expect(String(await ganttChart(view, mixed)).match(/name-sample/g)).toHaveLength(1);
    const all = data([activity('A', { sample: true })]);
    expect(String(await ganttChart(view, all))).not.toContain('name-sample');
  });
});

describe('a schedule without activities', () => {
  it('is drawn empty', async () => {
    const text = String(await ganttChart(view, data([])));
    expect(text).toContain('0 activities');
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
