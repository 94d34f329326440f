// Pulls that are asked for, beside the loops.
import { describe, expect, it } from 'vitest';
import { codeOf } from '../base/errors.ts';
import type { HeldLog } from './logs.ts';
import { createPullLoops, type PullLoopsWorld } from './pull-loops.ts';

const log = { identity: { origin: 'log.south.invalid/two-towns' } } as HeldLog;

describe('a pull that is asked for', () => {
  it('takes nothing of a log that is proven to contradict itself: server.pull.alarm', async () => {
    const alarms = { standing: () => ({ state: 'proven' }) };
    const loops = createPullLoops({ alarms } as unknown as PullLoopsWorld);
    expect(await loops.now(log, 'file:///stick/south/').catch(codeOf)).toBe('server.pull.alarm');
    expect(log.readFrom).toBeUndefined();
  });

  it('is made after the one before it, from where it was asked to', async () => {
    const from: string[] = [];
    const ask = async ({ url }: { readonly url: string }) => {
      from.push(url);
      await Promise.resolve();
      return { status: 404, headers: {}, bytes: new Uint8Array() };
    };
    const loops = createPullLoops({
      alarms: { standing: () => undefined },
      pull: { client: { ask }, programme: 'p' },
      onReached: () => from.push(`reached ${log.readFrom}`),
      fetchBlobs: async () => void from.push(`blobs ${log.readFrom}`),
    } as unknown as PullLoopsWorld);
    await Promise.all([loops.now(log, 'file:///one/'), loops.now(log, 'file:///two/')]);
    const round = (dir: string) => [
      `file:///${dir}//log/p/checkpoint.pending`,
      `reached file:///${dir}/`,
      `blobs file:///${dir}/`,
    ];
    expect(from).toEqual([...round('one'), ...round('two')]);
  });
});
