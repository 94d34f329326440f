// The witness of this node (c2sp.org/tlog-witness): cosigns trees of the logs it knows when they grow from what
// it last cosigned, after comparing with the other witnesses; persists before it answers.
import { equalBytes } from '../base/bytes.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { cosign } from '../record/cosignature.ts';
import { keysForSize, openLogNote } from '../record/log-keys.ts';
import { printNote, printSignature } from '../record/note.ts';
import {
  type AddCheckpoint,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  printAddCheckpoint,
  type WitnessVerdict,
} from '../record/witness.ts';
import type { WitnessState } from '../store/witness-state.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import type { Investigator } from './investigate.ts';
import type { KeyWatch } from './key-watch.ts';
import type { KeyPair } from './keys.ts';
import { checkpointBytesMax } from './limits.ts';
import { type HeldLog, isOwnLine, type Logs, originHash } from './logs.ts';
import { lastCosigned } from './witness-client.ts';

/** An answer of the witness: status, body and its content type. */
export interface WitnessAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** The witness of this node. */
export interface WitnessDesk {
  /** @param body Untrusted: anybody may post. */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** Returns the newest cosigned note of the log with that origin hash. */
  newest(hash: string): Promise<string | undefined>;
  /** Compares our newest cosigned note of each log with the other witnesses'. */
  compareAll(): Promise<void>;
}

/** What the desk needs. */
export interface DeskWorld {
  readonly logs: Logs;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly alarms: Alarms;
  readonly investigator: Investigator;
  readonly keyWatch: KeyWatch;
  readonly state: WitnessState;
  /** The keys that cosign now: two while one takes the place of the other. */
  readonly keys: () => readonly KeyPair[];
  /** Other nodes that cosign: asked what they hold before this one cosigns. */
  readonly witnesses: () => readonly TrustedNode[];
  /** Called after an accepted add-checkpoint: the log has grown and can be pulled. */
  readonly onGrown: (log: HeldLog) => void;
}

/** `looking`: origins of which a refused note is being looked into; one at a time, whoever posts how many. */
type Desk = DeskWorld & { readonly looking: Set<string> };

const plain = 'text/plain; charset=utf-8';

/** Returns the desk. */
export function createWitnessDesk(world: DeskWorld): WitnessDesk {
  const looking = new Set<string>();
  return {
    addCheckpoint: (body) => answerAddCheckpoint({ ...world, looking }, body),
    newest: async (hash) => {
      const log = world.logs.byOriginHash(hash);
      if (log === undefined) return undefined;
      return (await world.state.get(log.identity.origin))?.note;
    },
    compareAll: async () => {
      for (const log of witnessed(world)) {
        const last = await openLast(world, log);
        if (last !== undefined && world.alarms.standing(log.identity.origin) === undefined) {
          await findContradiction(world, log, last);
        }
      }
    },
  };
}

async function answerAddCheckpoint(world: Desk, body: string): Promise<WitnessAnswer> {
  const parsed = parseAddCheckpoint(body);
  if (!parsed.ok) return refusal(400, parsed.error[0]?.code ?? 'record.witness.malformed');
  const origin = originOf(parsed.value.note);
  const log = witnessed(world).find((candidate) => candidate.identity.origin === origin);
  if (log === undefined) {
    const judged = await judgeAddCheckpoint(world.crypto, { request: parsed.value, logKeys: [] });
    return judged.status === 400
      ? refusal(400, judged.code)
      : refusal(404, 'server.witness.unknown-origin');
  }
  const last = await openLast(world, log);
  const judged = await judge(world, log, { request: parsed.value, last });
  if (judged.status !== 200) {
    if (judged.checkpoint !== undefined)
      await onMisfit(world, log, { status: judged.status, note: judged.checkpoint, last });
    const alarmed = world.alarms.standing(log.identity.origin) !== undefined;
    if (
      alarmed ||
      (judged.status !== 409 && (judged.checkpoint !== undefined || judged.status === 403))
    ) {
      world.alarms.refuse({
        from: log.identity.origin,
        code: judged.code,
        detail: `add-checkpoint answered ${judged.status}`,
      });
    }
    if (judged.status === 409) {
      return { status: 409, body: `${last?.size ?? 0}\n`, contentType: 'text/x.tlog.size' };
    }
    return refusal(judged.status, judged.code);
  }
  const standing = world.alarms.standing(log.identity.origin);
  if (standing !== undefined) return refusal(403, standing.code);
  if (await findContradiction(world, log, judged.checkpoint))
    return refusal(403, 'server.witness.contradiction');
  return cosignTree(world, log, { checkpoint: judged.checkpoint, last });
}

/** Judges under the keys that may sign; a line by a key unknown here is first looked up with the party. */
async function judge(
  world: DeskWorld,
  log: HeldLog,
  given: { readonly request: AddCheckpoint; readonly last: SignedCheckpoint | undefined },
): Promise<WitnessVerdict> {
  const { request, last } = given;
  const size = Number(request.note.split('\n', 2)[1]);
  const knownSize = Math.max(last?.size ?? 0, log.pending?.size ?? 0);
  const judgeNow = () =>
    judgeAddCheckpoint(world.crypto, {
      request,
      logKeys: keysForSize(log.keys(), size, { knownSize, now: world.clock() }),
      ...(last === undefined ? {} : { last }),
    });
  const judged = await judgeNow();
  const isUnsigned = judged.status === 403 && judged.checkpoint === undefined;
  return isUnsigned && (await world.keyWatch.learn(log, request.note)) ? judgeNow() : judged;
}

