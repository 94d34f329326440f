// The fields of the programme by the names that the charter gives them.

import { html } from 'hono/html';
import type { LanguageMap } from '../../programme/statement.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** The fields of the charter in force, else of the newest proposed. */
function fieldsOf(view: View) {
  const state = view.programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  return text?.content.fields ?? [];
}

/** Returns what the charter in force calls a field, else the newest proposed; undefined where neither has it. */
export function fieldWords(view: View, id: string): LanguageMap | undefined {
  return fieldsOf(view).find((one) => one.id === id)?.label;
}

/** Returns a field that a record or the charter names, by its name there, else its id; linked to all that names it. */
export function fieldName(view: View, id: string): Html {
  const label = fieldWords(view, id);
  return html`<a href="${view.href(`/fields/${id}`)}">${label === undefined ? id : view.words(label)}</a>`;
}

/** Returns the ids as the charter orders its fields, each once; those that it does not have come last, by name. */
export function inFieldOrder(view: View, ids: readonly string[]): readonly string[] {
  const given = new Set(ids);
  const own = fieldsOf(view).flatMap(({ id }) => (given.delete(id) ? [id] : []));
  return [...own, ...[...given].sort()];
}
