// Before the signer signs anything after a start, every witness is asked what it last cosigned of this log: a
// restored backup is the commonest way to fork a log (docs/decisions/0011). A log that is merely behind is
// completed from a peer's mirror; one that contradicts waits for `comity heal`.
import { equalBytes } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { rootOf, treeRoot } from '../record/merkle.ts';
import type { LastSigned } from '../store/last-signed.ts';
import type { LogStore } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import { type HeldLog, originHash } from './logs.ts';
import { fetchMirrored } from './mirror-client.ts';
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
    if (!completed) return { kind: 'contradiction', reason: 'server.signing.behind', newest };
  }
  for (const note of notes) {
    if (!(await contains(world.crypto, log.store, note))) {
      return { kind: 'contradiction', reason: 'server.signing.contradicted', newest: note };
    }
  }
  const state = await world.lastSigned.get(log.identity.origin);
  const matches = state !== undefined && (await contains(world.crypto, log.store, state));
  if (state !== undefined && !matches) {
    return {
      kind: 'contradiction',
      reason: 'server.signing.state',
      ...(newest === undefined ? {} : { newest }),
    };
  }
  const heard = answers.filter((answer) => answer !== 'silent').length;
  const enough = matches ? 1 : world.witnesses.length;
  if (heard >= enough) return { kind: 'release' };
  // Only the first can be cut short by an operator (`log resume`): without a state nobody knows what was signed.
  return {
    kind: 'wait',
    reason: matches ? 'server.signing.no-witness' : 'server.signing.no-state',
  };
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

/** Returns whether the log's first `size` entries have that root. Computed from entries: tiles may be missing. */
export async function contains(
  crypto: Crypto,
  store: LogStore,
  tree: { readonly size: number; readonly root: Uint8Array },
): Promise<boolean> {
  const head = store.head();
  if (tree.size > head.size) return false;
  if (tree.size === head.size) return equalBytes(tree.root, head.root);
  if (tree.size === 0) return true;
  const reader = async (level: number, index: number) => {
    // Subtrees come from the leaves, so that nothing need be published yet.
    const from = index * 2 ** level;
    const leaves = await store.leaves(from, from + 2 ** level);
    return rootOf(crypto.sha256, leaves);
  };
  return equalBytes(await treeRoot(crypto.sha256, tree.size, reader), tree.root);
}

/** Fetches what is missing up to the note's size from a mirror and appends it, if our log is its prefix. */
async function complete(world: StartWorld, log: HeldLog, note: SignedCheckpoint): Promise<boolean> {
  const before = log.store.head();
  for (const witness of world.witnesses) {
    const mirrored = await fetchMirrored(world, witness, { log, note }).catch(() => undefined);
    if (mirrored === undefined) continue;
    const prefix = rootOf(world.crypto.sha256, mirrored.leaves.slice(0, before.size));
    if (!equalBytes(prefix, before.root)) return false;
    const missing = mirrored.entries.slice(before.size);
    for (let at = 0; at < missing.length; at += 1_024)
      await log.store.append(missing.slice(at, at + 1_024));
    return true;
  }
  return false;
}
