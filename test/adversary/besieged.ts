// A real node process that trusts a dishonest peer, an honest one and a slow one, and what is measured of it while
// it is besieged: memory, how long its pages take, how much disk it fills, what it shows as refused.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Mark, Origin, PartyId } from '../../src/base/ids.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { NodeStatus } from '../../src/projection/queries.ts';
import { writeConfig } from '../../src/server/config.ts';
import { callControl } from '../../src/server/control-socket.ts';
import { initNode } from '../../src/server/init.ts';
import { openTrust } from '../../src/server/trust.ts';
import { nodeCrypto, randomBytes } from '../../src/store/node-crypto.ts';
import { type Peer, peerProgramme, startPeer } from '../support/peer.ts';
import { freePorts, openStage, type Running, type Stage, until } from '../support/processes.ts';

/** The node, its peers and its measures. */
export interface Besieged extends AsyncDisposable {
  readonly stage: Stage;
  readonly dataDir: string;
  readonly url: string;
  readonly process: Running;
  readonly rogue: Peer;
  readonly honest: Peer;
  /** Longest answer of a page or checkpoint since last asked, in milliseconds. */
  slowest(): number;
  /** Greatest resident memory since last asked, in bytes. */
  memoryPeak(): number;
  status(): Promise<NodeStatus>;
  diskBytes(): number;
  /** Makes the node pull from the rogue at once, closing what alarms stand. */
  pullNow(): Promise<void>;
  control(method: string, params: JsonObject): Promise<unknown>;
}

/** Starts all of it. */
export async function besiege(): Promise<Besieged> {
  const stage = openStage();
  const rogue = await startPeer();
  const honest = await startPeer({ party: 'honest', mark: 'HO', seed: 90 });
  const [port = 0] = await freePorts(1);
  const dataDir = stage.path('north');
  await initNorth(dataDir, port);
  const trust = await openTrust(dataDir, nodeCrypto);
  for (const peer of [rogue, honest]) await trust.add(peer.note, peer.node);
  const process = await stage.serve(dataDir);
  const url = `http://127.0.0.1:${port}`;
  const pages = watchPages(url);
  const memory = watchMemory(process.pid);
  const control: Besieged['control'] = async (method, params) => {
    const result = await callControl(dataDir, { method, params });
    if (result?.ok !== true) throw new Error(`${method}: ${JSON.stringify(result)}`);
    return result.value;
  };
  return {
    stage,
    dataDir,
    url,
    process,
    rogue,
    honest,
    slowest: pages.take,
    memoryPeak: memory.take,
    status: async () => (await control('status', {})) as NodeStatus,
    diskBytes: () => bytesIn(dataDir),
    pullNow: async () => void (await control('close-alarm', { party: 'rogue', why: 'next case' })),
    control,
    [Symbol.asyncDispose]: async () => {
      pages.stop();
      memory.stop();
      await stage[Symbol.asyncDispose]();
      await rogue[Symbol.asyncDispose]();
      await honest[Symbol.asyncDispose]();
    },
  };
}

async function initNorth(dataDir: string, port: number): Promise<void> {
  const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
  const input = {
    programme: peerProgramme,
    own: {
      party: 'north' as PartyId,
      mark: 'NO' as Mark,
      zone: 'Asia/Hong_Kong',
      origin: `log.north.invalid/${peerProgramme}` as Origin,
    },
    name: { en: 'Town North' },
    witnessName: 'witness.north.invalid',
    port,
    stateDir: '../north.state',
    privateAddresses: true,
    pullSeconds: 1,
  };
  const config = await initNode(dataDir, input, world);
  await writeConfig(dataDir, config);
}

/** Asks a page and a checkpoint five times a second, and remembers the longest wait. */
function watchPages(url: string) {
  let longest = 0;
  let stopped = false;
  const ask = async (path: string) => {
    const from = performance.now();
    try {
      const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(20_000) });
      await response.arrayBuffer();
      if (response.status >= 500) longest = Number.POSITIVE_INFINITY;
    } catch {
      if (!stopped) longest = Number.POSITIVE_INFINITY;
    }
    if (!stopped) longest = Math.max(longest, performance.now() - from);
  };
  const run = async () => {
    while (!stopped) {
      await ask('/en/status');
      await ask(`/log/${peerProgramme}/checkpoint.pending`);
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  void run();
  return {
    take: () => {
      const taken = longest;
      longest = 0;
      return taken;
    },
    stop: () => {
      stopped = true;
    },
  };
}

function watchMemory(pid: number) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 50);
  timer.unref();
  return {
    take: () => {
      const taken = Math.max(peak, residentBytes(pid));
      peak = 0;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}

/** Resident memory as the system counts it (`VmRSS` of /proc, in kB). */
function residentBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

function bytesIn(dir: string): number {
  let sum = 0;
  for (const one of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (one.isFile())
      sum += statSync(join(one.parentPath, one.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}

/**
 * Waits until the node has shown this code as refused, or as the peer's last error, not before the instant.
 * @param since Milliseconds, at the beginning of a second: times in the status are whole seconds.
 */
export async function untilRefused(node: Besieged, code: RegExp, since: number): Promise<string> {
  let found: string | undefined;
  let seen: readonly string[] = [];
  const look = async () => {
    const status = await node.status();
    const peer = status.peers.find(({ name }) => name === 'rogue');
    const items = [...status.refused, ...(peer?.lastError === undefined ? [] : [peer.lastError])];
    seen = items.filter(({ at }) => Date.parse(at) >= since).map((item) => item.code);
    found = seen.find((one) => code.test(one));
    return found !== undefined;
  };
  await until(`${code} in the status`, look, 20_000).catch((error: Error) => {
    throw new Error(`${error.message}; it shows ${[...new Set(seen)].join(' ') || 'nothing'}`);
  });
  return found ?? '';
}

/** Resolves at the beginning of the next second, and returns it. */
export async function nextSecond(): Promise<number> {
  const at = Math.ceil(Date.now() / 1_000) * 1_000;
  await new Promise((done) => setTimeout(done, at - Date.now()));
  return at;
}
