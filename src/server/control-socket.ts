// The socket by which the command line reaches a running node: a Unix socket in the data folder, mode 0600, so
// that whoever may read the folder's keys may give commands, and nobody else. One JSON request, one JSON answer.

import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { Control } from './control.ts';
import { controlBytesMax } from './limits.ts';

// sun_path holds 108 bytes with its end; longer paths move to the folder for temporary files.
const socketPathBytesMax = 100;

/** Returns where the socket of a data folder is. */
export function socketPathOf(dataDir: string): string {
  const path = join(resolve(dataDir), 'socket');
  if (Buffer.byteLength(path) <= socketPathBytesMax) return path;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return join(tmpdir(), `comity-${name}.socket`);
}

/** Listens. The caller holds the folder's lock, so a socket that is there is a left-over. */
export async function listenControl(
  dataDir: string,
  control: Control,
): Promise<{ close(): Promise<void> }> {
  const path = socketPathOf(dataDir);
  rmSync(path, { force: true });
  const server = http.createServer((request, response) => {
    void answer(request, control).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  const { promise, resolve: listening, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, listening);
  await promise;
  chmodSync(path, 0o600);
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

type Reply =
  | { readonly result: Result<unknown, Refusal> }
  | { readonly failure: { readonly code: string; readonly message: string } };

async function answer(request: http.IncomingMessage, control: Control): Promise<Reply> {
  try {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > controlBytesMax)
        throw new ComityError('server.control.too-long', `more than ${controlBytesMax} bytes`);
      parts.push(part);
    }
    const call = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
      method: string;
      params: Json;
    };
    return { result: await control(call.method, call.params) };
  } catch (error) {
    return { failure: { code: codeOf(error), message: messageOf(error) } };
  }
}

/** Calls a running node. Undefined when none listens. Failures come back with the code they had there. */
export async function callControl(
  dataDir: string,
  call: { readonly method: string; readonly params: Json },
): Promise<Result<unknown, Refusal> | undefined> {
  const { promise, resolve: done, reject } = Promise.withResolvers<Buffer | undefined>();
  const request = http.request(
    // A connection for each call: one kept from an earlier call may be closed on the other side already.
    { socketPath: socketPathOf(dataDir), method: 'POST', path: '/', agent: false },
    (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(Buffer.concat(parts)));
      response.on('error', reject);
    },
  );
  request.on('error', (error) => {
    if (['ENOENT', 'ECONNREFUSED'].includes(codeOf(error))) done(undefined);
    else reject(new ComityError('server.control.unreachable', messageOf(error), error));
  });
  request.end(JSON.stringify(call));
  const bytes = await promise;
  if (bytes === undefined) return undefined;
  const reply = JSON.parse(bytes.toString('utf8')) as Reply;
  if ('failure' in reply) throw new ComityError(reply.failure.code, reply.failure.message);
  return reply.result;
}
