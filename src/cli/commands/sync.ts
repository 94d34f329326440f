// Commands on what passes between nodes: sync pull, sync status, sync export, sync import.
import { resolve } from 'node:path';
import type { RefusedItem } from '../../projection/queries.ts';
import type { FolderExport } from '../../server/folder-export.ts';
import type { Synced, SyncStatus } from '../../server/sync.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on exchange with other nodes. */
export const syncCommands: readonly Command[] = [
  { path: 'sync pull', usage: '[PARTY] [--data DIR] [--json]', options: nodeOptions, run: runPull },
  { path: 'sync status', usage: '[--data DIR] [--json]', options: nodeOptions, run: runStatus },
  {
    path: 'sync export',
    usage: 'DIR [--programme-for PARTY] [--data DIR] [--json]',
    options: { ...nodeOptions, 'programme-for': { type: 'string' } },
    run: runExport,
  },
  { path: 'sync import', usage: 'DIR [--data DIR] [--json]', options: nodeOptions, run: runImport },
];

async function runPull(context: Context): Promise<ExitCode> {
  const [party, ...more] = context.args;
  if (more.length > 0) return says(context, 'cli.sync.one-party');
  const called = await callNode(context, 'sync-pull', party === undefined ? {} : { party });
  if (!called.ok) return sayRefusal(context, called.error);
  return printSynced(context, called.value as Synced);
}

async function runImport(context: Context): Promise<ExitCode> {
  const dir = oneFolder(context);
  if (dir === undefined) return says(context, 'cli.sync.folder');
  const called = await callNode(context, 'sync-import', { dir });
  if (!called.ok) return sayRefusal(context, called.error);
  return printSynced(context, called.value as Synced);
}

function printSynced(context: Context, synced: Synced): ExitCode {
  const { text } = context;
  const lines = synced.logs.flatMap((log) => {
    const { party, entries, size, confirmed, lag, failed, refused } = log;
    const first =
      failed === undefined
        ? text('cli.sync.pulled', { party, entries, size, confirmed, lag })
        : text('cli.sync.failed', { party, size, ...inWords(context, failed) });
    return [first, ...refused.map((item) => refusedLine(context, item))];
  });
  const { own } = synced;
  if (own !== undefined) lines.push(text('cli.sync.own', { ...own }));
  if (synced.logs.length === 0) lines.push(text('cli.sync.nobody'));
  printResult(context, synced, lines);
  const codes = synced.logs.flatMap(({ failed }) => (failed === undefined ? [] : [failed.code]));
  if (codes.includes('server.pull.alarm') || codes.includes('server.pull.fork')) {
    return exitCodes.equivocation;
  }
  if (codes.some((code) => code !== 'server.peer.unreachable')) return exitCodes.badProof;
  return codes.length > 0 ? exitCodes.unreachable : exitCodes.ok;
}

async function runExport(context: Context): Promise<ExitCode> {
  const dir = oneFolder(context);
  if (dir === undefined) return says(context, 'cli.sync.folder');
  const reader = stringOption(context.options, 'programme-for');
  const params = { dir, ...(reader === undefined ? {} : { reader }) };
  const called = await callNode(context, 'sync-export', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const { cosigned, scopes, ...done } = called.value as FolderExport;
  const counts = { dir: done.dir, files: done.files, written: done.written };
  const lines = [
    context.text('cli.sync.exported', {
      ...counts,
      published: done.published,
      confirmed: done.confirmed,
    }),
    ...cosigned.map((log) => context.text('cli.sync.exported-cosigned', { ...log })),
    reader !== undefined && scopes.includes('programme')
      ? context.text('cli.sync.exported-programme', { party: reader })
      : context.text('cli.sync.exported-public'),
  ];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}

async function runStatus(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'sync-status');
  if (!called.ok) return sayRefusal(context, called.error);
  const peers = called.value as readonly SyncStatus[];
  const { text } = context;
  const lines = peers.flatMap((peer) => {
    const contact = peer.lastContact ?? text('cli.sync.never');
    const error = peer.lastError === undefined ? '–' : inWords(context, peer.lastError).code;
    const about = [text('cli.sync.peer', { name: peer.name, url: peer.url, contact, error })];
    const { log } = peer;
    if (log !== undefined) {
      const { size, confirmed, payloadsOutstanding: payloads, blobsOutstanding: blobs } = log;
      const lag = peer.lagEntries;
      about.push(text('cli.sync.peer-log', { size, confirmed, lag, payloads, blobs }));
    }
    const { lastCosigned, cosignedSecondsAgo: seconds = 0 } = peer;
    about.push(
      lastCosigned === undefined
        ? text('cli.sync.peer-never-cosigned')
        : text('cli.sync.peer-cosigned', { ...lastCosigned, seconds }),
    );
    return about;
  });
  printResult(context, peers, peers.length === 0 ? [text('cli.sync.nobody')] : lines);
  return exitCodes.ok;
}

/** One line on something that was turned away. */
export function refusedLine(context: Context, item: RefusedItem): string {
  const { at, from } = item;
  return context.text('cli.sync.refused', { at, from, ...inWords(context, item) });
}

/** A code in words with the code itself, where the language has words for it. */
function inWords(context: Context, said: { readonly code: string; readonly detail: string }) {
  const { code, detail } = said;
  const known = context.messages.has(context.language, code);
  return { code: known ? `${context.text(code)} [${code}]` : code, detail };
}

function oneFolder(context: Context): string | undefined {
  const [dir, ...more] = context.args;
  return dir === undefined || dir === '' || more.length > 0 ? undefined : resolve(dir);
}

function says(context: Context, key: string): ExitCode {
  context.say(context.text(key));
  return exitCodes.usage;
}
