// Every n-th write, sync, rename and open of a log-only node fails or is its last: for each call that appending,
// erasing and publishing make, one run in which just that call meets the fault. Spec: docs/spec/store.md S44.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../support/processes.ts';
import { canInject, endOf, report, scale, startWriter } from './stand.ts';
import { findLosses, hear, liveStep, nothingTold, openStory } from './story.ts';

/** From the third step on: the first call crosses a tile's edge, the last step erases. */
const work = { first: scale > 1 ? 0 : 2, steps: scale > 1 ? 4 : 2 };
const sizeBefore = 240;
/** Runs at once. */
const workers = 2;
/** A log makes fewer calls of a kind than this; more would mean that the end was not noticed. */
const callsMax = 400;

const base = mkdtempSync(join(tmpdir(), 'comity-calls-'));
const template = join(base, 'template');
const before = nothingTold();
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeAll(async () => {
  const story = await openStory(template);
  const say = (word: string, value: number | string) => hear(before, `${word} ${value}\n`);
  while (before.size < sizeBefore) await liveStep(story, 0, say);
  await story.store.close();
});

interface Run {
  /** Whether the fault was met. */
  readonly fired: boolean;
  readonly output: string;
  readonly acknowledged: number;
  readonly losses: readonly string[];
}

/** Runs the node on a copy of the folder with a fault at its n-th call, and checks what it leaves. */
async function runWith(
  fault: { readonly call: string; readonly effect: string },
  n: number,
): Promise<Run> {
  const { call, effect } = fault;
  const dir = join(base, `${call}-${effect}-${n}`.replaceAll(/[^a-zA-Z0-9]+/g, '-'));
  cpSync(template, dir, { recursive: true });
  const trace = `${dir}.trace`;
  const writer = await startWriter(dir, work);
  const inject = `inject=${call}:${effect}:when=${n}`;
  const args = ['-f', '-o', trace, '-e', `trace=${call}`, '-e', inject, '-p', String(writer.pid)];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const attached = new Promise<void>((resolve) => {
    strace.stderr.on('data', (chunk) => {
      if (String(chunk).includes('attached')) resolve();
    });
  });
  const detached = new Promise<void>((resolve) => strace.once('close', () => resolve()));
  await within(attached, 20_000, () => `strace does not attach to ${writer.pid}`);
  writer.go();
  await endOf(writer);
  await within(detached, 20_000, () => `strace of ${writer.pid} does not end`);
  const told = { ...before, erased: new Set(before.erased), erasing: new Set(before.erasing) };
  hear(told, writer.output());
  const acknowledged = told.size - before.size;
  const losses = await findLosses(dir, told);
  const fired = /\(INJECTED\)|killed by SIGKILL/.test(readFileSync(trace, 'utf8'));
  rmSync(dir, { recursive: true, force: true });
  rmSync(trace, { force: true });
  return { fired, output: writer.output(), acknowledged, losses };
}

/** Runs the fault at call 1, 2, 3, … until it is not met any more. */
async function runAll(fault: { readonly call: string; readonly effect: string }): Promise<Run[]> {
  const runs: Run[] = [];
  let next = 1;
  let isOver = false;
  const go = async () => {
    while (!isOver && next < callsMax) {
      const run = await runWith(fault, next++);
      if (run.fired) runs.push(run);
      else isOver = true;
    }
  };
  await Promise.all(Array.from({ length: workers }, go));
  expect(isOver).toBe(true);
  return runs;
}

const calls = ['pwrite64', 'fdatasync', 'fsync', 'rename', 'openat'];
const effects = ['error=EIO', 'signal=SIGKILL'];
const more = {
  calls: [...calls, 'close', 'mkdir', 'pread64'],
  effects: [...effects, 'error=ENOSPC'],
};

describe.skipIf(!canInject)('system calls that fail (skipped without root and strace)', () => {
  for (const effect of scale > 1 ? more.effects : effects) {
    it(`${effect} at every write, sync, rename and open: nothing acknowledged is lost`, async () => {
      for (const call of scale > 1 ? more.calls : calls) {
        const runs = await runAll({ call, effect });
        const lost = runs.flatMap((run) => run.losses);
        const acknowledged = runs.reduce((sum, run) => sum + run.acknowledged, 0);
        const name = `${effect} at each ${call} of append, erase and publish`;
        report({
          class: name,
          tool: 'strace',
          tried: runs.length,
          acknowledged,
          lost: lost.length,
        });
        expect(lost).toEqual([]);
        expect(runs.length).toBeGreaterThan(3);
        for (const { output } of runs) {
          // A failed write or sync ends all writing, and readers are still answered.
          if (/^failed store\.log\.closed$/m.test(output)) {
            expect(output).toMatch(/^refused store\.log\.closed$/m);
            expect(output).toMatch(/^read (\d+) of \1$/m);
          }
        }
      }
    }, 1_800_000);
  }
});
