// Signs what was recorded, shows it as `checkpoint.pending`, gets it cosigned, and moves `checkpoint` once
// every other party has (docs/decisions/0011). One size goes to all witnesses; the next when all have
// answered or five seconds have passed. A peer that is away is asked again until it is back.
import { equalBytes } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Clock, Crypto, Signer } from '../base/ports.ts';
import {
  openCheckpoint,
  printCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from '../record/checkpoint.ts';
import type { VerifierKey } from '../record/key.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  leafHash,
  rangeRoot,
  treeRoot,
} from '../record/merkle.ts';
import { type NoteSignature, printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import type { LastSigned } from '../store/last-signed.ts';
import type { TreeHead } from '../store/log-store.ts';
import type { Alarms } from './alarms.ts';
import type { CosignedFile } from './cosigned-file.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import {
  checkpointSpacingMilliseconds,
  cosignRetryMilliseconds,
  witnessWaitMilliseconds,
} from './limits.ts';
import type { HeldLog } from './logs.ts';
import { contains } from './startup.ts';
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
  /** When each witness, by key id, last cosigned. */
  cosigned(): ReadonlyMap<string, CosignState>;
  /** Resolves when the recorded tree of this moment is confirmed, or rejects after the time. */
  waitConfirmed(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What publishing needs. */
export interface PublisherWorld {
  readonly log: HeldLog;
  readonly signer: Signer;
  readonly lastSigned: LastSigned;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly alarms: Alarms;
  readonly cosignedFile: CosignedFile;
  readonly witnesses: () => readonly TrustedNode[];
  /** Keys that must have cosigned before `checkpoint` moves. */
  readonly required: () => readonly VerifierKey[];
  /** Called when a note was published or confirmed. */
  readonly onMoved: () => void;
}

interface Round {
  readonly checkpoint: SignedCheckpoint;
  readonly lines: Map<string, { readonly line: NoteSignature; readonly timeSeconds: number }>;
}

/** Returns a publisher that holds until released. */
export function startPublisher(world: PublisherWorld): Publisher {
  const knownSize = new Map<string, number>();
  const lastCosign = new Map<string, CosignState>();
  let range: CompactRange = emptyRange;
  let reason: string | undefined = 'server.signing.starting';
  let closed = false;
  let round: Round | undefined;
  let wake = Promise.withResolvers<void>();
  let lastPublished = 0;

  const sleep = (milliseconds: number) => {
    const timer = setTimeout(() => wake.resolve(), milliseconds);
    return wake.promise.finally(() => {
      clearTimeout(timer);
      wake = Promise.withResolvers<void>();
    });
  };
  const sign = async () => {
    range = await extendRange(world, range);
    const checkpoint = await signGrowth(world, range);
    await world.log.store.putCheckpoint(
      'checkpoint.pending',
      printNote(checkpoint.note),
      checkpoint.size,
    );
    world.log.pending = checkpoint;
    round = { checkpoint, lines: new Map() };
    lastPublished = world.clock();
    world.onMoved();
  };
  const confirm = async (of: Round) => {
    const have = [...of.lines.values()].map((entry) => entry.line);
    const missing = world
      .required()
      .filter((key) => !have.some((line) => line.keyId === key.keyId));
    const newest = world.log.confirmed?.size ?? 0;
    if (missing.length > 0 || of.checkpoint.size < newest) return;
    const signatures = [...of.checkpoint.note.signatures, ...have];
    const before = world.log.confirmed?.note.signatures.length ?? 0;
    if (of.checkpoint.size === newest && signatures.length <= before) return;
    const note = { text: of.checkpoint.note.text, signatures };
    await world.log.store.putCheckpoint('checkpoint', printNote(note), of.checkpoint.size);
    world.log.confirmed = { ...of.checkpoint, note };
    await world.cosignedFile.append(printNote(note));
    world.onMoved();
  };
  const askOne = async (witness: TrustedNode, of: Round) => {
    const id = witness.witnessKey.keyId;
    for (let attempt = 0; attempt < 2; attempt++) {
      const oldSize = knownSize.get(id) ?? 0;
      const asked = { store: world.log.store, checkpoint: of.checkpoint, oldSize };
      const answer = await askCosignature(world, witness, asked);
      if (answer.kind === 'cosigned') {
        knownSize.set(id, of.checkpoint.size);
        lastCosign.set(id, { at: answer.timeSeconds, size: of.checkpoint.size });
        of.lines.set(id, { line: answer.signature, timeSeconds: answer.timeSeconds });
        return;
      }
      if (answer.kind === 'refused') return onRefused(world, witness, answer);
      if (answer.size > of.checkpoint.size) {
        const detail = `it has cosigned size ${answer.size}, this log offers ${of.checkpoint.size}`;
        return onRefused(world, witness, { status: 409, detail });
      }
      knownSize.set(id, answer.size);
    }
  };
  const askMissing = async (of: Round) => {
    const missing = world.witnesses().filter((witness) => !of.lines.has(witness.witnessKey.keyId));
    const asks = missing.map((witness) =>
      askOne(witness, of).catch((error: unknown) => {
        const from = witness.witnessKey.name;
        world.alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
      }),
    );
    // Lines that come later than the wait are added when they come.
    const late = asks.map((ask) => ask.then(() => (round === of ? confirm(of) : undefined)));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, witnessWaitMilliseconds);
    await Promise.race([Promise.all(asks), promise]);
    clearTimeout(timer);
    await confirm(of);
    for (const tail of late) tail.catch(() => undefined);
  };
  const step = async () => {
    if (reason !== undefined) return sleep(cosignRetryMilliseconds);
    if (
      world.log.store.head().size > (world.log.pending?.size ?? 0) ||
      world.log.pending === undefined
    ) {
      const wait = lastPublished + checkpointSpacingMilliseconds - world.clock();
      if (wait > 0 && wait <= checkpointSpacingMilliseconds) await sleep(wait);
      if (closed) return;
      await sign();
    }
    round ??= { checkpoint: world.log.pending ?? (await neverSigned()), lines: new Map() };
    const current = round;
    const complete = world
      .witnesses()
      .every((witness) => current.lines.has(witness.witnessKey.keyId));
    if (!complete || (world.log.confirmed?.size ?? -1) < current.checkpoint.size)
      await askMissing(current);
    const grown = world.log.store.head().size > current.checkpoint.size;
    const done = world.witnesses().every((witness) => current.lines.has(witness.witnessKey.keyId));
    if (!grown) await sleep(done ? 30_000 : cosignRetryMilliseconds);
  };
  const run = async () => {
    while (!closed) {
      try {
        await step();
      } catch (error) {
        if (codeOf(error).startsWith('store.') || codeOf(error).startsWith('server.signing')) {
          reason = codeOf(error);
        }
        world.alarms.refuse({
          from: world.log.identity.origin,
          code: codeOf(error),
          detail: messageOf(error),
        });
        await sleep(cosignRetryMilliseconds);
      }
    }
  };
  const running = run();
  return {
    kick: () => wake.resolve(),
    release: () => {
      reason = undefined;
      wake.resolve();
    },
    hold: (why) => {
      reason = why;
    },
    signing: () => (reason === undefined ? { allowed: true } : { allowed: false, reason }),
    cosigned: () => lastCosign,
    waitConfirmed: async (milliseconds) => {
      const size = world.log.store.head().size;
      const until = world.clock() + milliseconds;
      while ((world.log.confirmed?.size ?? 0) < size) {
        if (world.clock() > until) {
          throw new ComityError(
            'server.confirm.late',
            `size ${size} is not confirmed after ${milliseconds} ms`,
          );
        }
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    close: async () => {
      closed = true;
      wake.resolve();
      await running;
    },
  };
}

function neverSigned(): Promise<never> {
  return Promise.reject(new ComityError('server.signing.nothing', 'nothing has been signed'));
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
  });
}

