// The texts of an agreement: the authentic versions side by side, clause by clause, and the texts that are not it.
import { html } from 'hono/html';
import type { AgreementView } from '../../../projection/queries.ts';
import { langOfTag, setTitle } from '../../../text/languages.ts';
import type { Html } from '../../html.ts';
import { nothing } from '../../html.ts';
import { partyMark } from '../../parts/mark.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { AgreementText } from './standing.ts';

/** Returns the clauses in one column per authentic language, each row one clause; stacked on narrow screens. */
export function authenticTexts(view: View, text: AgreementText): Html {
  const { authentic, clauses, title } = text.content;
  const tags = orderFor(view, authentic);
  const names = tags.map((tag) => view.languageIn(tag));
  return html`<section aria-labelledby="text">
    <h2 id="text">${view.text('agreement.text')}</h2>
    <p class="quiet">${authenticSentence(view, names)}</p>
    <div class="texts texts-${Math.min(tags.length, 3)}">
      <div class="clause clause-head">
        ${tags.map(
          (
            tag,
          ) => html`<div lang="${langOfTag(tag)}"><p class="text-language">${view.languageName(tag)}</p>
          <p class="text-title">${setTitle(tag, title[tag] ?? '')}</p></div>`,
        )}
      </div>
      ${clauses.map(
        (clause) => html`<div class="clause" id="clause-${clause.id}">
          ${tags.map(
            (tag) => html`<div lang="${langOfTag(tag)}">
            <p class="text-language clause-language">${view.languageName(tag)}</p>
            <h3><span class="clause-id">${clause.id}</span> ${clause.heading?.[tag] ?? ''}</h3>
            ${paragraphs(clause.text[tag]) ?? html`<p class="quiet" lang="${view.language.lang}">${view.text('agreement.clause-missing')}</p>`}
          </div>`,
          )}
        </div>`,
      )}
    </div>
    <p class="fingerprint">${view.html('agreement.hash', { hash: html`<code>${text.hash}</code>` })}</p>
  </section>`;
}

/** Returns the texts beside the one shown: counter-proposals, amendments, declined ones, oldest first. */
export function otherTexts(view: View, agreement: AgreementView, shown: AgreementText): Html {
  const others = agreement.state.texts.filter((text) => text.hash !== shown.hash);
  if (others.length === 0) return nothing;
  return html`<section aria-labelledby="other-texts">
    <h2 id="other-texts">${view.text('agreement.other-texts')}</h2>
    <p class="quiet">${view.text('agreement.other-texts.lead')}</p>
    ${others.map((text) => otherText(view, text))}
  </section>`;
}

function otherText(view: View, text: AgreementText): Html {
  const { look, key } = textStates[text.deadBecause ?? text.state];
  const proposed = view.html(
    text.answers === undefined ? 'agreement.text.proposed' : 'agreement.text.counter',
    {
      party: html`<b>${view.partyName(text.proposed.party)}</b>`,
      day: view.date(text.proposed.day),
    },
  );
  return html`<details class="other-text" id="text-${text.hash.slice(0, 12)}">
    <summary>${partyMark(view, text.proposed.party)} <span>${proposed}</span> ${statusTag(look, view.text(key))}</summary>
    ${text.declines.map(
      (decline) =>
        html`<p class="reason">${view.html('agreement.text.declined', {
          party: view.partyName(decline.party),
          day: view.date(decline.place.day),
        })} ${decline.why === undefined ? '' : view.words(decline.why)}</p>`,
    )}
    ${text.content.clauses.map(
      (
        clause,
      ) => html`<h3><span class="clause-id">${clause.id}</span> ${clause.heading === undefined ? '' : view.words(clause.heading)}</h3>
      <p>${view.words(clause.text)}</p>`,
    )}
  </details>`;
}

const textStates: Readonly<
  Record<
    'open' | 'signed' | 'dead' | 'declined' | 'withdrawn' | 'expired',
    { readonly look: Look; readonly key: string }
  >
> = {
  open: { look: 'waiting', key: 'agreement.text.state.open' },
  signed: { look: 'done', key: 'agreement.text.state.signed' },
  dead: { look: 'planned', key: 'agreement.text.state.dead' },
  declined: { look: 'planned', key: 'agreement.text.state.declined' },
  withdrawn: { look: 'planned', key: 'agreement.text.state.withdrawn' },
  expired: { look: 'planned', key: 'agreement.text.state.expired' },
};

/** The reader's own language first, the others as the agreement lists them. */
function orderFor(view: View, tags: readonly string[]): readonly string[] {
  const own = tags.filter((tag) => tag === view.language.tag);
  return [...own, ...tags.filter((tag) => tag !== view.language.tag)];
}

function authenticSentence(view: View, names: readonly string[]): string {
  const [first] = names;
  if (names.length === 1 && first !== undefined)
    return view.text('agreement.authentic.one', { language: first });
  return view.text('agreement.authentic.many', {
    languages: view.list(names),
    count: names.length,
  });
}

/** Blank lines in a clause separate paragraphs. */
function paragraphs(text: string | undefined): Html | undefined {
  if (text === undefined) return undefined;
  return html`${text.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph}</p>`)}`;
}
