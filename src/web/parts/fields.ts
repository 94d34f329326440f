// The fields of the programme by the names that the charter gives them, or the text by which they were adopted.
import { html } from 'hono/html';
import { codeOf } from '../../base/errors.ts';
import type { LanguageMap } from '../../programme/statement.ts';
import type { AsOf } from '../../projection/queries.ts';
import type { Html } from '../html.ts';
import type { Site, Visit } from '../site.ts';
import type { View } from '../view.ts';

type Adopted = NonNullable<Visit['fields']>[number];

/** Returns the fields on record. Pages that show no record are shown while the database is away: they name no field either. */
export async function adoptedFields(site: Site, when: AsOf): Promise<readonly Adopted[]> {
  const found = await site.queries.records('field', when).catch((error: unknown) => {
    if (!codeOf(error).startsWith('store.projection.')) throw error;
    return [];
  });
  return found.map(({ state }) => state);
}

/** The fields of the charter in force, else of the newest proposed. */
export function charterFields({ programme }: Visit) {
  const state = programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  return text?.content.fields ?? [];
}

/**
 * Returns the record of a field that speaks for its code: the first by id that the parties adopted and did not end, else the first
 * that is proposed; undefined where there is none.
 */
export function fieldRecord({ fields = [] }: Visit, code: string): Adopted | undefined {
  const own = fields.filter(({ content }) => content.code === code);
  return (
    own.find(({ standing }) => standing === 'agreed') ??
    own.find(({ standing }) => standing === 'proposed')
  );
}

/** Returns what the charter calls a field, else the record of it; undefined where neither has it. */
export function fieldWords(view: View, id: string): LanguageMap | undefined {
  const label = charterFields(view).find((one) => one.id === id)?.label;
  return label ?? fieldRecord(view, id)?.content.label;
}

/** Returns a field that a record or the charter names, by its name there, else its id; linked to all that names it. */
export function fieldName(view: View, id: string): Html {
  const label = fieldWords(view, id);
  return html`<a href="${view.href(`/fields/${id}`)}">${label === undefined ? id : view.words(label)}</a>`;
}

/** Returns the ids as the charter orders its fields, each once; those that it does not have come last, by name. */
export function inFieldOrder(view: View, ids: readonly string[]): readonly string[] {
  const given = new Set(ids);
  const own = charterFields(view).flatMap(({ id }) => (given.delete(id) ? [id] : []));
  return [...own, ...[...given].sort()];
}
