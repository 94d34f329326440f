// Whole logs for `comity verify DIR|URL`: signature, cosignatures, every entry, every tile, the root, and that the log
// grew from what the reader remembers of it. No node, no key of a node, nothing written but the reader's own state file.
import { existsSync, readFileSync } from 'node:fs';
import { equalBytes, toHex, utf8 } from '../../base/bytes.ts';
import { ComityError } from '../../base/errors.ts';
import { type Issue, issuesToText } from '../../base/result.ts';
import type { SignedCheckpoint } from '../../record/checkpoint.ts';
import { type CosignatureStatus, verifyCosignature } from '../../record/cosignature.ts';
import { checkLog, type LogCheck } from '../../record/log-check.ts';
import { openLogNote } from '../../record/log-keys.ts';
import { printNote } from '../../record/note.ts';
import { areEnough, logKeysFor, type Trust } from '../../record/trust.ts';
import { writeDurably } from '../../store/folder.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import { type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { type LogPlace, readNote } from '../log-place.ts';

/** What became of one log. */
export interface LogVerdict {
  readonly place: string;
  readonly passed: boolean;
  /** Two signed trees of it contradict each other. */
  readonly equivocation: boolean;
  readonly origin?: string;
  readonly size?: number;
  /** Hex. */
  readonly root?: string;
  readonly entries?: number;
  readonly tiles?: number;
  /** Names of witnesses whose cosignature is right. */
  readonly cosigned?: readonly string[];
  readonly issues: readonly Issue[];
  /** For people. */
  readonly lines: readonly string[];
}

/** Whom to believe, and what else is to be looked at on the way. */
export interface AskedOfLog {
  readonly trust: Trust;
  /** Notes of the log from elsewhere: the log must have grown through each of them. */
  readonly kept?: readonly string[];
  readonly look?: (first: number, entries: readonly Uint8Array[]) => Promise<void>;
}

/** Signed trees of a log: what it serves, and what the reader remembers. */
interface SignedTrees {
  readonly served: readonly SignedCheckpoint[];
  readonly remembered: readonly SignedCheckpoint[];
}

/**
 * Verifies one log. Failures: those of reading its notes; cli.verify.no-log where there is neither note. Progress goes
 * to a terminal.
 */
export async function verifyLog(
  context: Context,
  place: LogPlace,
  asked: AskedOfLog,
): Promise<LogVerdict> {
  const { trust, look } = asked;
  const opened = await openTrees(context, place, asked);
  if ('issues' in opened) {
    const why = issuesToText(opened.issues);
    const lines = [context.text('cli.verify.checkpoint-bad', { issues: why })];
    return { place: place.name, passed: false, equivocation: false, issues: opened.issues, lines };
  }
  const [shown] = opened.served;
  const cosignatures = await cosignaturesOf(trust, shown);
  const cosigned = namesWith(cosignatures, 'valid');
  const checked = await checkAll(context, place, { trees: opened, look });
  const equivocation = contradicts(opened, checked);
  const isEnough =
    areEnough(trust, new Set(cosigned)) && namesWith(cosignatures, 'invalid').length === 0;
  const passed = checked.issues.length === 0 && isEnough && !equivocation;
  if (passed) await remember(context, opened.served);
  return {
    place: place.name,
    passed,
    equivocation,
    origin: shown.origin,
    size: shown.size,
    root: toHex(shown.root),
    entries: checked.entries,
    tiles: checked.tiles,
    cosigned,
    issues: checked.issues,
    lines: linesOf(context, {
      trees: opened,
      trust,
      cosignatures,
      isEnough,
      checked,
      equivocation,
    }),
  };
}

async function openTrees(
  context: Context,
  place: LogPlace,
  { trust, kept: given = [] }: AskedOfLog,
): Promise<SignedTrees | { readonly issues: readonly Issue[] }> {
  const notes = [await readNote(place, 'checkpoint'), await readNote(place, 'checkpoint.pending')];
  const shown = notes.filter((note) => note !== undefined);
  if (shown.length === 0) {
    throw new ComityError('cli.verify.no-log', `${place.name}: no checkpoint`);
  }
  const file = stringOption(context.options, 'state');
  const kept = file !== undefined && existsSync(file) ? [readFileSync(file, 'utf8')] : [];
  const served: SignedCheckpoint[] = [];
  const remembered: SignedCheckpoint[] = [];
  // One origin for all of them; a log whose key was changed has older notes under an older key.
  const keys = logKeysFor(trust, shown[0]).map((key) => ({ key }));
  const open = (text: string) => openLogNote(nodeCrypto, keys, { text, source: 'kept' });
  for (const [list, texts] of [[served, shown] as const, [remembered, kept] as const]) {
    for (const text of texts) {
      const opened = await open(text);
      if (!opened.ok) return { issues: opened.error };
      list.push(opened.value);
    }
  }
  // What a power cut left of a note is passed over, as the node itself does.
  for (const text of given) {
    const opened = await open(text);
    if (opened.ok) remembered.push(opened.value);
  }
  return { served, remembered };
}

/** By the witness's name: a line that is there and wrong makes the whole note worthless. */
type Cosignatures = ReadonlyMap<string, CosignatureStatus['status']>;

async function cosignaturesOf(trust: Trust, { note }: SignedCheckpoint): Promise<Cosignatures> {
  const found = new Map<string, CosignatureStatus['status']>();
  for (const { name, key } of trust.witnesses) {
    found.set(name, (await verifyCosignature(nodeCrypto, key, note)).status);
  }
  return found;
}

