// What a download is: public records in a format of others, in one language, piece by piece. Beside pages, at an address
// with a language; the address without one leads to the reader's.
import type { Site, Visit } from './site.ts';
import type { View } from './view.ts';

/** One file that readers can have of what is public. */
export interface Download {
  /** Path after the language, and without one: `/data/oc4ids.json`. */
  readonly path: string;
  /** Value of Content-Type. */
  readonly type: string;
  /** Whether browsers save it rather than show it. */
  readonly saved: boolean;
  /** Value of Content-Language, where it is not that of the address. */
  readonly languages?: readonly string[];
  /** Yields the text; nothing at all where there is nothing that the format can say. */
  write(site: Site, visit: Visit, view: View): AsyncIterable<string>;
}

/**
 * Returns the file as it is written, or undefined where it would be empty. What fails before the first piece fails here;
 * later the connection is cut, so that nobody takes half a file for one.
 */
export async function sendDownload(
  download: Download,
  given: { readonly site: Site; readonly visit: Visit; readonly view: View },
): Promise<Response | undefined> {
  const pieces = download.write(given.site, given.visit, given.view)[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) return undefined;
  const encoder = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = isFirst ? first : await pieces.next();
      isFirst = false;
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
  const name = download.path.slice(download.path.lastIndexOf('/') + 1);
  return new Response(body, {
    headers: {
      'Content-Type': download.type,
      'Content-Language': (download.languages ?? [given.visit.language.lang]).join(', '),
      'Cache-Control': 'no-cache',
      ...(download.saved ? { 'Content-Disposition': `attachment; filename="${name}"` } : {}),
    },
  });
}