async function cosignTree(
  world: DeskWorld,
  log: HeldLog,
  given: { readonly checkpoint: SignedCheckpoint; readonly last: SignedCheckpoint | undefined },
): Promise<WitnessAnswer> {
  const { checkpoint, last } = given;
  const { origin } = log.identity;
  const timeSeconds = Math.max(1, Math.floor(world.clock() / 1000));
  const checkpointText = checkpoint.note.text;
  const lines = await Promise.all(
    world.keys().map((pair) => cosign({ ...pair, timeSeconds, checkpointText })),
  );
  const note = printNote({
    text: checkpoint.note.text,
    signatures: [...ownLines(checkpoint, log), ...lines],
  });
  const stored = await world.state.compareAndSet(origin, last?.size ?? 0, {
    size: checkpoint.size,
    root: checkpoint.root,
    note,
  });
  if (!stored) {
    const newest = await world.state.get(origin);
    return { status: 409, body: `${newest?.size ?? 0}\n`, contentType: 'text/x.tlog.size' };
  }
  world.onGrown(log);
  return { status: 200, body: lines.map(printSignature).join(''), contentType: plain };
}

/** Of the lines that came with the note only the log's own is kept. */
function ownLines(checkpoint: SignedCheckpoint, log: HeldLog) {
  return checkpoint.note.signatures.filter((line) => isOwnLine(log, line));
}

/** A log-signed note that was refused: look whether it contradicts what we hold. */
async function onMisfit(
  world: Desk,
  log: HeldLog,
  given: {
    readonly status: number;
    readonly note: SignedCheckpoint;
    readonly last: SignedCheckpoint | undefined;
  },
): Promise<void> {
  const { status, note, last } = given;
  const { origin } = log.identity;
  // An old size we no longer stand at is the ordinary case of a peer that restarted: nothing to look into.
  const isGrowth = note.size > (last?.size ?? 0) && note.size > (log.pending?.size ?? 0);
  if (world.looking.has(origin) || (isGrowth && status === 409)) return;
  world.looking.add(origin);
  try {
    await world.investigator.look(log, note, last);
  } finally {
    world.looking.delete(origin);
  }
}

/**
 * Asks the other witnesses what they hold of this log, and compares. On a contradiction the alarm is raised
 * here, and our note is posted to that witness, so that both know at once.
 */
async function findContradiction(
  world: DeskWorld,
  log: HeldLog,
  ours: SignedCheckpoint,
): Promise<boolean> {
  const hash = originHash(world.crypto, log.identity.origin);
  const others = world.witnesses().filter((w) => w.identity.own?.origin !== log.identity.origin);
  const compared = await Promise.all(
    others.map(async (witness) => {
      // Unreachable witnesses do not hold anybody up.
      const theirs = await lastCosigned(world, witness, {
        originHash: hash,
        keys: log.keys(),
        source: { knownSize: log.pending?.size ?? 0, now: world.clock() },
      }).catch(() => undefined);
      if (theirs === undefined || theirs.size === 0) return false;
      const same = theirs.size === ours.size;
      if (same ? equalBytes(theirs.root, ours.root) : theirs.size > (log.pending?.size ?? 0))
        return false;
      const finding = await world.investigator.look(log, theirs, ours);
      if (finding !== 'proven') return false;
      await tellWitness(world, witness, ours);
      return true;
    }),
  );
  return compared.includes(true);
}

async function tellWitness(
  world: DeskWorld,
  witness: TrustedNode,
  ours: SignedCheckpoint,
): Promise<void> {
  const body = printAddCheckpoint({ oldSize: 0, proof: [], note: printNote(ours.note) });
  const request = {
    url: `${witness.identity.url}/witness/add-checkpoint`,
    method: 'POST',
    body,
  } as const;
  await world.client.ask({ ...request, bytesMax: checkpointBytesMax }).catch(() => undefined);
}

/** Every shared log but our own. */
function witnessed(world: DeskWorld): readonly HeldLog[] {
  return world.logs.shared().filter((log) => log !== world.logs.own);
}

async function openLast(world: DeskWorld, log: HeldLog): Promise<SignedCheckpoint | undefined> {
  const last = await world.state.get(log.identity.origin);
  if (last === undefined) return undefined;
  // What was cosigned stays cosigned, whatever became of the key since.
  const opened = await openLogNote(world.crypto, log.keys(), { text: last.note, source: 'kept' });
  return opened.ok ? opened.value : undefined;
}

function originOf(note: string): string {
  return note.slice(0, note.indexOf('\n'));
}

function refusal(status: number, code: string): WitnessAnswer {
  return { status, body: `${code}\n`, contentType: plain };
}
