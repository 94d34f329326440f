// In which languages texts are shown where there is none in the reader's: those of the node's own party first (decision 0038).
import type { Queries } from '../projection/queries.ts';
import { textOrder } from '../text/language-map.ts';

/** Returns the charter's languages, those in which that party writes first; none without a charter. */
export async function textLanguagesOf(
  queries: Pick<Queries, 'programme' | 'parties'>,
  party: string | undefined,
): Promise<readonly string[]> {
  const [{ languages }, described] = await Promise.all([queries.programme(), queries.parties()]);
  const own = described.find(({ state }) => state.party === party);
  return textOrder(own?.state.languages ?? [], languages);
}
