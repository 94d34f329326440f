// `comity sync export`: the own log as a folder that anybody can read, carry and check, laid out as it is served. What
// this node has cosigned of others goes with it, so that two nodes without a network confirm each other.
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalBytes, utf8 } from '../base/bytes.ts';
import { ComityError, messageOf } from '../base/errors.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { blobsOfLog } from '../projection/blobs.ts';
import { bundlePath, newTiles, tilePath, tilesOf, tileWidth } from '../record/tile.ts';
import { writeDurably } from '../store/folder.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { cosignedPath, pathInFolder } from './folder-client.ts';
import { exportIdentity } from './introduce.ts';
import { blobStatementsMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import type { Node } from './node.ts';
import { ownKeyFile } from './own-keys.ts';
import { encodePayloadBundle, payloadSlots } from './payload-bundle.ts';
import { folderNameOf } from './trust.ts';

//   DIR/<node>/party.note                                 who this is: the export of `party export`
//   DIR/<node>/log/<programme>/checkpoint, tile/…         a tlog-tiles folder (c2sp.org/tlog-tiles)
//   DIR/<node>/log/<programme>/keys                       its changes of keys, once there are any
//   DIR/<node>/log/<programme>/payloads/<scope>/<n>       payload bundles; programme only when asked for
//   DIR/<node>/log/<programme>/blob/<scope>/<hash>
//   DIR/<node>/witness/<origin hash>/checkpoint           the newest note of each log that it cosigned

/** What was written. */
export interface FolderExport {
  readonly dir: string;
  /** Size of the newest note in the folder; 0 before the first. */
  readonly published: number;
  readonly confirmed: number;
  readonly scopes: readonly ('public' | 'programme')[];
  /** Logs of others of which a cosigned note lies in the folder, with its size. */
  readonly cosigned: readonly { readonly origin: string; readonly size: number }[];
  readonly files: number;
  /** Of these, what was not there in the same bytes. */
  readonly written: number;
}

/**
 * Writes the own log and what was cosigned of others into DIR/<node>. Tiles come before notes, so that a reader of a
 * half-written folder sees the state before. Refusals: server.export.reader (no party that may read what is for the
 * parties only). Failures: store.folder.unwritable, server.export.link.
 * @param wish.reader The party that the folder is for: then payloads for the parties only go with it.
 */
export async function exportToFolder(
  node: Node,
  wish: { readonly dir: string; readonly reader?: string },
): Promise<Result<FolderExport, Refusal>> {
  const { config, logs, desk } = node;
  if (wish.reader !== undefined && !mayRead(node, wish.reader))
    return refuse('server.export.reader', { party: wish.reader });
  const name = folderNameOf({ party: config.own?.party, witnessKey: node.keys.witness.key });
  const writer = new FolderWriter(join(wish.dir, name));
  await writer.open();
  await writer.put('party.note', utf8((await exportIdentity(node)).note));
  const cosigned: { origin: string; size: number }[] = [];
  for (const log of logs.shared()) {
    if (log === logs.own) continue;
    await desk.cosignHeld(log);
    const hash = originHash(nodeCrypto, log.identity.origin);
    const note = await desk.newest(hash);
    if (note === undefined) continue;
    await writer.put(cosignedPath(hash), utf8(note));
    cosigned.push({ origin: log.identity.origin, size: Number(note.split('\n')[1]) });
  }
  const scopes = wish.reader === undefined ? (['public'] as const) : bothScopes;
  if (logs.own !== undefined) await writeLog({ node, writer, scopes }, logs.own);
  return ok({
    dir: writer.dir,
    published: logs.own?.pending?.size ?? 0,
    confirmed: logs.own?.confirmed?.size ?? 0,
    scopes,
    cosigned,
    ...writer.counts(),
  });
}

const bothScopes = ['public', 'programme'] as const;

/** Readers of what is for the parties only are told by their request keys, as over the network. */
function mayRead(node: Node, party: string): boolean {
  const readers = node.federation.readers().map((key) => key.keyId);
  const named = node.trust.all().find(({ identity }) => identity.own?.party === party);
  return named !== undefined && readers.includes(named.requestKey.keyId);
}

interface Writing {
  readonly node: Node;
  readonly writer: FolderWriter;
  readonly scopes: readonly ('public' | 'programme')[];
}

async function writeLog({ node, writer, scopes }: Writing, log: HeldLog): Promise<void> {
  const base = `log/${node.config.programme}`;
  // Read before the tiles, so that these hold all that the notes state.
  const notes = { checkpoint: log.confirmed, 'checkpoint.pending': log.pending };
  const texts = {
    checkpoint: await log.store.checkpoint('checkpoint'),
    'checkpoint.pending': await log.store.checkpoint('checkpoint.pending'),
  };
  const size = Math.max(notes.checkpoint?.size ?? 0, notes['checkpoint.pending']?.size ?? 0);
  const paths = [...newTiles(0, size), ...tilesOf(notes.checkpoint?.size ?? 0)].map((tile) =>
    tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile),
  );
  for (const path of new Set(paths)) {
    const bytes = await log.store.resource(path);
    if (bytes !== undefined) await writer.put(`${base}/${path}`, bytes);
  }
  for (const scope of bothScopes) {
    if (!scopes.includes(scope)) {
      // What an earlier export brought for the parties only does not stay for the next reader.
      await writer.remove(`${base}/payloads/${scope}`);
      await writer.remove(`${base}/blob/${scope}`);
      continue;
    }
    for (let bundle = 0; bundle * tileWidth < size; bundle++) {
      const slots = await payloadSlots(log.store, { bundle, size, scope });
      const path = pathInFolder(`${base}/payloads/${bundle}`, scope);
      await writer.put(path, encodePayloadBundle(slots));
    }
  }
  await writeBlobs({ node, writer, scopes }, log);
  // Before the notes that a new key signs.
  const changes = await ownKeyFile(node);
  if (changes !== '') await writer.put(`${base}/keys`, utf8(changes));
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) await writer.put(`${base}/${name}`, utf8(text));
  }
}

