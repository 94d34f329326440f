// Changes that could be made, in words, and the address of the what-if that tries one.
import type { Choice } from '../../../programme/plan-choices.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { View } from '../../view.ts';

/** Returns a change in words: of one case by its title, of an authority by its name. */
export function choiceWords(
  view: View,
  choice: Choice,
  names: ReadonlyMap<string, LanguageMap>,
): string {
  const title = choice.activity?.case?.state.title ?? names.get(choice.record);
  const params = {
    record: choice.record,
    title: title === undefined ? choice.record : view.plain(title),
    party: view.partyName(choice.party),
    percent: choice.percent ?? 0,
  };
  return view.text(choiceKeys[choice.kind], params);
}

const choiceKeys: Readonly<Record<Choice['kind'], string>> = {
  answer: 'choice.answer',
  faster: 'choice.faster',
  recognised: 'choice.recognised',
  'authority-faster': 'choice.authority-faster',
};

/** Returns the query that tries the change: `?faster.SZ-K001=33`. */
export function choiceQuery(choice: Choice): string {
  return choicesQuery([choice]);
}

/** Returns the query that tries several changes together. */
export function choicesQuery(choices: readonly Choice[]): string {
  const query = new URLSearchParams();
  for (const choice of choices) addTo(query, choice);
  return `?${query}`;
}

function addTo(query: URLSearchParams, choice: Choice): void {
  const { percent = 0, record } = choice;
  switch (choice.kind) {
    case 'answer':
    case 'recognised':
      query.set(`${choice.kind}.${record}`, 'on');
      break;
    case 'faster':
      query.set(`faster.${record}`, String(percent));
      break;
    case 'authority-faster':
      for (const id of choice.cases) query.set(`faster.${id}`, String(percent));
      break;
  }
}
