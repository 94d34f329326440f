// What stands before addresses that record: who floods waits, who has no credential goes, before a byte of the body is read. Every
// answer is JSON and is kept by nobody.
import type { Context, MiddlewareHandler } from 'hono';
import type { Clock } from '../base/ports.ts';
import type { Refusal } from '../base/result.ts';
import type { Messages } from '../text/messages.ts';
import { askedLanguage } from '../text/negotiation.ts';
import { sentenceOf } from '../text/refusal-words.ts';
import { refusedLinesRate } from './limits.ts';
import { addressOfClient } from './log-routes.ts';
import { createRateLimit, sourceOf } from './rate-limit.ts';
import type { RequestLine, RequestList } from './request-list.ts';

/** What a route reads of the request once it has passed. */
export interface Passed<Credential> {
  readonly Variables: { readonly credential: Credential };
}

/** One gate. */
export interface GateSetting<Credential> {
  readonly clock: Clock;
  readonly messages: Messages;
  readonly rate: { readonly burst: number; readonly perSecond: number };
  /** Said in `WWW-Authenticate`. */
  readonly realm: string;
  /** Refusals of who comes too often, with {seconds}, and of who has no credential; and what is said where nobody can look it up. */
  readonly codes: { readonly busy: string; readonly credential: string; readonly failed: string };
  /** Returns the credential of a token, or undefined. */
  find(token: string): Promise<Credential | undefined>;
  readonly requests: RequestList<RequestLine>;
  readonly onError: (error: unknown) => void;
}

/** Returns what sets the headers of every answer. */
export const plainHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
};

/** Returns the gate: 429 with `Retry-After`, 401 with `WWW-Authenticate`, 503 where credentials cannot be read, else on with it. */
export function credentialGate<Credential>(
  setting: GateSetting<Credential>,
): MiddlewareHandler<Passed<Credential>> {
  const { clock, messages, codes, realm, requests } = setting;
  const rate = createRateLimit({ clock, ...setting.rate });
  // Whoever comes from many places does not push what persons did out of the list.
  const lines = createRateLimit({ clock, ...refusedLinesRate });
  return async (c, next) => {
    const source = sourceOf(addressOfClient(c));
    const seconds = rate.secondsToWait(source);
    if (seconds > 0) {
      c.header('retry-after', String(seconds));
      const refusal = { code: codes.busy, params: { seconds } };
      return sayRefused(c, messages, { refusal, status: 429 });
    }
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    let credential: Credential | undefined;
    try {
      credential = token === undefined ? undefined : await setting.find(token);
    } catch (error) {
      setting.onError(error);
      return sayRefused(c, messages, { refusal: { code: codes.failed, params: {} }, status: 503 });
    }
    if (credential === undefined) {
      // One answer for no token, an unknown one and one that was revoked.
      if (lines.secondsToWait('') === 0)
        await requests.add({ source, refused: codes.credential }).catch(setting.onError);
      c.header('www-authenticate', `Bearer realm="${realm}"`);
      const refusal = { code: codes.credential, params: {} };
      return sayRefused(c, messages, { refusal, status: 401 });
    }
    c.set('credential', credential);
    return next();
  };
}

/**
 * Returns what is wrong with the part of an address behind the question mark: server.request.parameter {given, known}. Who misspells
 * `dry-run` is not to have recorded what was only to be shown.
 */
export function unknownParameter(c: Context): Refusal | undefined {
  const given = Object.keys(c.req.query()).find((name) => !knownParameters.includes(name));
  if (given === undefined) return undefined;
  const params = { given: given.slice(0, 40), known: knownParameters.join(', ') };
  return { code: 'server.request.parameter', params };
}

const knownParameters: readonly string[] = ['dry-run', 'lang'];

/** Answers with a refusal: code, parameters and a sentence in the language asked for. */
export function sayRefused(
  c: Context,
  messages: Messages,
  { refusal, status }: { readonly refusal: Refusal; readonly status: number },
): Response {
  const language = askedLanguage(c.req.query('lang'), c.req.header('accept-language'));
  c.header('content-language', language.lang);
  const sentence = sentenceOf(messages, language, refusal);
  return c.json({ refused: { ...refusal, sentence } }, status as 400);
}
