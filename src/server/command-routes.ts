// `POST /api/v1/commands`: where a person with a credential of its own gives one command, as the operator's socket takes them
// (docs/manual/commands-api.md). Every answer is JSON, with sentences in the language asked for.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { utf8ToString } from '../base/bytes.ts';
import type { Clock } from '../base/ports.ts';
import type { Refusal } from '../base/result.ts';
import type { Messages } from '../text/messages.ts';
import type { CommandDesk } from './command-desk.ts';
import {
  credentialGate,
  type Passed,
  plainHeaders,
  sayRefused,
  unknownParameter,
} from './credential-gate.ts';
import { commandBytesMax, commandRate } from './limits.ts';
import { addressOfClient } from './log-routes.ts';
import type { PersonCredential } from './person-credentials.ts';
import { sourceOf } from './rate-limit.ts';

/** What the address needs. */
export interface CommandRoutesWorld {
  readonly desk: CommandDesk;
  readonly messages: Messages;
  readonly clock: Clock;
  /** Told of what broke a request: never shown to who asked. */
  readonly onError: (error: unknown) => void;
}

const path = '/api/v1/commands';
type Known = Passed<PersonCredential>;

/** Returns the route. */
export function createCommandRoutes(world: CommandRoutesWorld): Hono<Known> {
  const { desk, messages, clock, onError } = world;
  const app = new Hono<Known>();
  const say = (c: Context, refusal: Refusal, status: number) =>
    sayRefused(c, messages, { refusal, status });
  app.use(path, plainHeaders);
  app.post(
    path,
    credentialGate<PersonCredential>({
      ...{ clock, messages, onError, rate: commandRate, realm: 'commands' },
      requests: desk.requests,
      codes: {
        busy: 'server.commands.busy',
        credential: 'server.commands.credential',
        failed: 'server.commands.failed',
      },
      find: (token) => desk.find(token),
    }),
    bodyLimit({
      maxSize: commandBytesMax,
      onError: (c) =>
        say(c, { code: 'server.commands.too-long', params: { max: commandBytesMax } }, 413),
    }),
    async (c) => {
      const unknown = unknownParameter(c);
      if (unknown !== undefined) return say(c, unknown, 400);
      const [type = ''] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
      if (type.trim() !== 'application/json')
        return say(c, { code: 'server.commands.media', params: {} }, 415);
      const key = c.req.header('idempotency-key');
      if (key !== undefined && !keyForm.test(key))
        return say(c, { code: 'server.commands.key', params: {} }, 400);
      const text = utf8ToString(new Uint8Array(await c.req.arrayBuffer())) ?? '';
      return giveCommand(c, world, { text, ...(key === undefined ? {} : { key }) });
    },
  );
  app.all(path, (c) => {
    c.header('allow', 'POST');
    return say(c, { code: 'server.commands.method', params: { method: 'POST' } }, 405);
  });
  return app;
}

/** What a sender may name a command by: 8 to 100 visible characters of ASCII. */
const keyForm = /^[!-~]{8,100}$/;

/** Where it is not the state of the record that stands against a command. */
const statuses: Readonly<Record<string, number>> = {
  'programme.command.malformed': 400,
  'programme.command.unknown': 400,
  'server.command.kind': 400,
  'server.commands.kind': 403,
  'server.command.not-found': 404,
  'server.command.standby': 503,
  'server.commands.key-reused': 422,
};

function statusOf({ code }: Refusal): number {
  return statuses[code] ?? (code.startsWith('programme.access.') ? 403 : 409);
}

async function giveCommand(
  c: Context<Known>,
  { desk, messages, onError }: CommandRoutesWorld,
  given: { readonly text: string; readonly key?: string },
): Promise<Response> {
  // Whatever stands there but 0, however often: who asks for a preview in some other spelling records nothing.
  const isRecord = (c.req.queries('dry-run') ?? []).every((one) => one === '0');
  const mode = isRecord ? 'record' : 'preview';
  const source = sourceOf(addressOfClient(c));
  const say = (refusal: Refusal, status: number) => sayRefused(c, messages, { refusal, status });
  try {
    const credential = c.get('credential');
    const taken = await desk.take({ ...given, credential, mode, source });
    if (!taken.ok) return say(taken.error, statusOf(taken.error));
    const { mode: became, outcome } = taken.value;
    return c.json({ mode: became, ...(outcome as object) }, became === 'record' ? 201 : 200);
  } catch (error) {
    onError(error);
    return say({ code: 'server.commands.failed', params: {} }, 503);
  }
}
