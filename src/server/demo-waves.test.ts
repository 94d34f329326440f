// Steps of a story side by side: only those that have nothing to do with one another.
import { describe, expect, it } from 'vitest';
import { type WaveStep, waveFrom } from './demo-waves.ts';
import { waveStepsMax } from './limits.ts';

const step = (more: Partial<WaveStep>): WaveStep => ({
  kind: 'investment',
  command: { act: 'state' },
  ...more,
});
const countOf = (...steps: WaveStep[]) => waveFrom(steps, 0);

describe('a wave of steps', () => {
  it('holds steps on different records, up to the most', () => {
    const about = (id: string) => step({ kind: 'project', about: id, command: { act: 'status' } });
    expect(countOf(about('SZ-P001'), about('SZ-P002'), about('HK-P001'))).toBe(3);
    expect(countOf(...Array.from({ length: 99 }, () => step({})))).toBe(waveStepsMax);
    expect(waveFrom([step({})], 5)).toBe(1);
  });

  it.each<[string, WaveStep, WaveStep]>([
    [
      'changes what one before it changes',
      step({ kind: 'project', about: 'SZ-P001' }),
      step({ kind: 'project', about: 'SZ-P001' }),
    ],
    [
      'names what one before it changes',
      step({ kind: 'project', about: 'SZ-P001' }),
      step({ command: { act: 'state', project: 'SZ-P001' } }),
    ],
    [
      'changes what one before it names',
      step({ command: { act: 'state', project: 'SZ-P001' } }),
      step({ kind: 'project', about: 'SZ-P001' }),
    ],
    [
      'names what one before it creates',
      step({ kind: 'project', expectId: 'SZ-P004' }),
      step({ command: { act: 'state', text: { see: 'as in SZ-P004' } } }),
    ],
    [
      'names a record of a kind of which one before it creates another',
      step({ kind: 'organization' }),
      step({ command: { act: 'state', by: 'HK-OR009' } }),
    ],
    [
      'needs the leaf of one before it',
      step({ label: 'hearing' }),
      step({ command: { act: 'x', of: '$leaf:hearing' } }),
    ],
    ['waits', step({}), step({ wait: true })],
    ['names a person that may be new', step({}), step({ kind: 'person-role' })],
    ['takes in a file', step({}), step({ command: { act: 'import' } })],
  ])('ends before a step that %s', (_, first, second) => {
    expect(countOf(first, second)).toBe(1);
    expect(countOf(step({}), first)).toBe(2);
  });

  it('is one step where that goes alone', () => {
    expect(countOf(step({ command: { act: 'backcast' } }), step({}))).toBe(1);
    expect(countOf(step({ kind: 'person-role' }), step({}))).toBe(1);
  });
});
