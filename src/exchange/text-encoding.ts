// What the bytes of a file say as text, when nothing states their encoding: UTF-8 if they are valid, else Chinese in GBK
// if they look like it, else Windows-1252, in which every byte means something. A wrong guess changes names only: what
// dates are computed from is ASCII in every such file.

/** Share of double bytes in the rows of GB 2312 from which on text counts as Chinese, in percent. */
const chinesePercentMin = 90;

/** Returns the text of an XML file: by its byte order mark, else as it declares itself, else UTF-8; undefined for none. */
export function xmlText(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w-]{1,40})["']/.exec(head)?.[1];
  return decoded(utf16Of(bytes) ?? declared ?? 'utf-8', bytes);
}

/** Returns the name of the encoding of a byte order mark of two bytes. */
export function utf16Of(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** Returns UTF-8 as text without its byte order mark, or undefined when the bytes are none. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  return decoded('utf-8', bytes);
}

/**
 * Returns the text of a file of one byte a letter, or of Chinese. The same bytes can be valid in several encodings;
 * this order is right for all that programs write in practice, and wrong for a few accents in a row.
 */
export function legacyText(bytes: Uint8Array): string {
  const utf8 = utf8Text(bytes);
  if (utf8 !== undefined) return utf8;
  const chinese = looksChinese(bytes) ? decoded('gb18030', bytes) : undefined;
  return chinese ?? new TextDecoder('windows-1252').decode(bytes);
}

/** A text, and the encoding it was read as: a guess where no mark and no rule says it. */
export interface GuessedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16' | 'gb18030' | 'big5' | 'windows-1252';
}

/**
 * Returns the text of a file of lists: UTF-16 by its mark, UTF-8 where it is valid, else Big5 or GBK where its double bytes are those
 * of that encoding's usual characters, else Windows-1252; undefined for what is no text.
 */
export function listText(bytes: Uint8Array): GuessedText | undefined {
  const wide = utf16Of(bytes);
  const found = wide === undefined ? undefined : decoded(wide, bytes);
  if (found !== undefined) return asText(found, 'utf-16');
  const utf8 = utf8Text(bytes);
  if (utf8 !== undefined) return asText(utf8, 'utf-8');
  const big5 = looksBig5(bytes) ? decoded('big5', bytes) : undefined;
  if (big5 !== undefined) return asText(big5, 'big5');
  const chinese = looksChinese(bytes) ? decoded('gb18030', bytes) : undefined;
  if (chinese !== undefined) return asText(chinese, 'gb18030');
  return asText(new TextDecoder('windows-1252').decode(bytes), 'windows-1252');
}

function asText(text: string, encoding: GuessedText['encoding']): GuessedText | undefined {
  return text.includes('\0') || text.includes('\u{FFFD}') ? undefined : { text, encoding };
}

/**
 * Usual characters of Big5 begin with a byte from 0xA4 to 0xC6, and two in five go on with one below 0x7F, which no character of
 * GB 2312 does.
 */
function looksBig5(bytes: Uint8Array): boolean {
  let pairs = 0;
  let usual = 0;
  let low = 0;
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x81) continue;
    const second = bytes[at + 1] ?? 0;
    pairs += 1;
    if (first >= 0xa1 && first <= 0xc6) usual += 1;
    if (second >= 0x40 && second <= 0x7e) low += 1;
    at += 1;
  }
  return pairs > 0 && usual * 100 >= pairs * chinesePercentMin && low * 100 >= pairs * 15;
}

function decoded(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A letter with an accent stands between ASCII letters, so that it would pair with one of them; Chinese stands in pairs
 * of high bytes, nearly all in the rows of GB 2312 (both bytes from 0xA1 on).
 */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x81) continue;
    pairs += 1;
    if (bytes[at] >= 0xa1 && bytes[at + 1] >= 0xa1) common += 1;
    at += 1;
  }
  return pairs > 0 && common * 100 >= pairs * chinesePercentMin;
}
