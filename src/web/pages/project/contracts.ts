// The contracts of a project: who delivers, for which amount and when, and what was modified, each with its entry.

import { html } from 'hono/html';
import type { ContractModification, ContractPeriod } from '../../../programme/kinds/contract.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { amountWords } from '../../parts/money.ts';
import { sourceLink } from '../../parts/sources.ts';
import { type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

type Contract = RecordView<StateOf['contract']>;

/** Returns the table of contracts, or nothing where none is on record. */
export function contractsSection(view: View, model: ProjectModel): Html {
  const { contracts } = model;
  if (contracts.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    contracts.map(({ state }) => state),
  );
  const caption = view.text('contracts.caption');
  return html`<section aria-labelledby="contracts">
    <h2 id="contracts">${view.text('contracts.title')} ${marks.all}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
      <caption>${caption}</caption>
      <thead><tr>
        <th scope="col">${view.text('contracts.contract')}</th>
        <th scope="col">${view.text('contracts.suppliers')}</th>
        <th scope="col" class="number">${view.text('contracts.value')}</th>
        <th scope="col">${view.text('contracts.period')}</th>
        <th scope="col">${view.text('contracts.status')}</th>
      </tr></thead>
      <tbody>${contracts.map((one) => contractRow(view, model, { one, marks }))}</tbody>
    </table></div>
  </section>`;
}

function contractRow(
  view: View,
  { names }: ProjectModel,
  { one, marks }: { readonly one: Contract; readonly marks: SampleMarks },
): Html {
  const { id, state } = one;
  const { suppliers, source } = state;
  return html`<tr id="${id}">
    <th scope="row">${partyMark(view, state.party)} ${view.words(state.title)} ${marks.of(state)}
      <p class="quiet"><span class="record-id">${state.ocid}</span> ${source === undefined ? nothing : sourceLink(view, source)} ${verifyLink(view, state)}</p>
      ${state.modifications.map((line) => html`<p>${modificationWords(view, line)} ${verifyLink(view, line)}</p>`)}</th>
    <td><ul class="plain">${suppliers.map(({ organization, name }) => {
      const known = organization === undefined ? undefined : names.get(organization);
      return html`<li>${known === undefined ? (name ?? organization) : view.words(known)}</li>`;
    })}</ul></td>
    <td class="number">${amountWords(view, state.value)}</td>
    <td class="period">${state.period === undefined ? '–' : periodWords(view, state.period)}</td>
    <td>${statusWords(view, state)}</td>
  </tr>`;
}

function modificationWords(view: View, line: ContractModification): Html {
  const { rationale, before, after, place, change } = line;
  const params = { day: view.date(place.day), rationale: view.words(rationale) };
  const changed = before.value.amount !== after.value.amount;
  const words = changed
    ? view.html('contracts.modified.value', {
        ...params,
        before: amountWords(view, before.value),
        after: amountWords(view, after.value),
      })
    : view.html('contracts.modified', params);
  return change === undefined ? words : html`${words} <span class="record-id">${change}</span>`;
}

function periodWords(view: View, { from, to }: ContractPeriod): Html {
  if (to === undefined) return view.date(from);
  return view.html('money.period', { from: view.date(from), to: view.date(to) });
}

function statusWords(view: View, { ended }: StateOf['contract']): Html {
  if (ended === undefined) return statusTag('progress', view.text('contracts.active'));
  const { outcome, on, finalValue, why } = ended;
  const isDone = outcome === 'completed';
  const key = isDone ? 'contracts.completed' : 'contracts.terminated';
  const tag = statusTag(isDone ? 'done' : 'risk', view.html(key, { day: view.date(on) }));
  return html`${tag}
    ${finalValue === undefined ? nothing : html`<p>${view.html('contracts.final', { amount: amountWords(view, finalValue) })}</p>`}
    ${why === undefined ? nothing : html`<p>${view.words(why)}</p>`} ${verifyLink(view, ended)}`;
}
