// Signs what was recorded, shows it as `checkpoint.pending`, gets it cosigned, and moves `checkpoint` once
// every other party has (docs/decisions/0011). One size goes to all witnesses; the next when all have
// answered or five seconds have passed. A peer that is away is asked again until it is back.
import { equalBytes } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf, present } from '../base/errors.ts';
import type { After, Clock, Crypto } from '../base/ports.ts';
import { printCheckpoint, type SignedCheckpoint } from '../record/checkpoint.ts';
import type { VerifierKey } from '../record/key.ts';
import { openLogNote } from '../record/log-keys.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  type HashReader,
  leafHash,
  rangeRoot,
  treeRoot,
} from '../record/merkle.ts';
import { type NoteSignature, printNote } from '../record/note.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import type { TreeHead } from '../store/log-store.ts';
import { nodeAfter, sleep } from './after.ts';
import type { Alarms } from './alarms.ts';
import { type Bell, createBell } from './bell.ts';
import type { CosignedFile } from './cosigned-file.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import {
  checkpointSpacingMilliseconds,
  cosignRetryMilliseconds,
  witnessWaitMilliseconds,
} from './limits.ts';
import { recordedHashReader } from './log-hashes.ts';
import type { HeldLog } from './logs.ts';
import { rangeOfTree } from './tree-range.ts';
import type { TreeSigner } from './tree-signer.ts';
import { askCosignature } from './witness-client.ts';

/** What a witness last did for this log. */
export interface CosignState {
  readonly at: number;
  readonly size: number;
}

