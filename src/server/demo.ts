// The demonstration: the parties and an independent witness as real nodes in one process, each with its own
// folder, keys and database, speaking to each other only over HTTP on loopback (docs/decisions/0023).
import { createServer } from 'node:net';
import { join } from 'node:path';
import { assert, ComityError } from '../base/errors.ts';
import type { Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import type { Clock } from '../base/ports.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { printVerifierKey } from '../record/key.ts';
import { lockFolder } from '../store/folder.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import type { Messages } from '../text/messages.ts';
import type { ReportElement } from '../web/site.ts';
import { type Config, readConfig, stateDirOf, writeConfig } from './config.ts';
import { makeTemplate } from './demo-template.ts';
import { parseIdentity } from './identity.ts';
import { initNode } from './init.ts';
import { exportIdentity } from './introduce.ts';
import { readKeys } from './keys.ts';
import { cosignersOf } from './logs.ts';
import { type Node, openNode } from './node.ts';
import type { NodeOptions } from './node-parts.ts';
import { databaseUrl } from './projection-place.ts';
import { type Serving, serveNode } from './serve.ts';
import { openTrust } from './trust.ts';

/** Who takes part, in the order of `--ports`. */
export interface DemoCast {
  readonly programme: ProgrammeId;
  readonly parties: readonly {
    readonly party: PartyId;
    readonly mark: string;
    readonly zone: string;
    readonly name: LanguageMap;
    /** Pseudonym of the operator. */
    readonly operator?: string;
  }[];
  readonly witness: { readonly name: string; readonly label: LanguageMap };
}

/** What the demonstration is started with. */
export interface DemoSetting {
  readonly dir: string;
  readonly ports: readonly number[];
  readonly cast: DemoCast;
  readonly messages: Messages;
  readonly report: readonly ReportElement[];
  readonly onError: (error: unknown) => void;
  /** Ends a start that is not over: server.demo.stopped. */
  readonly stop?: AbortSignal;
  /** Another clock than the machine's, for tests. */
  readonly clock?: Clock;
}

/** One running node of the demonstration. */
export interface DemoNode {
  readonly id: string;
  readonly dataDir: string;
  // tidy-allow readonly-fields: another one after a restart
  node: Node;
  // tidy-allow readonly-fields: for the same reason as the field above
  serving: Serving;
}

/** The running demonstration. */
export interface Demo {
  readonly programme: ProgrammeId;
  readonly nodes: readonly DemoNode[];
  byId(id: string): DemoNode;
  /** Stops one node, does something to its folder, and starts it again. */
  restart(
    id: string,
    between: (dataDir: string) => Promise<void>,
    startCheck: NodeOptions['startCheck'],
  ): Promise<void>;
  /** Puts every forecast that is due on record, now and from now on: once the story is told. */
  startForecasts(): Promise<void>;
  /** Resolves when every log is recorded, mirrored, cosigned by all and shown so. Failure: server.demo.not-settled. */
  settle(milliseconds: number): Promise<void>;
  ready(): readonly DemoLine[];
  close(): Promise<void>;
}

/** One node in the machine-readable line of `comity demo --json`. */
export interface DemoLine {
  readonly party: string;
  readonly url: string;
  readonly log: string | null;
  readonly vkey: string | null;
  readonly witnessVkey: string;
}

/** Starts every node. Failures: those of folders, ports and nodes; server.demo.other-programme. */
export async function startDemo(setting: DemoSetting): Promise<Demo> {
  const lock = await lockFolder(setting.dir);
  const nodes: DemoNode[] = [];
  try {
    const template =
      databaseUrl() === undefined ? await makeTemplate(setting.dir, setting.stop) : undefined;
    const members = await prepareMembers(setting);
    const open = (id: string, startCheck: NodeOptions['startCheck']) =>
      openOne(setting, { id, template, startCheck });
    const opened = await Promise.allSettled(members.map((id) => open(id, 'ask-witnesses')));
    for (const one of opened) if (one.status === 'fulfilled') nodes.push(one.value);
    // Thrown once all are up or down, so that those that are up are closed.
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    let isForecasting = false;
    const byId = (id: string) => {
      const found = nodes.find((one) => one.id === id);
      if (found === undefined) throw new ComityError('server.demo.unknown', `no node ${id}`);
      return found;
    };
    return {
      programme: setting.cast.programme,
      nodes,
      byId,
      restart: async (id, between, startCheck) => {
        const one = byId(id);
        await one.serving.close();
        let failed: unknown;
        await between(one.dataDir).catch((error: unknown) => {
          failed = error;
        });
        const again = await open(id, startCheck);
        one.node = again.node;
        one.serving = again.serving;
        // An operator who rewrites the past does not wait for forecasts of it.
        if (isForecasting && startCheck !== 'skip') void one.serving.startForecasts();
        if (failed !== undefined) throw failed;
      },
      startForecasts: async () => {
        isForecasting = true;
        for (const one of nodes) await one.serving.startForecasts();
      },
      settle: (milliseconds) => settle(nodes, milliseconds),
      ready: () => nodes.map((one) => lineOf(one, setting.cast.programme)),
      close: async () => {
        await Promise.all(nodes.map((one) => one.serving.close()));
        await lock.release();
      },
    };
  } catch (error) {
    await Promise.all(nodes.map((one) => one.serving.close()));
    await lock.release();
    throw error;
  }
}

async function openOne(
  setting: DemoSetting,
  given: {
    readonly id: string;
    /** Absent where projections live on a server. */
    readonly template: string | undefined;
    readonly startCheck: NodeOptions['startCheck'];
  },
): Promise<DemoNode> {
  const dataDir = join(setting.dir, given.id);
  const node = await openNode({
    dataDir,
    network: 'on',
    startCheck: given.startCheck,
    ...(setting.clock === undefined ? {} : { clock: setting.clock }),
    ...(given.template === undefined ? {} : { projectionTemplate: given.template }),
  });
  try {
    const { messages, report, onError } = setting;
    const serving = await serveNode({ node, messages, report, onError, forecasts: 'held' });
    return { id: given.id, dataDir, node, serving };
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** Makes the folders that are missing, gives each node its address of this start, and introduces all to all. */
async function prepareMembers(setting: DemoSetting): Promise<readonly string[]> {
  const { dir, cast } = setting;
  const ids = [...cast.parties.map((party) => party.party as string), 'witness'];
  for (const id of ids) refuseOtherProgramme(join(dir, id), cast);
  const ports = await freePorts(ids.map((_, i) => setting.ports[i] ?? 0));
  const configs: Config[] = [];
  for (const [i, id] of ids.entries()) {
    const address = { port: ports[i], url: `http://127.0.0.1:${ports[i]}` };
    const dataDir = join(dir, id);
    const there = existingConfig(dataDir);
    const config = there ?? (await initNode(dataDir, inputFor(cast, i, ports[i]), world));
    configs.push(await writeConfig(dataDir, { ...config, ...address }));
  }
  const exports = await Promise.all(
    configs.map((config, i) => exportOf(join(dir, ids[i]), config)),
  );
  for (const [i, id] of ids.entries()) {
    for (const [j, note] of exports.entries()) if (i !== j) await introduce(join(dir, id), note);
  }
  return ids;
}

const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };

/** Looked at before anything is made: the folder may be another example's. */
function refuseOtherProgramme(dataDir: string, { programme }: DemoCast): void {
  const held = existingConfig(dataDir)?.programme ?? programme;
  if (held === programme) return;
  const message = `${dataDir} holds ${held}, not ${programme}: give another folder`;
  throw new ComityError('server.demo.other-programme', message);
}

function existingConfig(dataDir: string): Config | undefined {
  try {
    return readConfig(dataDir);
  } catch (error) {
    if (error instanceof ComityError && error.code === 'server.config.absent') return undefined;
    throw error;
  }
}

function inputFor(cast: DemoCast, index: number, port: number) {
  const party = cast.parties[index];
  const id = party?.party ?? 'witness';
  return {
    programme: cast.programme,
    ...(party === undefined
      ? {}
      : {
          own: {
            party: party.party,
            mark: party.mark,
            zone: party.zone,
            origin: `log.${party.party}.invalid/${cast.programme}` as Origin,
          },
          ...(party.operator === undefined ? {} : { operator: party.operator }),
        }),
    name: party?.name ?? cast.witness.label,
    witnessName:
      party === undefined
        ? `${cast.witness.name}.invalid/witness`
        : `witness.${party.party}.invalid`,
    port,
    stateDir: `../state/${id}`,
    privateAddresses: true,
    demonstration: true,
  };
}

async function exportOf(dataDir: string, config: Config): Promise<string> {
  const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
  return (await exportIdentity({ config, keys })).note;
}

async function introduce(dataDir: string, note: string): Promise<void> {
  const parsed = await parseIdentity(nodeCrypto, note);
  assert(parsed.ok, 'our own export can be read');
  const trust = await openTrust(dataDir, nodeCrypto);
  await trust.add(note, parsed.value);
}

/** Ports asked for stay; for 0 a free one is found and let go again just before the node takes it. */
async function freePorts(asked: readonly number[]): Promise<readonly number[]> {
  const servers = asked.map((port) => (port === 0 ? createServer() : undefined));
  const ports = await Promise.all(
    servers.map(async (server, i) => {
      if (server === undefined) return asked[i];
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    }),
  );
  await Promise.all(servers.map((server) => server && new Promise((done) => server.close(done))));
  return ports;
}

function lineOf(one: DemoNode, programme: string): DemoLine {
  const { keys, config } = one.node;
  const { url } = one.serving;
  return {
    party: config.own?.party ?? one.id,
    url,
    log: keys.log === undefined ? null : `${url}/log/${programme}`,
    vkey: keys.log === undefined ? null : printVerifierKey(keys.log.key),
    witnessVkey: printVerifierKey(keys.witness.key),
  };
}

async function settle(nodes: readonly DemoNode[], milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const missing = await firstUnsettled(nodes);
    if (missing === undefined) return;
    if (Date.now() > until) throw new ComityError('server.demo.not-settled', missing);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function firstUnsettled(nodes: readonly DemoNode[]): Promise<string | undefined> {
  for (const { id, node } of nodes) {
    const { own } = node.logs;
    if (own === undefined) continue;
    const { size } = own.store.head();
    const confirmed = own.confirmed;
    if (confirmed === undefined || confirmed.size < size)
      return `${id}: size ${size} is not confirmed`;
    const keys = node.trust.all().map((other) => other.witnessKey);
    const cosigners = await cosignersOf(nodeCrypto, confirmed, keys);
    if (cosigners.size < keys.length)
      return `${id}: ${cosigners.size} of ${keys.length} have cosigned`;
    for (const other of nodes) {
      if (other.id === id) continue;
      const mirror = other.node.logs.byOrigin(own.identity.origin);
      if ((mirror?.confirmed?.size ?? 0) < size)
        return `${other.id} has not mirrored ${id} up to ${size}`;
      await other.node.party?.projector.waitFor(own.identity.origin, size);
    }
  }
  return undefined;
}
