// Limits of the store, each with its unit (reliability: every queue, file and record has one).

/** Entries of one journal record: what arrived during the fdatasync before it. A single call is never split. */
export const groupEntriesMax = 1_024;
/** Bytes of entries of one journal record; a single larger call is a record of its own. */
export const groupBytesMax = 1_048_576;
/** Entries that wait for the next journal record; more are refused with `store.log.busy`. */
export const waitingEntriesMax = 65_536;
/** Bytes of a frame's body: 1,024 entries of 65,535 bytes and their lengths fit. */
export const frameBodyBytesMax = 80 * 1_048_576;
/** Published entries that a journal holds before it is rotated: what a start reads, at about 5 µs an entry. */
export const rotateEntriesMin = 65_536;
/** Sizes besides the two served whose partial tiles stay. */
export const previousSizesKept = 2;
/** Payload segments open at once. */
export const openSegmentsMax = 48;
/** Evidence files of one origin. */
export const evidenceFilesMax = 100;
/** Connections to a PostgreSQL server at once, beside the one that holds the lock. */
export const connectionsMax = 4;
