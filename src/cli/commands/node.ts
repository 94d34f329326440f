// Commands that make, run and look after a node: init, serve, status, rebuild, fsck, heal, alarm close, version.
import { messageOf } from '../../base/errors.ts';
import type { Mark, Origin, PartyId } from '../../base/ids.ts';
import type { NodeStatus } from '../../projection/queries.ts';
import type { ConfigInput } from '../../server/config.ts';
import { callControl } from '../../server/control-socket.ts';
import type { FsckReport } from '../../server/fsck.ts';
import { healNode } from '../../server/heal.ts';
import { initNode } from '../../server/init.ts';
import { serveNode } from '../../server/serve.ts';
import { version } from '../../server/version.ts';
import { nodeCrypto, randomBytes } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  stringOption,
} from '../command.ts';
import {
  callNode,
  dataDirOf,
  nodeOptions,
  openToServe,
  sayRefusal,
  untilStopped,
} from '../node-access.ts';

const initOptions = {
  ...nodeOptions,
  party: { type: 'string' },
  mark: { type: 'string' },
  zone: { type: 'string' },
  origin: { type: 'string' },
  programme: { type: 'string' },
  witness: { type: 'string' },
  name: { type: 'string', multiple: true },
  host: { type: 'string' },
  port: { type: 'string' },
  url: { type: 'string' },
  'state-dir': { type: 'string' },
  'private-addresses': { type: 'boolean' },
  'log-store': { type: 'string' },
} as const;

/** Commands on a node as a whole. */
export const nodeCommands: readonly Command[] = [
  {
    path: 'init',
    usage:
      '--party ID --mark MK --programme ID --zone ZONE [--name en=NAME …] [--port N] [--log-store files|postgres] [--data DIR]',
    options: initOptions,
    run: runInit,
  },
  { path: 'serve', usage: '[--data DIR]', options: nodeOptions, run: runServe },
  { path: 'status', usage: '[--data DIR] [--json]', options: nodeOptions, run: runStatus },
  {
    path: 'rebuild',
    usage: '[--data DIR]',
    options: nodeOptions,
    run: (c) => runSimple(c, 'rebuild', 'cli.rebuilt'),
  },
  { path: 'fsck', usage: '[--data DIR] [--json]', options: nodeOptions, run: runFsck },
  { path: 'heal', usage: '[--data DIR]', options: nodeOptions, run: runHeal },
  {
    path: 'alarm close',
    usage: 'PARTY --why TEXT [--data DIR]',
    options: { ...nodeOptions, why: { type: 'string' } },
    run: runCloseAlarm,
  },
  { path: 'version', usage: '[--json]', options: { json: { type: 'boolean' } }, run: runVersion },
];

async function runVersion(context: Context): Promise<ExitCode> {
  printResult(context, { version, node: process.version }, [
    `comity ${version} (Node ${process.version})`,
  ]);
  return exitCodes.ok;
}

async function runInit(context: Context): Promise<ExitCode> {
  const { options } = context;
  const programme = stringOption(options, 'programme');
  const party = stringOption(options, 'party');
  const witness = stringOption(options, 'witness');
  if (programme === undefined || (party === undefined) === (witness === undefined)) {
    context.say(context.text('cli.init.missing'));
    return exitCodes.usage;
  }
  const id = party ?? witness ?? '';
  const own =
    party === undefined
      ? {}
      : {
          own: {
            party: party as PartyId,
            mark: (stringOption(options, 'mark') ?? '') as Mark,
            zone: stringOption(options, 'zone') ?? '',
            origin: (stringOption(options, 'origin') ??
              `log.${party}.invalid/${programme}`) as Origin,
          },
        };
  const url = stringOption(options, 'url');
  const logStore = stringOption(options, 'log-store');
  const config = await initNode(
    dataDirOf(context),
    {
      programme,
      ...own,
      name: nameOf(listOption(options, 'name'), id),
      witnessName: `witness.${own.own?.origin ?? `${id}.invalid`}`.replace(/\/.*$/, ''),
      host: stringOption(options, 'host') ?? '127.0.0.1',
      port: Number(stringOption(options, 'port') ?? 8801),
      ...(url === undefined ? {} : { url }),
      stateDir: stringOption(options, 'state-dir') ?? `${dataDirOf(context)}.state`,
      privateAddresses: options['private-addresses'] === true,
      ...(logStore === undefined ? {} : { logStore: logStore as ConfigInput['logStore'] }),
    },
    { clock: Date.now, random: randomBytes, crypto: nodeCrypto },
  );
  const params = {
    id,
    dir: dataDirOf(context),
    state: config.stateDir,
    origin: config.own?.origin ?? '–',
  };
  printResult(context, { ...params, port: config.port }, [context.text('cli.init.done', params)]);
  return exitCodes.ok;
}

