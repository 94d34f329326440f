// docs/spec/access.md AC13: a command sent twice with the same key is recorded once, also across a kill.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedDisk, seededChance } from '../../test/support/simulated-disk.ts';
import { ok, refuse } from '../base/result.ts';
import { openCommandKeys } from './command-keys.ts';
import { commandKeyMilliseconds, commandKeysMax, requestListBytesMax } from './limits.ts';

let dir = '';
let now = 0;
let given = 0;
const file = () => join(dir, 'command-keys.log');
const open = () => openCommandKeys(file(), () => now);
const command = { person: 'no8b1e6f02', key: 'a-key-of-mine', hash: '00' };
const work = async () => ok({ ids: [`NO-OR00${++given}`] });
const repeated = (ids: readonly string[]) => ({
  ok: true,
  value: { outcome: { ids }, repeated: true },
});

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-keys-'));
  [now, given] = [1_000_000, 0];
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('a command with a key', () => {
  it('is given once, however often and however fast it comes, and after a restart', async () => {
    const keys = open();
    const all = await Promise.all([1, 2, 3].map(() => keys.once(command, work)));
    expect(all.map((one) => one.ok && one.value.repeated)).toEqual([false, true, true]);
    expect(await open().once(command, work)).toEqual(repeated(['NO-OR001']));
    expect(given).toBe(1);
    expect(await keys.once({ ...command, person: 'no1a2b3c4d' }, work)).toMatchObject({
      value: { repeated: false },
    });
    now += commandKeyMilliseconds;
    expect(await open().once(command, work)).toMatchObject({ value: { repeated: false } });
  });

  it('is no other one: server.commands.key-reused', async () => {
    const keys = open();
    await keys.once(command, work);
    const other = { ...command, hash: '01' };
    for (const some of [keys, open()])
      expect(await some.once(other, work)).toMatchObject({
        error: { code: 'server.commands.key-reused', params: { key: command.key } },
      });
    expect(given).toBe(1);
  });

  it('is free again once it was refused, also after a restart', async () => {
    const no = async () => refuse('programme.access.no-role', { person: 'x' });
    expect(await open().once(command, no)).toMatchObject({ ok: false });
    const other = { ...command, hash: '01' };
    expect(await open().once(other, work)).toMatchObject({ value: { repeated: false } });
  });

  it('is unsettled where the process died, or the work broke, before it was known what it came to: server.commands.unsettled', async () => {
    const unsettled = { error: { code: 'server.commands.unsettled' } };
    const keys = open();
    const broken = keys.once(command, () => Promise.reject(new Error('the disk')));
    await expect(broken).rejects.toThrow('the disk');
    expect(await keys.once(command, work)).toMatchObject(unsettled);
    expect(await open().once(command, work)).toMatchObject(unsettled);
    // Begun, and killed before the next line.
    const second = { ...command, key: 'a-second-one' };
    await keys.once(second, work);
    const lines = readFileSync(file(), 'utf8').split('\n');
    writeFileSync(file(), lines.slice(0, -1).join('\n'));
    expect(await open().once(second, work)).toMatchObject(unsettled);
    expect(given).toBe(1);
  });

  it('is not begun where its line was torn, and the next line counts', async () => {
    await open().once(command, work);
    appendFileSync(file(), '\n{"at":1000000,"person":"no8b1e6f02","key":"torn-half');
    const next = { ...command, key: 'the-next-one' };
    await open().once(next, work);
    const after = open();
    expect(await after.once(command, work)).toEqual(repeated(['NO-OR001']));
    expect(await after.once(next, work)).toEqual(repeated(['NO-OR002']));
    const torn = { ...command, key: 'torn-half' };
    expect(await after.once(torn, work)).toMatchObject({ value: { repeated: false } });
  });

  it('is not given where nobody can write that it was begun, and may be sent again', async () => {
    const keys = openCommandKeys(join(dir, 'absent', 'keys.log'), () => now);
    for (let again = 0; again < 2; again++)
      await expect(keys.once(command, work)).rejects.toMatchObject({
        code: 'store.folder.unwritable',
      });
    expect(given).toBe(0);
  });

  it('is never given twice, wherever the power goes or the disk fills while it is begun and ends', async () => {
    const counts = { recorded: 0, again: 0, unsettled: 0 };
    for (const fault of ['halt', 'ENOSPC'] as const)
      for (let call = 1; call <= 14; call++)
        for (let seed = 0; seed < 4; seed++) {
          const disk = new SimulatedDisk();
          await disk.makeFolder('/state');
          await disk.syncFolder('/');
          const openOn = () => openCommandKeys('/state/keys.log', () => now, disk);
          given = 0;
          disk.failAt(call, fault);
          const keys = openOn();
          const first = await keys.once(command, work).catch(() => undefined);
          const next = await keys.once({ ...command, key: 'the-next-one' }, work).catch(() => {});
          const before = given;
          disk.cutPower(seededChance(seed));
          const after = openOn();
          const place = `${fault} at ${call}, seed ${seed}`;
          for (const [one, key] of [
            [first, command.key],
            [next, 'the-next-one'],
          ] as const) {
            const done = await after.once({ ...command, key }, work);
            if (one === undefined) counts.again++;
            else if (done.ok) expect(done.value, place).toMatchObject({ repeated: true });
            else counts.unsettled++;
            if (done.ok) counts.recorded++;
          }
          const lost = [first, next].filter((one) => one === undefined).length;
          expect(given - before, place).toBeLessThanOrEqual(lost);
        }
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  });

  it('is not pushed out by those of another person, however many they are', async () => {
    const line = (key: string, person: string, at = now) =>
      `\n${JSON.stringify({ ...command, at, person, key, outcome: { ids: [key] } })}`;
    const keysOf = (from: number) =>
      Array.from({ length: commandKeysMax }, (_, i) => line(`other-${from + i}`, 'no1a2b3c4d'));
    writeFileSync(file(), [line(command.key, command.person), ...keysOf(0)].join(''));
    const keys = open();
    expect(await keys.once(command, work)).toEqual(repeated([command.key]));
    const another = { ...command, person: 'no1a2b3c4d' };
    expect(await keys.once({ ...another, key: 'other-0' }, work)).toMatchObject({
      value: { repeated: false },
    });
    expect(await keys.once({ ...another, key: 'other-5' }, work)).toEqual(repeated(['other-5']));
    // What counts no more goes before all that does.
    now += commandKeyMilliseconds;
    const fresh = keysOf(0).slice(1).join('').replaceAll('"at":1000000', `"at":${now}`);
    writeFileSync(file(), line(command.key, command.person, now - 5) + fresh);
    const later = open();
    expect(await later.once({ ...another, key: 'other-1' }, work)).toEqual(repeated(['other-1']));
    now += commandKeyMilliseconds - 5;
    await later.once({ ...another, key: 'one-more' }, work);
    expect(await later.once({ ...another, key: 'other-1' }, work)).toEqual(repeated(['other-1']));
  });

  it('stays known beside others that come while the file is written anew', async () => {
    const keys = open();
    await keys.once(command, work);
    appendFileSync(file(), `\n${'x'.repeat(requestListBytesMax)}`);
    const all = Array.from({ length: 20 }, (_, i) => ({ ...command, key: `key-number-${i}` }));
    await Promise.all(all.map((one) => keys.once(one, work)));
    const after = open();
    for (const one of all)
      expect(await after.once(one, work)).toMatchObject({ value: { repeated: true } });
    expect(given).toBe(21);
  });

  it('stays known when the file is written anew', async () => {
    const keys = open();
    await keys.once(command, work);
    appendFileSync(file(), `\n${'x'.repeat(requestListBytesMax)}`);
    const next = { ...command, key: 'the-next-one' };
    await keys.once(next, work);
    expect(readFileSync(file(), 'utf8').length).toBeLessThan(1_000);
    const after = open();
    expect(await after.once(command, work)).toEqual(repeated(['NO-OR001']));
    expect(await after.once(next, work)).toEqual(repeated(['NO-OR002']));
  });
});
