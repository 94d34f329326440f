// The witness of this node (c2sp.org/tlog-witness): cosigns trees of the logs it knows when they grow from what
// it last cosigned, after comparing with the other witnesses; persists before it answers.
import { equalBytes, utf8ToString } from '../base/bytes.ts';
import { instantOf } from '../base/dates.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { ForkAlarm } from '../projection/queries.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { cosign } from '../record/cosignature.ts';
import { evidenceBytesMax } from '../record/limits.ts';
import { keysForSize, openLogNote } from '../record/log-keys.ts';
import { printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import {
  type AddCheckpoint,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  printAddCheckpoint,
  type WitnessVerdict,
} from '../record/witness.ts';
import {
  addCheckpointFor,
  printWitnessAnswer,
  type WitnessAnswer,
} from '../record/witness-answer.ts';
import type { WitnessState } from '../store/witness-state.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import type { Investigator } from './investigate.ts';
import type { KeyWatch } from './key-watch.ts';
import type { KeyPair } from './keys.ts';
import { checkpointBytesMax, compareMilliseconds } from './limits.ts';
import { cosignersOf, type HeldLog, isOwnLine, type Logs, originHash } from './logs.ts';
import { lastCosigned } from './witness-client.ts';

/** What a witness cosigned last of one log. */
export interface Cosigned {
  readonly origin: string;
  readonly party: string;
  /** Absent, with the time, when it never cosigned any. */
  readonly size?: number;
  readonly at?: string;
}

/** The witness of this node. */
export interface WitnessDesk {
  /** @param body Untrusted: anybody may post. */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** Returns the newest cosigned note of the log with that origin hash. */
  newest(hash: string): Promise<string | undefined>;
  /**
   * Puts the newest note of a log that lies in our mirror to this witness, as its owner would over the network; for
   * owners that cannot. Returns the answer; undefined when that note was cosigned before, or there is none.
   */
  cosignHeld(log: HeldLog): Promise<WitnessAnswer | undefined>;
  /** Returns what was cosigned last of each log, with the time. */
  cosigned(): Promise<readonly Cosigned[]>;
  /** Compares our newest cosigned note of each log with the other witnesses', and takes the evidence they have. */
  compareAll(): Promise<void>;
  /**
   * Puts notes to every other witness of the log: two that contradict each other prove it there, too, without waiting for
   * that witness to compare. Who is away compares later.
   */
  tellAll(log: HeldLog, notes: readonly string[]): Promise<void>;
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
  /** Whether this process may cosign: of a node with several, only one does. */
  readonly mayCosign: () => boolean;
  /** The keys that cosign now, a line each: two of a use while one takes the place of the other. */
  readonly keys: () => readonly KeyPair[];
  /** Other nodes that cosign: asked what they hold before this one cosigns. */
  readonly witnesses: () => readonly TrustedNode[];
  /** Called after an accepted add-checkpoint: the log has grown and can be pulled. */
  readonly onGrown: (log: HeldLog) => void;
}

interface Desk extends DeskWorld {
  /** Origins of which a refused note is being looked into; one at a time, whoever posts how many. */
  readonly looking: Set<string>;
  /** The newest note by origin that came without a proof from what we hold: another of its size contradicts it. */
  readonly early: Map<string, SignedCheckpoint>;
}

/** Returns the desk. */
export function createWitnessDesk(world: DeskWorld): WitnessDesk {
  const desk: Desk = { ...world, looking: new Set(), early: new Map() };
  return {
    addCheckpoint: (body) => answerAddCheckpoint(desk, body),
    newest: async (hash) => {
      const log = world.logs.byOriginHash(hash);
      if (log === undefined) return undefined;
      return (await world.state.get(log.identity.origin))?.note;
    },
    cosignHeld: (log) => cosignHeld(desk, log),
    cosigned: () => Promise.all(witnessed(world).map((log) => lastOf(world, log))),
    compareAll: async () => {
      for (const log of witnessed(world)) {
        const last = await openLast(world, log);
        const { origin } = log.identity;
        // What is not proven, or is and could not be written down, is looked for again.
        if (!isSettled(world.alarms.standing(origin))) {
          const ours = last ?? world.investigator.unplaced(log);
          if (last !== undefined) await compareWithMirror(world, log, last);
          if (ours !== undefined) await findContradiction(world, log, ours);
        }
        if (!isSettled(world.alarms.standing(origin))) await askEvidence(world, log);
      }
    },
    tellAll: async (log, notes) => {
      await Promise.all(
        othersThan(world, log).map(async (witness) => {
          for (const note of notes) await tellWitness(world, witness, note);
        }),
      );
    },
  };
}

/** On the road of every other request: the mirror gives the proof. */
async function cosignHeld(world: Desk, log: HeldLog): Promise<WitnessAnswer | undefined> {
  const last = await openLast(world, log);
  const { pending: checkpoint, store } = log;
  if (checkpoint === undefined || log === world.logs.own) return undefined;
  const oldSize = last?.size ?? 0;
  if (last !== undefined && oldSize >= checkpoint.size) return undefined;
  const reader = tileHashReader(checkpoint.size, (path) => store.resource(path));
  const { sha256 } = world.crypto;
  const request = await addCheckpointFor(sha256, { oldSize, checkpoint, reader });
  return answerAddCheckpoint(world, printAddCheckpoint(request));
}

async function lastOf(world: DeskWorld, log: HeldLog): Promise<Cosigned> {
  const { origin, party } = log.identity;
  const last = await openLast(world, log);
  if (last === undefined) return { origin, party };
  const keys = world.keys().map(({ key }) => key);
  const [at] = (await cosignersOf(world.crypto, last, keys)).values();
  const time = at === undefined ? {} : { at: instantOf(at * 1_000) };
  return { origin, party, size: last.size, ...time };
}

async function answerAddCheckpoint(world: Desk, body: string): Promise<WitnessAnswer> {
  if (!world.mayCosign()) return refusal(503, 'server.witness.standby');
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
      return printWitnessAnswer({ status: 409, lastSize: last?.size ?? 0 });
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
    return printWitnessAnswer({ status: 409, lastSize: newest?.size ?? 0 });
  }
  world.onGrown(log);
  return printWitnessAnswer({ status: 200, lines });
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
  const isEarly = isGrowth && status === 409;
  const early = world.early.get(origin);
  if (isEarly) world.early.set(origin, note);
  const isForked = early?.size === note.size && !equalBytes(early.root, note.root);
  if (world.looking.has(origin) || (isEarly && !isForked)) return;
  world.looking.add(origin);
  try {
    await world.investigator.look(log, note, isForked ? early : last);
  } finally {
    world.looking.delete(origin);
  }
}

