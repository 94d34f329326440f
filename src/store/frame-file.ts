// An append-only file of frames, each durable before the next is written. Journals and payload segments are such
// files. It tells a write that never finished (dropped) from bytes that changed later (refused, never skipped).
import { bytesToUint, equalBytes, uintToBytes } from '../base/bytes.ts';
import { assert, ComityError, codeOf } from '../base/errors.ts';
import { crc32c } from './crc32c.ts';
import { type Files, type OpenFile, parentOf } from './files.ts';
import { frameBodyBytesMax } from './limits.ts';

//   0        4      5          9                 13              13+n     17+n
//   +--------+------+----------+-----------------+------ … ------+--------+
//   | magic  | type | length n | CRC-32C of 0..9 | body, n bytes | CRC-32C of 0..13+n
//   +--------+------+----------+-----------------+------ … ------+--------+     integers are big-endian

/** Bytes of a frame before its body; {@link trailerBytes} follow the body. */
export const headerBytes = 13;
/** Bytes of a frame after its body. */
const trailerBytes = 4;
/** A power cut loses whole sectors: where the file grew, a lost one reads as zeros. */
const sectorBytes = 512;
const readAheadBytes = 1_048_576;

/** One frame of a file, and where it starts. */
export interface Frame {
  readonly type: number;
  readonly body: Uint8Array;
  readonly at: number;
}

/** What {@link openFrameFile} needs. */
interface FrameFileSetting {
  readonly files: Files;
  readonly path: string;
  /** Four bytes that say what kind of file it is. */
  readonly magic: Uint8Array;
  /** The code of the ComityError for bytes that changed after they were durable. */
  readonly corruptCode: string;
  readonly permissions?: number;
  /** Who makes the name of a new file durable; `here` unless the caller does it for several files at once. */
  readonly nameSync?: 'here' | 'by-caller';
  /** Called for every good frame in order, before the file is touched; may throw to leave it as it is. */
  readonly visit: (frame: Frame) => void;
  /** Called before an unfinished last frame is cut off; may throw to leave the file as it is. */
  readonly beforeCut?: () => void | Promise<void>;
}

/** An open file of frames. One writer; a failed write leaves it unusable for writing. */
export interface FrameFile {
  /**
   * Appends one frame made by {@link encodeFrame} and resolves once it is durable; returns where it starts. Never
   * two with one call: a power cut could tear the first and keep the second.
   */
  append(frame: Uint8Array): Promise<number>;
  /** Returns bytes of the file, fewer at its end. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Returns the frame of that magic that starts there, checked again. Rejects with the file's corrupt code. */
  readFrame(at: number, magic: Uint8Array): Promise<Frame>;
  close(): Promise<void>;
}

/** Returns the bytes of a frame. */
export function encodeFrame(magic: Uint8Array, type: number, body: Uint8Array): Uint8Array {
  assert(body.length <= frameBodyBytesMax, `frame body of ${body.length} bytes`);
  const frame = new Uint8Array(headerBytes + body.length + trailerBytes);
  frame.set(magic, 0);
  frame[4] = type;
  frame.set(uintToBytes(body.length, 4), 5);
  frame.set(uintToBytes(crc32c(frame.subarray(0, 9)), 4), 9);
  frame.set(body, headerBytes);
  const trailerAt = headerBytes + body.length;
  frame.set(uintToBytes(crc32c(frame.subarray(0, trailerAt)), 4), trailerAt);
  return frame;
}

/** Returns the frames that fill the bytes, whose first stands at `at` of the file; undefined when they do not. */
export function decodeFrames(
  magic: Uint8Array,
  bytes: Uint8Array,
  at: number,
): Frame[] | undefined {
  const frames: Frame[] = [];
  for (let from = 0; from < bytes.length; ) {
    const rest = bytes.subarray(from);
    const length = bodyLengthOf(magic, rest);
    if (length === undefined || rest.length < headerBytes + length + trailerBytes) return undefined;
    const end = headerBytes + length + trailerBytes;
    if (!isWhole(rest.subarray(0, end))) return undefined;
    const body = rest.subarray(headerBytes, end - trailerBytes);
    frames.push({ type: rest[4], body, at: at + from });
    from += end;
  }
  return frames;
}

/** Returns the length of the body, or undefined when the first 13 bytes are no header. */
function bodyLengthOf(magic: Uint8Array, bytes: Uint8Array): number | undefined {
  if (bytes.length < headerBytes || !equalBytes(bytes.subarray(0, 4), magic)) return undefined;
  if (bytesToUint(bytes.subarray(9, 13)) !== crc32c(bytes.subarray(0, 9))) return undefined;
  const length = bytesToUint(bytes.subarray(5, 9));
  return length === undefined || length > frameBodyBytesMax ? undefined : length;
}

function isWhole(frame: Uint8Array): boolean {
  const trailerAt = frame.length - trailerBytes;
  return bytesToUint(frame.subarray(trailerAt)) === crc32c(frame.subarray(0, trailerAt));
}

/**
 * Opens a file of frames, made when missing, and reads all of it. An unfinished last frame is cut off durably;
 * any other bad frame rejects with `corruptCode` and the file is left as it is. Linear in the file's size.
 */
