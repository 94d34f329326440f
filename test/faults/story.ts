// What a log-only node does while faults hit it, and the check of what it leaves behind. Entries, payloads and
// erasures follow from their numbers alone, so that the checker needs nothing but what was acknowledged.
import { join } from 'node:path';
import { equalBytes, utf8 } from '../../src/base/bytes.ts';
import { printCheckpoint, signCheckpoint } from '../../src/record/checkpoint.ts';
import { printVerifierKey } from '../../src/record/key.ts';
import { printNote } from '../../src/record/note.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { openLastSigned } from '../../src/store/last-signed.ts';
import type { LogStore, NewEntry, NewPayload } from '../../src/store/log-store.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import { tlogcheckRefusal } from '../support/processes.ts';
import { testLog } from '../support/tree.ts';

const { sha256 } = nodeCrypto;
const log = testLog('faults.invalid/log', 61);

/** What the node said before it was hit. Each of it must hold for ever. */
export interface Told {
  /** Entries acknowledged. */
  size: number;
  /** Size of the newest note that was acknowledged as published. */
  published: number;
  /** Entries whose public payload was acknowledged as erased. */
  readonly erased: Set<number>;
  /** Entries whose erasure was begun. */
  readonly erasing: Set<number>;
}

/** Returns the told of a node that has said nothing. */
export function nothingTold(): Told {
  return { size: 0, published: 0, erased: new Set(), erasing: new Set() };
}

/** How the node tells: a word and a number. */
export type Say = (word: keyof typeof tellings | 'failed', value: number | string) => void;

const tellings = {
  appended: (told: Told, size: number) => {
    told.size = Math.max(told.size, size);
  },
  published: (told: Told, size: number) => {
    told.published = Math.max(told.published, size);
  },
  erasing: (told: Told, index: number) => told.erasing.add(index),
  erased: (told: Told, index: number) => told.erased.add(index),
};

/** Adds the whole lines of a node's output to what it told. */
export function hear(told: Told, output: string): void {
  for (const line of output.slice(0, output.lastIndexOf('\n') + 1).split('\n')) {
    const [word, value] = line.split(' ');
    if (word in tellings) tellings[word as keyof typeof tellings](told, Number(value));
  }
}

function payloadsOf(n: number): readonly NewPayload[] {
  if (n % 2 === 1) return [];
  const slots = n % 10 === 8 ? (['public', 'programme'] as const) : (['public'] as const);
  return slots.map((scope) => {
    const text = `${scope} payload ${n} `;
    return { scope, salt: sha256(utf8(text)), bytes: utf8(text.repeat(1 + (n % 40))) };
  });
}

function entryOf(n: number): NewEntry {
  return { bytes: utf8(`entry ${n} `.repeat(1 + (n % 30))), payloads: payloadsOf(n) };
}

/** Opens the log of a folder, with what was last signed beside it. */
export async function openStory(dir: string) {
  const store = await openFilesLog({ dir: join(dir, 'log'), origin: log.origin, sha256 });
  return { store, lastSigned: openLastSigned(join(dir, 'log.state')) };
}

type Story = Awaited<ReturnType<typeof openStory>>;

/** One step of work: four calls at once, an erasure, and a note over all of it. Rejects at the first failure. */
export async function liveStep(story: Story, step: number, say: Say): Promise<void> {
  const { store } = story;
  let next = store.head().size;
  const calls = Array.from({ length: 4 }, (_, i) => {
    const count = 1 + ((step + i) % 5);
    const end = next + count;
    const entries = Array.from({ length: count }, (_, k) => entryOf(end - count + k));
    next = end;
    return store.append(entries).then(() => say('appended', end));
  });
  const settled = await Promise.allSettled(calls);
  for (const call of settled) if (call.status === 'rejected') throw call.reason;
  const erased = next - (next % 2) - 4;
  if (step % 4 === 3) {
    say('erasing', erased);
    await store.erasePayload(erased, 'public');
    say('erased', erased);
  }
  await publish(story, say);
}

/** Signs what is recorded, after noting that it does, and publishes it under both names. */
async function publish({ store, lastSigned }: Story, say: Say): Promise<void> {
  const { size, root } = store.head();
  await lastSigned.set(log.origin, { size, root });
  const checkpoint = { origin: log.origin, size, root, extensions: [] };
  const line = await signCheckpoint(log.key, log.signer, checkpoint);
  const note = printNote({ text: printCheckpoint(checkpoint), signatures: [line] });
  await store.putCheckpoint('checkpoint.pending', note, size);
  await store.putCheckpoint('checkpoint', note, size);
  say('published', size);
}

/**
 * Opens what a fault left, counts what was acknowledged and is not there, goes on writing, publishes, and has
 * the folder checked by a verifier that is not ours. Entries before `from` were compared already. Returns what
 * is wrong, nothing when all of it holds. What the node says from here on is told as well.
 */
export async function findLosses(dir: string, told: Told, from = 0): Promise<readonly string[]> {
  const { published } = told;
  const story = await openStory(dir);
  const losses: string[] = [];
  try {
    losses.push(...(await lossesIn(story.store, told, from)));
    const signed = (await story.lastSigned.get(log.origin))?.size ?? 0;
    if (signed < published) losses.push(`last signed ${signed}`);
    await liveStep(story, 3, (word, value) => hear(told, `${word} ${value}\n`));
  } finally {
    await story.store.close();
  }
  const vkey = printVerifierKey(log.key);
  const refusal = tlogcheckRefusal({ log: join(dir, 'log'), vkey, witnesses: [] });
  if (refusal !== undefined) losses.push(`tlogcheck: ${refusal}`);
  return losses;
}

async function lossesIn(store: LogStore, told: Told, from: number): Promise<readonly string[]> {
  const { size } = store.head();
  const losses: string[] = [];
  if (size < told.size) losses.push(`${told.size - size} entries of ${told.size}`);
  const entries = await store.entries(Math.min(from, size), size);
  for (const [i, bytes] of entries.entries()) {
    if (!equalBytes(bytes, entryOf(from + i).bytes)) losses.push(`entry ${from + i}`);
  }
  for (let n = from; n < Math.min(size, told.size); n++) {
    for (const payload of payloadsOf(n)) {
      const problem = await payloadProblem(store, { n, payload, told });
      if (problem !== undefined) losses.push(problem);
    }
  }
  const note = await store.checkpoint('checkpoint');
  const noted = note === undefined ? 0 : Number(note.split('\n')[1]);
  if (noted < told.published) losses.push(`note of ${told.published}, got ${noted}`);
  return losses;
}

async function payloadProblem(
  store: LogStore,
  given: { readonly n: number; readonly payload: NewPayload; readonly told: Told },
): Promise<string | undefined> {
  const { n, payload, told } = given;
  const { scope, salt, bytes } = payload;
  const slot = await store.payload(n, scope);
  const at = `${scope} payload of ${n}: ${slot.status}`;
  if (scope === 'public' && told.erased.has(n)) return slot.status === 'erased' ? undefined : at;
  const mayBeErased = scope === 'public' && told.erasing.has(n);
  if (slot.status === 'erased' && mayBeErased) return undefined;
  if (slot.status !== 'held') return at;
  return equalBytes(slot.salt, salt) && equalBytes(slot.bytes, bytes)
    ? undefined
    : `${at}, changed`;
}
