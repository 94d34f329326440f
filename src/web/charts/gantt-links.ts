// Relations between activities as paths with right angles: critical ones heavier, proposed ones dashed with the words
// that they are not scheduled; where one crosses the boundary there is a gate, a small circle on the double rule.
import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { type GanttLayout, isLeftOf, type PlacedLink, sizes } from './gantt-layout.ts';
import { px } from './text-fit.ts';

type Point = readonly [x: number, y: number];

const out = 8;
const half = sizes.bar / 2;

/** Returns all relations; they lie beneath the bars. Words of proposals lie above the lines. */
export function linkPaths(view: View, layout: GanttLayout): Html {
  const drawn = [...layout.links]
    .sort((a, b) => Number(a.link.critical) - Number(b.link.critical))
    .map((placed) => ({ placed, points: route(placed) }));
  return html`<g class="links" aria-hidden="true">${drawn.map((one) => linkPath(layout, one))}${drawn
    .filter(({ placed }) => placed.link.standing === 'proposed')
    .map((one) => proposalWords(view, layout, one))}</g>`;
}

interface Drawn {
  readonly placed: PlacedLink;
  readonly points: readonly Point[];
}

function linkPath(layout: GanttLayout, { placed, points }: Drawn): Html {
  const { link } = placed;
  const looks = ['link', ...(link.critical ? ['link-critical'] : []), `link-${link.standing}`];
  return html`<g class="${looks.join(' ')}"><path d="${pathOf(points)}"/><path class="head" d="${headOf(points)}"/>${gatesOf(
    layout,
    points,
  ).map(([x, y]) => html`<circle class="gate" cx="${px(x)}" cy="${y}" r="4"/>`)}</g>`;
}

/** Beside the gate, on the line of the band that the layout gave it; within one side in the middle of the relation. */
function proposalWords(view: View, layout: GanttLayout, { placed, points }: Drawn): Html {
  const [gate] = gatesOf(layout, points);
  const middle = points[Math.floor(points.length / 2)];
  const [x, y] =
    gate === undefined
      ? [middle[0], middle[1] - 4]
      : [gate[0], gate[1] + sizes.band / 2 + placed.level * sizes.bandLine];
  const isLeft = isLeftOf(view, x);
  return html`<text class="proposal" x="${px(isLeft ? x - 8 : x + 8)}" y="${px(y)}" text-anchor="${isLeft ? 'end' : 'start'}">${view.text('chart.gantt.proposed')}</text>`;
}

/** Where a path passes the double rules. */
function gatesOf(layout: GanttLayout, points: readonly Point[]): readonly Point[] {
  return layout.boundaries.flatMap((y) => crossings(points, y).map((x): Point => [x, y]));
}

/** The corners of a relation from one bar to another. */
function route({ link, from, to }: PlacedLink): readonly Point[] {
  const down = to.y > from.y ? 1 : -1;
  const between = to.y - down * (sizes.row / 2);
  switch (link.type) {
    case 'FS':
      return finishToStart({ from, to }, { down, between });
    case 'SS': {
      const x = Math.min(from.x1, to.x1) - out;
      return [
        [from.x1, from.y],
        [x, from.y],
        [x, to.y],
        [to.x1, to.y],
      ];
    }
    case 'FF': {
      const x = Math.max(from.x2, to.x2) + out;
      return [
        [from.x2, from.y],
        [x, from.y],
        [x, to.y],
        [to.x2, to.y],
      ];
    }
    case 'SF':
      return [
        [from.x1, from.y],
        [from.x1 - out, from.y],
        [from.x1 - out, between],
        [to.x2 + out, between],
        [to.x2 + out, to.y],
        [to.x2, to.y],
      ];
  }
}

/** Into the top of a bar that follows at once, into the side of one that follows later, around where it began before. */
function finishToStart(
  { from, to }: Pick<PlacedLink, 'from' | 'to'>,
  way: { readonly down: number; readonly between: number },
): readonly Point[] {
  const isPoint = to.activity.kind === 'milestone';
  const gap = to.x1 - from.x2;
  const inset = isPoint ? 0 : Math.min(5, (to.x2 - to.x1) / 2);
  if (gap > 24) {
    const x = from.x2 + out;
    const end = to.x1 - (isPoint ? half + 1 : 0);
    return [
      [from.x2, from.y],
      [x, from.y],
      [x, to.y],
      [end, to.y],
    ];
  }
  if (gap >= -3) {
    const x = Math.max(to.x1 + inset, from.x2 + 1);
    const end = to.y - way.down * (half + 1 + (isPoint ? 1 : 0));
    return [
      [from.x2, from.y],
      [x, from.y],
      [x, end],
    ];
  }
  return [
    [from.x2, from.y],
    [from.x2 + out, from.y],
    [from.x2 + out, way.between],
    [to.x1 - out, way.between],
    [to.x1 - out, to.y],
    [to.x1 - (isPoint ? half : 0), to.y],
  ];
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)},${px(y)}`).join('');
}

/** A small triangle at the end, pointing as the last stretch runs. */
function headOf(points: readonly Point[]): string {
  const [x, y] = points[points.length - 1];
  const [beforeX, beforeY] = points[points.length - 2];
  const [dx, dy] = [Math.sign(x - beforeX), Math.sign(y - beforeY)];
  const corner = (side: number): Point => [x - dx * 6 + dy * side * 3, y - dy * 6 + dx * side * 3];
  return `${pathOf([[x, y], corner(1), corner(-1)])}Z`;
}

/** Where the upright stretches of a path pass a height. */
function crossings(points: readonly Point[], y: number): readonly number[] {
  return points.flatMap(([x, upper], i) => {
    const next = points[i + 1];
    if (next === undefined || next[0] !== x) return [];
    return Math.min(upper, next[1]) < y && y < Math.max(upper, next[1]) ? [x] : [];
  });
}
