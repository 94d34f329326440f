// Commands on a signer that is a process of its own: signer setup, signer run.
import { join, resolve } from 'node:path';
import { keyOverlapDays, keyOverlapDaysMax } from '../../server/limits.ts';
import { openSignerDesk, rotateInSigner, setUpSigner } from '../../server/signer-folder.ts';
import { listenSigner } from '../../server/signer-socket.ts';
import { lockFolder } from '../../store/folder.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { dataDirOf, nodeOptions, untilStopped } from '../node-access.ts';

const signerOptions = {
  json: { type: 'boolean' },
  'state-dir': { type: 'string' },
  socket: { type: 'string' },
} as const;

/** Commands on a signer. */
export const signerCommands: readonly Command[] = [
  {
    path: 'signer setup',
    usage: '--state-dir SIGNER [--socket PATH] [--data DIR]',
    options: { ...nodeOptions, ...signerOptions },
    run: runSetup,
  },
  {
    path: 'signer run',
    usage: '--state-dir SIGNER [--socket PATH]',
    options: signerOptions,
    run: runSigner,
  },
  {
    path: 'signer rotate',
    usage: '--state-dir SIGNER [--overlap-days N]',
    options: { ...signerOptions, 'overlap-days': { type: 'string' } },
    run: runRotate,
  },
];

/** The signer's folder and socket; undefined, and said, when no folder is given. */
function placeOf(context: Context) {
  const given = stringOption(context.options, 'state-dir');
  if (given === undefined) {
    context.say(context.text('cli.signer.state-dir'));
    return undefined;
  }
  const signerDir = resolve(given);
  const socket = resolve(stringOption(context.options, 'socket') ?? join(signerDir, 'socket'));
  return { signerDir, socket };
}

async function runSetup(context: Context): Promise<ExitCode> {
  const place = placeOf(context);
  if (place === undefined) return exitCodes.usage;
  const { origin, socket } = await setUpSigner({ dataDir: dataDirOf(context), ...place });
  const params = { origin, socket, dir: place.signerDir };
  printResult(context, params, [context.text('cli.signer.set-up', params)]);
  return exitCodes.ok;
}

async function runRotate(context: Context): Promise<ExitCode> {
  const place = placeOf(context);
  if (place === undefined) return exitCodes.usage;
  const overlapDays = Number(stringOption(context.options, 'overlap-days') ?? keyOverlapDays);
  if (!Number.isInteger(overlapDays) || overlapDays < 0 || overlapDays > keyOverlapDaysMax) {
    context.say(context.text('server.keys.overlap', { max: keyOverlapDaysMax }));
    return exitCodes.usage;
  }
  const vkey = await rotateInSigner(place.signerDir, { overlapDays, now: Date.now() });
  printResult(context, { vkey }, [context.text('cli.signer.rotated', { vkey })]);
  return exitCodes.ok;
}

async function runSigner(context: Context): Promise<ExitCode> {
  const place = placeOf(context);
  if (place === undefined) return exitCodes.usage;
  const { signerDir, socket } = place;
  await using _lock = await lockFolder(signerDir);
  const desk = await openSignerDesk(signerDir, Date.now);
  const listening = await listenSigner(socket, desk, nodeCrypto);
  const line = { ready: true, origin: desk.origin, socket, pid: process.pid };
  printResult(context, line, [context.text('cli.signer.ready', { origin: desk.origin, socket })]);
  await untilStopped(context);
  await listening.close();
  return exitCodes.ok;
}
