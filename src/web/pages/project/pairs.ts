// Which two changes are worth more together than each by itself: of two approvals side by side neither moves the date alone.
import { html } from 'hono/html';
import type { RankedPair } from '../../../projection/plan.ts';
import { formatNumber } from '../../../text/formats.ts';
import { type Html, nothing } from '../../html.ts';
import type { View } from '../../view.ts';
import { choicesQuery, choiceWords } from './choices.ts';
import type { ProjectModel } from './model.ts';

/** How many pairs are shown. */
const pairsMax = 5;
const minutesPerDay = 1_440;

/** Returns the pairs that are clearly worth more, or nothing where there is none. */
export function pairsTable(view: View, { project, names, ranking }: ProjectModel): Html {
  const clear = onceEach(ranking.pairs.filter(isClear)).slice(0, pairsMax);
  if (clear.length === 0) return nothing;
  const whatIf = `/projects/${project.id}/what-if`;
  const days = (minutes: number) =>
    formatNumber(view.language, Math.round((minutes / minutesPerDay) * 10) / 10);
  const title = view.text('project.pairs');
  return html`<h3 id="pairs">${title}</h3>
    <p class="quiet">${view.text('project.pairs.lead')}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="listed">
      <thead><tr><th scope="col">${view.text('project.pairs.both')}</th><th scope="col" class="number">${view.text('project.pairs.together')}</th><th scope="col" class="number">${view.text('project.pairs.surplus')}</th></tr></thead>
      <tbody>${clear.map(
        ({ choices, effect }) => html`<tr>
        <th scope="row"><a href="${view.href(`${whatIf}${choicesQuery(choices)}`)}">${view.list(choices.map((one) => choiceWords(view, one, names)))}</a></th>
        <td class="number">${view.text('project.pairs.days', { days: days(effect.meanMinutes), error: days(effect.standardErrorMinutes) })}</td>
        <td class="number">${days(effect.surplusMinutes)}</td></tr>`,
      )}</tbody>
    </table></div>`;
}

/** Of several changes of the same two records, those that are worth most. */
function onceEach(pairs: readonly RankedPair[]): readonly RankedPair[] {
  const key = ({ choices }: RankedPair) =>
    choices
      .map((one) => one.record)
      .sort()
      .join();
  return [...Map.groupBy(pairs, key).values()].flatMap((all) => all.slice(0, 1));
}

/** A day more at least, and more than two standard errors: less cannot be told from none. */
function isClear({ effect }: RankedPair): boolean {
  const { surplusMinutes, standardErrorMinutes } = effect;
  return surplusMinutes >= minutesPerDay && surplusMinutes > 2 * standardErrorMinutes;
}
