// What follows from the role of a process (docs/decisions/0033): the signer is released when the witnesses have been asked
// and this process sequences; one that stands by shows what the other has done, and remembers what it signed.
import { codeOf, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { hasUnknownLine } from '../record/log-keys.ts';
import { openLastSigned } from '../store/last-signed.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { createSerial } from '../store/serial.ts';
import { stateDirOf } from './config.ts';
import type { Eraser } from './eraser.ts';
import type { KeyWatch } from './key-watch.ts';
import { requestPair } from './keys.ts';
import { loadNotes } from './logs.ts';
import type { Parts } from './node-parts.ts';
import type { Projector } from './projector.ts';
import type { Publisher } from './publisher.ts';
import type { PullLoops } from './pull-loops.ts';
import { releaseWhenSafe } from './signing-gate.ts';

const againMilliseconds = 1_000;
/** Why a signer was held while its database was away; where logs are files, none of these passes. */
const passing: ReadonlySet<string> = new Set([
  ...['store.log.closed', 'store.log.standby', 'store.log.unreadable'],
]);

/** What publishes and projects for a party. */
interface ActingParty {
  readonly publisher: Publisher;
  readonly projector: Projector;
  readonly eraser: Eraser;
  /** Whether the own log is shorter than what was signed. */
  readonly isShort: boolean;
}

/** What a role acts on. */
interface Supervised {
  readonly parts: Parts;
  /** Absent on a witness. */
  readonly party: ActingParty | undefined;
  readonly pulls: PullLoops;
  /** Carries out changes of keys that were recorded. */
  readonly syncKeys: () => Promise<void>;
  readonly keyWatch: KeyWatch;
  readonly isClosing: () => boolean;
}

/** Releases or holds the signer as the role changes, for as long as the node runs. */
export function superviseRole(given: Supervised): void {
  const { parts, party, pulls } = given;
  const { standby, logs, alarms } = parts;
  const serial = createSerial();
  const tell = (error: unknown) => {
    const from = logs.own?.identity.origin ?? '';
    alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
  };
  let turn = 0;
  let leads: boolean | undefined;
  const turnTo = (now: boolean) => {
    if (now === leads) return;
    leads = now;
    turn += 1;
    const mine = turn;
    if (!now) {
      party?.publisher.hold('server.signing.standby');
      if (mine === 1) party?.eraser.start();
      return;
    }
    for (const log of logs.shared()) pulls.kick(log.identity.origin);
    if (party === undefined) return;
    const isOver = () => given.isClosing() || turn !== mine;
    const released = release({ parts, party, syncKeys: given.syncKeys, isOver });
    if (mine === 1) party.eraser.start(party.isShort ? released : undefined);
    else party.eraser.kick();
    released.catch(tell);
  };
  // Beside the serial: what a peer or a projection keeps waiting does not hold up a take-over.
  let following = false;
  const follow = async () => {
    if (following || standby.isSequencer() || given.isClosing()) return;
    following = true;
    const news = await followKeys(given).finally(() => (following = false));
    const mayLoad = () => !standby.isSequencer() && !given.isClosing();
    if (news) await serial(async () => (mayLoad() ? takeOverNotes(given) : undefined));
  };
  turnTo(standby.isSequencer());
  follow().catch(tell);
  // A read or write that failed with the database holds the signer; it is back when this process sequences.
  const again = setInterval(() => {
    if (given.isClosing()) return clearInterval(again);
    const { reason = '' } = party?.publisher.signing() ?? {};
    if (parts.place.database === undefined || !passing.has(reason)) return;
    leads = undefined;
    turnTo(standby.isSequencer());
  }, againMilliseconds);
  again.unref();
  standby.watch((late) => {
    // At once: what was signed from here on would not be published.
    if (!standby.isSequencer()) turnTo(false);
    serial(async () => {
      if (given.isClosing()) return;
      await takeOverNotes(given);
      turnTo(standby.isSequencer());
      party?.projector.kick();
      for (const [origin, indices] of late) await reapply(given, origin, indices);
    }).catch(tell);
    follow().catch(tell);
  });
}

/** Another process publishes, confirms and pulls: its notes are ours, and what it signed we have signed. */
async function takeOverNotes({ parts }: Supervised): Promise<void> {
  const { logs, options, config, standby } = parts;
  for (const log of logs.all()) {
    await loadNotes(nodeCrypto, log);
    // Of what the other process has pulled nothing is known here.
    if (log.peer === undefined) continue;
    delete log.payloadDues;
    delete log.promised;
  }
  const { own } = logs;
  // A signer of its own remembers by itself.
  if (own?.pending === undefined || standby.isSequencer() || config.signer !== undefined) return;
  const lastSigned = openLastSigned(stateDirOf(options.dataDir, config));
  const { size, root } = own.pending;
  await lastSigned.set(own.identity.origin, { size, root });
}

/** A note of a key that is not known here: the process that sequences has changed it, or knows that a peer did. */
async function followKeys({ parts, syncKeys, keyWatch }: Supervised): Promise<boolean> {
  let news = false;
  for (const log of parts.logs.shared()) {
    const note = await log.store.checkpoint('checkpoint.pending');
    if (note === undefined || !hasUnknownLine(log.keys(), note)) continue;
    if (log.peer === undefined) await syncKeys();
    else await keyWatch.learn(log, note);
    news ||= !hasUnknownLine(log.keys(), note);
  }
  return news;
}

async function reapply(
  { parts, party }: Supervised,
  origin: Origin,
  indices: readonly number[],
): Promise<void> {
  const size = parts.logs.byOrigin(origin)?.store.head().size ?? 0;
  const there = indices.filter((index) => index < size);
  if (party === undefined || there.length === 0) return;
  await party.projector.waitFor(origin, Math.max(...there) + 1);
  await party.projector.reapply(origin, there);
}

/** Releases the signer once the witnesses have answered. Without the network it stays held. */
async function release(given: {
  readonly parts: Parts;
  readonly party: ActingParty;
  readonly syncKeys: () => Promise<void>;
  readonly isOver: () => boolean;
}): Promise<void> {
  const { parts, isOver } = given;
  const { publisher, projector } = given.party;
  const { options, logs, keys, clock, client, signer } = parts;
  if (options.network === 'off' || logs.own === undefined || signer === undefined) return;
  // Whose cosignature is needed stands in the charter: nothing is confirmed before it has been read.
  for (const log of logs.shared()) {
    await projector.waitFor(log.identity.origin, log.store.head().size).catch(() => undefined);
  }
  // A change of keys that was recorded and not yet carried out, because the node was killed in between.
  await given.syncKeys();
  if (options.startCheck === 'skip') return publisher.release();
  const lastSigned = { get: signer.last };
  const common = { crypto: nodeCrypto, clock, random: randomBytes, client, lastSigned };
  const start = () => {
    const hasFollowed = parts.standby.hasFollowed();
    const requestKey = requestPair(keys, clock);
    return { ...common, requestKey, witnesses: parts.trust.all(), hasFollowed };
  };
  const { own: log } = logs;
  return releaseWhenSafe({ log, publisher, alarms: parts.alarms, start, isClosing: isOver });
}
