// Earned value of a project and its parts, from the beginning to the end of each month reported: the budget on record when the baseline
// was approved, the working time that it planned, and the progress and the spending of monthly returns.
import { html } from 'hono/html';
import type { CivilDate } from '../../../base/dates.ts';
import { type Money, parseMoney, printMoney, sumMoney } from '../../../base/money.ts';
import { type EarnedMonth, earnedValue, shareBy } from '../../../programme/earned-value.ts';
import { spentBy } from '../../../programme/returns.ts';
import type { PlanVariance } from '../../../projection/plan.ts';
import { formatDate, formatNumber } from '../../../text/formats.ts';
import { type CurvePoint, sCurve } from '../../charts/s-curve.ts';
import { type Html, nothing } from '../../html.ts';
import { partyMark } from '../../parts/mark.ts';
import { moneyWords, shortMoneyWords } from '../../parts/money.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** A part with a baseline, a budget in one currency, and progress. */
interface Measured {
  readonly one: PlanVariance;
  readonly budget: Money;
  readonly months: readonly EarnedMonth[];
  /** Whether anything was spent in another currency: then no cost is compared. */
  readonly isMixed: boolean;
  readonly sample: boolean;
}

/** Returns the section, or nothing where no part has all that it takes. */
export function earnedSection(view: View, model: ProjectModel): Html {
  const measured = model.variances.flatMap((one) => measure(model, one) ?? []);
  if (measured.length === 0) return nothing;
  const marks = sampleMarks(view, measured);
  return html`<section class="wide" aria-labelledby="earned">
    <h2 id="earned">${view.text('earned.title')} ${marks.all}</h2>
    <p class="quiet">${view.text('earned.lead')}</p>
    ${measured.map((one) => partOf(view, model, { one, mark: marks.of(one) }))}
    <p class="quiet">${view.text('earned.method')}</p>
  </section>`;
}

function measure(model: ProjectModel, one: PlanVariance): Measured | undefined {
  const { part, planned = [] } = one;
  const records = model.budgets.get(part) ?? [];
  const amounts = records.map(({ state }) => parseMoney(state.amount));
  const [budget, ...others] = sumMoney(amounts.flatMap((money) => (money.ok ? [money.value] : [])));
  const isOne = others.length === 0 && amounts.every((money) => money.ok);
  if (budget === undefined || !isOne || budget.minor <= 0n || planned.length === 0)
    return undefined;
  const rows = model.returns.flatMap((of) =>
    of.rows.flatMap(({ project, percent }) =>
      project === part && percent !== undefined ? [{ of, percent }] : [],
    ),
  );
  if (rows.length === 0) return undefined;
  const progress = rows.map(({ of: { month }, percent }) => ({
    ...{ month, percent, spent: spentBy(model.returns, part, month) },
  }));
  const months = earnedValue(budget, progress, shareBy(planned));
  return {
    ...{ one, budget, months },
    isMixed: progress.some(({ spent }) =>
      spent.some(({ currency }) => currency !== budget.currency),
    ),
    sample:
      one.sample ||
      [...records.map(({ state }) => state), ...rows.map(({ of }) => of)].some(
        ({ sample }) => sample,
      ),
  };
}

function partOf(
  view: View,
  model: ProjectModel,
  { one: measured, mark }: { readonly one: Measured; readonly mark: Html },
): Html {
  const { one, budget, isMixed } = measured;
  const own = model.parts.find(({ id }) => id === one.part)?.state ?? model.project.state;
  const baseline = one.baselines.at(-1);
  const inForce = html`<a href="#${baseline?.id ?? 'baseline'}">${baseline?.id ?? ''}</a>`;
  const amount = moneyWords(view, budget, printMoney(budget).amount);
  return html`<h3>${own.basis === 'own' ? partyMark(view, own.party) : nothing} <span class="record-id">${one.part}</span> ${mark}</h3>
    <p>${view.html('earned.budget', { amount, baseline: inForce })}</p>
    ${latest(view, measured)}
    ${chart(view, measured)}
    ${table(view, measured)}
    ${isMixed ? html`<p>${view.text('earned.mixed')}</p>` : nothing}`;
}

