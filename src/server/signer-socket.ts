// The signer as a process of its own: a Unix socket, mode 0600. Whoever reaches it gets a signature for a tree that
// grows from the one signed last, and nothing else: no key ever leaves, and no state is set by request.
//
//   GET  /<origin hash>/last    200 "<size>\n<root, base64>\n", 404 when nothing was ever signed
//   POST /<origin hash>/sign    200 signature lines; 409, 413, 422 with a code and a newline
import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import { fromBase64, toBase64, utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Crypto } from '../base/ports.ts';
import { parseSignatures, printSignature } from '../record/note.ts';
import { addCheckpointBytesMax, signerMilliseconds } from './limits.ts';
import { originHash } from './logs.ts';
import { refusedBy, type SignerDesk, type TreeSigner } from './tree-signer.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Listens. A socket that is there and that nobody answers on is a left-over of a killed process. Failures:
 * server.signer.running (another signer answers there), server.signer.listen.
 */
export async function listenSigner(
  path: string,
  desk: SignerDesk,
  crypto: Crypto,
): Promise<{ close(): Promise<void> }> {
  const found = await ask(path, { method: 'GET', path: '/' }).catch(() => undefined);
  if (found !== undefined) {
    throw new ComityError('server.signer.running', `${path}: another signer answers there`);
  }
  const hash = originHash(crypto, desk.origin);
  const server = http.createServer((request, response) => {
    void answer(desk, hash, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(body);
    });
  });
  server.requestTimeout = signerMilliseconds;
  const before = process.umask(0o177);
  try {
    rmSync(path, { force: true });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(path, resolve);
    await promise;
    chmodSync(path, 0o600);
  } catch (error) {
    throw new ComityError('server.signer.listen', `${path}: ${messageOf(error)}`, error);
  } finally {
    process.umask(before);
  }
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(
  desk: SignerDesk,
  hash: string,
  request: http.IncomingMessage,
): Promise<Answer> {
  try {
    if (request.method === 'GET' && request.url === `/${hash}/last`) return await answerLast(desk);
    if (request.method !== 'POST' || request.url !== `/${hash}/sign`)
      return { status: 404, body: 'record.signing.other-origin\n' };
    const body = await readBody(request);
    if (body === undefined) return { status: 413, body: 'server.signer.too-long\n' };
    const signed = await desk.sign(body);
    if (signed.ok) return { status: 200, body: signed.value.map(printSignature).join('') };
    return {
      status: signed.error === 'record.signing.old-size' ? 409 : 422,
      body: `${signed.error}\n`,
    };
  } catch (error) {
    return { status: 500, body: `${codeOf(error)}\n` };
  }
}

async function answerLast(desk: SignerDesk): Promise<Answer> {
  const last = await desk.last();
  if (last === undefined) return { status: 404, body: 'server.signer.none\n' };
  return { status: 200, body: `${last.size}\n${toBase64(last.root)}\n` };
}

/** Undefined when it is too long, or no UTF-8. */
async function readBody(request: http.IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > addCheckpointBytesMax) return undefined;
    parts.push(part);
  }
  return utf8ToString(new Uint8Array(Buffer.concat(parts))) ?? '';
}

/** Returns the signer behind a socket. What it answers is checked by whoever publishes it. */
export function signerBehind(path: string, crypto: Crypto): TreeSigner {
  return {
    last: async (origin) => {
      const { status, body } = await ask(path, {
        method: 'GET',
        path: `/${originHash(crypto, origin)}/last`,
      });
      if (status === 404 && body === 'server.signer.none\n') return undefined;
      const [, size, root] = /^(0|[1-9]\d{0,15})\n([^\n]{44})\n$/.exec(body) ?? [];
      const bytes = fromBase64(root ?? '');
      if (status !== 200 || bytes === undefined) throw unexpected(path, { status, body });
      return { size: Number(size), root: bytes };
    },
    sign: async (body) => {
      const answered = await ask(path, { method: 'POST', path: pathFor(crypto, body), body });
      if (answered.status === 409 || answered.status === 422)
        throw refusedBy(path, answered.body.trim());
      const lines = parseSignatures(answered.body);
      if (answered.status === 200 && lines.ok) return lines.value;
      throw unexpected(path, answered);
    },
  };
}

function pathFor(crypto: Crypto, body: string): string {
  const text = body.slice(body.indexOf('\n\n') + 2);
  return `/${originHash(crypto, text.slice(0, text.indexOf('\n')) as Origin)}/sign`;
}

function unexpected(path: string, answered: Answer): ComityError {
  const message = `${path}: answered ${answered.status} ${answered.body.slice(0, 100)}`;
  return new ComityError('server.signer.answer', message);
}

async function ask(
  socketPath: string,
  asked: { readonly method: string; readonly path: string; readonly body?: string },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { method, path } = asked;
  const request = http.request({ socketPath, method, path, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      body += part;
      if (body.length > addCheckpointBytesMax) response.destroy(new Error('too long'));
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    response.on('error', reject);
  });
  request.setTimeout(signerMilliseconds, () => request.destroy(new Error('no answer in time')));
  request.on('error', reject);
  request.end(asked.body);
  return promise.catch((error: unknown) => {
    throw new ComityError('server.signer.away', `${socketPath}: ${messageOf(error)}`, error);
  });
}
