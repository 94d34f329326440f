// What a node serves to other nodes and to everybody: its log, its mirrors, its witness, its evidence files
// (c2sp.org/tlog-tiles, c2sp.org/tlog-witness; payloads as in docs/spec/federation.md).

import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { fromHex, toHex } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import { parseEnvelope } from '../record/envelope.ts';
import type { VerifierKey } from '../record/key.ts';
import { parseTilePath, tileWidth } from '../record/tile.ts';
import type { EvidenceFiles } from '../store/evidence-files.ts';
import { byteRange } from './byte-range.ts';
import { addCheckpointBytesMax, addCheckpointRate, blobRate } from './limits.ts';
import type { HeldLog, Logs } from './logs.ts';
import type { NodeBlobs } from './node-blobs.ts';
import { encodePayloadBundle, payloadSlots } from './payload-bundle.ts';
import type { Prover } from './prover.ts';
import { createRateLimit, type RateLimit, sourceOf } from './rate-limit.ts';
import { saltedBytes } from './recorder.ts';
import { createNonceBook, verifyRequest } from './request-signature.ts';
import type { WitnessDesk } from './witness-desk.ts';

/** What the routes serve. */
export interface LogRoutesWorld {
  readonly logs: Logs;
  readonly programme: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly desk: WitnessDesk;
  readonly evidence: EvidenceFiles;
  readonly prover: Prover;
  /** The changes of this party's keys (key-changes.ts). */
  readonly keyFile: () => Promise<string>;
  readonly blobs: Pick<NodeBlobs, 'get'>;
  /** Whether payloads and blobs may not be given out yet, after a start. */
  readonly isHeld: () => boolean;
  /** Whether a held statement of the log names that blob, in a payload of the scope or in a public one. */
  readonly isBlobNamed: (log: HeldLog, asked: BlobAsked) => Promise<boolean>;
  /** Keys whose signed requests may have programme payloads: the parties' request keys. */
  readonly readers: () => readonly VerifierKey[];
  /** The address that others use for this node: signed requests name it. */
  readonly baseUrl: () => string;
}

/** Which blob somebody asks for, and as who. */
interface BlobAsked {
  readonly hash: string;
  readonly scope: 'public' | 'programme';
}

const immutable = 'public, max-age=31536000, immutable';
const text = { 'content-type': 'text/plain; charset=utf-8' };
const binary = { 'content-type': 'application/octet-stream' };

/** Returns the routes. */
export function createLogRoutes(world: LogRoutesWorld): Hono {
  const app = new Hono();
  const nonces = createNonceBook(Math.floor(world.clock() / 1000));
  const blobs = createRateLimit({ clock: world.clock, ...blobRate });
  for (const prefix of ['/log/*', '/mirror/*', '/witness/*', '/evidence/*'])
    app.use(prefix, openToOthers);
  const own = (c: Context) =>
    c.req.param('programme') === world.programme ? world.logs.own : undefined;
  const mirror = (c: Context) => world.logs.byOriginHash(c.req.param('hash') ?? '');
  for (const [base, logOf] of [
    ['/log/:programme', own],
    ['/mirror/:hash', mirror],
  ] as const) {
    for (const name of ['checkpoint', 'checkpoint.pending'] as const) {
      app.get(`${base}/${name}`, (c) => serveCheckpoint(c, logOf(c), name));
    }
    app.get(`${base}/tile/*`, (c) => serveTile(c, logOf(c)));
    for (const [name, serve] of [
      ['payloads/:bundle', servePayloads],
      ['blob/:blob', serveBlob],
    ] as const) {
      app.get(`${base}/${name}`, async (c) => {
        const log = logOf(c);
        const scope = c.req.query('scope') ?? 'public';
        if (log === undefined || log.identity.visibility !== 'shared') return c.text('', 404);
        if (scope !== 'public' && scope !== 'programme')
          return c.text('server.payloads.scope\n', 400);
        if (scope === 'programme' && !(await isReader(world, c, nonces))) return forbidden(c);
        if (world.isHeld()) return heldBack(c);
        return serve(c, { log, scope, world, rate: blobs });
      });
    }
    app.get(`${base}/payload/:leaf`, async (c) => {
      if (world.isHeld()) return heldBack(c);
      return servePublicPayload(c, logOf(c), world);
    });
    app.get(`${base}/entry/:leaf`, async (c) => {
      const found = await world.prover.entry(logOf(c), c.req.param('leaf'));
      return found === undefined ? c.text('', 404) : c.body(toBody(found.bytes), 200, binary);
    });
    app.get(`${base}/proof/:file{[0-9a-f]{64}\\.tlog-proof}`, async (c) => {
      const leaf = c.req.param('file').slice(0, 64);
      const proof = await world.prover.tlogProof(logOf(c), leaf);
      if (proof === undefined) return c.text('', 404);
      const disposition = `attachment; filename="${leaf.slice(0, 16)}.tlog-proof"`;
      return c.body(proof, 200, { ...text, 'content-disposition': disposition });
    });
  }
  app.get('/log/:programme/keys', async (c) => {
    if (own(c) === undefined) return c.text('', 404);
    return c.body(await world.keyFile(), 200, { ...text, 'cache-control': 'max-age=1' });
  });
  serveWitness(app, world);
  return app;
}

