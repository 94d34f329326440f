// Names as other programs wrote them, fit to be shown: one line, without signs that control a terminal or turn the
// direction of what follows.

/** Returns the name with breaks as spaces and without control and direction signs; undefined when nothing is left. */
export function plainName(text: string): string | undefined {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  return plain === '' ? undefined : plain;
}

/** Returns what came in a file, as far as a sentence may quote it. */
export function quotable(text: string): string {
  const plain = plainName(text.slice(0, 200)) ?? '';
  return plain.length > 40 ? `${plain.slice(0, 39)}…` : plain;
}
