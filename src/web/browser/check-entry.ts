// What the verify page and a saved file check, on the reader's own computer: content, place in the log, signatures
// and the reader's own rule about witnesses. All of it with the code of src/record; here is only what is said of it.
import { fromBase64, toHex, utf8ToString } from '../../base/bytes.ts';
import type { Instant } from '../../base/dates.ts';
import { issuesToText } from '../../base/result.ts';
import { parseCheckpoint } from '../../record/checkpoint.ts';
import { saltBytes } from '../../record/commitment.ts';
import { parseEnvelope } from '../../record/envelope.ts';
import type { LogTree } from '../../record/log-check.ts';
import { parseNote } from '../../record/note.ts';
import { parseTlogProof } from '../../record/proof.ts';
import { areEnough, logKeyFor, type Trust } from '../../record/trust.ts';
import { type EntryStep, verifyEntry, verifyPayload } from '../../record/verify.ts';
import type { BrowserCrypto } from './web-crypto.ts';

/** One check of the page. `input` is only there when something could not even be read. */
export type CheckName = 'input' | 'payload' | 'inclusion' | 'checkpoint' | 'cosignature' | 'quorum';

/** `cannot`: this browser lacks Ed25519. `not-given`: the file or page does not carry it. */
export type CheckOutcome = 'passed' | 'failed' | 'absent' | 'not-given' | 'cannot';