/** What a witness cosigned, and what it found. */
function serveWitness(app: Hono, world: LogRoutesWorld): void {
  const rate = createRateLimit({ clock: world.clock, ...addCheckpointRate });
  app.post('/witness/add-checkpoint', bodyLimit({ maxSize: addCheckpointBytesMax }), async (c) => {
    const wait = rate.secondsToWait(sourceOf(addressOfClient(c)));
    if (wait > 0) return c.text('server.witness.busy\n', 429, { 'retry-after': String(wait) });
    const answer = await world.desk.addCheckpoint(await c.req.text());
    return c.body(answer.body, answer.status as 200, { 'content-type': answer.contentType });
  });
  app.get('/witness/:hash/checkpoint', async (c) => {
    const note = await world.desk.newest(c.req.param('hash'));
    return note === undefined
      ? c.text('', 404)
      : c.body(note, 200, { ...text, 'cache-control': 'no-store' });
  });
  app.get('/evidence/:hash/:file{[0-9]+\\.evidence}', async (c) => {
    const number = Number.parseInt(c.req.param('file'), 10);
    const file = await world.evidence.read(c.req.param('hash'), number);
    return file === undefined
      ? c.text('', 404)
      : c.body(file, 200, { ...text, 'cache-control': immutable });
  });
}

/** Returns who asks. Behind a gateway every request comes from the gateway: it has to limit by itself. */
export function addressOfClient(c: Context): string | undefined {
  const env = c.env as HttpBindings | undefined;
  return env?.incoming?.socket.remoteAddress;
}

/** What is public here may be read by pages of other origins; pages themselves may not. */
const openToOthers: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('x-content-type-options', 'nosniff');
  if (c.res.headers.get('cache-control')?.startsWith('private') === true) return;
  c.header('access-control-allow-origin', '*');
  c.header('cross-origin-resource-policy', 'cross-origin');
};

async function serveCheckpoint(
  c: Context,
  log: HeldLog | undefined,
  name: 'checkpoint' | 'checkpoint.pending',
) {
  const note = log?.identity.visibility === 'shared' ? await log.store.checkpoint(name) : undefined;
  if (note === undefined) return c.text('', 404);
  const etag = `"${toHex(new TextEncoder().encode(note.slice(-24)))}"`;
  const headers = { ...text, 'cache-control': 'public, max-age=1', etag };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.body(note, 200, headers);
}

async function serveTile(c: Context, log: HeldLog | undefined) {
  const path = c.req.path.slice(c.req.path.indexOf('/tile/') + 1);
  if (log?.identity.visibility !== 'shared' || !parseTilePath(path).ok) return c.text('', 404);
  const bytes = await log.store.resource(path);
  if (bytes === undefined) return c.text('', 404);
  return c.body(toBody(bytes), 200, { ...binary, 'cache-control': immutable });
}

/** Outsiders get the same answer whether or not there is anything to have. */
function forbidden(c: Context) {
  return c.text('server.payloads.out-of-scope\n', 403);
}

/** After a start, until what was erased is known to be erased here: entries and proofs go out meanwhile. */
function heldBack(c: Context) {
  return c.text('server.payloads.held\n', 503, { 'retry-after': '2' });
}

