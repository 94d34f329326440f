// The record for outsiders: everything needed to write, read, prove and verify logs, notes and evidence. Pure and
// browser-safe; SHA-256 and signatures are handed in (`Crypto`, `Signer`). Packed alone as `comity-record`
// (packages/record). Inside src, import the files themselves.
export {
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  utf8,
  utf8ToString,
} from './base/bytes.ts';
export { ComityError, Fault } from './base/errors.ts';
export { type Origin, parseOrigin } from './base/ids.ts';
export type { Crypto, Ed25519, MlDsa44, Sha256, Signer } from './base/ports.ts';
export { type Issue, issuesToText, type Result } from './base/result.ts';
export {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  printCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from './record/checkpoint.ts';
export { commit, saltBytes } from './record/commitment.ts';
export {
  type CosignatureStatus,
  cosign,
  cosignatureMessage,
  type SubtreeStatement,
  subtreeMessage,
  verifyCosignature,
} from './record/cosignature.ts';
export {
  type Envelope,
  parseEnvelope,
  printEnvelope,
  type SeenCheckpoint,
} from './record/envelope.ts';
export {
  type Contradiction,
  type Evidence,
  parseEvidence,
  printEvidence,
  verifyEvidence,
} from './record/evidence.ts';
export {
  cosignatureKeyType,
  mlDsaKeyType,
  noteKeyType,
  parseVerifierKey,
  printVerifierKey,
  type VerifierKey,
  verifierKey,
} from './record/key.ts';
export {
  checkLog,
  type LogCheck,
  type LogCheckInput,
  type LogTree,
} from './record/log-check.ts';
export {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  emptyRoot,
  type HashReader,
  inclusionProof,
  leafHash,
  nodeHash,
  rangeRoot,
  rootOf,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './record/merkle.ts';
export {
  type Note,
  type NoteSignature,
  parseNote,
  parseSignatures,
  printNote,
  printSignature,
  verifyNote,
} from './record/note.ts';
export {
  meetsQuorum,
  type Policy,
  type PolicyGroup,
  type PolicyLog,
  type PolicyWitness,
  parsePolicy,
  printPolicy,
} from './record/policy.ts';
export { parseTlogProof, printTlogProof, proveEntry, type TlogProof } from './record/proof.ts';
export {
  bundlePath,
  decodeBundle,
  encodeBundle,
  newTiles,
  parseTilePath,
  type Tile,
  tileHashReader,
  tilePath,
  tilesOf,
  tileWidth,
} from './record/tile.ts';
export {
  areEnough,
  logKeyFor,
  logKeysFor,
  parseTrust,
  type Trust,
  type TrustedWitness,
  trustOf,
} from './record/trust.ts';
export {
  type EntryStep,
  type EntryVerification,
  verifyEntry,
  verifyPayload,
} from './record/verify.ts';
export {
  type AddCheckpoint,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  printAddCheckpoint,
  type WitnessVerdict,
} from './record/witness.ts';
export {
  addCheckpointFor,
  printWitnessAnswer,
  readWitnessAnswer,
  type WitnessAnswer,
  type WitnessReply,
} from './record/witness-answer.ts';
