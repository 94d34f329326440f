// Calendars as tables of half hours, for the rules written down a second time: work before each, and both ways back.
import { alwaysCalendar, bandsOn, type Calendar } from '../../src/plan/calendar.ts';

/** Half hours: all times of a comparison are multiples. */
const unit = 30;
const firstDay = 20_400;
const dayCount = 700;

/** A calendar as tables: work before each half hour, and both ways back. */
function tableOf(calendar: Calendar) {
  const before: number[] = [];
  const earliest = new Map<number, number>();
  const latest = new Map<number, number>();
  let work = 0;
  for (let slot = 0; slot < dayCount * 48; slot++) {
    const time = firstDay * 1440 + slot * unit;
    before.push(work);
    if (!earliest.has(work)) earliest.set(work, time);
    latest.set(work, time);
    const inDay = (slot % 48) * unit;
    const bands = bandsOn(calendar, firstDay + Math.floor(slot / 48));
    if (bands.some(({ from, to }) => from <= inDay && inDay < to)) work += unit;
  }
  const cum = (time: number) => before[(time - firstDay * 1440) / unit]!;
  const fin = (amount: number) => earliest.get(amount)!;
  const sta = (amount: number) => latest.get(amount)!;
  return {
    cum,
    fin,
    sta,
    nxt: (time: number) => sta(cum(time)),
    prv: (time: number) => fin(cum(time)),
    work: (from: number, to: number) => cum(to) - cum(from),
  };
}

const tables = new WeakMap<Calendar, ReturnType<typeof tableOf>>();

/** Returns the table of a calendar, made once. */
export function tableFor(calendar: Calendar) {
  const known = tables.get(calendar) ?? tableOf(calendar);
  tables.set(calendar, known);
  return known;
}

/** Returns the table on which every half hour is worked. */
export function alwaysTable() {
  return tableFor(alwaysCalendar);
}
