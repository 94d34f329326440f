// The fields of the programme by the names that the charter gives them.

import { html } from 'hono/html';
import type { LanguageMap } from '../../programme/statement.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** Returns what the charter in force calls a field, else the newest proposed; undefined where neither has it. */
export function fieldWords(view: View, id: string): LanguageMap | undefined {
  const state = view.programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  return text?.content.fields.find((one) => one.id === id)?.label;
}

/** Returns a field that a record or the charter names, by its name there, else its id; linked to all that names it. */
export function fieldName(view: View, id: string): Html {
  const label = fieldWords(view, id);
  return html`<a href="${view.href(`/fields/${id}`)}">${label === undefined ? id : view.words(label)}</a>`;
}