export async function openFrameFile(setting: FrameFileSetting): Promise<FrameFile> {
  const { files, path } = setting;
  const file = await openMade(setting);
  try {
    const size = await file.size();
    const reader = new FrameReader(file, { setting, size, windowBytes: readAheadBytes });
    const { end, lastAt } = await reader.readAll();
    if (end < size) {
      await setting.beforeCut?.();
      await file.truncate(end);
    }
    // After an fsync error the system may show bytes that the medium never got. Every frame but the last was
    // durable before its successor was written, so writing the last one again makes the whole file durable.
    if (lastAt < end) await file.write(lastAt, await file.read(lastAt, end - lastAt));
    if (size > 0) await file.datasync();
    const isNamed = end > 0 || setting.nameSync === 'by-caller';
    if (!isNamed) await files.syncFolder(parentOf(path));
    return frameFile(file, setting, end);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The folder is nearly always there. */
async function openMade({ files, path, permissions }: FrameFileSetting): Promise<OpenFile> {
  try {
    return await files.open(path, 'write', permissions);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await files.makeFolder(parentOf(path));
    return files.open(path, 'write', permissions);
  }
}

function frameFile(file: OpenFile, setting: FrameFileSetting, size: number): FrameFile {
  let end = size;
  let broken = false;
  return {
    async append(frame) {
      assert(!broken, `${setting.path} is not written after a failed write`);
      const at = end;
      broken = true;
      await file.write(at, frame);
      await file.datasync();
      broken = false;
      end = at + frame.length;
      return at;
    },
    read: (position, length) => file.read(position, length),
    async readFrame(at, magic) {
      const of = { setting: { ...setting, magic }, size: end, windowBytes: 0 };
      const found = await new FrameReader(file, of).frameAt(at);
      if (found === undefined) throw corrupt(setting, at);
      return found.frame;
    },
    close: () => file.close(),
  };
}

function corrupt(setting: FrameFileSetting, at: number): ComityError {
  const message = `${setting.path}: expected a whole record at byte ${at}, found changed bytes`;
  return new ComityError(setting.corruptCode, message);
}

/** Reads frames through a window of the file, so that small frames do not cost a system call each. */
class FrameReader {
  readonly #file: OpenFile;
  readonly #setting: FrameFileSetting;
  readonly #size: number;
  readonly #windowBytes: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  constructor(
    file: OpenFile,
    of: { setting: FrameFileSetting; size: number; windowBytes: number },
  ) {
    this.#file = file;
    this.#setting = of.setting;
    this.#size = of.size;
    this.#windowBytes = of.windowBytes;
  }

  /** Returns where the good frames end and where the last of them starts. */
  async readAll(): Promise<{ end: number; lastAt: number }> {
    let at = 0;
    let lastAt = 0;
    while (at < this.#size) {
      const found = await this.frameAt(at);
      if (found === undefined) {
        await this.#requireUnfinished(at);
        break;
      }
      this.#setting.visit(found.frame);
      lastAt = at;
      at = found.end;
    }
    return { end: at, lastAt };
  }

  /** Returns the frame that starts there, or undefined when there is none or its bytes are wrong. */
  async frameAt(at: number): Promise<{ frame: Frame; end: number } | undefined> {
    const length = await this.#bodyLength(at);
    if (length === undefined) return undefined;
    const end = at + headerBytes + length + trailerBytes;
    if (end > this.#size) return undefined;
    const bytes = await this.#bytes(at, end - at);
    if (!isWhole(bytes)) return undefined;
    return {
      frame: { type: bytes[4], body: bytes.slice(headerBytes, headerBytes + length), at },
      end,
    };
  }

  async #bodyLength(at: number): Promise<number | undefined> {
    return bodyLengthOf(this.#setting.magic, await this.#bytes(at, headerBytes));
  }

  /**
   * Rejects unless the bytes from there on are a write that never finished: the file ends inside the frame, or
   * a sector of it was never written and reads as zeros; and no good frame follows.
   */
  async #requireUnfinished(at: number): Promise<void> {
    const rest = await this.#file.read(at, Math.min(this.#size - at, 2 * frameBodyBytesMax));
    const length = await this.#bodyLength(at);
    const frameBytes = length === undefined ? headerBytes : headerBytes + length + trailerBytes;
    const cutShort = rest.length < frameBytes;
    const sectorMissing = hasZeroSector(rest, at, frameBytes);
    if (!cutShort && !sectorMissing) throw corrupt(this.#setting, at);
    const after = length === undefined ? 1 : frameBytes;
    for (let i = after; i + headerBytes + trailerBytes <= rest.length; i++) {
      if (rest[i] !== this.#setting.magic[0]) continue;
      if ((await this.frameAt(at + i)) !== undefined) throw corrupt(this.#setting, at);
    }
  }

  async #bytes(at: number, length: number): Promise<Uint8Array> {
    const inside = at >= this.#windowAt && at + length <= this.#windowAt + this.#window.length;
    if (!inside) {
      const wanted = Math.min(Math.max(length, this.#windowBytes), Math.max(this.#size - at, 0));
      this.#window = await this.#file.read(at, wanted);
      this.#windowAt = at;
    }
    return this.#window.subarray(at - this.#windowAt, at - this.#windowAt + length);
  }
}

/** Returns whether a sector that holds some of the first `frameBytes` bytes reads as zeros from `at` on. */
function hasZeroSector(rest: Uint8Array, at: number, frameBytes: number): boolean {
  let from = 0;
  while (from < Math.min(frameBytes, rest.length)) {
    const to = Math.min(from + sectorBytes - ((at + from) % sectorBytes), rest.length);
    if (rest.subarray(from, to).every((byte) => byte === 0)) return true;
    from = to;
  }
  return false;
}
