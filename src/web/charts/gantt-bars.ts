// The bars of the joint schedule. Kind is shape (bar, bar with end posts, diamond), progress is fill, what the other
// side reported is hatched, critical is a heavy outline, the forecast fades out from P50 to P80.
import { html } from 'hono/html';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { plainText } from './figure.ts';
import { type GanttData, type GanttLayout, type GanttRow, sizes } from './gantt-layout.ts';
import { sentenceOf, standingOf } from './gantt-words.ts';
import { px, textWidth } from './text-fit.ts';
import { endOf, shortDate, startOf, type TimeScale } from './time-scale.ts';

/**
 * Returns every bar as something that the keyboard reaches, in order of time; then the words beside and above them,
 * which are no part of the links: their names are whole sentences.
 */
export function bars(view: View, data: GanttData, layout: GanttLayout): Html {
  const drawn = layout.rows.map((row, i) => bar(view, data, { layout, row, number: i + 1 }));
  const words = layout.rows.map((row) => besideBar(view, row, layout.scale));
  return html`<g class="bars">${drawn}</g><g class="bar-words" aria-hidden="true">${words}</g>`;
}

function bar(
  view: View,
  data: GanttData,
  where: { readonly layout: GanttLayout; readonly row: GanttRow; readonly number: number },
): Html {
  const { row, layout, number } = where;
  const { activity } = row;
  const standing = standingOf(activity, data.dataDate);
  const looks = [
    'bar',
    `bar-${activity.kind}`,
    `bar-${standing}`,
    ...(activity.critical ? ['bar-critical'] : []),
    ...(activity.reported ? ['bar-reported'] : []),
  ].join(' ');
  const content = html`<title id="${data.id}-bar-${number}">${sentenceOf(view, activity, data.dataDate)}</title>${halo(row, layout.scale)}${forecastOf(row, layout.scale)}${
    activity.kind === 'milestone' ? milestone(data, row) : body(data, row, layout.scale)
  }${baselineBar(row, layout.scale)}${dueTick(row, layout.scale)}`;
  const label = `${data.id}-bar-${number}`;
  return activity.href === undefined
    ? html`<g class="${looks}" tabindex="0" role="img" aria-labelledby="${label}">${content}</g>\n`
    : html`<a class="${looks}" href="${activity.href}" aria-labelledby="${label}">${content}</a>\n`;
}

/** What shows the focus, and what a finger can hit: at least 24 by 24. */
function halo(row: GanttRow, scale: TimeScale): Html {
  const right = Math.max(row.x2, ...edgesOf(row, scale));
  const width = Math.max(24, right - row.x1 + 12);
  const x =
    row.activity.kind === 'milestone'
      ? row.x1 - 12
      : Math.min(row.x1 - 6, row.x1 + (right - row.x1) / 2 - 12);
  return html`<rect class="halo" x="${px(x)}" y="${row.y - 12}" width="${px(width)}" height="24" rx="2"/>`;
}

/** Right edges of what belongs to a bar beyond its own end. */
function edgesOf({ activity }: GanttRow, scale: TimeScale): readonly number[] {
  return [activity.p80Finish, activity.due].flatMap((time) =>
    time === undefined || activity.actualFinish !== undefined ? [] : [scale(endOf(time))],
  );
}

function milestone(data: GanttData, { x2, y, activity }: GanttRow): Html {
  const r = 7;
  const points = `${px(x2)},${y - r} ${px(x2 + r)},${y} ${px(x2)},${y + r} ${px(x2 - r)},${y}`;
  const hatch = activity.reported
    ? html`<polygon class="hatch" points="${points}" fill="url(#${data.id}-hatch)"/>`
    : nothing;
  return html`<polygon class="body" points="${points}"/>${hatch}`;
}

function body(data: GanttData, row: GanttRow, scale: TimeScale): Html {
  const { activity, x1, x2, y } = row;
  const height = activity.kind === 'approval' ? 8 : sizes.bar;
  const width = Math.max(2, x2 - x1);
  const box = (from: number, to: number) =>
    html`x="${px(from)}" y="${y - height / 2}" width="${px(Math.max(0, to - from))}" height="${height}"`;
  const done = Math.min(x1 + width, doneUntil(data, row, scale));
  const hatched = (name: string, from: number, to: number) =>
    activity.reported && to > from
      ? html`<rect class="hatch" ${box(from, to)} fill="url(#${data.id}-${name})"/>`
      : nothing;
  const posts = `M${px(x1)},${y - 8}V${y + 8}M${px(x1 + width)},${y - 8}V${y + 8}`;
  return html`<rect class="ground" ${box(x1, x1 + width)}/>${
    done > x1 ? html`<rect class="worked" ${box(x1, done)}/>` : nothing
  }${hatched('hatch-worked', x1, done)}${hatched('hatch', done, x1 + width)}${stops(data, row, { scale, height })}<rect class="body" ${box(x1, x1 + width)}/>${
    activity.kind === 'approval' ? html`<path class="posts" d="${posts}"/>` : nothing
  }`;
}

