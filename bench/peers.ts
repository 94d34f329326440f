// How fast is a durable append, beside libraries that people would take instead? Each in a process of its own, entries
// of 400 bytes in batches of 1,024; ours with a payload and its commitment for each entry. And a cold replication of
// hypercore, to hold beside cold-sync. They are installed for the run into a folder that goes away. `node bench/peers.ts`
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Origin } from '../src/base/ids.ts';
import { openFilesLog } from '../src/store/files-log.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { answer, inFolder, machineRates, secondsOf } from './support/answer.ts';
import { plainEntries, publish } from './support/plain-log.ts';
import { firstLine, lineOf, runProgram } from './support/program.ts';

const entries = Number(process.env.COMITY_BENCH_ENTRIES ?? 100_352);
const batch = 1_024;
const { sha256 } = nodeCrypto;
const programOf = (name: string) => fileURLToPath(new URL(`support/${name}.ts`, import.meta.url));
const peers = [
  {
    name: 'hypercore',
    package: 'hypercore',
    version: 11,
    syncs: 'no sync of a batch; signed Merkle tree',
  },
  { name: 'pouchdb', package: 'pouchdb', version: 9, syncs: 'no sync of a batch; revision ids' },
  {
    name: 'automerge',
    package: '@automerge/automerge',
    version: 3,
    syncs: 'fdatasync by this bench; change hashes',
  },
  {
    name: 'loro',
    package: 'loro-crdt',
    version: 1,
    syncs: 'fdatasync by this bench; no history proof',
  },
] as const;

await inFolder(async (dir) => {
  const rates = await machineRates(dir);
  const value = await ownRate(join(dir, 'log'));
  for (const peer of peers) {
    const { peerValue, version, failure } = await peerRate(join(dir, peer.name), peer);
    answer({
      question:
        'durable entries a second, batches of 1,024, each with a payload and its commitment',
      value,
      unit: 'entries/s',
      peer: `${peer.name} ${version}`,
      peerValue,
      more: { entries, peerDoes: failure ?? peer.syncs, ...rates },
    });
  }
  const replication = await hypercoreReplication(dir).catch(() => 0);
  answer({
    question: 'entries a second of a cold replication over TCP on loopback',
    value: replication,
    unit: 'entries/s',
    peer: 'bench/cold-sync of the same day is to be 12 times as much',
    peerValue: replication * 12,
    more: { entries, system: 'hypercore 11, block by block with proof, encrypted', ...rates },
  });
});

async function ownRate(dir: string): Promise<number> {
  const origin = 'bench.example/comity' as Origin;
  const log = await openFilesLog({ dir, origin, sha256 });
  await log.append(plainEntries(0, batch, 1));
  let seconds = 0;
  for (let at = batch; at < entries; at += batch) {
    // Made outside the time: bytes arrive canonical and committed to.
    const some = plainEntries(at, batch, 1);
    seconds += await secondsOf(() => log.append(some));
  }
  await publish(log);
  await log.close();
  return (entries - batch) / seconds;
}

async function install(modules: string, name: string): Promise<string> {
  await mkdir(modules, { recursive: true });
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', [...args, '--prefix', modules, name], { timeout: 120_000 });
  const found = name.replace(/(?<=.)@\d+$/, '');
  const text = await readFile(join(modules, 'node_modules', found, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function peerRate(modules: string, peer: (typeof peers)[number]) {
  let version = String(peer.version);
  try {
    version = await install(modules, `${peer.package}@${peer.version}`);
    const args = [peer.name, modules, join(modules, 'data'), String(entries)];
    const { rate } = await lineOf<{ readonly rate: number }>(
      runProgram(programOf('peer-append'), args),
    );
    return { peerValue: rate, version };
  } catch (error) {
    return { peerValue: 0, version, failure: `not run: ${String(error).slice(0, 120)}` };
  }
}

async function hypercoreReplication(dir: string): Promise<number> {
  const modules = join(dir, 'hypercore');
  const program = programOf('peer-replicate');
  const serving = runProgram(program, ['serve', modules, join(dir, 'from'), String(entries)]);
  try {
    const found = await firstLine<{ port: number; key: string; entries: number }>(serving);
    const what = `${found.port}:${found.key}:${found.entries}`;
    const taking = runProgram(program, ['take', modules, join(dir, 'to'), what]);
    return (await lineOf<{ readonly rate: number }>(taking)).rate;
  } finally {
    serving.child.kill('SIGTERM');
  }
}
