// `comity log audit` on a folder that a node would leave behind: what it reads, and what it finds when a byte of an
// entry, a content or a note is another.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { testCrypto } from '../../../test/support/crypto.ts';
import { fixtureKey } from '../../../test/support/kept-entry.ts';
import { peerKeys, publishEntries, signEntries, someEntries } from '../../../test/support/peer.ts';
import type { Origin } from '../../base/ids.ts';
import { printVerifierKey } from '../../record/key.ts';
import { printNote } from '../../record/note.ts';
import { originHash } from '../../server/logs.ts';
import { openFilesLog } from '../../store/files-log.ts';
import { logCommands } from './log.ts';

const audit = logCommands.find((command) => command.path === 'log audit');
const { log } = peerKeys('north', 10);
const origin = log.key.name as Origin;
const vkey = printVerifierKey(log.key);
const entries = someEntries(300);
const hash = originHash(testCrypto, origin);
let data: string;
let dir: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'comity-audit-'));
  dir = join(data, 'mirrors', hash);
  mkdirSync(dir, { recursive: true });
  const store = await openFilesLog({ dir, origin, sha256: testCrypto.sha256 });
  await publishEntries(store, log, entries);
  await store.erasePayload(7, 'public');
  await store.close();
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

/** Keeps notes beside the logs, as a node does. */
function keep(...notes: readonly string[]): void {
  mkdirSync(join(data, 'cosigned'), { recursive: true });
  appendFileSync(
    join(data, 'cosigned', `${hash}.notes`),
    notes.map((note) => `${note}=====\n`).join(''),
  );
}

async function run(what: readonly string[] = [data], options = {}) {
  const { code, out, said } = await runCommand(audit!, what, { json: true, vkey, ...options });
  return { code, said, answer: out.length === 0 ? undefined : JSON.parse(out[0]!) };
}

describe('an audit of a folder', () => {
  it('reads every entry, tile, held content and kept note, whether named by its logs or as one of them', async () => {
    keep(printNote((await signEntries(log, entries.slice(0, 100))).note), 'cut off by a power');
    for (const what of [data, dir]) {
      const { code, answer } = await run([what]);
      expect(code).toBe(0);
      expect(answer.logs).toMatchObject([
        {
          passed: true,
          origin,
          entries: 300,
          tiles: 3,
          payloads: { held: 299, absent: 0, erased: 1 },
          history: { notes: 1, cosigned: 0 },
        },
      ]);
    }
  });

  it('finds a content that is not the one committed to, and a file of contents that is damaged', async () => {
    const segment = join(dir, 'private', 'payloads', '000001.public');
    const bytes = readFileSync(segment);
    bytes[bytes.length - 40]! ^= 1;
    writeFileSync(segment, bytes);
    const { code, answer } = await run();
    expect([code, answer.logs[0].issues[0].code]).toEqual([4, 'store.payload.corrupt']);
    expect(answer.logs[0].payloads.absent).toBe(44);
  });

  it('finds a kept note that the log did not grow through: equivocation', async () => {
    keep(printNote((await signEntries(log, someEntries(50, 'other'))).note));
    const { code, answer } = await run();
    expect([code, answer.logs[0].equivocation]).toEqual([5, true]);
    expect(answer.logs[0].issues[0].code).toBe('record.log.earlier-root');
  });

  it('needs keys, a log, and one that the keys are for', async () => {
    expect((await run([data], { vkey: undefined })).code).toBe(2);
    await expect(run([tmpdir()])).rejects.toMatchObject({ code: 'cli.verify.no-log' });
    const other = fixtureKey('other.example/log', 'log');
    expect((await run([data], { vkey: other })).code).toBe(4);
  });
});
