// Nodes for the questions about whole logs: one that holds a log of many entries, one that knows it.
import { instantOf } from '../../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../src/base/ids.ts';
import { canonicalBytes } from '../../src/base/json.ts';
import { printCheckpoint, signCheckpoint } from '../../src/record/checkpoint.ts';
import { commit } from '../../src/record/commitment.ts';
import { printEnvelope } from '../../src/record/envelope.ts';
import { printNote } from '../../src/record/note.ts';
import { type Config, readConfig, stateDirOf, writeConfig } from '../../src/server/config.ts';
import { parseIdentity } from '../../src/server/identity.ts';
import { initNode, ownLogs } from '../../src/server/init.ts';
import { exportIdentity } from '../../src/server/introduce.ts';
import { readKeys } from '../../src/server/keys.ts';
import { openLogPlace } from '../../src/server/log-place.ts';
import { openLogs } from '../../src/server/logs.ts';
import { openTrust } from '../../src/server/trust.ts';
import type { NewEntry } from '../../src/store/log-store.ts';
import { nodeCrypto, randomBytes } from '../../src/store/node-crypto.ts';

const batch = 1_024;
/** The programme of every bench. */
export const programme = 'bench' as ProgrammeId;
const { sha256 } = nodeCrypto;

/** Returns the origin of a party's log. */
export function originOf(party: string): Origin {
  return `log.${party}.invalid/${programme}` as Origin;
}

/** Makes a node of that name. */
export async function prepare(dataDir: string, party: 'north' | 'south'): Promise<Config> {
  const own = {
    party: party as PartyId,
    mark: party.slice(0, 2).toUpperCase() as Mark,
    zone: 'Asia/Hong_Kong',
    origin: originOf(party),
  };
  const input = {
    programme,
    own,
    name: { en: party },
    witnessName: `witness.${party}.invalid`,
    port: 0,
    stateDir: `../state-${party}`,
    privateAddresses: true,
  };
  return initNode(dataDir, input, { clock: Date.now, random: randomBytes, crypto: nodeCrypto });
}

/** Appends entries as the node itself would, and publishes them under its signature. */
export async function fill(dataDir: string, config: Config, entries: number): Promise<void> {
  const keys = await readKeys(stateDirOf(dataDir, config), config, sha256);
  const own = ownLogs(config, keys);
  const place = await openLogPlace(dataDir, config);
  const logs = await openLogs({ place, crypto: nodeCrypto, ...own, peers: [], keysOf: () => [] });
  const at = instantOf(Date.now());
  for (let from = 0; from < entries; from += batch) {
    const some = Array.from({ length: batch }, (_, i) => entryAt(from + i, at));
    await logs.own?.store.append(some);
  }
  const { own: log } = logs;
  const [pair] = keys.signing('log', Date.now());
  if (log === undefined || pair === undefined) throw new TypeError('a party has a log');
  const { size, root } = log.store.head();
  const checkpoint = { origin: log.identity.origin, size, root, extensions: [] };
  const signatures = [await signCheckpoint(pair.key, pair.signer, checkpoint)];
  const note = printNote({ text: printCheckpoint(checkpoint), signatures });
  await log.store.putCheckpoint('checkpoint.pending', note, size);
  await logs.close();
}

/** Content that is no statement: what it means would cost the pages time, not the log. */
function entryAt(index: number, at: string): NewEntry {
  const bytes = canonicalBytes({ filler: 'a statement is about that long, mostly', number: index });
  const salt = sha256(bytes);
  const commitments = { public: commit(sha256, salt, bytes) };
  const entry = printEnvelope({ v: 1, at, seen: [], commitments });
  return { bytes: entry, payloads: [{ scope: 'public', salt, bytes }] };
}

/** Makes one node trust another at that address. */
export async function introduce(reader: string, source: string, url: string): Promise<void> {
  const { port } = new URL(url);
  const config = await writeConfig(source, { ...readConfig(source), port: Number(port), url });
  const keys = await readKeys(stateDirOf(source, config), config, sha256);
  const { note } = await exportIdentity({ config, keys });
  const identity = await parseIdentity(nodeCrypto, note);
  if (!identity.ok) throw new TypeError('not an export');
  await (await openTrust(reader, nodeCrypto)).add(note, identity.value);
}
