// The money of all projects, by basis, party and currency. A sum is of one purpose within these and says of how many amounts it is;
// never of two currencies, of real and sample amounts, or of two that may state the same.

import { html } from 'hono/html';
import { lastDay } from '../../../base/dates.ts';
import { type Money, parseMoney, printMoney, sumMoney } from '../../../base/money.ts';
import { ok } from '../../../base/result.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { isPart } from '../../../projection/plan-records.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import {
  amountKeys,
  amountTable,
  approximately,
  type Investment,
  moneyWords,
} from '../../parts/money.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Basis = StateOf['project']['basis'];

/** What the page of money shows. */
export interface MoneyModel {
  readonly investments: readonly Investment[];
  /** Of each project on record, by id. An amount of another is of no known basis. */
  readonly bases: ReadonlyMap<string, Basis>;
}

const basisKeys = {
  own: 'money.basis.own',
  joint: 'money.basis.joint',
  unknown: 'money.basis.unknown',
} as const;

/** The page `/money`. */
export const moneyPage: Page<MoneyModel> = {
  path: '/money',
  dated: true,
  model: async (site, visit) => {
    const [investments, projects] = await Promise.all([
      site.queries.records('investment', visit.when),
      site.queries.records('project', visit.when),
    ]);
    // A part of a joint project is one side's share of it, no project of its own.
    const bases = new Map(
      projects.map(({ id, state }) => [id, isPart(state) ? ('joint' as const) : state.basis]),
    );
    return ok({ investments, bases });
  },
  render: (model, view) => {
    const states = model.investments.map(({ state }) => state);
    return {
      title: view.text('money.page.title'),
      sample: states.length > 0 && states.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${view.text('money.page.title')}</h1>
        <p class="lead">${view.text('money.page.lead')}</p>
      </header>
      ${dayForm(view)}
      ${states.length === 0 ? html`<p class="quiet">${view.text('money.page.none')}</p>` : nothing}
      ${(['own', 'joint', 'unknown'] as const).map((basis) => basisSection(view, model, basis))}`,
    };
  },
};

function basisSection(view: View, model: MoneyModel, basis: keyof typeof basisKeys): Html {
  const own = model.investments.filter(
    ({ state }) => (model.bases.get(state.project) ?? 'unknown') === basis,
  );
  if (own.length === 0) return nothing;
  const parts = Map.groupBy(own, ({ state }) => `${state.party} ${state.amount.currency}`);
  return html`<section aria-labelledby="${basis}">
    <h2 id="${basis}">${view.text(basisKeys[basis])}</h2>
    ${[...parts.values()].sort(byParty).map((found) => partSection(view, found, basisKeys[basis]))}
  </section>`;
}

/** By party as the programme has them, then by currency. */
function byParty([a]: readonly Investment[], [b]: readonly Investment[]): number {
  const key = (one: Investment | undefined) =>
    one === undefined ? '' : `${one.id.slice(0, 2)} ${one.state.amount.currency}`;
  return key(a) < key(b) ? -1 : 1;
}

/** The amounts of one party in one currency: sums first, then each with its source. */
function partSection(view: View, investments: readonly Investment[], basisKey: string): Html {
  const [first] = investments;
  if (first === undefined) return nothing;
  const { party, amount } = first.state;
  const marks = sampleMarks(
    view,
    investments.map(({ state }) => state),
  );
  const caption = view.text('money.part', {
    party: view.partyName(party),
    currency: amount.currency,
  });
  const groups = Map.groupBy(investments, ({ state }) => `${state.kind} ${state.sample}`);
  return html`<h3>${partyMark(view, party)} ${caption} ${marks.all}</h3>
    <ul class="plain">${[...groups.values()].map((found) => html`<li>${sumLine(view, found)} ${marks.of(found[0]?.state ?? {})}</li>`)}</ul>
    ${amountTable(view, investments, { marks, caption: `${caption} – ${view.text(basisKey)}`, projects: true })}`;
}

/** Amounts of one purpose and one currency, all real or all sample: their sum, or why they are not added up. */
function sumLine(view: View, investments: readonly Investment[]): Html {
  const [first] = investments;
  if (first === undefined) return nothing;
  const count = investments.length;
  const kind = view.text(amountKeys[first.state.kind]);
  if (overlap(investments)) return view.html('money.sum.overlap', { kind, count });
  const read = investments.flatMap(({ state }): readonly Money[] => {
    const money = parseMoney(state.amount);
    return money.ok ? [money.value] : [];
  });
  const [sum] = sumMoney(read);
  if (sum === undefined || read.length < count) {
    return view.html('money.sum.unread', { kind, count });
  }
  const approx = investments.some(({ state }) => state.amount.approx === true);
  const words = moneyWords(view, sum, printMoney(sum).amount);
  const amount = approximately(view, approx ? { approx } : {}, words);
  return count === 1
    ? view.html('money.sum.one', { kind, amount })
    : view.html('money.sum.many', { kind, amount, count });
}

/** Whether two of them are of one project and for the same time: one may then restate the other. */
function overlap(investments: readonly Investment[]): boolean {
  return investments.some((one, i) =>
    investments.slice(i + 1).some((other) => {
      const [a, b] = [one.state.period, other.state.period];
      const meets = a.from <= lastDay(b.to ?? b.from) && b.from <= lastDay(a.to ?? a.from);
      return one.state.project === other.state.project && meets;
    }),
  );
}
