// Commands on evidence that a log contradicts itself: evidence list, evidence export.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toHex, utf8 } from '../../base/bytes.ts';
import { ComityError, messageOf } from '../../base/errors.ts';
import { issuesToText } from '../../base/result.ts';
import { parseEvidence, verifyEvidence } from '../../record/evidence.ts';
import { parseVerifierKey } from '../../record/key.ts';
import { writeDurably } from '../../store/folder.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import { type Command, type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on evidence files. */
export const evidenceCommands: readonly Command[] = [
  { path: 'evidence list', usage: '[--data DIR] [--json]', options: nodeOptions, run: runList },
  {
    path: 'evidence export',
    usage: 'DIR [--data DIR] [--json]',
    options: nodeOptions,
    run: runExport,
  },
];

interface EvidenceFile {
  readonly origin: string;
  readonly party: string;
  readonly number: number;
  readonly text: string;
}

/** An evidence file as it is listed: what it says, checked here, or why it says nothing. */
interface Listed {
  readonly origin: string;
  readonly party: string;
  readonly number: number;
  readonly sizes: string;
  readonly vkey: string;
  readonly verified: boolean;
  readonly why: string;
}

async function runList(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'evidence');
  if (!called.ok) return sayRefusal(context, called.error);
  const listed = await Promise.all((called.value as readonly EvidenceFile[]).map(checked));
  const lines = listed.map(({ verified, ...one }) =>
    context.text(verified ? 'cli.evidence.one' : 'cli.evidence.bad', one),
  );
  if (listed.length === 0) lines.push(context.text('cli.evidence.none'));
  printResult(context, listed, lines);
  return listed.every((one) => one.verified) ? exitCodes.ok : exitCodes.badProof;
}

async function checked(file: EvidenceFile): Promise<Listed> {
  const { origin, party, number, text } = file;
  const about = { origin, party, number };
  const bad = (why: string): Listed => ({ ...about, sizes: '', vkey: '', verified: false, why });
  const parsed = parseEvidence(text);
  if (!parsed.ok) return bad(issuesToText(parsed.error));
  const { vkey } = parsed.value;
  const key = parseVerifierKey(nodeCrypto.sha256, vkey);
  if (!key.ok) return bad(issuesToText(key.error));
  const verified = await verifyEvidence(nodeCrypto, key.value, parsed.value);
  if (!verified.ok) return bad(issuesToText(verified.error));
  return { ...about, sizes: verified.value.sizes.join(', '), vkey, verified: true, why: '' };
}

/** Into an empty folder: the files, what they are, and how anybody checks them without this node. */
async function runExport(context: Context): Promise<ExitCode> {
  const [dir, ...more] = context.args;
  if (dir === undefined || more.length > 0) {
    context.say(context.text('cli.evidence.folder'));
    return exitCodes.usage;
  }
  const to = resolve(dir);
  if (existsSync(to) && readdirSync(to).length > 0) {
    context.say(context.text('cli.evidence.not-empty', { dir: to }));
    return exitCodes.conflict;
  }
  const called = await callNode(context, 'evidence');
  if (!called.ok) return sayRefusal(context, called.error);
  const found = called.value as readonly EvidenceFile[];
  try {
    mkdirSync(to, { recursive: true });
  } catch (error) {
    throw new ComityError('store.folder.unwritable', `${to}: ${messageOf(error)}`, error);
  }
  const files = [];
  for (const one of found) {
    // A party may have several logs: each counts its files from 1.
    const log = toHex(nodeCrypto.sha256(utf8(one.origin))).slice(0, 8);
    const name = `${one.party}-${log}-${one.number}.evidence`;
    const bytes = utf8(one.text);
    await writeDurably(join(to, name), bytes);
    const listed = await checked(one);
    files.push({ file: name, sha256: toHex(nodeCrypto.sha256(bytes)), ...listed });
  }
  await writeDurably(join(to, 'HOW-TO-VERIFY.txt'), utf8(howTo(context, files)));
  // Last: a folder without it is not whole.
  const manifest = { format: 'comity-evidence-export/1', files };
  await writeDurably(join(to, 'manifest.json'), utf8(`${JSON.stringify(manifest, null, 2)}\n`));
  printResult(context, manifest, [
    context.text('cli.evidence.exported', { files: files.length, dir: to }),
  ]);
  return exitCodes.ok;
}

function howTo(context: Context, files: readonly (Listed & { readonly file: string })[]): string {
  const lines = files.map(({ file, vkey }) => `comity verify ${file} --vkey '${vkey}'`);
  return `${context.text('cli.evidence.how')}\n\n${lines.join('\n')}\n`;
}
