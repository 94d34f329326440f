// How a mode passes on one side of a crossing, in words: hours, capacity, clearance, permit, and where that stands.
import { html } from 'hono/html';
import {
  type CrossingSide,
  type HoursBand,
  type ModePassing,
  weekdays,
} from '../../programme/kinds/crossing-sides.ts';
import { formatNumber } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { sourceLink } from './sources.ts';
import { sampleMark } from './status.ts';

const clearanceKeys: Readonly<Record<NonNullable<ModePassing['clearance']>, string>> = {
  'two-stop': 'crossings.clearance.two-stop',
  'co-located': 'crossings.clearance.co-located',
  collaborative: 'crossings.clearance.collaborative',
};

/** Returns what one side says of how a mode passes; nothing where it says nothing. */
export function passingOf(view: View, { passing }: CrossingSide, mode: string): Html {
  const one = passing.find((line) => line.mode === mode);
  if (one === undefined) return nothing;
  const { hours, capacityPerDay, clearance, permit, note, said } = one;
  const lines: readonly (Html | undefined)[] = [
    hours === undefined ? undefined : html`${hoursInWords(view, hours)}`,
    capacityPerDay === undefined
      ? undefined
      : html`${view.text('crossings.capacity', { count: formatNumber(view.language, capacityPerDay) })}`,
    clearance === undefined ? undefined : html`${view.text(clearanceKeys[clearance])}`,
    permit === undefined ? undefined : view.words(permit),
    note === undefined ? undefined : view.words(note),
    said === undefined ? undefined : sourceLink(view, said.source),
  ];
  return html`<ul class="quiet passing">${lines.map((line) => (line === undefined ? nothing : html`<li>${line}</li>`))}</ul>${sampleMark(view, one)}`;
}

/** `Monday to Friday 06:30–22:30, Saturday 07:00–20:00`; around the clock in a word. */
function hoursInWords(view: View, hours: readonly HoursBand[]): string {
  if (hours.length === 0) return view.text('crossings.hours.none');
  return view.list(joinedAtMidnight(hours).map((band) => bandInWords(view, band)));
}

/** Daily hours across midnight are two lines on record, and one in words: `Daily 20:00 to 06:00`. */
function joinedAtMidnight(hours: readonly HoursBand[]): readonly HoursBand[] {
  const late = hours.find((one) => isDaily(one) && one.to === '24:00' && one.from !== '00:00');
  const early = hours.find((one) => isDaily(one) && one.from === '00:00' && one.to !== '24:00');
  if (late === undefined || early === undefined || early.to > late.from) return hours;
  const joined = { ...late, to: early.to };
  return hours.filter((one) => one !== early).map((one) => (one === late ? joined : one));
}

function isDaily({ days }: HoursBand): boolean {
  return weekdays.every((day) => days.includes(day));
}

function bandInWords(view: View, band: HoursBand): string {
  const { days, from, to } = band;
  const daily = isDaily(band);
  if (daily && from === '00:00' && to === '24:00') return view.text('crossings.hours.always');
  const times = { from, to };
  if (daily) return view.text('crossings.hours.daily', times);
  const runs = runsOf(days).map(([first, last]) =>
    first === last
      ? nameOf(view, first)
      : view.text('crossings.hours.run', { first: nameOf(view, first), last: nameOf(view, last) }),
  );
  return view.text('crossings.hours.days', { days: view.list(runs), ...times });
}

/** First and last of the days that follow one another, from Monday on. */
function runsOf(days: HoursBand['days']): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [i, day] of weekdays.entries()) {
    if (!days.includes(day)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === i - 1) last[1] = i;
    else runs.push([i, i]);
  }
  return runs;
}

/** 1 January 2024 was a Monday. */
function nameOf(view: View, weekday: number): string {
  return view.weekday(`2024-01-0${weekday + 1}`);
}
