// Introductions: who asked to bring an offer and a need together, what the other side answered, and what each says came of it.
import { html } from 'hono/html';
import type { IntroductionState } from '../../../programme/kinds/introduction.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { type Look, type SampleMarks, statusTag } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';

type Outcome = IntroductionState['outcomes'][number];

const standings: Readonly<
  Record<IntroductionState['standing'], { readonly look: Look; readonly key: string }>
> = {
  asked: { look: 'waiting', key: 'offers.introduction.asked' },
  accepted: { look: 'progress', key: 'offers.introduction.accepted' },
  refused: { look: 'risk', key: 'offers.introduction.refused' },
};

const outcomeKeys: Readonly<Record<Outcome['outcome'], string>> = {
  agreement: 'offers.outcome.agreement',
  licence: 'offers.outcome.licence',
  project: 'offers.outcome.project',
  none: 'offers.outcome.none',
};

/** Returns how an introduction stands: what came of it where somebody says so. */
export function introductionTag(view: View, { standing, outcomes }: IntroductionState): Html {
  const [first] = outcomes;
  if (first !== undefined && outcomes.every(({ outcome }) => outcome === first.outcome)) {
    const look = first.outcome === 'none' ? 'planned' : 'done';
    return statusTag(look, view.text(outcomeKeys[first.outcome]));
  }
  if (first !== undefined) return statusTag('risk', view.text('offers.outcome.differ'));
  const { look, key } = standings[standing];
  return statusTag(look, view.text(key));
}

/** Returns the rows of introductions. `titles` are those of offers and needs, by id. */
export function introductionRows(
  view: View,
  introductions: readonly RecordView<IntroductionState>[],
  given: { readonly titles: ReadonlyMap<string, LanguageMap>; readonly marks: SampleMarks },
): Html {
  return html`<ul class="rows">${introductions.map((one) => introductionRow(view, one, given))}</ul>`;
}

function introductionRow(
  view: View,
  { id, state }: RecordView<IntroductionState>,
  given: { readonly titles: ReadonlyMap<string, LanguageMap>; readonly marks: SampleMarks },
): Html {
  const end = (of: string) => {
    const title = given.titles.get(of);
    return title === undefined ? html`${of}` : html`<a href="#${of}">${view.words(title)}</a>`;
  };
  const asked = view.html('offers.introduction.asked-by', {
    party: view.partyName(state.party),
    day: view.date(state.asked.day),
  });
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${end(state.offer)} – ${end(state.need)} ${given.marks.of(state)}</h3>
      <p>${partyMark(view, state.party)} ${asked} ${view.words(state.reasons)} ${verifyLink(view, { place: state.asked })}</p>
      ${answerLine(view, state)}
      ${state.outcomes.map((outcome) => outcomeLine(view, outcome))}
    </div>
    <p class="row-status">${introductionTag(view, state)}</p>
  </li>`;
}

function answerLine(view: View, { answer, standing }: IntroductionState): Html {
  if (answer === undefined) return nothing;
  const key =
    standing === 'accepted' ? 'offers.introduction.accepted-by' : 'offers.introduction.refused-by';
  const { party, day } = answer.place;
  const sentence = view.html(key, { party: view.partyName(party), day: view.date(day) });
  return html`<p>${partyMark(view, party)} ${sentence} ${answer.why === undefined ? nothing : view.words(answer.why)} ${verifyLink(view, answer)}</p>`;
}

function outcomeLine(view: View, { party, outcome, record, why, place }: Outcome): Html {
  const sentence = view.html('offers.outcome.said', {
    party: view.partyName(party),
    outcome: view.text(outcomeKeys[outcome]),
    day: view.date(place.day),
  });
  const path = record === undefined ? undefined : recordPath(record);
  const link =
    path === undefined ? html`${record ?? ''}` : html`<a href="${view.href(path)}">${record}</a>`;
  return html`<p>${partyMark(view, party)} ${sentence} ${link} ${why === undefined ? nothing : view.words(why)} ${verifyLink(view, { place })}</p>`;
}
