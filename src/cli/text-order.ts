// In which language texts of records are printed where they have none in the command's: as the pages of the node do.
import type { Context } from './command.ts';
import { callNode } from './node-access.ts';

/** A command's words, and the charter's languages in the order in which texts are taken. */
export type OrderedWords = Pick<Context, 'language' | 'text'> & {
  /** Absent where texts have the command's language. */
  readonly textLanguages?: readonly string[];
};

/** Returns the words for what is printed. The node is asked for the order only where nothing of it is in the command's language. */
export async function wordsFor(context: Context, printed: unknown): Promise<OrderedWords> {
  const { language, text } = context;
  if (JSON.stringify(printed).includes(`"${language.tag}":`)) return { language, text };
  const called = await callNode(context, 'text-languages');
  if (!called.ok) return { language, text };
  return { language, text, textLanguages: called.value as readonly string[] };
}
