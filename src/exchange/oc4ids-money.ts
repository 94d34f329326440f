// Investments as OC4IDS has money: budget breakdowns, finance, transactions. Nothing is added up or converted: a budget
// amount stands only where one record states it (docs/spec/model.md 8).
import { lastDay } from '../base/dates.ts';
import type { StatedAmount } from '../programme/amount.ts';
import type { InvestmentState } from '../programme/kinds/investment.ts';
import { type ExactObject, toDecimal } from './exact-json.ts';
import { dayToDateTime, filled, type Oc4idsSetting, toPeriod, wordsOf } from './oc4ids-setting.ts';

/** Currencies of ISO 4217 that the closed codelist of 0.9.5 does not have yet. */
const uncoded: ReadonlySet<string> = new Set(['SLE', 'VED', 'ZWG']);

const kindKeys = {
  required: 'money.kind.required',
  budget: 'money.kind.budget',
  committed: 'money.kind.committed',
  spent: 'money.kind.spent',
} as const;

/** Returns the members of a project that hold its money: `budget` and `transactions`, as far as there is any. */
export function toMoney(
  setting: Oc4idsSetting,
  investments: readonly InvestmentState[],
): ExactObject {
  const of = (...kinds: readonly InvestmentState['kind'][]) =>
    investments.filter(({ kind }) => kinds.includes(kind));
  const planned = of('budget', 'required');
  const [only, ...more] = of('budget').length > 0 ? of('budget') : of('required');
  const single = only !== undefined && more.length === 0 ? only : undefined;
  const breakdown = {
    id: '1',
    description: setting.text('data.breakdown'),
    budgetBreakdown: planned.map((one) => toBreakdown(setting, one)),
  };
  return filled({
    budget: filled({
      description: single && setting.text(kindKeys[single.kind]),
      amount: single && toValue(single.amount),
      budgetBreakdowns: planned.length === 0 ? [] : [breakdown],
      finance: of('committed').map((one) => toFinance(setting, one)),
    }),
    transactions: of('spent').map((one) => toTransaction(setting, one)),
  });
}

/** Returns the organizations that the money comes from or goes to, as far as there are records of them. */
export function payersOf(
  investments: readonly InvestmentState[],
): readonly { readonly id: string; readonly role: string }[] {
  return investments.flatMap(({ kind, from, to }) => [
    ...(from === undefined ? [] : [{ id: from, role: kind === 'spent' ? 'payer' : 'funder' }]),
    ...(to === undefined ? [] : [{ id: to, role: 'payee' }]),
  ]);
}

/** Returns an amount as a value of the standard; undefined in a currency that its codelist does not have. */
export function toValue({ amount, currency }: StatedAmount): ExactObject | undefined {
  if (uncoded.has(currency)) return undefined;
  return { amount: toDecimal(amount), currency };
}

function toBreakdown(setting: Oc4idsSetting, one: InvestmentState): ExactObject {
  return filled({
    id: one.id,
    description: descriptionOf(setting, one),
    amount: toValue(one.amount),
    uri: one.said?.source.url,
    period: toPeriod(one.period.from, one.period.to),
    sourceParty: referenceOf(setting, one.from),
    x_comity: about(one),
  });
}

function toFinance(setting: Oc4idsSetting, one: InvestmentState): ExactObject {
  return filled({
    id: one.id,
    description: descriptionOf(setting, one),
    value: toValue(one.amount),
    financingParty: referenceOf(setting, one.from),
    type: one.sourceKind === 'loan' ? 'loan' : undefined,
    period: toPeriod(one.period.from, one.period.to),
    x_comity: about(one),
  });
}

function toTransaction(setting: Oc4idsSetting, one: InvestmentState): ExactObject {
  return filled({
    id: one.id,
    date: dayToDateTime(lastDay(one.period.to ?? one.period.from)),
    value: toValue(one.amount),
    payer: referenceOf(setting, one.from),
    payee: referenceOf(setting, one.to),
    uri: one.said?.source.url,
    x_comity: about(one),
  });
}

/** What the standard has no field for: the record, whether about, and the same sum in another currency. */
function about(one: InvestmentState): ExactObject {
  const { alsoStated } = one;
  const also = alsoStated && {
    amount: toDecimal(alsoStated.amount),
    currency: alsoStated.currency,
  };
  return filled({
    id: one.id,
    kind: one.kind,
    sample: one.sample,
    sourceKind: one.sourceKind,
    approx: one.amount.approx,
    currency: uncoded.has(one.amount.currency) ? one.amount.currency : undefined,
    stated: uncoded.has(one.amount.currency) ? one.amount.amount : undefined,
    alsoStated: also,
  });
}

function descriptionOf(setting: Oc4idsSetting, one: InvestmentState): string {
  const kind = setting.text(kindKeys[one.kind]);
  const note = one.note === undefined ? '' : wordsOf(setting, one.note);
  return note === '' ? kind : setting.text('data.kind-and-note', { kind, note });
}

function referenceOf(setting: Oc4idsSetting, id: string | undefined): ExactObject | undefined {
  const found = id === undefined ? undefined : setting.organizations.get(id);
  return found && filled({ id: found.id, name: wordsOf(setting, found.name) });
}
