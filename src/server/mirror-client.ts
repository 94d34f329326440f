// Fetching a log of our own back from the mirrors of others, with every payload that they hold: how a node heals.
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import { issuesToText } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tileWidth } from '../record/tile.ts';
import type { NewEntry } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import { bundleBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import { fetchPayloads, fitting, type PayloadWorld } from './payload-client.ts';

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
    const envelope = parseEnvelope(bytes, 'shared');
    const committed = envelope.ok ? (Object.keys(envelope.value.commitments) as Scope[]) : [];
    return payloads.length < committed.length;
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
    const payloads = await fetchPayloads(world, base, at / tileWidth);
    for (const [slot, entry] of given.entries.slice(at, at + tileWidth).entries()) {
      const offered = (payloads.get(slot) ?? []).filter(({ scope }) =>
        entry.payloads.every((payload) => payload.scope !== scope),
      );
      const more = fitting(world.crypto, entry.bytes, offered);
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
    const payloads = await fetchPayloads(world, base, index);
    for (const [slot, bytes] of decoded.value.entries()) {
      entries.push({ bytes, payloads: fitting(world.crypto, bytes, payloads.get(slot) ?? []) });
    }
  }
  const leaves = entries.map((entry) => leafHash(world.crypto.sha256, entry.bytes));
  if (!equalBytes(rootOf(world.crypto.sha256, leaves), wanted.note.root)) {
    throw new ComityError('server.mirror.root', `${base}: its entries do not give the signed root`);
  }
  return { entries, leaves };
}
