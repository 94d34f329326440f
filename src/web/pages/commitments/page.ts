// The list of commitments: what is late first, then what is open, kept and withdrawn; each by the day it falls due.
import { html } from 'hono/html';
import type { PartyId } from '../../../base/ids.ts';
import { ok } from '../../../base/result.ts';
import {
  type CommitmentOnDay,
  type CommitmentState,
  commitmentOn,
} from '../../../programme/kinds/commitment.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { commitmentList } from '../../parts/commitments.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** A commitment with its history. */
type Commitment = RecordView<CommitmentState>;

interface Model {
  /** Parties that owe any, in order of their names' ids. */
  readonly debtors: readonly PartyId[];
  /** The debtor that was asked for. */
  readonly debtor: PartyId | undefined;
  /** Of the debtor that was asked for, or of every one. */
  readonly groups: readonly Group[];
}

interface Group {
  readonly id: GroupId;
  readonly commitments: readonly Commitment[];
}

type GroupId = 'late' | 'open' | 'kept' | 'withdrawn';

const groupIds: readonly GroupId[] = ['late', 'open', 'kept', 'withdrawn'];

const groupOf: Readonly<Record<CommitmentOnDay['standing'], GroupId>> = {
  late: 'late',
  pending: 'open',
  open: 'open',
  kept: 'kept',
  'kept-late': 'kept',
  withdrawn: 'withdrawn',
};

/** The page `/commitments`. `?debtor=` asks for one party's; what is no debtor shows all. */
export const commitmentsPage: Page<Model> = {
  path: '/commitments',
  dated: true,
  model: async (site, visit) => {
    const all = [...(await site.queries.commitments(visit.when))].sort(byDue);
    const debtors = [...new Set(all.flatMap(({ state }) => state.debtors))].sort();
    const debtor = debtors.find((party) => party === visit.query.debtor);
    const asked = all.filter(({ state }) => debtor === undefined || state.debtors.includes(debtor));
    const grouped = Map.groupBy(
      asked,
      ({ state }) => groupOf[commitmentOn(state, visit.day).standing],
    );
    const groups = groupIds.map((id) => ({ id, commitments: grouped.get(id) ?? [] }));
    return ok({ debtors, debtor, groups });
  },
  render: (model, view) => {
    const states = model.groups.flatMap(({ commitments }) => commitments.map((one) => one.state));
    const marks = sampleMarks(view, states);
    return {
      title: view.text('commitments.title'),
      sample: states.length > 0 && states.every((one) => one.sample),
      body: html`<header class="page-head">
        <h1>${view.text('commitments.title')} ${marks.all}</h1>
        <p class="lead">${view.text('commitments.lead')}</p>
      </header>
      ${dayForm(view)}
      ${debtorFilter(view, model)}
      <ul class="counts">${model.groups.map((group) => countItem(view, group))}</ul>
      ${states.length === 0 ? commitmentList(view, [], marks) : nothing}
      ${model.groups.map(({ id, commitments }) =>
        commitments.length === 0
          ? nothing
          : html`<section aria-labelledby="${id}">
        <h2 id="${id}">${view.text(headingKeys[id])}</h2>
        ${commitmentList(view, commitments, marks)}
      </section>`,
      )}`,
    };
  },
};

const headingKeys: Readonly<Record<GroupId, string>> = {
  late: 'commitments.group.late',
  open: 'commitments.group.open',
  kept: 'commitments.group.kept',
  withdrawn: 'commitments.group.withdrawn',
};
const countKeys: Readonly<Record<GroupId, string>> = {
  late: 'commitments.count.late',
  open: 'commitments.count.open',
  kept: 'commitments.count.kept',
  withdrawn: 'commitments.count.withdrawn',
};

/** The figure leads to its group; a group of none has nowhere to lead. */
function countItem(view: View, { id, commitments: { length } }: Group): Html {
  const words = html`<b>${length}</b> ${view.text(countKeys[id])}`;
  return html`<li>${length === 0 ? words : html`<a href="#${id}">${words}</a>`}</li>`;
}

function debtorFilter(view: View, { debtors, debtor }: Model): Html {
  if (debtors.length < 2) return nothing;
  const address = view.href('/commitments');
  const link = (one: PartyId | undefined, words: string) => {
    const gap = address.includes('?') ? '&' : '?';
    const to = one === undefined ? address : `${address}${gap}debtor=${encodeURIComponent(one)}`;
    return html`<li><a href="${to}"${one === debtor ? html` aria-current="true"` : ''}>${words}</a></li>`;
  };
  return html`<nav class="filters" aria-label="${view.text('commitments.filter')}"><ul>
    ${link(undefined, view.text('commitments.filter.all'))}
    ${debtors.map((one) => link(one, view.text('commitments.filter.of', { debtor: view.partyName(one) })))}
  </ul></nav>`;
}

/** By due day, then id; what has no day yet comes last. */
function byDue(a: Commitment, b: Commitment): number {
  const first = `${a.state.due ?? '9999'} ${a.id}`;
  const second = `${b.state.due ?? '9999'} ${b.id}`;
  return first < second ? -1 : first > second ? 1 : 0;
}
