// A log-signed note that does not fit what we hold: is it a replay, growth, or a contradiction? Only two kinds
// of evidence count (docs/decisions/0012): two notes of one size with different roots, or two notes and a
// consistency proof from another root of the smaller size to the larger. A failed proof alone proves nothing.
import { equalBytes } from '../base/bytes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { type Evidence, printEvidence, verifyEvidence } from '../record/evidence.ts';
import { consistencyProof, type HashReader, treeRoot } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import type { EvidenceFiles } from '../store/evidence-files.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import { bundleBytesMax, unprovenMilliseconds } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';

/** What came of it. `consistent`: the note agrees with our mirror, or grows from it. */
export type Finding = 'consistent' | 'proven' | 'unproven';

/** Looks into notes that were refused. */
export interface Investigator {
  /**
   * @param note Log-signed, verified.
   * @param known Another log-signed note we hold besides those of the mirror (the witness's state).
   */
  look(log: HeldLog, note: SignedCheckpoint, known?: SignedCheckpoint): Promise<Finding>;
}

/** What investigating needs. */
export interface InvestigatorWorld {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly programme: string;
  readonly alarms: Alarms;
  readonly evidence: EvidenceFiles;
}

/** Returns an investigator that raises alarms and writes evidence files. */
export function createInvestigator(world: InvestigatorWorld): Investigator {
  const unprovenSince = new Map<string, number>();
  return {
    look: async (log, note, known) => {
      const { origin } = log.identity;
      const evidence = await findEvidence(world, log, { note, known }).catch((error: unknown) => {
        world.alarms.refuse({ from: origin, code: codeOf(error), detail: messageOf(error) });
        return 'unproven' as const;
      });
      if (evidence === 'consistent') {
        unprovenSince.delete(origin);
        return 'consistent';
      }
      if (evidence !== 'unproven') {
        await raiseProven(world, log, evidence);
        return 'proven';
      }
      const since = unprovenSince.get(origin) ?? world.clock();
      unprovenSince.set(origin, since);
      if (world.clock() - since > unprovenMilliseconds) {
        world.alarms.raise({
          origin,
          party: log.identity.party,
          state: 'unproven',
          code: 'server.alarm.unproven',
          detail: `size ${note.size}`,
        });
      }
      return 'unproven';
    },
  };
}

async function raiseProven(
  world: InvestigatorWorld,
  log: HeldLog,
  evidence: Evidence,
): Promise<void> {
  const { origin, party } = log.identity;
  const checked = await verifyEvidence(world.crypto, log.logKey, evidence);
  if (!checked.ok) {
    world.alarms.refuse({
      from: origin,
      code: checked.error[0]?.code ?? 'record.evidence',
      detail: 'evidence does not verify',
    });
    return;
  }
  const there = world.alarms.standing(origin);
  if (there?.state === 'proven') return;
  const hash = originHash(world.crypto, origin);
  const number = await world.evidence.write(hash, printEvidence(evidence, log.logKey));
  world.alarms.raise({
    origin,
    party,
    state: 'proven',
    code: evidence.kind === 'same-size' ? 'server.alarm.same-size' : 'server.alarm.inconsistent',
    detail: `sizes ${checked.value.sizes.join(', ')}`,
    evidence: `/evidence/${hash}/${number}.evidence`,
  });
}

async function findEvidence(
  world: InvestigatorWorld,
  log: HeldLog,
  given: { readonly note: SignedCheckpoint; readonly known: SignedCheckpoint | undefined },
): Promise<Evidence | 'consistent' | 'unproven'> {
  const { note } = given;
  const held = [given.known, log.pending, log.confirmed].filter((other) => other !== undefined);
  for (const other of held) {
    if (other.size === note.size && !equalBytes(other.root, note.root)) {
      return { kind: 'same-size', a: printNote(other.note), b: printNote(note.note) };
    }
  }
  const newest = log.pending;
  if (newest === undefined || newest.size === 0) return 'consistent';
  const ours = tileHashReader(newest.size, (path) => log.store.resource(path));
  if (note.size <= newest.size) {
    return fork(world.crypto, { older: note, newer: newest }, ours);
  }
  const theirs = tileHashReader(note.size, (path) => fetchTile(world, log, path));
  return fork(world.crypto, { older: newest, newer: note }, theirs);
}

/** `reader` reads the tree of the newer note. The proof goes from its own root at the older size. */
async function fork(
  crypto: Crypto,
  notes: { readonly older: SignedCheckpoint; readonly newer: SignedCheckpoint },
  reader: HashReader,
): Promise<Evidence | 'consistent' | 'unproven'> {
  const { older, newer } = notes;
  if (!equalBytes(await treeRoot(crypto.sha256, newer.size, reader), newer.root)) return 'unproven';
  const root = await treeRoot(crypto.sha256, older.size, reader);
  if (equalBytes(root, older.root)) return 'consistent';
  const proof = await consistencyProof(crypto.sha256, { from: older.size, to: newer.size }, reader);
  return {
    kind: 'inconsistent',
    older: printNote(older.note),
    newer: printNote(newer.note),
    root,
    proof,
  };
}

async function fetchTile(
  world: InvestigatorWorld,
  log: HeldLog,
  path: string,
): Promise<Uint8Array | undefined> {
  const url = `${log.peer?.identity.url}/log/${world.programme}/${path}`;
  const answer = await world.client.ask({ url, bytesMax: bundleBytesMax });
  return answer.status === 200 ? answer.bytes : undefined;
}
