// How fast does a node that has nothing take over a log of 100,000 small entries with a payload each? Over HTTP on
// loopback, every leaf, root and commitment checked and everything durable. Beside a client that only GETs the same
// bundles and throws them away, and the machine's own SHA-256 and fdatasync. `node bench/cold-sync.ts`
import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instantOf } from '../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../src/base/ids.ts';
import { canonicalBytes } from '../src/base/json.ts';
import { commit } from '../src/record/commitment.ts';
import { printEnvelope } from '../src/record/envelope.ts';
import { bundlePath, tileWidth } from '../src/record/tile.ts';
import { type Config, readConfig, stateDirOf, writeConfig } from '../src/server/config.ts';
import { callControl } from '../src/server/control-socket.ts';
import { createHttpClient } from '../src/server/http-client.ts';
import { parseIdentity } from '../src/server/identity.ts';
import { initNode, ownLogs } from '../src/server/init.ts';
import { exportIdentity } from '../src/server/introduce.ts';
import { readKeys } from '../src/server/keys.ts';
import { openLogs } from '../src/server/logs.ts';
import { openNode } from '../src/server/node.ts';
import { openTrust } from '../src/server/trust.ts';
import type { NewEntry } from '../src/store/log-store.ts';
import { nodeCrypto, randomBytes } from '../src/store/node-crypto.ts';
import { answer, inFolder, round, secondsOf } from './support/answer.ts';

const entries = 100_000;
const batch = 1_000;
const programme = 'bench' as ProgrammeId;
const { sha256 } = nodeCrypto;
const launcher = fileURLToPath(new URL('../bin/comity.js', import.meta.url));

await inFolder(async (dir) => {
  const source = await prepare(join(dir, 'source'), 'north');
  await fill(join(dir, 'source'), source);
  const served = await serve(join(dir, 'source'));
  try {
    const { size } = served;
    // First, so that the files are as warm for the one as for the other.
    const bare = await secondsOf(() => getAll(`${served.url}/log/${programme}`, size));
    await prepare(join(dir, 'reader'), 'south');
    await introduce(join(dir, 'reader'), join(dir, 'source'), served.url);
    const reader = await openNode({
      dataDir: join(dir, 'reader'),
      network: 'on',
      startCheck: 'ask-witnesses',
    });
    const seconds = await secondsOf(async () => {
      const log = reader.logs.byOrigin(originOf('north'));
      if (log === undefined) throw new TypeError('the reader follows no log');
      reader.pulls.follow(log);
      while ((log.pending?.size ?? 0) < size) await sleep(20);
    });
    await reader.close();
    answer({
      question: 'entries a second that a new node takes over, checked and durable',
      value: size / seconds,
      unit: 'entries/s',
      peer: 'a client that GETs the same bundles and throws them away',
      peerValue: size / bare,
      more: { entries: size, ...(await machineRates(dir)) },
    });
  } finally {
    served.child.kill('SIGTERM');
    await served.ended;
  }
});

function originOf(party: string): Origin {
  return `log.${party}.invalid/${programme}` as Origin;
}

async function prepare(dataDir: string, party: 'north' | 'south'): Promise<Config> {
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

/** Appends the entries as the node itself would. */
async function fill(dataDir: string, config: Config): Promise<void> {
  const keys = await readKeys(stateDirOf(dataDir, config), config, sha256);
  const own = ownLogs(config, keys);
  const logs = await openLogs({ dataDir, crypto: nodeCrypto, ...own, peers: [], keysOf: () => [] });
  const at = instantOf(Date.now());
  for (let from = 0; from < entries; from += batch) {
    const some = Array.from({ length: batch }, (_, i) => entryAt(from + i, at));
    await logs.own?.store.append(some);
  }
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

/** Serves the log from a process of its own, and waits until it has signed all of it. */
async function serve(dataDir: string): Promise<{
  readonly url: string;
  readonly size: number;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}> {
  const args = [launcher, 'serve', '--data', dataDir, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  let line = '';
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    line += String(piece);
    if (line.includes('\n')) break;
  }
  const { url } = JSON.parse(line) as { readonly url: string };
  const address = `${url}/log/${programme}/checkpoint.pending`;
  // A command is answered once the projection has caught up, so that this does not run beside the measurement.
  const command = { act: 'describe', name: { en: 'Bench' } };
  await callControl(dataDir, { method: 'command', params: { kind: 'organization', command } });
  for (;;) {
    const note = await fetch(address);
    const size = Number((await note.text()).split('\n')[1]);
    if (note.status === 200 && size > entries) return { url, size, child, ended };
    await sleep(50);
  }
}

async function introduce(reader: string, source: string, url: string): Promise<void> {
  const { port } = new URL(url);
  const config = await writeConfig(source, { ...readConfig(source), port: Number(port), url });
  const keys = await readKeys(stateDirOf(source, config), config, sha256);
  const { note } = await exportIdentity({ config, keys });
  const identity = await parseIdentity(nodeCrypto, note);
  if (!identity.ok) throw new TypeError('not an export');
  await (await openTrust(reader, nodeCrypto)).add(note, identity.value);
}

/** Entry and payload bundles, one after the other, as a pull asks for them. */
async function getAll(base: string, size: number): Promise<void> {
  const client = createHttpClient({ privateAddresses: true });
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    for (const path of [bundlePath({ index, width }), `payloads/${index}?scope=public`]) {
      const { status } = await client.ask({ url: `${base}/${path}`, bytesMax: 2 ** 25 });
      if (status !== 200) throw new TypeError(`${path} answered ${status}`);
    }
  }
  client.close();
}

async function machineRates(dir: string): Promise<Readonly<Record<string, number>>> {
  const leaf = new Uint8Array(200);
  const hashes = 200_000;
  const hashing = await secondsOf(async () => {
    for (let i = 0; i < hashes; i++) sha256(leaf);
  });
  const file = await open(join(dir, 'sync'), 'w');
  const syncs = 200;
  const syncing = await secondsOf(async () => {
    for (let i = 0; i < syncs; i++) {
      await file.write(leaf);
      await file.datasync();
    }
  });
  await file.close();
  return {
    sha256PerSecond: round(hashes / hashing),
    fdatasyncPerSecond: round(syncs / syncing),
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
