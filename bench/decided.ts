// How many commands a second become durable entries? From the bytes of a command: parsed, checked to be canonical,
// decided, committed to, and appended in batches of 1,024, by the node's own functions; the projection aside. Beside the
// append alone of entries that are ready. `node bench/decided.ts`
import { join } from 'node:path';
import { toHex } from '../src/base/bytes.ts';
import { instantOf } from '../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId, RecordId } from '../src/base/ids.ts';
import { canonicalBytes, type Json, parseCanonicalJson } from '../src/base/json.ts';
import { decide } from '../src/programme/decide.ts';
import type { Actor, Draft } from '../src/programme/kind.ts';
import type { HeldLog, Logs } from '../src/server/logs.ts';
import { createRecorder } from '../src/server/recorder.ts';
import { openFilesLog } from '../src/store/files-log.ts';
import { nodeCrypto, randomBytes } from '../src/store/node-crypto.ts';
import { answer, inFolder, machineRates, round, secondsOf } from './support/answer.ts';
import { plainEntries } from './support/plain-log.ts';

const entries = 61_440;
const batch = 1_024;
const { sha256 } = nodeCrypto;
const origin = 'bench.example/comity' as Origin;

/** A command of about 300 bytes, as a form or another system gives it. */
function commandBytes(number: number): Uint8Array {
  const name = {
    en: `Office ${number} of the joint works`,
    'zh-Hant': `聯合工程第${number}辦事處`,
  };
  return canonicalBytes({
    act: 'describe',
    name: { ...name, 'zh-Hans': `联合工程第${number}办事处` },
  });
}

function decided(command: Uint8Array, number: number): readonly Draft[] {
  const parsed = parseCanonicalJson(command);
  if (!parsed.ok) throw new TypeError('not canonical');
  const who: Actor = {
    programme: 'bench' as ProgrammeId,
    party: 'north' as PartyId,
    mark: 'NO' as Mark,
    zone: 'Asia/Hong_Kong',
    actor: toHex(new Uint8Array(5)),
    now: instantOf(Date.now()),
    nextId: `NO-OR${String(number).padStart(6, '0')}` as RecordId,
    sha256,
    parties: new Map([['north' as PartyId, 'NO' as Mark]]),
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    isTaken: () => false,
    known: new Map(),
  } as unknown as Actor;
  const made = decide(who, {
    kind: 'organization',
    state: undefined,
    command: parsed.value as Json,
  });
  if (!made.ok) throw new TypeError(`refused: ${made.error.code}`);
  return made.value;
}

await inFolder(async (dir) => {
  const store = await openFilesLog({ dir: join(dir, 'decided'), origin, sha256 });
  const log = { store, identity: { origin, visibility: 'shared' } } as unknown as HeldLog;
  const logs = { shared: () => [] } as unknown as Logs;
  const recorder = createRecorder({
    logs,
    clock: Date.now,
    random: randomBytes,
    crypto: nodeCrypto,
  });
  const commands = Array.from({ length: entries + batch }, (_, i) => commandBytes(i + 1));
  const take = async (from: number) => {
    const drafts = commands
      .slice(from, from + batch)
      .flatMap((bytes, i) => decided(bytes, from + i));
    await recorder.record(log, drafts, async () => undefined);
  };
  // Compiled first.
  await take(0);
  const before = process.cpuUsage();
  const seconds = await secondsOf(async () => {
    for (let at = batch; at <= entries; at += batch) await take(at);
  });
  const cpu = process.cpuUsage(before);
  await store.close();
  const ready = await openFilesLog({ dir: join(dir, 'ready'), origin, sha256 });
  await ready.append(plainEntries(0, batch, 1));
  let bare = 0;
  for (let at = batch; at <= entries; at += batch) {
    const some = plainEntries(at, batch, 1);
    bare += await secondsOf(() => ready.append(some));
  }
  await ready.close();
  answer({
    question: 'commands a second parsed, checked, decided, committed to and durable',
    value: entries / seconds,
    unit: 'entries/s',
    peer: 'entries that are ready, appended',
    peerValue: entries / bare,
    more: {
      entries,
      cpuMicroseconds: round((cpu.user + cpu.system) / entries),
      ...(await machineRates(dir)),
    },
  });
});
