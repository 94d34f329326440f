// Payloads beside the log: one file per entry bundle (256 entries) and scope, `000017.programme`. Segments are
// frame files (frame-file.ts) with magic `CMP1`, one frame for all that is stored together; in its body stand frames
// with magic `CMS1`. The last one of a slot wins; an erased payload's bytes and salt leave the file.
import { join } from 'node:path';
import { concat, equalBytes, utf8 } from '../base/bytes.ts';
import { assert, ComityError, codeOf } from '../base/errors.ts';
import type { Scope } from '../programme/statement.ts';
import { type Files, type OpenFile, replaceFile, temporarySuffix } from './files.ts';
import {
  decodeFrames,
  encodeFrame,
  type Frame,
  type FrameFile,
  headerBytes,
  openFrameFile,
} from './frame-file.ts';
import { openSegmentsMax } from './limits.ts';
import type { NewPayload, PayloadSlot } from './log-store.ts';
import { createSerial, type Serial } from './serial.ts';

//   CMP1 type 1  stored    one or more of:   CMS1 type 1  held      slot (1) | salt (32) | payload
//                                            CMS1 type 2  erased    slot (1)

const segmentMagic = utf8('CMP1');
const slotMagic = utf8('CMS1');
const storedType = 1;
const slotTypes = { held: 1, erased: 2 } as const;
const slotsPerSegment = 256;
const saltBytes = 32;
/** Segments that are kept in memory whole, each of at most so many bytes on disk. */
const wholeSegmentsKept = 4;
const segmentReadBytesMax = 1_048_576;
const scopes: readonly Scope[] = ['public', 'programme', 'internal'];

/** A payload and the entry it belongs to. */
interface PlacedPayload {
  readonly index: number;
  readonly payload: NewPayload;
}

/** The payloads of one log. */
export interface PayloadSegments {
  /** Stores payloads; durable on return. An erased slot stays erased, an equal payload is not written again. */
  put(payloads: readonly PlacedPayload[]): Promise<void>;
  /** Returns what is held. Rejects with `store.payload.corrupt`. */
  read(index: number, scope: Scope): Promise<PayloadSlot>;
  /** Rewrites the segment without the payload and its salt; durable on return. */
  erase(index: number, scope: Scope): Promise<void>;
  /** Erases every held payload that is one of those sought; returns how many. Reads all segments. */
  eraseAll(isSought: (payload: Omit<NewPayload, 'scope'>) => boolean): Promise<number>;
  close(): Promise<void>;
}

/** What {@link openPayloadSegments} needs. */
interface PayloadSetting {
  readonly files: Files;
  readonly dir: string;
  /** Entries of the log: payloads beyond it were never referred to and are removed. */
  readonly size: number;
}

interface Segment {
  readonly path: string;
  readonly file: FrameFile;
  /** Where the last record of each slot starts; 'erased' needs no reading. */
  readonly slots: Map<number, number | 'erased'>;
}

/** Opens the payloads of a log of that size and removes those of entries that were never recorded. */
export async function openPayloadSegments(setting: PayloadSetting): Promise<PayloadSegments> {
  await setting.files.makeFolder(setting.dir, 0o700);
  await removeOrphans(setting);
  return new Segments(setting.files, setting.dir);
}

/** Returns the name of a segment file. */
export function segmentName(index: number, scope: Scope): string {
  return `${String(Math.floor(index / slotsPerSegment)).padStart(6, '0')}.${scope}`;
}

/** Returns number and scope of a segment file, or undefined for any other name. */
function partsOf(name: string): readonly [number, Scope] | undefined {
  const match = /^(\d{6,})\.([a-z]+)$/.exec(name);
  const scope = scopes.find((one) => one === match?.[2]);
  return match === null || scope === undefined ? undefined : [Number(match[1]), scope];
}

class Segments implements PayloadSegments {
  readonly #files: Files;
  readonly #dir: string;
  readonly #open = new Map<string, Segment>();
  /** Segments read whole, for readers of a bundle's payloads one after another; the last used stands last. */
  readonly #whole = new Map<string, ReadonlyMap<number, PayloadSlot>>();
  readonly #serial: Serial = createSerial();

  constructor(files: Files, dir: string) {
    this.#files = files;
    this.#dir = dir;
  }

  put(payloads: readonly PlacedPayload[]): Promise<void> {
    return this.#serial(async () => {
      const bySegment = Map.groupBy(payloads, (p) => segmentName(p.index, p.payload.scope));
      const opening = [...bySegment].map(async ([name, placed]) => {
        this.#whole.delete(name);
        return { segment: await this.#segment(name), placed };
      });
      const opened = await allOf(opening);
      const writing = opened.map(({ segment, placed }) => appendTo(segment, placed));
      // The names of new segments become durable beside their bytes, all at once.
      if (opened.some(({ segment }) => segment.slots.size === 0))
        writing.push(this.#files.syncFolder(this.#dir));
      await allOf(writing);
      await this.#closeOldest();
    });
  }

