// The joint schedule in words: how an activity stands, the sentences that a screen reader says for its bar, the tables.
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { formatDate } from '../../text/formats.ts';
import { nothing, type Part } from '../html.ts';
import { silentMark } from '../parts/mark.ts';
import { type Look, sampleMark, statusTag } from '../parts/status.ts';
import type { View } from '../view.ts';
import { type ChartTable, sentences } from './figure.ts';
import type { GanttActivity, GanttData, GanttLayout, PlacedLink } from './gantt-layout.ts';
import { type CivilTime, dateOf, endOf } from './time-scale.ts';

/**
 * Returns how an activity stands on the data date: late when its scheduled finish or statutory day is past; at risk
 * when one in five runs of the forecast end after the statutory day; waiting when its clock stands still.
 */
export function standingOf(activity: GanttActivity, dataDate: CivilDate): Look {
  const { due, p80Finish } = activity;
  if (activity.actualFinish !== undefined) return 'done';
  const dataEnd = endOf(dataDate);
  if (endOf(activity.finish) < dataEnd || (due !== undefined && endOf(due) < dataEnd))
    return 'late';
  if (activity.suspended?.some(({ to }) => to === undefined) === true) return 'waiting';
  if (due !== undefined && endOf(p80Finish ?? activity.finish) > endOf(due)) return 'risk';
  return activity.actualStart === undefined ? 'planned' : 'progress';
}

/** Returns whether some activities are samples and others are not: then each sample is marked, beside the whole. */
export function isMixed({ activities }: GanttData): boolean {
  return activities.some(({ sample }) => sample) && activities.some(({ sample }) => !sample);
}

/** Words of each standing. */
export const standingKeys: Readonly<Record<Look, string>> = {
  planned: 'chart.standing.planned',
  progress: 'chart.standing.progress',
  done: 'chart.standing.done',
  risk: 'chart.standing.risk',
  late: 'chart.standing.late',
  waiting: 'chart.standing.waiting',
};

/** Returns everything about a bar in whole sentences. */
export function sentenceOf(view: View, activity: GanttActivity, dataDate: CivilDate): string {
  const day = (time: CivilTime) => formatDate(view.language, dateOf(time));
  const params = {
    name: view.plain(activity.name),
    id: activity.id,
    party: view.partyName(activity.party),
    start: day(activity.actualStart ?? activity.start),
    finish: day(activity.actualFinish ?? activity.finish),
    standing: view.text(standingKeys[standingOf(activity, dataDate)]),
  };
  const { p50Finish, p80Finish, due, actualFinish } = activity;
  const open = actualFinish === undefined;
  const forecast = open && p50Finish !== undefined && p80Finish !== undefined;
  return sentences(view, [
    view.text(sayKeys[activity.kind], params),
    ...(activity.critical ? [view.text('chart.gantt.say.critical')] : []),
    ...(forecast
      ? [
          view.text('chart.gantt.say.forecast', {
            half: day(p50Finish),
            most: day(p80Finish),
          }),
        ]
      : []),
    ...(activity.baseline === undefined
      ? []
      : [view.text('chart.gantt.say.baseline', { finish: day(activity.baseline.finish) })]),
    ...(due === undefined ? [] : [view.text('chart.gantt.say.due', { due: day(due) })]),
    ...(activity.holder === undefined ? [] : [view.text(sayHolderKeys[activity.holder])]),
    ...(activity.suspended ?? []).map(({ from, to }) =>
      stopWords(view, day(from), to === undefined ? undefined : day(to)),
    ),
    ...(activity.reported ? [view.text('chart.gantt.say.reported')] : []),
    ...(activity.sample ? [view.text('chart.say.sample')] : []),
  ]);
}

function stopWords(view: View, from: string, to: string | undefined): string {
  if (to === undefined) return view.text('chart.gantt.say.stopped', { from });
  return from === to
    ? view.text('chart.gantt.say.stopped.day', { day: from })
    : view.text('chart.gantt.say.stopped.until', { from, to });
}

const sayKeys = {
  work: 'chart.gantt.say.work',
  approval: 'chart.gantt.say.approval',
  milestone: 'chart.gantt.say.milestone',
} as const;

const sayHolderKeys = {
  authority: 'chart.gantt.say.holder.authority',
  applicant: 'chart.gantt.say.holder.applicant',
  excluded: 'chart.gantt.say.holder.excluded',
} as const;

