// Addresses of the public interface: JSON for programs, beside the pages for people (docs/manual/api.md).
import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Refusal } from '../../base/result.ts';
import { pickText } from '../../text/language-map.ts';
import { askedLanguage } from '../../text/negotiation.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import type { Site } from '../site.ts';
import { openApiDocument } from './openapi.ts';
import { apiPath, type Operation, operations } from './operations.ts';

/** Returns the routes. While it is not known what must be erased they answer 503, as pages do. */
export function createApi(site: Site): Hono {
  const app = new Hono();
  app.use(`${apiPath}/*`, async (c, next) => {
    // What is public may be read by pages of others too.
    c.header('Access-Control-Allow-Origin', '*');
    if (site.isHeld?.() !== true) return next();
    c.header('Retry-After', '2');
    return refused(c, site, { refusal: { code: 'web.api.held', params: {} }, status: 503 });
  });
  app.use(`${apiPath}/*`, etag());
  app.get(`${apiPath}/openapi.json`, (c) => document(c, site));
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{([a-z]+)\}/g, ':$1');
    app.get(`${apiPath}${path}`, (c) => answer(c, site, operation));
  }
  app.get(`${apiPath}/*`, (c) => {
    const refusal = { code: 'web.api.address.unknown', params: { path: c.req.path.slice(0, 200) } };
    return refused(c, site, { refusal, status: 404 });
  });
  app.onError((error, c) => {
    site.onError?.(error);
    return refused(c, site, { refusal: { code: 'web.api.failed', params: {} }, status: 500 });
  });
  return app;
}

async function answer(c: Context, site: Site, operation: Operation): Promise<Response> {
  if (site.witness && operation.id !== 'listLogs') {
    const refusal = { code: 'web.api.witness.unknown', params: {} };
    return refused(c, site, { refusal, status: 404 });
  }
  const asked = { params: c.req.param() as Record<string, string>, query: c.req.query() };
  const answered = await operation.run(site, asked);
  if (!answered.ok) {
    return refused(c, site, { refusal: answered.error, status: statusOf(answered.error) });
  }
  c.header('Cache-Control', 'no-cache');
  return c.json(answered.value as object, 200);
}

function statusOf({ code }: Refusal): number {
  if (code.endsWith('.unknown')) return 404;
  return code.endsWith('.erased') ? 410 : 400;
}

async function document(c: Context, site: Site): Promise<Response> {
  const [programme, { version }] = await Promise.all([
    site.queries.programme(),
    site.node.status(),
  ]);
  const language = askedLanguage(c.req.query('lang'), c.req.header('accept-language'));
  const title = pickText(programme.title, language, programme.languages).text;
  const base = new URL(c.req.url).origin;
  c.header('Cache-Control', 'no-cache');
  return c.json(openApiDocument({ base, version, title, sample: programme.sample }), 200);
}

function refused(
  c: Context,
  { messages }: Site,
  { refusal, status }: { readonly refusal: Refusal; readonly status: number },
): Response {
  const language = askedLanguage(c.req.query('lang'), c.req.header('accept-language'));
  c.header('Content-Language', language.lang);
  const sentence = sentenceOf(messages, language, refusal);
  return c.json({ refused: { ...refusal, sentence } }, status as ContentfulStatusCode);
}
