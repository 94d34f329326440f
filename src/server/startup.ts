// Before the signer signs anything after a start, every witness is asked what it last cosigned of this log: a
// restored backup is the commonest way to fork a log (docs/decisions/0011). A log that is merely behind is
// completed from a peer's mirror; one that contradicts waits for `comity heal`.
import { equalBytes } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import { commandEntriesMax } from '../base/limits.ts';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { rootOf, treeRoot } from '../record/merkle.ts';
import { tileHashReader } from '../record/tile.ts';
import type { LastSigned } from '../store/last-signed.ts';
import type { LogStore } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import { type HeldLog, originHash } from './logs.ts';
import { recoverLog } from './mirror-client.ts';
import type { PayloadWorld } from './payload-client.ts';
import { lastCosigned } from './witness-client.ts';

/** What asking the witnesses came to. */
export type StartAnswer =
  | { readonly kind: 'release' }
  /** Nobody answered: the node records, and asks again. */
  | { readonly kind: 'wait'; readonly reason: string }
  /** Our log contradicts what was cosigned, or lost what was signed: only an operator's heal helps. */
  | { readonly kind: 'contradiction'; readonly reason: string; readonly newest?: SignedCheckpoint };

/** What the check needs. */
export interface StartWorld extends PayloadWorld {
  readonly lastSigned: Pick<LastSigned, 'get'>;
  readonly witnesses: readonly TrustedNode[];
  /** Whether this process has followed another one's log until it took over: then it needs nobody's answer (record.md 4.12). */
  readonly hasFollowed?: boolean;
  /** Whether to wait for parties that do not answer and may hold payloads of ours. */
  readonly patience: 'wait' | 'go-on';
}

/** Asks every witness once and decides. Completes a log that is behind. */
export async function checkBeforeSigning(world: StartWorld, log: HeldLog): Promise<StartAnswer> {
  if (world.witnesses.length === 0) return { kind: 'release' };
  const answers = await askAll(world, log);
  const notes = answers
    .filter((answer) => typeof answer === 'object')
    .sort((a, b) => b.size - a.size);
  const [newest] = notes;
  if (newest !== undefined && newest.size > log.store.head().size) {
    const completed = await complete(world, log, newest);
    if (completed === 'unheard') return { kind: 'wait', reason: 'server.signing.payloads' };
    if (completed === 'not') {
      return { kind: 'contradiction', reason: 'server.signing.behind', newest };
    }
  }
  for (const note of notes) {
    if (!(await contains(world.crypto, log.store, note))) {
      return { kind: 'contradiction', reason: 'server.signing.contradicted', newest: note };
    }
  }
  const state = await world.lastSigned.get(log.identity.origin);
  const matches = state !== undefined && (await contains(world.crypto, log.store, state));
  const isSomebodySilent = answers.includes('silent');
  // A restored backup lacks what was signed after it: whoever is away now may have it.
  if (state !== undefined && state.size > log.store.head().size && isSomebodySilent)
    return { kind: 'wait', reason: 'server.signing.behind' };
  if (state !== undefined && !matches) {
    return {
      kind: 'contradiction',
      reason: 'server.signing.state',
      ...(newest === undefined ? {} : { newest }),
    };
  }
  // What lies in a folder may be old: it counts beside what was signed, and not in its place.
  const heard = answers.filter(
    (answer, i) => answer !== 'silent' && (matches || !isFolder(world.witnesses[i])),
  ).length;
  const needed = world.hasFollowed === true ? 0 : 1;
  const enough = matches ? needed : world.witnesses.length;
  if (heard >= enough) return { kind: 'release' };
  // Only the first can be cut short by an operator (`log resume`): without a state nobody knows what was signed.
  return {
    kind: 'wait',
    reason: matches ? 'server.signing.no-witness' : 'server.signing.no-state',
  };
}

function isFolder(witness: TrustedNode | undefined): boolean {
  return witness?.identity.url.startsWith('file:') === true;
}

/** A bare 404 means "never cosigned"; no answer means nothing. */
async function askAll(
  world: StartWorld,
  log: HeldLog,
): Promise<readonly (SignedCheckpoint | 'none' | 'silent')[]> {
  const hash = originHash(world.crypto, log.identity.origin);
  return Promise.all(
    world.witnesses.map(async (witness) => {
      try {
        return (
          (await lastCosigned(world, witness, { originHash: hash, keys: log.keys() })) ?? 'none'
        );
      } catch (error) {
        if (error instanceof ComityError || codeOf(error) !== 'unknown') return 'silent';
        throw error;
      }
    }),
  );
}

/**
 * Returns whether the log's first `size` entries have that root. Read from tiles, which cost little; a node that was
 * killed after noting what it would sign and before publishing it has none yet, and reads its leaves.
 */
export async function contains(
  crypto: Crypto,
  store: LogStore,
  tree: { readonly size: number; readonly root: Uint8Array },
): Promise<boolean> {
  const head = store.head();
  if (tree.size > head.size) return false;
  if (tree.size === head.size) return equalBytes(tree.root, head.root);
  if (tree.size === 0) return true;
  const fromTiles = tileHashReader(tree.size, (path) => store.resource(path));
  try {
    return equalBytes(await treeRoot(crypto.sha256, tree.size, fromTiles), tree.root);
  } catch (error) {
    if (codeOf(error) !== 'record.tile.missing') throw error;
  }
  const reader = async (level: number, index: number) => {
    const from = index * 2 ** level;
    const leaves = await store.leaves(from, from + 2 ** level);
    return rootOf(crypto.sha256, leaves);
  };
  return equalBytes(await treeRoot(crypto.sha256, tree.size, reader), tree.root);
}

/**
 * Fetches what is missing up to the note's size from mirrors and appends it, if our log is its prefix. Payloads are
 * taken with their entries or never: whoever may have those that are lacking is waited for while there is patience.
 */
async function complete(
  world: StartWorld,
  log: HeldLog,
  note: SignedCheckpoint,
): Promise<'done' | 'unheard' | 'not'> {
  const before = log.store.head();
  const found = await recoverLog(world, world.witnesses, { log, note });
  if (found.from === undefined) return 'not';
  const prefix = rootOf(world.crypto.sha256, found.leaves.slice(0, before.size));
  if (!equalBytes(prefix, before.root)) return 'not';
  if (found.unheard.length > 0 && world.patience === 'wait') return 'unheard';
  // What was recorded meanwhile stands where the missing entries belong.
  if (log.store.head().size !== before.size) return 'not';
  const missing = found.entries.slice(before.size);
  for (let at = 0; at < missing.length; at += commandEntriesMax)
    await log.store.append(missing.slice(at, at + commandEntriesMax));
  return 'done';
}
