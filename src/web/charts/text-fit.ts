// How wide a text will be, without a browser: the server draws charts and must know where words end. Estimates, a
// little generous; whatever is cut here stands in full in a title and in the table beneath.

/** A text as it fits: what to draw, and whether something was left out. */
export interface FittedText {
  readonly text: string;
  readonly isCut: boolean;
}

/** Returns the estimated width of a text in pixels at a font size in pixels. Chinese characters are as wide as high. */
export function textWidth(text: string, sizePx: number): number {
  let ems = 0;
  for (const character of text) ems += widthOf(character);
  return ems * sizePx;
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x2e80) return 1;
  if (/[ .,:;'|!ijlIft·()[\]-]/.test(character)) return 0.32;
  if (/[mwMW@%—…]/.test(character)) return 0.86;
  if (/[A-Z&]/.test(character)) return 0.64;
  return 0.53;
}

/** Returns the text, or as much of it as fits with an ellipsis. Nothing fits where there is no room: ''. */
export function fitText(text: string, widthPx: number, sizePx: number): FittedText {
  if (textWidth(text, sizePx) <= widthPx) return { text, isCut: false };
  const room = widthPx - textWidth('…', sizePx);
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character) * sizePx;
    if (used > room) break;
    kept += character;
  }
  return { text: kept === '' ? '' : `${kept.trimEnd()}…`, isCut: true };
}

/**
 * Returns the text in lines that fit, the last one cut where `linesMax` are not enough. Latin breaks at spaces,
 * Chinese between any two characters but not before closing punctuation.
 */
export function wrapText(
  text: string,
  box: { readonly widthPx: number; readonly sizePx: number; readonly linesMax: number },
): { readonly lines: readonly string[]; readonly isCut: boolean } {
  const lines: string[] = [];
  let line = '';
  const pieces =
    text.match(/[\u2e80-\uffff][，。、；：！？）」』》”]*|[^\s\u2e80-\uffff]+|\s+/gu) ?? [];
  for (const [i, piece] of pieces.entries()) {
    if (textWidth(`${line}${piece}`.trimEnd(), box.sizePx) <= box.widthPx || line.trim() === '') {
      line += piece;
      continue;
    }
    if (lines.length === box.linesMax - 1) {
      const rest = fitText(`${line}${pieces.slice(i).join('')}`.trim(), box.widthPx, box.sizePx);
      return { lines: [...lines, rest.text], isCut: rest.isCut };
    }
    lines.push(line.trim());
    line = piece.trimStart();
  }
  const last = fitText(line.trim(), box.widthPx, box.sizePx);
  return { lines: [...lines, last.text], isCut: last.isCut };
}

/**
 * Returns positions moved apart so that neighbours keep the gap, each as near to its own as the order allows, within
 * the range. Where there is no room for all they keep the order and the gap shrinks.
 */
export function spreadApart(
  positions: readonly number[],
  space: { readonly gap: number; readonly from: number; readonly to: number },
): readonly number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a] - positions[b]);
  const gap = Math.min(space.gap, (space.to - space.from) / Math.max(1, positions.length - 1));
  const placed = [...positions];
  let floor = space.from;
  for (const i of order) {
    placed[i] = Math.max(positions[i], floor);
    floor = placed[i] + gap;
  }
  let ceiling = space.to;
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i], ceiling);
    ceiling = placed[i] - gap;
  }
  return placed;
}

/** Returns for each span, in order, the lowest line on which it does not touch an earlier one. */
export function stackSpans(
  spans: readonly { readonly from: number; readonly to: number }[],
): readonly number[] {
  const ends: number[] = [];
  return spans.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const level = free === -1 ? ends.length : free;
    ends[level] = to;
    return level;
  });
}

/** Returns a coordinate as SVG wants it: at most one decimal. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
