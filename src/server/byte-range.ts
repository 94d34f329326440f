// Parts of a body by the header fields `Range` and `If-Range` (RFC 9110, sections 13.1.5 and 14), so that a download
// that broke off is gone on with.

/** Which bytes are sent: all, [from, to) of them, or none because the range asked for lies outside. */
export type ByteRange =
  | { readonly send: 'all' }
  | { readonly send: 'part'; readonly from: number; readonly to: number }
  | { readonly send: 'none' };

const all: ByteRange = { send: 'all' };

/**
 * Returns what is asked of a body. A field that is absent or malformed, names another unit or several ranges, or goes
 * with an `If-Range` other than the body's strong tag, asks for all of it.
 * @param fields The values as they were sent. @param body Size in bytes, and tag with its quotes.
 */
export function byteRange(
  fields: { readonly range: string | undefined; readonly ifRange: string | undefined },
  body: { readonly size: number; readonly tag: string },
): ByteRange {
  if (fields.ifRange !== undefined && fields.ifRange !== body.tag) return all;
  const asked = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(fields.range ?? '');
  if (asked === null) return all;
  const [, first, last] = asked;
  if (first === '') {
    if (last === '') return all;
    const count = Math.min(Number(last), body.size);
    return count === 0
      ? { send: 'none' }
      : { send: 'part', from: body.size - count, to: body.size };
  }
  const from = Number(first);
  const to = last === '' ? body.size : Math.min(Number(last) + 1, body.size);
  if (last !== '' && Number(last) < from) return all;
  return from >= body.size ? { send: 'none' } : { send: 'part', from, to };
}
