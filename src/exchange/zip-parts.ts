// Parts of a ZIP file (APPNOTE 6.3.10, without ZIP64, encryption and spanning) as XLSX has them: the directory at the end is
// read, a part is unpacked when it is asked for, and never beyond what it may hold.
import { crc32, inflateRawSync } from 'node:zlib';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { xlsxPartBytesMax, xlsxPartsMax } from './limits.ts';

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/** The parts of a file, by name. */
export interface ZipParts {
  readonly names: readonly string[];
  /** Returns a part. Refusals: exchange.xlsx-unreadable (absent, damaged), exchange.xlsx-too-large. */
  read(name: string): Result<Uint8Array, Refusal>;
}

const unreadable = (cause: string) => refuse('exchange.xlsx-unreadable', { cause });

/**
 * Returns the parts of a file. Refusals: exchange.xlsx-unreadable, exchange.xlsx-too-large (more parts than may be).
 * @param bytes Untrusted.
 */
export function readZip(bytes: Uint8Array): Result<ZipParts, Refusal> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return unreadable('ZIP');
  const count = view.getUint16(end + 10, true);
  if (count > xlsxPartsMax) {
    return refuse('exchange.xlsx-too-large', { part: 'ZIP', max: xlsxPartsMax });
  }
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) return unreadable('ZIP');
    const [nameLength, extra, comment] = [28, 30, 32].map((from) =>
      view.getUint16(at + from, true),
    );
    const from = at + 46;
    const after = from + (nameLength ?? 0);
    if (after > end) return unreadable('ZIP');
    const name = new TextDecoder().decode(bytes.subarray(from, after));
    // Bit 0: encrypted.
    if ((view.getUint16(at + 8, true) & 1) !== 0) return unreadable(name);
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = after + (extra ?? 0) + (comment ?? 0);
  }
  const read = (name: string) => {
    const entry = entries.get(name);
    return entry === undefined ? unreadable(name) : readPart(view, name, entry);
  };
  return ok({ names: [...entries.keys()], read });
}

/** The place of the record that ends a ZIP file: after it comes only a comment of at most 65,535 bytes. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
}

function readPart(view: DataView, name: string, entry: Entry): Result<Uint8Array, Refusal> {
  const { method, offset, packedBytes, bytes, crc } = entry;
  if (bytes > xlsxPartBytesMax) return tooLarge(name);
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== 0x04034b50) {
    return unreadable(name);
  }
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (from + packedBytes > view.byteLength) return unreadable(name);
  const packed = new Uint8Array(view.buffer, view.byteOffset + from, packedBytes);
  const unpacked =
    method === 0 ? ok(packed) : method === 8 ? inflate(name, packed) : unreadable(name);
  if (!unpacked.ok) return unpacked;
  const isWhole = unpacked.value.length === bytes && crc32(unpacked.value) === crc;
  return isWhole ? unpacked : unreadable(name);
}

/** What the directory says of a part's size is not believed: unpacking stops at the limit. */
function inflate(name: string, packed: Uint8Array): Result<Uint8Array, Refusal> {
  try {
    return ok(inflateRawSync(packed, { maxOutputLength: xlsxPartBytesMax }));
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(name) : unreadable(name);
  }
}

function tooLarge(part: string) {
  return refuse('exchange.xlsx-too-large', { part, max: xlsxPartBytesMax });
}
