// Commands that keep a copy of a node and bring it back: backup, restore.
import { resolve } from 'node:path';
import { ComityError } from '../../base/errors.ts';
import type { BackupReport } from '../../server/backup.ts';
import { type Restored, restoreNode, verifyBackup } from '../../server/restore.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, dataDirOf, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on copies of a node. */
export const backupCommands: readonly Command[] = [
  {
    path: 'backup',
    usage: 'DIR [--mirrors] [--with-keys] [--data DIR] [--json]',
    options: { ...nodeOptions, mirrors: { type: 'boolean' }, 'with-keys': { type: 'boolean' } },
    run: runBackup,
  },
  {
    path: 'restore',
    usage: 'DIR --verify | DIR --data NEW [--state-dir DIR] [--json]',
    options: { ...nodeOptions, verify: { type: 'boolean' }, 'state-dir': { type: 'string' } },
    run: runRestore,
  },
];

async function runBackup(context: Context): Promise<ExitCode> {
  const dir = oneFolder(context);
  if (dir === undefined) return exitCodes.usage;
  const { options } = context;
  const params = { dir, keys: options['with-keys'] === true, mirrors: options.mirrors === true };
  const called = await callNode(context, 'backup', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const { logs, ...report } = called.value as BackupReport;
  const lines = [
    ...logs.map(({ origin, size }) => context.text('cli.backup.log', { origin, size })),
    context.text('cli.backup.done', {
      dir,
      files: report.files,
      bytes: report.bytes,
      newFiles: report.newFiles,
      newBytes: report.newBytes,
    }),
    context.text(report.keys ? 'cli.backup.keys' : 'cli.backup.no-keys'),
  ];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}

async function runRestore(context: Context): Promise<ExitCode> {
  const dir = oneFolder(context);
  if (dir === undefined) return exitCodes.usage;
  const { options } = context;
  const stateDir = stringOption(options, 'state-dir');
  // Where to is said, never guessed: a restored folder becomes the node.
  if (options.verify !== true && stringOption(options, 'data') === undefined) {
    context.say(context.text('cli.restore.where'));
    return exitCodes.usage;
  }
  const done = await readingBackup(() =>
    options.verify === true
      ? verifyBackup(dir)
      : restoreNode(dir, {
          dataDir: dataDirOf(context),
          ...(stateDir === undefined ? {} : { stateDir: resolve(stateDir) }),
        }),
  );
  printResult(context, done, linesOf(context, done));
  return done.issues.length === 0 ? exitCodes.ok : exitCodes.badProof;
}

/** A backup whose manifest is damaged is as bad as one whose files are. */
async function readingBackup(read: () => Promise<Restored>): Promise<Restored> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ComityError) || !/\.backup\.manifest$/.test(error.code)) throw error;
    const issues = [{ code: error.code, path: 'manifest.json', message: error.message }];
    return { made: '', node: '', programme: '', logs: [], files: 0, keys: false, issues };
  }
}

function linesOf(context: Context, done: Restored): readonly string[] {
  const { text } = context;
  const lines = [
    text('cli.restore.of', { node: done.node, programme: done.programme, made: done.made }),
    ...done.logs.map((log) => text('cli.restore.log', { ...log })),
    ...done.issues.map((issue) => `${issue.code} ${issue.path}: ${issue.message}`),
  ];
  if (done.issues.length > 0) {
    return [...lines, text('cli.restore.bad', { issues: done.issues.length })];
  }
  lines.push(text('cli.restore.whole', { files: done.files }));
  const { restored } = done;
  if (restored === undefined) return lines;
  const { dataDir, stateDir, keysMissing } = restored;
  lines.push(text('cli.restore.done', { dir: dataDir }));
  if (keysMissing.length > 0) {
    lines.push(text('cli.restore.keys', { dir: stateDir, keys: keysMissing.join(', ') }));
  }
  return lines;
}

/** The one folder that was named, absolute; else says what is missing. */
function oneFolder(context: Context): string | undefined {
  const [dir, ...more] = context.args;
  if (dir !== undefined && dir !== '' && more.length === 0) return resolve(dir);
  context.say(context.text('cli.backup.folder'));
  return undefined;
}