/** Up to where a bar is filled: what has happened by the data date. */
function doneUntil(data: GanttData, { activity, x1 }: GanttRow, scale: TimeScale): number {
  if (activity.actualFinish !== undefined) return scale(endOf(activity.actualFinish));
  return activity.actualStart === undefined ? x1 : scale(endOf(data.dataDate));
}

/** Times in which the clock stood still: a gap with two strokes. */
function stops(
  data: GanttData,
  { activity, x1, x2, y }: GanttRow,
  drawn: { readonly scale: TimeScale; readonly height: number },
): Html {
  const { scale, height } = drawn;
  return html`${(activity.suspended ?? []).map(({ from, to }) => {
    const left = Math.max(x1, scale(startOf(from)));
    const right = Math.min(x2, scale(to === undefined ? endOf(data.dataDate) : endOf(to)));
    const middle = (left + right) / 2;
    const gap =
      right > left
        ? html`<rect class="stop" x="${px(left)}" y="${y - height / 2}" width="${px(right - left)}" height="${height}"/>`
        : nothing;
    return html`${gap}<path class="stop-sign" d="M${px(middle - 2)},${y - 5}V${y + 5}M${px(middle + 2)},${y - 5}V${y + 5}"/>`;
  })}`;
}

/** From the scheduled finish a thin line to P50, then four steps that fade until P80. */
function forecastOf({ activity, x2, y }: GanttRow, scale: TimeScale): Html {
  const { p50Finish, p80Finish, actualFinish } = activity;
  if (p50Finish === undefined || p80Finish === undefined || actualFinish !== undefined)
    return nothing;
  const from = scale(endOf(p50Finish));
  const step = Math.max(0.5, (scale(endOf(p80Finish)) - from) / 4);
  const line =
    from > x2 + 1 ? html`<path class="reach" d="M${px(x2)},${y}H${px(from)}"/>` : nothing;
  return html`${line}${[1, 2, 3, 4].map(
    (n) =>
      html`<rect class="fade fade-${n}" x="${px(from + (n - 1) * step)}" y="${y - 4}" width="${px(step)}" height="8"/>`,
  )}`;
}

/** A thin bar beneath: where the baseline has it. A milestone is as wide as can be seen. */
function baselineBar({ activity, y }: GanttRow, scale: TimeScale): Html {
  const { baseline, kind } = activity;
  if (baseline === undefined) return nothing;
  const to = scale(endOf(baseline.finish));
  const from = kind === 'milestone' ? to - 3 : scale(startOf(baseline.start));
  const width = Math.max(kind === 'milestone' ? 6 : 2, to - from);
  return html`<rect class="baseline" x="${px(from)}" y="${y + 9}" width="${px(width)}" height="3"/>`;
}

function dueTick({ activity, y }: GanttRow, scale: TimeScale): Html {
  if (activity.due === undefined) return nothing;
  const x = px(scale(endOf(activity.due)));
  return html`<path class="due" d="M${x},${y + 9}V${y - 10}"/><path class="due-flag" d="M${x},${y - 10}l6,2.5l-6,2.5Z"/>`;
}

/** Whose turn it is and when the forecast ends, after everything else of the bar; left of it at the right edge. */
function besideBar(view: View, row: GanttRow, scale: TimeScale): Html {
  const { activity } = row;
  const words = [
    ...(activity.holder === undefined ? [] : [view.text(holderKeys[activity.holder])]),
    ...(activity.p80Finish === undefined || activity.actualFinish !== undefined
      ? []
      : [view.text('chart.p80.short', { date: shortDate(view, activity.p80Finish) })]),
  ].join(' · ');
  if (words === '') return nothing;
  const right = Math.max(row.x2, ...edgesOf(row, scale)) + 12;
  const fits = right + textWidth(words, 11) <= sizes.plot;
  const x = fits ? right : row.x1 - 10;
  return plainText(words, {
    x: px(x),
    y: row.y + 4,
    widthPx: fits ? sizes.plot - right : row.x1,
    sizePx: 11,
    class: 'beside',
    anchor: fits ? 'start' : 'end',
  });
}

const holderKeys = {
  authority: 'chart.holder.authority',
  applicant: 'chart.holder.applicant',
  excluded: 'chart.holder.excluded',
} as const;
