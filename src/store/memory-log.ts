// The log store in memory: the same contract (log-store.contract.ts) with nothing durable, for tests and for the
// demonstration's passing logs. Tiles are computed from the leaves when asked for.
import { equalBytes } from '../base/bytes.ts';
import { assert, ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { tileWidth } from '../record/tile.ts';
import { requireAcceptable, requireAcceptablePayload } from './append-rules.ts';
import type { CheckpointName, LogStore, NewPayload, PayloadSlot, TreeHead } from './log-store.ts';
import { createPublishedNotes, rootOfNote } from './published-notes.ts';
import { readResource } from './resource.ts';
import type { TilePlace } from './tree-levels.ts';

/** Returns an empty log in memory. Codes as those of the files driver, but for the disk's. */
export function createMemoryLog(setting: {
  readonly origin: Origin;
  readonly sha256: Sha256;
}): LogStore {
  const { origin, sha256 } = setting;
  const entries: Uint8Array[] = [];
  const leaves: Uint8Array[] = [];
  const payloads = new Map<string, PayloadSlot>();
  const notes = createPublishedNotes();
  let head: TreeHead = { size: 0, root: rootOf(sha256, []) };
  let closed = false;

  const requireOpen = () => {
    if (!closed) return;
    throw new ComityError(
      'store.log.closed',
      `the log ${origin} takes no more writes: it was closed`,
    );
  };
  const requireRecorded = (index: number) => {
    assert(index >= 0 && index < entries.length, `entry ${index} of ${entries.length}`);
  };
  const store = (index: number, payload: NewPayload) => {
    const key = `${index} ${payload.scope}`;
    if (payloads.get(key)?.status === 'erased') return;
    const { salt, bytes } = payload;
    payloads.set(key, { status: 'held', salt: salt.slice(), bytes: bytes.slice() });
  };

  return {
    origin,
    head: () => head,
    async append(added) {
      requireAcceptable(added);
      requireOpen();
      const firstIndex = entries.length;
      for (const [i, entry] of added.entries()) {
        entries.push(entry.bytes.slice());
        leaves.push(leafHash(sha256, entry.bytes));
        for (const payload of entry.payloads) store(firstIndex + i, payload);
      }
      if (added.length > 0) head = { size: entries.length, root: rootOf(sha256, leaves) };
      return { firstIndex, leaves: leaves.slice(firstIndex) };
    },
    async entries(from, to) {
      assert(from <= to && to <= entries.length, `entries ${from} to ${to} of ${entries.length}`);
      return entries.slice(from, to);
    },
    async leaves(from, to) {
      assert(from <= to && to <= leaves.length, `leaves ${from} to ${to} of ${leaves.length}`);
      return leaves.slice(from, to);
    },
    resource(path) {
      const tile = (place: TilePlace) => tileOf(sha256, leaves, place);
      const read = async (from: number, to: number) => entries.slice(from, to);
      return readResource({ publishedSize: notes.size(), tile, entries: read }, path);
    },
    async payload(index, scope) {
      return payloads.get(`${index} ${scope}`) ?? { status: 'not-held' };
    },
    async putPayload(index, payload) {
      requireAcceptablePayload(payload);
      requireRecorded(index);
      requireOpen();
      store(index, payload);
    },
    async erasePayload(index: number, scope: Scope) {
      requireRecorded(index);
      requireOpen();
      payloads.set(`${index} ${scope}`, { status: 'erased' });
    },
    async putCheckpoint(name: CheckpointName, note: string, size: number) {
      requireOpen();
      const root = rootOfNote({ note, origin, size });
      assert(size <= entries.length, `a note of ${size} entries covers recorded ones only`);
      const before = notes.get(name)?.size ?? 0;
      if (size < before) {
        const message = `${name} states ${before} entries and is not replaced by one of ${size}`;
        throw new ComityError('store.log.note-older', message);
      }
      if (!equalBytes(rootOf(sha256, leaves.slice(0, size)), root)) {
        const message = `the note states another root at size ${size} than the entries give`;
        throw new ComityError('store.log.root-mismatch', message);
      }
      notes.set({ kind: 'note', name, note, size });
    },
    async checkpoint(name) {
      return notes.get(name)?.note;
    },
    async close() {
      closed = true;
    },
  };
}

function tileOf(
  sha256: Sha256,
  leaves: readonly Uint8Array[],
  { level, index, width }: TilePlace,
): Uint8Array {
  const span = tileWidth ** level;
  const tile = new Uint8Array(width * 32);
  for (let i = 0; i < width; i++) {
    const from = (index * tileWidth + i) * span;
    tile.set(rootOf(sha256, leaves.slice(from, from + span)), i * 32);
  }
  return tile;
}
