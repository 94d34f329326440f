// Where everything of the joint schedule stands: a lane per side, a row per activity, the boundary between lanes.
// Numbers only; gantt.ts draws. Sizes are pixels of the drawing, which is never scaled on screens.
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { View } from '../view.ts';
import type { ChartHead, Texts } from './figure.ts';
import { stackSpans, textWidth } from './text-fit.ts';
import { type CivilTime, endOf, startOf, type TimeScale, timeScale } from './time-scale.ts';

/** One activity of the joint schedule. */
export interface GanttActivity {
  /** As in the joint network: `HK-P001/A10`. */
  readonly id: string;
  readonly name: Texts;
  readonly party: PartyId;
  readonly kind: 'work' | 'approval' | 'milestone';
  /** As scheduled now. A milestone stands at its finish. */
  readonly start: CivilTime;
  readonly finish: CivilTime;
  readonly actualStart?: CivilTime;
  readonly actualFinish?: CivilTime;
  readonly critical: boolean;
  readonly sample: boolean;
  /** Whether this is what the other side reported, not what its own log holds. */
  readonly reported: boolean;
  /** Times in which its clock stood still; without `to` it still does. */
  readonly suspended?: readonly { readonly from: CivilTime; readonly to?: CivilTime }[];
  /** As in the baseline in force, where it has the activity. */
  readonly baseline?: { readonly start: CivilTime; readonly finish: CivilTime };
  readonly p50Finish?: CivilTime;
  readonly p80Finish?: CivilTime;
  /** The day by which a statute wants it finished. */
  readonly due?: CivilDate;
  /** Whose turn it is. `excluded`: a time that counts for nobody. */
  readonly holder?: 'authority' | 'applicant' | 'excluded';
  /** Address in the reader's language. */
  readonly href?: string;
}

/** One relation between activities. */
export interface GanttLink {
  readonly from: string;
  readonly to: string;
  readonly type: 'FS' | 'SS' | 'FF' | 'SF';
  readonly critical: boolean;
  /** `own` within one side's schedule; across the boundary `accepted` by both, or `proposed` and not scheduled. */
  readonly standing: 'own' | 'accepted' | 'proposed';
}

/** A joint schedule. */
export interface GanttData extends ChartHead {
  readonly activities: readonly GanttActivity[];
  /** Those that name an activity that is not there are left out. */
  readonly links: readonly GanttLink[];
  /** Up to which progress is known. */
  readonly dataDate: CivilDate;
  readonly today: CivilDate;
}

/** An activity in its row. */
export interface GanttRow {
  readonly activity: GanttActivity;
  readonly top: number;
  /** Middle of its bar. */
  readonly y: number;
  readonly x1: number;
  readonly x2: number;
}

/** A side's part of the drawing. */
export interface GanttLane {
  readonly party: PartyId;
  readonly top: number;
  readonly rows: readonly GanttRow[];
}

/** A relation with both its ends in the drawing. */
export interface PlacedLink {
  readonly link: GanttLink;
  readonly from: GanttRow;
  readonly to: GanttRow;
  readonly isAcross: boolean;
  /** Line of the band under the boundary on which the words of a proposal stand; -1 for all others. */
  readonly level: number;
}

/** The whole layout. */
export interface GanttLayout {
  readonly scale: TimeScale;
  readonly lanes: readonly GanttLane[];
  /** Heights of the double rules between lanes. */
  readonly boundaries: readonly number[];
  readonly links: readonly PlacedLink[];
  /** Every row, in order of time: the order of the Tab key. */
  readonly rows: readonly GanttRow[];
  readonly height: number;
}

/** Sizes in pixels that the drawing and its style sheet share. */
export const sizes = {
  names: 320,
  /** Of the names above bars, on screens that have no room for a column of them. */
  namesAbove: 264,
  plot: 896,
  axis: 56,
  row: 32,
  laneHead: 34,
  band: 30,
  bandLine: 15,
  foot: 24,
  /** Room at the right for words beside the last bars. */
  beside: 76,
  bar: 12,
} as const;

