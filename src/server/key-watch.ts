// Learns that a party has changed a key: asks its node for the changes, verifies the root key's signature of each and,
// where the log is held so far, that the log commits to it, and believes them durably.
import { utf8ToString } from '../base/bytes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock, Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { hasUnknownLine } from '../record/log-keys.ts';
import { printNote } from '../record/note.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import { isInLog, parseKeyFile } from './key-changes.ts';
import { keyFileBytesMax, keyLooks } from './limits.ts';
import { addressOfPeer, type HeldLog } from './logs.ts';
import type { TrustList } from './trust.ts';

/** Watches the keys of other parties. Neither method rejects: what went wrong is shown as refused. */
export interface KeyWatch {
  /** Looks now and then, soon when the note has a line by a key that is not known here, into a folder every time. */
  look(log: HeldLog, note: SignedCheckpoint): Promise<void>;
  /** Looks at once because of such a line, unless just done. Returns whether keys are known now that were not. */
  learn(log: HeldLog, noteText: string): Promise<boolean>;
}

/** What watching needs. */
export interface KeyWatchWorld {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly client: HttpClient;
  readonly alarms: Alarms;
  readonly programme: string;
  readonly trust: TrustList;
}

/** Returns the watch of a node. */
export function createKeyWatch(world: KeyWatchWorld): KeyWatch {
  const looks = new Map<string, readonly number[]>();
  const looking = new Map<string, Promise<boolean>>();
  const lookNow = (log: HeldLog): Promise<boolean> => {
    const { origin } = log.identity;
    const running = looking.get(origin);
    if (running !== undefined) return running;
    looks.set(origin, [...(looks.get(origin) ?? []), world.clock()].slice(-keyLooks.unknownMax));
    const run = fetchAndBelieve(world, log)
      .catch((error: unknown) => {
        const [code, detail] = [codeOf(error), messageOf(error)];
        if (code !== 'server.peer.unreachable') world.alarms.refuse({ from: origin, code, detail });
        return false;
      })
      .finally(() => looking.delete(origin));
    looking.set(origin, run);
    return run;
  };
  /** Whether fewer than that many of the last looks lie so near; a clock that jumps does not stop them. */
  const mayLook = (log: HeldLog, within: number, count: number) => {
    // A folder costs nobody anything, and may be gone before a minute is over.
    if (addressOfPeer(log).startsWith('file:')) return true;
    const near = (at: number) => Math.abs(world.clock() - at) < within;
    return (looks.get(log.identity.origin) ?? []).filter(near).length < count;
  };
  const mayLearn = (log: HeldLog) =>
    mayLook(log, keyLooks.unknownMilliseconds, keyLooks.unknownMax);
  return {
    look: async (log, note) => {
      const isUnknown = hasUnknownLine(log.keys(), printNote(note.note));
      if (isUnknown ? mayLearn(log) : mayLook(log, keyLooks.usualMilliseconds, 1))
        await lookNow(log);
    },
    learn: async (log, noteText) =>
      hasUnknownLine(log.keys(), noteText) &&
      (looking.has(log.identity.origin) || mayLearn(log)) &&
      (await lookNow(log)),
  };
}

/** Failures: those of the client; server.keys.malformed, server.keys.not-in-log, and those of believing. */
async function fetchAndBelieve(world: KeyWatchWorld, log: HeldLog): Promise<boolean> {
  const { peer } = log;
  if (peer === undefined) return false;
  const url = `${addressOfPeer(log)}/log/${world.programme}/keys`;
  const answer = await world.client.ask({ url, bytesMax: keyFileBytesMax });
  // A node of an older release, or one that is only starting.
  if (answer.status !== 200) return false;
  const changes = parseKeyFile(utf8ToString(answer.bytes) ?? 'none');
  const refuse = (code: string, detail: string) => {
    world.alarms.refuse({ from: log.identity.origin, code, detail });
    return false;
  };
  if (changes === undefined) return refuse('server.keys.malformed', url);
  for (const change of changes) {
    if ((await isInLog(world.crypto.sha256, log.store, change)) === false)
      return refuse('server.keys.not-in-log', `entry ${change.index} does not commit to it`);
  }
  const before = log.keys().length;
  await world.trust.believe(peer, changes);
  return log.keys().length > before;
}
