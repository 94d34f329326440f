// Text as XML 1.0 has it, in elements and in attributes between double quotes. No document is built here.

/**
 * Escapes what has a meaning in XML, and leaves out what XML 1.0 cannot hold: control characters, halves of characters. A
 * carriage return is written as a reference, without which a reader would take it for the end of a line.
 */
export function escapeXml(text: string): string {
  return textForXml(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** Leaves out what XML 1.0 cannot hold, however it is written. */
export function textForXml(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}