/** Returns the layout. Lanes stand in the order of the programme's parties; rows begin with the earliest. */
export function layOut(view: View, data: GanttData): GanttLayout {
  const scale = scaleOf(data);
  const spanned = data.activities
    .map((activity) => ({
      activity,
      x1: scale(beginOf(activity)),
      x2: scale(endOfActivity(activity)),
    }))
    .sort(byTime);
  const joined = joinLinks(view, data.links, spanned);
  const lines = Math.max(0, ...joined.map(({ level }) => level + 1));
  const lanes: GanttLane[] = [];
  const boundaries: number[] = [];
  let top: number = sizes.axis;
  for (const party of laneOrder(view, data.activities)) {
    if (lanes.length > 0) {
      boundaries.push(top + sizes.band / 2);
      top += sizes.band + lines * sizes.bandLine;
    }
    const lane = laneOf(party, top, spanned);
    lanes.push(lane);
    top += sizes.laneHead + lane.rows.length * sizes.row;
  }
  const rows = lanes.flatMap((lane) => lane.rows).sort(byTime);
  const rowById = new Map(rows.map((row) => [row.activity.id, row]));
  const links = joined.flatMap(({ link, level }): readonly PlacedLink[] => {
    const from = rowById.get(link.from);
    const to = rowById.get(link.to);
    return from === undefined || to === undefined
      ? []
      : [{ link, from, to, level, isAcross: from.activity.party !== to.activity.party }];
  });
  return { scale, lanes, boundaries, rows, links, height: top + sizes.foot };
}

function scaleOf(data: GanttData): TimeScale {
  const times = data.activities.flatMap((one) => [
    startOf(one.actualStart ?? one.start),
    ...(one.baseline === undefined
      ? []
      : [startOf(one.baseline.start), endOf(one.baseline.finish)]),
    ...[one.finish, one.actualFinish, one.p80Finish, one.due].flatMap((time) =>
      time === undefined ? [] : [endOf(time)],
    ),
  ]);
  const days = [data.dataDate, data.today].map(startOf);
  return timeScale([...times, ...days], [10, sizes.plot - sizes.beside]);
}

/** Parties of the programme, then any other, as far as they have activities. */
function laneOrder(view: View, activities: readonly GanttActivity[]): readonly PartyId[] {
  const present = new Set(activities.map(({ party }) => party));
  const known = view.programme.parties.map(({ party }) => party);
  return [
    ...known.filter((party) => present.has(party)),
    ...[...present].filter((party) => !known.includes(party)),
  ];
}

function laneOf(party: PartyId, top: number, spanned: readonly Spanned[]): GanttLane {
  const rows = spanned
    .filter(({ activity }) => activity.party === party)
    .map((row, i) => {
      const rowTop = top + sizes.laneHead + i * sizes.row;
      return { ...row, top: rowTop, y: rowTop + 19 };
    });
  return { party, top, rows };
}

type Spanned = Pick<GanttRow, 'activity' | 'x1' | 'x2'>;

function byTime(a: Spanned, b: Spanned): number {
  return a.x1 - b.x1 || a.x2 - b.x2 || (a.activity.id < b.activity.id ? -1 : 1);
}

/** When an activity begins or began, in milliseconds; a milestone has no length. */
function beginOf(activity: GanttActivity): number {
  if (activity.kind === 'milestone') return endOfActivity(activity);
  return startOf(activity.actualStart ?? activity.start);
}

function endOfActivity(activity: GanttActivity): number {
  return endOf(activity.actualFinish ?? activity.finish);
}

/** Relations with both ends there; a proposal across the boundary on a line of the band where its words touch no others. */
function joinLinks(
  view: View,
  links: readonly GanttLink[],
  spanned: readonly Spanned[],
): readonly { readonly link: GanttLink; readonly level: number }[] {
  const spanById = new Map(spanned.map((one) => [one.activity.id, one]));
  const present = links.filter(({ from, to }) => spanById.has(from) && spanById.has(to));
  const width = textWidth(view.text('chart.gantt.proposed'), 11) + 32;
  const proposals = present.flatMap((link) => {
    const [from, to] = [spanById.get(link.from), spanById.get(link.to)];
    if (link.standing !== 'proposed' || from === undefined || to === undefined) return [];
    if (from.activity.party === to.activity.party) return [];
    const x = link.type === 'FF' ? Math.max(from.x2, to.x2) : from.x2;
    return [
      { link, from: isLeftOf(view, x) ? x - width : x, to: isLeftOf(view, x) ? x : x + width },
    ];
  });
  const levels = stackSpans(proposals);
  return present.map((link) => {
    const i = proposals.findIndex((proposal) => proposal.link === link);
    return { link, level: levels[i] ?? -1 };
  });
}

/** Returns whether the words of a proposal at `x` must stand left of it, for want of room at the right. */
export function isLeftOf(view: View, x: number): boolean {
  return x + textWidth(view.text('chart.gantt.proposed'), 11) + 24 > sizes.plot;
}
