// The two questions about time that pages of records answer: how things stood on a day (`asof`), and from what
// the logs held on a day (`known`), docs/spec/model.md 4. Parsing of the query, the sentence, and the form.
import { html } from 'hono/html';
import { type CivilDate, civilDateIn, isPartialDate } from '../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { AsOf } from '../projection/queries.ts';
import { type Html, inRow } from './html.ts';
import type { View } from './view.ts';

/**
 * Parses `asof` and `known` of a query: a day, a month or a year; absent or empty means today. Refusal:
 * web.day.not-a-day, with the name of the parameter and what came.
 * @param query Untrusted: from the address.
 */
export function parseDays(query: Readonly<Record<string, string>>): Result<AsOf, Refusal> {
  const when: { asof?: CivilDate; known?: CivilDate } = {};
  for (const name of ['asof', 'known'] as const) {
    const value = query[name]?.trim() ?? '';
    if (value === '') continue;
    if (!isPartialDate(value)) {
      return refuse('web.day.not-a-day', { name, value: value.slice(0, 40) });
    }
    when[name] = value;
  }
  return ok(when);
}

/** Returns whether a page is about another day than today: then only what is on record of forecasts is shown. */
export function isOfAnotherDay(view: View): boolean {
  return view.when.asof !== undefined || view.when.known !== undefined;
}

/** Returns the sentence saying which day is shown, and the form to ask for another. */
export function dayForm(view: View): Html {
  const { asof, known } = view.when;
  const dated = asof !== undefined || known !== undefined;
  return html`<section class="days${dated ? ' days-past' : ''}" aria-label="${view.text('days.label')}">
    <p>${inRow(view.language, [daySentence(view), ...futureSentence(view)])}${dated ? html` <a href="${plainAddress(view)}">${view.text('days.today')}</a>` : ''}</p>
    <details${dated ? html` open` : ''}>
      <summary>${view.text('days.other')}</summary>
      <form method="get" action="${plainAddress(view)}">
        ${dayField(view, { name: 'asof', label: 'days.asof', hint: 'days.asof.hint' })}
        ${dayField(view, { name: 'known', label: 'days.known', hint: 'days.known.hint' })}
        <button type="submit">${view.text('days.show')}</button>
      </form>
    </details>
  </section>`;
}

function daySentence(view: View): Html {
  const { asof, known } = view.when;
  if (asof !== undefined && known !== undefined) {
    return view.html('days.both', { asof: view.date(asof), known: view.date(known) });
  }
  if (asof !== undefined) return view.html('days.asof.only', { asof: view.date(asof) });
  if (known !== undefined) return view.html('days.known.only', { known: view.date(known) });
  return view.html('days.now', { day: view.date(view.day) });
}

/** A day that has not come: nothing is foreseen by showing it. */
function futureSentence(view: View): readonly Html[] {
  const today = civilDateIn(view.zone, view.now);
  const { asof, known } = view.when;
  const isAhead = [asof, known].some(
    (day) => day !== undefined && day > today.slice(0, day.length),
  );
  return isAhead ? [html`${view.text('days.future')}`] : [];
}

function dayField(
  view: View,
  field: { readonly name: 'asof' | 'known'; readonly label: string; readonly hint: string },
): Html {
  const { name } = field;
  return html`<div class="field">
    <label for="day-${name}">${view.text(field.label)}</label>
    <p class="hint" id="day-${name}-hint">${view.text(field.hint)}</p>
    <input type="date" id="day-${name}" name="${name}" value="${view.when[name] ?? ''}"
      aria-describedby="day-${name}-hint">
  </div>`;
}

/** Returns the address of the present page without its days. */
export function plainAddress(view: View): string {
  return `/${view.language.address}${view.path}`;
}