  read(index: number, scope: Scope): Promise<PayloadSlot> {
    return this.#serial(async () => {
      const name = segmentName(index, scope);
      const whole = this.#whole.get(name) ?? (await this.#readWhole(name));
      if (whole !== undefined) return whole.get(index % slotsPerSegment) ?? { status: 'not-held' };
      const slot = await readSlot(await this.#segment(name), index % slotsPerSegment);
      await this.#closeOldest();
      return slot;
    });
  }

  /** Returns undefined for a segment that is large, or must be looked at as a frame file: unfinished or changed. */
  async #readWhole(name: string): Promise<ReadonlyMap<number, PayloadSlot> | undefined> {
    const bytes = await readUpTo(this.#files, join(this.#dir, name), segmentReadBytesMax);
    const slots = bytes === 'more' ? undefined : decodeSegment(bytes ?? new Uint8Array(0));
    if (slots === undefined) return undefined;
    for (const oldest of this.#whole.keys()) {
      if (this.#whole.size < wholeSegmentsKept) break;
      this.#whole.delete(oldest);
    }
    this.#whole.set(name, slots);
    return slots;
  }

  erase(index: number, scope: Scope): Promise<void> {
    return this.#serial(async () => {
      const name = segmentName(index, scope);
      this.#whole.delete(name);
      const segment = await this.#segment(name);
      const erased = index % slotsPerSegment;
      const frames = await rewrite(segment, (slot) => (slot === erased ? 'erase' : 'keep'));
      if (!segment.slots.has(erased)) frames.push(encodeErased(erased));
      await segment.file.close();
      this.#open.delete(name);
      await replaceWith(this.#files, segment.path, frames);
    });
  }

  async eraseAll(isSought: (payload: Omit<NewPayload, 'scope'>) => boolean): Promise<number> {
    const found: [number, Scope][] = [];
    for (const name of await this.#files.list(this.#dir)) {
      const [number, scope] = partsOf(name) ?? [];
      if (number === undefined || scope === undefined) continue;
      const from = number * slotsPerSegment;
      for (let index = from; index < from + slotsPerSegment; index++) {
        const slot = await this.read(index, scope);
        if (slot.status === 'held' && isSought(slot)) found.push([index, scope]);
      }
    }
    for (const [index, scope] of found) await this.erase(index, scope);
    return found.length;
  }

  close(): Promise<void> {
    return this.#serial(async () => {
      for (const segment of this.#open.values()) await segment.file.close();
      this.#open.clear();
      this.#whole.clear();
    });
  }

  async #segment(name: string): Promise<Segment> {
    const there = this.#open.get(name);
    const segment = there ?? (await openSegment(this.#files, join(this.#dir, name)));
    // Last used stands last.
    this.#open.delete(name);
    this.#open.set(name, segment);
    return segment;
  }

  async #closeOldest(): Promise<void> {
    for (const [name, segment] of this.#open) {
      if (this.#open.size <= openSegmentsMax) return;
      this.#open.delete(name);
      await segment.file.close();
    }
  }
}

/** Waits for all of them, so that nothing is under way when the first rejection is passed on. */
async function allOf<Value>(work: readonly Promise<Value>[]): Promise<readonly Value[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Returns the bytes of a file, undefined when it is missing, 'more' when it is longer. */
async function readUpTo(files: Files, path: string, bytesMax: number) {
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const size = await file.size();
    return size > bytesMax ? 'more' : await file.read(0, size);
  } finally {
    await file.close();
  }
}

/** Returns every slot of a segment, each frame checked; undefined when not all of the bytes are whole frames. */
function decodeSegment(bytes: Uint8Array): ReadonlyMap<number, PayloadSlot> | undefined {
  const slots = new Map<number, PayloadSlot>();
  for (const outer of decodeFrames(segmentMagic, bytes, 0) ?? [undefined]) {
    const stored = outer && decodeFrames(slotMagic, outer.body, outer.at + headerBytes);
    if (stored === undefined) return undefined;
    for (const { type, body } of stored) {
      if (type === slotTypes.erased) slots.set(body[0], { status: 'erased' });
      else if (body.length < 1 + saltBytes) return undefined;
      else {
        const [salt, held] = [body.slice(1, 1 + saltBytes), body.slice(1 + saltBytes)];
        slots.set(body[0], { status: 'held', salt, bytes: held });
      }
    }
  }
  return slots;
}

async function openSegment(files: Files, path: string): Promise<Segment> {
  const slots = new Map<number, number | 'erased'>();
  const corruptCode = 'store.payload.corrupt';
  const visit = ({ body, at }: Frame) => {
    const stored = decodeFrames(slotMagic, body, at + headerBytes);
    if (stored === undefined) {
      throw new ComityError(corruptCode, `${path}: the record at byte ${at} holds no payloads`);
    }
    for (const frame of stored) {
      slots.set(frame.body[0], frame.type === slotTypes.erased ? 'erased' : frame.at);
    }
  };
  const setting = { files, path, magic: segmentMagic, corruptCode, permissions: 0o600, visit };
  const file = await openFrameFile({ ...setting, nameSync: 'by-caller' });
  return { path, file, slots };
}

