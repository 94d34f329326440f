// Lists that are kept are those that would be read, and go when anything changes.
import { describe, expect, it } from 'vitest';
import { keepQueries } from './kept-queries.ts';
import type { Queries } from './queries.ts';

/** Queries whose lists have as many records as `length` says; what was asked of them, in order. */
function rig(most = 10) {
  const state = { version: 'a', length: 2, asked: [] as string[], wait: undefined as unknown };
  const list = (name: string) => async (when?: { readonly asof?: string }) => {
    state.asked.push(when?.asof === undefined ? name : `${name} ${when.asof}`);
    const { length, version } = state;
    await state.wait;
    if (length < 0) throw new Error('lost');
    return Array.from({ length }, (_, i) => `${version}${i}`);
  };
  const bare = {
    programme: list('programme'),
    parties: list('parties'),
    agreements: list('agreements'),
    meetings: list('meetings'),
    commitments: list('commitments'),
    organizations: list('organizations'),
    reports: list('reports'),
    records: (kind: string, when?: { readonly asof?: string }) => list(kind)(when),
  } as unknown as Queries;
  return { state, kept: keepQueries(bare, () => state.version, most) };
}

describe('kept lists', () => {
  it('are read once, until the version is another', async () => {
    const { state, kept } = rig();
    const first = await kept.records('offer');
    expect(await kept.records('offer', {})).toBe(first);
    await kept.programme();
    await kept.programme();
    expect(state.asked).toEqual(['offer', 'programme']);
    state.version = 'b';
    expect(await kept.records('offer')).toEqual(['b0', 'b1']);
    expect(state.asked).toEqual(['offer', 'programme', 'offer']);
  });

  it('are of the present only: another day is always read', async () => {
    const { state, kept } = rig();
    for (let i = 0; i < 2; i++) await kept.records('offer', { asof: '2019' });
    for (let i = 0; i < 2; i++) await kept.meetings({ asof: '2019' });
    const both = ['offer 2019', 'offer 2019', 'meetings 2019', 'meetings 2019'];
    expect(state.asked).toEqual(both);
  });

  it('are not kept when something changed while they were read', async () => {
    const { state, kept } = rig();
    const waiting = Promise.withResolvers<void>();
    state.wait = waiting.promise;
    const asked = kept.records('offer');
    state.version = 'b';
    waiting.resolve();
    await asked;
    state.version = 'a';
    state.wait = undefined;
    await kept.records('offer');
    expect(state.asked).toEqual(['offer', 'offer']);
  });

  it('are not kept beyond the most, nor when reading failed', async () => {
    const { state, kept } = rig(5);
    await kept.records('offer');
    state.length = 4;
    await kept.records('need');
    await kept.records('need');
    await kept.records('offer');
    expect(state.asked).toEqual(['offer', 'need', 'need']);
    state.length = -1;
    await expect(kept.records('story')).rejects.toThrow('lost');
    state.length = 1;
    await expect(kept.records('story')).resolves.toHaveLength(1);
  });
});
