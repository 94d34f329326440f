// Limits of a node towards others, each with its unit.

/** Bytes of a checkpoint answer. */
export const checkpointBytesMax = 65_536;
/** Bytes of an entry bundle or a payload bundle. */
export const bundleBytesMax = 17 * 1024 * 1024;
/** Bytes of an add-checkpoint body. */
export const addCheckpointBytesMax = 131_072;
/** Bundles fetched and verified before they are written, in one round of a pull. */
export const pullBundlesMax = 64;
/** Bytes held in memory during one round of a pull. */
export const pullBytesMax = 64 * 1024 * 1024;
/** Milliseconds between two attempts to get a cosignature that is still missing. */
export const cosignRetryMilliseconds = 2_000;
/** Milliseconds that a size waits for the lines of further witnesses. */
export const witnessWaitMilliseconds = 5_000;
/** Milliseconds between two checkpoints under load. */
export const checkpointSpacingMilliseconds = 200;
/** Milliseconds that a witness gives other witnesses when it compares notes. */
export const compareMilliseconds = 1_000;
/** Milliseconds after which an unexplained note is shown as such. */
export const unprovenMilliseconds = 60_000;
/** Refused items kept for the status page. */
export const refusedMax = 200;
/** Alarms kept. */
export const alarmsMax = 100;
/** Bytes that must stay free on the disk before this node takes more from peers. */
export const freeBytesMin = 512 * 1024 * 1024;
/** Entries applied to the projection in one transaction. */
export const applyEntriesMax = 256;
/** Bytes of a control request. */
export const controlBytesMax = 4 * 1024 * 1024;