async function isReader(
  world: LogRoutesWorld,
  c: Context,
  nonces: ReturnType<typeof createNonceBook>,
) {
  const target = new URL(c.req.url);
  const uri = `${world.baseUrl()}${target.pathname}${target.search}`;
  const digest = c.req.header('content-digest');
  const input = c.req.header('signature-input');
  const signature = c.req.header('signature');
  const verified = await verifyRequest(
    { method: c.req.method, uri, body: '' },
    {
      ...(digest === undefined ? {} : { digest }),
      ...(input === undefined ? {} : { input }),
      ...(signature === undefined ? {} : { signature }),
    },
    {
      crypto: world.crypto,
      nowSeconds: Math.floor(world.clock() / 1000),
      keys: world.readers(),
      nonces,
    },
  );
  return verified.ok;
}

interface Serving {
  readonly log: HeldLog;
  readonly scope: 'public' | 'programme';
  readonly world: LogRoutesWorld;
  readonly rate: RateLimit;
}

async function servePayloads(c: Context, { log, scope }: Serving) {
  const bundle = Number(c.req.param('bundle'));
  const { size } = log.store.head();
  const from = bundle * tileWidth;
  if (!Number.isSafeInteger(bundle) || bundle < 0 || from >= size) return c.text('', 404);
  const slots = await payloadSlots(log.store, { bundle, size, scope });
  const headers = {
    ...binary,
    'cache-control': scope === 'public' ? 'public, max-age=5' : 'private, no-store',
  };
  return c.body(toBody(encodePayloadBundle(slots)), 200, headers);
}

/** A blob goes out only as far as a held statement of this log names it: whoever guesses a hash learns nothing. */
async function serveBlob(c: Context, { log, scope, world, rate }: Serving) {
  const wait = rate.secondsToWait(sourceOf(addressOfClient(c)));
  if (wait > 0) return c.text('server.blob.busy\n', 429, { 'retry-after': String(wait) });
  const hash = c.req.param('blob') ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash)) return c.text('', 404);
  if (!(await world.isBlobNamed(log, { hash, scope }))) return c.text('', 404);
  const bytes = await world.blobs.get(hash).catch((error: unknown) => codeOf(error));
  if (bytes === undefined) return c.text('', 404);
  // The file is not what its name says, or cannot be read: whoever asks may try a mirror.
  if (typeof bytes === 'string') return c.text(`${bytes}\n`, 500);
  const cache = scope === 'public' ? immutable : 'private, no-store';
  return bodyInParts(c, { bytes, tag: `"${hash}"`, cache });
}

/** A body of which a part may be asked for; its name is its tag, for it never changes. */
function bodyInParts(
  c: Context,
  body: { readonly bytes: Uint8Array; readonly tag: string; readonly cache: string },
) {
  const { bytes, tag, cache } = body;
  const always = { etag: tag, 'cache-control': cache, 'accept-ranges': 'bytes' };
  if (
    c.req
      .header('if-none-match')
      ?.split(/,[ \t]*/)
      .includes(tag)
  )
    return c.body(null, 304, always);
  const headers = { ...always, 'content-type': 'application/json' };
  const size = bytes.length;
  const fields = { range: c.req.header('range'), ifRange: c.req.header('if-range') };
  const range = byteRange(fields, { size, tag });
  if (range.send === 'all') return c.body(toBody(bytes), 200, headers);
  if (range.send === 'none')
    return c.text('', 416, { ...always, 'content-range': `bytes */${size}` });
  const { from, to } = range;
  const place = { 'content-range': `bytes ${from}-${to - 1}/${size}` };
  return c.body(toBody(bytes.subarray(from, to)), 206, { ...headers, ...place });
}

async function servePublicPayload(c: Context, log: HeldLog | undefined, world: LogRoutesWorld) {
  const leaf = c.req.param('leaf') ?? '';
  const found = fromHex(leaf) === undefined ? undefined : await world.prover.entry(log, leaf);
  if (found === undefined || log === undefined) return c.text('', 404);
  const envelope = parseEnvelope(found.bytes, 'shared');
  if (!envelope.ok || envelope.value.commitments.public === undefined) return forbidden(c);
  const slot = await log.store.payload(found.index, 'public');
  if (slot.status === 'erased') return c.text(`server.payload.erased ${found.index}\n`, 410);
  if (slot.status === 'not-held') return c.text('', 404);
  return c.body(toBody(saltedBytes(slot)), 200, binary);
}

function toBody(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
