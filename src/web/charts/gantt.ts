// A joint schedule: one lane per side along the boundary line, time from left to right, relations that cross the
// line. The column of names stays in view while time scrolls; on narrow screens names stand above their bars.
import { html } from 'hono/html';
import { formatDate } from '../../text/formats.ts';
import type { Html } from '../html.ts';
import { silentMark } from '../parts/mark.ts';
import { shape } from '../parts/status.ts';
import type { View } from '../view.ts';
import { timeAxis, timeLine } from './axes.ts';
import { drawing, figure, plainText, recordLines } from './figure.ts';
import { bars } from './gantt-bars.ts';
import { type GanttData, type GanttLayout, type GanttRow, layOut, sizes } from './gantt-layout.ts';
import { ganttLegend } from './gantt-legend.ts';
import { linkPaths } from './gantt-links.ts';
import { activityTable, isMixed, linkTable, standingOf } from './gantt-words.ts';
import { shortDate, startOf } from './time-scale.ts';

/** Returns the joint schedule as a figure with its legend and tables. Without activities it says so. */
export function ganttChart(view: View, data: GanttData): Html {
  const layout = layOut(view, data);
  const sample = data.activities.some((activity) => activity.sample);
  return figure(view, {
    ...data,
    name: 'gantt',
    summary: summaryOf(view, data),
    sample,
    drawing: html`${namesColumn(view, data, layout)}${namesAbove(view, layout)}${plot(view, data, layout)}`,
    startAt: layout.scale(startOf(data.dataDate)),
    legend: ganttLegend(view, data),
    tables: [activityTable(view, data, layout), linkTable(view, data, layout)],
  });
}

function summaryOf(view: View, data: GanttData): string {
  const parties = [...new Set(data.activities.map(({ party }) => party))];
  return view.text('chart.gantt.summary', {
    count: data.activities.length,
    parties: view.partyNames(parties),
    approvals: data.activities.filter(({ kind }) => kind === 'approval').length,
    critical: data.activities.filter(({ critical }) => critical).length,
    day: formatDate(view.language, data.dataDate),
  });
}

/** The left column: hidden from assistive technology, which reads the same from the bars. */
function namesColumn(view: View, data: GanttData, layout: GanttLayout): Html {
  const { height } = layout;
  return html`<svg class="gantt-names" aria-hidden="true" width="${sizes.names}" height="${height}" viewBox="0 0 ${sizes.names} ${height}" fill="none">
    <rect class="paper" width="${sizes.names}" height="${height}"/>
    <text class="head" x="26" y="${sizes.axis - 10}">${view.text('chart.gantt.column.activity')}</text>
    <text class="head" x="${sizes.names - 14}" y="${sizes.axis - 10}" text-anchor="end">${view.text('chart.gantt.column.finish')}</text>
    <path class="rule" d="M0,${sizes.axis}H${sizes.names}"/>
    ${layout.lanes.map(
      ({
        party,
        top,
        rows,
      }) => html`<g transform="translate(0 ${top + 5})">${silentMark(view, party)}</g>
      <text class="lane" x="58" y="${top + 22}">${view.partyName(party)}</text>
      ${rows.map((row) => nameRow(view, data, row))}`,
    )}
    ${layout.boundaries.map((y) => doubleRule(y, sizes.names))}
    ${layout.boundaries.map(
      (y) =>
        html`<text class="boundary-word" x="26" y="${y + 4}">${view.text('chart.gantt.boundary')}</text>`,
    )}
    <path class="spine" d="M${sizes.names - 0.5},${sizes.axis}V${height - sizes.foot}"/>
  </svg>`;
}

function nameRow(view: View, data: GanttData, row: GanttRow): Html {
  const { activity, top, y } = row;
  const finish = shortDate(view, activity.actualFinish ?? activity.finish);
  const looks = [
    'name',
    ...(activity.critical ? ['name-critical'] : []),
    ...(activity.sample && isMixed(data) ? ['name-sample'] : []),
  ];
  return html`<path class="row-rule" d="M0,${top + sizes.row}H${sizes.names}"/>
    <g class="shape-${standingOf(activity, data.dataDate)}" transform="translate(2 ${y - 8})">${shape(standingOf(activity, data.dataDate))}</g>
    ${idLines(activity.id, y)}
    ${recordLines(view, activity.name, { x: 78, y: y + 4, widthPx: 156, sizePx: 12, class: looks.join(' '), lineHeight: 13.5 })}
    <text class="finish" x="${sizes.names - 14}" y="${y + 4}" text-anchor="end">${finish}</text>`;
}

/** The project or case, and beneath it the code of the activity. */
function idLines(id: string, y: number): Html {
  const [record = '', ...rest] = id.split('/');
  const lines = rest.length === 0 ? [record] : [record, rest.join('/')];
  return html`${lines.map((line, i) =>
    plainText(line, {
      x: 26,
      y: y + 4 + (i - (lines.length - 1) / 2) * 12,
      widthPx: 50,
      sizePx: 10,
      class: 'id',
    }),
  )}`;
}

/** On narrow screens a name stands above its bar, and stays at the edge of the screen while time scrolls under it. */
function namesAbove(view: View, { lanes, height }: GanttLayout): Html {
  const width = sizes.namesAbove;
  return html`<svg class="gantt-above" aria-hidden="true" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" fill="none">${lanes.map(
    ({
      party,
      top,
      rows,
    }) => html`<g class="inline" transform="translate(8 ${top + 5})">${silentMark(view, party)}<text class="lane" x="54" y="17">${view.partyName(party)}</text></g>
      ${rows.map(({ activity, top: y }) =>
        recordLines(view, activity.name, {
          ...{ x: 8, y: y + 10, widthPx: width - 8, sizePx: 11, class: 'inline' },
          ...{ lineHeight: 12, linesMax: 1 },
        }),
      )}`,
  )}</svg>`;
}

function plot(view: View, data: GanttData, layout: GanttLayout): Html {
  const { height, scale } = layout;
  const bottom = height - sizes.foot;
  const [dataX, todayX] = [scale(startOf(data.dataDate)), scale(startOf(data.today))];
  const day = (key: string, date: string) =>
    view.text(key, { date: formatDate(view.language, date) });
  return drawing(
    {
      id: data.id,
      class: 'gantt-plot',
      width: sizes.plot,
      height,
      title: data.caption,
      description: summaryOf(view, data),
      role: 'group',
    },
    html`<defs>
      <pattern id="${data.id}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch-line" d="M0,0V5"/></pattern>
      <pattern id="${data.id}-hatch-worked" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch-line-worked" d="M0,0V5"/></pattern>
    </defs>
    ${timeAxis(view, scale, { top: sizes.axis, bottom, labels: 'both', end: sizes.plot })}
    ${layout.rows.map((row) => html`<path class="row-rule" d="M0,${row.top + sizes.row}H${sizes.plot}"/>`)}
    ${layout.boundaries.map((y) => doubleRule(y, sizes.plot))}
    ${timeLine({ x: dataX, top: sizes.axis, bottom, class: 'data-date', side: dataX <= todayX ? 'left' : 'right', word: day('chart.data-date', data.dataDate) })}
    ${timeLine({ x: todayX, top: sizes.axis, bottom, class: 'today', side: dataX <= todayX ? 'right' : 'left', word: day('chart.today', data.today) })}
    ${linkPaths(view, layout)}
    ${bars(view, data, layout)}`,
  );
}

function doubleRule(y: number, width: number): Html {
  return html`<path class="boundary" d="M0,${y - 1.5}H${width}M0,${y + 1.5}H${width}"/>`;
}
