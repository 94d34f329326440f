// Decision times under the list of approvals: how long each authority's procedures took, as figures anybody can check, before
// and since a day that the reader names, with what the authority says of them.
import { html } from 'hono/html';
import { type CivilDate, isCivilDate } from '../../../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { pastCasesMin } from '../../../programme/case-work.ts';
import {
  type DecisionTimes,
  decisionTimes,
  type TimesOfMatters,
} from '../../../programme/decision-times.ts';
import type { ProcedureState } from '../../../programme/kinds/procedure.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { timesBar } from '../../charts/times-bar.ts';
import { plainAddress } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** What the table is made of. */
export interface TimesData {
  readonly cases: readonly NetworkCase[];
  /** Names of procedures and of organizations. */
  readonly names: ReadonlyMap<string, LanguageMap>;
  /** By procedure, as of the day shown. */
  readonly replies: ReadonlyMap<string, NonNullable<ProcedureState['reply']>>;
  /** Matters received before it are told apart from the others. */
  readonly since: CivilDate | undefined;
  /** The one whose matters these are; undefined for those of all. */
  readonly authority: string | undefined;
}

/**
 * Returns the day of `since=`; undefined where there is none. Refusal: web.day.not-a-day.
 * @param query Untrusted: from the address.
 */
export function sinceOf(
  query: Readonly<Record<string, string>>,
): Result<CivilDate | undefined, Refusal> {
  const value = query.since?.trim() ?? '';
  if (value === '') return ok(undefined);
  if (isCivilDate(value)) return ok(value);
  return refuse('web.day.not-a-day', { name: 'since', value: value.slice(0, 40) });
}

/** Returns the table of procedures with a matter on the day shown, those that take longest first, or nothing. */
export function timesSection(view: View, data: TimesData): Html {
  const all = decisionTimes(data.cases, { day: view.day, since: data.since });
  if (all.length === 0) return nothing;
  const known = all.flatMap(({ all: whole, before, after }) =>
    [whole, before, after].flatMap((one) => [
      one?.authority?.median ?? 0,
      one?.authority?.p90 ?? 0,
    ]),
  );
  const daysMax = Math.max(...known);
  const columns = ['decided', 'open', 'median', 'p90', 'applicant', 'excluded'] as const;
  const keys = {
    decided: 'approvals.times.decided',
    open: 'approvals.times.open',
    median: 'approvals.times.median',
    p90: 'approvals.times.p90',
    applicant: 'approvals.times.applicant',
    excluded: 'approvals.times.excluded',
  } as const;
  return html`<section aria-labelledby="times">
    <h2 id="times">${view.text('approvals.times')}</h2>
    <p class="quiet">${view.text('approvals.times.lead', { min: String(pastCasesMin) })}</p>
    ${sinceForm(view, data)}
    <div class="scroll" tabindex="0" role="region" aria-label="${view.text('approvals.times.caption')}"><table class="listed">
      <caption class="hidden">${view.text('approvals.times.caption')}</caption>
      <thead><tr>
        <th scope="col">${view.text('approvals.times.procedure')}</th>
        ${data.since === undefined ? nothing : html`<th scope="col">${view.text('approvals.times.period')}</th>`}
        ${columns.map((name) => html`<th scope="col" class="number">${view.text(keys[name])}</th>`)}
        <th scope="col">${view.text('approvals.times.picture')}</th>
      </tr></thead>
      ${all.map((one) => timesRows(view, data, { one, daysMax }))}
    </table></div>
    ${all.map(({ procedure }) => replyOf(view, data, procedure))}
  </section>`;
}

/** Keeps the days and the authority that the page is about. */
function sinceForm(view: View, { since, authority }: TimesData): Html {
  const kept = Object.entries({ ...view.when, authority }).map(([name, value]) =>
    value === undefined ? nothing : html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="ask" method="get" action="${plainAddress(view)}#times">
    ${kept}<div class="field"><label for="times-since">${view.text('approvals.times.since')}</label>
      <input type="date" id="times-since" name="since" value="${since ?? ''}"></div>
    <button type="submit">${view.text('approvals.times.since.show')}</button>
  </form>`;
}

/** A body of its own for each procedure: one row, or three where a day divides its matters. */
function timesRows(
  view: View,
  { names, since }: TimesData,
  { one, daysMax }: { readonly one: DecisionTimes; readonly daysMax: number },
): Html {
  const { procedure, sample, all, before, after } = one;
  const name = names.get(procedure);
  const rows: readonly (readonly [string, TimesOfMatters | undefined])[] = [
    [view.text('approvals.times.all'), all],
    ...(since === undefined
      ? []
      : [
          [view.text('approvals.times.before', { day: view.plainDate(since) }), before] as const,
          [view.text('approvals.times.after', { day: view.plainDate(since) }), after] as const,
        ]),
  ];
  const head = html`<th scope="${rows.length > 1 ? 'rowgroup' : 'row'}" rowspan="${rows.length}">${procedure} ${name === undefined ? nothing : view.words(name)} ${sampleMark(view, { sample })}</th>`;
  return html`<tbody>${rows.map(
    ([period, times], i) => html`<tr>
    ${i === 0 ? head : nothing}
    ${since === undefined ? nothing : html`<th scope="row">${period}</th>`}
    ${timesCells(view, times ?? { decided: 0, open: 0 }, daysMax)}
  </tr>`,
  )}</tbody>`;
}

function timesCells(view: View, times: TimesOfMatters, daysMax: number): Html {
  const { decided, open, authority, applicant, excluded } = times;
  const values = [decided, open, authority?.median, authority?.p90, applicant, excluded];
  const cells = values.map(
    (value) => html`<td class="number">${value === undefined ? '–' : String(value)}</td>`,
  );
  const few = view.text('approvals.times.few', { min: String(pastCasesMin) });
  return html`${cells}<td>${authority === undefined ? few : timesBar({ ...authority, daysMax })}</td>`;
}

function replyOf(view: View, { names, replies, cases }: TimesData, procedure: string): Html {
  const reply = replies.get(procedure);
  if (reply === undefined) return nothing;
  const version = cases.find(({ state }) => state.procedure === procedure)?.version;
  const id = version?.authority ?? procedure;
  const name = names.get(id);
  const params = {
    authority: name === undefined ? html`${id}` : view.words(name),
    day: view.date(reply.place.day),
  };
  return html`<p class="reply"><span class="record-id">${procedure}</span> ${view.html('approvals.times.reply', params)}
    <q>${view.words(reply.text)}</q> ${sampleMark(view, reply)} ${verifyLink(view, reply)}</p>`;
}
