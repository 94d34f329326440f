// What watches a peer, without a node around it: client, alarms, evidence, investigator, pull and witness desk over
// a mirror in memory, with a clock that a test moves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../src/base/errors.ts';
import type { VerifierKey } from '../../src/record/key.ts';
import { type Alarms, openAlarms } from '../../src/server/alarms.ts';
import type { CosignedFile } from '../../src/server/cosigned-file.ts';
import { createHttpClient, type HttpClient } from '../../src/server/http-client.ts';
import type { TrustedNode } from '../../src/server/identity.ts';
import {
  createInvestigator,
  type Investigator,
  type OnProven,
} from '../../src/server/investigate.ts';
import { createKeyWatch } from '../../src/server/key-watch.ts';
import type { KeyPair } from '../../src/server/keys.ts';
import { type HeldLog, type Logs, originHash } from '../../src/server/logs.ts';
import type { MirrorRoom } from '../../src/server/mirror-room.ts';
import { type PullWorld, pullLog } from '../../src/server/pull.ts';
import { openTrust } from '../../src/server/trust.ts';
import { createWitnessDesk, type WitnessDesk } from '../../src/server/witness-desk.ts';
import { type EvidenceFiles, openEvidenceFiles } from '../../src/store/evidence-files.ts';
import { randomBytes } from '../../src/store/node-crypto.ts';
import { openWitnessState } from '../../src/store/witness-state.ts';
import { testCrypto } from './crypto.ts';
import { heldMirror, type Peer, type PeerKeys, peerKeys, peerProgramme } from './peer.ts';

/** Who watches, and what it holds. */
export interface WitnessWorld extends AsyncDisposable {
  readonly log: HeldLog;
  readonly keys: PeerKeys;
  readonly client: HttpClient;
  readonly alarms: Alarms;
  readonly evidence: EvidenceFiles;
  readonly investigator: Investigator;
  readonly desk: WitnessDesk;
  readonly kept: string[];
  /** Keys that must have cosigned, and all whose lines are kept. */
  required: readonly VerifierKey[];
  cosigners: readonly VerifierKey[];
  /** Other witnesses that the desk compares with. */
  witnesses: readonly TrustedNode[];
  /** Keys that the desk cosigns with beside its own. */
  alsoCosigning: readonly KeyPair[];
  room: MirrorRoom;
  now: number;
  /** Pulls once. Returns 'pulled', or the code of the failure. */
  pull(): Promise<string>;
  /** Codes of what was refused, oldest first. */
  refused(): readonly string[];
}

const unlimited: MirrorRoom = { require: async () => undefined, took: () => undefined };

/** Watches a peer's log from an empty mirror. */
export async function watchPeer(peer: Peer): Promise<WitnessWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'comity-watch-'));
  const { trust, log } = await trusting(dir, peer);
  const keys = peerKeys('watcher', 40);
  const clock = () => world.now;
  const client = createHttpClient({ privateAddresses: true });
  const alarms = await openAlarms(dir, clock);
  const evidence = openEvidenceFiles(join(dir, 'evidence'));
  const common = { crypto: testCrypto, clock, client, alarms };
  const onProven: OnProven = (proven, notes) => void desk.tellAll(proven, notes);
  const watching = { ...common, programme: peerProgramme };
  const investigator = createInvestigator({ ...watching, evidence, onProven });
  const logs = logsOf(log);
  const keyWatch = createKeyWatch({ ...watching, trust });
  const desk = createWitnessDesk({
    ...common,
    logs,
    investigator,
    state: openWitnessState(dir),
    keyWatch,
    mayCosign: () => true,
    keys: () => [keys.witness, ...world.alsoCosigning],
    witnesses: () => world.witnesses,
    onGrown: () => undefined,
  });
  const world: WitnessWorld = {
    log,
    keys,
    client,
    alarms,
    evidence,
    investigator,
    desk,
    kept: [],
    required: [],
    cosigners: [],
    witnesses: [],
    alsoCosigning: [],
    room: unlimited,
    now: Date.UTC(2026, 10, 24, 8),
    pull: () => pullLog(pullWorld(), log).then(() => 'pulled', codeOf),
    refused: () =>
      alarms
        .refused()
        .map(({ code }) => code)
        .reverse(),
    [Symbol.asyncDispose]: async () => {
      client.close();
      await alarms.settle();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  const pullWorld = (): PullWorld => ({
    ...common,
    random: randomBytes,
    requestKey: keys.request,
    investigator,
    keyWatch,
    programme: peerProgramme,
    room: {
      require: (of) => world.room.require(of),
      took: (of, what) => world.room.took(of, what),
    },
    required: () => world.required.map((key) => [key]),
    cosigners: () => world.cosigners.map((key) => ({ key })),
    cosignedFileOf: () => keptIn(world.kept),
    onLatePayloads: async () => undefined,
  });
  return world;
}

/** Keeps notes in a list. */
function keptIn(kept: string[]): CosignedFile {
  return { append: async (note) => void kept.push(note), firstHolding: async () => undefined };
}

/** A mirror whose keys are those that are believed of the peer by now. */
async function trusting(dir: string, peer: Peer) {
  const trust = await openTrust(dir, testCrypto);
  await trust.add(peer.note, peer.node);
  const log: HeldLog = { ...heldMirror(peer.node), keys: () => trust.keysOf(peer.node).log };
  return { trust, log };
}

function logsOf(log: HeldLog): Logs {
  return {
    all: () => [log],
    shared: () => [log],
    byOrigin: (origin) => (origin === log.identity.origin ? log : undefined),
    byOriginHash: (hash) =>
      hash === originHash(testCrypto, log.identity.origin) ? log : undefined,
    addMirror: async () => log,
    standingOf: () => 'recorded',
    close: async () => undefined,
  };
}
