// Two parties on one stage, made by the commands that people type: init, party export, party trust, programme
// propose and accept. What the tests of whole nodes begin with.
import { expect } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { originHash } from '../../src/server/logs.ts';
import { testCrypto } from './crypto.ts';
import {
  call,
  freePorts,
  type LogCheck,
  openStage,
  type Running,
  type Stage,
  tlogcheckRefusal,
  until,
} from './processes.ts';

/** The programme that both found. */
export const programme = 'two-towns';

/** One party's node. */
export interface PartyNode {
  readonly party: string;
  readonly mark: string;
  readonly data: string;
  readonly url: string;
  readonly origin: string;
  vkey: string;
  witnessVkey: string;
  fingerprint: string;
  process?: Running;
}

/** Both parties, and the stage they stand on. */
export interface TwoNodes extends AsyncDisposable {
  readonly stage: Stage;
  readonly a: PartyNode;
  readonly b: PartyNode;
}

const zones = { north: 'Asia/Hong_Kong', south: 'Asia/Shanghai', west: 'Asia/Macau' } as const;

/** How the node of the north differs from what `init` makes of itself. */
export interface NorthSetting {
  /** The environment of all processes of the stage. */
  readonly env: Readonly<Record<string, string>>;
  /** Further words for its `init`. */
  readonly words: readonly string[];
  /** Told of the node before anybody asks for it. */
  readonly onMade: (node: PartyNode) => void;
}

/** Makes two nodes in empty folders; neither runs nor knows the other. */
export async function initTwo(north?: NorthSetting): Promise<TwoNodes> {
  const stage = openStage(north?.env);
  try {
    const [portA, portB] = await freePorts(2);
    const further = north?.words ?? [];
    const a = await initOne(stage, { party: 'north', mark: 'NO', port: portA, further });
    north?.onMade(a);
    const b = await initOne(stage, { party: 'south', mark: 'SO', port: portB });
    return { stage, a, b, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** Makes one node in an empty folder, of the stage unless another is given. */
export async function initOne(
  stage: Stage,
  given: {
    readonly party: keyof typeof zones;
    readonly mark: string;
    readonly port: number;
    readonly data?: string;
    /** Further words for its `init`. */
    readonly further?: readonly string[];
  },
): Promise<PartyNode> {
  const { party, mark, port, data = stage.path(party), further = [] } = given;
  const words = [
    '--party',
    party,
    '--mark',
    mark,
    '--zone',
    zones[party],
    '--programme',
    programme,
  ];
  const names = [
    '--name',
    `en=Town ${party}`,
    '--name',
    `zh-Hant=${party}鎮`,
    '--name',
    `zh-Hans=${party}镇`,
  ];
  const rest = ['--port', String(port), '--private-addresses', '--data', data, ...further];
  const made = await stage.run('init', ...words, ...names, ...rest);
  expect(made.stderr).toBe('');
  expect(made.code).toBe(0);
  return {
    party,
    mark,
    data,
    url: `http://127.0.0.1:${port}`,
    origin: `log.${party}.invalid/${programme}`,
    vkey: '',
    witnessVkey: '',
    fingerprint: '',
  };
}

/** Exports one node's identity to a file and remembers its keys. Returns the file. */
export async function exportTo(stage: Stage, node: PartyNode): Promise<string> {
  const file = stage.path(`${node.party}.export`);
  const done = await stage.run('party', 'export', '-o', file, '--data', node.data);
  expect(done.code, done.stderr).toBe(0);
  const { note, fingerprint } = await exportOf(stage, node);
  node.fingerprint = fingerprint;
  node.vkey = /"logKey":"([^"]+)"/.exec(note)?.[1] ?? '';
  node.witnessVkey = /"witnessKey":"([^"]+)"/.exec(note)?.[1] ?? '';
  return file;
}

async function exportOf(stage: Stage, node: PartyNode) {
  const done = await stage.run('party', 'export', '--json', '--data', node.data);
  return JSON.parse(done.stdout) as { readonly note: string; readonly fingerprint: string };
}

/** The charter's file: everything but parties and keys. */
export const charterFile: JsonObject = {
  title: { en: 'Two Towns Programme', 'zh-Hant': '兩鎮計劃', 'zh-Hans': '两镇计划' },
  languages: ['en', 'zh-Hant', 'zh-Hans'],
  fields: [{ id: 'water', label: { en: 'Water', 'zh-Hant': '供水', 'zh-Hans': '供水' } }],
  publication: {
    ...{ meetings: 'public', agreements: 'public', drafts: 'public' },
    ...{ cases: 'public', decidedCases: 'public', forecasts: 'public' },
  },
  posts: {
    north: { en: 'Clerk of the North', 'zh-Hant': '北鎮書記', 'zh-Hans': '北镇书记' },
    south: { en: 'Clerk of the South', 'zh-Hant': '南鎮書記', 'zh-Hans': '南镇书记' },
  },
};

