// What a report is about, in words, whatever the nested kind; and whose matter it is, member or still expected.
import { languageMap } from '../../../programme/statement.ts';
import type { View } from '../../view.ts';

/** Returns the name, title or measure of a reported subject, or undefined when its kind has none of them. */
export function subjectTexts(subject: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  for (const field of ['title', 'name', 'measure']) {
    const parsed = languageMap.safeParse(Reflect.get(subject, field));
    if (parsed.success) return parsed.data;
  }
  return undefined;
}

/** Returns the name of the party with that mark; one that the charter only expects goes by its expected name. */
export function ownerName(view: View, mark: string): string {
  const member = view.programme.parties.find((party) => party.mark === mark);
  if (member !== undefined) return view.plain(member.name);
  const texts = view.programme.charter?.state.texts ?? [];
  const expected = texts.at(-1)?.content.expects?.find((party) => party.mark === mark);
  return expected === undefined ? mark : view.plain(expected.name);
}
