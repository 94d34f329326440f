// The legend of the joint schedule: only what occurs in it.
import { html } from 'hono/html';
import type { Html } from '../html.ts';
import { type Look, shape } from '../parts/status.ts';
import type { View } from '../view.ts';
import { type LegendItem, sign } from './figure.ts';
import type { GanttActivity, GanttData } from './gantt-layout.ts';
import { isMixed, standingKeys, standingOf } from './gantt-words.ts';

const looks: readonly Look[] = ['planned', 'progress', 'done', 'risk', 'late', 'waiting'];

/** Returns the entries: standings, then kinds, then marks on bars, then relations. */
export function ganttLegend(view: View, data: GanttData): readonly LegendItem[] {
  const { activities, links, dataDate } = data;
  const standings = new Set(activities.map((activity) => standingOf(activity, dataDate)));
  const signs = barSigns(data.id).filter(({ occurs }) => activities.some(occurs));
  const relations = linkSigns.filter(({ occurs }) => links.some(occurs));
  return [
    ...looks
      .filter((look) => standings.has(look))
      .map((look) => ({
        sign: html`<span class="shape-${look}">${shape(look)}</span>`,
        word: view.text(standingKeys[look]),
      })),
    ...[...signs, ...relations].map(({ drawn, key }) => ({
      sign: sign(drawn),
      word: view.text(key),
    })),
    ...(isMixed(data)
      ? [
          {
            sign: sign(html`<path class="sample-sign" d="M2,12H26"/>`),
            word: view.text('sample.mark'),
          },
        ]
      : []),
  ];
}

interface Sign<Of> {
  readonly key: string;
  readonly drawn: Html;
  readonly occurs: (one: Of) => boolean;
}

function barSigns(id: string): readonly Sign<GanttActivity>[] {
  const bar = html`<rect class="ground" x="2" y="3" width="24" height="10"/>`;
  const outline = html`<rect class="body" x="2" y="3" width="24" height="10"/>`;
  return [
    {
      key: 'chart.gantt.legend.work',
      drawn: html`<g class="bar bar-done">${bar}<rect class="worked" x="2" y="3" width="13" height="10"/>${outline}</g>`,
      occurs: ({ kind }) => kind === 'work',
    },
    {
      key: 'chart.gantt.legend.approval',
      drawn: html`<g class="bar bar-approval"><rect class="ground" x="4" y="4" width="20" height="8"/><rect class="body" x="4" y="4" width="20" height="8"/><path class="posts" d="M4,0V16M24,0V16"/></g>`,
      occurs: ({ kind }) => kind === 'approval',
    },
    {
      key: 'chart.gantt.kind.milestone',
      drawn: html`<g class="bar bar-milestone"><polygon class="body" points="14,1 21,8 14,15 7,8"/></g>`,
      occurs: ({ kind }) => kind === 'milestone',
    },
    {
      key: 'chart.gantt.note.critical',
      drawn: html`<g class="bar bar-critical">${bar}${outline}</g>`,
      occurs: ({ critical }) => critical,
    },
    {
      key: 'chart.gantt.note.reported',
      drawn: html`<g class="bar bar-reported">${bar}<rect class="hatch" x="2" y="3" width="24" height="10" fill="url(#${id}-hatch)"/>${outline}</g>`,
      occurs: ({ reported }) => reported,
    },
    {
      key: 'chart.gantt.legend.stop',
      drawn: html`<g class="bar">${bar}${outline}<rect class="stop" x="9" y="3" width="10" height="10"/><path class="stop-sign" d="M12,3V13M16,3V13"/></g>`,
      occurs: ({ suspended }) => (suspended ?? []).length > 0,
    },
    {
      key: 'chart.gantt.legend.forecast',
      drawn: html`<g class="bar">${[1, 2, 3, 4].map((n) => html`<rect class="fade fade-${n}" x="${n * 6 - 4}" y="4" width="6" height="8"/>`)}</g>`,
      occurs: ({ p80Finish, actualFinish }) =>
        p80Finish !== undefined && actualFinish === undefined,
    },
    {
      key: 'chart.gantt.legend.baseline',
      drawn: html`<g class="bar">${bar}${outline}<rect class="baseline" x="5" y="14" width="18" height="2"/></g>`,
      occurs: ({ baseline }) => baseline !== undefined,
    },
    {
      key: 'chart.gantt.legend.due',
      drawn: html`<g class="bar"><path class="due" d="M12,16V0"/><path class="due-flag" d="M12,0l7,3l-7,3Z"/></g>`,
      occurs: ({ due }) => due !== undefined,
    },
  ];
}

const linkSigns: readonly Sign<GanttData['links'][number]>[] = [
  {
    key: 'chart.gantt.legend.link.critical',
    drawn: html`<g class="link link-critical"><path d="M1,8H21"/><path class="head" d="M27,8L20,4.5L20,11.5Z"/></g>`,
    occurs: ({ critical }) => critical,
  },
  {
    key: 'chart.gantt.legend.link.accepted',
    drawn: html`<g class="link link-accepted"><path d="M14,0V16"/><circle class="gate" cx="14" cy="8" r="4"/></g>`,
    occurs: ({ standing }) => standing === 'accepted',
  },
  {
    key: 'chart.gantt.proposed',
    drawn: html`<g class="link link-proposed"><path d="M1,8H21"/><path class="head" d="M27,8L20,4.5L20,11.5Z"/></g>`,
    occurs: ({ standing }) => standing === 'proposed',
  },
];
