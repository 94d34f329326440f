// How a command reaches its node: through the socket of the one that runs, else by opening the folder under its
// lock, without network, for this one command.
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Refusal, Result } from '../base/result.ts';
import { createControl } from '../server/control.ts';
import { callControl } from '../server/control-socket.ts';
import { type Node, openNode } from '../server/node.ts';
import { sentenceOf } from '../text/refusal-words.ts';
import { type Context, type ExitCode, exitCodes, stringOption } from './command.ts';

// Refusals that say only that what was named is not there. A draft that lacks a language is refused, not absent.
const absent: ReadonlySet<string> = new Set([
  'cli.demo.no-example',
  'programme.record.missing',
  'server.charter.none',
  'server.command.not-found',
  'server.verify.not-found',
]);

/** Options of every command on a node. */
export const nodeOptions = {
  data: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Returns the data folder a command works on: `--data`, else COMITY_DATA, else `comity-data` here. */
export function dataDirOf(context: Context): string {
  return resolve(stringOption(context.options, 'data') ?? process.env.COMITY_DATA ?? 'comity-data');
}

/** For so long a command waits for a folder that another process holds, such as a node that is still starting. */
const waitMilliseconds = 10_000;
const pauseMilliseconds = 200;

/** Calls one method of the node. Waits up to ten seconds for a folder in use whose node does not answer yet. */
export async function callNode(
  context: Context,
  method: string,
  params: Json = {},
): Promise<Result<unknown, Refusal>> {
  const dataDir = dataDirOf(context);
  const patience = patienceOf(context);
  while (true) {
    const answered = await callControl(dataDir, { method, params });
    if (answered !== undefined) return answered;
    const mayWait = async () => patience.isLeft();
    const node = await openUnlessLocked({ dataDir, network: 'off' }, mayWait);
    if (node !== undefined) return callAndClose(node, method, params);
    await patience.wait();
  }
}

/**
 * Opens the folder for a node that is to stay. Waits up to ten seconds for a command that holds it; a node that answers
 * there will stay too, and is not waited for.
 */
export async function openToServe(context: Context): Promise<Node> {
  const dataDir = dataDirOf(context);
  const patience = patienceOf(context);
  const mayWait = async () =>
    patience.isLeft() && (await callControl(dataDir, { method: 'head', params: {} })) === undefined;
  while (true) {
    const node = await openUnlessLocked({ dataDir, network: 'on' }, mayWait);
    if (node !== undefined) return node;
    await patience.wait();
  }
}

/** Says once that it waits. */
function patienceOf(context: Context) {
  const end = Date.now() + waitMilliseconds;
  let isSaid = false;
  return {
    isLeft: () => Date.now() < end && !context.stop.aborted,
    wait: async () => {
      const seconds = waitMilliseconds / 1_000;
      if (!isSaid) context.say(context.text('cli.node.waiting', { seconds }));
      isSaid = true;
      await pause(pauseMilliseconds);
    },
  };
}

/** Undefined for a folder in use that is worth waiting for. */
async function openUnlessLocked(
  where: Pick<Parameters<typeof openNode>[0], 'dataDir' | 'network'>,
  mayWait: () => Promise<boolean>,
): Promise<Node | undefined> {
  try {
    return await openNode({ ...where, startCheck: 'ask-witnesses' });
  } catch (error) {
    if (codeOf(error) === 'store.folder.locked' && (await mayWait())) return undefined;
    throw error;
  }
}

async function callAndClose(node: Node, method: string, params: Json) {
  try {
    return await createControl(node)(method, params);
  } finally {
    await node.close();
  }
}

/** Resolves on SIGINT and SIGTERM. */
export async function untilStopped(context: Context): Promise<void> {
  await new Promise<void>((done) => {
    if (context.stop.aborted) done();
    else context.stop.addEventListener('abort', () => done(), { once: true });
  });
}

/** Says a refusal in words, with its code, and returns the exit code for it. */
export function sayRefusal(context: Context, refusal: Refusal): ExitCode {
  const known = context.messages.has(context.language, refusal.code);
  const words = known
    ? sentenceOf(context.messages, context.language, refusal)
    : JSON.stringify(refusal.params);
  context.say(`${words} [${refusal.code}]`);
  if (context.options.json === true) context.print(JSON.stringify({ refusal }));
  return absent.has(refusal.code) ? exitCodes.notFound : exitCodes.refused;
}
