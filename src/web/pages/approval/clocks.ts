// The clocks of a case: state, due date, the law it comes from, and the table "why this date" with each day of the
// period counted or not, and why. The authority's own date stands beside ours where it states one.
import { html } from 'hono/html';
import type { ClockAnswer } from '../../../plan/clock-case.ts';
import type { PeriodDay } from '../../../plan/clock-count.ts';
import type { LegalBasis } from '../../../plan/clock-rule.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import { type Html, nothing, outsideLink } from '../../html.ts';
import { type Look, sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { clockName, dayName, issueWords } from './words.ts';

/** Returns the section on the clocks of a case. */
export function clocksSection(view: View, { answer, state }: NetworkCase): Html {
  if (answer === undefined || answer.clocks.length === 0 || state.planned) {
    const missing = answer === undefined ? 'clock.none' : 'clock.none.rules';
    const key = state.planned ? 'clock.none.planned' : missing;
    return html`<section aria-labelledby="clocks"><h2 id="clocks">${view.text('clock.title')}</h2>
      <p class="quiet">${view.text(key)}</p></section>`;
  }
  return html`<section aria-labelledby="clocks">
    <h2 id="clocks">${view.text('clock.title')}</h2>
    <p class="quiet">${view.text('clock.lead')}</p>
    ${answer.clocks.map((clock) => clockPart(view, clock))}
    ${answer.issues.length === 0 ? nothing : issueList(view, answer.issues)}
  </section>`;
}

const looks: Readonly<Record<ClockAnswer['state'], { readonly look: Look; readonly key: string }>> =
  {
    pending: { look: 'planned', key: 'clock.state.pending' },
    running: { look: 'progress', key: 'clock.state.running' },
    stopped: { look: 'waiting', key: 'clock.state.stopped' },
    excluded: { look: 'waiting', key: 'clock.state.excluded' },
    returned: { look: 'waiting', key: 'clock.state.returned' },
    ended: { look: 'done', key: 'clock.state.ended' },
    deemed: { look: 'done', key: 'clock.state.deemed' },
    withdrawn: { look: 'planned', key: 'clock.state.withdrawn' },
    overdue: { look: 'late', key: 'clock.state.overdue' },
  };

function clockPart(view: View, clock: ClockAnswer): Html {
  const { look, key } = looks[clock.state];
  return html`<article class="clock">
    <h3>${clockName(view, clock.clock)} ${statusTag(look, view.text(key))}</h3>
    <p>${dueLine(view, clock)}</p>
    ${clock.legalBasis.length === 0 ? nothing : html`<ul class="laws">${byLaw(clock.legalBasis).map((basis) => html`<li>${lawWords(view, basis)}</li>`)}</ul>`}
    ${clock.stated === undefined ? nothing : statedLine(view, clock.stated)}
    ${statusNote(view, clock)}
    ${clock.why.length === 0 ? nothing : whyTable(view, clock)}
  </article>`;
}

interface Law {
  readonly law: string;
  readonly articles: readonly string[];
  readonly url?: string;
}

/** Each law once with its articles, as far as they are found at one address. */
function byLaw(bases: readonly LegalBasis[]): readonly Law[] {
  const found = new Map<string, Law>();
  for (const { law, article, url } of bases) {
    const key = JSON.stringify([law, url]);
    const articles = [...(found.get(key)?.articles ?? []), article];
    found.set(key, { law, articles, ...(url === undefined ? {} : { url }) });
  }
  return [...found.values()];
}

function toLaw({ law, article, url }: LegalBasis): Law {
  return { law, articles: [article], ...(url === undefined ? {} : { url }) };
}

function lawWords(view: View, { law, articles, url }: Law): Html {
  const words = view.text('clock.law', { law, article: view.list(articles) });
  return html`<cite>${url === undefined ? words : outsideLink(url, words)}</cite>`;
}

function dueLine(view: View, clock: ClockAnswer): Html {
  const { ended, due, started, dueIfResumed, deemed, left } = clock;
  if (deemed !== undefined) {
    return view.html('clock.line.deemed', { day: view.date(deemed.from) });
  }
  if (ended !== undefined && due !== undefined) {
    const key = clock.daysLate > 0 ? 'clock.line.ended-late' : 'clock.line.ended';
    return view.html(key, { day: view.date(ended), due: view.date(due), count: clock.daysLate });
  }
  if (started === undefined) return html`${view.text('clock.line.pending')}`;
  if (due === undefined && dueIfResumed !== undefined) {
    return view.html('clock.line.stopped', { count: left ?? 0, due: view.date(dueIfResumed) });
  }
  if (due === undefined) return nothing;
  if (clock.state === 'overdue') {
    return view.html('clock.line.overdue', { due: view.date(due), count: clock.daysLate });
  }
  return view.html('clock.line.running', { due: view.date(due), count: left ?? 0 });
}

function statedLine(view: View, stated: NonNullable<ClockAnswer['stated']>): Html {
  const params = { due: view.date(stated.due), law: lawWords(view, toLaw(stated.legalBasis)) };
  if (stated.daysLater === 0) return html`<p>${view.html('clock.stated.same', params)}</p>`;
  const count = Math.abs(stated.daysLater);
  const key = stated.daysLater > 0 ? 'clock.stated.later' : 'clock.stated.earlier';
  return html`<p>${statusTag('risk', view.text('clock.stated.differ'))} ${view.html(key, { ...params, count })}</p>`;
}

/** A date that used days nobody has announced yet can still change. */
function statusNote(view: View, { calendarStatus }: ClockAnswer): Html {
  if (calendarStatus === 'announced') return nothing;
  const keys = {
    computed: 'clock.calendar.computed',
    projected: 'clock.calendar.projected',
    outside: 'clock.calendar.outside',
  } as const;
  return html`<p class="quiet">${view.text(keys[calendarStatus])}</p>`;
}

const reasonKeys: Readonly<Record<PeriodDay['reason'], string>> = {
  'day-zero': 'clock.day.day-zero',
  'working-day': 'clock.day.working-day',
  'make-up-day': 'clock.day.make-up-day',
  'calendar-day': 'clock.day.calendar-day',
  'rest-day': 'clock.day.rest-day',
  holiday: 'clock.day.holiday',
  exception: 'clock.day.exception',
  stopped: 'clock.day.stopped',
  referred: 'clock.day.referred',
  'rolled-to': 'clock.day.rolled-to',
  'fixed-date': 'clock.day.fixed-date',
};

function whyTable(view: View, clock: ClockAnswer): Html {
  const name = clockName(view, clock.clock);
  return html`<details class="why"><summary>${view.text('clock.why', { clock: name })}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${view.text('clock.why', { clock: name })}"><table class="listed">
      <caption>${view.text('clock.why.caption', { clock: name })}</caption>
      <thead><tr><th scope="col">${view.text('clock.column.day')}</th>
        <th scope="col" class="number">${view.text('clock.column.count')}</th>
        <th scope="col">${view.text('clock.column.reason')}</th></tr></thead>
      <tbody>${clock.why.map((day) => whyRow(view, day))}</tbody>
    </table></div></details>`;
}

function whyRow(view: View, day: PeriodDay): Html {
  const counted = day.count !== undefined;
  return html`<tr${day.due === true ? html` class="due"` : nothing}>
    <th scope="row">${view.date(day.day)} <span class="quiet">${view.weekday(day.day)}</span></th>
    <td class="number">${counted ? day.count : html`<span aria-label="${view.text('clock.day.not-counted')}">–</span>`}</td>
    <td>${view.text(reasonKeys[day.reason])}${day.name === undefined ? nothing : html` (${dayName(view, day.name)})`}
      ${day.due === true ? html`<b>${view.text('clock.day.due')}</b>` : nothing} ${sampleMark(view, day)}</td>
  </tr>`;
}

function issueList(view: View, issues: NonNullable<NetworkCase['answer']>['issues']): Html {
  return html`<h3>${view.text('clock.issues')}</h3>
    <ul>${issues.map((one) => html`<li>${issueWords(view, one.code)} ${one.clock === undefined ? nothing : clockName(view, one.clock)}</li>`)}</ul>`;
}
