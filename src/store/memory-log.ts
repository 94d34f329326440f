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
  const payloads = createPayloads();
  const notes = createPublishedNotes();
  let head: TreeHead = { size: 0, root: rootOf(sha256, []) };
  let closed = false;

  const requireOpen = () => {
    if (closed) throw closedLog(origin);
  };
  const requireRecorded = (index: number) => {
    assert(index >= 0 && index < entries.length, `entry ${index} of ${entries.length}`);
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
        for (const payload of entry.payloads) payloads.store(firstIndex + i, payload);
      }
      if (added.length > 0) head = { size: entries.length, root: rootOf(sha256, leaves) };
      return { firstIndex, leaves: leaves.slice(firstIndex) };
    },
    entries: async (from, to) => sliceOf(entries, { from, to }),
    leaves: async (from, to) => sliceOf(leaves, { from, to }),
    resource(path) {
      const tile = async (place: TilePlace) => tileOf(sha256, leaves, place);
      const read = async (from: number, to: number) => entries.slice(from, to);
      return readResource({ publishedSize: notes.size(), tile, entries: read }, path);
    },
    payload: async (index, scope) => payloads.read(index, scope),
    async putPayload(index, payload) {
      requireAcceptablePayload(payload);
      requireRecorded(index);
      requireOpen();
      payloads.store(index, payload);
    },
    async erasePayload(index: number, scope: Scope) {
      requireRecorded(index);
      requireOpen();
      payloads.erase(index, scope);
    },
    async putCheckpoint(name: CheckpointName, note: string, size: number) {
      requireOpen();
      assert(size <= entries.length, `a note of ${size} entries covers recorded ones only`);
      const stated = { root: rootOfNote({ note, origin, size }), size };
      const before = notes.get(name)?.size ?? 0;
      requireFitting(stated, { name, before, root: rootOf(sha256, leaves.slice(0, size)) });
      notes.set({ kind: 'note', name, note, size });
    },
    checkpoint: async (name) => notes.get(name)?.note,
    async close() {
      closed = true;
    },
  };
}

function closedLog(origin: Origin): ComityError {
  return new ComityError(
    'store.log.closed',
    `the log ${origin} takes no more writes: it was closed`,
  );
}

function sliceOf(
  items: readonly Uint8Array[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Uint8Array[] {
  assert(from <= to && to <= items.length, `items ${from} to ${to} of ${items.length}`);
  return items.slice(from, to);
}

/** A note never goes back, and states the root that the entries give. */
function requireFitting(
  stated: TreeHead,
  held: { readonly name: CheckpointName; readonly before: number; readonly root: Uint8Array },
): void {
  const { size, root } = stated;
  if (size < held.before) {
    const message = `${held.name} states ${held.before} entries and is not replaced by one of ${size}`;
    throw new ComityError('store.log.note-older', message);
  }
  if (equalBytes(held.root, root)) return;
  const message = `the note states another root at size ${size} than the entries give`;
  throw new ComityError('store.log.root-mismatch', message);
}

function createPayloads() {
  const slots = new Map<string, PayloadSlot>();
  return {
    read: (index: number, scope: Scope): PayloadSlot =>
      slots.get(`${index} ${scope}`) ?? { status: 'not-held' },
    store: (index: number, { scope, salt, bytes }: NewPayload) => {
      const key = `${index} ${scope}`;
      if (slots.get(key)?.status === 'erased') return;
      slots.set(key, { status: 'held', salt: salt.slice(), bytes: bytes.slice() });
    },
    erase: (index: number, scope: Scope) => {
      slots.set(`${index} ${scope}`, { status: 'erased' });
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