/** `en=Hong Kong` and the like; without any, the id stands for the name. */
function nameOf(given: readonly string[], id: string): Record<string, string> {
  const pairs = given.map(
    (one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const,
  );
  return pairs.length === 0 ? { en: id } : Object.fromEntries(pairs);
}

/** Runs a node until it is told to stop. */
export async function runServe(context: Context): Promise<ExitCode> {
  const node = await openToServe(context);
  const serving = await serveNode({
    forecasts: 'recorded',
    node,
    messages: context.messages,
    report: [],
    onError: (error) => context.say(messageOf(error)),
  }).catch(async (error: unknown) => {
    await node.close();
    throw error;
  });
  const line = { ready: true, url: serving.url, pid: process.pid };
  printResult(context, line, [context.text('cli.serve.ready', { url: serving.url })]);
  await untilStopped(context);
  await serving.close();
  return exitCodes.ok;
}

async function runStatus(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'status');
  if (!called.ok) return sayRefusal(context, called.error);
  const status = called.value as NodeStatus;
  const lines = [
    context.text(status.signing.allowed ? 'cli.status.signing' : 'cli.status.held', {
      name: status.name,
      reason: inWords(context, status.signing.reason),
    }),
    ...status.logs.map((log) =>
      context.text('cli.status.log', {
        party: log.party,
        recorded: log.recordedSize,
        published: log.publishedSize,
        confirmed: log.confirmedSize,
      }),
    ),
    ...status.peers.map((peer) =>
      context.text('cli.status.peer', {
        name: peer.name,
        url: peer.url,
        lag: peer.lagEntries,
        cosigned: peer.lastCosigned?.at ?? '–',
        error: inWords(context, peer.lastError?.code),
      }),
    ),
    ...status.alarms
      .filter((alarm) => alarm.closed === undefined)
      .map((alarm) =>
        context.text('cli.status.alarm', {
          origin: alarm.origin,
          code: inWords(context, alarm.code),
          detail: alarm.detail,
        }),
      ),
  ];
  printResult(context, status, lines);
  const proven = status.alarms.some(
    (alarm) => alarm.closed === undefined && alarm.state === 'proven',
  );
  return proven ? exitCodes.equivocation : exitCodes.ok;
}

/** A code as the language says it, with the code itself; codes between machines have no words. */
function inWords(context: Context, code: string | undefined): string {
  if (code === undefined) return '–';
  const known = context.messages.has(context.language, code);
  return known ? `${context.text(code)} [${code}]` : code;
}

async function runFsck(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'fsck');
  if (!called.ok) return sayRefusal(context, called.error);
  const report = called.value as FsckReport;
  const lines = [
    ...report.logs.map((log) => context.text('cli.fsck.log', { ...log })),
    ...report.issues.map((issue) => `${issue.code} ${issue.path}: ${issue.message}`),
    context.text('cli.fsck.result', { issues: report.issues.length }),
  ];
  printResult(context, report, lines);
  return report.issues.length === 0 ? exitCodes.ok : exitCodes.badProof;
}

async function runHeal(context: Context): Promise<ExitCode> {
  const dataDir = dataDirOf(context);
  if ((await callControl(dataDir, { method: 'status', params: {} })) !== undefined) {
    context.say(context.text('cli.heal.running'));
    return exitCodes.conflict;
  }
  const healed = await healNode(dataDir, Date.now);
  const key = healed.restored === 0 ? 'cli.heal.nothing' : 'cli.heal.done';
  const { origin, restored, followed } = healed;
  const lines = [
    ...(healed.mended === 0 ? [] : [context.text('cli.heal.mended', { mended: healed.mended })]),
    context.text(key, {
      origin,
      restored,
      followed,
      kept: healed.kept ?? '–',
      from: healed.from ?? '–',
    }),
  ];
  printResult(context, healed, lines);
  return exitCodes.ok;
}

async function runCloseAlarm(context: Context): Promise<ExitCode> {
  const params = { party: context.args[0] ?? '', why: stringOption(context.options, 'why') ?? '' };
  const called = await callNode(context, 'close-alarm', params);
  if (!called.ok) return sayRefusal(context, called.error);
  printResult(context, called.value, [
    context.text('cli.alarm.closed', called.value as { closed: number }),
  ]);
  return exitCodes.ok;
}

async function runSimple(context: Context, method: string, key: string): Promise<ExitCode> {
  const called = await callNode(context, method);
  if (!called.ok) return sayRefusal(context, called.error);
  printResult(context, called.value, [context.text(key)]);
  return exitCodes.ok;
}
