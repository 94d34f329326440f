// `comity log audit [DIR]`: everything an auditor can check of logs that lie in a folder, without a key of the node:
// what `comity verify` checks, every payload held against its commitment, and every note that was ever cosigned. Reads
// only, and leaves a running node alone.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ComityError, messageOf } from '../../base/errors.ts';
import type { Issue } from '../../base/result.ts';
import { verifyCosignature } from '../../record/cosignature.ts';
import { parseNote } from '../../record/note.ts';
import { parseTrust, type Trust } from '../../record/trust.ts';
import { checkPayloads, type PayloadCounts, type PayloadHolder } from '../../server/fsck.ts';
import type { LogKeysOfFolder } from '../../server/log-keys.ts';
import { originHash } from '../../server/logs.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import { readSegmentBytes, segmentName } from '../../store/payload-segments.ts';
import { type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
import { logFoldersIn, openLogFolder } from '../log-place.ts';
import { callNode, dataDirOf, nodeOptions, sayRefusal } from '../node-access.ts';
import { trustOfOptions, trustOptions } from '../trusted-keys.ts';
import { exitOf, type LogVerdict, verifyLog } from './verify-log.ts';

/** Options of the command. */
export const auditOptions = { ...nodeOptions, ...trustOptions } as const;

/** One log to audit. */
interface Audited {
  readonly dir: string;
  readonly visibility: 'shared' | 'private';
  readonly trust: Trust;
}

/** What came of it. */
interface Audit extends LogVerdict {
  readonly payloads: PayloadCounts;
  readonly history: History;
}

/** Notes kept beside the log. */
interface History {
  readonly notes: number;
  /** Those of them with a right cosignature by a key that is known. */
  readonly cosigned: number;
}

/** Runs the command: on the folder named, under the keys given; else on the node's own folder, under the node's. */
export async function runAudit(context: Context): Promise<ExitCode> {
  const [dir] = context.args;
  const logs = dir === undefined ? await logsOfNode(context) : logsOfFolder(context, dir);
  if (typeof logs === 'number') return logs;
  const audits: Audit[] = [];
  for (const log of logs) audits.push(await auditLog(context, log));
  const passed = audits.every((one) => one.passed);
  const last = context.text(passed ? 'cli.audit.passed' : 'cli.verify.failed');
  const shown = audits.map(({ lines: _lines, ...one }) => one);
  const lines = audits.flatMap((one) => [one.place, ...one.lines, '']);
  printResult(context, { passed, logs: shown }, [...lines, last]);
  return exitOf(audits);
}

async function logsOfNode(context: Context): Promise<readonly Audited[] | ExitCode> {
  const called = await callNode(context, 'log-keys');
  if (!called.ok) return sayRefusal(context, called.error);
  const found = called.value as readonly LogKeysOfFolder[];
  const dataDir = dataDirOf(context);
  return found.flatMap(({ dir, visibility, policy }) => {
    const trust = parseTrust(nodeCrypto.sha256, policy);
    const path = join(dataDir, dir);
    // A mirror of which nothing has come yet has no note.
    if (!trust.ok || logFoldersIn(path).length === 0) return [];
    return [{ dir: path, visibility, trust: trust.value }];
  });
}

function logsOfFolder(context: Context, dir: string): readonly Audited[] | ExitCode {
  const trust = trustOfOptions(context);
  if (trust === undefined) {
    context.say(context.text('cli.verify.needs-keys'));
    return exitCodes.usage;
  }
  const dirs = logFoldersIn(dir);
  if (dirs.length === 0) throw new ComityError('cli.verify.no-log', `${dir}: no checkpoint`);
  const known =
    dirs.length === 1
      ? dirs
      : dirs.filter((one) => trust.logs.some((key) => key.name === originIn(one)));
  return known.map((one) => ({ dir: one, visibility: 'shared', trust }));
}

/** The first line of a note: whose log it says it is. */
function originIn(dir: string): string | undefined {
  for (const name of ['checkpoint', 'checkpoint.pending']) {
    const path = join(dir, name);
    if (existsSync(path)) return readFileSync(path, 'utf8').split('\n', 1)[0];
  }
  return undefined;
}

async function auditLog(context: Context, log: Audited): Promise<Audit> {
  const { dir, visibility, trust } = log;
  const issues: Issue[] = [];
  const origin = originIn(dir) ?? '';
  const holder: PayloadHolder = { origin, visibility, payload: payloadsIn(dir, issues) };
  const counts = { held: 0, absent: 0, erased: 0 };
  const kept = cosignedNotes(dir, origin);
  const history = await historyOf(kept, trust);
  using place = openLogFolder(dir);
  const verdict = await verifyLog(context, place, {
    trust,
    kept,
    look: async (first, entries) => {
      for (const [i, entry] of entries.entries()) {
        const found = await checkPayloads(holder, { index: first + i, entry }, issues);
        for (const name of ['held', 'absent', 'erased'] as const) counts[name] += found[name];
      }
    },
  });
  const lines = [
    context.text('cli.audit.payloads', counts),
    context.text('cli.audit.notes', { ...history }),
    ...issues.map((issue) =>
      context.text('cli.verify.log-bad', {
        issue: `${issue.code} ${issue.path}: ${issue.message}`,
      }),
    ),
  ];
  return {
    ...verdict,
    passed: verdict.passed && issues.length === 0,
    issues: [...verdict.issues, ...issues],
    lines: [...verdict.lines, ...lines],
    payloads: counts,
    history,
  };
}

/** Reads a log's payload segments, one at a time. One that cannot be read is an issue, and holds nothing. */
function payloadsIn(dir: string, issues: Issue[]): PayloadHolder['payload'] {
  const kept = new Map<string, ReturnType<typeof readSegmentBytes>>();
  return async (index, scope) => {
    const name = segmentName(index, scope);
    if (!kept.has(name)) {
      if (kept.size >= segmentsKept) kept.clear();
      kept.set(name, readSegment(join(dir, 'private', 'payloads', name), issues));
    }
    return kept.get(name)?.get(index % 256) ?? { status: 'not-held' };
  };
}

/** Segments of one bundle: one for each scope. */
const segmentsKept = 3;
/** A node that runs may be writing: a file is looked at again before it is called damaged. */
const readsMax = 3;

function readSegment(path: string, issues: Issue[]): ReturnType<typeof readSegmentBytes> {
  if (!existsSync(path)) return undefined;
  try {
    for (let read = 0; read < readsMax; read++) {
      const slots = readSegmentBytes(new Uint8Array(readFileSync(path)));
      if (slots !== undefined) return slots;
    }
    issues.push({ code: 'store.payload.corrupt', path, message: 'no whole frames' });
  } catch (error) {
    issues.push({ code: 'cli.file.unreadable', path, message: messageOf(error) });
  }
  return undefined;
}

/** Every cosigned note that the node kept of this log, as text. A folder that is a log alone has none beside it. */
function cosignedNotes(dir: string, origin: string): readonly string[] {
  const name = `${originHash(nodeCrypto, origin)}.notes`;
  const places = [
    join(dirname(dir), 'cosigned', name),
    join(dirname(dirname(dir)), 'cosigned', name),
  ];
  const path = places.find((one) => existsSync(one));
  if (path === undefined) return [];
  return readFileSync(path, 'utf8')
    .split('=====\n')
    .filter((note) => note.startsWith(`${origin}\n`));
}

async function historyOf(kept: readonly string[], trust: Trust): Promise<History> {
  let cosigned = 0;
  for (const text of kept) {
    const note = parseNote(text);
    if (!note.ok) continue;
    for (const { key } of trust.witnesses) {
      const { status } = await verifyCosignature(nodeCrypto, key, note.value);
      if (status !== 'valid') continue;
      cosigned += 1;
      break;
    }
  }
  return { notes: kept.length, cosigned };
}
