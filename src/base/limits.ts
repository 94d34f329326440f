// Limits that hold in every layer, each with its unit. Limits of one layer stand in that layer's limits.ts.

/** Levels of nesting of a JSON value. */
export const jsonDepthMax = 32;
/** Bytes of an entry on the wire: uint16 length prefix of a bundle (c2sp.org/tlog-tiles). */
export const entryBytesMax = 65_535;
/** Bytes of an envelope, by our own rule (docs/decisions/0003). */
export const envelopeBytesMax = 4_096;
/** Bytes of a payload. Anything larger is a blob. */
export const payloadBytesMax = 65_536;
/** Entries of one command, which is one journal record. */
export const commandEntriesMax = 1_024;
/** Records that a command names and that are looked at before it is decided; further ones are not. */
export const namedRecordsMax = 512;
/** Parties of a programme. */
export const partiesMax = 16;
/** Bytes of a blob: a file that a statement names by its SHA-256, because one payload cannot hold it. */
export const blobBytesMax = 16 * 1_048_576;