/** The publisher's own account of the tree, from bytes read back: the store keeps another (record.md 4.1). */
async function extendRange(world: PublisherWorld, range: CompactRange): Promise<CompactRange> {
  const { store } = world.log;
  const { size } = store.head();
  let extended = range;
  for (let from = range.size; from < size; from += 1_024) {
    for (const entry of await store.entries(from, Math.min(from + 1_024, size))) {
      extended = appendLeaf(world.crypto.sha256, extended, leafHash(world.crypto.sha256, entry));
    }
  }
  return extended;
}

/**
 * Whether the log still begins with the tree signed last. Read from tiles, which cost little; a node that
 * was killed after noting what it would sign and before publishing it has none yet, and reads its entries.
 */
async function growsFrom(world: PublisherWorld, last: TreeHead, size: number): Promise<boolean> {
  const { store } = world.log;
  if (last.size > size) return false;
  const reader = tileHashReader(last.size, (path) => store.resource(path));
  try {
    return equalBytes(await treeRoot(world.crypto.sha256, last.size, reader), last.root);
  } catch (error) {
    if (codeOf(error) !== 'record.tile.missing') throw error;
    return contains(world.crypto, store, last);
  }
}

/** Signs only what grows from the last signed tree. Failures: server.signing.root-mismatch, .not-growing. */
async function signGrowth(world: PublisherWorld, range: CompactRange): Promise<SignedCheckpoint> {
  const { log, crypto } = world;
  const { origin } = log.identity;
  const root = rangeRoot(crypto.sha256, range);
  const head = log.store.head();
  if (head.size === range.size && !equalBytes(head.root, root)) {
    throw new ComityError(
      'server.signing.root-mismatch',
      `two computations of the root at ${range.size} differ`,
    );
  }
  const last = await world.lastSigned.get(origin);
  if (last !== undefined && last.size > 0 && !(await growsFrom(world, last, range.size))) {
    throw new ComityError(
      'server.signing.not-growing',
      `the log does not contain the signed tree of size ${last.size}`,
    );
  }
  const checkpoint = { origin, size: range.size, root, extensions: [] };
  await world.lastSigned.set(origin, { size: range.size, root });
  const signature = await signCheckpoint(log.logKey, world.signer, checkpoint);
  const text = printCheckpoint(checkpoint);
  const opened = await openCheckpoint(
    crypto,
    log.logKey,
    printNote({ text, signatures: [signature] }),
  );
  if (opened.ok) return opened.value;
  throw new ComityError('server.signing.self-check', 'the signature just made does not verify');
}