/** Whether a fork is proven and its evidence written: a disk that was full, or failed, may have kept it away. */
function isSettled(alarm: ForkAlarm | undefined): boolean {
  return alarm?.state === 'proven' && alarm.evidence !== undefined;
}

/** A log may show this node one past and have it cosign another: neither road alone would tell. */
async function compareWithMirror(
  world: DeskWorld,
  log: HeldLog,
  last: SignedCheckpoint,
): Promise<void> {
  if (last.size === 0 || last.size > (log.pending?.size ?? 0)) return;
  await world.investigator.look(log, last);
}

/**
 * Asks the other witnesses what they hold of this log, and compares. On a contradiction the alarm is raised here, and the
 * two notes go to all of them ({@link WitnessDesk.tellAll}).
 */
async function findContradiction(
  world: DeskWorld,
  log: HeldLog,
  ours: SignedCheckpoint,
): Promise<boolean> {
  const hash = originHash(world.crypto, log.identity.origin);
  const compared = await Promise.all(
    othersThan(world, log).map(async (witness) => {
      // Unreachable witnesses do not hold anybody up.
      const theirs = await lastCosigned(world, witness, {
        originHash: hash,
        keys: log.keys(),
        source: { knownSize: log.pending?.size ?? 0, now: world.clock() },
      }).catch(() => undefined);
      if (theirs === undefined || theirs.size === 0) return false;
      if (theirs.size === ours.size && equalBytes(theirs.root, ours.root)) return false;
      const isLarger = theirs.size !== ours.size && theirs.size > (log.pending?.size ?? 0);
      const finding = isLarger
        ? await world.investigator.compare(log, theirs, { from: witness, known: ours })
        : await world.investigator.look(log, theirs, ours);
      return finding === 'proven';
    }),
  );
  return compared.includes(true);
}

/** Whoever has seen both pasts of a log has evidence; who was shown one of them learns of it here. */
async function askEvidence(world: DeskWorld, log: HeldLog): Promise<void> {
  const hash = originHash(world.crypto, log.identity.origin);
  for (const { identity } of othersThan(world, log)) {
    const answer = await world.client
      .ask({
        url: `${identity.url}/evidence/${hash}/1.evidence`,
        bytesMax: evidenceBytesMax,
        idleMilliseconds: compareMilliseconds,
      })
      .catch(() => undefined);
    const text = answer?.status === 200 ? utf8ToString(answer.bytes) : undefined;
    if (text !== undefined && (await world.investigator.take(log, text))) return;
  }
}

/** The other witnesses of a log that is not theirs. */
function othersThan(world: DeskWorld, log: HeldLog): readonly TrustedNode[] {
  return world.witnesses().filter((w) => w.identity.own?.origin !== log.identity.origin);
}

async function tellWitness(world: DeskWorld, witness: TrustedNode, note: string): Promise<void> {
  const body = printAddCheckpoint({ oldSize: 0, proof: [], note });
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

function refusal(status: 400 | 403 | 404 | 422 | 503, code: string): WitnessAnswer {
  return printWitnessAnswer({ status, code });
}