function namesWith(found: Cosignatures, status: CosignatureStatus['status']): readonly string[] {
  return [...found].flatMap(([name, one]) => (one === status ? [name] : []));
}

async function checkAll(
  context: Context,
  place: LogPlace,
  { trees, look }: { readonly trees: SignedTrees; readonly look: AskedOfLog['look'] },
): Promise<LogCheck> {
  const size = Math.max(...trees.served.map((tree) => tree.size));
  const show = progressOf(context, size);
  const checked = await checkLog(nodeCrypto.sha256, {
    served: trees.served,
    earlier: trees.remembered,
    read: (path) => place.read(path),
    onEntries: async (first, entries) => {
      await look?.(first, entries);
      show(first + entries.length);
    },
  });
  show(size);
  return checked;
}

/**
 * The log is at fault, and not the copy, when it signed two roots of one size, or when its own entries give its largest
 * tree and not an earlier one.
 */
function contradicts(trees: SignedTrees, checked: LogCheck): boolean {
  const all = [...trees.served, ...trees.remembered];
  const isForked = all.some((one) =>
    all.some((other) => one.size === other.size && !equalBytes(one.root, other.root)),
  );
  const size = Math.max(...trees.served.map((tree) => tree.size));
  const isWhole =
    checked.entries === size &&
    !checked.issues.some(
      (found) => found.code === 'record.log.root' && found.path === `size ${size}`,
    );
  const isOther = checked.issues.some((found) =>
    ['record.log.root', 'record.log.earlier-root'].includes(found.code),
  );
  return isForked || (isWhole && isOther);
}

function largestOf(served: readonly SignedCheckpoint[]): SignedCheckpoint {
  return served.reduce((largest, one) => (one.size > largest.size ? one : largest));
}

/** The larger of the notes that passed is what the next time is compared with. */
async function remember(context: Context, served: readonly SignedCheckpoint[]): Promise<void> {
  const file = stringOption(context.options, 'state');
  if (file === undefined) return;
  const { note } = largestOf(served);
  await writeDurably(file, utf8(printNote(note)));
}

function linesOf(
  context: Context,
  of: {
    readonly trees: SignedTrees;
    readonly trust: Trust;
    readonly cosignatures: Cosignatures;
    readonly isEnough: boolean;
    readonly checked: LogCheck;
    readonly equivocation: boolean;
  },
): readonly string[] {
  const { trees, trust, cosignatures, isEnough, checked, equivocation } = of;
  const [{ origin, size }, pending] = trees.served;
  const { root } = largestOf(trees.served);
  const text = context.text;
  const found = checked.issues.map((issue) =>
    text('cli.verify.log-bad', { issue: issueText(issue) }),
  );
  return [
    text('cli.verify.checkpoint', { origin, size }),
    ...(pending === undefined || pending.size === size
      ? []
      : [text('cli.verify.checkpoint', { origin, size: pending.size })]),
    ...[...cosignatures].map(([name, status]) => text(lineKey(trust, status), { name })),
    text(isEnough ? 'cli.verify.quorum' : 'cli.verify.quorum-bad', {
      count: namesWith(cosignatures, 'valid').length,
    }),
    ...(found.length > 0
      ? found
      : [
          text('cli.verify.log', {
            entries: checked.entries,
            tiles: checked.tiles,
            root: toHex(root),
          }),
          ...grownLines(context, trees),
        ]),
    ...(equivocation ? [text('cli.verify.contradicts', { origin })] : []),
  ];
}

function grownLines(context: Context, { remembered }: SignedTrees): readonly string[] {
  const size = Math.max(...remembered.map((tree) => tree.size));
  return remembered.length === 0
    ? []
    : [context.text('cli.verify.grown', { size, count: remembered.length })];
}

/** Under a policy a witness that is absent is no fault by itself: the quorum decides. */
function lineKey(trust: Trust, status: CosignatureStatus['status']): string {
  if (status === 'valid') return 'cli.verify.cosignature';
  const isFault = trust.policy === undefined || status === 'invalid';
  return isFault ? 'cli.verify.cosignature-bad' : 'cli.verify.cosignature-absent';
}

function issueText(issue: Issue): string {
  return `${issue.code}: ${issue.message}`;
}

/** Says how far it is, on a terminal and for long logs only. */
function progressOf(context: Context, size: number): (done: number) => void {
  const isShown = process.stderr.isTTY && context.options.quiet !== true && size > shownFrom;
  let shown = 0;
  return (done) => {
    if (!isShown || (done < size && done - shown < shownStep)) return;
    shown = done;
    const words = context.text('cli.verify.progress', { done, size });
    process.stderr.write(done < size ? `\r${words}` : '\r\u001b[K');
  };
}

/** Entries of a log that is long enough to wait for, and between two lines of progress. */
const shownFrom = 20_000;
const shownStep = 10_000;

/** Returns the exit code of what was found, the worst of all logs. */
export function exitOf(verdicts: readonly LogVerdict[]): ExitCode {
  if (verdicts.some((one) => one.equivocation)) return exitCodes.equivocation;
  const failed = verdicts.filter((one) => !one.passed);
  if (failed.length === 0) return exitCodes.ok;
  const isOnlyUnread = failed.every(
    (one) =>
      one.issues.length > 0 && one.issues.every((found) => found.code === 'record.log.unreadable'),
  );
  return isOnlyUnread ? exitCodes.unreachable : exitCodes.badProof;
}