/** Founds a programme and leaves both nodes serving, its charter concluded and confirmed on both. */
export async function foundTwo(north?: NorthSetting): Promise<TwoNodes> {
  const two = await initTwo(north);
  try {
    const { stage, a, b } = two;
    const fileA = await exportTo(stage, a);
    const fileB = await exportTo(stage, b);
    a.process = await stage.serve(a.data);
    b.process = await stage.serve(b.data);
    await trust(stage, a, { file: fileB, words: b.fingerprint });
    await trust(stage, b, { file: fileA, words: a.fingerprint });
    const charter = stage.json('charter.json', charterFile);
    const proposed = await stage.run('programme', 'propose', charter, '--data', a.data);
    expect(proposed.code, proposed.stderr).toBe(0);
    await until('the charter arrives', () => holdsAll(b, a));
    const accepted = await stage.run('programme', 'accept', programme, '--data', b.data);
    expect(accepted.code, accepted.stderr).toBe(0);
    await untilAgreed(two);
    return two;
  } catch (error) {
    await two[Symbol.asyncDispose]();
    throw error;
  }
}

/** Enters the export of another node, its fingerprint given. */
export async function trust(
  stage: Stage,
  node: PartyNode,
  given: { readonly file: string; readonly words: string },
): Promise<void> {
  const words = ['--fingerprint', given.words, '--no-input', '--data', node.data];
  const done = await stage.run('party', 'trust', given.file, ...words);
  expect(done.code, done.stderr).toBe(0);
}

/** How far a log is, as one node sees it. */
export interface LogView {
  readonly origin: string;
  readonly recordedSize: number;
  readonly publishedSize: number;
  readonly confirmedSize: number;
  readonly payloads: { readonly held: number; readonly notHeld: number; readonly erased: number };
}

/** Returns what a running node says of every log it holds, by origin. */
export async function logsOf(node: PartyNode): Promise<ReadonlyMap<string, LogView>> {
  const status = await call<{ readonly logs: readonly LogView[] }>(node.data, 'status');
  return new Map(status.logs.map((log) => [log.origin, log]));
}

async function holdsAll(reader: PartyNode, writer: PartyNode): Promise<boolean> {
  const [mine, theirs] = [
    (await logsOf(reader)).get(writer.origin),
    (await logsOf(writer)).get(writer.origin),
  ];
  return mine !== undefined && theirs !== undefined && mine.recordedSize === theirs.recordedSize;
}

/** Whether both hold and have applied both logs whole, every entry confirmed, as both say. */
export function areAgreed(two: TwoNodes): Promise<boolean> {
  return allAgree([two.a, two.b]);
}

/** Whether all hold and have applied all their logs whole, every entry confirmed, as all say. */
export async function allAgree(nodes: readonly PartyNode[]): Promise<boolean> {
  const views = await Promise.all(nodes.map(logsOf));
  return nodes.every(({ origin }) => {
    const logs = views.map((view) => view.get(origin));
    const sizes = logs.flatMap((log) => [log?.recordedSize ?? -1, log?.confirmedSize ?? -2]);
    // Payloads are counted where they are applied: pages and commands see what this says.
    const isWhole = logs.every(
      (log) =>
        log?.payloads.notHeld === 0 && log.payloads.held + log.payloads.erased === log.recordedSize,
    );
    return isWhole && sizes.every((size) => size === sizes[0]);
  });
}

/** Waits until both agree. Returns the milliseconds that took. */
export async function untilAgreed(two: TwoNodes, milliseconds = 20_000): Promise<number> {
  try {
    return await until('both nodes agree on both logs', () => areAgreed(two), milliseconds);
  } catch (error) {
    for (const node of [two.a, two.b])
      console.error(JSON.stringify(await call(node.data, 'status')));
    throw error;
  }
}

/** Every place where the two logs can be read, over HTTP and on disk, own and mirrored. */
export function placesOf({ a, b }: TwoNodes): readonly LogCheck[] {
  return placesOfAll([a, b]);
}

/** Every place where the logs of all can be read. */
export function placesOfAll(nodes: readonly PartyNode[]): readonly LogCheck[] {
  return nodes.flatMap((owner) => {
    const hash = originHash(testCrypto, owner.origin);
    const others = nodes.filter((node) => node !== owner);
    const check = { vkey: owner.vkey, witnesses: others.map((node) => node.witnessVkey) };
    const mirrors = others.flatMap((other) => [
      { ...check, log: `${other.url}/mirror/${hash}` },
      { ...check, log: `${other.data}/mirrors/${hash}` },
    ]);
    return [
      { ...check, log: `${owner.url}/log/${programme}` },
      { ...check, log: `${owner.data}/log` },
      ...mirrors,
    ];
  });
}

/** Runs tlogcheck on every place of both logs. */
export function expectAccepted(two: TwoNodes): void {
  for (const place of placesOf(two)) expect(tlogcheckRefusal(place), place.log).toBeUndefined();
}

/** Returns one name in every language of the programme. */
export function namesOf(name: string): JsonObject {
  return { en: name, 'zh-Hant': name, 'zh-Hans': name };
}

/** Describes an organization through the socket. Returns its id and leaf as acknowledged. */
export async function describeOne(
  node: PartyNode,
  name: string,
): Promise<{
  readonly ids: readonly string[];
  readonly leaves: readonly string[];
  readonly firstIndex: number;
}> {
  return call(node.data, 'command', {
    kind: 'organization',
    command: { act: 'describe', name: namesOf(name) },
  });
}
