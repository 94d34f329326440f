// Spec: docs/spec/store.md S1.
import { describe, expect, it } from 'vitest';
import { createGroupCommit } from './group-commit.ts';
import { waitingEntriesMax } from './limits.ts';
import { plainEntries } from './log-store.contract.ts';
import type { NewEntry } from './log-store.ts';

/** A writer that waits to be told to go on, and keeps the sizes of the groups it got. */
function heldWriter() {
  const groups: number[] = [];
  const waiting: (() => void)[] = [];
  let size = 0;
  const write = async (entries: readonly NewEntry[]) => {
    groups.push(entries.length);
    await new Promise<void>((resolve) => waiting.push(resolve));
    size += entries.length;
    return size - entries.length;
  };
  const letGo = async () => {
    while (waiting.length > 0) {
      waiting.shift()!();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return { groups, write, letGo };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('createGroupCommit', () => {
  it('writes at once when idle, and what arrives meanwhile as one group', async () => {
    const { groups, write, letGo } = heldWriter();
    const submit = createGroupCommit(write);
    const first = submit(plainEntries(0, 2));
    await turn();
    expect(groups).toEqual([2]);
    const rest = [3, 4, 5].map((count) => submit(plainEntries(0, count)));
    await turn();
    expect(groups).toEqual([2]);
    await letGo();
    expect(await Promise.all([first, ...rest])).toEqual([0, 2, 5, 9]);
    expect(groups).toEqual([2, 12]);
  });

  it('groups at most 1,024 entries or 1 MiB, and never splits a call', async () => {
    const { groups, write, letGo } = heldWriter();
    const submit = createGroupCommit(write);
    const large = { bytes: new Uint8Array(65_535), payloads: [] };
    const calls = [
      submit(plainEntries(0, 1_000)),
      submit(plainEntries(0, 24)),
      submit(plainEntries(0, 1)),
      submit(Array.from({ length: 20 }, () => large)),
      submit(plainEntries(0, 1)),
    ];
    await turn();
    await letGo();
    await Promise.all(calls);
    expect(groups).toEqual([1_024, 1, 20, 1]);
  });

  it('rejects the calls of a failed group only', async () => {
    let fail = true;
    const submit = createGroupCommit(async () => {
      if (fail) throw new RangeError('no space');
      return 0;
    });
    await expect(submit(plainEntries(0, 1))).rejects.toThrow('no space');
    fail = false;
    expect(await submit(plainEntries(0, 1))).toBe(0);
  });

  it('refuses what waits beyond the limit', async () => {
    const { write, letGo } = heldWriter();
    const submit = createGroupCommit(write);
    const calls = Array.from({ length: waitingEntriesMax / 1_024 }, () =>
      submit(plainEntries(0, 1_024)),
    );
    await expect(submit(plainEntries(0, 1_024))).rejects.toMatchObject({ code: 'store.log.busy' });
    await turn();
    await letGo();
    expect((await Promise.all(calls)).length).toBe(64);
  });
});
