// Words of records that pages may or may not know: another party chooses them freely, `constructor` among them.

/** Returns the key of the message for a word; undefined for a word that is not among those known. @param word Untrusted. */
export function keyOfWord(
  keys: Readonly<Record<string, string>>,
  word: string,
): string | undefined {
  return Object.hasOwn(keys, word) ? keys[word] : undefined;
}
