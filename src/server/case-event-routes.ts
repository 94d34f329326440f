// `POST /api/v1/case-events`: where an authority's own system hands in what happened to its cases, with a credential of its
// own (docs/manual/case-events.md). Every answer is JSON, with sentences in the language asked for.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { utf8ToString } from '../base/bytes.ts';
import type { Clock } from '../base/ports.ts';
import type { Refusal } from '../base/result.ts';
import { caseEventsBytesMax } from '../exchange/limits.ts';
import type { Messages } from '../text/messages.ts';
import { askedLanguage } from '../text/negotiation.ts';
import { sentenceOf } from '../text/refusal-words.ts';
import type { CaseCredential } from './case-credentials.ts';
import type { CaseEventDesk } from './case-event-desk.ts';
import {
  credentialGate,
  type Passed,
  plainHeaders,
  sayRefused,
  unknownParameter,
} from './credential-gate.ts';
import { caseEventsMilliseconds, caseEventsRate } from './limits.ts';
import { addressOfClient } from './log-routes.ts';
import { sourceOf } from './rate-limit.ts';

/** What the address needs. */
export interface CaseEventRoutesWorld {
  readonly desk: CaseEventDesk;
  readonly messages: Messages;
  readonly clock: Clock;
  /** Told of what broke a request: never shown to who asked. */
  readonly onError: (error: unknown) => void;
}

const path = '/api/v1/case-events';
type Known = Passed<CaseCredential>;

/** Returns the route. */
export function createCaseEventRoutes(world: CaseEventRoutesWorld): Hono<Known> {
  const app = new Hono<Known>();
  const { desk, messages, clock, onError } = world;
  const { credentials, requests } = desk;
  const gate = credentialGate<CaseCredential>({
    ...{ clock, messages, requests, onError, realm: 'case-events', rate: caseEventsRate },
    codes: {
      busy: 'server.case-events.busy',
      credential: 'server.case-events.credential',
      failed: 'server.case-events.failed',
    },
    find: (token) => credentials.find(token),
  });
  const say = (c: Context, refusal: Refusal, status: number) =>
    sayRefused(c, messages, { refusal, status });
  app.use(path, plainHeaders);
  app.post(
    path,
    gate,
    bodyLimit({
      maxSize: caseEventsBytesMax,
      onError: (c) => say(c, tooLong, 413),
    }),
    async (c) => {
      const unknown = unknownParameter(c);
      if (unknown !== undefined) return say(c, unknown, 400);
      const form = formOf(c);
      if (form === undefined) return say(c, { code: 'server.case-events.media', params: {} }, 415);
      const text = utf8ToString(new Uint8Array(await c.req.arrayBuffer()));
      if (text === undefined) return say(c, notUtf8, 400);
      return handIn(c, world, { form, text });
    },
  );
  app.all(path, (c) => {
    c.header('allow', 'POST');
    return say(c, { code: 'server.case-events.method', params: { method: 'POST' } }, 405);
  });
  return app;
}

const tooLong = {
  code: 'server.case-events.too-long',
  params: { max: caseEventsBytesMax },
} satisfies Refusal;
const notUtf8 = { code: 'exchange.case-events-encoding', params: {} } satisfies Refusal;

function formOf(c: Context): 'csv' | 'json' | undefined {
  const [type = ''] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  if (type.trim() === 'application/json') return 'json';
  return type.trim() === 'text/csv' ? 'csv' : undefined;
}

/** Whose fault it is that nothing was recorded: the sender's, or the moment's. */
const statuses: Readonly<Record<string, number>> = {
  'server.command.standby': 503,
  'programme.log.frozen': 409,
  'exchange.case-events-rows': 413,
  'exchange.case-events-too-long': 413,
};

async function handIn(
  c: Context<Known>,
  world: CaseEventRoutesWorld,
  given: { readonly form: 'csv' | 'json'; readonly text: string },
): Promise<Response> {
  const { id, authority, mapping } = c.get('credential');
  // Whatever stands there but 0, however often: who asks for a preview in some other spelling records nothing.
  const isRecord = (c.req.queries('dry-run') ?? []).every((one) => one === '0');
  const mode = isRecord ? 'record' : 'preview';
  const source = sourceOf(addressOfClient(c));
  try {
    const bound = { authority, mapping, credential: id, as: id };
    const milliseconds = caseEventsMilliseconds;
    const taken = await world.desk.take({ ...given, ...bound, mode, source, milliseconds });
    if (!taken.ok) {
      const status = statuses[taken.error.code] ?? 400;
      return sayRefused(c, world.messages, { refusal: taken.error, status });
    }
    const language = askedLanguage(c.req.query('lang'), c.req.header('accept-language'));
    c.header('content-language', language.lang);
    const rejected = taken.value.rejected.map((one) => ({
      ...one,
      sentence: sentenceOf(world.messages, language, one),
    }));
    return c.json({ ...taken.value, rejected }, 200);
  } catch (error) {
    world.onError(error);
    const refusal = { code: 'server.case-events.failed', params: {} };
    return sayRefused(c, world.messages, { refusal, status: 503 });
  }
}
