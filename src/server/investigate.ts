// A log-signed note that does not fit what we hold: is it a replay, growth, or a contradiction? Only two kinds
// of evidence count (docs/decisions/0012): two notes of one size with different roots, or two notes and a
// consistency proof from another root of the smaller size to the larger. A failed proof alone proves nothing.
import { equalBytes } from '../base/bytes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { type Evidence, parseEvidence, printEvidence, verifyEvidence } from '../record/evidence.ts';
import {
  consistencyProof,
  type HashReader,
  treeRoot,
  verifyConsistency,
} from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import type { EvidenceFiles } from '../store/evidence-files.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { tileBytesMax, unprovenMilliseconds } from './limits.ts';
import { addressOfPeer, type HeldLog, originHash } from './logs.ts';
import { contains } from './startup.ts';

/** What came of it. `consistent`: the note agrees with our mirror, or grows from it. */
export type Finding = 'consistent' | 'proven' | 'unproven';

/** Looks into notes that were refused. */
export interface Investigator {
  /**
   * @param note Log-signed, verified.
   * @param known Another log-signed note we hold besides those of the mirror (the witness's state).
   */
  look(log: HeldLog, note: SignedCheckpoint, known?: SignedCheckpoint): Promise<Finding>;
  /**
   * Looks into a note that the log itself shows, now. Other than one that somebody tells of, it raises an alarm again that
   * an operator had closed.
   */
  lookAtShown(log: HeldLog, note: SignedCheckpoint): Promise<Finding>;
  /**
   * Looks into a larger note that another node was shown, with the tiles of its mirror where the log itself shows
   * none. What cannot be proven is growth that has yet to come here, and no finding.
   */
  compare(
    log: HeldLog,
    note: SignedCheckpoint,
    other: { readonly from: TrustedNode; readonly known: SignedCheckpoint },
  ): Promise<Finding>;
  /**
   * Takes evidence that another node has: kept and raised when it verifies under the log's key. Returns whether.
   * @param text Untrusted.
   */
  take(log: HeldLog, text: string): Promise<boolean>;
  /** Returns the newest note of the log that fits nothing held here and proves nothing so far. */
  unplaced(log: HeldLog): SignedCheckpoint | undefined;
  /** Says that the log has shown its tree of that size to grow from ours. */
  shown(log: HeldLog, size: number): void;
}

/** What investigating needs. */
export interface InvestigatorWorld {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly programme: string;
  readonly alarms: Alarms;
  readonly evidence: EvidenceFiles;
  readonly onProven: OnProven;
}

/** Called when an alarm on proven trees is raised, with the two notes that prove it. */
export type OnProven = (log: HeldLog, notes: readonly string[]) => void;

/** Returns an investigator that raises alarms and writes evidence files. */
export function createInvestigator(world: InvestigatorWorld): Investigator {
  const unproven = createUnproven(world);
  /** Notes by origin that fitted nothing: with another one they may prove a fork. */
  const unplaced = new Map<string, SignedCheckpoint>();
  const look = async (
    log: HeldLog,
    note: SignedCheckpoint,
    given: { readonly known?: SignedCheckpoint | undefined; readonly by: Road },
  ): Promise<Finding> => {
    const { origin } = log.identity;
    const base = logBase(world, log);
    const found = await findEvidence(world, log, { note, known: given.known, base }).catch(
      (error: unknown) => {
        world.alarms.refuse({ from: origin, code: codeOf(error), detail: messageOf(error) });
        return 'unproven' as const;
      },
    );
    if (found === 'consistent') {
      unproven.shown(log, note.size);
      return 'consistent';
    }
    if (found !== 'unproven' && (await raiseProven(world, log, { evidence: found, by: given.by })))
      return 'proven';
    unproven.seen(log, note.size);
    unplaced.set(origin, note);
    return 'unproven';
  };
  return {
    unplaced: (log) => unplaced.get(log.identity.origin),
    look: (log, note, known) => look(log, note, { known, by: 'told' }),
    lookAtShown: (log, note) => look(log, note, { by: 'shown' }),
    compare: async (log, note, { from, known }) => {
      const mirror = `${from.identity.url}/mirror/${originHash(world.crypto, log.identity.origin)}`;
      const bases = [logBase(world, log), mirror];
      for (const base of bases) {
        const found = await findEvidence(world, log, { note, known, base }).catch(
          () => 'unproven' as const,
        );
        if (found === 'consistent') return 'consistent';
        if (found === 'unproven') continue;
        if (await raiseProven(world, log, { evidence: found, by: 'told' })) return 'proven';
      }
      return 'unproven';
    },
    take: async (log, text) => {
      const parsed = parseEvidence(text);
      if (!parsed.ok) return false;
      const found = await verifyUnderOne(world.crypto, log, parsed.value);
      if (typeof found === 'string') return false;
      return raiseProven(world, log, { evidence: parsed.value, by: 'told' });
    },
    shown: unproven.shown,
  };
}