/** What the newest month comes to, in a sentence for each of the two. */
function latest(view: View, { months }: Measured): Html {
  const last = months.at(-1);
  if (last === undefined) return nothing;
  const { scheduleVariance, costVariance, atCompletion, month } = last;
  const words = (money: Money) => {
    const size = { currency: money.currency, minor: money.minor < 0n ? -money.minor : money.minor };
    return moneyWords(view, size, printMoney(size).amount);
  };
  const sentence = (key: string, money: Money) =>
    html`<p>${view.html(key, { month: view.date(month), amount: words(money) })}</p>`;
  return html`${scheduleVariance === undefined ? nothing : sentence(scheduleKeys[signOf(scheduleVariance)], scheduleVariance)}
    ${costVariance === undefined ? nothing : sentence(costKeys[signOf(costVariance)], costVariance)}
    ${atCompletion === undefined ? nothing : sentence('earned.at-completion.say', atCompletion)}`;
}

const scheduleKeys = {
  less: 'earned.behind',
  none: 'earned.as-planned',
  more: 'earned.ahead',
} as const;
const costKeys = {
  less: 'earned.dearer',
  none: 'earned.as-budgeted',
  more: 'earned.cheaper',
} as const;

function signOf({ minor }: Money): 'less' | 'none' | 'more' {
  return minor < 0n ? 'less' : minor === 0n ? 'none' : 'more';
}

function chart(view: View, { one, budget, months, sample }: Measured): Html {
  const share = ({ minor }: Money) => (Number(minor) / Number(budget.minor)) * 100;
  const points = (name: 'earned' | 'spent'): readonly CurvePoint[] =>
    months.flatMap((month) => {
      const money = month[name];
      return money === undefined
        ? []
        : [{ month: month.month as CivilDate, percent: share(money) }];
    });
  const last = months.at(-1);
  const percent = (money: Money | undefined) =>
    money === undefined ? '–' : `${formatNumber(view.language, Math.round(share(money)))}%`;
  return sCurve(view, {
    id: `earned-${one.part.toLowerCase()}`,
    caption: view.text('earned.curve', { part: one.part }),
    summary: view.text('earned.curve.summary', {
      month: formatDate(view.language, (last?.month ?? '') as CivilDate),
      ...{ planned: percent(last?.planned), earned: percent(last?.earned) },
      spent: percent(last?.spent),
    }),
    planned: (one.planned ?? []).map(({ month, share: part }) => ({
      ...{ month: month as CivilDate, percent: part * 100 },
    })),
    ...{ earned: points('earned'), spent: points('spent'), sample },
  });
}

const columns = [
  ['planned', 'earned.planned'],
  ['earned', 'earned.earned'],
  ['spent', 'earned.spent'],
  ['scheduleVariance', 'earned.schedule-variance'],
  ['costVariance', 'earned.cost-variance'],
  ['atCompletion', 'earned.at-completion'],
] as const;
const indices = [
  ['schedulePerformance', 'earned.schedule-performance'],
  ['costPerformance', 'earned.cost-performance'],
] as const;

function table(view: View, { one, months }: Measured): Html {
  const title = view.text('earned.table');
  const money = (value: Money | undefined) =>
    value === undefined ? '–' : shortMoneyWords(view, value, printMoney(value).amount);
  const index = (value: number | undefined) =>
    value === undefined ? '–' : formatNumber(view.language, Math.round(value * 100) / 100);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${one.part} ${title}"><table class="listed wide">
    <caption>${title}</caption>
    <thead><tr><th scope="col">${view.text('returns.column.month')}</th>
      ${[...columns, ...indices].map(([, key]) => html`<th scope="col" class="number">${view.text(key)}</th>`)}</tr></thead>
    <tbody>${months.toReversed().map(
      (month) => html`<tr><th scope="row" class="period">${view.date(month.month as CivilDate)}</th>
      ${columns.map(([name]) => html`<td class="number">${money(month[name])}</td>`)}
      ${indices.map(([name]) => html`<td class="number">${index(month[name])}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}
