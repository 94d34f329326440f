// CRC-32C (Castagnoli polynomial, reflected 0x82F63B78; RFC 3720 appendix B.4), eight bytes at a step.
// It finds torn and flipped bytes of our own files; it is no protection against anyone who means harm.

const polynomial = 0x82f63b78;
const tables = makeTables();

/** Returns the CRC-32C of the bytes as an unsigned 32-bit integer; 0 for no bytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    const low =
      crc ^ (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
    crc =
      tables[7 * 256 + (low & 255)] ^
      tables[6 * 256 + ((low >>> 8) & 255)] ^
      tables[5 * 256 + ((low >>> 16) & 255)] ^
      tables[4 * 256 + (low >>> 24)] ^
      tables[3 * 256 + bytes[at + 4]] ^
      tables[2 * 256 + bytes[at + 5]] ^
      tables[256 + bytes[at + 6]] ^
      tables[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}

/** Table k, row b: what byte b contributes once k further bytes have passed. */
function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
    made[byte] = crc;
  }
  for (let i = 256; i < made.length; i++) {
    const before = made[i - 256];
    made[i] = (before >>> 8) ^ made[before & 255];
  }
  return made;
}