/** The largest note of each log that has not been shown to grow from ours, and since when there is one. */
function createUnproven(world: InvestigatorWorld) {
  const open = new Map<string, { readonly since: number; readonly size: number }>();
  const raisedSize = (origin: string) => {
    const alarm = world.alarms.standing(origin);
    const size = alarm?.state === 'unproven' ? /^size (\d+)$/.exec(alarm.detail)?.[1] : undefined;
    return size === undefined ? undefined : Number(size);
  };
  return {
    seen: (log: HeldLog, noteSize: number) => {
      const { origin, party } = log.identity;
      const there = open.get(origin);
      const size = Math.max(there?.size ?? 0, noteSize, raisedSize(origin) ?? 0);
      // A clock that was ahead and is put right has not seen it before now.
      const since = Math.min(there?.since ?? world.clock(), world.clock());
      open.set(origin, { since, size });
      if (world.clock() - since <= unprovenMilliseconds) return;
      world.alarms.raise({
        origin,
        party,
        state: 'unproven',
        code: 'server.alarm.unproven',
        detail: `size ${size}`,
      });
    },
    // An older genuine note agrees with us too, and explains nothing: anybody can replay one.
    shown: (log: HeldLog, size: number) => {
      const { origin } = log.identity;
      if (size < (open.get(origin)?.size ?? raisedSize(origin) ?? 0)) return;
      open.delete(origin);
      world.alarms.withdrawUnproven(origin);
    },
  };
}

/** Shown by the log itself, now: an alarm that was closed is raised again. Told by others: it is not. */
type Road = 'shown' | 'told';

/** Returns whether the evidence verifies. A full disk keeps the file away, not the alarm; the next finding has it written. */
async function raiseProven(
  world: InvestigatorWorld,
  log: HeldLog,
  { evidence, by }: { readonly evidence: Evidence; readonly by: Road },
): Promise<boolean> {
  const { origin, party } = log.identity;
  const refuse = (code: string, detail: string) =>
    world.alarms.refuse({ from: origin, code, detail });
  const found = await verifyUnderOne(world.crypto, log, evidence);
  if (typeof found === 'string') {
    refuse(found, 'evidence does not verify');
    return false;
  }
  const { key, checked } = found;
  const standing = world.alarms.standing(origin);
  if (standing?.state === 'proven' && standing.evidence !== undefined) return true;
  const hash = originHash(world.crypto, origin);
  if (by === 'told' && (await isClosed(world, hash, evidence))) return true;
  const number = await world.evidence
    .write(hash, printEvidence(evidence, key))
    .catch((error: unknown) => refuse(codeOf(error), messageOf(error)));
  world.alarms.raise({
    origin,
    party,
    state: 'proven',
    code: evidence.kind === 'same-size' ? 'server.alarm.same-size' : 'server.alarm.inconsistent',
    detail: `sizes ${checked.sizes.join(', ')}`,
    ...(number === undefined ? {} : { evidence: `/evidence/${hash}/${number}.evidence` }),
  });
  world.onProven(log, notesOf(evidence));
  return true;
}

/**
 * Whether an operator closed an alarm on these two trees: they stay proven and say nothing new. Other nodes keep their
 * evidence for ever, so that the alarm would otherwise be back with the next comparison.
 */
async function isClosed(
  { alarms, evidence }: InvestigatorWorld,
  hash: string,
  found: Evidence,
): Promise<boolean> {
  const trees = treesOf(found);
  for (const number of await evidence.list(hash)) {
    const path = `/evidence/${hash}/${number}.evidence`;
    if (!alarms.all().some((one) => one.evidence === path && one.closed !== undefined)) continue;
    const parsed = parseEvidence((await evidence.read(hash, number)) ?? '');
    if (parsed.ok && treesOf(parsed.value) === trees) return true;
  }
  return false;
}

/** Sizes and roots of the two notes, in whatever order they were found. */
function treesOf(evidence: Evidence): string {
  return notesOf(evidence)
    .map((note) => note.split('\n\n', 1)[0] ?? '')
    .sort()
    .join('\n');
}

function notesOf(evidence: Evidence): readonly string[] {
  return evidence.kind === 'same-size'
    ? [evidence.a, evidence.b]
    : [evidence.older, evidence.newer];
}

/** Both notes must be signed by one key: the newest of the log's that did. Else the code of why not. */
async function verifyUnderOne(crypto: Crypto, log: HeldLog, evidence: Evidence) {
  let code = 'record.evidence';
  for (const { key } of log.keys().toReversed()) {
    const checked = await verifyEvidence(crypto, key, evidence);
    if (checked.ok) return { key, checked: checked.value };
    code = checked.error[0]?.code ?? code;
  }
  return code;
}

