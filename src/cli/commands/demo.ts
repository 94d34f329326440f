// `comity demo`: an example programme as real nodes; `demo cheat` and `demo heal` speak to the one that runs.
import { basename, resolve } from 'node:path';
import { ComityError, messageOf } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { ok, refuse } from '../../base/result.ts';
import type { Control } from '../../server/control.ts';
import { callControl, listenControl } from '../../server/control-socket.ts';
import { type Demo, startDemo } from '../../server/demo.ts';
import { type Cheat, type CheatReport, cheat, healDemo } from '../../server/demo-cheat.ts';
import { tellStory } from '../../server/demo-story.ts';
import { pickText } from '../../text/language-map.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { defaultExample, findExample, readExample } from '../example.ts';
import { sayRefusal } from '../node-access.ts';

const settleMilliseconds = 60_000;
/** The first party's, and those of the others after it. */
const firstPort = 8801;
const cheats: readonly string[] = ['backdate', 'delete', 'split'];

const options = {
  example: { type: 'string' },
  data: { type: 'string' },
  ports: { type: 'string' },
  json: { type: 'boolean' },
} as const;
const controlOptions = {
  example: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** demo, demo cheat, demo heal. */
export const demoCommands: readonly Command[] = [
  {
    path: 'demo',
    usage: '[--example NAME|DIR] [--data DIR] [--ports P1,P2,…] [--json]',
    options,
    run: runDemo,
  },
  {
    path: 'demo cheat',
    usage: 'backdate|delete|split [--example NAME|DIR] [--data DIR]',
    options: controlOptions,
    run: runCheat,
  },
  {
    path: 'demo heal',
    usage: '[--example NAME|DIR] [--data DIR]',
    options: controlOptions,
    run: runHeal,
  },
];

async function runDemo(context: Context): Promise<ExitCode> {
  const found = findExample(exampleOf(context));
  if (!found.ok) return sayRefusal(context, found.error);
  const { cast, report, story } = readExample(found.value);
  const members = cast.parties.length + 1;
  const ports = parsePorts(stringOption(context.options, 'ports'), members);
  if (ports === undefined) {
    context.say(context.text('cli.demo.bad-ports', { nodes: members }));
    return exitCodes.usage;
  }
  const dir = demoDir(context);
  const started = Date.now();
  context.say(context.text('cli.demo.starting', { dir, nodes: members }));
  const { stop, messages } = context;
  const onError = (error: unknown) => context.say(messageOf(error));
  const demo = await startDemo({ stop, dir, ports, cast, messages, report, onError }).catch(
    (error: unknown) => {
      // Stopped before it was up: that is what was asked for.
      if (stop.aborted) return undefined;
      throw error;
    },
  );
  if (demo === undefined) return exitCodes.ok;
  try {
    const onStep = (done: number, all: number) => showProgress(context, done, all);
    await tellStory(demo, dir, { story, onStep, stop });
    if (!stop.aborted) await demo.startForecasts();
    // Raced even when stopped already, so that what settling throws later is nobody's unhandled rejection.
    await Promise.race([demo.settle(settleMilliseconds), stopped(stop)]);
    if (stop.aborted) return exitCodes.ok;
    const control = await listenControl(dir, demoControl(demo));
    announce(context, demo, Date.now() - started);
    await stopped(stop);
    await control.close();
  } finally {
    await demo.close();
  }
  return exitCodes.ok;
}

function announce(context: Context, demo: Demo, milliseconds: number): void {
  const line = { ready: true, programme: demo.programme, nodes: demo.ready() };
  const lines = [context.text('cli.demo.ready', { seconds: (milliseconds / 1000).toFixed(1) }), ''];
  for (const { node, serving } of demo.nodes) {
    const name = node.config.own?.party ?? 'witness';
    const label = pickText(node.config.name, context.language).text;
    lines.push(
      `  ${label.padEnd(24)} http://${name}.localhost:${serving.port}/${context.language.address}/`,
    );
  }
  lines.push('', context.text('cli.demo.next'));
  printResult(context, line, lines);
}

/** On a terminal one line that counts; elsewhere a line now and then. */
function showProgress(context: Context, done: number, all: number): void {
  if (context.options.quiet === true) return;
  if (process.stderr.isTTY) {
    process.stderr.write(
      `\r${context.text('cli.demo.progress', { done, all })}${done === all ? '\n' : ''}`,
    );
  } else if (done % 10 === 0 || done === all) {
    context.say(context.text('cli.demo.progress', { done, all }));
  }
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

function demoControl(demo: Demo): Control {
  // One at a time: a heal in the middle of a cheat would restart the node under its feet.
  let queue: Promise<unknown> = Promise.resolve();
  return (method, params) => {
    const run = async () => {
      if (method === 'heal') return ok(await healDemo(demo));
      const kind = (params as JsonObject).kind;
      if (method !== 'cheat' || typeof kind !== 'string' || !cheats.includes(kind)) {
        return refuse('server.control.method', { method });
      }
      const [cheater] = demo.nodes;
      const standing = demo.nodes.some((one) =>
        one.node.alarms.standing(cheater.node.logs.own?.identity.origin ?? ''),
      );
      return standing ? refuse('server.demo.heal-first') : ok(await cheat(demo, kind as Cheat));
    };
    const next = queue.catch(() => undefined).then(run);
    queue = next;
    return next;
  };
}

async function runCheat(context: Context): Promise<ExitCode> {
  const [kind] = context.args;
  if (kind === undefined || !cheats.includes(kind)) {
    context.say(context.text('cli.demo.which-cheat', { cheats: cheats.join(', ') }));
    return exitCodes.usage;
  }
  const called = await callDemo(context, 'cheat', { kind });
  if (!called.ok) return sayRefusal(context, called.error);
  const report = called.value as CheatReport;
  const lines = [
    context.text(`cli.demo.cheated-${report.cheat}`, {
      cheater: report.cheater,
      altered: report.altered,
    }),
    ...report.refusedBy.map((one) =>
      context.text('cli.demo.refused-by', {
        node: one.node,
        code: one.code,
        evidence: one.evidence ?? '–',
      }),
    ),
    context.text('cli.demo.caught', { seconds: (report.milliseconds / 1000).toFixed(1) }),
  ];
  printResult(context, report, lines);
  return exitCodes.ok;
}

async function runHeal(context: Context): Promise<ExitCode> {
  const called = await callDemo(context, 'heal', {});
  if (!called.ok) return sayRefusal(context, called.error);
  const { restored, closed } = called.value as {
    readonly restored: number;
    readonly closed: number;
  };
  printResult(context, called.value, [
    context.text(restored === 0 ? 'cli.demo.healed-alarms' : 'cli.demo.healed', {
      restored,
      closed,
    }),
  ]);
  return exitCodes.ok;
}

async function callDemo(context: Context, method: string, params: JsonObject) {
  const dir = demoDir(context);
  const called = await callControl(dir, { method, params });
  if (called === undefined)
    throw new ComityError('cli.demo.not-running', context.text('cli.demo.not-running', { dir }));
  return called;
}

function exampleOf(context: Context): string {
  return stringOption(context.options, 'example') ?? defaultExample;
}

/** Each example has a folder of its own: one that holds another programme cannot be gone on with. */
function demoDir(context: Context): string {
  const example = exampleOf(context);
  const own = example === defaultExample ? 'demo' : `demo-${basename(example)}`;
  return resolve(stringOption(context.options, 'data') ?? `data/${own}`);
}

/** So many ports at most; those not named take their default, 0 takes any free one. */
function parsePorts(text: string | undefined, count: number): readonly number[] | undefined {
  const defaultPorts = Array.from({ length: count }, (_, i) => firstPort + i);
  if (text === undefined) return defaultPorts;
  const ports = text.split(',').map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : Number.NaN));
  if (ports.length > count || ports.some((port) => !(port >= 0 && port <= 65_535)))
    return undefined;
  const named = ports.filter((port) => port !== 0);
  if (new Set(named).size < named.length) return undefined;
  return defaultPorts.map((port, i) => ports[i] ?? port);
}
