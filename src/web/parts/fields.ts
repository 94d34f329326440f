// The fields of the programme by the names that the charter gives them.

import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** The fields of the charter in force, else of the newest proposed. */
function fieldsOf(view: View) {
  const state = view.programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  return text?.content.fields ?? [];
}

/** Returns a field by its name in the charter in force, else the newest proposed; its id where neither has it. */
export function fieldName(view: View, id: string): Html {
  const field = fieldsOf(view).find((one) => one.id === id);
  return field === undefined ? html`${id}` : view.words(field.label);
}

/** Returns the ids as the charter orders its fields, each once; those that it does not have come last, by name. */
export function inFieldOrder(view: View, ids: readonly string[]): readonly string[] {
  const given = new Set(ids);
  const own = fieldsOf(view).flatMap(({ id }) => (given.delete(id) ? [id] : []));
  return [...own, ...[...given].sort()];
}
