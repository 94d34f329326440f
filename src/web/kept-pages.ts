// Pages that were made, kept until anything that they show may have changed: a page that many read is made once.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/** Most pages kept, characters of all of them, and of an address that is kept. */
const [pagesMost, charactersMost, addressMost] = [400, 16 * 1024 * 1024, 2_000];

interface Kept {
  readonly page: Promise<Made>;
  /** Characters; 0 while it is being made. */
  length: number;
}

/** A page as it was made. Only those with status 200 are kept. */
interface Made {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly tag: string;
}

/**
 * Returns a handler that answers with the page kept under the whole address, else makes it; several that ask at once wait
 * for one. Answers carry an `ETag`, and are empty (304) for who has the page.
 * @param version Another text whenever a page may have changed: all that is kept goes then. Undefined: nothing is kept.
 */
export function createKeptPages(
  version: () => string | undefined,
): (c: Context, make: (c: Context) => Promise<Response>) => Promise<Response> {
  const kept = new Map<string, Kept>();
  let current: string | undefined;
  let characters = 0;
  const drop = (address: string, one: Kept) => {
    if (kept.get(address) !== one) return;
    kept.delete(address);
    characters -= one.length;
  };
  const keep = (address: string, made: Promise<Made>, of: string) => {
    const one: Kept = { page: made, length: 0 };
    kept.set(address, one);
    made.then(
      ({ status, body }) => {
        // What was made while something changed may be half of either.
        if (kept.get(address) !== one) return;
        if (status !== 200 || version() !== of) return drop(address, one);
        one.length = body.length;
        characters += body.length;
        for (const [oldest, old] of kept) {
          if (kept.size <= pagesMost && characters <= charactersMost) break;
          drop(oldest, old);
        }
      },
      () => drop(address, one),
    );
  };
  return async (c, make) => {
    const now = version();
    const address = c.req.url;
    if (now === undefined || address.length > addressMost) return make(c);
    if (now !== current) {
      kept.clear();
      [current, characters] = [now, 0];
    }
    const found = kept.get(address);
    if (found !== undefined) return send(c, await found.page);
    const made = make(c).then(read);
    keep(address, made, now);
    return send(c, await made);
  };
}

async function read(response: Response): Promise<Made> {
  const body = await response.text();
  const hash = createHash('sha256').update(body).digest('base64url');
  return {
    status: response.status,
    headers: response.headers,
    body,
    tag: `"${hash.slice(0, 22)}"`,
  };
}

function send(c: Context, { status, headers, body, tag }: Made): Response {
  if (status !== 200) return new Response(body, { status, headers });
  const head = new Headers(headers);
  head.set('ETag', tag);
  if (c.req.header('If-None-Match') !== tag) return new Response(body, { status, headers: head });
  head.delete('Content-Type');
  return new Response(null, { status: 304, headers: head });
}