/** Publishes the own log. */
export interface Publisher {
  /** Says that the log has grown. */
  kick(): void;
  /** Lets the signer sign; before that, and again after `hold`, the node records but does not publish. */
  release(): void;
  hold(reason: string): void;
  signing(): { readonly allowed: boolean; readonly reason?: string };
  /** Asks a witness now, at the address it is given with, for the newest published tree; signs nothing. */
  askNow(witness: TrustedNode): Promise<void>;
  /** When each witness, by key id, last cosigned. */
  cosigned(): ReadonlyMap<string, CosignState>;
  /** Resolves when the recorded tree of this moment is confirmed, or rejects after the time. */
  waitConfirmed(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What publishing needs. */
export interface PublisherWorld {
  readonly log: HeldLog;
  readonly signer: TreeSigner;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly alarms: Alarms;
  readonly cosignedFile: CosignedFile;
  readonly witnesses: () => readonly TrustedNode[];
  /** Who must have cosigned before `checkpoint` moves: of each one of these keys. */
  readonly required: () => readonly (readonly VerifierKey[])[];
  /** The code of why nothing is signed just now, if anything; asked before each signature. */
  readonly held: () => Promise<string | undefined>;
  /** What the loop sleeps with; timers of Node unless something else is handed in. */
  readonly after?: After;
  /** Called when a note was published or confirmed. */
  readonly onMoved: () => void;
}

// How long a loop with nothing to do sleeps when nobody rings.
const idleMilliseconds = 30_000;

interface Round {
  readonly checkpoint: SignedCheckpoint;
  readonly lines: Map<string, { readonly line: NoteSignature; readonly timeSeconds: number }>;
}

/** Returns a publisher that holds until released. */
export function startPublisher(world: PublisherWorld): Publisher {
  return new LogPublisher(world);
}

class LogPublisher implements Publisher {
  readonly #world: PublisherWorld;
  readonly #bell: Bell;
  /** What each witness, by key id, was last heard to have cosigned. */
  readonly #knownSize = new Map<string, number>();
  readonly #lastCosign = new Map<string, CosignState>();
  readonly #running: Promise<void>;
  #range: CompactRange = emptyRange;
  #reason: string | undefined = 'server.signing.starting';
  /** The signer is a process of its own and does not answer: asked again until it does. */
  #away: string | undefined;
  #closed = false;
  #round: Round | undefined;
  #lastPublished = 0;

  constructor(world: PublisherWorld) {
    this.#world = world;
    this.#bell = createBell(world.after);
    this.#running = this.#run();
  }

  kick(): void {
    this.#bell.ring();
  }

  release(): void {
    this.#reason = undefined;
    this.#bell.ring();
  }

  hold(why: string): void {
    this.#reason = why;
    // Another process may publish meanwhile: cosignatures are then asked for anew.
    this.#round = undefined;
  }

  signing(): { readonly allowed: boolean; readonly reason?: string } {
    const reason = this.#reason ?? this.#away;
    return reason === undefined ? { allowed: true } : { allowed: false, reason };
  }

  async askNow(witness: TrustedNode): Promise<void> {
    const checkpoint = this.#world.log.pending;
    if (checkpoint === undefined) return;
    if (this.#round?.checkpoint.size !== checkpoint.size)
      this.#round = { checkpoint, lines: new Map() };
    const round = this.#round;
    if (!round.lines.has(witness.witnessKey.keyId)) await this.#askOne(witness, round);
    await this.#confirm(round);
  }

  cosigned(): ReadonlyMap<string, CosignState> {
    return this.#lastCosign;
  }

  async waitConfirmed(milliseconds: number): Promise<void> {
    const { log, clock } = this.#world;
    const { size } = log.store.head();
    const until = clock() + milliseconds;
    while ((log.confirmed?.size ?? 0) < size) {
      if (clock() > until) {
        const message = `size ${size} is not confirmed after ${milliseconds} ms`;
        throw new ComityError('server.confirm.late', message);
      }
      await sleep(this.#world.after ?? nodeAfter, 20);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#bell.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { alarms, log } = this.#world;
    while (!this.#closed) {
      try {
        await this.#step();
      } catch (error) {
        const code = codeOf(error);
        if (code.startsWith('store.') || code.startsWith('server.signing')) this.#reason = code;
        if (code.startsWith('server.signer.')) this.#away = code;
        alarms.refuse({ from: log.identity.origin, code, detail: messageOf(error) });
        await this.#bell.wait(cosignRetryMilliseconds);
      }
    }
  }

  async #step(): Promise<void> {
    const { log, clock } = this.#world;
    if (this.#reason !== undefined) return this.#bell.wait(cosignRetryMilliseconds);
    if (log.pending === undefined || log.store.head().size > log.pending.size) {
      const wait = this.#lastPublished + checkpointSpacingMilliseconds - clock();
      if (wait > 0 && wait <= checkpointSpacingMilliseconds) await this.#bell.wait(wait);
      if (this.#closed) return;
      this.#away = await this.#world.held();
      if (this.#away !== undefined) return this.#bell.wait(cosignRetryMilliseconds);
      await this.#sign();
    }
    const signed = present(log.pending, 'a tree was signed before cosignatures are asked for');
    this.#round ??= { checkpoint: signed, lines: new Map() };
    const round = this.#round;
    if (!this.#hasAll(round) || (log.confirmed?.size ?? -1) < round.checkpoint.size)
      await this.#askMissing(round);
    if (log.store.head().size > round.checkpoint.size) return;
    await this.#bell.wait(this.#hasAll(round) ? idleMilliseconds : cosignRetryMilliseconds);
  }

  #hasAll(round: Round): boolean {
    return this.#world.witnesses().every(({ witnessKey }) => round.lines.has(witnessKey.keyId));
  }

  async #sign(): Promise<void> {
    const { log, clock, onMoved } = this.#world;
    this.#range = await extendRange(this.#world, this.#range);
    const checkpoint = await signGrowth(this.#world, this.#range);
    this.#away = undefined;
    const note = printNote(checkpoint.note);
    await log.store.putCheckpoint('checkpoint.pending', note, checkpoint.size);
    log.pending = checkpoint;
    this.#round = { checkpoint, lines: new Map() };
    this.#lastPublished = clock();
    onMoved();
  }

  async #askMissing(round: Round): Promise<void> {
    const { alarms, witnesses } = this.#world;
    const missing = witnesses().filter(({ witnessKey }) => !round.lines.has(witnessKey.keyId));
    const asks = missing.map((witness) =>
      this.#askOne(witness, round).catch((error: unknown) => {
        const from = witness.witnessKey.name;
        alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
      }),
    );
    // Lines that come later than the wait are added when they come. What hinders that is met in the next round.
    for (const ask of asks) {
      ask
        .then(() => (this.#round === round ? this.#confirm(round) : undefined))
        .catch(() => undefined);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = (this.#world.after ?? nodeAfter)(witnessWaitMilliseconds, resolve);
    await Promise.race([Promise.all(asks), promise]);
    cancel();
    await this.#confirm(round);
  }

  async #askOne(witness: TrustedNode, round: Round): Promise<void> {
    const { checkpoint } = round;
    const id = witness.witnessKey.keyId;
    for (let attempt = 0; attempt < 2; attempt++) {
      const oldSize = this.#knownSize.get(id) ?? 0;
      const asked = { store: this.#world.log.store, checkpoint, oldSize };
      const answer = await askCosignature(this.#world, witness, asked);
      if (answer.kind === 'cosigned') {
        this.#knownSize.set(id, checkpoint.size);
        this.#lastCosign.set(id, { at: answer.timeSeconds, size: checkpoint.size });
        round.lines.set(id, { line: answer.signature, timeSeconds: answer.timeSeconds });
        return;
      }
      if (answer.kind === 'refused') return onRefused(this.#world, witness, answer);
      if (answer.size > checkpoint.size) {
        const detail = `it has cosigned size ${answer.size}, this log offers ${checkpoint.size}`;
        return onRefused(this.#world, witness, { status: 409, detail });
      }
      this.#knownSize.set(id, answer.size);
    }
  }

  async #confirm(round: Round): Promise<void> {
    const { log, cosignedFile, onMoved } = this.#world;
    const { checkpoint } = round;
    const have = [...round.lines.values()].map((entry) => entry.line);
    const required = this.#world.required();
    const newest = log.confirmed?.size ?? 0;
    const hasLine = (key: VerifierKey) => have.some((line) => line.keyId === key.keyId);
    if (required.some((keys) => !keys.some(hasLine))) return;
    const signatures = [...checkpoint.note.signatures, ...have];
    const before = log.confirmed?.note.signatures.length ?? 0;
    const isNews =
      checkpoint.size > newest || (checkpoint.size === newest && signatures.length > before);
    if (!isNews) return;
    const note = { text: checkpoint.note.text, signatures };
    await log.store.putCheckpoint('checkpoint', printNote(note), checkpoint.size);
    log.confirmed = { ...checkpoint, note };
    await cosignedFile.append(printNote(note));
    onMoved();
  }
}

// What a witness answers when this log's tree does not fit what it holds. Others accuse nobody: a node that does
// not know this log yet answers 404, one that is in trouble 500.
const accusing: ReadonlySet<number> = new Set([403, 409, 422]);

function onRefused(
  world: PublisherWorld,
  witness: TrustedNode,
  answer: { readonly status: number; readonly detail: string },
): void {
  const from = witness.witnessKey.name;
  const detail = `${answer.status}: ${answer.detail}`;
  world.alarms.refuse({ from, code: 'server.cosign.refused', detail });
  if (!accusing.has(answer.status)) return;
  world.alarms.raise({
    origin: world.log.identity.origin,
    party: world.log.identity.party,
    state: 'reported',
    code: 'server.alarm.reported',
    detail: `${from}: ${detail}`,
    by: witness.identity.own?.party ?? from,
  });
}

/**
 * The publisher's own account of the tree, from bytes read back: the store keeps another (record.md 4.1). After a start
 * it goes on from the tree signed last, whose root stands outside the log; entries before it are not read again.
 */
async function extendRange(world: PublisherWorld, range: CompactRange): Promise<CompactRange> {
  const { store } = world.log;
  const { size } = store.head();
  let extended = range.size > 0 ? range : await rangeSignedLast(world);
  for (let from = extended.size; from < size; from += 1_024) {
    for (const entry of await store.entries(from, Math.min(from + 1_024, size))) {
      extended = appendLeaf(world.crypto.sha256, extended, leafHash(world.crypto.sha256, entry));
    }
  }
  return extended;
}

async function rangeSignedLast(world: PublisherWorld): Promise<CompactRange> {
  const last = await world.signer.last(world.log.identity.origin);
  const range = last && (await rangeOfTree(world.crypto.sha256, world.log.store, last));
  return range ?? emptyRange;
}

/**
 * Signs only what grows from the last signed tree; the signer sees the proof and judges for itself. Failures:
 * server.signing.root-mismatch, .not-growing, .self-check; those of the signer.
 */
async function signGrowth(world: PublisherWorld, range: CompactRange): Promise<SignedCheckpoint> {
  const { log, crypto, signer } = world;
  const { origin } = log.identity;
  const root = rangeRoot(crypto.sha256, range);
  const head = log.store.head();
  if (head.size === range.size && !equalBytes(head.root, root)) {
    throw new ComityError(
      'server.signing.root-mismatch',
      `two computations of the root at ${range.size} differ`,
    );
  }
  const last = await signer.last(origin);
  const from = last?.size ?? 0;
  const reader = recordedHashReader(crypto.sha256, log);
  if (last !== undefined && !(await growsFrom(world, { last, size: range.size }, reader))) {
    const message = `the log does not contain the signed tree of size ${from}`;
    throw new ComityError('server.signing.not-growing', message);
  }
  const proof = await consistencyProof(crypto.sha256, { from, to: range.size }, reader);
  const text = printCheckpoint({ origin, size: range.size, root, extensions: [] });
  const signatures = await signer.sign(printAddCheckpoint({ oldSize: from, proof, note: text }));
  const opened = await openLogNote(crypto, log.keys(), {
    text: printNote({ text, signatures }),
    source: 'kept',
  });
  if (opened.ok) return opened.value;
  throw new ComityError('server.signing.self-check', 'the signature just made does not verify');
}

/** Whether the log still begins with the tree signed last. */
async function growsFrom(
  world: PublisherWorld,
  sizes: { readonly last: TreeHead; readonly size: number },
  reader: HashReader,
): Promise<boolean> {
  const { last, size } = sizes;
  if (last.size > size) return false;
  return equalBytes(await treeRoot(world.crypto.sha256, last.size, reader), last.root);
}
