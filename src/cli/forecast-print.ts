// A forecast for people: quantiles and dates, a histogram with its S-curve, and a table of activities.
import { dayToDate, minuteToText } from '../plan/civil-time.ts';
import type { ActivityForecast, Forecast } from '../plan/forecast.ts';
import type { Context } from './command.ts';
import { tableOf } from './table.ts';

/** Bars of a histogram at most; more days are put together. */
const barsMax = 20;
/** Places of the longest bar. */
const barPlaces = 40;

/** Returns, for each day on which a run ended, the share of runs that have ended by 24:00: the S-curve. */
export function sharesOf({
  histogram,
}: Pick<Forecast, 'histogram'>): readonly { readonly day: number; readonly share: number }[] {
  const all = histogram.reduce((sum, { runs }) => sum + runs, 0);
  let done = 0;
  return histogram.map(({ day, runs }) => {
    done += runs;
    return { day, share: done / all };
  });
}

/** Prints a forecast; with --details every activity's P50, P80 and cruciality too. */
export function printForecast(
  context: Context,
  dates: readonly string[],
  forecast: Forecast,
): void {
  const { p10, p50, p80, p90 } = forecast;
  for (const [name, minute] of Object.entries({ P10: p10, P50: p50, P80: p80, P90: p90 })) {
    context.print(`${name}  ${when(minute)}`);
  }
  for (const [i, date] of dates.entries()) {
    context.print(`${date}  ${percent(forecast.probabilities[i])}`);
  }
  context.print('');
  context.print(context.text('cli.plan.forecast.histogram'));
  for (const line of histogramLines(forecast)) context.print(`  ${line}`);
  context.print('');
  context.print(context.text('cli.plan.forecast.activities'));
  for (const line of activityLines(context, forecast)) context.print(line);
}

function when(minute: number): string {
  return minuteToText(minute).replace('T', ' ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** One line for each span of as many days as keep the lines few: its first day, bar, and share of runs by its end. */
function histogramLines(forecast: Forecast): readonly string[] {
  const shares = sharesOf(forecast);
  const [first, last] = [shares[0].day, shares[shares.length - 1].day];
  const width = Math.max(1, Math.ceil((last - first + 1) / barsMax));
  const shareBy = (day: number) => shares.findLast((one) => one.day <= day)?.share ?? 0;
  const spans: { readonly day: number; readonly share: number; readonly own: number }[] = [];
  for (let day = first; day <= last; day += width) {
    const share = shareBy(day + width - 1);
    spans.push({ day, share, own: share - shareBy(day - 1) });
  }
  const most = spans.reduce((greatest, { own }) => Math.max(greatest, own), 0);
  return spans.map(({ day, share, own }) => {
    const bar = '#'.repeat(Math.ceil((own / most) * barPlaces - 1e-9));
    return `${dayToDate(day)}  ${bar.padEnd(barPlaces)}  ${percent(share).padStart(7)}`;
  });
}

function activityLines(context: Context, forecast: Forecast): readonly string[] {
  const isDetailed = context.options.details === true;
  const names = ['criticality', 'ssi', 'drag', ...(isDetailed ? ['pearson', 'spearman'] : [])];
  const titles = [...names.map((name) => context.text(`cli.plan.column.${name}`))];
  const rows = forecast.activities.map((one) => [
    ...numbersOf(one, isDetailed),
    ...(isDetailed ? [finishOf(one, 'p50'), finishOf(one, 'p80')] : []),
    one.activity.code,
  ]);
  const head = [
    ...titles,
    ...(isDetailed ? ['P50', 'P80'] : []),
    context.text('cli.plan.column.activity'),
  ];
  return tableOf([head, ...rows]).map((line) => `  ${line}`);
}

function numbersOf(one: ActivityForecast, isDetailed: boolean): readonly string[] {
  const { criticality, ssi, dragMinutes, cruciality } = one;
  const plain = [percent(criticality), ssi.toFixed(3), (dragMinutes / 60).toFixed(1)];
  if (!isDetailed) return plain;
  const { pearson, spearman } = cruciality ?? {};
  return [...plain, pearson?.toFixed(3) ?? '', spearman?.toFixed(3) ?? ''];
}

function finishOf({ finishes }: ActivityForecast, name: 'p50' | 'p80'): string {
  return finishes === undefined ? '' : when(finishes[name]);
}
