// The list of commitments: late ones first, then by the day they fall due.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { type CommitmentState, commitmentOn } from '../../../programme/kinds/commitment.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import type { Page } from '../../page.ts';
import { commitmentList } from '../../parts/commitments.ts';

/** A commitment with its history. */
type Commitment = RecordView<CommitmentState>;

interface Model {
  readonly commitments: readonly Commitment[];
  readonly late: number;
  readonly open: number;
  readonly kept: number;
}

/** The page `/commitments`. */
export const commitmentsPage: Page<Model> = {
  path: '/commitments',
  dated: true,
  model: async (site, visit) => {
    const commitments = [...(await site.queries.commitments(visit.when))].sort(byDue);
    const standings = commitments.map((record) => commitmentOn(record.state, visit.day).standing);
    const count = (...wanted: string[]) => standings.filter((one) => wanted.includes(one)).length;
    return ok({
      commitments,
      late: count('late'),
      open: count('open', 'pending'),
      kept: count('kept', 'kept-late'),
    });
  },
  render: (model, view) => ({
    title: view.text('commitments.title'),
    sample: model.commitments.length > 0 && model.commitments.every((one) => one.state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('commitments.title')}</h1>
        <p class="lead">${view.text('commitments.lead')}</p>
      </header>
      ${dayForm(view)}
      <ul class="counts">
        <li><b>${model.late}</b> ${view.text('commitments.count.late')}</li>
        <li><b>${model.open}</b> ${view.text('commitments.count.open')}</li>
        <li><b>${model.kept}</b> ${view.text('commitments.count.kept')}</li>
      </ul>
      <h2 class="hidden">${view.text('commitments.list')}</h2>
      ${commitmentList(view, model.commitments)}`,
  }),
};

/** By due day, then id; what has no day yet comes last. */
function byDue(a: Commitment, b: Commitment): number {
  const first = `${a.state.due ?? '9999'} ${a.id}`;
  const second = `${b.state.due ?? '9999'} ${b.id}`;
  return first < second ? -1 : first > second ? 1 : 0;
}