async function writeBlobs({ node, writer, scopes }: Writing, log: HeldLog): Promise<void> {
  const projection = node.party?.projection;
  if (projection === undefined) return;
  await node.party?.projector.waitFor(log.identity.origin, log.store.head().size);
  for (let from: number | undefined = 0; from !== undefined; ) {
    const range = { from, limit: blobStatementsMax };
    const found = await blobsOfLog(projection, log.identity, range);
    for (const { hash, scope } of found.named) {
      const bytes = scopes.includes(scope) ? await node.blobs.get(hash) : undefined;
      if (bytes === undefined) continue;
      await writer.put(pathInFolder(`log/${node.config.programme}/blob/${hash}`, scope), bytes);
    }
    from = found.next;
  }
}

/** Writes below one folder only: a link that somebody left in it is not followed. */
class FolderWriter {
  readonly dir: string;
  #files = 0;
  #written = 0;
  #base = '';

  constructor(dir: string) {
    this.dir = dir;
  }

  counts(): Pick<FolderExport, 'files' | 'written'> {
    return { files: this.#files, written: this.#written };
  }

  async open(): Promise<void> {
    await this.#writing(async () => {
      await mkdir(dirname(this.dir), { recursive: true });
      const parent = await realpath(dirname(this.dir));
      this.#base = join(parent, this.dir.slice(dirname(this.dir).length));
      await mkdir(this.#base, { recursive: true });
      await this.#requireNoLink(this.#base);
    });
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const place = join(this.#base, path);
    const there = await this.#writing(async () => {
      await this.#makeFolders(dirname(path));
      return readFile(place).catch(() => undefined);
    });
    const isThere = there !== undefined && equalBytes(there, bytes);
    if (!isThere) await writeDurably(place, bytes);
    this.#files += 1;
    this.#written += Number(!isThere);
  }

  remove(path: string): Promise<void> {
    return this.#writing(async () => {
      const place = join(this.#base, path);
      const real = await realpath(dirname(place)).catch(() => undefined);
      if (real === undefined) return;
      await this.#requireNoLink(dirname(place));
      await rm(place, { recursive: true, force: true });
    });
  }

  /** One after another: a link on the way is seen before anything is made behind it. */
  async #makeFolders(path: string): Promise<void> {
    let folder = this.#base;
    for (const part of path.split('/').filter((name) => name !== '.')) {
      folder = join(folder, part);
      await mkdir(folder, { recursive: true });
      await this.#requireNoLink(folder);
    }
  }

  async #requireNoLink(folder: string): Promise<void> {
    if ((await realpath(folder)) === folder) return;
    throw new ComityError('server.export.link', `${folder} is a link, or lies behind one`);
  }

  async #writing<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ComityError) throw error;
      const message = `${this.dir} cannot be written: ${messageOf(error)}`;
      throw new ComityError('store.folder.unwritable', message, error);
    }
  }
}