/**
 * Returns what a segment file holds, by slot, for somebody who only reads; undefined where its bytes are no whole
 * frames: damaged, or just being written.
 */
export function readSegmentBytes(bytes: Uint8Array): ReadonlyMap<number, PayloadSlot> | undefined {
  const slots = new Map<number, PayloadSlot>();
  const frames = decodeFrames(segmentMagic, bytes, 0);
  if (frames === undefined) return undefined;
  for (const { body, at } of frames) {
    const stored = decodeFrames(slotMagic, body, at + headerBytes);
    if (stored === undefined) return undefined;
    for (const { type, body: record } of stored) {
      const held = { salt: record.slice(1, 1 + saltBytes), bytes: record.slice(1 + saltBytes) };
      slots.set(
        record[0],
        type === slotTypes.erased ? { status: 'erased' } : { status: 'held', ...held },
      );
    }
  }
  return slots;
}

async function appendTo(segment: Segment, placed: readonly PlacedPayload[]): Promise<void> {
  const frames: Uint8Array[] = [];
  const offsets: { slot: number; offset: number }[] = [];
  let offset = 0;
  for (const { index, payload } of placed) {
    assert(payload.salt.length === saltBytes, `a salt of ${saltBytes} bytes`);
    const slot = index % slotsPerSegment;
    const before = await readSlot(segment, slot);
    if (before.status === 'erased') continue;
    const same = before.status === 'held' && equalBytes(before.salt, payload.salt);
    if (same && equalBytes(before.bytes, payload.bytes)) continue;
    const body = concat(Uint8Array.of(slot), payload.salt, payload.bytes);
    const frame = encodeFrame(slotMagic, slotTypes.held, body);
    frames.push(frame);
    offsets.push({ slot, offset });
    offset += frame.length;
  }
  if (frames.length === 0) return;
  const at = await segment.file.append(encodeStored(frames));
  for (const placed of offsets) segment.slots.set(placed.slot, at + headerBytes + placed.offset);
}

async function readSlot(segment: Segment, slot: number): Promise<PayloadSlot> {
  const at = segment.slots.get(slot);
  if (at === undefined) return { status: 'not-held' };
  if (at === 'erased') return { status: 'erased' };
  const { body } = await segment.file.readFrame(at, slotMagic);
  if (body[0] !== slot || body.length < 1 + saltBytes) {
    const message = `${segment.path}: the record at byte ${at} is not of slot ${slot}`;
    throw new ComityError('store.payload.corrupt', message);
  }
  return { status: 'held', salt: body.slice(1, 1 + saltBytes), bytes: body.slice(1 + saltBytes) };
}

/** Returns the frames of a segment anew: each slot once, kept, erased or left out. */
async function rewrite(
  segment: Segment,
  choose: (slot: number) => 'keep' | 'erase' | 'drop',
): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (const [slot, at] of segment.slots) {
    const choice = choose(slot);
    if (choice === 'drop') continue;
    if (choice === 'erase' || at === 'erased') frames.push(encodeErased(slot));
    else {
      const { body } = await segment.file.readFrame(at, slotMagic);
      frames.push(encodeFrame(slotMagic, slotTypes.held, body));
    }
  }
  return frames;
}

function encodeStored(frames: readonly Uint8Array[]): Uint8Array {
  return encodeFrame(segmentMagic, storedType, concat(...frames));
}

function encodeErased(slot: number): Uint8Array {
  return encodeFrame(slotMagic, slotTypes.erased, Uint8Array.of(slot));
}

async function replaceWith(
  files: Files,
  path: string,
  frames: readonly Uint8Array[],
): Promise<void> {
  const bytes = frames.length === 0 ? new Uint8Array(0) : encodeStored(frames);
  await replaceFile(files, { path, bytes, kind: 'durable', permissions: 0o600 });
}

/**
 * A crash between payload and journal leaves payloads of entries that do not exist. The next entry of that index
 * may carry none, so they must not stay. Only segments at the end of the log can hold any.
 */
async function removeOrphans(setting: PayloadSetting): Promise<void> {
  const { files, dir, size } = setting;
  const lastSegment = Math.floor(size / slotsPerSegment);
  for (const name of await files.list(dir)) {
    const [number] = partsOf(name) ?? [];
    const path = join(dir, name);
    if (name.endsWith(temporarySuffix)) await files.remove(path);
    if (number === undefined) continue;
    if (number > lastSegment) await files.remove(path);
    else if (number === lastSegment) await removeOrphanSlots(files, path, size);
  }
  await files.syncFolder(dir);
}

async function removeOrphanSlots(files: Files, path: string, size: number): Promise<void> {
  const segment = await openSegment(files, path);
  try {
    const firstOrphan = size % slotsPerSegment;
    if (![...segment.slots.keys()].some((slot) => slot >= firstOrphan)) return;
    const frames = await rewrite(segment, (slot) => (slot >= firstOrphan ? 'drop' : 'keep'));
    await replaceWith(files, path, frames);
  } finally {
    await segment.file.close();
  }
}
