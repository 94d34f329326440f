// Fetching a log of our own back from the mirrors of others, with every payload that they hold: how a node heals.
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import { issuesToText } from '../base/result.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tileWidth } from '../record/tile.ts';
import type { NewEntry } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import { bundleBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import {
  commitmentsOf,
  fetchPayloads,
  fitting,
  type PayloadWorld,
  scopesOf,
} from './payload-client.ts';

/** A whole log as a mirror holds it, verified against a note under the log's own signature. */
export interface Mirrored {
  readonly entries: readonly NewEntry[];
  readonly leaves: readonly Uint8Array[];
}

/** A log of our own, as far as others can give it back. */
export interface Recovered extends Mirrored {
  /** Whose mirror the entries are from. */
  readonly from: TrustedNode;
  /** Parties that did not answer for payloads which nobody who did answer holds. */
  readonly unheard: readonly TrustedNode[];
}

/** Which log, up to which of its signed trees. */
export interface Wanted {
  readonly log: HeldLog;
  readonly note: SignedCheckpoint;
}

/**
 * Fetches entries [0, note.size) from the first mirror that gives the note's root, and of the other parties what
 * payloads it lacks: a witness keeps none, and a party may have missed some. Parties are asked first. Returns why the
 * last mirror would not do when none does.
 */
export async function recoverLog(
  world: PayloadWorld,
  trusted: readonly TrustedNode[],
  wanted: Wanted,
): Promise<Recovered | { readonly from: undefined; readonly cause: unknown }> {
  const parties = trusted.filter(isParty);
  const unheard = new Set<TrustedNode>();
  const listening = (to: TrustedNode) => ({ ...world, onUnanswered: () => void unheard.add(to) });
  let cause: unknown;
  for (const from of [...parties, ...trusted.filter((node) => !isParty(node))]) {
    let mirrored: Mirrored;
    try {
      mirrored = await fetchMirrored(listening(from), from, wanted);
    } catch (error) {
      cause = error;
      continue;
    }
    let { entries } = mirrored;
    for (const other of parties) {
      if (other === from || !lacksPayloads(entries)) continue;
      entries = await withPayloads(listening(other), other, { wanted, entries });
    }
    const silent = lacksPayloads(entries) ? parties.filter((party) => unheard.has(party)) : [];
    return { entries, leaves: mirrored.leaves, from, unheard: silent };
  }
  return { from: undefined, cause };
}

function isParty(node: TrustedNode): boolean {
  return node.identity.own !== undefined;
}

function lacksPayloads(entries: readonly NewEntry[]): boolean {
  return entries.some(({ bytes, payloads }) => {
    return payloads.length < Object.keys(commitmentsOf(bytes)).length;
  });
}

/** Adds what another mirror has of payloads. It need not hold every entry: commitments tell what fits. */
async function withPayloads(
  world: PayloadWorld,
  from: TrustedNode,
  given: { readonly wanted: Wanted; readonly entries: readonly NewEntry[] },
): Promise<readonly NewEntry[]> {
  const base = mirrorOf(world, from, given.wanted);
  const filled: NewEntry[] = [];
  for (let at = 0; at < given.entries.length; at += tileWidth) {
    const entries = given.entries.slice(at, at + tileWidth);
    const commitments = entries.map((entry) => commitmentsOf(entry.bytes));
    const asked = { bundle: at / tileWidth, scopes: scopesOf(commitments) };
    const payloads = await fetchPayloads(world, base, asked);
    for (const [slot, entry] of entries.entries()) {
      const offered = (payloads.get(slot) ?? []).filter(({ scope }) =>
        entry.payloads.every((payload) => payload.scope !== scope),
      );
      const more = fitting(world.crypto, commitments[slot], offered);
      filled.push({ bytes: entry.bytes, payloads: [...entry.payloads, ...more] });
    }
  }
  return filled;
}

function mirrorOf(world: PayloadWorld, from: TrustedNode, wanted: Wanted): string {
  return `${from.identity.url}/mirror/${originHash(world.crypto, wanted.log.identity.origin)}`;
}

/**
 * Fetches entries [0, note.size) and checks that they give the note's root. Failures: those of the client;
 * server.mirror.bundle, server.mirror.root.
 */
export async function fetchMirrored(
  world: PayloadWorld,
  from: TrustedNode,
  wanted: Wanted,
): Promise<Mirrored> {
  const base = mirrorOf(world, from, wanted);
  const entries: NewEntry[] = [];
  const { size } = wanted.note;
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const url = `${base}/${bundlePath({ index, width })}`;
    const answer = await world.client.ask({ url, bytesMax: bundleBytesMax });
    const decoded = answer.status === 200 ? decodeBundle(answer.bytes, width) : undefined;
    if (decoded === undefined || !decoded.ok) {
      const why = decoded === undefined ? `answered ${answer.status}` : issuesToText(decoded.error);
      throw new ComityError('server.mirror.bundle', `${url}: ${why}`);
    }
    const commitments = decoded.value.map(commitmentsOf);
    const asked = { bundle: index, scopes: scopesOf(commitments) };
    const payloads = await fetchPayloads(world, base, asked);
    for (const [slot, bytes] of decoded.value.entries()) {
      const offered = payloads.get(slot) ?? [];
      entries.push({ bytes, payloads: fitting(world.crypto, commitments[slot], offered) });
    }
  }
  const leaves = entries.map((entry) => leafHash(world.crypto.sha256, entry.bytes));
  if (!equalBytes(rootOf(world.crypto.sha256, leaves), wanted.note.root)) {
    throw new ComityError('server.mirror.root', `${base}: its entries do not give the signed root`);
  }
  return { entries, leaves };
}