const kindKeys = {
  work: 'chart.gantt.kind.work',
  approval: 'chart.gantt.kind.approval',
  milestone: 'chart.gantt.kind.milestone',
} as const;

const holderKeys = {
  authority: 'chart.holder.authority',
  applicant: 'chart.holder.applicant',
  excluded: 'chart.holder.excluded',
} as const;

/** Returns the table of activities, lane by lane as drawn. */
export function activityTable(view: View, data: GanttData, layout: GanttLayout): ChartTable {
  const day = (time: CivilTime | undefined): Part =>
    time === undefined ? nothing : view.date(dateOf(time));
  return {
    caption: view.text('chart.gantt.table', { caption: data.caption }),
    columns: [
      { name: view.text('chart.gantt.column.activity'), look: 'wide' },
      { name: view.text('chart.gantt.column.side') },
      { name: view.text('chart.gantt.column.kind') },
      { name: view.text('chart.gantt.column.standing') },
      { name: view.text('chart.gantt.column.start') },
      { name: view.text('chart.gantt.column.finish') },
      { name: view.text('chart.gantt.column.p50') },
      { name: view.text('chart.gantt.column.p80') },
      { name: view.text('chart.gantt.column.due') },
      { name: view.text('chart.gantt.column.notes') },
    ],
    rows: layout.lanes
      .flatMap((lane) => lane.rows)
      .map(({ activity }) => ({
        cells: [
          nameCell(view, activity),
          html`${silentMark(view, activity.party)} ${view.partyName(activity.party)}`,
          view.text(kindKeys[activity.kind]),
          standingCell(view, activity, data.dataDate),
          activity.kind === 'milestone' ? nothing : day(activity.actualStart ?? activity.start),
          day(activity.actualFinish ?? activity.finish),
          day(activity.p50Finish),
          day(activity.p80Finish),
          day(activity.due),
          notesOf(view, activity),
        ],
      })),
  };
}

function nameCell(view: View, activity: GanttActivity): Part {
  const { href, id } = activity;
  const name =
    href === undefined
      ? view.words(activity.name)
      : html`<a href="${href}">${view.words(activity.name)}</a>`;
  return html`<span class="record-id">${id}</span> ${name} ${sampleMark(view, activity)}`;
}

function standingCell(view: View, activity: GanttActivity, dataDate: CivilDate): Part {
  const standing = standingOf(activity, dataDate);
  return statusTag(standing, view.text(standingKeys[standing]));
}

function notesOf(view: View, activity: GanttActivity): string {
  return view.list([
    ...(activity.critical ? [view.text('chart.gantt.note.critical')] : []),
    ...(activity.holder === undefined ? [] : [view.text(holderKeys[activity.holder])]),
    ...(activity.reported ? [view.text('chart.gantt.note.reported')] : []),
  ]);
}

/** Returns the table of relations. */
export function linkTable(view: View, data: GanttData, layout: GanttLayout): ChartTable {
  return {
    caption: view.text('chart.gantt.links', { caption: data.caption }),
    columns: [
      { name: view.text('chart.gantt.column.from'), look: 'wide' },
      { name: view.text('chart.gantt.column.to'), look: 'wide' },
      { name: view.text('chart.gantt.column.relation') },
      { name: view.text('chart.gantt.column.agreed') },
      { name: view.text('chart.gantt.column.notes') },
    ],
    rows: layout.links.map((placed) => ({ cells: linkCells(view, placed) })),
  };
}

function linkCells(view: View, { link, from, to, isAcross }: PlacedLink): readonly Part[] {
  const end = (activity: GanttActivity): Part =>
    html`<span class="record-id">${activity.id}</span> ${view.words(activity.name)}`;
  return [
    end(from.activity),
    end(to.activity),
    view.text(typeKeys[link.type]),
    view.text(agreedKeys[link.standing]),
    view.list([
      ...(isAcross ? [view.text('chart.gantt.note.across')] : []),
      ...(link.critical ? [view.text('chart.gantt.note.critical')] : []),
    ]),
  ];
}

const typeKeys = {
  FS: 'chart.gantt.type.fs',
  SS: 'chart.gantt.type.ss',
  FF: 'chart.gantt.type.ff',
  SF: 'chart.gantt.type.sf',
} as const;

const agreedKeys = {
  own: 'chart.gantt.agreed.own',
  accepted: 'chart.gantt.agreed.accepted',
  proposed: 'chart.gantt.proposed',
} as const;
