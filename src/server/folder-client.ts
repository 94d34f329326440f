// A folder in the place of a node: what `comity sync export` wrote, on a stick or a shared disk, answers as the node
// would over HTTP, so that everything is asked, verified and refused on one road (docs/decisions/0034). The address
// of such a node is `file:///media/stick/<node>/`; its end parts the folder from what is asked of it.
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex, utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { parseAddCheckpoint } from '../record/witness.ts';
import type { Answer, Ask, HttpClient } from './http-client.ts';
import { checkpointBytesMax } from './limits.ts';

//   GET  …//log/<programme>/tile/0/000        log/<programme>/tile/0/000
//   GET  …/payloads/7?scope=public            …/payloads/public/7         and blob/<hash> likewise
//   POST …//witness/add-checkpoint            witness/<origin hash>/checkpoint, as far as it answers the question

/** Where a witness's newest cosigned note of a log lies in its folder. */
export function cosignedPath(originHash: string): string {
  return `witness/${originHash}/checkpoint`;
}

/** Returns where an address under a node's own lies in its folder: the scope becomes a part of the path. */
export function pathInFolder(path: string, scope: string | null): string {
  const named = /^(.*\/)?(payloads|blob)\/([^/]+)$/.exec(path);
  if (named === null) return path;
  const [, before = '', what, name] = named;
  return `${before}${what}/${scope ?? 'public'}/${name}`;
}

/**
 * Returns a client for addresses of folders. Failures: server.peer.unreachable (the folder is not there, or cannot
 * be read), server.peer.link (a link inside it), server.peer.no-file, server.peer.too-long, server.peer.folder (an
 * address that names no folder).
 */
export function createFolderClient(sha256: Sha256): HttpClient {
  return {
    ask: async (request) => {
      const url = new URL(request.url);
      const [, folder, path] = /^(\/.*?)\/\/(.+)$/.exec(url.pathname) ?? [];
      if (folder === undefined || path === undefined || url.host !== '') {
        throw new ComityError('server.peer.folder', `${request.url}: expected file:///FOLDER/`);
      }
      const at = { folder: fileURLToPath(`file://${folder}`), name: request.url };
      if (request.method === 'POST') return answerPost({ ...at, sha256 }, request.body ?? '');
      return read(at, pathInFolder(path, url.searchParams.get('scope')), request);
    },
    close: () => undefined,
  };
}

interface At {
  readonly folder: string;
  /** The address, for messages. */
  readonly name: string;
}

/** What a witness wrote answers the question it was asked then, and tells the size it stood at for every other. */
async function answerPost(at: At & { readonly sha256: Sha256 }, body: string): Promise<Answer> {
  const asked = parseAddCheckpoint(body);
  if (!asked.ok) return answerOf(400, `${asked.error[0]?.code}\n`);
  const { note } = asked.value;
  const origin = note.slice(0, note.indexOf('\n'));
  const path = cosignedPath(toHex(at.sha256(utf8(origin))));
  const found = await read(at, path, { bytesMax: checkpointBytesMax });
  const cosigned = found.status === 200 ? (utf8ToString(found.bytes) ?? '') : '';
  const [ours, theirs] = [partsOf(note), partsOf(cosigned)];
  if (theirs.text === ours.text) return answerOf(200, theirs.signatures);
  // The size that it says; the note is verified where it counts (witness-client.ts).
  const size = /^(0|[1-9]\d{0,14})$/.exec(theirs.text.split('\n')[1] ?? '')?.[0] ?? '0';
  const isOther = size === ours.text.split('\n')[1];
  return isOther ? answerOf(422, 'server.witness.contradiction\n') : answerOf(409, `${size}\n`);
}

function partsOf(note: string): { readonly text: string; readonly signatures: string } {
  const split = note.lastIndexOf('\n\n');
  return split < 0
    ? { text: note, signatures: '' }
    : { text: note.slice(0, split), signatures: note.slice(split + 2) };
}

function answerOf(status: number, body: string): Answer {
  return { status, headers: {}, bytes: utf8(body) };
}

/** Nothing is followed out of the folder: no path of ours leads there, and a link that does is refused. */
async function read(at: At, path: string, wish: Pick<Ask, 'bytesMax'>): Promise<Answer> {
  const fail = (code: string, message: string, cause?: unknown) =>
    new ComityError(code, `${at.name}: ${message}`, cause);
  if (!/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(path) || /(^|\/)\.{1,2}(\/|$)/.test(path))
    throw fail('server.peer.folder', `${path} is no path within the folder`);
  let file: FileHandle | undefined;
  try {
    const base = await realpath(at.folder);
    const real = await realpath(join(base, path)).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
      throw error;
    });
    if (real === undefined) return answerOf(404, '');
    if (real !== join(base, path))
      throw fail('server.peer.link', `${path} is a link, or lies behind one`);
    // Not blocking: a pipe in the place of a file would hold us up for ever.
    file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = await sizeOf(file, () => fail('server.peer.no-file', `${path} is no file`));
    if (size > wish.bytesMax)
      throw fail('server.peer.too-long', `more than ${wish.bytesMax} bytes`);
    const bytes = new Uint8Array(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return { status: 200, headers: {}, bytes: bytes.subarray(0, bytesRead) };
  } catch (error) {
    if (error instanceof ComityError) throw error;
    throw fail('server.peer.unreachable', messageOf(error), error);
  } finally {
    await file?.close();
  }
}

async function sizeOf(file: FileHandle, fault: () => ComityError): Promise<{ size: number }> {
  const stat = await file.stat();
  if (stat.isFile()) return stat;
  throw fault();
}