/** One check and what came of it. */
export interface CheckStep {
  readonly check: CheckName;
  readonly outcome: CheckOutcome;
  /** `signer`, `key`, `index`, `size`, `seconds`, `problem`. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Everything that was checked. */
export interface EntryCheck {
  /** `incomplete`: nothing is wrong, but signatures could not be checked here. */
  readonly result: 'passed' | 'failed' | 'incomplete';
  readonly steps: readonly CheckStep[];
  /** Hex of the leaf hash, where there is an entry. */
  readonly leaf?: string;
  /** The tree that the log signed, where its signature was checked and is right. */
  readonly tree?: LogTree;
  /** What the entry says of the time, and its public content: only ever shown after `passed`. */
  readonly recordedAt?: Instant;
  readonly content?: string;
}

/** What is checked, as it stands in the page or file. */
export interface Material {
  /** Text of a `.tlog-proof`. */
  readonly proof: string;
  /** Base64. */
  readonly entry: string;
  /** Base64 of salt and public content; '' where there is none. */
  readonly payload: string;
}

/** What the reader believes, and whether every witness of a list of keys has to be there by now. */
export interface Asked {
  readonly trust: Trust;
  /** `failed` in a saved file, whose keys are those that had cosigned when it was saved. */
  readonly absent: 'absent' | 'failed';
}

/**
 * Checks an entry. Never rejects on wrong input: what cannot be read fails its own step.
 * @param material Untrusted: it may have been changed since it was saved.
 */
export async function checkEntry(
  crypto: BrowserCrypto,
  material: Material,
  asked: Asked,
): Promise<EntryCheck> {
  const { trust } = asked;
  const proof = parseTlogProof(material.proof);
  if (!proof.ok) return failedInput(`proof: ${issuesToText(proof.error)}`);
  const entry = fromBase64(material.entry.trim());
  if (entry === undefined) {
    return failedInput('entry: expected canonical base64');
  }
  // Without Ed25519 what depends on no signature is still worth knowing: every signature then counts as right, and
  // none is called so.
  const able = crypto.canVerify
    ? crypto
    : { ...crypto, ed25519: { verify: () => Promise.resolve(true) } };
  const logKey = logKeyFor(trust, proof.value.checkpoint);
  const witnesses = trust.witnesses.map((witness) => witness.key);
  const verified = await verifyEntry(able, { entry, proof: proof.value, logKey, witnesses });
  const payload = checkPayload(crypto, entry, material.payload);
  const steps = [
    ...payload.steps,
    ...verified.steps.map((step) => stepOf(step, asked, crypto.canVerify)),
  ];
  if (trust.policy !== undefined) steps.push(quorumStep(verified.steps, trust, crypto.canVerify));
  const result = resultOf(steps, trust);
  const tree = crypto.canVerify ? signedTree(verified.steps, proof.value.checkpoint) : undefined;
  return {
    result,
    steps,
    leaf: leafOf(verified.steps),
    ...(tree === undefined ? {} : { tree }),
    ...(payload.recordedAt === undefined ? {} : { recordedAt: payload.recordedAt }),
    ...(payload.content === undefined ? {} : { content: payload.content }),
  };
}

function failedInput(problem: string): EntryCheck {
  return { result: 'failed', steps: [{ check: 'input', outcome: 'failed', facts: { problem } }] };
}

/** A witness that is absent leaves the rest standing, unless the reader's own keys ask for it. */
function resultOf(steps: readonly CheckStep[], trust: Trust): EntryCheck['result'] {
  if (steps.some((step) => step.outcome === 'failed')) return 'failed';
  const isRequired = trust.policy === undefined;
  if (isRequired && steps.some((step) => step.check === 'cosignature' && step.outcome === 'absent'))
    return 'incomplete';
  return steps.some((step) => step.outcome === 'cannot') ? 'incomplete' : 'passed';
}

interface PayloadCheck {
  readonly steps: readonly CheckStep[];
  readonly recordedAt?: Instant;
  readonly content?: string;
}

function checkPayload(crypto: BrowserCrypto, entry: Uint8Array, payload: string): PayloadCheck {
  const envelope = parseEnvelope(entry, 'shared');
  if (!envelope.ok) {
    const facts = { problem: issuesToText(envelope.error) };
    return { steps: [{ check: 'payload', outcome: 'failed', facts }] };
  }
  const recordedAt = envelope.value.at;
  const commitment = envelope.value.commitments.public;
  if (commitment === undefined || payload.trim() === '') {
    return { recordedAt, steps: [{ check: 'payload', outcome: 'not-given', facts: {} }] };
  }
  const salted = fromBase64(payload.trim());
  const salt = salted?.subarray(0, saltBytes);
  const bytes = salted?.subarray(saltBytes);
  const fits =
    salt !== undefined &&
    bytes !== undefined &&
    verifyPayload(crypto, { commitment, salt, payload: bytes });
  if (!fits) return { recordedAt, steps: [{ check: 'payload', outcome: 'failed', facts: {} }] };
  const content = utf8ToString(bytes);
  return {
    recordedAt,
    steps: [{ check: 'payload', outcome: 'passed', facts: {} }],
    ...(content === undefined ? {} : { content }),
  };
}

function stepOf(step: EntryStep, asked: Asked, canVerify: boolean): CheckStep {
  const { trust } = asked;
  const absent = trust.policy === undefined ? asked.absent : 'absent';
  switch (step.step) {
    case 'checkpoint': {
      if (!step.ok) {
        const facts = { problem: issuesToText(step.issues) };
        return { check: 'checkpoint', outcome: 'failed', facts };
      }
      const key = trust.logs.find((one) => one.name === step.origin);
      const facts = { key: `${step.origin}+${key?.keyId ?? ''}`, size: step.size };
      return { check: 'checkpoint', outcome: canVerify ? 'passed' : 'cannot', facts };
    }
    case 'inclusion': {
      const facts = { index: step.index, size: step.size };
      return { check: 'inclusion', outcome: step.ok ? 'passed' : 'failed', facts };
    }
    case 'cosignature': {
      const { name, keyId } = step.witness;
      const facts = { key: `${name}+${keyId}` };
      const { result } = step;
      if (result.status === 'absent') return { check: 'cosignature', outcome: absent, facts };
      if (result.status === 'invalid') return { check: 'cosignature', outcome: 'failed', facts };
      const timed = canVerify ? { ...facts, seconds: result.timeSeconds } : facts;
      return { check: 'cosignature', outcome: canVerify ? 'passed' : 'cannot', facts: timed };
    }
  }
}

function quorumStep(steps: readonly EntryStep[], trust: Trust, canVerify: boolean): CheckStep {
  const valid = steps.flatMap((step) =>
    step.step === 'cosignature' && step.ok ? [step.witness] : [],
  );
  const names = trust.witnesses.filter((witness) => valid.includes(witness.key));
  const isMet = areEnough(trust, new Set(names.map((witness) => witness.name)));
  const outcome = !isMet ? 'failed' : canVerify ? 'passed' : 'cannot';
  return { check: 'quorum', outcome, facts: { quorum: trust.policy?.quorum ?? '' } };
}

function leafOf(steps: readonly EntryStep[]): string {
  const found = steps.find((step) => step.step === 'inclusion');
  return found === undefined ? '' : toHex(found.leaf);
}

function signedTree(steps: readonly EntryStep[], checkpoint: string): LogTree | undefined {
  if (!steps.some((step) => step.step === 'checkpoint' && step.ok)) return undefined;
  const note = parseNote(checkpoint);
  const parsed = note.ok ? parseCheckpoint(note.value.text) : undefined;
  return parsed?.ok === true ? { size: parsed.value.size, root: parsed.value.root } : undefined;
}