async function findEvidence(
  world: InvestigatorWorld,
  log: HeldLog,
  given: {
    readonly note: SignedCheckpoint;
    readonly known: SignedCheckpoint | undefined;
    /** Address of the tiles of its tree, without trailing slash. */
    readonly base: string;
  },
): Promise<Evidence | 'consistent' | 'unproven'> {
  const { note } = given;
  const held = [given.known, log.promised, log.pending, log.confirmed];
  for (const other of held) {
    if (other?.size === note.size && !equalBytes(other.root, note.root)) {
      return { kind: 'same-size', a: printNote(other.note), b: printNote(note.note) };
    }
  }
  const newest = log.pending;
  const theirs = tileHashReader(note.size, (path) => fetchTile(world, `${given.base}/${path}`));
  if (newest !== undefined && newest.size > 0) {
    const ours = tileHashReader(newest.size, (path) => log.store.resource(path));
    const found =
      note.size <= newest.size
        ? await fork(world.crypto, { older: note, newer: newest }, ours)
        : await fork(world.crypto, { older: newest, newer: note }, theirs);
    if (found !== 'consistent') return found;
  }
  // Entries were taken under a note whose rest never came: does the new one still hold its tree? And does it, or our
  // mirror, hold the tree that this node cosigned?
  for (const other of [log.promised, given.known]) {
    if (other === undefined || other.size >= note.size || note.size <= (newest?.size ?? 0))
      continue;
    const found = await fork(world.crypto, { older: other, newer: note }, theirs);
    if (found !== 'consistent') return found;
  }
  // And does a larger tree that it cosigned, as the log shows it, hold the one of this note?
  const { known } = given;
  if (known !== undefined && known.size > note.size && known.size > (newest?.size ?? 0)) {
    const base = logBase(world, log);
    const reader = tileHashReader(known.size, (path) => fetchTile(world, `${base}/${path}`));
    const found = await fork(world.crypto, { older: note, newer: known }, reader).catch(
      () => 'unproven' as const,
    );
    if (typeof found === 'object') return found;
  }
  // Entries that were taken under a note which a restart has forgotten: they prove nothing, and must lie in its tree.
  if (
    log.store.head().size > (newest?.size ?? 0) &&
    !(await agrees(world, log, { note, reader: theirs }))
  )
    return 'unproven';
  return 'consistent';
}

/** Whether what the mirror holds, with or without a note, and the note's tree are one. `reader` reads that tree. */
async function agrees(
  { crypto }: InvestigatorWorld,
  log: HeldLog,
  { note, reader }: { readonly note: SignedCheckpoint; readonly reader: HashReader },
): Promise<boolean> {
  const held = log.store.head();
  if (note.size <= held.size) return contains(crypto, log.store, note);
  const rootAt = (size: number) => treeRoot(crypto.sha256, size, reader);
  return (
    equalBytes(await rootAt(note.size), note.root) && equalBytes(await rootAt(held.size), held.root)
  );
}

/** `reader` reads the tree of the newer note. The proof goes from its own root at the older size. */
async function fork(
  crypto: Crypto,
  notes: { readonly older: SignedCheckpoint; readonly newer: SignedCheckpoint },
  reader: HashReader,
): Promise<Evidence | 'consistent' | 'unproven'> {
  const { older, newer } = notes;
  if (!equalBytes(await treeRoot(crypto.sha256, newer.size, reader), newer.root)) return 'unproven';
  if (older.size === 0 || older.size === newer.size) return 'consistent';
  const root = await treeRoot(crypto.sha256, older.size, reader);
  const sizes = { from: older.size, to: newer.size };
  const proof = await consistencyProof(crypto.sha256, sizes, reader);
  // Tiles that are read are not verified: levels of forged ones need not agree with each other.
  const given = { ...sizes, fromRoot: root, toRoot: newer.root, proof };
  if (!verifyConsistency(crypto.sha256, given)) return 'unproven';
  if (equalBytes(root, older.root)) return 'consistent';
  return {
    kind: 'inconsistent',
    older: printNote(older.note),
    newer: printNote(newer.note),
    root,
    proof,
  };
}

function logBase(world: InvestigatorWorld, log: HeldLog): string {
  return `${addressOfPeer(log)}/log/${world.programme}`;
}

async function fetchTile(world: InvestigatorWorld, url: string): Promise<Uint8Array | undefined> {
  const answer = await world.client.ask({ url, bytesMax: tileBytesMax });
  return answer.status === 200 ? answer.bytes : undefined;
}
