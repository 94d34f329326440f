// The signer behind its socket: what it signs, all that it refuses, and what a node taken over gets from it.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair, someEntries } from '../../test/support/peer.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { openCheckpoint, printCheckpoint } from '../record/checkpoint.ts';
import { consistencyProof, emptyRoot, leafHash, rootOf } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import { type LastSigned, openLastSigned } from '../store/last-signed.ts';
import { addCheckpointBytesMax } from './limits.ts';
import { originHash } from './logs.ts';
import { listenSigner, signerBehind } from './signer-socket.ts';
import { createSignerDesk, type SignerDesk, type TreeSigner } from './tree-signer.ts';

const { sha256 } = testCrypto;
const pair = keyPair(40, 'log.south.invalid/joint');
const origin = pair.key.name as Origin;
const genuine = leavesOf('genuine');
const forked = leavesOf('forked');
let dir = '';
let socket = '';
let lastSigned: LastSigned;
let desk: SignerDesk;
let client: TreeSigner;
let listening: { close(): Promise<void> } | undefined;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-signer-'));
  socket = join(dir, 'socket');
  lastSigned = openLastSigned(dir);
  desk = createSignerDesk({ origin, sha256, lastSigned, keys: async () => [pair] });
  listening = await listenSigner(socket, desk, testCrypto);
  client = signerBehind(socket, testCrypto);
});
afterEach(async () => {
  await listening?.close();
  rmSync(dir, { recursive: true, force: true });
});

function leavesOf(word: string): readonly Uint8Array[] {
  return someEntries(40, word).map(({ bytes }) => leafHash(sha256, bytes));
}

/** A request for the first `to` leaves, proven from the first `from`. */
async function requestOf(leaves: readonly Uint8Array[], from: number, to: number, of = origin) {
  const reader = async (level: number, index: number) =>
    rootOf(sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
  const proof = await consistencyProof(sha256, { from, to }, reader);
  const root = to === 0 ? emptyRoot(sha256) : rootOf(sha256, leaves.slice(0, to));
  const note = printCheckpoint({ origin: of, size: to, root, extensions: [] });
  return printAddCheckpoint({ oldSize: from, proof, note });
}
const sign = (body: string) => client.sign(body).then(() => 'signed', messageOf);
const refused = (code: string) => `${socket} refused: ${code}`;
const last = async () => (await client.last(origin))?.size;
const post = (path: string, body: string) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = http.request(
    { socketPath: socket, method: 'POST', path, agent: false },
    (got) => {
      got
        .setEncoding('utf8')
        .on('data', (text: string) => resolve(`${got.statusCode} ${text.trim()}`));
    },
  );
  request.on('error', reject).end(body);
  return promise;
};

