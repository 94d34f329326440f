// The fields of the programme by the names that the charter gives them.

import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** Returns a field by its name in the charter in force, else the newest proposed; its id where neither has it. */
export function fieldName(view: View, id: string): Html {
  const state = view.programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  const field = text?.content.fields.find((one) => one.id === id);
  return field === undefined ? html`${id}` : view.words(field.label);
}
