// Limits of the record, each with its unit. What another party sends is refused beyond them, with
// the limit and the actual value in the message. Limits of entries and envelopes stand in
// base/limits.ts.

/** Bytes of a signed note with its signatures. Post-quantum signatures reach about 5 kB each. */
export const noteBytesMax = 65_536;
/** Signature lines of a note. c2sp.org/signed-note asks for at least 16. */
export const noteSignaturesMax = 64;
/** Characters of a key's name. An origin has at most 200, a witness's name adds its path. */
export const keyNameLengthMax = 256;
/** Extension lines of a checkpoint. We write none. */
export const checkpointExtensionsMax = 16;
/** Hashes of a Merkle proof, inclusion or consistency (c2sp.org/tlog-witness: at most 63 lines). */
export const proofHashesMax = 63;
/** Bytes of the extra data of a `.tlog-proof` file. */
export const proofExtraBytesMax = 65_536;
/** Level of a tile (c2sp.org/tlog-tiles). */
export const tileLevelMax = 63;
/** Tiles that a reader keeps while it answers: 8,192 bytes each. */
export const readerTilesMax = 64;
/** Checkpoints of other logs that an envelope names. */
export const envelopeSeenMax = 16;
/** Characters of a policy file. A line with an ML-DSA-44 key has about 2,000. */
export const policyCharactersMax = 131_072;
/** Witnesses, groups and logs of a policy, each. c2sp.org/tlog-policy asks for at least 32. */
export const policyItemsMax = 256;
/** Bytes of an evidence file: two notes, 63 hashes and the header. */
export const evidenceBytesMax = 2 * noteBytesMax + 8_192;
/** Bundles asked for ahead of the one that is being checked, when a whole log is. */
export const logCheckReadAhead = 8;
/** Faults of one log after which checking it stops. */
export const logCheckIssuesMax = 100;