describe('a signer behind its socket', () => {
  it('signs consistent growth, and keeps what it signed last', async () => {
    expect(await last()).toBeUndefined();
    for (const [from, to] of [
      [0, 3],
      [3, 8],
      [8, 8],
      [8, 40],
    ] as const) {
      const body = await requestOf(genuine, from, to);
      const signatures = await client.sign(body);
      const text = body.slice(body.indexOf('\n\n') + 2);
      const opened = await openCheckpoint(testCrypto, pair.key, printNote({ text, signatures }));
      expect(opened.ok && opened.value.size).toBe(to);
      expect(await last()).toBe(to);
    }
  });

  it('is reached by the owner of its socket only', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('refuses every other tree and request, and its state stays', async () => {
    await client.sign(await requestOf(genuine, 0, 8));
    const proofless = (await requestOf(genuine, 8, 20)).replace(/\n[^\n]{44}\n\n/, '\n\n');
    const cases: readonly (readonly [string, string])[] = [
      // A node taken over asks for its fork in every way there is.
      [await requestOf(forked, 8, 8), 'record.witness.other-root'],
      [await requestOf(forked, 8, 20), 'record.witness.proof'],
      [await requestOf(forked, 0, 20), 'record.signing.old-size'],
      [await requestOf(genuine, 0, 20), 'record.signing.old-size'],
      [await requestOf(genuine, 7, 20), 'record.signing.old-size'],
      [await requestOf(genuine, 5, 5), 'record.signing.old-size'],
      [(await requestOf(genuine, 5, 5)).replace('old 5', 'old 8'), 'record.witness.proof'],
      [(await requestOf(genuine, 0, 0)).replace('old 0', 'old 8'), 'record.witness.proof'],
      [proofless, 'record.witness.proof'],
      [(await requestOf(genuine, 8, 8)).trimEnd(), 'record.checkpoint.no-final-newline'],
      [`${await requestOf(genuine, 8, 8)}extension\n`, 'record.signing.extensions'],
      [`old 8\n\n${origin}\nx\ny\n`, 'record.checkpoint.size-not-canonical'],
      [`old eight\n\n${origin}\n8\n`, 'record.witness.old'],
    ];
    for (const [body, code] of cases) expect(await sign(body)).toBe(refused(code));
    expect(await lastSigned.get(origin)).toEqual({
      size: 8,
      root: rootOf(sha256, genuine.slice(0, 8)),
    });
    expect(await sign(await requestOf(genuine, 8, 20))).toBe('signed');
  });

  it('refuses other origins, garbage bytes and what is too long', async () => {
    const other = await requestOf(genuine, 0, 3, 'log.north.invalid/joint' as Origin);
    expect(await client.sign(other).catch(codeOf)).toBe('server.signer.answer');
    const path = `/${originHash(testCrypto, origin)}/sign`;
    expect(await post(path, other)).toBe('422 record.signing.other-origin');
    expect(await post(path, '\x00\xff\xfe')).toBe('422 record.witness.no-blank-line');
    expect(await post(path, '')).toBe('422 record.witness.no-blank-line');
    expect(await post(path, 'x'.repeat(addCheckpointBytesMax + 1))).toBe(
      '413 server.signer.too-long',
    );
    expect(await post('/', other)).toBe('404 record.signing.other-origin');
    expect(await last()).toBeUndefined();
  });

  it('signs one of two requests that come at once', async () => {
    await client.sign(await requestOf(genuine, 0, 3));
    const shared = [...genuine.slice(0, 3), ...forked.slice(3)];
    const both = await Promise.all([
      sign(await requestOf(genuine, 3, 9)),
      sign(await requestOf(shared, 3, 9)),
    ]);
    expect(both.sort()).toEqual([refused('record.signing.old-size'), 'signed']);
  });

  it('keeps its state before it answers: killed in between, it signs the same tree again and no other', async () => {
    await listening?.close();
    const broken = {
      ...pair,
      signer: { ...pair.signer, sign: () => Promise.reject(new Error('killed')) },
    };
    const dying = createSignerDesk({ origin, sha256, lastSigned, keys: async () => [broken] });
    listening = await listenSigner(socket, dying, testCrypto);
    expect(await client.sign(await requestOf(genuine, 0, 5)).catch(codeOf)).toBe(
      'server.signer.answer',
    );
    await listening.close();
    listening = await listenSigner(socket, desk, testCrypto);
    expect(await last()).toBe(5);
    expect(await sign(await requestOf(forked, 0, 5))).toBe(refused('record.signing.old-size'));
    expect(await sign(await requestOf(forked, 5, 5))).toBe(refused('record.witness.other-root'));
    expect(await sign(await requestOf(genuine, 5, 5))).toBe('signed');
  });

  it('says server.signer.away when it is gone, and takes the place of a killed one', async () => {
    expect(await listenSigner(socket, desk, testCrypto).catch(codeOf)).toBe(
      'server.signer.running',
    );
    await listening?.close();
    listening = undefined;
    expect(await client.last(origin).catch(codeOf)).toBe('server.signer.away');
    const nowhere = join(dir, 'no', 'folder');
    expect(await listenSigner(nowhere, desk, testCrypto).catch(codeOf)).toBe(
      'server.signer.listen',
    );
  });
});
