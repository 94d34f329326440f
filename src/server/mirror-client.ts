// Fetching a log of our own back from the mirrors of others, with every payload that they hold: how a node heals.
import { equalBytes } from '../base/bytes.ts';
import { ComityError, present } from '../base/errors.ts';
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
 * Fetches entries [0, note.size) from the first mirror that gives the note's root, and of the others what payloads
 * it lacks: a witness keeps none, and a party may have missed some. Parties are asked first. Returns why the last
 * mirror would not do when none does.
 */
export async function recoverLog(
  world: PayloadWorld,
  trusted: readonly TrustedNode[],
  wanted: Wanted,
): Promise<Recovered | { readonly from: undefined; readonly cause: unknown }> {
  const parties = trusted.filter(isParty);
  const order = [...parties, ...trusted.filter((node) => !isParty(node))];
  const unheard: TrustedNode[] = [];
  let found: Omit<Recovered, 'unheard'> | undefined;
  let cause: unknown;
  for (const from of order) {
    if (found !== undefined && (!isParty(from) || !lacksPayloads(found.entries))) continue;
    let isAnswered = true;
    const onUnanswered = () => {
      isAnswered = false;
    };
    try {
      const mirrored = await fetchMirrored({ ...world, onUnanswered }, from, wanted);
      const entries =
        found === undefined ? mirrored.entries : merged(found.entries, mirrored.entries);
      found = { ...(found ?? { ...mirrored, from }), entries };
    } catch (error) {
      cause = error;
      isAnswered = false;
    }
    if (!isAnswered && isParty(from)) unheard.push(from);
  }
  if (found === undefined) return { from: undefined, cause };
  return { ...found, unheard: lacksPayloads(found.entries) ? unheard : [] };
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

/** Both are of the same tree: entry for entry the same bytes, each perhaps with other payloads. */
function merged(ours: readonly NewEntry[], theirs: readonly NewEntry[]): readonly NewEntry[] {
  return ours.map((entry, i) => {
    const more = present(theirs[i], 'both give the same root').payloads.filter(({ scope }) =>
      entry.payloads.every((payload) => payload.scope !== scope),
    );
    return { bytes: entry.bytes, payloads: [...entry.payloads, ...more] };
  });
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
  const base = `${from.identity.url}/mirror/${originHash(world.crypto, wanted.log.identity.origin)}`;
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
