// Spec: docs/spec/store.md S1, S2. Real processes, really killed.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { within } from '../../test/support/processes.ts';
import { seededChance } from '../../test/support/simulated-disk.ts';
import { openFilesLog } from './files-log.ts';
import { contractOrigin, payloadOf, plainEntries } from './log-store.contract.ts';
import { nodeCrypto } from './node-crypto.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-kill-'));
afterAll(() => rm(base, { recursive: true, force: true }));

/** Opens the log and appends for ever; says what was acknowledged, one size a line, and reads nothing. */
const program = `
import { writeSync } from 'node:fs';
const { openFilesLog } = await import(${source('./files-log.ts')});
const { nodeCrypto: { sha256 } } = await import(${source('./node-crypto.ts')});
const bytes = (text) => new TextEncoder().encode(text);
const log = await openFilesLog({ dir: process.argv[2], origin: '${contractOrigin}', sha256 });
const entry = (n) => ({
  bytes: bytes('entry ' + n),
  payloads: n % 2 ? [] : [{ scope: 'public', salt: sha256(bytes('payload ' + n)), bytes: bytes('payload ' + n) }],
});
let next = log.head().size;
writeSync(1, 'acknowledged ' + next + '\\n');
for (;;) {
  const calls = [];
  for (let i = 0; i < 8; i++) {
    const count = 1 + (next % 5);
    const end = next + count;
    const entries = Array.from({ length: count }, (_, k) => entry(next + k));
    calls.push(log.append(entries).then(() => writeSync(1, 'acknowledged ' + end + '\\n')));
    next = end;
  }
  await Promise.all(calls);
  const { size, root } = log.head();
  const note = '${contractOrigin}\\n' + size + '\\n' + Buffer.from(root).toString('base64') + '\\n\\n';
  await log.putCheckpoint('checkpoint.pending', note, size);
}
`;

function source(file: string): string {
  return JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);
}

/** What a step may take; a test that only runs out of time does not say where it stood. */
const stepMilliseconds = 10_000;

/** Runs the child until it has lived that long after its first acknowledgement; returns the last acknowledged size. */
async function runAndKill(dir: string, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [join(base, 'child.mjs'), dir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      // The first line only says where it begins; on a busy machine the next may take a while.
      if (output.split('\n').length > 2) resolve();
    });
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const late = () => `no acknowledgement after ${JSON.stringify(output)} ${errors}`;
    await within(Promise.race([started, ended]), stepMilliseconds, late);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  } finally {
    child.kill('SIGKILL');
  }
  await within(ended, stepMilliseconds, () => `process ${child.pid} was killed and has not ended`);
  expect(errors).toBe('');
  // The last line may be cut off: only whole ones were said.
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return Math.max(...lines.map((line) => Number(line.split(' ')[1])));
}

describe('a process that is killed while it appends', () => {
  it('leaves every acknowledged entry, ten times in a row', async () => {
    await writeFile(join(base, 'child.mjs'), program);
    const { sha256 } = nodeCrypto;
    const dir = join(base, 'log');
    const chance = seededChance(7);
    let before = 0;
    for (let round = 0; round < 10; round++) {
      const acknowledged = await runAndKill(dir, 5 + chance() * 90);
      const opening = openFilesLog({ dir, origin: contractOrigin, sha256 });
      const log = await within(opening, stepMilliseconds, () => `round ${round} does not open`);
      const { size } = log.head();
      expect(acknowledged).toBeGreaterThan(before);
      expect(size).toBeGreaterThanOrEqual(acknowledged);
      expect(await log.entries(before, size)).toEqual(
        plainEntries(before, size).map((entry) => entry.bytes),
      );
      for (let n = before; n < acknowledged; n += 2) {
        if (n % 2 === 1) n++;
        const { salt, bytes } = payloadOf('public', `payload ${n}`);
        if (n < size)
          expect(await log.payload(n, 'public')).toEqual({ status: 'held', salt, bytes });
      }
      before = size;
      await log.close();
    }
  });
});
