// What stands around the headings of a list of projects and says something of its columns: the unit of its amounts, in the titles
// above them, and the language of each of several columns with titles, in the texts below them.
import type { Refusal } from '../base/result.ts';
import type { GridRow } from './grid.ts';
import { type MoneyWords, moneyWordsIn } from './project-sheet-amount.ts';

/** What the titles above the headings say of amounts; several where they contradict each other. */
export interface UnitAbove extends MoneyWords {
  readonly several?: Refusal['params'];
}

/**
 * Returns the unit that is named above the headings, in brackets or after a word such as "unit" or "单位": another mention of millions
 * is none. Two units are no answer: `several` names them.
 */
export function unitAbove(rows: readonly GridRow[], head: number): UnitAbove {
  const found = rows
    .filter(({ number }) => number < head)
    .flatMap(({ cells }) => [...cells.values()].flatMap(({ text }) => piecesOf(text)))
    .map((piece) => ({ piece, ...moneyWordsIn(`(${piece})`) }))
    .filter(({ power }) => power !== undefined);
  const [first] = found;
  if (first === undefined) return {};
  if (found.every(({ power, currency }) => power === first.power && currency === first.currency)) {
    const { power, currency } = first;
    return { ...(power === undefined ? {} : { power }), ...(currency && { currency }) };
  }
  return { several: { units: [...new Set(found.map(({ piece }) => piece))].join(', ') } };
}

/** Letters of a title in which a unit is looked for. */
const titleLettersMax = 200;

const bracketed = /[([\u3010]([^()[\]\u3010\u3011]{1,40})[)\]\u3011]/g;
const afterWord =
  /(?:\bunits?|figures in|amounts? in|\u5355\u4f4d|\u55ae\u4f4d)\s*[:\uff1a]?\s*([^()[\]\u3010\u3011]{1,40})/gi;

function piecesOf(text: string): readonly string[] {
  if (text.length > titleLettersMax) return [];
  const plain = text.normalize('NFKC');
  const inside = [...plain.matchAll(bracketed)].flatMap(([, piece]) => piece ?? []);
  const after = [...plain.matchAll(afterWord)].flatMap(([, piece]) => piece ?? []);
  const bare = after.map((piece) => piece.trim());
  const stripped = inside.map((piece) =>
    piece.replace(/^(?:units?|figures in|\u5355\u4f4d|\u55ae\u4f4d)\s*:?\s*/i, '').trim(),
  );
  return [...new Set([...stripped.filter(isUnitAlone), ...bare])];
}

/** In brackets may stand anything: `(b)` and `(3 million trees)` are no units, `(HK$ million)` and `(萬元)` are. */
function isUnitAlone(piece: string): boolean {
  if (moneyWordsIn(`(${piece})`).currency !== undefined) return true;
  return piece.length > 1 && piece.length <= 12 && !/[1-9]/.test(piece);
}
